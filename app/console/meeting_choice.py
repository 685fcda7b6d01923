"""What is chosen of a meeting with a personal adviser, after a start-up: shown, and read from a form."""

from datetime import date, datetime

from flask import request

from app.appointments.errors import AlreadyBooked, TooEarly
from app.appointments.rules import NEEDS, REASONS
from app.console import showing
from app.console.pages import AppointmentTime, Choice, MeetingChoice
from app.diary.errors import SlotTaken
from app.scripts.wording import mark
from app.sites import service as sites
from app.switchboard import at_offices, meeting
from app.switchboard.interviewing import Standing
from app.switchboard.meeting import Chosen, Decision, PutOff, Waived
from app.values.bank_holidays import Nation, bank_holidays
from app.values.errors import Invalid
from app.values.london import london_date, working_days_between
from app.values.moves import IllegalMove
from app.web.said import say
from app.web.transactions import db

REFUSALS = (SlotTaken, TooEarly, Invalid, IllegalMove, AlreadyBooked)
"""Why what was decided cannot be kept."""

TAKEN = mark("Somebody else has just taken that time. Choose another: these are free.")
EARLY = mark("The letter cannot have come by then. Read the papers out, ask whether they agree, and tick this.")
CHOOSE = mark("Choose a time, or put the meeting off, or waive it.")
UNTIL = mark("Give the day until which it is put off: day, month and year.")
BECAUSE = mark("Choose what kind of reason it is.")
REASON = mark("Give the reason: like cases are then decided alike.")

NEEDS_IN_WORDS = {
    "interpreter": mark("An interpreter: it takes twice as long"),
    "ground_floor": mark("A room without steps"),
    "textphone": mark("A textphone"),
}
SPECIALISMS_IN_WORDS = {
    "lone_parents": mark("knows lone parents best"),
    "incapacity": mark("knows illness and disability best"),
    "jobseekers": mark("knows looking for work best"),
}


def choice(standing: Standing, now: datetime, otherwise: tuple[str, ...] | None = None) -> MeetingChoice:
    """Times for what was ticked; for what is known of her, or `otherwise`, where nothing was asked yet."""
    needed = _needed(standing, otherwise)
    return MeetingChoice(
        times=_times(standing, needed, now),
        needs=tuple(Choice(name, say(NEEDS_IN_WORDS[name])) for name in NEEDS),
        needed=needed,
        reasons=tuple((code, say(words)) for code, words in REASONS.items()),
    )


def what_is_wrong(refusal: Exception, decided: Decision, not_now: str) -> dict[str, str]:
    """One of `REFUSALS` as the form says it, by field; `not_now` is the page's own word for what things forbid."""
    match refusal:
        case SlotTaken():
            return {"appointment": say(TAKEN)}
        case TooEarly():
            return {"papers_read_out": say(EARLY)}
        case Invalid():
            return {"until" if isinstance(decided, PutOff) else "reason": say(refusal.message)}
        case _:
            return {"appointment": say(not_now)}


def decision(standing: Standing, now: datetime) -> tuple[Decision, dict[str, str]]:
    """What was chosen of the meeting, or what is missing, by field."""
    chosen = request.form.get("appointment", "")
    because, reason = request.form.get("because", ""), request.form.get("reason", "").strip()
    errors = {} if because in REASONS else {"because": say(BECAUSE)}
    errors |= {} if reason else {"reason": say(REASON)}
    match chosen:
        case "":
            free = meeting.times(showing.board(), db(), standing, _needed(standing, None), now)
            return None, {"appointment": say(CHOOSE)} if free else {}
        case "defer":
            until = _until()
            errors |= {} if until else {"until": say(UNTIL)}
            return (PutOff(until, because, reason) if until else None), errors
        case "waive":
            return Waived(because, reason), errors
    office, _, starts_at = chosen.partition("|")
    try:
        moment = datetime.fromisoformat(starts_at)
        read_out = request.form.get("papers_read_out") == "yes"
        needs = _needed(standing, None)
        return Chosen(int(office), moment, read_out, needs), {} if moment.tzinfo else {"appointment": say(CHOOSE)}
    except ValueError:
        return None, {"appointment": say(CHOOSE)}


def _needed(standing: Standing, otherwise: tuple[str, ...] | None) -> tuple[str, ...]:
    if "asked" in request.values:
        return tuple(name for name in NEEDS if name in request.values.getlist("needs"))
    return otherwise if otherwise is not None else at_offices.needs_of(standing.claimant)


def _times(standing: Standing, needed: tuple[str, ...], now: datetime) -> tuple[AppointmentTime, ...]:
    holidays = bank_holidays(Nation(sites.by_id(db(), standing.claimant.home_site_id).nation))
    claim = standing.claim
    finished_on = london_date(claim.finished_at if claim and claim.finished_at else now)
    return tuple(
        AppointmentTime(
            value=f"{slot.office_id}|{slot.starts_at.isoformat()}",
            starts_at=slot.starts_at,
            office=slot.office,
            with_whom=slot.with_whom,
            day=working_days_between(finished_on, london_date(slot.starts_at), holidays),
            before_letter=early,
            key=str(number) if number < 10 else "",
            knows=", ".join(say(SPECIALISMS_IN_WORDS[one]) for one in sorted(slot.knows)),
        )
        for number, (slot, early) in enumerate(meeting.times(showing.board(), db(), standing, needed, now), start=1)
    )


def _until() -> date | None:
    try:
        return date(*(int(request.form.get(f"until-{part}", "")) for part in ("year", "month", "day")))
    except (ValueError, OverflowError):
        return None
