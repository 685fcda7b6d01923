"""Journey 6: a call-back by the typed page. She is sent the address and a code, comes, and is typed with."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.callbacks.models import Attempt, Callback
from app.claimants.models import Claimant
from app.conversations.models import Code
from app.letters import service as letters
from app.switchboard import messages, papers
from tests.journeys.browser import Adviser
from tests.journeys.test_typed import panel, trained
from tests.journeys.typing import Typist
from tests.journeys.world import World

MOBILE = "+447700900123"
FRIDAY = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)


def booked_to_type(
    world: World, kind: str = "typed", *, safe_to_text: bool = True, at: datetime | None = None
) -> tuple[Callback, str]:
    """Her call-back by Somerset, and her reference: she types, and has a mobile."""
    booked = world.book_at("somerset", at, MOBILE)
    with world.session() as session:
        hers = session.get_one(Claimant, booked.claimant_id)
        hers.telephone_kind, hers.telephone, hers.safe_to_text = kind, MOBILE, safe_to_text
        session.get_one(Callback, booked.id).safe_to_text = safe_to_text
        return booked, hers.reference


def invitations(world: World) -> list[str]:
    """The texts that ask her to the typed page."""
    return [one.body for one in world.exchange.messages if one.to == MOBILE and "we type with you" in one.body]


def figures(body: str) -> str:
    """The code of a text."""
    found = re.search(r"code (\d{6})\.", body)
    assert found is not None
    return found[1]


def test_she_is_sent_the_page_in_time_and_whoever_types_with_her_makes_the_call_back(world: World) -> None:
    # given a call-back by the typed page, and Tess, who is trained
    booked, reference = booked_to_type(world)
    world.until_due(booked, minutes=-90)
    assert [reference in one and "/text/enter?given=1" in one for one in invitations(world)] == [True]
    trained(world, "tess")

    # when its time has come
    world.until_due(booked)
    world.pass_time(30)

    # then nobody's telephone rings, it is shown as typed, and she has had one text
    assert not world.desk("tess").ringing
    assert not world.exchange.telephone(MOBILE).ringing
    assert len(invitations(world)) == 1
    tess = Adviser(world, "tess").open("/")
    assert "at the typed page, not by telephone" in tess.text

    # when she comes in with the code of the text, then Tess sees whose call-back it is, and makes it
    her = Typist(world).enter(figures(invitations(world)[0]), reference)
    assert her.url.endswith("/text/conversation")
    assert "their call-back of" in tess.open("/").text
    tess.send("/typed/take")
    assert world.callback().state == "in_progress"
    with world.session() as session:
        attempt = session.query(Attempt).one()
        assert attempt.by_hand_of == world.staff_id("tess")
        assert attempt.conversation_id is not None
    assert "Go on with the start-up, typing" in tess.open(f"/people/{reference}").text

    # and what came of it is said as with any other
    tess.send(f"/people/{reference}", act="typed_result", result="claimant_asked_other_time")
    assert world.attempts() == ["claimant_asked_other_time"]
    assert world.callback().state == "owed"
    # which leads Tess to agree the time there and then
    assert tess.path == f"/people/{reference}/book"
    assert "They asked for another time: agree it with them now." in tess.text


def test_where_only_a_person_can_tell_what_is_safe_the_code_comes_just_before_the_time_she_agreed_to(
    world: World,
) -> None:
    # given that she has said in words when it is safe
    booked, _ = booked_to_type(world)
    with world.session() as session:
        session.get_one(Claimant, booked.claimant_id).safe_in_words = "Not when he is at home"

    # then no code comes hours before, and it is there at her time
    world.until_due(booked, minutes=-6)
    assert invitations(world) == []
    world.until_due(booked, minutes=-4)
    assert len(invitations(world)) == 1


def test_who_does_not_come_is_tried_by_the_next_way(world: World) -> None:
    # given her time at the typed page
    booked, _ = booked_to_type(world)
    trained(world, "tess")
    world.until_due(booked)

    # when she has not come ten minutes later
    world.pass_time(timedelta(minutes=11).total_seconds())

    # then she was not reached, the promise was kept, and the next is dialled by hand
    assert world.attempts() == ["not_at_the_page"]
    again = world.callback()
    assert (again.state, again.begun_at) == ("booked", booked.due_at)
    assert again.next_at is not None
    world.until(again.next_at)
    world.pass_time(30)
    assert "dial 18002 07700 900123 by hand" in Adviser(world, "tess").open("/").text
    assert len(invitations(world)) == 1


def test_who_was_asked_to_the_page_is_not_rung_though_a_textphone_signs_in(world: World) -> None:
    # given somebody with a textphone, told by text that we type with her, since no desk had one at work
    booked, _ = booked_to_type(world, "textphone")
    world.until_due(booked, minutes=-90)
    assert len(invitations(world)) == 1

    # when one signs in before her time
    world.ready("tess")
    world.until_due(booked)
    world.pass_time(30)

    # then what she was told holds: nobody rings, and it is made at the page
    assert not world.desk("tess").ringing
    assert not world.exchange.telephone(MOBILE).ringing
    assert "at the typed page, not by telephone" in Adviser(world, "tess").open("/").text


def test_who_waits_there_is_not_missed_and_who_was_left_waiting_was_failed_by_us(world: World) -> None:
    # given she is there at her time, and nobody takes her
    booked, reference = booked_to_type(world)
    world.until_due(booked)
    her = Typist(world).enter(figures(invitations(world)[0]), reference)
    world.pass_time(timedelta(minutes=9, seconds=50).total_seconds())
    her.open("/text/conversation")
    world.pass_time(20)
    assert world.attempts() == []

    # when she goes away
    world.pass_time(timedelta(minutes=2).total_seconds())

    # then it is our failure, and she is asked to the page again soon
    assert world.attempts() == ["service_failed"]
    again = world.callback()
    assert (again.state, again.begun_at) == ("booked", None)
    world.pass_time(60)
    assert len(invitations(world)) == 2


def test_where_no_text_is_safe_it_is_dialled_by_hand_at_once(world: World) -> None:
    # given texts are not safe for her
    booked, _ = booked_to_type(world, safe_to_text=False)
    trained(world, "tess")
    world.until_due(booked)
    world.pass_time(30)

    # then nothing was sent, and somebody is to dial
    assert invitations(world) == []
    assert "dial 18002 07700 900123 by hand" in Adviser(world, "tess").open("/").text


def test_where_no_text_is_safe_page_and_code_come_by_letter(world: World) -> None:
    # given somebody who types, to whom no text may go, and whom a letter reaches in time
    booked, reference = booked_to_type(world, safe_to_text=False, at=FRIDAY)
    with world.session() as session:
        hers = session.get_one(Claimant, booked.claimant_id)
        hers.surname, hers.address_lines, hers.postcode = "Example", ["1 Invented Street", "Taunton"], "TA1 1AA"
        messages.promised(session, session.merge(booked), world.now())

    # when a supervisor looks at it before it is printed, then no code is made by that
    with world.session() as session:
        (waiting,) = letters.of_claimant(session, hers.id)
        shown = papers.compose(world.board, session, waiting, world.now().date(), world.now())
        assert "••• •••" in letters.show_plain(shown)
        assert session.query(Code).count() == 0

    # when it is printed, spoilt and printed again, then the last code is the one that works
    old, new = (printed_code(world, hers.id) for _ in range(2))
    world.until_due(booked)
    trained(world, "tess")
    world.pass_time(30)
    assert not world.exchange.telephone(MOBILE).ringing
    assert Typist(world).enter(old, reference).status == (422 if old != new else 200)
    her = Typist(world).enter(new, reference)
    assert her.url.endswith("/text/conversation")
    assert "their call-back of" in Adviser(world, "tess").open("/").text
    assert invitations(world) == []


def printed_code(world: World, claimant_id: UUID) -> str:
    """The code of her letter, which is printed, and comes out of the printer unfit to send."""
    world.print_letters()
    (letter,) = [one.read_text() for one in world.settings.letters_dir.glob("*-confirmation.txt")]
    assert f"{world.settings.public_base_url}/text/enter" in letter
    with world.session() as session:
        letters.spoilt(session, letters.of_claimant(session, claimant_id)[0])
    found = re.search(r"Your code: (\d{3} \d{3})", letter)
    assert found is not None
    return found[1]


def test_what_was_typed_and_not_wrapped_up_is_made_again(world: World) -> None:
    # given Tess types with her, and ends it without saying what came of it
    booked, reference = booked_to_type(world)
    trained(world, "tess")
    world.until_due(booked)
    Typist(world).enter(figures(invitations(world)[0]), reference)
    tess = Adviser(world, "tess").open("/").send("/typed/take")
    tess.send(f"{panel(tess)}/over", act="end")

    # when nobody says so for long, then it is made again, at our expense
    world.pass_time(timedelta(minutes=12).total_seconds())
    assert world.attempts() == ["service_failed"]
    assert world.callback().state == "booked"
