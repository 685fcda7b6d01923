"""The page of a site at work: what it shows, what is done from it, and how that is undone."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEntry
from app.callbacks import service as callbacks
from app.claimants import service as claimants
from app.database import Database
from app.diary import service as diary
from app.sites import service as sites
from app.staff import service as staff
from app.staff.models import Staff
from app.values.moves import IllegalMove
from tests.diary_people import london
from tests.wallboard.browsing import Browser
from tests.web.signing_in import sign_in

SITE, CALLS = "/wallboard/sites/somerset", "/wallboard/sites/somerset/calls"
CLOSE = "/supervisor/close?site=somerset"
TODAY = "2026-11-23"
Person = Callable[[str], Staff]


@pytest.fixture
def person(fresh_database: Database) -> Person:
    """Somebody, by the name of signing in."""

    def find(username: str) -> Staff:
        with fresh_database.transaction() as session:
            found = staff.by_username(session, username)
            assert found is not None
            return found

    return find


@pytest.fixture
def asha(app: Flask, supervisor: Browser, person: Person, fresh_database: Database, now: datetime) -> Browser:
    """Asha, an adviser of Somerset, signed in at her browser."""
    with fresh_database.transaction() as session:
        her = session.get_one(Staff, person("asha").id)
        password = staff.new_password(session, her, now, by=None)
    return Browser(sign_in(app, "asha", password))


def move(database: Database, who: Staff, state: str, at: datetime) -> None:
    """Somebody does something else."""
    with database.transaction() as session:
        staff.set_presence(session, who.id, state, None, at)


def doing(database: Database, who: Staff) -> str:
    """What somebody is doing."""
    with database.transaction() as session:
        return staff.presence_of(session, who.id).state


def noted(database: Database, action: str) -> list[dict[str, object]]:
    """The details of each act of that name."""
    with database.transaction() as session:
        return list(session.scalars(select(AuditEntry.details).where(AuditEntry.action == action)))


def undo_of(page: str) -> str:
    """The first button of a page that undoes something."""
    found = re.search(r'name="entry" value="(\d+)"', page)
    assert found, "nothing can be undone here"
    return found[1]


def page_of(who: Staff) -> str:
    """Where something is done about somebody."""
    return f"{SITE}/people/{who.id}"


def test_the_page_shows_the_site_and_what_to_do_where_nothing_goes_on(supervisor: Browser) -> None:
    page = supervisor.see(SITE)
    assert "Open until 6 pm." in page
    assert "Nobody is on a call." in page
    assert "Nobody is waiting." in page
    assert "Asha Rao" in page
    assert f'href="{SITE}/rules"' in page
    assert "Nothing yet." in page


def test_a_site_that_there_is_not_is_not_found(supervisor: Browser) -> None:
    assert supervisor.client.get("/wallboard/sites/atlantis").status_code == 404
    assert supervisor.client.get(f"{SITE}/people/9999").status_code == 404


# ── closing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def message_of(database: Database) -> dict[str, str] | None:
    """What Somerset's callers hear."""
    with database.transaction() as session:
        return sites.by_slug(session, "somerset").emergency_message


def test_it_is_closed_with_a_ready_sentence_and_opened_by_one_press(
    supervisor: Browser, fresh_database: Database
) -> None:
    # given the page says what will happen to whom before anything is pressed
    asked = supervisor.see(CLOSE)
    assert "Nobody is waiting in this line." in asked
    assert "they are asked to book a call-back by keypad" in asked
    assert "Calls and interviews under way: 0." in asked

    # when it is closed because of the weather
    page = supervisor.sends(CLOSE, act="close", message="weather", reason="snow")

    # then that is what callers hear, in both languages, and the page says so
    message = message_of(fresh_database)
    assert message is not None
    assert message["en"] == "This office has had to close for now, because of the weather."
    assert message["cy"] != message["en"]
    assert "snow" in page
    assert message["en"] in page

    # when it is undone from where it was done, then it is open
    page = supervisor.sends(f"{SITE}/undo", seen=SITE, entry=undo_of(page))
    assert "Undone: closed the site." in page
    assert "Open until 6 pm." in page
    assert "undone by Sal Invented at" in page
    assert message_of(fresh_database) is None


def test_it_says_where_its_callers_go_by_its_own_order(
    supervisor: Browser, person: Person, fresh_database: Database, now: datetime
) -> None:
    # given two advisers at work, each at another site
    with fresh_database.transaction() as session:
        for username, slug in (("asha", "buckinghamshire"), ("ben", "south-east-gwent")):
            session.get_one(Staff, person(username).id).site_id = sites.by_slug(session, slug).id
    for username in ("asha", "ben"):
        move(fresh_database, person(username), "ready", now)

    def order(*slugs: str) -> str:
        with fresh_database.transaction() as session:
            sites.by_slug(session, "somerset").overflow_order = list(slugs)
        return supervisor.see(CLOSE)

    # then callers go where the order names, in its order
    assert "are offered to South East Gwent, Buckinghamshire." in order("south-east-gwent", "buckinghamshire")
    assert "are offered to Buckinghamshire." in order("calderdale-and-kirklees", "buckinghamshire")
    # and where it names nobody who is at work, they are booked
    assert "Nobody is at work at a site that they may go to" in order("calderdale-and-kirklees")


def test_what_is_still_promised_today_is_shown_with_where_it_could_go(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    # given a call-back of this afternoon, and somebody on duty tomorrow
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        sites.change_rules(session, site, kept_back_advisers=0)
        asha = staff.by_username(session, "asha")
        assert asha is not None
        for day in (TODAY, "2026-11-24"):
            diary.put_on_duty(session, asha.id, site.id, london(day, "8:30"), london(day, "18:00"))
        slot = diary.slot_at(session, site, diary.needs_of(site), london(TODAY, "14:00"), now)
        her = claimants.first_contact(session, site.id, now).id
        mobile = callbacks.Contact("+441632960001")
        callbacks.book(
            session, site=site, slot=slot, claimant_id=her, call_id=None, contact=mobile, by_staff=None, now=now
        )

    # when the site is closed at once, then the page says that it is still promised
    page = supervisor.sends(CLOSE, act="close", reason="fire alarm")
    assert "Call-backs still to be made today: 1." in page
    assert "/supervisor/call-backs?site=somerset" in page

    # and one press shows the first time that could be met instead, of which nothing is done yet
    fields = {name: hidden(page, name) for name in ("first", "reason")}
    plan = supervisor.send(f"{SITE}/changes", seen=SITE, act="close", go="show", **fields)
    assert (plan.status_code, fields["reason"]) == (409, "fire alarm")
    times = dict(re.findall(r'name="(to-[0-9a-f-]+)" value="([^"]*)"', plan.text))
    assert [datetime.fromisoformat(to) for to in times.values()] == [london("2026-11-24", "8:40")]
    assert "Call-backs still to be made today: 1." in supervisor.see(SITE)

    # and when it is agreed to, none is left for today
    supervisor.sends(f"{SITE}/changes", seen=SITE, act="close", go="move-all", **fields, **times)
    assert "Call-backs still to be made today" not in supervisor.see(SITE)


def test_only_to_look_at_what_is_in_the_way_closes_no_day(supervisor: Browser, fresh_database: Database) -> None:
    # given the last of today's call-backs has been moved by somebody else, when it is asked where they could go
    shown = supervisor.send(f"{SITE}/changes", act="close", go="show", first=TODAY, reason="fire alarm")
    # then the day is not closed by that
    assert shown.status_code == 409
    with fresh_database.transaction() as session:
        assert sites.closures_of(session, sites.by_slug(session, "somerset")) == {}


def hidden(page: str, name: str) -> str:
    """What a hidden field of the page holds."""
    found = re.search(rf'type="hidden" name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_a_sentence_of_her_own_is_english_and_welsh_only_where_it_was_written(
    supervisor: Browser, fresh_database: Database
) -> None:
    supervisor.sends(CLOSE, act="close", message="own", english="The street is {flooded}.", welsh="", reason="flood")
    assert message_of(fresh_database) == {"en": "The street is {flooded}."}


def test_an_empty_sentence_of_her_own_is_refused_and_nothing_is_closed(
    supervisor: Browser, fresh_database: Database
) -> None:
    answer = supervisor.send(CLOSE, act="close", message="own", english=" ", reason="flood")
    assert answer.status_code == 422
    assert "Write what callers are to hear" in answer.text
    assert 'value="flood"' in answer.text
    long = supervisor.send(CLOSE, act="close", message="own", english="x" * 201, reason="flood")
    assert "in 200 letters at most" in long.text
    assert message_of(fresh_database) is None


def test_closed_anew_since_it_is_not_opened_by_an_old_undo(supervisor: Browser, now: datetime) -> None:
    # given it was closed, opened, and closed for another reason
    first = undo_of(supervisor.sends(CLOSE, act="close", reason="fire alarm"))
    supervisor.sends(CLOSE, seen=f"{CLOSE}&open=yes", act="open")
    clock.use(lambda: now + timedelta(minutes=5))
    supervisor.sends(CLOSE, act="close", reason="flood")

    # when somebody undoes the first, then it stays closed, and it says why
    page = supervisor.sends(f"{SITE}/undo", seen=SITE, entry=first)
    assert "It was not undone. The site was opened, or closed anew, since." in page
    assert "Closed at once" in page


def test_opened_again_by_mistake_it_is_closed_again_with_the_same_words(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    # given it was closed, and opened by mistake
    first = undo_of(supervisor.sends(CLOSE, act="close", message="weather", reason="snow"))
    message = message_of(fresh_database)
    clock.use(lambda: now + timedelta(minutes=5))
    opened = undo_of(supervisor.sends(CLOSE, seen=f"{CLOSE}&open=yes", act="open"))

    # when that is undone, then callers hear again what they heard before
    page = supervisor.sends(f"{SITE}/undo", seen=SITE, entry=opened)
    assert "Undone: opened the site again." in page
    assert "Closed at once" in page
    assert "snow" in page
    assert message_of(fresh_database) == message

    # and neither of what was done before has a button any more
    assert f'value="{first}"' not in page
    assert f'value="{opened}"' not in page


def test_opened_again_and_closed_anew_since_the_old_closing_does_not_come_back(supervisor: Browser) -> None:
    supervisor.sends(CLOSE, act="close", reason="snow")
    opened = undo_of(supervisor.sends(CLOSE, seen=f"{CLOSE}&open=yes", act="open"))
    supervisor.sends(f"{SITE}/undo", seen=SITE, entry=undo_of(supervisor.sends(CLOSE, act="close", reason="flood")))

    page = supervisor.sends(f"{SITE}/undo", seen=SITE, entry=opened)
    assert "It was not undone. The site was closed, or opened anew, since." in page
    assert "Open until 6 pm." in page


# ── ready or away ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_she_is_set_to_ready_and_reads_by_whom_and_why(
    supervisor: Browser, asha: Browser, person: Person, fresh_database: Database
) -> None:
    # given Asha is away, at her browser
    who = person("asha")
    assert doing(fresh_database, who) == "away"

    # when the supervisor sets her to ready
    page = supervisor.sends(page_of(who), act="put", state="ready", word="the line is long")

    # then she is, and reads it
    assert "Asha Rao is ready now" in page
    assert doing(fresh_database, who) == "ready"
    assert "set by Sal Invented at" in asha.see("/")
    assert "the line is long" in asha.see("/")
    assert noted(fresh_database, "put")[0]["state"] == "ready"

    # when it is undone, then she is away as before
    page = supervisor.sends(f"{SITE}/undo", seen=SITE, entry=undo_of(page))
    assert "Undone: set Asha Rao to ready." in page
    assert doing(fresh_database, who) == "away"


def test_what_she_does_herself_after_it_is_not_undone(
    supervisor: Browser, asha: Browser, person: Person, fresh_database: Database, now: datetime
) -> None:
    # given she was set to ready, and has taken a call since
    who = person("asha")
    page = supervisor.sends(page_of(who), act="put", state="ready", word="busy")
    for state in ("ringing", "on_call"):
        move(fresh_database, who, state, now + timedelta(seconds=30))

    # when it is undone, then it is refused, and says what she does
    page = supervisor.sends(f"{SITE}/undo", seen=SITE, entry=undo_of(page))
    assert "Asha Rao has done something else since, and is on a call now." in page
    assert doing(fresh_database, who) == "on_call"
    assert noted(fresh_database, "undone") == []


def test_what_she_did_herself_is_not_shown_as_done_by_another(
    supervisor: Browser, asha: Browser, person: Person, fresh_database: Database, now: datetime
) -> None:
    who = person("asha")
    supervisor.sends(page_of(who), act="put", state="ready", word="busy")
    move(fresh_database, who, "break", now + timedelta(seconds=30))
    assert "set by Sal Invented" not in asha.see("/")


def test_nobody_is_set_to_ready_who_is_not_signed_in(
    supervisor: Browser, person: Person, fresh_database: Database
) -> None:
    who = person("ben")
    assert "Ben Hall is not signed in" in supervisor.see(page_of(who))
    answer = supervisor.send(page_of(who), act="put", state="ready", word="busy")
    assert answer.status_code == 422
    assert "nobody is to be rung at an empty desk" in answer.text
    assert doing(fresh_database, who) == "signed_out"


def test_nobody_is_set_to_ready_whose_sign_in_no_longer_counts(
    supervisor: Browser, asha: Browser, person: Person, fresh_database: Database, now: datetime
) -> None:
    # given Asha has not been at her browser for an hour, and no tick has noticed yet
    clock.use(lambda: now + timedelta(hours=1))
    supervisor.client.post("/sign-in")
    with fresh_database.transaction() as session:
        assert not staff.is_at_a_browser(session, person("asha").id, now + timedelta(hours=1))
        assert staff.is_at_a_browser(session, person("asha").id, now + timedelta(minutes=1))


@pytest.mark.parametrize("state", ["ringing", "on_call", "in_interview"])
def test_who_is_with_somebody_is_left_alone(
    supervisor: Browser, asha: Browser, person: Person, fresh_database: Database, now: datetime, state: str
) -> None:
    who = person("asha")
    for step in ("ready", "ringing") if state == "ringing" else ("ready", "ringing", state):
        move(fresh_database, who, step, now)
    answer = supervisor.send(page_of(who), act="put", state="away", word="busy")
    assert answer.status_code == 422
    assert "that call comes first" in answer.text
    assert doing(fresh_database, who) == state


def test_a_word_why_is_wanted_and_only_ready_or_away(
    supervisor: Browser, asha: Browser, person: Person, fresh_database: Database
) -> None:
    who = person("asha")
    assert "Say why in a few words" in supervisor.send(page_of(who), act="put", state="ready", word=" ").text
    assert "Choose ready or away." in supervisor.send(page_of(who), act="put", state="break", word="tea").text
    assert "is that already" in supervisor.send(page_of(who), act="put", state="away", word="tea").text
    assert doing(fresh_database, who) == "away"


def test_the_moves_of_presence_have_the_last_word(
    asha: Browser, person: Person, fresh_database: Database, now: datetime
) -> None:
    who = person("asha")
    with fresh_database.transaction() as session, pytest.raises(IllegalMove):
        staff.put(session, who.id, "wrapping_up", "busy", who.id, now)


# ── lending ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_she_is_lent_and_brought_back_by_undo(supervisor: Browser, person: Person, fresh_database: Database) -> None:
    # when Asha is lent
    who = person("asha")
    assert "No call-back is kept for Asha Rao today." in supervisor.see(page_of(who))
    page = supervisor.sends(page_of(who), act="lend", to="buckinghamshire")

    # then both pages say so
    assert "Asha Rao works for Buckinghamshire until midnight." in page
    assert "lent to Buckinghamshire today" in page
    assert "lent by Somerset today" in supervisor.see("/wallboard/sites/buckinghamshire")
    with fresh_database.transaction() as session:
        assert sites.by_id(session, session.get_one(Staff, who.id).site_id).slug == "buckinghamshire"

    # when it is undone, then she is home; and once is enough
    entry = undo_of(page)
    assert "Undone: lent Asha Rao to Buckinghamshire for today." in supervisor.sends(
        f"{SITE}/undo", seen=SITE, entry=entry
    )
    assert "It is undone already." in supervisor.sends(f"{SITE}/undo", seen=SITE, entry=entry)
    with fresh_database.transaction() as session:
        assert session.get_one(Staff, who.id).home_site_id is None


def test_brought_back_by_a_press_and_that_undone(supervisor: Browser, person: Person, fresh_database: Database) -> None:
    who = person("asha")
    supervisor.sends(page_of(who), act="lend", to="buckinghamshire")
    page = supervisor.sends(page_of(who), act="bring-home")
    assert "Asha Rao works for Somerset again." in page
    page = supervisor.sends(f"{SITE}/undo", seen=SITE, entry=undo_of(page))
    assert "Undone: brought Asha Rao back to Somerset." in page
    with fresh_database.transaction() as session:
        assert sites.by_id(session, session.get_one(Staff, who.id).site_id).slug == "buckinghamshire"


def test_an_old_lending_is_not_undone_when_she_is_lent_elsewhere_since(
    supervisor: Browser, person: Person, fresh_database: Database
) -> None:
    # given Asha was lent, brought back, and lent to another site
    who = person("asha")
    lent = undo_of(supervisor.sends(page_of(who), act="lend", to="buckinghamshire"))
    back = undo_of(supervisor.sends(page_of(who), act="bring-home"))
    page = supervisor.sends(page_of(who), act="lend", to="south-east-gwent")

    # when either of the first two is undone, then it is refused, and there is no button for it
    for entry in (lent, back):
        assert f'value="{entry}"' not in page
        refused = supervisor.sends(f"{SITE}/undo", seen=SITE, entry=entry)
        assert "Asha Rao was lent or brought back since, and works for South East Gwent now." in refused

    # and she stays where she is, until the last is undone
    with fresh_database.transaction() as session:
        assert sites.by_id(session, session.get_one(Staff, who.id).site_id).slug == "south-east-gwent"
    assert "Undone: lent Asha Rao to South East Gwent for today." in supervisor.sends(
        f"{SITE}/undo", seen=SITE, entry=undo_of(page)
    )


def test_a_site_must_be_chosen_and_another_than_hers(supervisor: Browser, person: Person) -> None:
    who = person("asha")
    assert "Choose the site." in supervisor.send(page_of(who), act="lend", to="").text
    answer = supervisor.send(page_of(who), act="lend", to="somerset")
    assert answer.status_code == 422
    assert "Asha Rao works there already." in answer.text


# ── calls ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_call_that_there_is_not_cannot_be_listened_to(supervisor: Browser) -> None:
    assert supervisor.send(CALLS, seen=SITE, act="listen", call="nonsense").status_code == 400
    assert supervisor.send(CALLS, seen=SITE, act="record").status_code == 400
    nobody = "00000000-0000-0000-0000-000000000001"
    assert supervisor.send(CALLS, seen=SITE, act="listen", call=nobody).status_code == 404


def test_what_is_pressed_too_late_says_so(supervisor: Browser) -> None:
    assert "You are not on a call any more." in supervisor.sends(CALLS, seen=SITE, act="leave")
    assert "You are not on a call any more." in supervisor.sends(CALLS, seen=SITE, act="whisper")


def test_nothing_is_undone_that_was_not_done_here(supervisor: Browser) -> None:
    assert "There is nothing to undo." in supervisor.sends(f"{SITE}/undo", seen=SITE, entry="999999")
    assert supervisor.send(f"{SITE}/undo", seen=SITE, entry="x").status_code == 400
