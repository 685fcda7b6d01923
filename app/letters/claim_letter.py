"""Words and order of the claim pack: from its facts to the blocks that the template sets."""

from typing import Any

from app.letters.claim_form import all_places, form, only
from app.letters.letterhead import (
    Block,
    column,
    dated,
    dear,
    facts,
    frame,
    heading,
    in_one_line,
    interpreted,
    points,
    signed,
    steps,
    text,
)
from app.letters.pack import ClaimPack, Deferral, Evidence, Meeting, languages_of
from app.scripts.wording import mark, say, when

TITLE = mark("Your claim form, and what to do next")
THANKS = mark(
    "Thank you for talking to us on {day}. The form with this letter is already filled in with what you told us."
)
HERE_AGAIN = mark(
    "We have not had your signed form yet, so here it is again. If you have sent or brought it, you need do nothing."
)
KEPT_FOR_YOU = mark(
    "We keep this letter for you at {office} until you call for it. Say your name or the reference {reference}."
)
TO_DO = mark("What to do now")
READ_IT = mark("Read the form. If something is wrong or missing, write it in the space beside the answer.")
SIGN_IT = mark("Sign and date the last page.")
BRING_IT = mark("Bring the form and your papers to your appointment.")
SEND_IT = mark("Send or bring the form and your papers to us by {day}.")
APPOINTMENT = mark("Your appointment")
WHEN = mark("When")
WHERE = mark("Where")
WITH = mark("With")
CANNOT_COME = mark("If you cannot come, or need help to get there, ring us on {telephone}. We will find another time.")
CHOICE = mark("We will talk about your claim and about work. What you do with our advice is your own choice.")
NO_APPOINTMENT = mark("No meeting for now")
PUT_OFF = mark("We agreed that a meeting about work would not help you now ({reason}). We will talk again after {day}.")
CLAIM_GOES_ON = mark("Your claim goes on all the same.")
BY_WHEN = mark("Let us have the form by {day}")
COUNTS_FROM = mark(
    "You first got in touch on {first}. If the signed form reaches us by {last}, your claim counts from that day."
)
TELL_US_IF_LATE = mark("If you may be late, ring us before then.")
PAYMENT = mark("When you may be paid")
NOT_KNOWN_YET = mark("We do not know yet when you will be paid. We will tell you as soon as we do.")
NO_MONEY_NOW = mark("If you have no money for food or heating, ring us at once on {telephone}.")
AGREED = mark("What we talked about")
JOBS = mark("Jobs we looked at together")
ASK_ABOUT_JOBS = mark("Ask the employer about them, or ask your personal adviser for help.")
JOBS_ARE_YOURS = mark("Whether you do is your own choice.")
JOB = mark("{title}, {employer}, {place}. {wage}, {hours}. Contact: {contact}")
PAPERS_TO_BRING = mark("Papers to bring")
PAPERS_TO_SEND = mark("Papers to send or bring")
COME_ANYWAY = mark("Come even if something is missing. A missing paper does not stop your claim.")
SEND_ANYWAY = mark("Send the form even if something is missing. A missing paper does not stop your claim.")
INSTEAD = mark("Or: {papers}")

NEXT_PART = mark("More of your claim form")
SEVERAL_LETTERS = mark(
    "Your claim form is too long for one envelope, so it is in {letters} letters. Please keep them together."
)
THIS_ONE = mark("This is letter {number}. What to do is in letter 1.")


def lay_out(pack: ClaimPack, *, number: int = 1, letters: int = 1) -> dict[str, Any]:
    """The whole pack as the template takes it, as letter `number` of `letters`."""
    languages = languages_of(pack.language)
    return frame(pack, TITLE, number=number, letters=letters) | {
        "columns": [column(one, TITLE, _covering(pack, one, letters)) for one in languages],
        "form": form(pack, pack.sections, places=all_places(pack.sections), first=True, last=True),
    }


def lay_out_part(pack: ClaimPack, rows: set[tuple[int, int]], *, number: int, letters: int) -> dict[str, Any]:
    """Letter `number` of `letters`: only `rows` of the form, each (section, row); the last is to be signed."""
    languages = languages_of(pack.language)
    whole = lay_out(pack, number=number, letters=letters)
    sections, places = only(pack, rows)
    part = whole | {"form": form(pack, sections, places=places, first=number == 1, last=number == letters)}
    if number > 1:
        part["columns"] = [
            column(
                one,
                NEXT_PART,
                [
                    dear(pack, one),
                    text(say(SEVERAL_LETTERS, one, letters=letters)),
                    text(say(THIS_ONE, one, number=number)),
                ],
            )
            for one in languages
        ]
    return part


def _covering(pack: ClaimPack, language: str, letters: int) -> list[Block]:
    telephone = pack.sender.telephone
    blocks = [
        dear(pack, language),
        text(say(THANKS, language, day=dated(pack.talked_on, language))),
    ]
    if pack.again:
        blocks.insert(1, text(say(HERE_AGAIN, language)))
    if pack.kept_at:
        blocks.insert(1, text(say(KEPT_FOR_YOU, language, office=pack.kept_at, reference=pack.reference)))
    if letters > 1:
        blocks.append(text(say(SEVERAL_LETTERS, language, letters=letters)))
    last_step = (
        say(BRING_IT, language)
        if isinstance(pack.meeting, Meeting)
        else say(SEND_IT, language, day=dated(pack.return_by, language))
    )
    blocks += [
        heading(say(TO_DO, language)),
        steps(say(READ_IT, language), say(SIGN_IT, language), last_step),
    ]
    blocks += _meeting(pack, language)
    blocks += [
        heading(say(BY_WHEN, language, day=dated(pack.return_by, language))),
        text(
            say(
                COUNTS_FROM,
                language,
                first=dated(pack.first_contact, language),
                last=dated(pack.return_by, language),
            )
            + " "
            + say(TELL_US_IF_LATE, language)
        ),
        heading(say(PAYMENT, language)),
        text(
            (pack.payment[language] if pack.payment else say(NOT_KNOWN_YET, language))
            + " "
            + say(NO_MONEY_NOW, language, telephone=telephone)
        ),
    ]
    blocks += _jobs(pack, language)
    if pack.advice:
        blocks += [heading(say(AGREED, language)), points(*(passage[language] for passage in pack.advice))]
    return [*blocks, signed(pack, language), *_papers(pack, language)]


def _meeting(pack: ClaimPack, language: str) -> list[Block]:
    telephone = pack.sender.telephone
    match pack.meeting:
        case Meeting() as meeting:
            after = say(CANNOT_COME, language, telephone=telephone)
            if pack.choice_is_theirs:
                after = say(CHOICE, language) + " " + after
            return [
                heading(say(APPOINTMENT, language)),
                facts(*meeting_facts(meeting, language)),
                text(after),
            ]
        case Deferral(until=until, reason=reason):
            put_off = say(PUT_OFF, language, reason=reason[language], day=dated(until, language))
            return [
                heading(say(NO_APPOINTMENT, language)),
                text(put_off + " " + say(CLAIM_GOES_ON, language)),
            ]
        case None:
            return []


def meeting_facts(meeting: Meeting, language: str) -> list[tuple[str, str]]:
    """When, where and with whom."""
    rows = [
        (say(WHEN, language), when(meeting.starts_at, language)),
        (say(WHERE, language), in_one_line(meeting.place)),
    ]
    if meeting.adviser:
        rows.append((say(WITH, language), meeting.adviser))
    return [*rows, *interpreted(meeting.interpreted_in, language)]


def _jobs(pack: ClaimPack, language: str) -> list[Block]:
    if not pack.jobs:
        return []
    listed = (
        say(
            JOB,
            language,
            title=one.title,
            employer=one.employer,
            place=one.place,
            wage=one.wage,
            hours=one.hours,
            contact=one.contact,
        )
        for one in pack.jobs
    )
    told = say(ASK_ABOUT_JOBS, language) + (" " + say(JOBS_ARE_YOURS, language) if pack.choice_is_theirs else "")
    return [heading(say(JOBS, language)), text(told), points(*listed)]


def _papers(pack: ClaimPack, language: str) -> list[Block]:
    if not pack.evidence:
        return []
    meets = isinstance(pack.meeting, Meeting)
    return [
        {"kind": "new page"},
        heading(say(PAPERS_TO_BRING if meets else PAPERS_TO_SEND, language)),
        text(say(COME_ANYWAY if meets else SEND_ANYWAY, language)),
        {"kind": "papers", "items": [_paper(item, language) for item in pack.evidence]},
    ]


def _paper(item: Evidence, language: str) -> dict[str, str]:
    return {
        "what": item.what[language],
        "why": item.why[language],
        "instead": say(INSTEAD, language, papers=item.what_else[language]) if item.what_else else "",
    }
