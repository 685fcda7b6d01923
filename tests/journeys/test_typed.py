"""Journey 6, the typed page: a code proves who she is, she takes turns with an adviser, and what was typed is kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text

from app.alerts import service as alerts
from app.audit.models import AuditEntry
from app.claimants.models import Claimant
from app.conversations import service as conversations
from app.conversations.models import Code, Conversation
from app.measures.typed import Typed, typed_now
from app.staff import service as staff
from app.staff.models import Staff
from tests.journeys.browser import Adviser
from tests.journeys.typing import Typist, code_on, codes_on
from tests.journeys.working import ALERTS_EVERY
from tests.journeys.world import World


def trained(world: World, *usernames: str) -> None:
    """They are trained for the textphone, and ready."""
    with world.session() as session:
        for username in usernames:
            found = staff.by_username(session, username)
            assert found is not None
            session.get_one(Staff, found.id).textphone = True
    world.ready(*usernames)


def typing_with(world: World) -> tuple[Typist, Adviser]:
    """She has come in and Tess has taken her."""
    trained(world, "tess")
    her = Typist(world).come_in()
    tess = Adviser(world, "tess")
    tess.open("/").send("/typed/take")
    her.open("/text/conversation")
    return her, tess


def panel(adviser: Adviser) -> str:
    """The address of the panel on the adviser's page."""
    return str(adviser.page.xpath('string(//section[@id="typed"]//form[.//textarea]/@action)'))


def types(adviser: Adviser, words: str, go: str = "ga", **more: str) -> None:
    """The adviser types in the panel."""
    key = adviser.page.xpath('string(//section[@id="typed"]//input[@name="sent_key"]/@value)')
    adviser.send(panel(adviser), words=words, go=go, sent_key=key, **more)


def test_she_comes_in_with_a_code_and_types_in_turns(world: World) -> None:
    # given a code came to her mobile, and with it she went in: her first contact is that moment
    her, tess = typing_with(world)
    with world.session() as session:
        [claimant] = session.scalars(select(Claimant))
        assert (claimant.telephone, claimant.first_contact_at) == ("+447700900123", world.now())
    assert "It is your turn (GA)." in her.text
    assert world.presence_and_reason("tess") == ("in_interview", "typing")

    # when she types and gives the turn, and Tess answers
    her.type("Hello, I cannot hear on the telephone GA", go="more")
    assert "It is the adviser's turn." in her.text
    tess.open(f"/people/{her.reference}/script/inbound")
    assert "Hello, I cannot hear on the telephone GA" in tess.text
    types(tess, "Hello. What is your name?")

    # then each reads the other, in order, with the signs
    her.open("/text/conversation")
    assert her.turns == ["Hello, I cannot hear on the telephone GA", "Hello. What is your name? GA"]
    assert "It is your turn (GA)." in her.text


def test_both_have_said_sk_and_it_is_over(world: World) -> None:
    # given they type
    her, tess = typing_with(world)
    tess.open(f"/people/{her.reference}/script/inbound")

    # when she says SK, and Tess says goodbye by a ready sentence
    her.type("That is all thank you SK")
    tess.send(panel(tess), phrase="goodbye", sent_key="g")

    # then it is over; Tess says herself when she is ready; the transcript stays in the record, and is not altered
    assert "This conversation is over." in her.open("/text/conversation").text
    assert world.presence_and_reason("tess") == ("away", "typing_over")
    assert "That is all thank you SK" in tess.open(f"/people/{her.reference}/typed").text
    with world.session() as session:
        done = list(session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("typed%"))))
        assert done == ["typed conversation opened", "typed conversation taken", "typed conversation ended"]
        sealed = session.scalar(text("SELECT sealed FROM conversation_turns"))
        assert sealed is not None
        assert b"That is all" not in bytes(sealed)


def test_both_type_at_once_and_nothing_is_lost(world: World) -> None:
    # given it is her turn
    her, tess = typing_with(world)
    tess.open(f"/people/{her.reference}/script/inbound")

    # when Tess sends something all the same, and she sends hers, and the network sends hers twice
    types(tess, "Are you there?")
    key = her.page.xpath('string(//form[@data-typed]/input[@name="sent_key"]/@value)')
    for _ in range(2):
        her.send("/text/conversation", words="My name is Nora", go="ga", sent_key=str(key))

    # then both stand, once each, the turn has gone to Tess, and it is said
    assert her.turns == ["Are you there? GA", "My name is Nora GA"]
    assert "You both typed at once. Nothing is lost." in her.text
    assert "It is the adviser's turn." in her.text


def test_she_is_cut_off_and_comes_back_with_everything(world: World) -> None:
    # given they have typed, and she had said that texts are no trouble by typing from that mobile
    her, tess = typing_with(world)
    her.type("My name is Nora")
    reference = her.reference

    # when another browser of hers asks for a code with her reference, after Tess has typed on
    tess.open(f"/people/{reference}/script/inbound")
    types(tess, "Thank you Nora")
    again = Typist(world).ask(reference=reference)
    again.enter(code_on(world))

    # then everything is there, it is her turn, and the old browser is let out
    assert again.turns == ["My name is Nora GA", "Thank you Nora GA"]
    assert "It is your turn (GA)." in again.text
    assert her.open("/text/conversation").url.endswith("/text")


def test_a_code_that_an_adviser_gives(world: World) -> None:
    # given somebody known, who has no mobile
    her, tess = typing_with(world)
    tess.open(f"/people/{her.reference}/typed").send(f"/people/{her.reference}/typed")
    given = tess.page.xpath('string(//p[contains(@class, "code")]/text())').strip()

    # when another browser enters it with the reference, then it opens what was typed; a second time it does not
    other = Typist(world).enter(given, her.reference)
    assert other.url.endswith("/text/conversation")
    assert Typist(world).enter(given, her.reference).status == 422


def test_a_wrong_code_is_counted_and_the_right_one_then_stands_no_more(world: World) -> None:
    # given a code on its way
    her = Typist(world).ask()
    right = code_on(world)
    wrong = "000000" if right != "000000" else "111111"

    # when it is guessed at five times
    for _ in range(5):
        assert her.enter(wrong).status == 422

    # then the right one opens nothing, and it is nowhere in the clear
    assert her.enter(right).status == 422
    with world.session() as session:
        [code] = session.scalars(select(Code))
        assert code.tries == 5
        assert code.code_hash is not None
        assert right.encode() not in code.code_hash


def test_a_code_too_old_opens_nothing(world: World) -> None:
    her = Typist(world).ask()
    world.pass_time(timedelta(minutes=15).total_seconds())
    assert her.enter(code_on(world)).status == 422


def test_three_codes_an_hour_and_no_more(world: World) -> None:
    # when one number asks four times, then three are sent, and what to do is said
    pages = [Typist(world).ask() for _ in range(4)]
    assert len(codes_on(world)) == 3
    assert pages[-1].status == 429
    assert "Use the last one, or try again later." in pages[-1].text


def test_a_number_opens_no_record_and_a_strangers_reference_sends_no_code(world: World) -> None:
    # given somebody who has typed with us
    her = Typist(world).come_in()
    before = len(codes_on(world))

    # when another mobile names her reference, then the page is the same, and nothing is sent to it
    stranger = Typist(world).ask("07700 900456", reference=her.reference)
    assert stranger.url.endswith("/text/enter")
    assert codes_on(world, "+447700900456") == []

    # and when her own mobile comes without the reference, then it is a new record: a household shares a number
    other = Typist(world).come_in()
    assert other.reference != her.reference
    assert len(codes_on(world)) == before + 1


def test_a_landline_is_told_what_to_do(world: World) -> None:
    her = Typist(world).ask("01632 960456")
    assert her.status == 422
    assert "ask us for a code" in her.text


def test_three_at_once_and_no_fourth_and_no_call_meanwhile(world: World) -> None:
    # given four people wait, and Tess alone is there
    trained(world, "tess")
    for number in range(4):
        Typist(world).ask(f"07700 90012{number}").enter(code_on(world, f"+44770090012{number}"))
    tess = Adviser(world, "tess")

    # when she takes one after the other
    for _ in range(4):
        tess.open("/").send("/typed/take")

    # then she holds three, the fourth waits, and a caller is not offered to her
    assert "notice=not-taken" in tess.url
    with world.session() as session:
        states = sorted(session.scalars(select(Conversation.state)))
        assert states == ["held", "held", "held", "waiting"]
    call = world.ring("somerset")
    world.press(call, "1", "1")
    assert not world.desk("tess").ringing

    # and she is not ready for calls before they are over
    tess.open("/").send("/presence", state="ready")
    assert world.presence("tess") == "in_interview"


def test_handed_back_it_keeps_its_place(world: World) -> None:
    # given Tess has the first of two who wait
    her, tess = typing_with(world)
    world.pass_time(60)
    Typist(world).ask("07700 900456").enter(code_on(world, "+447700900456"))

    # when Tess hands her back, then she is next again
    tess.open(f"/people/{her.reference}/script/inbound")
    tess.send(f"{panel(tess)}/over", act="back")
    assert "You are next." in her.open("/text/conversation").text
    assert world.presence("tess") == "away"
    with world.session() as session:
        first = conversations.waiting(session)[0]
        assert first.claimant_id == session.scalars(select(Claimant.id).order_by(Claimant.first_contact_at)).first()


def test_without_scripts_looking_for_an_answer_keeps_what_stands_in_the_field(world: World) -> None:
    her, _ = typing_with(world)
    her.type("I was about to s", go="look")
    assert her.page.xpath("string(//textarea)") == "I was about to s"
    assert her.turns == []


def test_closed_she_leaves_word_and_has_a_time(worlds: Callable[[datetime], World]) -> None:
    # given Sunday: every site is closed
    world = worlds(datetime(2026, 11, 22, 15, tzinfo=UTC))
    her = Typist(world).open("/text")
    assert "Nobody is here to type with you now. We are here again from Monday 23 November, 8.30 am." in her.text
    her.come_in()
    assert "What you type is kept." in her.text

    # when she types, and chooses the first time that is offered
    her.type("Please do not ring before ten")
    first = str(her.page.xpath('string((//button[@name="choice"])[1]/@value)'))
    her.send("/text/later", choice=first)

    # then it is booked, said with the number and figures that prove it, and waited for no longer
    [booked] = world.callbacks()
    assert (booked.state, booked.due_at) == ("booked", datetime.fromisoformat(first))
    assert booked.proof_number in her.text
    assert "We shall be in touch." in her.text

    # and who changes her mind waits again, with everything that she typed
    her.send("/text/later", choice="again")
    assert her.turns == ["Please do not ring before ten GA"]
    with world.session() as session:
        assert session.scalars(select(Conversation.state)).one() == "waiting"


def test_who_cannot_be_rung_is_owed_a_call_that_is_no_plain_ring(world: World) -> None:
    # given nobody who can type is at work
    her = Typist(world).come_in()
    assert "Nobody who can type with you is at work just now." in her.text

    # when she cannot be rung
    her.send("/text/later", choice="owe")

    # then it is owed by a time, marked for a textphone, and she keeps her place
    [owed] = world.callbacks()
    assert (owed.state, owed.textphone) == ("owed", True)
    assert "Somebody comes back to you" in her.text
    with world.session() as session:
        assert session.scalars(select(Conversation.state)).one() == "waiting"


def test_whoever_leaves_the_page_while_waiting_is_not_forgotten(world: World) -> None:
    # given she waits, and closes the page
    Typist(world).come_in()

    # when half an hour has gone, then a call is owed
    world.pass_time(timedelta(minutes=32).total_seconds())
    with world.session() as session:
        assert session.scalars(select(Conversation.state)).one() == "left"
    assert [one.state for one in world.callbacks()] == ["owed"]


def test_supervisors_see_who_waits_too_long_and_it_is_over_once_she_is_taken(world: World) -> None:
    # given she has waited for two minutes at the typed page
    trained(world, "tess")
    Typist(world).come_in()
    world.pass_time(timedelta(minutes=2, seconds=30).total_seconds())

    # then the supervisor is told, with the site
    def standing() -> list[str]:
        with world.session() as session:
            return [one.reason_values["site"] for one in alerts.open_alerts(session) if one.kind == "typed_waiting"]

    assert standing() == ["Somerset"]

    # when Tess takes her, then the alert is soon over, and the board shows that they type
    Adviser(world, "tess").open("/").send("/typed/take")
    for _ in range(3):
        world.pass_time(ALERTS_EVERY)
    assert standing() == []
    assert "0/1" in Adviser(world, "sam").open("/wallboard").text


def test_a_welsh_page_waits_for_somebody_who_has_welsh(world: World) -> None:
    # given she comes in in Welsh, and Owen of Gwent has Welsh and types
    her = Typist(world, "cy").ask(site="south-east-gwent")
    her.enter(code_on(world))
    assert her.page.xpath("string(/html/@lang)") == "cy"
    world.ready("owen")
    owen = Adviser(world, "owen")

    # when he takes her, then he types to her in Welsh by a ready sentence
    owen.open("/").send("/typed/take")
    owen.send(panel(owen), phrase="hello", sent_key="h")
    assert her.open("/text/conversation").turns[0].startswith("Helo, Owen sydd yma.")


def test_another_site_types_with_her_where_home_has_nobody_free(world: World) -> None:
    # given Somerset sends to Buckinghamshire last, and only Gwent's Owen is trained and at work
    world.ready("owen")
    her = Typist(world).come_in()
    assert "Nobody who can type with you is at work just now." not in her.text

    # when he looks, then he sees whose she is and why she comes to him, and takes her
    owen = Adviser(world, "owen").open("/")
    why = "typed with at South East Gwent: nobody at Somerset is trained and free to type; 1 free there"
    assert why in owen.text
    owen.send("/typed/take")
    assert why in owen.text
    assert "It is the adviser's turn." in her.type("Hello").text

    # and the supervisor reads the same on the board, where she counts at home
    board = Adviser(world, "sam").open("/wallboard").text
    assert f"Somerset: {why}" in board
    with world.session() as session:
        assert typed_now(session) == {world.site("somerset").id: Typed(held=1)}


def test_she_stays_at_home_while_somebody_there_can_take_her(world: World) -> None:
    # given Tess of Somerset is free to type, and Owen of Gwent too
    trained(world, "tess")
    world.ready("owen")
    Typist(world).come_in()

    # then Owen has nobody to take, until Tess has three
    owen = Adviser(world, "owen").open("/")
    assert "Nobody waits to type." in owen.text
    assert "notice=not-taken" in owen.send("/typed/take").url
    for number in range(2, 5):
        Typist(world).ask(f"07700 90012{number}").enter(code_on(world, f"+44770090012{number}"))
    tess = Adviser(world, "tess")
    for _ in range(3):
        tess.open("/").send("/typed/take")
    assert "nobody at Somerset is trained and free to type" in owen.open("/").text


def test_an_adviser_who_is_set_away_leaves_nobody_alone(world: World) -> None:
    # given Tess types with her
    her, _ = typing_with(world)

    # when a supervisor sets Tess away, then she waits again, and is told so
    with world.session() as session:
        staff.put(session, world.staff_id("tess"), "away", "fire drill", world.staff_id("sam"), world.now())
    world.pass_time(20)
    assert "You are next." in her.open("/text/conversation").text
    with world.session() as session:
        assert session.scalars(select(Conversation.state)).one() == "waiting"
