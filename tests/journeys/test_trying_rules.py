"""Tomorrow's rule on today's calls: a morning through the telephone, replayed, and a change that is live at once."""

from datetime import timedelta

from app.line.replay.comparing import read
from app.line.trials import Trial
from app.measures import traced_day
from app.sites import service as sites
from app.sites.rules import OverflowMode, SiteRules
from app.switchboard import trying, wrapping_up
from app.values.london import london_date
from tests.journeys.browser import Adviser
from tests.journeys.world import World

RULES = "/wallboard/sites/somerset/rules"


def wraps_up(world: World, username: str, after: float) -> None:
    """Ends the call, and has wrapped it up so many seconds later."""
    world.end_call(username)
    world.pass_time(after)
    with world.session() as session:
        me = world.staff_id(username)
        connection = wrapping_up.to_wrap_up(session, me)
        assert connection is not None
        code = wrapping_up.codes_for(session, connection)[0].code
        wrapping_up.wrap_up(world.board, session, me, code, "ready", world.now())
    world.settle()


def test_a_morning_is_replayed_as_it_was_rung_and_answered(world: World) -> None:
    # given Tess of Somerset answers one caller for two minutes with her wrap-up, and is on a break after it
    world.ready("tess")
    first = world.ring("somerset", "+441632960001")
    world.press(first, "1", "1")
    joined = world.now()
    world.pass_time(7)
    world.take("tess")
    world.pass_time(100)
    wraps_up(world, "tess", 20)
    world.presence_to("tess", "break")
    # and while Nia of Gwent speaks to one from Somerset, another gives up
    world.ready("nia")
    second = world.ring("somerset", "+441632960002")
    world.press(second, "1", "1")
    world.take("nia")
    world.pass_time(1)
    third = world.ring("somerset", "+441632960003")
    world.press(third, "1", "1")
    world.pass_time(33)
    world.hang_up(third)
    world.presence_to("tess", "ready")

    # when the day so far is read
    with world.session() as session:
        on = london_date(world.now())
        found = traced_day.day(session, on, world.now(), traced_day.rules_in_force(session))

    # then it stands there as it was
    one, two, three = found.happened
    assert (one.outcome, one.site, two.outcome, two.site) == ("answered", "somerset", "answered", "south-east-gwent")
    assert (one.call.arrived_at, one.waited) == (joined, timedelta(seconds=7))
    assert timedelta(seconds=118) < one.call.handle < timedelta(seconds=125)
    assert (three.outcome, three.waited) == ("abandoned", timedelta(seconds=33))
    # whose call is not over yet is given the length of another
    assert two.call.handle == one.call.handle
    assert {person.id: person.site for person in found.trace.people} == {
        str(world.staff_id("tess")): "somerset",
        str(world.staff_id("nia")): "south-east-gwent",
    }
    [tea] = [busy for busy in found.trace.busy if busy.to - busy.from_ > timedelta()]
    assert (tea.adviser, tea.kind) == (str(world.staff_id("tess")), "break")

    # when a supervisor tries what would have come of it had nobody been sent away
    with world.session() as session:
        site = sites.by_slug(session, "somerset")
        asked = trying.ask(
            session,
            site,
            SiteRules(overflow_mode=OverflowMode.NEVER),
            [],
            sites.version_of(site),
            on,
            world.staff_id("sam"),
            world.now(),
        )
    world.settle()

    # then the worker has worked it out
    with world.session() as session:
        kept = session.get_one(Trial, asked.id)
        assert kept.found is not None
        assert read(kept.found["happened"]).moved == {("somerset", "south-east-gwent"): 1}
        assert not read(kept.found["new"]).moved


def test_a_change_on_the_page_is_live_for_the_caller_who_waits(world: World) -> None:
    # given Somerset sends nobody away, and its only adviser is on a call
    supervisor = Adviser(world, "sam").open(RULES)
    with world.session() as session:
        sites.change_rules(session, sites.by_slug(session, "somerset"), overflow_mode="never")
    world.ready("tess")
    first = world.ring("somerset", "+441632960001")
    world.press(first, "1", "1")
    world.take("tess")
    world.ready("nia")
    second = world.ring("somerset", "+441632960002")
    world.press(second, "1", "1")
    assert not world.desk("nia").ringing

    # when a supervisor changes that
    supervisor.open(RULES)
    version = supervisor.page.xpath('string(//input[@name="version"]/@value)')
    supervisor.send(RULES, act="apply", version=version, overflow_mode="at_once")

    # then she is offered to the other site at once
    assert world.desk("nia").ringing
    # and the page says by whom it was changed
    assert "Sam Tolland" in supervisor.page.xpath("string(//main)")
