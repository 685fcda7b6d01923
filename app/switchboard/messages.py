"""Keeping her told by text: only where it is safe, only to numbers that can read it, and never a word of benefits.

Whoever can have no text has a letter, where there is time for one. A text is a job of the transaction that makes the
promise; what it tells of is looked at again when it is sent.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.database import notify
from app.jobs import service as jobs
from app.jobs.rules import TryLater
from app.letters import service as letters
from app.sites import service as sites
from app.switchboard import apologising, papers, reaching
from app.switchboard.context import Switchboard
from app.telephony.client import STOPPED
from app.telephony.errors import AnswerLost, NotNow, Refused
from app.texts import reminders, words
from app.texts import service as texts
from app.texts.models import NOT_RECEIVED, TextMessage
from app.values.london import london_date
from app.values.opening_hours import Stretch
from app.values.telephone import TelephoneNumber

log = structlog.get_logger()

# For so long after a booking she has the telephone in her hand.
IN_HAND = timedelta(minutes=15)
# In which states of the call-back what a text tells is true still.
STILL_TRUE = {
    "confirmation": ("booked",),
    "reminder": ("booked",),
    "late": ("booked", "due"),
    "put_off": ("booked",),
    "sorry": ("booked",),
}


def promised(
    session: Session, callback: Callback, now: datetime, *, with_her: bool = False
) -> Literal["text", "letter", "nobody"]:
    """A time was promised, or another: she is told of it, and reminded of it before it comes. Returns how she is told,
    if at all.

    `with_her`: it was promised while she is talking with us, and a text may come at once, whatever the hour; otherwise
    it comes at the next moment that is safe.
    """
    if callback.state != "booked" or callback.due_at is None:
        return "nobody"
    remind(session, callback, now)
    safe = _safe_times(session, callback, now)
    at = now if with_her else reminders.next_moment(now, callback.due_at, safe)
    if at is not None and reaching.number_to_text(session, callback, now) is not None:
        before = texts.latest(session, "confirmation", callback.id)
        if before is None or before.about_at != callback.due_at:
            _want(session, "confirmation", callback, now, at=at, with_her=with_her)
        return "text"
    return "letter" if by_letter(session, callback, now) else "nobody"


def remind(session: Session, callback: Callback, now: datetime) -> None:
    """Have her reminded of a time that was promised this moment, where there is a moment for it."""
    if callback.due_at is None or callback.office_id is not None:
        return
    site = sites.by_id(session, callback.site_id)
    numbers = sites.rules_of(site)
    ahead = reminders.Ahead(numbers.reminder_days, numbers.reminder_minutes)
    suits, shut = _safe_times(session, callback, now), sites.shut_days(session, site)
    at = reminders.reminder_at(callback.due_at, now, ahead, suits, shut)
    if at is not None:
        payload = {"callback": str(callback.id), "due": callback.due_at.isoformat(), "promised": now.isoformat()}
        # Moved away and back again it is another promise of the same time; a text about it goes once all the same.
        once_key = ":".join(("remind", *payload.values()))
        jobs.enqueue(session, "message", "remind", payload, now, due_at=at, once_key=once_key)


def by_letter(session: Session, callback: Callback, now: datetime, since: datetime | None = None) -> bool:
    """Tell her the time by letter, if one can be there the day before; whether one goes.

    None goes where one was asked for from `since` on.
    """
    if callback.due_at is None or callback.claimant_id is None:
        return False
    arrives = papers.letter_arrives_on(session, sites.by_id(session, callback.site_id), now)
    if arrives >= london_date(callback.due_at):
        return False
    if since is not None and any(
        letter.callback_id == callback.id and letter.kind == "confirmation" and letter.wanted_at >= since
        for letter in letters.of_claimant(session, callback.claimant_id)
    ):
        return False
    return papers.confirm_by_letter(session, callback, now) is not None


def tell_late(session: Session, callback: Callback, expected_at: datetime | None, now: datetime) -> bool:
    """Tell her that we shall be late, and by when we ring if that can be said; once for each promise, where it is
    safe and at a time that is."""
    suits = _safe_times(session, callback, now)
    if reaching.number_to_text(session, callback, now) is None or not reminders.may_be_texted_at(now, suits):
        return False
    return _want(session, "late", callback, now, expected_at)


def tell_put_off(session: Session, callback: Callback, now: datetime) -> bool:
    """Tell her that her time has passed, and when we ring instead, at the next moment before it that is safe."""
    if callback.next_at is None:
        return False
    at = reminders.next_moment(now, callback.next_at, _safe_times(session, callback, now))
    return at is not None and _want(session, "put_off", callback, now, callback.next_at, at=at)


def chase(session: Session, claimant_id: UUID, now: datetime) -> bool:
    """Tell her that what we posted has not come back, in today's hours that are safe; whether such a text goes."""
    callback = next((one for one, _ in reversed(callbacks.history_of(session, claimant_id))), None)
    number = reaching.number_to_text(session, callback, now) if callback is not None else None
    if callback is None or number is None:
        return False
    windows = reminders.windows(london_date(now), _safe_times(session, callback, now))
    at = next((max(now, begins) for begins, ends in windows if ends > now), None)
    text = texts.want(session, "form", callback.id, number, now, now) if at is not None else None
    if text is not None:
        payload = {"text": str(text.id)}
        jobs.enqueue(session, "message", "text", payload, now, due_at=at, once_key=f"text:{text.id}")
    return text is not None


def nobody_interpreted(session: Session, callback: Callback, now: datetime) -> bool:
    """Tell her that nobody came to interpret, and when we ring again; whether it goes.

    By text once for each promise, where it is safe and at a time that is; where no text may go, by one letter for each
    call-back.
    """
    suits = _safe_times(session, callback, now)
    if suits is None or reaching.number_to_text(session, callback, now) is None:
        return papers.apologise_by_letter(session, callback, now)
    if callback.next_at is None or not reminders.may_be_texted_at(now, suits):
        return False
    return _want(session, "sorry", callback, now, callback.next_at)


def remember(board: Switchboard, payload: Mapping[str, Any], now: datetime) -> None:
    """Job: the moment to remind her has come, unless the time was moved or cancelled meanwhile.

    Who takes no texts any more has a letter, if none has gone since it was promised.
    """
    with board.database.transaction() as session:
        callback = session.get_one(Callback, UUID(payload["callback"]))
        if callback.state != "booked" or callback.due_at != datetime.fromisoformat(payload["due"]):
            return
        if reaching.number_to_text(session, callback, now) is not None:
            _want(session, "reminder", callback, now)
        else:
            by_letter(session, callback, now, since=datetime.fromisoformat(payload["promised"]))


def send(board: Switchboard, payload: Mapping[str, Any], now: datetime) -> None:
    """Job: send a text, unless what it tells of has changed. It is sent once: what may have gone is never repeated."""
    text_id = UUID(payload["text"])
    with board.database.transaction() as session:
        text = texts.lock(session, text_id)
        if text is None or not _begin(session, text, now, with_her=payload.get("with_her", False)):
            return
        to, body = text.telephone, _body(board, session, text)
    sid, state, code = None, "sent", None
    try:
        sid = board.telephone.text(to, body, board.addresses.text_status(text_id))
    except NotNow as error:
        with board.database.transaction() as session:
            _settle(session, text_id, "wanted", now)
        raise TryLater(str(error)) from error
    except AnswerLost:
        log.warning("text_answer_lost", text=str(text_id))
        state = "lost"
    except Refused as refused:
        log.warning("text_not_taken", text=str(text_id), code=refused.code)
        state, code = "refused", refused.code
    with board.database.transaction() as session:
        _settle(session, text_id, state, now, code, sid)


def told(session: Session, text_id: UUID, sid: str, status: str, code: int | None, now: datetime) -> None:
    """The network tells what became of a text. Twice, late or out of order, the first end that it tells of counts."""
    if status not in texts.TOLD:
        return
    text = texts.lock(session, text_id)
    if text is None or not texts.adopt(text, sid):
        log.warning("a status names a text that was never sent", text=str(text_id))
        return
    _move(session, text, texts.TOLD[status], now, code)


def _safe_times(session: Session, callback: Callback, now: datetime) -> tuple[Stretch, ...] | None:
    """The times that are safe for a text: hers wherever it goes to her own telephone, though another is rung."""
    return callbacks.times_to_text(session, callback, reaching.number_to_text(session, callback, now))


def _want(
    session: Session,
    kind: str,
    callback: Callback,
    now: datetime,
    expected_at: datetime | None = None,
    *,
    at: datetime | None = None,
    with_her: bool = False,
) -> bool:
    number = reaching.number_to_text(session, callback, now)
    if callback.due_at is None or number is None:
        return False
    text = texts.want(session, kind, callback.id, number, callback.due_at, now, expected_at)
    if text is not None:
        payload = {"text": str(text.id), "with_her": with_her}
        jobs.enqueue(session, "message", "text", payload, now, due_at=at, once_key=f"text:{text.id}")
    return text is not None


def _begin(session: Session, text: TextMessage, now: datetime, *, with_her: bool) -> bool:
    """Whether it is to be sent, looked at afresh; from here on it may have gone, whatever we know of it."""
    if text.state == "sending":
        # Whoever sent it died before he could say what came of it.
        texts.move(text, "lost", now)
    if text.state != "wanted":
        return False
    callback = session.get_one(Callback, text.callback_id, with_for_update={"read": True}, populate_existing=True)
    stands = _is_true_still(text, callback)
    # Another is rung since, or a consent was withdrawn: nothing goes to the number of then.
    here = text.telephone == reaching.number_to_text(session, callback, now)
    # What was promised while she talks with us is confirmed while she still has the telephone in her hand.
    in_hand = with_her and now - text.wanted_at < IN_HAND
    awake = in_hand or reminders.may_be_texted_at(now, _safe_times(session, callback, now))
    texts.move(text, "sending" if stands and here and awake else "not_sent", now)
    if stands and here and not awake and text.kind == "confirmation":
        by_letter(session, callback, now, since=text.wanted_at)
    return text.state == "sending"


def _is_true_still(text: TextMessage, callback: Callback) -> bool:
    if text.kind == "form":
        return True
    if text.kind == "put_off" and callback.next_at != text.expected_at:
        return False
    return callback.state in STILL_TRUE[text.kind] and callback.due_at == text.about_at


def _body(board: Switchboard, session: Session, text: TextMessage) -> str:
    callback = session.get_one(Callback, text.callback_id)
    if text.kind == "sorry" and text.expected_at is not None:
        return apologising.words(session, callback, text.expected_at, practice=board.settings.practice)
    told = replace(about(session, callback), typed=reaching.way(session, callback, text.wanted_at) == callbacks.TYPED)
    return words.text_of(text.kind, told, text.expected_at)


def about(session: Session, callback: Callback) -> words.About:
    """What a text tells of a call-back, as it stands."""
    site = sites.by_id(session, callback.site_id)
    return words.About(
        when=callback.next_at or callback.due_at if callback.state in ("booked", "due") else None,
        number=TelephoneNumber.parse(site.telephone).national(),
        proof=callback.proof_number,
        language=words.language_of(callback.language),
        halted=callback.state == "letter_wanted",
    )


def _settle(
    session: Session, text_id: UUID, state: str, now: datetime, code: int | None = None, sid: str | None = None
) -> None:
    text = texts.lock(session, text_id)
    assert text is not None  # noqa: S101 - texts are never deleted
    if sid is not None:
        texts.adopt(text, sid)
    _move(session, text, state, now, code)


def _move(session: Session, text: TextMessage, state: str, now: datetime, code: int | None) -> None:
    """How it stands with it now. What she has not had is told by letter, if there is time."""
    if not texts.move(text, state, now, code):
        return
    if code == STOPPED:
        texts.stop(session, text.telephone, now)
    callback = session.get_one(Callback, text.callback_id)
    if text.state in NOT_RECEIVED and text.kind in ("confirmation", "reminder"):
        if callback.state == "booked" and callback.due_at == text.about_at:
            by_letter(session, callback, now, since=text.wanted_at)
        claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id else None
        if claimant is not None:
            notify(session, claimants.CHANNEL, claimant.reference)
