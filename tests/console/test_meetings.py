"""The diary of the personal advisers on its pages: needs, changes, who came, and a waiver of two people."""

from datetime import datetime, timedelta

from app.appointments import service as appointments
from app.appointments.models import Appointment
from app.casework import service as casework
from app.claimants import service as claimants
from app.diary import service as diary
from app.interpreters import service as interpreters
from app.sites import service as sites
from app.staff import service as staff
from tests.console.office import Office


def first_time(page: str) -> str:
    """The first time that is offered, as the form sends it back."""
    return page.split('name="appointment" type="radio" value="')[1].split('"')[0]


def test_a_meeting_is_booked_for_what_it_needs_changed_and_cancelled(office: Office) -> None:
    here = f"/people/{office.reference}/meeting"
    # Given that she needs an interpreter and no steps
    asked = f"{here}?asked=yes&needs=interpreter&needs=ground_floor"
    page = office.ann.see(asked)

    # When the first time of these is booked
    chosen = {"appointment": first_time(page), "asked": "yes", "needs": "interpreter"}
    shown = office.ann.sends(here, go="decide", **chosen)

    # Then it takes twice as long, and somebody is to find an interpreter
    [made] = office.meetings()
    assert made.starts_at is not None
    assert made.ends_at == made.starts_at + timedelta(minutes=90)
    assert "interpreter" in made.needs
    assert "That is decided." in shown
    assert office.open_tasks() == ["arrange_interpreter"]
    # And her group was noted, by which decisions are later laid side by side
    assert "lone parent" in made.groups
    # When it is changed, and then cancelled
    office.ann.sends(here, go="decide", appointment=first_time(office.ann.see(f"{here}?asked=yes")), asked="yes")
    assert sorted(one.state for one in office.meetings()) == ["booked", "cancelled"]
    assert "is free again" in office.ann.sends(here, go="cancel")
    assert {one.state for one in office.meetings()} == {"cancelled"}
    assert office.ann.send(here, go="cancel").status_code == 422


def test_an_interpreters_line_is_held_with_the_meeting_and_given_back_with_it(office: Office) -> None:
    # given suppliers with lines that can be held, and somebody who speaks Polish
    with office.database.transaction() as session:
        interpreters.load(session)
        her = claimants.by_id(session, office.claimant_id)
        assert her is not None
        her.interpreter_language = "pl"
    here = f"/people/{office.reference}/meeting"

    def held() -> int:
        with office.database.transaction() as session:
            return len(diary.interpreters_kept_for(session, [one.id for one in office.meetings()]))

    # when a meeting with an interpreter is booked
    chosen = {"appointment": first_time(office.ann.see(f"{here}?asked=yes&needs=interpreter")), "asked": "yes"}
    office.ann.sends(here, go="decide", needs="interpreter", **chosen)

    # then the line is held for it, the day's page names whose it is, and a person still finds out who comes
    [made] = office.meetings()
    assert made.starts_at is not None
    assert held() == 1
    assert "is held: Example Interpreters" in office.ann.see(f"/meetings?site=somerset&on={made.starts_at:%Y-%m-%d}")
    assert office.open_tasks() == ["arrange_interpreter"]

    # and when it is cancelled the line is free again
    office.ann.sends(here, go="cancel")
    assert held() == 0


def test_who_did_not_come_is_invited_again_and_spoken_to_before_anything_ends(office: Office, now: datetime) -> None:
    here = f"/people/{office.reference}/meeting"
    office.ann.sends(here, go="decide", appointment=first_time(office.ann.see(here)))
    [made] = office.meetings()
    assert "Did not come<" not in office.ann.see(f"/meetings?site=somerset&on={made.starts_at:%Y-%m-%d}")

    # When its time has come and she has not
    with office.database.transaction() as session:
        session.get_one(Appointment, made.id).starts_at = now - timedelta(minutes=20)
    day = "/meetings?site=somerset"
    assert "Two tasks ask the site" in office.bob.sends(day, missed=str(made.id))

    # Then nothing ends before both tasks are closed
    refused = office.bob.send(day, ended=str(made.id))
    assert refused.status_code == 422
    assert "Nothing may end yet" in refused.text
    for task in office.bob.see("/tasks").split('name="task" value="')[1:]:
        id_ = task.split('"')[0]
        title = "written" if "invite again" in task.split("</button>")[0] else "spoken"
        office.bob.sends("/tasks", task=id_, **{f"outcome__{id_.replace('-', '__')}": title})
    assert "It is reported" in office.bob.sends(day, ended=str(made.id))
    assert office.meetings()[0].state == "ended"


def test_a_waiver_waits_for_another_person_and_an_immediate_need_stands(office: Office, now: datetime) -> None:
    # Given somebody without food today
    with office.database.transaction() as session:
        site, ann = sites.by_slug(session, "somerset"), staff.by_username(session, "ann")
        assert ann is not None
        casework.raise_need(session, office.claimant_id, site.id, ["no_food"], now, ann.id)

    # When a waiver is asked for, without and with a reason
    here = f"/people/{office.reference}/meeting"
    assert office.ann.send(here, go="decide", appointment="waive").status_code == 422
    office.ann.sends(here, go="decide", appointment="waive", because="ill", reason="In hospital for months.")
    [made] = office.meetings()

    # Then the one who asked cannot agree to it, and another can
    assert "somebody else agrees" in office.ann.see("/meetings")
    assert office.ann.send("/meetings", agreed=str(made.id)).status_code == 422
    assert "In hospital for months." in office.bob.see("/meetings")
    assert "agreed to, and stands" in office.bob.sends("/meetings", agreed=str(made.id))
    with office.database.transaction() as session:
        standing = appointments.standing(session, office.claimant_id)
        assert standing is not None
        assert (standing.state, standing.because) == ("waived", "ill")
        assert casework.need_of(session, office.claimant_id) is not None
