"""What the operator does before the first call: `/readyz` names what is missing until nothing is."""

import pytest
from flask import Flask

from app import create_app
from app.database import Database
from app.jobs import beating
from app.settings import Settings
from app.sites import service as sites
from tests.journeys.world import World


def missing(app: Flask) -> list[str]:
    """What `/readyz` says; that no worker and no scheduler runs is left out: in these tests none does."""
    return [line for line in app.test_client().get("/readyz").text.splitlines() if "no sign" not in line]


@pytest.fixture(autouse=True)
def nobody_is_expected_to_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beating, "silent", lambda *_: [])


def test_without_sites_and_staff_it_is_not_ready(settings: Settings, fresh_database: Database) -> None:
    # given an empty database
    app = create_app(settings, fresh_database)
    assert "there is no site: run `flask sites load FILE`" in missing(app)

    # when the sites are loaded, then somebody is to be added
    with fresh_database.transaction() as session:
        sites.load(session)
    assert "nobody may sign in: run `flask staff add`" in missing(app)
    assert not any("no site" in line for line in missing(app))


def test_the_numbers_are_connected_and_texts_too(world: World) -> None:
    # given a number of a site and the one that texts come from lead nowhere
    sender = world.settings.twilio_text_sender
    for number in ("+443069990104", sender):
        world.exchange.connect_number(number)
    assert missing(world.app) == ["not every telephone number leads here: run `flask telephony connect`"]

    # when the operator connects them
    run = world.app.test_cli_runner().invoke(args=["telephony", "connect"])

    # then calls, and answers to texts, reach the service
    assert run.exit_code == 0, run.output
    assert run.output.startswith("9 numbers are connected to http://127.0.0.1")
    assert world.exchange.numbers[sender].sms_url == f"{world.settings.public_base_url}/text/inbound"
    assert missing(world.app) == ["ready"]


def test_a_number_that_the_account_does_not_have_is_named(world: World) -> None:
    # given the account has no number that texts come from
    sender = world.settings.twilio_text_sender
    del world.exchange.numbers[sender]

    # then the operator is told which is missing
    run = world.app.test_cli_runner().invoke(args=["telephony", "connect"])
    assert run.exit_code == 1
    assert f"{sender}: " in run.output
    assert "the account has no number" in run.output
