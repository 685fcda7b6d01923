"""The file that describes the sites, and what is said of its faults."""

import pytest

from app.sites.errors import SitesFileError
from app.sites.reading import read_sites
from app.sites.service import DEMONSTRATION
from app.values.telephone import TelephoneNumber

TEXT = DEMONSTRATION.read_text(encoding="utf-8")


def faults(text: str) -> list[str]:
    with pytest.raises(SitesFileError) as refused:
        read_sites(text, "sites.yaml")
    return refused.value.faults


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_demonstration_has_the_four_sites() -> None:
    sites = {site.slug: site for site in read_sites(TEXT, "demonstration.yaml")}
    assert list(sites) == ["buckinghamshire", "calderdale-and-kirklees", "south-east-gwent", "somerset"]
    assert sites["somerset"].telephone == "+443069990104"
    assert sites["somerset"].textphone == "+443069990114"
    assert sites["south-east-gwent"].languages[0] == "cy"
    assert sites["south-east-gwent"].nation == "wales"
    assert {"HP5", "HP13", "HP22", "HP27"} <= set(sites["buckinghamshire"].catchment)
    assert "HP23" not in sites["buckinghamshire"].catchment
    for site in sites.values():
        assert len(site.overflow_order) == 3
        for number in (site.telephone, site.textphone, *site.offices[0].private_telephones):
            assert TelephoneNumber(number).is_drama


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("telephone: 03069 990102", "telephone: 12", "telephone number"),
        ("nation: wales", "nation: mars", "mars"),
        ("monday: 08:30-18:00", "monday: 18:00-08:30", "later"),
        ("lead_minutes: 30", "lead_minutes: soon", "whole number"),
        ("lead_minutes: 30", "led_minutes: 30", "led_minutes is not a rule"),
        ("catchment: [HX1-7", "catchment: [7HX", "postcode"),
        ("languages: [cy, en, bn]", "languages: [cy, en, tlh]", "language"),
        ("name: South East Gwent", "nom: South East Gwent", "name is missing"),
        ("overflow_order: [somerset, c", "overflow_order: [devon, c", "devon is not another site"),
        ("textphone: 03069 990114", "textphone: 03069 990113", "both have +443069990113"),
        ("languages: [en, pl, ro]", "languages: en", "list"),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, said: str) -> None:
    found = faults(TEXT.replace(old, new, 1))
    assert any(said in fault for fault in found), found
    assert all(fault.startswith("sites.yaml:") for fault in found)


def test_the_line_is_the_line_of_the_fault() -> None:
    broken = TEXT.replace("telephone: 03069 990102", "telephone: 12")
    assert faults(broken)[0].startswith(f"sites.yaml:{line_of(broken, 'telephone: 12')}:")


def test_every_fault_is_told_at_once() -> None:
    broken = TEXT.replace("telephone: 03069 990102", "telephone: 12").replace("nation: wales", "nation: mars")
    assert len(faults(broken)) >= 2


@pytest.mark.parametrize("text", ["", "sites", "sites: [", "- 1", "sites:\n  - 4\n", "a: &a\n  b: *c\n"])
def test_what_is_no_such_file_is_refused(text: str) -> None:
    assert faults(text)[0].startswith("sites.yaml:")
