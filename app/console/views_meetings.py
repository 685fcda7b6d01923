"""The diary of the personal advisers: who is seen when and where, who came, who did not, what is left to try."""

from datetime import date, timedelta
from uuid import UUID

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.appointments import service as appointments
from app.appointments.errors import AlreadyBooked, NotTried, SamePerson
from app.appointments.models import Appointment
from app.appointments.rules import REASONS
from app.claimants import service as claimants
from app.claimants.access import ACCESS_NEEDS, STEP_FREE
from app.claimants.models import Claimant, FirstContactCorrection
from app.console import showing
from app.console.blueprint import console
from app.console.meeting_choice import NEEDS_IN_WORDS
from app.console.meeting_pages import MeetingRow, MeetingsPage, MissedRow, OfficeDay, WaiverRow
from app.diary import service as diary
from app.interpreters import service as interpreters
from app.interpreters.models import Supplier
from app.interpreters.rules import by_telephone
from app.scripts.wording import mark
from app.sites import service as sites
from app.sites.errors import UnknownSite
from app.sites.models import Site
from app.staff import service as staff
from app.tasks.rules import KINDS
from app.values.london import london_date, midnight
from app.values.moves import IllegalMove
from app.web import access
from app.web.said import say
from app.web.transactions import db

NOTICES = {
    "came": mark("Noted: came and was seen."),
    "missed": mark("Noted: did not come. Two tasks ask the site to invite again, and to ring or visit."),
    "back": mark("That mark is taken back."),
    "ended": mark("It is reported that no meeting came of it. The benefit office decides what follows."),
    "agreed": mark("The waiver is agreed to, and stands."),
    "refused": mark("The waiver is not agreed to. A task asks the site to find a time."),
}
GONE_ON = mark("That could not be done as things stand now. Nothing was changed.")
ANOTHER = mark("Another meeting is booked or decided by now. Nothing was changed.")
NOT_TRIED = mark("Nothing may end yet: first invite again, and ring or visit. Close both tasks, then report it.")
SAME = mark("You asked for this waiver: another person agrees to it, or does not.")
LINE_HELD = mark("an interpreter by telephone is held: {supplier}")
SIGNER_HELD = mark("an interpreter who signs is held: {supplier}")
KINDS_OF_MEETING = {"personal_adviser": mark("Meeting"), "face_to_face": mark("Start-up face to face")}


@console.get("/meetings")
@access.may("adviser", "supervisor")
def meetings_page() -> str:
    """A day of a site's offices."""
    return render_template("console/meetings.html", page=_page({}))


@console.post("/meetings")
@access.may("adviser", "supervisor")
def mark_meeting() -> ResponseReturnValue:
    """Say who came and who did not, take that back, report what came to nothing; agree to a waiver or not."""
    me, now = access.current_staff().id, clock.now()
    acts = {
        "came": appointments.came,
        "missed": appointments.did_not_come,
        "back": appointments.take_back,
        "ended": appointments.end,
        "agreed": appointments.agree_waiver,
        "refused": appointments.refuse_waiver,
    }
    done = next((name for name in acts if name in request.form), None)
    if done is None:
        abort(400)
    one = _appointment(request.form[done])
    try:
        acts[done](db(), one, by=me, now=now)
    except (AlreadyBooked, NotTried, SamePerson, IllegalMove) as problem:
        db().rollback()
        told = {AlreadyBooked: ANOTHER, NotTried: NOT_TRIED, SamePerson: SAME}.get(type(problem), GONE_ON)
        return render_template("console/meetings.html", page=_page({f"m-{one.id}": say(told)})), 422
    on = request.args.get("on", "")
    site = request.args.get("site", "")
    return redirect(f"/meetings?site={_site(site).slug}&on={_day(on).isoformat()}&notice={done}", 303)


def _appointment(typed: str) -> Appointment:
    try:
        return appointments.get(db(), UUID(typed)) or abort(404)
    except ValueError:
        abort(400)


def _site(slug: str) -> Site:
    try:
        return sites.by_slug(db(), slug) if slug else sites.by_id(db(), access.current_staff().site_id)
    except UnknownSite:
        abort(404)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed) if typed else london_date(clock.now())
    except ValueError:
        abort(400)


def _page(errors: dict[str, str]) -> MeetingsPage:
    site, on = _site(request.args.get("site", "")), _day(request.args.get("on", ""))
    one_day = timedelta(days=1)
    found = appointments.on_days(db(), site.id, midnight(on), midnight(on + one_day))
    kept = diary.interpreters_kept_for(db(), [one.id for one in found])
    suppliers = {one.id: one for one in interpreters.in_turn(db())}
    held = {meeting: suppliers[supplier] for meeting, supplier in kept.items() if supplier in suppliers}
    notice = request.args.get("notice", "")
    return MeetingsPage(
        site=site.name,
        slug=site.slug,
        on=on,
        before=on - one_day,
        after=on + one_day,
        sites=tuple((one.slug, one.name) for one in sites.all_sites(db())),
        offices=tuple(
            OfficeDay(office.name, tuple(_row(one, held.get(one.id)) for one in found if one.office_id == office.id))
            for office in sites.offices_of(db(), site)
        ),
        missed=tuple(_missed(one) for one in appointments.missed_and_open(db(), site.id)),
        waivers=tuple(_waiver(one) for one in appointments.waivers_asked(db())),
        first_contacts=tuple(_first_contact(one) for one in claimants.corrections_waiting(db())),
        notice=say(NOTICES[notice]) if notice in NOTICES and not errors else "",
        errors=errors,
    )


def _row(one: Appointment, interpreter: Supplier | None) -> MeetingRow:
    assert one.starts_at is not None  # noqa: S101 - what is in the diary has a time
    reference, who = _who(one)
    needs = [say(NEEDS_IN_WORDS[name]) for name in one.needs]
    if interpreter is not None:
        held = LINE_HELD if by_telephone(interpreter.languages) else SIGNER_HELD
        needs.append(say(held, supplier=interpreter.name))
    needs += _besides(one)
    may: tuple[str, ...] = ()
    if one.state == "booked" and one.starts_at <= clock.now():
        may = ("came", "missed")
    elif one.state in ("kept", "missed"):
        may = ("back",)
    return MeetingRow(
        id=str(one.id),
        starts_at=one.starts_at,
        kind=say(KINDS_OF_MEETING[one.kind]),
        who=who,
        reference=reference,
        with_whom=one.with_whom or "",
        needs="; ".join(needs),
        state={"kept": "came"}.get(one.state, one.state),
        may=may,
        print=one.papers_read_out and one.state == "booked",
    )


def _besides(one: Appointment) -> list[str]:
    """What has to be there besides, as it was said at any other time; nothing of a restricted record."""
    claimant = claimants.by_id(db(), one.claimant_id) if one.claimant_id else None
    if claimant is None or not claimants.may_open(db(), claimant.id, access.current_staff().id, clock.now()):
        return []
    return [say(words) for code, words in ACCESS_NEEDS.items() if code in claimant.access_needs and code != STEP_FREE]


def _missed(one: Appointment) -> MissedRow:
    assert one.starts_at is not None  # noqa: S101 - what was missed had a time
    reference, who = _who(one)
    left = tuple(say(KINDS[task.kind].title) for task in appointments.left_to_try(db(), one))
    return MissedRow(str(one.id), one.starts_at, who, reference, left)


def _waiver(one: Appointment) -> WaiverRow:
    me = access.current_staff().id
    reference, who = _who(one)
    may_read = one.claimant_id is not None and claimants.may_open(db(), one.claimant_id, me, clock.now())
    return WaiverRow(
        id=str(one.id),
        who=who,
        reference=reference,
        because=say(REASONS[one.because or "other"]),
        reason=(one.reason or "") if may_read else "",
        asked_by=staff.name_of(db(), one.decided_by),
        asked_at=one.made_at,
        mine=one.decided_by == me,
    )


def _first_contact(one: FirstContactCorrection) -> tuple[str, str]:
    claimant = claimants.by_id(db(), one.claimant_id)
    assert claimant is not None  # noqa: S101 - the row is hers
    return _named(claimant)


def _who(one: Appointment) -> tuple[str, str]:
    """Reference and name; of somebody unknown the proof number."""
    claimant: Claimant | None = claimants.by_id(db(), one.claimant_id) if one.claimant_id else None
    if claimant is None:
        return "", say("Proof number {number}", number=one.proof_number or "")
    return _named(claimant)


def _named(claimant: Claimant) -> tuple[str, str]:
    """Reference and name; of a restricted record only the reference."""
    open_to_me = claimants.may_open(db(), claimant.id, access.current_staff().id, clock.now())
    return claimant.reference, (showing.name_of(claimant) if open_to_me else "") or claimant.reference
