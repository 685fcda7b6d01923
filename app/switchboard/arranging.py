"""A call-back arranged by an adviser, always in the diary of the claimant's home."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from app.callbacks import rules
from app.callbacks import service as callbacks
from app.callbacks.errors import AlreadyBooked
from app.callbacks.finding import NO_VOICE
from app.callbacks.models import Callback
from app.callbacks.service import Contact
from app.calls import service as calls
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.diary import service as diary
from app.diary.rules import AS_SOON_AS_POSSIBLE
from app.diary.service import Needs, Preference, Slot
from app.scripts.wording import mark
from app.sites import service as sites
from app.sites.models import Office, Site
from app.staff import service as staff
from app.switchboard import messages, papers, reaching, ringing_back
from app.switchboard.reaching import Rung
from app.texts import service as texts
from app.values.errors import Invalid
from app.values.language import ENGLISH
from app.values.london import london_date
from app.values.opening_hours import Stretch

NO_NUMBER = mark("No number to ring is known yet. Ask for it before you book.")
NOT_SAFE = mark("It is not safe to ring that number. Ask for another, or ring at an office, or book face to face.")
NOT_SAFE_THEN = mark("They said that it is not safe to ring at that time. Choose another: these are safe.")
NO_TELEPHONE = mark("That office has no private telephone any more. Choose another, or their own number.")


def home_of(session: Session, claimant: Claimant) -> Site:
    """The site whose claimant she is."""
    return sites.by_id(session, claimant.home_site_id)


def needs_of(session: Session, claimant: Claimant, office_id: int | None = None, away: Site | None = None) -> Needs:
    """What the start-up needs: her language, an interpreter, a textphone, a private telephone at an office.

    With an adviser of another site (`away`), whom she chose because he speaks her language, no interpreter.
    """
    interpreted = claimant.interpreter_language is not None and away is None
    spoken = claimant.interpreter_language or claimant.spoken_language
    # The private telephones of offices are for voices.
    textphone = claimant.textphone and office_id is None
    home, relayed = home_of(session, claimant), claimant.relayed
    needs = diary.needs_of(home, spoken, interpreted, textphone, office_id, claimant.id, relayed=relayed)
    # What is booked for her next takes the place of her open call-back.
    before = callbacks.open_for(session, claimant.id)
    return replace(needs, callback_id=before.id if before is not None else None)


def fluent_elsewhere(session: Session, claimant: Claimant, office_id: int | None = None) -> list[Site]:
    """The other sites at which an adviser speaks her language, where nobody at home does.

    She may choose one of them, or an interpreter at home. There are none where she is rung at an office of home, or
    speaks by another way than a voice telephone.
    """
    language = needs_of(session, claimant, office_id).language
    if language == ENGLISH.code or office_id is not None or claimant.telephone_kind in NO_VOICE:
        return []
    speak = {
        who.belongs_to
        for who in (one.staff for one in staff.everybody(session))
        if who.active and who.role == "adviser" and language in who.languages
    }
    return [] if claimant.home_site_id in speak else [one for one in sites.all_sites(session) if one.id in speak]


def say_needs(
    session: Session, claimant: Claimant, interpreter: str | None, kind: str | None, by: int, now: datetime
) -> None:
    """Keep what she says she needs: the language that somebody is to interpret (None: nobody), and by what she speaks
    on her own telephone (None: as it was)."""
    said: dict[str, str] = {}
    if interpreter != claimant.interpreter_language:
        spoken = interpreter or claimant.spoken_language
        said |= {"contact.spoken_language": spoken, "contact.interpreter": "yes" if interpreter else "no"}
    if kind is not None and kind != claimant.telephone_kind:
        said["contact.telephone_kind"] = kind
    if said:
        claimants.update_from_answers(session, claimant, said, now, by)


def offices_with_a_telephone(session: Session, site: Site) -> list[Office]:
    """The offices of a site that have a private telephone."""
    having = {one.office_id for one in sites.telephones_of(session, site)}
    return [office for office in sites.offices_of(session, site) if office.id in having]


def cannot_be_rung(session: Session, claimant: Claimant, by: int, office_id: int | None = None) -> str | None:
    """Why no call-back can be booked for her, as a sentence of the catalogues; None where it can."""
    if office_id is not None:
        return None if _telephone_at(session, claimant, office_id) is not None else NO_TELEPHONE
    to = rung(session, claimant, by)
    if not to.safe_to_ring:
        return NOT_SAFE
    return NO_NUMBER if to.telephone is None else None


def rung(session: Session, claimant: Claimant, by: int) -> Rung:
    """Whom the call-back rings: whoever acts for her or helps her, where that was agreed; else her, on the number she
    gave, else the one at which a call-back is promised, else the one she is ringing this adviser from."""
    promised = callbacks.open_for(session, claimant.id)
    if promised is not None and callbacks.is_her_own(promised):
        return reaching.rung(session, claimant, promised.telephone)
    connection = calls.current_connection(session, by)
    if connection is None or connection.call_id is None or connection.claimant_id != claimant.id:
        return reaching.rung(session, claimant)
    return reaching.rung(session, claimant, calls.call(session, connection.call_id).from_number)


def times(
    session: Session,
    claimant: Claimant,
    by: int,
    now: datetime,
    office_id: int | None = None,
    away: Site | None = None,
    preference: Preference = AS_SOON_AS_POSSIBLE,
) -> Iterator[Slot]:
    """Every time at which all that she needs can be had, that she has said is safe and that she would have, in order.

    `away`: with an adviser of that site.
    """
    safe = _times_said(session, claimant, by, office_id)
    site, needs = away or home_of(session, claimant), needs_of(session, claimant, office_id, away)
    for slot in diary.all_slots(session, site, needs, now, preference, now=now):
        if callbacks.is_safe_throughout(safe, slot, site):
            yield slot


def slot_at(
    session: Session,
    claimant: Claimant,
    starts_at: datetime,
    by: int,
    now: datetime,
    office_id: int | None = None,
    away: Site | None = None,
) -> Slot:
    """The time that was chosen of these. Raises SlotTaken where it is gone, Invalid where it is not safe."""
    if not rules.suits(_times_said(session, claimant, by, office_id), starts_at):
        raise Invalid(NOT_SAFE_THEN)
    needs = needs_of(session, claimant, office_id, away)
    return diary.slot_at(session, away or home_of(session, claimant), needs, starts_at, now)


def book(
    session: Session,
    claimant: Claimant,
    starts_at: datetime,
    agreed_word: str,
    by: int,
    now: datetime,
    office_id: int | None = None,
    away: Site | None = None,
) -> Callback:
    """Book her call-back, or move the one that is open. Raises SlotTaken, IllegalMove, Invalid; nothing is half done.

    `agreed_word` is the word she chose; empty where she wants none, since the proof number does as well. `office_id`:
    she comes there, and is rung on a private telephone. `away`: she chose an adviser of that site, in whose diary it
    is.
    """
    contact, needs = _contact(session, claimant, by, office_id), needs_of(session, claimant, office_id, away)
    home = home_of(session, claimant)
    callback = callbacks.open_for(session, claimant.id)
    is_booked_then = callback is not None and callback.state == "booked" and callback.next_at == starts_at
    if callback is not None and is_booked_then and callbacks.needs_of(callback) == needs:
        return callback  # pressed twice
    slot = slot_at(session, claimant, starts_at, by, now, office_id, away)
    if callback is None:
        callback = callbacks.book(
            session,
            site=home,
            slot=slot,
            claimant_id=claimant.id,
            call_id=_call_without_a_promise(session, claimant, by),
            contact=contact,
            by_staff=by,
            now=now,
        )
    else:
        ringing_back.move(session, callback, slot, now, by_staff=by, home_id=home.id)
        callbacks.correct_contact(session, callback, contact, by_staff=by, now=now)
    callback.agreed_word = agreed_word or None
    keep_word(session, claimant, agreed_word, by, now)
    session.flush()
    messages.promised(session, callback, now, with_her=_is_with_her(session, claimant, by))
    return callback


def confirmed_by(
    session: Session, claimant: Claimant, starts_at: datetime, by: int, now: datetime, office_id: int | None = None
) -> Literal["text", "letter"] | None:
    """How a booking is confirmed: by text where that is safe and can be read, else by post where it can be there in
    time; None where neither can be, and she writes it down. Nothing goes to a telephone that she shares with all who
    come to an office."""
    to = rung(session, claimant, by) if office_id is None else None
    number = reaching.texted(claimant, to, london_date(now)) if to is not None else None
    is_hers = to is not None and to.third_party is None
    if is_hers and claimant.rung_as_agreed and not _is_with_her(session, claimant, by):
        # Of a text at another moment nobody knows whether it is safe.
        number = None
    if number is not None and texts.stopped_at(session, number) is None:
        return "text"
    arrives = papers.letter_arrives_on(session, home_of(session, claimant), now)
    if reaching.posted_to(session, claimant, london_date(now)) is not None and arrives < london_date(starts_at):
        return "letter"
    return None


def keep_word(session: Session, claimant: Claimant, agreed_word: str, by: int, now: datetime) -> None:
    """Keep the word that she chose."""
    if (claimant.agreed_word or "") != agreed_word:
        claimants.update_from_answers(session, claimant, {"contact.agreed_word": agreed_word}, now, by)


def owe(session: Session, claimant: Claimant, by: int, now: datetime, office_id: int | None = None) -> Callback:
    """No time can be met, or none suits: the call is owed, with a deadline on the board. Raises Invalid."""
    callback = callbacks.open_for(session, claimant.id)
    if callback is None:
        try:
            return callbacks.owe(
                session,
                site=home_of(session, claimant),
                needs=needs_of(session, claimant, office_id),
                claimant_id=claimant.id,
                call_id=_call_without_a_promise(session, claimant, by),
                contact=_contact(session, claimant, by, office_id),
                by_staff=by,
                now=now,
                was_asked=True,
            )
        except AlreadyBooked as already:
            return already.callback
    if callback.state != "owed":
        ringing_back.lose_time(session, callback, now, by_staff=by, was_asked=True)
    return callback


def cancel(session: Session, claimant: Claimant, by: int, now: datetime) -> None:
    """She does not want it any more. Raises IllegalMove while she is being rung."""
    callback = callbacks.open_for(session, claimant.id)
    if callback is not None:
        ringing_back.cancel(session, callback, now, by_staff=by)


def booked_besides(session: Session, claimant: Claimant) -> list[Callback]:
    """The call-backs to her number that were booked by keypad, and may be hers too or of somebody she lives with.

    A number alone proves nothing, and on the line nobody is told that somebody there has booked: a person asks her.
    """
    return callbacks.nobodys(session, claimant.telephone) if claimant.telephone is not None else []


def cancel_besides(session: Session, claimant: Claimant, callback_id: str, by: int, now: datetime) -> bool:
    """One of these is hers, and one call-back is enough: it is cancelled. False where it is none of these any more.

    Raises IllegalMove while she is being rung for it.
    """
    found = next((one for one in booked_besides(session, claimant) if str(one.id) == callback_id), None)
    if found is not None:
        ringing_back.cancel(session, found, now, by_staff=by)
    return found is not None


def ring_now(session: Session, claimant: Claimant, now: datetime) -> None:
    """Home rings her at once, at the service's expense. Raises IllegalMove while home is shut."""
    callback = callbacks.open_for(session, claimant.id)
    if callback is not None:
        ringing_back.ring_now(session, callback, now)


def _times_said(session: Session, claimant: Claimant, by: int, office_id: int | None) -> tuple[Stretch, ...]:
    """The times that she said are safe: of her own telephone, and no other's."""
    is_hers = office_id is None and rung(session, claimant, by).third_party is None
    return callbacks.times_said(claimant) if is_hers else ()


def _is_with_her(session: Session, claimant: Claimant, by: int) -> bool:
    """Whether he talks with her at this moment: it is she, unless somebody rings for her."""
    connection = calls.current_connection(session, by)
    is_about_her = connection is not None and connection.claimant_id == claimant.id and connection.ended_at is None
    return is_about_her and claimants.third_party_of(session, claimant.id) is None


def _telephone_at(session: Session, claimant: Claimant, office_id: int) -> str | None:
    telephones = sites.telephones_of(session, home_of(session, claimant))
    return next((one.telephone for one in telephones if one.office_id == office_id), None)


def _contact(session: Session, claimant: Claimant, by: int, office_id: int | None) -> Contact:
    if (reason := cannot_be_rung(session, claimant, by, office_id)) is not None:
        raise Invalid(reason)
    if office_id is not None:
        # What she said of her own telephone is not said of this one, and no message of hers may be left on it.
        return Contact(_telephone_at(session, claimant, office_id) or "")
    return reaching.contact(claimant, rung(session, claimant, by))


def _call_without_a_promise(session: Session, claimant: Claimant, by: int) -> UUID | None:
    """The call in which it is booked, unless something was promised in that call already."""
    connection = calls.current_connection(session, by)
    if connection is None or connection.claimant_id != claimant.id or connection.call_id is None:
        return None
    promised = callbacks.open_for_call(session, connection.call_id)
    return None if promised is not None else connection.call_id
