"""Claim packs of invented people, plain and awkward."""

from dataclasses import replace
from datetime import UTC, date, datetime

from app.letters.pack import (
    ClaimPack,
    Declaration,
    Deferral,
    Evidence,
    Meeting,
    Row,
    Section,
    Sender,
    Words,
)


def words(english: str, welsh: str | None = None) -> Words:
    """The passage in both languages; the same in both where it is a name or a number."""
    return {"en": english, "cy": welsh or english}


ABOUT_YOU = Section(
    words("About you", "Amdanoch chi"),
    (
        Row(words("What is your full name?", "Beth yw eich enw llawn?"), words("Mrs Nerys Example")),
        Row(
            words("What is your date of birth?", "Beth yw eich dyddiad geni?"),
            words("14 March 1968", "14 Mawrth 1968"),
        ),
        Row(words("Your National Insurance number", "Eich rhif Yswiriant Gwladol"), words("QQ 12 34 56 C")),
    ),
)
PAYMENT = Section(
    words("How you want to be paid", "Sut hoffech gael eich talu"),
    (
        Row(words("Sort code", "Cod didoli"), words("00-00-00")),
        Row(words("Account number", "Rhif y cyfrif"), words("12345678")),
    ),
)
PLAIN = ClaimPack(
    reference="SL-7K2M-Q4XD",
    recipient="Mrs N Example",
    address_lines=("14 Invented Terrace", "Pontypool", "NP4 6AA"),
    sender=Sender(
        "South East Gwent",
        "03069 990103",
        "03069 990113",
        ("1 Demonstration House", "High Street", "Pontypool", "NP4 6AB"),
        words("Monday to Friday, 8.30 am to 6 pm", "Dydd Llun i ddydd Gwener, 8.30 am i 6 pm"),
    ),
    language="en",
    written_on=date(2026, 11, 23),
    talked_on=date(2026, 11, 23),
    first_contact=date(2026, 11, 20),
    return_by=date(2026, 12, 20),
    sections=(ABOUT_YOU, PAYMENT),
    declaration=Declaration(
        (
            words("What I have said is true.", "Mae’r hyn a ddywedais yn wir."),
            words("I will tell you if anything changes.", "Byddaf yn dweud os bydd unrhyw beth yn newid."),
        ),
        ("Mrs Nerys Example",),
    ),
    evidence=(
        Evidence(
            words("Something that shows who you are", "Rhywbeth sy’n dangos pwy ydych chi"),
            words("We must know that the claim is yours.", "Rhaid i ni wybod mai eich cais chi ydyw."),
            words("a birth certificate", "tystysgrif geni"),
        ),
        Evidence(words("Your rent book", "Eich llyfr rhent"), words("You pay rent.", "Rydych yn talu rhent.")),
    ),
    meeting=Meeting(
        datetime(2026, 11, 26, 14, 30, tzinfo=UTC),
        ("Pontypool office", "1 Demonstration House", "High Street, Pontypool"),
        "Gwen Invented",
    ),
)
WELSH = replace(PLAIN, language="cy")
BOTH = replace(PLAIN, language="both")
LARGE = replace(PLAIN, large_print=True)
LARGE_BOTH = replace(PLAIN, language="both", large_print=True)
DEFERRED = replace(PLAIN, meeting=Deferral(date(2027, 3, 1), words("your baby is due")), evidence=())
NOTHING_OPTIONAL = replace(
    PLAIN,
    meeting=None,
    evidence=(),
    sender=Sender("Somerset", "03069 990104"),
)
LONGEST_ADDRESS = replace(
    PLAIN,
    recipient="Mr Llanfairpwllgwyngyllgogerychwyrndrobwllll",
    address_lines=(
        "Flat ½, The Extraordinarily Long House Name",
        "W" * 45,
        "c/o The Hostel of Saint Somebody The Greater",
        "Upper Nether Invented on the Marshy Water",
        "Tŷ’r Ŵyl, Buckinghamshire",
        "HP27 9AA",
    ),
)


def child(number: int) -> Section:
    """One of many children, with much to say of each."""
    story = "He sees a consultant each month, which is a long way by bus and a day away from school. " * 4
    return Section(
        words(f"Child {number}", f"Plentyn {number}"),
        (
            Row(words("Full name", "Enw llawn"), words(f"Bartholomew Featherstonehaugh-Invented {number}")),
            Row(words("Anything else?", "Unrhyw beth arall?"), words(f"Story {number}: {story}")),
        ),
    )


MANY_CHILDREN = replace(PLAIN, sections=(ABOUT_YOU, *(child(number) for number in range(1, 31)), PAYMENT))
ODD_CHARACTERS = replace(
    PLAIN, sections=(Section(words("About you"), (Row(words("Name"), words("Ann 😀\x00 Łódź")),)),)
)
EVERY_KIND = {
    "plain": PLAIN,
    "welsh": WELSH,
    "both": BOTH,
    "large": LARGE,
    "large, both": LARGE_BOTH,
    "deferred": DEFERRED,
    "nothing optional": NOTHING_OPTIONAL,
    "longest address": LONGEST_ADDRESS,
    "many children": MANY_CHILDREN,
    "odd characters": ODD_CHARACTERS,
}
