"""Journey 6: a textphone hears no spoken menu; she is put through to a textphone desk, at home or elsewhere."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.alerts.models import Alert
from app.practice.calls.call import Call
from app.prompts import service as prompts
from app.sites import service as sites
from app.switchboard import textphones
from tests.journeys.scenes import heard, together
from tests.journeys.tally import survived
from tests.journeys.test_bad_days_database import away
from tests.journeys.working import ALERTS_EVERY
from tests.journeys.world import CLAIMANT, World
from tests.prompts.test_rules import sound

SOMERSET_TEXTPHONE = "+443069990114"


SUNDAY = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


def ring(world: World, from_: str | None = CLAIMANT) -> Call:
    """She dials Somerset's textphone number."""
    call = world.exchange.ring(from_=from_, to=SOMERSET_TEXTPHONE)
    world.settle()
    return call


def record(world: World, *kinds: str) -> None:
    """A supervisor sends what Somerset's textphone number plays."""
    with world.session() as session:
        site = sites.by_slug(session, "somerset")
        for kind in kinds:
            prompts.keep_textphone(session, site.id, kind, sound(), world.staff_id("sam"), world.now())


def played(world: World, call: Call) -> list[str]:
    """What was heard: the kind of each recording, and every sentence that a voice said."""
    with world.session() as session:
        there = prompts.of_textphone(session, sites.by_slug(session, "somerset").id)
    kinds = {world.board.addresses.prompt(one): kind for kind, one in there.items()}
    return [kinds[one.text] if one.voice == "play" else one.text for one in call.said]


def alerted(world: World) -> list[str]:
    """The alerts about textphones that stand."""
    with world.session() as session:
        found = session.scalars(select(Alert).where(Alert.kind == "textphone_unanswered", Alert.cleared_at.is_(None)))
        return [one.reason.format(**one.reason_values) for one in found]


def test_put_through_to_a_textphone_desk_without_a_menu(world: World) -> None:
    # given two advisers are ready of whom one has a textphone
    world.ready("una")
    world.pass_time(5)
    world.ready("tess")

    # when she rings
    call = ring(world)

    # then nothing is asked, and the textphone desk is rung, though the other has been idle longer
    assert heard(call) == []
    assert not world.desk("una").ringing

    # then nobody has picked up her call while it rings, so that she pays nothing and hears the ringing tone alone
    world.pass_time(8)
    assert (call.status, call.answered, call.said) == ("ringing", None, [])
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)
    assert call.answered is not None
    assert world.desk("tess").call is not None


def test_the_desk_does_not_answer_and_hers_rings_on_until_the_next_does(world: World) -> None:
    # given Tess, who has gone from her desk, and Owen of Gwent
    world.ready("tess", "owen")
    call = ring(world)
    assert world.desk("tess").ringing

    # when Tess does not answer, then Owen is rung, and hers rings on
    world.until_rings("owen", within=60)
    assert call.status == "ringing"
    desk = world.take("owen")
    world.pass_time(2)
    assert together(call, desk)
    assert call.said == []


def test_she_hangs_up_while_it_rings(world: World) -> None:
    # given Tess is rung for her
    world.ready("tess")
    call = ring(world)
    desk = world.desk("tess")
    assert desk.ringing

    # when she puts the receiver down, then Tess is rung no longer, and ready for the next
    world.hang_up(call)
    world.pass_time(5)
    assert not desk.ringing
    assert world.presence("tess") == "ready"


@pytest.mark.parametrize("fails", ["/voice/inbound", "/now"], ids=["as it comes in", "as it rings"])
def test_an_answer_of_ours_fails_and_it_rings_on_without_a_word(world: World, fails: str) -> None:
    # given Tess is ready, and our answer fails once
    world.ready("tess")
    world.exchange.faults.fail_webhook(fails)
    world.expected_errors.add(11200)

    # when she rings, and a while has passed
    call = ring(world)
    world.pass_time(6)

    # then no voice has picked up a call that a textphone cannot hear it on, and a desk has it as ever
    assert (call.status, call.said) == ("ringing", [])
    desk = world.take("tess")
    world.pass_time(3)
    assert together(call, desk)
    survived("our address answers 500", "a textphone rings")


def test_another_site_has_the_textphone(world: World) -> None:
    # given home has nobody with a textphone free, and Gwent has
    world.ready("una", "owen")

    # when she rings, then Gwent's textphone desk is rung
    call = ring(world)
    desk = world.take("owen")
    world.pass_time(2)
    assert together(call, desk)
    assert world.offers()[0].away


def test_no_textphone_desk_anywhere_keeps_her_number(world: World) -> None:
    # given nobody at work has a textphone
    world.ready("una")

    # when she rings
    call = ring(world)
    world.pass_time(30)

    # then no menu is read to her: a call is owed to her, by textphone
    assert not any("press" in one for one in heard(call))
    [owed] = world.callbacks()
    assert (owed.state, owed.textphone) == ("owed", True)
    assert not call.is_live


def test_closed_her_number_is_kept(worlds: Callable[[datetime], World]) -> None:
    # given it is Sunday
    world = worlds(SUNDAY)

    # when she rings
    call = ring(world)
    world.pass_time(30)

    # then a call is owed to her, by textphone, and no menu was read
    assert not any("press" in one for one in heard(call))
    [owed] = world.callbacks()
    assert (owed.state, owed.textphone, owed.telephone) == ("owed", True, CLAIMANT)


def test_closed_she_gets_the_recording_of_the_site_and_the_supervisor_an_alert(
    worlds: Callable[[datetime], World],
) -> None:
    # given it is Sunday, and Somerset has sent its recordings
    world = worlds(SUNDAY)
    record(world, "waiting", "unanswered")

    # when she rings
    call = ring(world)
    world.pass_time(ALERTS_EVERY)

    # then she gets it and no voice, she has the first time of a desk, and the supervisor is told
    assert played(world, call) == ["unanswered"]
    assert not call.is_live
    [kept] = world.callbacks()
    assert (kept.state, kept.textphone, kept.telephone) == ("booked", True, CLAIMANT)
    assert alerted(world) == ["Somerset: textphone callers of the last 15 minutes whom no desk answered: 1."]


def test_engaged_she_is_told_within_a_minute(world: World) -> None:
    # given the only textphone desk is on a call
    record(world, "waiting", "unanswered")
    world.ready("tess", "una")
    first = ring(world)
    world.take("tess")

    # when another rings by textphone
    second = ring(world, "+441632960001")
    world.pass_time(50)

    # then it rings, and after a minute she is told that a call is owed to her
    assert (played(world, second), second.status) == ([], "ringing")
    world.pass_time(20)
    assert played(world, second) == ["unanswered"]
    assert not second.is_live
    assert [owed.telephone for owed in world.callbacks()] == ["+441632960001"]
    assert first.is_live


def test_with_her_number_withheld_she_is_told_all_the_same(worlds: Callable[[datetime], World]) -> None:
    # given it is Sunday, and there is no number to keep
    world = worlds(SUNDAY)
    record(world, "unanswered")
    call = ring(world, from_=None)
    world.pass_time(ALERTS_EVERY)

    # then no question is put to her that a textphone cannot show, and the supervisor knows
    assert played(world, call) == ["unanswered"]
    assert not call.is_live
    assert world.callbacks() == []
    assert len(alerted(world)) == 1


def test_without_a_recording_a_voice_says_it(worlds: Callable[[datetime], World]) -> None:
    # given nothing was recorded, then the line is not dead all the same
    call = ring(worlds(SUNDAY))

    assert heard(call) == ["We have written down that we owe you a call, and we shall ring."]


@pytest.mark.parametrize("is_recorded", [True, False], ids=["recorded", "not recorded"])
def test_where_the_network_has_picked_it_up_the_line_is_not_taken_for_dead(world: World, is_recorded: bool) -> None:
    # given the only textphone desk is on a call
    world.ready("tess", "una")
    ring(world)
    world.take("tess")
    if is_recorded:
        record(world, "waiting", "unanswered")

    # when another waits whose call does not ring any more, whyever, then the tones of the wait are played
    second = ring(world, "+441632960001")
    second.pick_up()
    assert heard(second) == []
    world.pass_time(50)
    if is_recorded:
        assert set(played(world, second)) == {"waiting"}
        world.pass_time(20)
        assert played(world, second)[-1] == "unanswered"
        return

    # or a voice says so after a moment, and after a minute that a call is owed
    assert heard(second)
    assert not any("press" in one for one in heard(second))
    world.pass_time(20)
    assert [owed.telephone for owed in world.callbacks()] == ["+441632960001"]
    assert "we owe you a call" in heard(second)[-1]


def test_while_the_database_is_away_the_recording_is_played_from_a_file(world: World) -> None:
    # given the recording was kept beside the process
    record(world, "unanswered")
    textphones.keep_in_files(world.board)

    # when she rings while the database is away
    with away(world):
        call = ring(world)
        world.pass_time(10)
        assert [one.text for one in call.said] == [world.board.addresses.textphone(SOMERSET_TEXTPHONE)]
        assert world.app.test_client().get("/voice/textphone/443069990114").data == sound()
        assert not call.is_live

    # then she is owed a call once it is back
    world.pass_time(200)
    assert [(owed.state, owed.textphone) for owed in world.callbacks()] == [("owed", True)]


def test_a_recording_that_was_sent_anew_takes_the_place_of_the_file(world: World) -> None:
    record(world, "unanswered")
    textphones.keep_in_files(world.board)
    first = textphones.file_of(world.settings, SOMERSET_TEXTPHONE)
    record(world, "unanswered")
    textphones.keep_in_files(world.board)

    # then one file is left, the new one, and a voice number has none
    second = textphones.file_of(world.settings, SOMERSET_TEXTPHONE)
    assert first is not None
    assert second is not None
    assert second != first
    assert not first.exists()
    assert textphones.file_of(world.settings, "+443069990104") is None


def test_a_textphone_of_gwent_has_chosen_no_welsh_and_is_asked_nothing(world: World) -> None:
    # given only Tess of Somerset, who speaks no Welsh, has a textphone
    world.ready("tess")

    # when somebody dials the textphone number of Gwent, whose first language is Welsh
    call = world.exchange.ring(from_=CLAIMANT, to=world.site("south-east-gwent").textphone)
    world.settle()

    # then Tess is rung at once, and nothing is said
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)
    assert heard(call) == []
