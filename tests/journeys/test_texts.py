"""She is kept told by text, and answers by text: what is booked, another time, cancelled."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.letters.models import Letter
from app.sites import service as sites
from app.switchboard import messages, reaching
from app.texts.models import TextMessage, TextReceived
from tests.journeys.world import CLAIMANT, MONDAY_AT_TEN, World

TEXTS = "+447700900999"
OTHER = "+447700900321"


def safe_booking(world: World, *, in_days: int = 2, slug: str = "somerset", language: str = "en") -> Callback:
    """Her call-back so many days ahead, told to her by text, which is safe."""
    with world.session() as session:
        booked = session.merge(world.book_at(slug, MONDAY_AT_TEN + timedelta(days=in_days)))
        booked.safe_to_text, booked.language = True, language
        claimant = claimants.by_id(session, booked.claimant_id) if booked.claimant_id else None
        assert claimant is not None
        claimant.safe_to_text = True
        messages.promised(session, booked, world.now())
    world.pass_time(5)
    return booked


def write(world: World, body: str, from_: str = CLAIMANT) -> str | None:
    """She sends a text; what she is answered."""
    before = len(world.texts_to(from_))
    world.exchange.text(from_=from_, to=TEXTS, body=body)
    world.pass_time(3)
    answers = world.texts_to(from_)[before:]
    assert len(answers) <= 1
    return answers[0] if answers else None


def sent(world: World) -> list[tuple[str, str]]:
    """Every text that we began, and how it stands."""
    with world.session() as session:
        return [(one.kind, one.state) for one in session.scalars(select(TextMessage).order_by(TextMessage.wanted_at))]


def letters(world: World) -> list[str]:
    with world.session() as session:
        return list(session.scalars(select(Letter.kind).order_by(Letter.wanted_at)))


def posted_to(world: World, booked: Callback) -> None:
    """She has an address to which post is safe."""
    with world.session() as session:
        claimant = claimants.by_id(session, booked.claimant_id) if booked.claimant_id else None
        assert claimant is not None
        claimant.surname, claimant.address_lines, claimant.postcode = "Example", ["1 High Street", "Taunton"], "TA1 1AA"


# ── reminders ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_reminded_once_the_working_day_before_at_its_time_of_day(world: World) -> None:
    # given a booking for Wednesday at ten, confirmed
    booked = safe_booking(world)
    assert sent(world) == [("confirmation", "delivered")]

    # when Tuesday at ten has come
    assert booked.due_at is not None
    world.until(booked.due_at - timedelta(days=1, minutes=1))
    assert len(world.texts_to(CLAIMANT)) == 1
    world.until(booked.due_at - timedelta(hours=23))

    # then she is reminded, with the number that shows and what to answer, and once
    [_, reminder] = world.texts_to(CLAIMANT)
    assert reminder == (
        "Startline: remember that we ring you on Wednesday 25 November, 10 am from 03069 990104. "
        f"Answer YES, or CHANGE {booked.proof_number}, or CANCEL {booked.proof_number}."
    )
    assert sent(world) == [("confirmation", "delivered"), ("reminder", "delivered")]


def test_booked_for_tomorrow_she_is_reminded_two_hours_before(world: World) -> None:
    # given a booking for the next day
    booked = safe_booking(world, in_days=1)
    assert booked.due_at is not None

    # when two hours before it has not quite come, and then has
    world.until(booked.due_at - timedelta(hours=1, minutes=31))
    before = len(world.texts_to(CLAIMANT))
    world.until(booked.due_at - timedelta(hours=1, minutes=25))

    # then: eight o'clock is too early for a text, so it is half past eight
    assert (before, len(world.texts_to(CLAIMANT))) == (1, 2)


def test_a_time_that_was_moved_is_never_reminded_of(world: World) -> None:
    # given a booking for Wednesday that is moved to Thursday
    booked = safe_booking(world)
    assert booked.due_at is not None
    write(world, f"CHANGE {booked.proof_number}")
    answer = write(world, "3")
    moved = world.callback()
    assert answer is not None
    assert moved.due_at != booked.due_at

    # when its first time and all of the week has passed
    texts_before = len(world.texts_to(CLAIMANT))
    world.until_due(moved, minutes=-125)

    # then only the new time was told
    later = world.texts_to(CLAIMANT)[texts_before:]
    assert all("Wednesday 25 November, 10 am" not in one for one in later), later


def test_cancelled_there_is_no_reminder(world: World) -> None:
    booked = safe_booking(world)
    write(world, f"CANCEL {booked.proof_number}")
    before = len(world.texts_to(CLAIMANT))
    world.until_due(booked, minutes=-30)
    assert len(world.texts_to(CLAIMANT)) == before


def test_no_reminder_where_the_site_sends_none(world: World) -> None:
    with world.session() as session:
        sites.change_rules(session, sites.by_slug(session, "somerset"), reminder_days=None)
    booked = safe_booking(world)
    world.until_due(booked, minutes=-30)
    assert [kind for kind, _ in sent(world)] == ["confirmation"]


def test_where_texts_are_not_safe_one_letter_says_it(world: World) -> None:
    # given an address, and no text that is safe
    booked = world.book_at("somerset", world.now() + timedelta(days=3))
    posted_to(world, booked)
    with world.session() as session:
        messages.promised(session, session.merge(booked), world.now())

    # when the day of the reminder comes and goes
    world.until_due(booked, minutes=-30)

    # then one letter has gone and no text
    assert letters(world) == ["confirmation"]
    assert world.texts_to(CLAIMANT) == []


def test_stopped_meanwhile_she_is_reminded_by_letter_where_one_can_come(world: World) -> None:
    # given a reminder three working days ahead
    with world.session() as session:
        sites.change_rules(session, sites.by_slug(session, "somerset"), reminder_days=3)
    booked = safe_booking(world, in_days=4)
    posted_to(world, booked)
    # when she writes STOP before it
    write(world, "STOP")
    world.until_due(booked, minutes=-60)
    # then a letter goes instead, once
    assert sent(world) == [("confirmation", "delivered")]
    assert letters(world) == ["confirmation"]


# ── what she writes ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("body", ["?", "when is my call", "When r u ringing me at 1430"])
def test_whatever_she_writes_she_is_told_what_is_booked(world: World, body: str) -> None:
    booked = safe_booking(world)
    answer = write(world, body)
    assert answer is not None
    assert "booked for Wednesday 25 November, 10 am" in answer
    # what moves and cancels it is not told to whoever has the telephone
    assert booked.proof_number not in answer


def test_yes_is_thanked_for_and_kept(world: World) -> None:
    booked = safe_booking(world)
    assert write(world, "Yes please") == "Startline: thank you. We shall ring you on Wednesday 25 November, 10 am."
    with world.session() as session:
        [kept] = session.scalars(select(TextReceived)).all()
    assert (kept.act, kept.callback_id) == ("confirm", booked.id)


def test_cancelled_with_her_figures_and_not_without(world: World) -> None:
    booked = safe_booking(world)
    assert write(world, "please cancel it") == (
        "Startline: to cancel, text CANCEL and your four figures, with a space between."
    )
    assert world.callback().state == "booked"
    answer = write(world, f"cancel {booked.proof_number}")
    assert answer == "Startline: your call is cancelled. If you want another, ring 03069 990104."
    assert world.callback().state == "cancelled"


def test_moved_to_one_of_three_times(world: World) -> None:
    # given she asks for another time
    booked = safe_booking(world)
    offered = write(world, f"Change {booked.proof_number}")
    assert offered is not None
    assert offered.startswith("Startline: text 1 for ")

    # when she chooses the second
    answer = write(world, "2")

    # then it is that, the adviser is held for it, and it is reminded of
    moved = world.callback()
    assert moved.due_at is not None
    assert (moved.state, moved.proof_number) == ("booked", booked.proof_number)
    assert moved.due_at != booked.due_at
    assert moved.held_adviser_id is not None
    assert answer is not None
    assert answer.startswith("Startline: we shall ring you on ")
    # and the same figure again chooses nothing any more
    assert "booked for" in (write(world, "2") or "")
    assert world.callback().due_at == moved.due_at


def test_figures_of_another_call_open_nothing_and_the_third_time_ends_it(world: World) -> None:
    booked = safe_booking(world)
    wrong = next(f"{n:04}" for n in range(4000, 5000) if f"{n:04}" != booked.proof_number)
    answers = [write(world, f"CANCEL {wrong}") for _ in range(3)]
    assert answers[:2] == ["Startline: those figures fit no call to this telephone. Please look again, or ring us."] * 2
    assert answers[2] == "Startline: we cannot do that by text. Please ring us on the number that you were given."

    # then the right ones are not taken either, today
    write(world, f"CANCEL {booked.proof_number}")
    assert world.callback().state == "booked"

    # but they are tomorrow
    world.pass_time(24 * 3600)
    write(world, f"CANCEL {booked.proof_number}")
    assert world.callback().state == "cancelled"


def test_from_another_telephone_the_right_figures_open_nothing(world: World) -> None:
    booked = safe_booking(world)
    assert "fit no call" in (write(world, f"CANCEL {booked.proof_number}", OTHER) or "")
    assert world.callback().state == "booked"


def test_where_texts_are_not_safe_nothing_is_told(world: World) -> None:
    booked = world.book("somerset")
    assert write(world, f"CHANGE {booked.proof_number}") == (
        "Startline: we cannot do that by text. Please ring us on the number that you were given."
    )
    for body in ("?", "yes"):
        assert write(world, body) == (
            "Startline: if we are to ring you back, text BOOK. "
            "For anything else ring us on the number that you were given."
        )
    assert world.callback().due_at == booked.due_at


def test_whom_we_rang_in_vain_is_not_told_that_we_ring_again(world: World) -> None:
    # given all tries were in vain, and a letter goes
    booked = safe_booking(world)
    with world.session() as session:
        session.merge(booked).state = "letter_wanted"
    # when she asks, then she is told what she can do
    assert write(world, "?") == (
        "Startline: we could not go on with your call. Ring 03069 990104, "
        "or for another call text CHANGE and your four figures."
    )
    # and by that she has another time
    assert (write(world, f"CHANGE {booked.proof_number}") or "").startswith("Startline: text 1 for ")
    write(world, "1")
    assert world.callback().state == "booked"


def test_in_welsh_she_is_answered_in_welsh(world: World) -> None:
    booked = safe_booking(world, slug="south-east-gwent", language="cy")
    told = write(world, "pryd?")
    assert told is not None
    assert "Dydd Mercher 25 Tachwedd, 10 yb" in told
    assert "Startline" in (write(world, "IE") or "")
    write(world, f"canslo {booked.proof_number}")
    assert world.callback().state == "cancelled"


def test_two_who_share_a_number_are_asked_for_figures(world: World) -> None:
    first, second = safe_booking(world), safe_booking(world)
    assert write(world, "?") == "Startline: text the four figures that you were given for your call."
    if first.proof_number != second.proof_number:
        write(world, f"CANCEL {second.proof_number}")
        assert [one.state for one in world.callbacks()] == ["booked", "cancelled"]


def test_stop_is_kept_and_start_takes_it_back(world: World) -> None:
    # given she stops us
    booked = safe_booking(world)
    assert write(world, "STOP") is None
    # when her time is moved, then she has no text
    with world.session() as session:
        assert reaching.number_to_text(session, session.merge(booked), world.now()) is None
    # and when she starts us again she is texted again
    assert write(world, "start") is None
    assert "booked for" in (write(world, "?") or "")


def test_who_has_stopped_us_is_not_moved_to_a_time_that_she_never_saw(world: World) -> None:
    # given she wrote CANCEL alone, which stops us and cancels nothing
    booked = safe_booking(world)
    assert write(world, "cancel") is None
    # when she asks for another time, and writes what would choose one, then nothing is moved
    for body in (f"CHANGE {booked.proof_number}", "2"):
        assert write(world, body) is None
        assert world.callback().due_at == booked.due_at
    # and with her figures she may still cancel
    write(world, f"CANCEL {booked.proof_number}")
    assert world.callback().state == "cancelled"


def test_a_number_that_stopped_the_sender_before_we_knew_is_taken_so(world: World) -> None:
    # given Twilio knows that the number wants nothing of ours, and we do not
    world.exchange.opted_out.add((TEXTS, CLAIMANT))
    booked = world.book_at("somerset", world.now() + timedelta(days=3))
    posted_to(world, booked)
    with world.session() as session:
        booked = session.merge(booked)
        booked.safe_to_leave_message = booked.safe_to_text = True
        claimant = claimants.by_id(session, booked.claimant_id) if booked.claimant_id else None
        assert claimant is not None
        claimant.safe_to_text = True
        messages.promised(session, booked, world.now())
    # when the confirmation is refused
    world.pass_time(5)
    # then that is kept, and a letter says it
    assert sent(world) == [("confirmation", "refused")]
    assert letters(world) == ["confirmation"]
    with world.session() as session:
        assert reaching.number_to_text(session, session.merge(booked), world.now()) is None


def test_told_twice_of_one_text_it_is_done_once_and_answered_the_same(world: World) -> None:
    booked = safe_booking(world)
    from app.switchboard import text_replies

    sid = f"SM{uuid4().hex}"
    answers = []
    for _ in range(2):
        with world.session() as session:
            answers.append(text_replies.receive(session, sid, CLAIMANT, "CANCEL 4000", world.now()))
    assert answers[0] == answers[1]
    with world.session() as session:
        [kept] = session.scalars(select(TextReceived)).all()
        assert kept.sid == sid
    # one wrong proof was counted: two more are allowed, and the right one is taken
    write(world, f"CANCEL {booked.proof_number}")
    assert world.callback().state == "cancelled"


def test_what_does_not_reach_her_is_shown_and_goes_by_letter(world: World) -> None:
    # given her telephone is out of reach
    world.exchange.telephone(CLAIMANT).behaviour = "unreachable"
    booked = world.book_at("somerset", world.now() + timedelta(days=3))
    posted_to(world, booked)
    # when her booking is confirmed
    with world.session() as session:
        booked = session.merge(booked)
        booked.safe_to_text = True
        claimant = claimants.by_id(session, booked.claimant_id) if booked.claimant_id else None
        assert claimant is not None
        claimant.safe_to_text = True
        messages.promised(session, booked, world.now())
    world.pass_time(5)
    # then the text is undelivered and a letter is asked for
    assert sent(world) == [("confirmation", "undelivered")]
    assert letters(world) == ["confirmation"]


def test_the_same_news_of_a_text_twice_or_late_changes_nothing(world: World) -> None:
    booked = safe_booking(world)
    with world.session() as session:
        [text] = session.scalars(select(TextMessage)).all()
        assert text.sid is not None
        for status in ("sent", "undelivered", "delivered"):
            messages.told(session, text.id, text.sid, status, None, world.now())
    assert sent(world) == [("confirmation", "delivered")]
    assert callbacks.may_text(booked)


def test_a_text_whose_sender_died_while_sending_is_not_sent_again(world: World) -> None:
    # given a worker that died after it had begun to send
    booked = safe_booking(world)
    with world.session() as session:
        [text] = session.scalars(select(TextMessage)).all()
        text.state = "sending"
    before = len(world.texts_to(CLAIMANT))

    # when another takes up its work
    messages.send(world.board, {"text": str(text.id)}, world.now())

    # then nothing more goes, and what the network tells of it later is believed
    assert len(world.texts_to(CLAIMANT)) == before
    assert sent(world) == [("confirmation", "lost")]
    with world.session() as session:
        assert text.sid is not None
        messages.told(session, text.id, text.sid, "delivered", None, world.now())
    assert sent(world) == [("confirmation", "delivered")]
    assert booked.proof_number in world.texts_to(CLAIMANT)[0]
