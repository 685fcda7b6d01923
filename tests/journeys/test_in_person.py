"""Journey 7: face to face by her own page: no reason, straight to times; the office knows what to have ready."""

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.appointments.models import Appointment
from app.claimants.models import Claimant
from app.diary import service as diary
from app.interpreters import service as interpreters
from app.sites import service as sites
from app.switchboard import at_offices, in_person
from app.tasks import service as tasks
from app.values.language import NOT_KNOWN
from tests.journeys.browser import Adviser
from tests.journeys.world import World
from tests.web.signing_in import token_in

HER = {"forenames": "Nora", "surname": "Example", "telephone": "01632 960123"}


def offices_of(world: World, slug: str = "somerset") -> list[str]:
    """The ids of a site's offices."""
    with world.session() as session:
        return [str(office.id) for office in sites.offices_of(session, sites.by_slug(session, slug))]


def office_of(world: World, slug: str = "somerset") -> str:
    """The id of a site's first office."""
    return offices_of(world, slug)[0]


def times(page: str) -> list[str]:
    """The times that a page offers, as they are sent."""
    return re.findall(r'name="at" type="radio" value="([^"]+)"', page)


def take(browser: FlaskClient, address: str, at: str | None = None, **other: str) -> TestResponse:
    """Choose a time of the page at that address, the first if none is named."""
    page = browser.get(address).text
    hidden = dict(re.findall(r'<input type="hidden" name="(office|day|interpreter|lang)" value="([^"]*)">', page))
    access = re.findall(r'<input type="hidden" name="access" value="([^"]*)">', page)
    form = {**hidden, "access": access, "at": at or times(page)[0], **HER, **other, "csrf_token": token_in(page)}
    return browser.post("/in-person", data=form)


def test_office_and_needs_then_times_then_booked(world: World) -> None:
    # given somebody who signs, and needs a way in without steps
    browser, office = world.app.test_client(), office_of(world)
    first = browser.get("/in-person").text
    assert "You need give no reason." in first
    assert "reason" not in re.findall(r'name="([^"]+)"', first)

    # when she chooses office and needs, and takes the first of the times that come at once
    answer = take(browser, f"/in-person?office={office}&access=bsl&access=step_free")
    assert answer.status_code == 303, answer.text

    # then it is booked, as long as with an interpreter, with her first contact now
    with world.session() as session:
        [made] = session.scalars(select(Appointment)).all()
        hers = session.get_one(Claimant, made.claimant_id)
    assert made.online
    assert made.starts_at is not None
    assert made.ends_at is not None
    assert made.ends_at - made.starts_at == timedelta(minutes=6 * 20)
    assert (hers.forenames, hers.surname, hers.telephone) == ("Nora", "Example", "+441632960123")
    assert hers.access_needs == ["step_free", "bsl"]
    assert made.needs == ["interpreter", "ground_floor"]
    assert hers.first_contact_at == world.now()

    # and read back with the four figures, and nothing that was not hers to see
    said = browser.get(answer.headers["Location"]).text
    assert made.proof_number is not None
    assert made.proof_number in said
    assert browser.get("/in-person/booked/made-up").status_code == 404


def test_the_office_sees_who_comes_and_what_has_to_be_there(world: World) -> None:
    # given she has booked for today with an interpreter and a hearing loop
    office = office_of(world)
    page = f"/in-person?office={office}&interpreter=pa&access=hearing_loop"
    assert take(world.app.test_client(), page).status_code == 303

    # when an adviser of the site looks
    with world.session() as session:
        made = session.scalars(select(Appointment)).one()
    assert made.starts_at is not None
    world.until(made.starts_at - timedelta(minutes=30))
    seen = Adviser(world, "tess").open("/face-to-face").text

    # then it stands there, and her need of an interpreter goes with her to every later contact
    assert "Nora Example" in seen
    assert "an interpreter: Punjabi, A hearing loop" in seen
    with world.session() as session:
        assert session.scalars(select(Claimant.interpreter_language)).one() == "pa"


def test_who_signs_is_held_with_the_appointment_and_needs_are_not_asked_for_again(world: World) -> None:
    # given somebody who signs has booked, and somebody else at the other office
    office, other = (f"/in-person?office={one}&access=bsl&access=step_free" for one in offices_of(world))
    assert take(world.app.test_client(), office).status_code == 303
    with world.session() as session:
        hers = session.scalars(select(Appointment)).one()
        assert hers.starts_at is not None
        assert hers.claimant_id is not None
        her = session.get_one(Claimant, hers.claimant_id)
        held = diary.interpreters_kept_for(session, [hers.id])
        assert [interpreters.by_id(session, one).languages for one in held.values()] == [["bfi"]]
        assert [task.kind for task in tasks.open_for(session, her.id)] == ["arrange_interpreter"]
        # and what her appointments need later is known by now
        assert at_offices.needs_of(her) == ("interpreter", "ground_floor")

    # when the same time is booked there, then the one interpreter who signs is not held twice
    assert take(world.app.test_client(), other, at=hers.starts_at.isoformat()).status_code == 303
    with world.session() as session:
        second = session.scalars(select(Appointment).where(Appointment.id != hers.id)).one()
        assert diary.interpreters_kept_for(session, [second.id]) == {}

    # then the office's day says what has to be there
    day = Adviser(world, "tess").open(f"/meetings?site=somerset&on={hers.starts_at:%Y-%m-%d}").text
    assert "an interpreter who signs is held: Specimen Sign Language Interpreters" in day
    assert "A British Sign Language interpreter" in day

    # and nobody is asked to interpret signs by telephone
    with world.session() as session:
        assert interpreters.next_to_try(session, "bfi", world.now()) is None
        somebody = interpreters.next_to_try(session, NOT_KNOWN, world.now())
        assert somebody is not None
        assert "bfi" not in somebody.languages
        assert "bfi" not in interpreters.languages(session)


def test_a_time_that_is_gone_and_what_cannot_be_are_said_beside_their_field(world: World) -> None:
    browser, page = world.app.test_client(), f"/in-person?office={office_of(world)}"

    nameless = take(browser, page, surname="")
    number = take(browser, page, telephone="12")
    never = take(browser, page, at="2026-11-22T03:00:00+00:00")
    no_time = take(browser, page, at="soon")

    assert [one.status_code for one in (nameless, number, never, no_time)] == [422] * 4
    assert "Give your first name and your surname" in nameless.text
    assert "Somebody else has just taken that time." in never.text
    assert "Choose one of the times." in no_time.text
    assert browser.get("/in-person?office=0").status_code == 422
    with world.session() as session:
        assert session.scalars(select(Claimant)).all() == []


def test_in_welsh_and_with_a_limit(world: World) -> None:
    # given the page in Welsh
    browser, page = world.app.test_client(), f"/in-person?office={office_of(world, 'south-east-gwent')}&lang=cy"
    assert "Dewiswch amser" in browser.get(page).text

    # when so many times were taken within the hour as nobody takes
    for _ in range(in_person.ONLINE_AT_MOST):
        assert take(browser, page).status_code == 303
    refused = take(browser, page)

    # then the page rests, and the office keeps its day
    assert refused.status_code == 422
