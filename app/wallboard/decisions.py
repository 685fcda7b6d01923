"""Meetings measured both ways; deferrals and waivers side by side, and the week's sample that somebody looks at."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final
from uuid import UUID

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.appointments import service as appointments
from app.appointments.errors import SamePerson
from app.appointments.rules import FOUND, REASONS, sample
from app.claimants import service as claimants
from app.measures import meetings as measured
from app.measures.meetings import Decided, Seen
from app.sites import service as sites
from app.staff import service as staff
from app.values.errors import Invalid
from app.values.london import london_date, midnight
from app.values.sentence import mark
from app.wallboard.blueprint import done, notice, wallboard
from app.web import access
from app.web.said import say
from app.web.transactions import db

WEEK: Final = timedelta(days=7)
SHOWN_DAYS: Final = timedelta(days=27)
LISTED: Final = 200
BY: Final = {
    "reason": mark("By reason"),
    "adviser": mark("By adviser"),
    "site": mark("By site"),
    "group": mark("By group of claimant"),
}
GROUPS: Final = {
    "jobseeker": mark("Jobseeker"),
    "sick or disabled": mark("Sick or disabled"),
    "carer": mark("Carer"),
    "bereaved": mark("Bereaved"),
    "lone parent": mark("Lone parent"),
    "sixty and over": mark("Sixty and over"),
    "under 18": mark("Under 18"),
}
FOLLOWED: Final = {
    "kept": mark("seen since"),
    "booked": mark("a meeting is booked"),
    "missed": mark("did not come to a later meeting"),
    "ended": mark("no meeting came of it"),
    "deferred": mark("put off again"),
    "waiver_asked": mark("a waiver is asked for"),
    "waived": mark("waived since"),
}
SAME: Final = mark("You took this decision: another person looks at it.")


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A site, or all: `within` are the shares within target and limit, `wait` and `longest` in working days."""

    name: str
    of: Seen
    in_target: str
    in_limit: str
    wait: str
    longest: str


@dataclass(frozen=True, slots=True)
class SeenPage:
    """How soon people were seen."""

    since: date
    until: date
    rows: tuple[SeenRow, ...]
    every: SeenRow


@dataclass(frozen=True, slots=True)
class Together:
    """Decisions of one kind together. `start_ups` is None where they cannot be counted so."""

    name: str
    start_ups: int | None
    put_off: int
    days: str
    asked: int
    agreed: int
    seen: int
    open: int


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision. `reason` is empty where the record is restricted and was not opened today."""

    id: str
    reference: str
    what: str
    because: str
    reason: str
    by: str
    site: str
    groups: str
    at: datetime
    followed: str
    found: str = ""
    note: str = ""
    reviewed: str = ""
    reviewed_at: datetime | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """Decisions side by side, and one by one below."""

    since: date
    until: date
    by: str
    ways: tuple[tuple[str, str], ...]
    rows: tuple[Together, ...]
    listed: tuple[DecisionRow, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class SamplePage:
    """A week's sample; `all` is how many were decided in it."""

    week: date
    before: date
    after: date
    rows: tuple[DecisionRow, ...]
    all: int
    found: tuple[tuple[str, str], ...]
    notice: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@wallboard.get("/supervisor/meetings")
@access.may("supervisor")
def show_seen() -> str:
    """How soon people are seen by a personal adviser, by site."""
    since, until = _days()
    found = measured.seen(db(), midnight(since), midnight(until + timedelta(days=1)))
    every = Seen()
    for one in found.values():
        every.add(one)
    rows = tuple(_seen_row(one.name, found.get(one.id, Seen())) for one in sites.all_sites(db()))
    page = SeenPage(since, until, rows, _seen_row(say(mark("All")), every))
    return render_template("wallboard/meetings_report.html", page=page)


@wallboard.get("/supervisor/decisions")
@access.may("supervisor")
def show_decisions() -> str:
    """Deferrals and waivers side by side."""
    since, until = _days()
    by = request.args.get("by", "reason")
    if by not in BY:
        abort(404)
    start, end = midnight(since), midnight(until + timedelta(days=1))
    found = measured.decisions(db(), start, end)
    page = DecisionsPage(
        since,
        until,
        by,
        tuple((name, say(words)) for name, words in BY.items()),
        _side_by_side(found, by, start, end),
        tuple(_row(one) for one in found[:LISTED]),
        more=len(found) > LISTED,
    )
    return render_template("wallboard/decisions.html", page=page)


@wallboard.get("/supervisor/decisions/sample")
@access.may("supervisor")
def show_sample() -> str:
    """The decisions of a week that were drawn to be looked at."""
    return render_template("wallboard/decisions_sample.html", page=_sample({}))


@wallboard.post("/supervisor/decisions/sample")
@access.may("supervisor")
def review_decision() -> ResponseReturnValue:
    """Say how one would have decided oneself."""
    week = _week()
    try:
        one = appointments.get(db(), UUID(request.form.get("decision", ""))) or abort(404)
    except ValueError:
        abort(400)
    if one.id not in {drawn.appointment.id for drawn in _drawn(week)[0]}:
        abort(404)
    found, note = request.form.get(f"found-{one.id}", ""), request.form.get(f"note-{one.id}", "")
    me, now = access.current_staff().id, clock.now()
    try:
        appointments.review(db(), one, week=week, found=found, note=note, by=me, now=now)
    except (Invalid, SamePerson) as problem:
        words = problem.message if isinstance(problem, Invalid) else SAME
        page = _sample({f"found-{one.id}": say(words)})
        return render_template("wallboard/decisions_sample.html", page=page), 422
    done(mark("It is kept with the decision. It can be said again otherwise."))
    return redirect(f"/supervisor/decisions/sample?week={week.isoformat()}", 303)


def _days() -> tuple[date, date]:
    """From and to, as the address says; else the last four weeks."""
    today = london_date(clock.now())
    try:
        until = date.fromisoformat(request.args.get("until", today.isoformat()))
        since = date.fromisoformat(request.args.get("since", (until - SHOWN_DAYS).isoformat()))
    except (ValueError, OverflowError):
        abort(400)
    return min(since, until), until


def _week() -> date:
    """The Monday of the week in the address; else of the last week that is over."""
    try:
        day = date.fromisoformat(request.args.get("week", "")) if "week" in request.args else None
    except ValueError:
        abort(400)
    day = day or london_date(clock.now()) - WEEK
    return day - timedelta(days=day.weekday())


def _seen_row(name: str, of: Seen) -> SeenRow:
    def share(count: int) -> str:
        return f"{round(100 * count / of.booked)} %" if of.booked else "–"

    return SeenRow(
        name,
        of,
        share(of.in_target),
        share(of.in_limit),
        f"{of.median_wait:g}" if of.median_wait is not None else "–",
        str(max(of.waits)) if of.waits else "–",
    )


def _side_by_side(found: list[Decided], by: str, since: datetime, until: datetime) -> tuple[Together, ...]:
    names: Mapping[str, Callable[[Decided], list[str]]] = {
        "reason": lambda one: [say(REASONS[one.appointment.because or "other"])],
        "adviser": lambda one: [staff.name_of(db(), one.appointment.decided_by)],
        "site": lambda one: [sites.by_id(db(), one.appointment.site_id).name],
        "group": lambda one: [_group(name) for name in one.appointment.groups] or [say(mark("None of these"))],
    }
    together: dict[str, list[Decided]] = defaultdict(list)
    for one in found:
        for name in names[by](one):
            together[name].append(one)
    counted = _start_ups(by, since, until)
    for name in counted or {}:
        together.setdefault(name, [])
    return tuple(
        _together(name, those, counted.get(name, 0) if counted is not None else None)
        for name, those in sorted(together.items())
    )


def _start_ups(by: str, since: datetime, until: datetime) -> dict[str, int] | None:
    """What decisions are read beside: start-ups finished by each adviser, or of each site's claimants."""
    if by == "adviser":
        return {staff.name_of(db(), one): count for one, count in measured.start_ups(db(), since, until).items()}
    if by == "site":
        seen = measured.seen(db(), since, until)
        return {site.name: seen[site.id].finished for site in sites.all_sites(db()) if site.id in seen}
    return None


def _together(name: str, those: list[Decided], start_ups: int | None) -> Together:
    put_off = [one for one in those if not one.is_waiver]
    waivers = [one for one in those if one.is_waiver]
    days = [
        (one.appointment.until - london_date(one.appointment.made_at)).days for one in put_off if one.appointment.until
    ]
    return Together(
        name=name,
        start_ups=start_ups,
        put_off=len(put_off),
        days=f"{median(days):g}" if days else "–",
        asked=len(waivers),
        agreed=sum(one.agreed is True for one in waivers),
        seen=sum(one.followed == "kept" for one in those),
        open=sum(one.followed is None for one in those),
    )


def _drawn(week: date) -> tuple[list[Decided], int]:
    """The week's sample, drawn at each site by itself, and how many decisions there were."""
    found = measured.decisions(db(), midnight(week), midnight(week + WEEK))
    by_site: dict[int, list[UUID]] = defaultdict(list)
    for one in found:
        by_site[one.appointment.site_id].append(one.appointment.id)
    drawn = {key for keys in by_site.values() for key in sample(keys, week)}
    return [one for one in found if one.appointment.id in drawn], len(found)


def _sample(errors: Mapping[str, str]) -> SamplePage:
    week = _week()
    drawn, every = _drawn(week)
    return SamplePage(
        week,
        week - WEEK,
        week + WEEK,
        tuple(_row(one) for one in drawn),
        every,
        tuple((value, say(words)) for value, words in FOUND.items()),
        notice=notice(),
        errors=errors,
    )


def _row(one: Decided) -> DecisionRow:
    decision, review, me = one.appointment, one.review, access.current_staff().id
    may_read = claimants.may_open(db(), one.claimant.id, me, clock.now())
    followed = [say(FOLLOWED[one.followed]) if one.followed else say(mark("no meeting yet"))]
    if one.signed:
        followed.append(say(mark("the signed form has come")))
    return DecisionRow(
        id=str(decision.id),
        reference=one.claimant.reference,
        what=_what(one),
        because=say(REASONS[decision.because or "other"]),
        reason=(decision.reason or "") if may_read else "",
        by=staff.name_of(db(), decision.decided_by),
        site=sites.by_id(db(), decision.site_id).name,
        groups=", ".join(_group(name) for name in decision.groups),
        at=decision.made_at,
        followed="; ".join(followed),
        found=review.found if review is not None else "",
        note=(review.note or "") if review is not None else "",
        reviewed=staff.name_of(db(), review.reviewed_by) if review is not None else "",
        reviewed_at=review.reviewed_at if review is not None else None,
        mine=decision.decided_by == me,
    )


def _what(one: Decided) -> str:
    until = one.appointment.until
    if until is not None:
        days = (until - london_date(one.appointment.made_at)).days
        return say(mark("Put off for {count} days"), count=days)
    words = {
        None: mark("Waiver asked for, waits for a second person"),
        True: mark("Waived, agreed to by a second person"),
        False: mark("Waiver asked for, not agreed to or overtaken"),
    }
    return say(words[one.agreed])


def _group(name: str) -> str:
    return say(GROUPS[name]) if name in GROUPS else name
