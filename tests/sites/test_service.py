"""Sites in the database."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.sites import service
from app.sites.errors import SitesFileError, UnknownSite
from app.sites.rules import AtHome, Closed, Open, OutOfArea, Why
from app.values.errors import Invalid


@pytest.fixture(autouse=True)
def _sites(session: Session) -> None:
    service.load(session)


def test_loading_again_changes_nothing_and_adds_nothing(session: Session) -> None:
    before = {site.slug: site.id for site in service.all_sites(session)}
    offices = [office.id for site in service.all_sites(session) for office in service.offices_of(session, site)]
    service.load(session)
    assert {site.slug: site.id for site in service.all_sites(session)} == before
    assert offices == [office.id for site in service.all_sites(session) for office in service.offices_of(session, site)]


def test_a_file_with_a_fault_changes_nothing(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "sites.yaml"
    text = service.DEMONSTRATION.read_text(encoding="utf-8")
    file.write_text(text.replace("name: Somerset", "name: Devon").replace("nation: wales", "nation: mars"))
    with pytest.raises(SitesFileError):
        service.load(session, file)
    assert service.by_slug(session, "somerset").name == "Somerset"


def test_a_site_is_found_by_either_of_its_numbers(session: Session) -> None:
    voice = service.by_number(session, "+443069990103")
    text = service.by_number(session, "+443069990113")
    assert voice is not None
    assert text is not None
    assert (voice.site.slug, voice.textphone) == ("south-east-gwent", False)
    assert (text.site.slug, text.textphone) == ("south-east-gwent", True)
    assert service.by_number(session, "+443069990199") is None


def test_an_unknown_slug_or_id_is_refused(session: Session) -> None:
    with pytest.raises(UnknownSite, match="devon"):
        service.by_slug(session, "devon")
    with pytest.raises(UnknownSite):
        service.by_id(session, -1)


def test_it_is_open_by_its_hours_until_closed_at_once(session: Session) -> None:
    site = service.by_slug(session, "somerset")
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert isinstance(service.opening(session, site, now), Open)
    service.close_at_once(session, site, "fire alarm", now)
    state = service.opening(session, site, now)
    assert isinstance(state, Closed)
    assert state.why is Why.EMERGENCY
    service.reopen(session, site)
    assert isinstance(service.opening(session, site, now), Open)


def test_hours_and_closures_can_be_changed(session: Session) -> None:
    site = service.by_slug(session, "somerset")
    service.set_hours(session, site, 5, time(9), time(12))
    service.set_hours(session, site, 0, None, None)
    service.add_closure(session, site, date(2026, 11, 24), "staff training")
    hours = service.hours_of(session, site)
    assert hours.contains(date(2026, 11, 28), time(10))
    assert not hours.contains(date(2026, 11, 23), time(10))
    assert service.shut_days(session, site)[date(2026, 11, 24)] == "staff training"
    assert date(2026, 12, 25) in service.shut_days(session, site)
    service.remove_closure(session, site, date(2026, 11, 24))
    assert service.closures_of(session, site) == {}
    with pytest.raises(Invalid):
        service.set_hours(session, site, 0, time(12), time(9))


def test_rules_change_together_or_not_at_all(session: Session) -> None:
    site = service.by_slug(session, "somerset")
    assert service.change_rules(session, site, lead_minutes=60).lead_minutes == 60
    with pytest.raises(Invalid):
        service.change_rules(session, site, lead_minutes=10, overflow_after_seconds=99)
    assert service.rules_of(site).lead_minutes == 60


def test_the_order_of_other_sites_changes_whole_or_not_at_all(session: Session) -> None:
    site = service.by_slug(session, "somerset")
    before = service.version_of(site)
    for wrong in (["somerset"], ["atlantis"], ["buckinghamshire", "buckinghamshire"]):
        with pytest.raises(Invalid):
            service.change_order(session, site, wrong)
    assert service.version_of(site) == before
    service.change_order(session, site, ["buckinghamshire"])
    assert site.overflow_order == ["buckinghamshire"]
    assert service.version_of(site) != before


def test_another_number_makes_another_version_and_the_same_numbers_the_same(session: Session) -> None:
    site = service.by_slug(session, "somerset")
    before = service.version_of(site)
    service.change_rules(session, site, target_seconds=25)
    assert service.version_of(site) != before
    service.change_rules(session, site, target_seconds=20)
    assert service.version_of(site) == before


def test_home_is_found_by_postcode(session: Session) -> None:
    dialled = service.by_slug(session, "somerset")
    assert service.home_site(session, "NP20 1AA", dialled) == AtHome("south-east-gwent")
    assert service.home_site(session, None, dialled) == AtHome("somerset")
    assert service.home_site(session, "M1 1AE", dialled) == OutOfArea("somerset")
