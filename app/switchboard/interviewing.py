"""What an adviser's questions lead to: answers kept at once, home found, begun without a telephone, broken off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.callbacks import service as callbacks
from app.callbacks.models import RINGS_HELPER, Callback
from app.calls import service as calls
from app.calls.models import Connection
from app.claimants import on_behalf
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.claims import service as claims
from app.claims.models import Claim
from app.interpreters import service as interpreters
from app.interpreters.rules import GENDERS
from app.scripts import as_said
from app.scripts.answers import Fault, Raw
from app.scripts.walking import Script
from app.sites import service as sites
from app.sites.rules import AtHome, Choice, OutOfArea
from app.staff import service as staff
from app.switchboard import handing_over, pinning, reaching, reclaiming, speaking_for
from app.switchboard.context import Switchboard
from app.switchboard.packing import facts as facts_of
from app.switchboard.pinning import START_UP
from app.values.errors import Invalid
from app.values.language import NOT_KNOWN
from app.values.london import london_date
from app.values.telephone import is_relayed

SHORT_CALL = "short_call"
POSTCODE, SPOKEN = "home.postcode", "contact.spoken_language"
INTERPRETER_GENDER = "contact.interpreter_gender"
TELEPHONE, TELEPHONE_KIND = "contact.telephone", "contact.telephone_kind"


@dataclass(frozen=True)
class Standing:
    """Where somebody's claim stands: `answers` are all that she has said, with the facts a script counts by; `kept` are
    those of them that stand in the claim. `callback` is her open one."""

    claimant: Claimant
    claim: Claim | None
    callback: Callback | None
    answers: Mapping[str, Any]
    kept: Mapping[str, Any]


def standing(session: Session, claimant: Claimant, now: datetime, *, lock: bool = False) -> Standing:
    """Her claim under way, else her last one, and what stands answered in it. With `lock`, until the commit nobody else
    answers in the claim that is under way."""
    claim = claims.under_way(session, claimant.id, lock=lock)
    if claim is None:
        claim = next(iter(claims.of_claimant(session, claimant.id)), None)
    kept = claims.answers(session, claim) if claim is not None else {}
    return _with_facts(session, claimant, claim, callbacks.open_for(session, claimant.id), kept, now)


def _with_facts(
    session: Session,
    claimant: Claimant,
    claim: Claim | None,
    callback: Callback | None,
    kept: Mapping[str, Any],
    now: datetime,
) -> Standing:
    answers = {**_said_to_the_line(claimant, callback), **kept}
    told = facts(session, claimant, callback, answers, now)
    return Standing(claimant, claim, callback, {**answers, **told}, kept)


def script_for(board: Switchboard, session: Session, standing: Standing) -> Script:
    """The start-up script by which she is asked: that of her claim under way, else the one of a new claim."""
    claim = standing.claim
    return pinning.script_of(board, session, claim if claim is not None and claim.state in claims.UNDER_WAY else None)


def _said_to_the_line(claimant: Claimant, callback: Callback | None) -> dict[str, Any]:
    """What was told to the line already and is not asked again: the language she chose, where it was not English, and
    that it is somebody else who rings for her.

    English may also be what the line went on in because nothing was chosen, so it is asked.
    """
    spoken = claimant.spoken_language
    said = {} if spoken in ("en", NOT_KNOWN) else {SPOKEN: spoken}
    if callback is not None and callback.on_behalf == RINGS_HELPER:
        said[on_behalf.RINGS] = on_behalf.OTHER
    return said


def facts(
    session: Session, claimant: Claimant, callback: Callback | None, answers: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """What the scripts are told besides the answers: the days that count, and whether she lives in the area."""
    return {
        **facts_of(claimant, london_date(now)),
        **speaking_for.facts(session, claimant, callback, answers, now),
        "home.in_area": _in_area(session, claimant, answers.get(POSTCODE)),
    }


def _in_area(session: Session, claimant: Claimant, postcode: Any) -> str:
    where = _home(session, claimant, postcode)
    if where is None:
        return "unsure"
    return "no" if isinstance(where, OutOfArea) else "yes"


def _home(session: Session, claimant: Claimant, postcode: Any) -> AtHome | Choice | OutOfArea | None:
    if not isinstance(postcode, str):
        return None
    try:
        return sites.home_site(session, postcode, sites.by_id(session, claimant.home_site_id))
    except Invalid:
        return None


def save(
    board: Switchboard,
    session: Session,
    before: Standing,
    script: Script,
    field: str,
    raw: Raw,
    by: int,
    now: datetime,
) -> Standing | Fault:
    """Keep one answer, and what it says of her: how her claim stands then; or what is wrong with it, and then nothing
    is changed.

    Every script of one person fills one claim, so that nothing is asked twice. `before` is to be locked. Raises
    UnknownFieldError.
    """
    claimant, question = before.claimant, script.question(field)
    accepted = script.accept(question, raw, "adviser", before.answers)
    if isinstance(accepted, Fault):
        return accepted
    changes = {**accepted.changes, **_relayed(claimant, field, raw)}
    callback = before.callback
    claim = claims.open_claim(
        session, claimant.id, board.scripts.get(START_UP), callback.id if callback else None, by, now
    )
    if script.name == START_UP:
        pinning.begin(session, claim, script, now)
    stood = before.kept if before.claim is claim else {}
    known = {} if stood else _said_to_the_line(claimant, callback)
    reached = reaching.before_an_answer(session, claimant)
    claims.save_answers(session, claim, {**known, **changes}, script, by, now)
    reclaiming.answered(board, session, claim, script, changes, by, now)
    speaking_for.answered(session, claimant, claim, stood, changes, by, now)
    urgent, stands = tuple(claimant.urgent or ()), claims.answers(session, claim)
    claimants.update_from_answers(session, claimant, stands, now, by)
    reaching.after_an_answer(session, claimant, reached, by, now)
    handing_over.answered(session, claimant, urgent, now, by)
    if INTERPRETER_GENDER in accepted.changes:
        asked = accepted.changes[INTERPRETER_GENDER]
        interpreters.wish(session, claimant.id, by, now, gender=asked if asked in GENDERS else None)
    if POSTCODE in accepted.changes:
        where = _home(session, claimant, accepted.changes[POSTCODE])
        if isinstance(where, AtHome):
            claimants.move_home(session, claimant, sites.by_slug(session, where.slug).id, now, by)
    if script.name == START_UP and callback is not None and callback.state == "in_progress":
        _reached(session, callback, by, now)
    audit.record(session, "answered", "claim", claim.id, now, staff_id=by, field=field)
    if as_said.words_of(accepted.changes[field]):
        audit.record(session, "kept as said", "claim", claim.id, now, staff_id=by, field=field)
    return _with_facts(session, claimant, claim, callback, stands, now)


def _relayed(claimant: Claimant, field: str, raw: Raw) -> dict[str, str]:
    """A number that was typed with 18001 before it is that of somebody who types to us through Relay UK."""
    typed = field == TELEPHONE and isinstance(raw, str) and is_relayed(raw)
    return {TELEPHONE_KIND: "relay"} if typed and claimant.telephone_kind == "voice" else {}


def _reached(session: Session, callback: Callback, by: int, now: datetime) -> None:
    """She is there and answers: whatever becomes of it now, she was reached."""
    attempt = callbacks.live_attempt(session, callback)
    if attempt is not None and attempt.result is None:
        callbacks.record_result(session, callback, "reached", now, by_staff=by)


def break_off(session: Session, claimant: Claimant, by: int, now: datetime) -> None:
    """She stops here: what she has said is kept, and the next call goes on at this question with any adviser.

    The call-back itself stays open until its rest is booked or a result is recorded: it is never left without either.
    """
    claim = claims.under_way(session, claimant.id, lock=True)
    if claim is not None and claim.state == "open":
        claims.break_off(session, claim, now)
        audit.record(session, "broken off", "claim", claim.id, now, staff_id=by)


def begin_face_to_face(session: Session, claimant: Claimant | None, adviser_id: int, now: datetime) -> Claimant:
    """She is here: the start-up runs without a call. Somebody new has her first contact now. Raises IllegalMove."""
    adviser = staff.by_id(session, adviser_id)
    assert adviser is not None  # noqa: S101 - who is signed in is among the staff
    if staff.lock_presence(session, adviser_id).state == "break":
        staff.set_presence(session, adviser_id, "away", None, now)
    staff.set_presence(session, adviser_id, "in_interview", "face_to_face", now)
    if claimant is None:
        claimant = claimants.first_contact(session, adviser.site_id, now)
    audit.record(session, "begun face to face", "claimant", claimant.id, now, staff_id=adviser_id)
    return claimant


def recognise(session: Session, connection: Connection, claimant: Claimant, by: int, now: datetime) -> None:
    """The caller is somebody known, by her reference or number: the call is hers, and no second record is kept up."""
    call = calls.lock_call(session, connection.call_id) if connection.call_id is not None else None
    connection = calls.lock_connection(session, connection.id)
    connection.claimant_id = claimant.id
    if call is not None:
        call.claimant_id = claimant.id
    session.flush()
    audit.record(session, "recognised", "claimant", claimant.id, now, staff_id=by, connection=str(connection.id))
