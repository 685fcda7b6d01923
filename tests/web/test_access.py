"""Every route of the service says who may use it, and nobody else can."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule as Route

from app import clock, create_app
from app.audit.models import AuditEntry
from app.database import Database
from app.settings import Settings
from app.staff.models import ROLES
from app.staff.rules import WRONG_BEFORE_A_WAIT
from app.web import access
from tests.web.signing_in import add_people, sign_in, token_in

pytestmark = pytest.mark.usefixtures("time_stands")
FORM = '{% from "parts/shown.html" import csrf with context %}Here you are{{ csrf() }}'
BAR = re.compile(r'<a class="bar__mark".*?class="bar__out"', re.DOTALL)
ELSEWHERE = ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "elsewhere"]
EXAMPLES = {
    "IntegerConverter": "1",
    "UUIDConverter": str(UUID(int=1)),
    "UnicodeConverter": "somerset",
    "PathConverter": "built/none.css",
}


@pytest.fixture
def app(settings: Settings, fresh_database: Database) -> Flask:
    made = create_app(settings, fresh_database)
    for role in ("adviser", "supervisor"):
        view = access.may(role)(lambda: render_template_string(FORM))
        made.add_url_rule(f"/for/{role}", f"for_{role}", view, methods=["GET", "POST"])
    made.add_url_rule("/forgotten", "forgotten", lambda: "should not be seen")
    return made


@pytest.fixture
def people(fresh_database: Database, now: datetime) -> dict[str, str]:
    return add_people(fresh_database, now)


def address(route: Route) -> str:
    """An address of the route, made up where it has places."""
    filled = {name: EXAMPLES[type(converter).__name__] for name, converter in route._converters.items()}
    path = route.rule
    for name, value in filled.items():
        path = path.replace(next(part for part in _places(path) if part.rstrip(">").endswith(name)), value)
    return path


def _places(path: str) -> list[str]:
    return [f"<{part.split('>')[0]}>" for part in path.split("<")[1:]]


def routes_of(app: Flask) -> list[Route]:
    return [route for route in app.url_map.iter_rules() if route.endpoint not in ("forgotten",)]


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    forgotten = [route.rule for route in routes_of(app) if access.rule_of(app.view_functions[route.endpoint]) is None]
    assert forgotten == []


def test_a_route_that_says_nothing_is_denied(app: Flask, people: dict[str, str]) -> None:
    assert app.test_client().get("/forgotten").status_code == 403
    assert sign_in(app, "supervisor", people["supervisor"]).get("/forgotten").status_code == 403


def test_addresses_are_in_small_letters_with_hyphens_and_places_have_types(app: Flask) -> None:
    for route in routes_of(app):
        fixed = "".join(part.split(">")[-1] for part in route.rule.split("<"))
        assert fixed == fixed.lower(), route.rule
        assert "_" not in fixed, route.rule


def test_nobody_sees_a_page_of_staff_without_signing_in(app: Flask) -> None:
    stranger = app.test_client()
    for route in routes_of(app):
        what = access.rule_of(app.view_functions[route.endpoint])
        if what is None or not what.roles:
            continue
        for method in (route.methods or set()) & {"GET", "POST"}:
            answer = stranger.open(address(route), method=method)
            assert answer.status_code == 303, (method, route.rule)
            assert urlsplit(answer.headers["Location"]).path == "/sign-in", route.rule


def test_who_has_another_role_is_refused_and_it_is_noted(
    app: Flask, people: dict[str, str], fresh_database: Database
) -> None:
    for role in people:
        browser = sign_in(app, role, people[role])
        for route in routes_of(app):
            what = access.rule_of(app.view_functions[route.endpoint])
            if what is None or not what.roles or role in what.roles:
                continue
            for method in (route.methods or set()) & {"GET", "POST"}:
                assert browser.open(address(route), method=method).status_code == 403, (role, method, route.rule)
    with fresh_database.transaction() as session:
        noted = session.scalars(select(AuditEntry.subject_key).where(AuditEntry.action == "refused")).all()
    assert {"for_adviser", "for_supervisor"} <= set(noted)


def test_no_form_is_taken_without_its_token(app: Flask, people: dict[str, str]) -> None:
    browsers = {role: sign_in(app, role, password) for role, password in people.items()}
    for route in routes_of(app):
        what = access.rule_of(app.view_functions[route.endpoint])
        if what is None or not what.csrf or "POST" not in (route.methods or set()):
            continue
        browser = browsers[next(iter(sorted(what.roles)), "adviser")]
        assert browser.post(address(route)).status_code == 400, route.rule


def test_nothing_unsigned_gets_in_where_twilio_speaks(app: Flask, fresh_database: Database) -> None:
    twilio = app.test_client()
    signed = [route for route in routes_of(app) if access.rule_of(app.view_functions[route.endpoint]) == access.SIGNED]
    assert signed
    for route in signed:
        for method in (route.methods or set()) & {"GET", "POST"}:
            answer = twilio.open(address(route), method=method, data={"CallSid": "CA1"} if method == "POST" else None)
            assert answer.status_code == 403, route.rule


def test_a_supervisor_begins_at_the_board(app: Flask, people: dict[str, str]) -> None:
    assert sign_in(app, "supervisor", people["supervisor"]).get("/sign-in").headers["Location"] == "/wallboard"


@pytest.mark.parametrize("role", ROLES)
def test_the_bar_leads_nobody_where_they_may_not_go(app: Flask, people: dict[str, str], role: str) -> None:
    browser = sign_in(app, role, people[role])
    bar = BAR.search(browser.get("/", follow_redirects=True).text)
    assert bar is not None
    leads_to = re.findall(r'(?:href|action)="(/[^"]*)"', bar[0])
    assert "/support" in leads_to
    refused = {to: code for to in leads_to if (code := browser.get(to).status_code) not in (200, 303, 405)}
    assert refused == {}


def test_the_right_person_gets_in(app: Flask, people: dict[str, str]) -> None:
    assert sign_in(app, "adviser", people["adviser"]).get("/for/adviser").text.startswith("Here you are")


@pytest.mark.parametrize(("https", "name"), [(True, "__Host-startline"), (False, "startline")])
def test_the_cookie_is_for_this_host_alone_and_no_script_reads_it(
    settings: Settings, fresh_database: Database, people: dict[str, str], https: bool, name: str
) -> None:
    base = "https://startline.example" if https else "http://127.0.0.1:5000"
    browser = create_app(replace(settings, public_base_url=base), fresh_database).test_client()
    page = browser.get("/sign-in", base_url=base)
    form = {"username": "adviser", "password": people["adviser"], "csrf_token": token_in(page.text)}
    answer = browser.post("/sign-in", data=form, base_url=base, headers={"Referer": base + "/sign-in"})
    [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith(f"{name}=")]
    flags = set(cookie.split("; ")[1:])
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= flags
    assert ("Secure" in flags) is https
    assert not any(flag.startswith("Domain") for flag in flags)


def test_signing_out_takes_the_token_back(app: Flask, people: dict[str, str]) -> None:
    browser = sign_in(app, "adviser", people["adviser"])
    kept = browser.get_cookie("startline")
    assert kept is not None
    token = token_in(browser.get("/for/adviser").text)
    browser.post("/sign-out", data={"csrf_token": token})
    browser.set_cookie("startline", kept.value)
    assert browser.get("/for/adviser").status_code == 303


def form_of(browser: FlaskClient, **fields: str) -> dict[str, str]:
    return {**fields, "csrf_token": token_in(browser.get("/sign-in").text)}


def test_a_wrong_password_is_counted_though_the_answer_is_an_error(app: Flask, people: dict[str, str]) -> None:
    browser = app.test_client()
    wrong = form_of(browser, username="adviser", password="wrong")
    assert [browser.post("/sign-in", data=wrong).status_code for _ in range(WRONG_BEFORE_A_WAIT)] == [422] * 5
    right = form_of(browser, username="adviser", password=people["adviser"])
    answer = browser.post("/sign-in", data=right)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == 300


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_signing_in_sends_nobody_elsewhere(app: Flask, people: dict[str, str], elsewhere: str) -> None:
    browser = app.test_client()
    form = form_of(browser, username="adviser", password=people["adviser"], next=elsewhere)
    assert browser.post("/sign-in", data=form).headers["Location"] == "/"


def test_signing_in_goes_on_to_the_page_that_was_wanted(app: Flask, people: dict[str, str]) -> None:
    browser = app.test_client()
    asked = browser.get("/for/adviser?day=1").headers["Location"]
    assert asked == "/sign-in?next=/for/adviser%3Fday%3D1"
    page = browser.get(asked)
    assert 'value="/for/adviser?day=1"' in page.text
    form = form_of(browser, username="adviser", password=people["adviser"], next="/for/adviser?day=1")
    assert browser.post("/sign-in", data=form).headers["Location"] == "/for/adviser?day=1"


def test_a_part_of_a_page_sends_its_whole_page_to_sign_in(app: Flask) -> None:
    answer = app.test_client().get("/for/adviser", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in")


def test_who_says_that_they_stay_is_not_locked_out(app: Flask, people: dict[str, str], now: datetime) -> None:
    # given somebody whose page is left alone for as long as it may be
    browser = sign_in(app, "adviser", people["adviser"])
    clock.use(lambda: now + timedelta(minutes=28))
    warning = browser.get("/stay", headers={"HX-Request": "true"}).text
    assert f'data-ends="{(now + timedelta(minutes=30)).isoformat()}"' in warning

    # when they press the key, then there is as much time again
    sent = browser.post("/stay", data={"csrf_token": token_in(warning)}, headers={"HX-Request": "true"})
    assert f'data-ends="{(now + timedelta(minutes=58)).isoformat()}"' in sent.text
    clock.use(lambda: now + timedelta(minutes=57))
    assert browser.get("/for/adviser").status_code == 200


def test_an_empty_chair_is_locked(app: Flask, people: dict[str, str], now: datetime) -> None:
    browser = sign_in(app, "adviser", people["adviser"])
    clock.use(lambda: now + timedelta(minutes=20))
    assert browser.get("/for/adviser", headers={"HX-Request": "true"}).status_code == 200
    clock.use(lambda: now + timedelta(minutes=31))
    assert browser.get("/for/adviser").status_code == 303
