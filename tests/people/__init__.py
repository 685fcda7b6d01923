"""Fifty invented claimants of all kinds: what each says, in which language, and how the form is wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from app.claims.form import form
from app.letters.pack import ClaimPack, Correspondence, Row, Section
from app.scripts.answers import Raw
from app.scripts.service import load_all
from app.scripts.walking import Script
from app.values.postal_address import LONGEST_LINE, NOT_AT_THE_START
from tests.letters.packs import PLAIN
from tests.scripts.people import ANYBODY, FACTS, walk


@dataclass(frozen=True)
class Person:
    """One claimant. `says` is put over what anybody says; `address` is what stands under the name in the window."""

    name: str
    says: Mapping[str, Raw]
    language: Correspondence = "en"
    large_print: bool = False
    address: tuple[str, ...] = field(default=("14 Invented Terrace", "Halifax", "HX1 1AB"))


def _several(loop: str, count: int, **each: Raw) -> dict[str, Raw]:
    said: dict[str, Raw] = {}
    for turn in range(count):
        said |= {f"{loop}[{turn}].{name}": value for name, value in each.items()}
        said[f"{loop}[{turn}].more"] = "yes" if turn < count - 1 else "no"
    return said


LONG = "Featherstonehaugh-Cholmondeley-Marjoribanks ap Llywelyn-Invented"
JOBSEEKER: dict[str, Raw] = {"before.any": "yes", "wanted.when": "now", "partner.has": "no"}
COUPLE: dict[str, Raw] = {"partner.has": "yes", "you.marital": "married"}
LONE: dict[str, Raw] = {
    "benefits": ["is", "hb", "ctb"],
    "partner.has": "no",
    "children.has": "yes",
    "home.tenure": "council",
}
SICK: dict[str, Raw] = {"benefits": ["ib"], "health.limits": "yes", "health.certificate": "yes"}
CARER: dict[str, Raw] = {"benefits": ["is", "ica"], "caring.any": "yes", "wanted.when": "not_now"}
WIDOWED: dict[str, Raw] = {"benefits": ["bereavement"], "you.marital": "widowed", "bereavement.recent": "now"}
UNSURE: dict[str, bool] = {"unsure": True}

_KINDS: dict[str, dict[str, Raw]] = {
    "a jobseeker": JOBSEEKER,
    "a jobseeker with a partner at work": JOBSEEKER | COUPLE | {"partner.works": "yes"},
    "a jobseeker with a partner in hospital": JOBSEEKER | COUPLE | {"partner.here": "no"},
    "three jobs behind": JOBSEEKER | _several("past_jobs", 3, why="left", owed=["wages", "holiday"]),
    "two jobs": {"scope.working": "yes", "scope.hours": "12.5"} | _several("jobs", 2, kind="employed", expenses="yes"),
    "self-employed": {"scope.working": "yes", "scope.hours": "8", "jobs[0].kind": "self_employed"},
    "a volunteer": {"scope.working": "yes", "scope.hours": "4", "jobs[0].kind": "voluntary"},
    "a lone parent of one": LONE,
    "a lone parent of two": LONE | _several("children", 2, disabled="yes", childcare="yes"),
    "a lone parent of nine": LONE | _several("children", 9, forenames="Bartholomew Maximilian", surname=LONG),
    "twenty children": LONE | _several("children", 20),
    "a sick person": SICK,
    "an accident at work": SICK | {"benefits": ["ib", "iidb"], "health.accident": "yes", "health.hospital": "yes"},
    "expecting": {"benefits": ["ma"], "you.sex": "female", "health.expecting": "yes"},
    "a carer": CARER,
    "a carer of three": CARER | _several("cared_for", 3, hours="36"),
    "a widower": WIDOWED,
    "a widow long ago": {"you.marital": "widowed", "bereavement.recent": "long_ago"},
    "sixty-one": {"you.date_of_birth": "1 2 1965", "benefits": ["is"], "scope.taking_part": "yes"},
    "seventeen": {"you.date_of_birth": "1 2 2009", "learning.now": "yes"},
    "no National Insurance number": {"you.nino": "__unsure__"},
    "no fixed abode": {"you.settled": "no", "home.tenure": "none"},
    "letters elsewhere": {"you.settled": "yes", "you.letters_elsewhere": "yes"},
    "long names": {"you.forenames": "Bartholomew Maximilian Ffransis", "you.surname": LONG},
    "Welsh letters in a name": {"you.forenames": "Siân Ŵyn", "you.surname": "Tŷ’r-Ŷd Ô’Neill"},
    "Polish letters in a name": {"you.forenames": "Łucja Żaneta", "you.surname": "Gżegżółka"},
    "always lived abroad": {"you.always_here": "no", "you.away": "yes", "you.nationality": "Polish"},
    "separated": {"you.marital": "separated", "partner.has": "no"},
    "a private tenant in arrears": {"benefits": ["hb", "ctb"], "home.tenure": "private", "home.arrears": "yes"},
    "a hostel": {"benefits": ["is", "hb"], "home.tenure": "hostel"},
    "a mortgage": COUPLE | {"home.tenure": "owner", "home.mortgage": "yes"},
    "a full house": {"home.tenure": "council", "household.others": "yes"} | _several("household", 8, part="boarder"),
    "many accounts": {"savings.accounts": "yes"} | _several("accounts", 12),
    "shares and a field": {"savings.shares": "yes", "savings.property": "yes", "savings.other": "yes"},
    "many pensions": {"pensions.any": "yes"} | _several("pensions", 5),
    "many benefits": {"received.any": "yes", "received.waiting": "yes"} | _several("received", 8, which="other"),
    "every other income": {
        "income.other": ["rent", "maintenance", "insurance", "charity", "student", "dispute", "other"]
    },
    "no account": {"payment.how": "no_account"},
    "claiming again": {
        "scope.claimed_before": "recent",
        "claim.earlier_contact": "paid",
        "claim.unchanged": ["partner", "children", "home", "income", "savings", "caring"],
    },
    "an earlier day": {"claim.from": "earlier", "claim.earlier_why": "ill"},
    "much to tell": {"declaration.anything_else": "I walk to the surgery, which takes the morning. " * 30},
    "every benefit": {"benefits": ["jsa", "is", "hb", "ctb", "ib", "ica", "bereavement", "ma", "iidb", "other"]},
    "not sure of anything": dict.fromkeys(("home.rent", "you.nino", "savings.total", "payment.how"), "__unsure__"),
}
PEOPLE: tuple[Person, ...] = (
    *(Person(name, says) for name, says in _KINDS.items()),
    Person("Welsh", JOBSEEKER, "cy"),
    Person("Welsh and English, with children", LONE | _several("children", 3), "both"),
    Person("large print", JOBSEEKER, large_print=True),
    Person("large print in two languages", CARER, "both", large_print=True),
    Person("flat and a half", JOBSEEKER, address=("Flat ½", "Tŷ’r Ŵyl", "Stryd Fawr", "Casnewydd", "NP20 1AA")),
    Person("forces", JOBSEEKER, address=("Unit 9, Invented Barracks", "BFPO 57")),
    Person(
        "a hostel's long address",
        JOBSEEKER,
        address=(
            "c/o The Hostel of Saint Somebody The Greater",
            "Room 4",
            "W" * 45,
            "Upper Nether",
            "Halifax",
            "HX1 1AB",
        ),
    ),
)


@cache
def script() -> Script:
    """The call-back's script, with example numbers taken."""
    return load_all(Path("ivr_scripts"), practice=True).get("startup")


def answers_of(person: Person) -> dict[str, Any]:
    """All that she answers, to the end of the script."""
    said = {name: value for name, value in person.says.items() if value != "__unsure__"}
    answers, _, ending = walk(script(), ANYBODY | said, FACTS)
    assert ending.name == "finished", (person.name, ending)
    return answers | {name: UNSURE for name, value in person.says.items() if value == "__unsure__" and name in answers}


def pack_of(person: Person, answers: Mapping[str, Any]) -> ClaimPack:
    """Her papers as they would be posted."""
    english, welsh = (form(script(), answers, language) for language in ("en", "cy"))
    sections = tuple(
        Section(
            {"en": one.heading, "cy": other.heading},
            tuple(
                Row({"en": a.label, "cy": b.label}, {"en": a.answer, "cy": b.answer})
                for a, b in zip(one.rows, other.rows, strict=True)
            ),
        )
        for one, other in zip(english, welsh, strict=True)
    )
    name = f"{answers['you.forenames']} {answers['you.surname']}"
    return replace(
        PLAIN,
        sections=sections,
        language=person.language,
        large_print=person.large_print,
        address_lines=person.address,
        # A name that the post does not take keeps a letter from it (test_papers); here all go.
        recipient=name.lstrip(f"{NOT_AT_THE_START} ")[:LONGEST_LINE],
        declaration=replace(PLAIN.declaration, signatories=(name,)),
    )
