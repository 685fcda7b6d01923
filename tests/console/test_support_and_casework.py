"""Support needed, needs of today, notes and complaints: from the adviser's key to the person who sees to it."""

import pytest
from sqlalchemy import select

from app.alerts.models import Alert
from app.audit.models import AuditEntry
from app.casework import service as casework
from app.casework.models import Complaint, ImmediateNeed, Note
from app.claimants import service as claimants
from app.practice.calls.call import Call
from app.practice.calls.people import Telephone
from app.staff import service as staff
from app.staff.models import Staff
from app.support.models import SupportRecord
from app.switchboard import handing_over
from tests.journeys import scenes
from tests.journeys.browser import Adviser
from tests.journeys.listening import WHO, add_supervisor, heard_by, picks_up, sal
from tests.journeys.scenes import together
from tests.journeys.world import World
from tests.web.signing_in import sign_in, token_in

pytestmark = pytest.mark.usefixtures("alerts_as_in_life")
POINTS = {f"point-{number}": f"Our point {number}" for number in range(1, 7)}


@pytest.fixture
def talking(world: World) -> tuple[Call, Telephone]:
    """She and Tess of Somerset talk, and Sal, their supervisor, has a telephone on the desk."""
    add_supervisor(world)
    together_now = scenes.talk(world)
    with world.session() as session:
        password = staff.new_password(session, session.get_one(Staff, sal(world).id), world.now(), None)
    sign_in(world.app, WHO, password)
    return together_now


def act(world: World, address: str, **fields: str) -> str:
    """Tess presses a button; the page that follows. Her browser is another than the one of the scene."""
    browser = sign_in(world.app, "tess", world.person("tess").password)
    answer = browser.post(address, data={"csrf_token": token_in(browser.get("/support").text), **fields})
    world.settle()
    return browser.get("/support").text if answer.status_code == 303 else answer.text


def record(world: World) -> SupportRecord:
    with world.session() as session:
        return session.scalars(select(SupportRecord)).one()


def alerts(world: World, kind: str) -> list[bool]:
    """Whether each alert of that kind still stands."""
    with world.session() as session:
        return [one.cleared_at is None for one in session.scalars(select(Alert).where(Alert.kind == kind))]


def test_support_needed_rings_a_colleague_who_hears_the_call_and_is_heard_by_the_adviser_alone(
    world: World, talking: tuple[Call, Telephone]
) -> None:
    # when Tess presses F9
    call, desk = talking
    page = act(world, "/support")

    # then the record runs, the contacts stand there, and Sal's telephone rings
    assert "Recorded since" in page
    assert "116 123" in page
    assert "Sal Invented&#39;s telephone rings." in page
    supervisor = picks_up(world)
    assert any("Tess" in one.text and "needs support on a call at Somerset" in one.text for one in supervisor.said)
    assert "Sal Invented is on the call" in act(world, "/support/act", act="point-2")
    call.speak("I cannot go on")
    desk.speak("I am listening")
    assert heard_by(supervisor, "I cannot go on")
    supervisor.speak("Ask who is with her")
    assert call.last_said != "Ask who is with her"
    assert together(call, desk)

    # and the board's supervisors are told
    world.pass_time(15)
    assert alerts(world, "support_needed") == [True]


def test_the_record_is_closed_only_with_how_it_ended(world: World, talking: tuple[Call, Telephone]) -> None:
    act(world, "/support")
    # pressed again, it is the same record
    act(world, "/support")
    assert "Choose how it ended" in act(world, "/support/act", act="close", outcome="")
    assert record(world).closed_at is None

    act(world, "/support/act", act="close", outcome="turned_to", words="Rings her sister tonight.")

    kept = record(world)
    assert (kept.outcome, kept.claimant_id is not None) == ("turned_to", True)
    assert kept.words_sealed is not None
    assert b"sister" not in kept.words_sealed


def test_the_adviser_is_looked_after_by_another(world: World, talking: tuple[Call, Telephone]) -> None:
    act(world, "/support")
    act(world, "/support/act", act="close", outcome="emergency", words="999 was rung by Una.")
    sam = Adviser(world, "sam").open("/supervisor/support?site=somerset")
    assert "999 was rung by Una." in sam.text

    sam.send("/supervisor/support?site=somerset", act="looked-after", record=str(record(world).id))

    assert "you have talked it over" in sam.text
    assert record(world).looked_after_by == world.staff_id("sam")


def test_a_site_words_its_own_plan_and_it_stands_on_every_page(world: World) -> None:
    sam, path = Adviser(world, "sam"), "/supervisor/support?site=somerset"
    sam.open(path).send(path, act="plan", contacts="Duty social worker: 01632 960555", **{**POINTS, "point-3": ""})
    assert sam.status == 422
    sam.send(path, act="plan", contacts="Duty social worker 01632", **POINTS)
    assert sam.status == 422
    sam.send(path, act="plan", contacts="Duty social worker: 01632 960555", **POINTS)

    una = Adviser(world, "una").open("/")
    assert "Our point 6" in una.text
    assert "01632 960555" in una.text


def test_without_a_call_the_record_runs_and_says_whom_to_call_over(world: World) -> None:
    una = Adviser(world, "una").open("/").send("/support")
    assert "No call is on, so nobody can be rung into it." in una.text
    assert una.send("/support/act", act="close", outcome="no_danger", words="").status == 200


def test_a_colleague_joins_by_a_key_of_the_call(world: World, talking: tuple[Call, Telephone]) -> None:
    call, desk = talking
    browser = sign_in(world.app, "tess", world.person("tess").password)
    address = f"/calls/{world.connection('tess').id}"
    assert (
        browser.post(address, data={"csrf_token": token_in(browser.get("/").text), "act": "colleague"}).status_code
        == 303
    )
    world.settle()
    supervisor = picks_up(world)

    supervisor.speak("Good morning to you both")

    assert call.last_said == "Good morning to you both"
    assert together(call, desk)
    assert "Sal Invented is on the call" in browser.get("/").text


def nora(world: World) -> str:
    with world.session() as session:
        made = claimants.first_contact(session, world.site("somerset").id, world.now())
        claimants.update_from_answers(
            session, made, {"you.forenames": "Nora", "you.surname": "Example"}, world.now(), None
        )
    return made.reference


def test_a_need_that_is_said_in_the_script_is_handed_over_and_chased_until_it_is_taken(world: World) -> None:
    # given an officer, and a caller who has no food
    sam = Adviser(world, "sam").open("/needs")
    tess = Adviser(world, "tess").ready()
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.take("tess")
    tess.follow().has_answered({"urgent.any": "yes", "urgent.what": ["no_food"]})

    # then it is in nobody's hands but known, once
    with world.session() as session:
        need = session.scalars(select(ImmediateNeed)).one()
    assert (need.kinds, need.raised_by) == (["no_food"], world.staff_id("tess"))
    assert "Urgent: No food." in tess.open(f"/people/{tess.reference}?at=1").text

    # when ten minutes pass, the supervisors are told
    assert alerts(world, "immediate_need") == []
    world.pass_time(11 * 60)
    assert alerts(world, "immediate_need") == [True]

    # when Una, named officer, takes it, it is hers, and after it is done the alert is over
    with world.session() as session:
        casework.name_officer(session, need.site_id, world.staff_id("una"), world.now(), world.staff_id("sam"))
    una = Adviser(world, "una").open("/")
    assert "Needs: 1" in una.text
    una.open("/needs").send("/needs", act="met", need=str(need.id), answer="Rang the food bank.")
    assert una.status == 422
    una.send("/needs", act="take", need=str(need.id))
    assert "It is yours" in una.text
    assert "Una Westcott has taken it" in tess.open(f"/people/{tess.reference}?at=1").text
    una.send("/needs", act="met", need=str(need.id), answer="Rang the food bank.")
    assert "What was done is kept." in una.text
    world.pass_time(15)
    world.pass_time(90)
    assert alerts(world, "immediate_need") == [False]
    assert sam.open("/needs").status == 200


def test_a_need_met_is_raised_again_only_if_it_is_said_anew(world: World) -> None:
    reference = nora(world)
    with world.session() as session:
        claimant = claimants.by_reference(session, reference)
        assert claimant is not None
        claimant.urgent = ["no_money"]
        handing_over.answered(session, claimant, ["no_money"], world.now(), world.staff_id("tess"))
        assert session.scalars(select(ImmediateNeed)).all() == []
        handing_over.answered(session, claimant, [], world.now(), world.staff_id("tess"))
        handing_over.answered(session, claimant, [], world.now(), world.staff_id("tess"))
        assert len(session.scalars(select(ImmediateNeed)).all()) == 1


def test_a_note_is_kept_sealed_and_reminds_that_it_may_be_read(world: World) -> None:
    path = f"/people/{nora(world)}/notes"
    una = Adviser(world, "una").open(path)
    assert "The person may ask to read this." in una.text
    una.send(path, kind="note", note="  ")
    assert una.status == 422
    una.send(path, kind="note", note="Prefers mornings.")
    assert "Prefers mornings." in una.text
    with world.session() as session:
        (note,) = session.scalars(select(Note))
        assert b"mornings" not in note.words_sealed
        assert "mornings" not in str([one.details for one in session.scalars(select(AuditEntry))])


def test_a_complaint_has_an_owner_and_a_day_and_is_overdue_after_it(world: World) -> None:
    path = f"/people/{nora(world)}/notes"
    una = Adviser(world, "una").open(path)
    day = {"due-day": "24", "due-month": "11", "due-year": "2026"}
    una.send(path, kind="complaint", complaint="Nobody rang.", owner="", **day)
    assert una.status == 422
    una.send(
        path,
        kind="complaint",
        complaint="Nobody rang.",
        owner=str(world.staff_id("una")),
        **{**day, "due-year": "2025"},
    )
    assert "Give a day to come" in una.text
    una.send(path, kind="complaint", complaint="Nobody rang.", owner=str(world.staff_id("una")), **day)
    assert "Una Westcott answers it by Tuesday 24 November" in una.text

    # when the day is over
    with world.session() as session:
        complaint = session.scalars(select(Complaint)).one()
        complaint.due_on = complaint.due_on.replace(day=20)
    where = "/supervisor/complaints?site=somerset"
    sam = Adviser(world, "sam").open(where)
    assert "overdue: 1" in sam.text

    # then it is answered, and no more on the list
    sam.send(where, act="answer", complaint=str(complaint.id), answer="We rang and said sorry.")
    assert "Every complaint is answered." in sam.text
    assert "We rang and said sorry." in una.open(path).text
