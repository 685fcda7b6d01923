"""Booking the call-back, always in the diary of the claimant's home, and reading it back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.callbacks import service as callbacks
from app.callbacks.errors import AlreadyBooked
from app.callbacks.models import CHOSEN, Callback
from app.claimants import service as claimants
from app.claimants.models import TELEPHONE_KINDS, Claimant
from app.console import asking, call_shown, needing, showing, wishes
from app.console.blueprint import console
from app.console.booking_pages import BookingPage, ReadBackPage, WishesForm
from app.console.pages import Choice, DayChoice, PartOfDay, Slot
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.diary.rules import choose, part_of_day
from app.scripts import wording
from app.scripts.wording import mark
from app.sites import service as sites
from app.sites.models import Site
from app.switchboard import arranging, reaching
from app.values.errors import Invalid
from app.values.language import LANGUAGES
from app.values.london import london_date
from app.values.moves import IllegalMove
from app.values.telephone import TelephoneNumber
from app.web import access
from app.web.said import say
from app.web.transactions import db

DAYS_SHOWN = 10
# With wishes the first times are put to her at once, each at another part of a day.
OFFERED = 3
LONGEST_WORD = 30
PARTS = (mark("Morning"), mark("Middle of the day"), mark("Afternoon"))
NOTICES = {
    "broken-off": mark("Broken off. What was said is kept: book the rest now."),
    "other-time": mark(
        "They asked for another time: agree it with them now. They are rung then, and at no other time."
    ),
}
TAKEN = mark("Somebody else has just taken that time. Choose another: these are free.")
NO_TIME = mark("Choose one of the times.")
NOT_NOW = mark("That could not be done as things stand now. Nothing was changed.")
NO_LANGUAGE = mark("Choose a language from the list.")
NO_TELEPHONE = mark("Choose on which telephone to ring.")
TOO_LONG = mark("Choose a shorter word: at most 30 letters.")

WE_RING = mark("We shall ring you on {when}.")
WE_RING_YOU = mark("{name}, we shall ring you on {number} on {when}.")
WE_RING_THEM = mark("We shall ring {name} on {when}, on their own number.")
WE_OWE = mark("We owe you a call, and we shall ring you by {when}.")
WE_OWE_A_TIME = mark("We owe you a call at our office, and we shall let you know by {when} when to come.")
NUMBER_SHOWS = mark("Your telephone will show {number}.")
WE_SAY = mark("We shall say the word “{word}”, so that you know it is us.")
YOUR_PROOF = mark("Your four figures for this booking are {proof}. Please write them down.")


@console.get("/people/<string:reference>/book")
@access.may("adviser", "supervisor")
def book_page(reference: str) -> ResponseReturnValue:
    """The first times that her needs can be met at home, and other days."""
    claimant = showing.claimant_or_404(reference, "booking")
    if (ended := showing.after_the_call(claimant.id)) is not None:
        return ended
    return render_template("console/book.html", page=_page(claimant, {}))


@console.post("/people/<string:reference>/book")
@access.may("adviser", "supervisor")
def choose_time(reference: str) -> ResponseReturnValue:
    """A time is chosen: read it back before it is booked. Or none can be met: the call is owed."""
    claimant, me, now = showing.claimant_or_404(reference), access.current_staff().id, clock.now()
    office = _office(claimant)
    word = " ".join(request.form.get("agreed_word", "").split())
    if len(word) > LONGEST_WORD:
        return _again(claimant, {"agreed_word": say(TOO_LONG)})
    slot = request.form.get("slot", "")
    try:
        if slot == "owed":
            arranging.owe(db(), claimant, me, now, office)
            return redirect(f"/people/{reference}/booked", 303)
        starts_at = _moment(slot)
        _slot_at(claimant, starts_at, office, now)
    except SlotTaken:
        return _again(claimant, {"slot": say(TAKEN)})
    except Invalid as problem:
        return _again(claimant, {"slot": say(problem.message)})
    except ValueError:
        return _again(claimant, {"slot": say(NO_TIME)})
    except IllegalMove:
        db().rollback()
        return _again(claimant, {"slot": say(NOT_NOW)})
    if (reason := arranging.cannot_be_rung(db(), claimant, me, office)) is not None:
        return _again(claimant, {"slot": say(reason)})
    arranging.keep_word(db(), claimant, word, me, now)
    asked = wishes.read(request.args).address(slot=slot, office=str(office or ""))
    return redirect(f"/people/{reference}/book/read-back?{asked}", 303)


@console.post("/people/<string:reference>/book/needs")
@access.may("adviser", "supervisor")
def say_needs(reference: str) -> ResponseReturnValue:
    """What she needs is said: the times are shown at which all of it can be had."""
    claimant, me, now = showing.claimant_or_404(reference), access.current_staff().id, clock.now()
    asked = needing.form(db(), claimant, arranging.home_of(db(), claimant), None)
    interpreter, rung_on = request.form.get("interpreter", ""), request.form.get("rung_on", "")
    if interpreter and interpreter not in dict(asked.languages):
        return _again(claimant, {"interpreter": say(NO_LANGUAGE)})
    if rung_on not in dict(asked.telephones):
        return _again(claimant, {"rung_on": say(NO_TELEPHONE)})
    office = rung_on.removeprefix(needing.AT_OFFICE) if rung_on.startswith(needing.AT_OFFICE) else ""
    kind = rung_on if rung_on in TELEPHONE_KINDS and not office else None
    arranging.say_needs(db(), claimant, interpreter or None, kind, me, now)
    return redirect(f"/people/{reference}/book?{wishes.read(request.args).address(office=office)}", 303)


@console.get("/people/<string:reference>/book/read-back")
@access.may("adviser", "supervisor")
def read_back(reference: str) -> ResponseReturnValue:
    """What is said before it is booked. Nothing is stored yet."""
    claimant = showing.claimant_or_404(reference, "booking")
    if (ended := showing.after_the_call(claimant.id)) is not None:
        return ended
    try:
        starts_at = _moment(request.args.get("slot", ""))
    except ValueError:
        return redirect(f"/people/{reference}/book", 303)
    try:
        page = _before_booking(claimant, starts_at, _office(claimant))
    except SlotTaken:
        return _again(claimant, {"slot": say(TAKEN)})
    except Invalid as problem:
        return _again(claimant, {"slot": say(problem.message)})
    return render_template("console/read_back.html", page=page)


@console.post("/people/<string:reference>/book/confirm")
@access.may("adviser", "supervisor")
def book(reference: str) -> ResponseReturnValue:
    """She has heard it and agrees: it is booked, or moved."""
    claimant, me = showing.claimant_or_404(reference), access.current_staff().id
    word = request.form.get("agreed_word", "")[:LONGEST_WORD]
    try:
        starts_at = _moment(request.form.get("slot", ""))
        arranging.book(db(), claimant, starts_at, word, me, clock.now(), _office(claimant), _away(claimant))
    except SlotTaken:
        db().rollback()
        return _again(claimant, {"slot": say(TAKEN)})
    except AlreadyBooked:
        db().rollback()
        return redirect(f"/people/{reference}/booked", 303)
    except Invalid as problem:
        db().rollback()
        return _again(claimant, {"slot": say(problem.message)})
    except (IllegalMove, ValueError):
        db().rollback()
        return _again(claimant, {"slot": say(NOT_NOW)})
    return redirect(f"/people/{reference}/booked", 303)


@console.get("/people/<string:reference>/booked")
@access.may("adviser", "supervisor")
def booked(reference: str) -> ResponseReturnValue:
    """What is booked, read back with its proof number."""
    claimant = showing.claimant_or_404(reference, "booking")
    if (ended := showing.after_the_call(claimant.id)) is not None:
        return ended
    callback = callbacks.open_for(db(), claimant.id)
    moment = (callback.next_at or callback.deadline or callback.due_at) if callback is not None else None
    if callback is None or moment is None:
        return redirect(f"/people/{reference}", 303)
    needs, held = callbacks.needs_of(callback), needing.of_callback(db(), callback)
    page = _read_back(claimant, moment, callback.agreed_word or "", needs, held, callback)
    return render_template("console/read_back.html", page=page)


def _moment(sent: str) -> datetime:
    """The time a form sends back. Raises ValueError."""
    moment = datetime.fromisoformat(sent)
    if moment.tzinfo is None:
        raise ValueError("a moment must know its time zone")
    return moment


def _office(claimant: Claimant) -> int | None:
    return needing.office_asked(callbacks.open_for(db(), claimant.id))


def _away(claimant: Claimant) -> Site | None:
    """The site whose adviser she chose, by the address, else by the call-back that is booked; None: home."""
    callback = callbacks.open_for(db(), claimant.id)
    chosen = callback is not None and callback.away_because == CHOSEN
    asked = wishes.read(request.args).at
    return next(
        (
            one
            for one in arranging.fluent_elsewhere(db(), claimant, _office(claimant))
            if one.slug == asked or (not asked and chosen and callback is not None and one.id == callback.away_site_id)
        ),
        None,
    )


def _slot_at(claimant: Claimant, starts_at: datetime, office: int | None, now: datetime) -> diary.Slot:
    return arranging.slot_at(db(), claimant, starts_at, access.current_staff().id, now, office, _away(claimant))


def _again(claimant: Claimant, errors: dict[str, str]) -> ResponseReturnValue:
    return render_template("console/book.html", page=_page(claimant, errors)), 422


def _page(claimant: Claimant, errors: dict[str, str]) -> BookingPage:
    now, me = clock.now(), access.current_staff().id
    callback = callbacks.open_for(db(), claimant.id)
    office = needing.office_asked(callback)
    home, away = arranging.home_of(db(), claimant), _away(claimant)
    site, needs = away or home, arranging.needs_of(db(), claimant, office, away)
    reason, asked = arranging.cannot_be_rung(db(), claimant, me, office), wishes.read(request.args)
    by_day: dict[date, list[diary.Slot]] = {}
    for slot in arranging.times(db(), claimant, me, now, office, away, asked.preference):
        day = london_date(slot.starts_at)
        if day not in by_day and len(by_day) == DAYS_SHOWN:
            break
        by_day.setdefault(day, []).append(slot)
    every = [slot for slots in by_day.values() for slot in slots]
    offers = choose(every, OFFERED) if asked.are_any else every[:1]
    at_all = None
    if asked.are_any and not offers:
        at_all = next(arranging.times(db(), claimant, me, now, office, away), None)
    chosen = _day(by_day)
    times = by_day.get(chosen, []) if chosen else []
    notice = request.args.get("notice", "")
    return BookingPage(
        person=showing.person(db(), claimant, now),
        site=site.name,
        needs=needing.in_words(db(), needs),
        offers=tuple(
            Slot(one.starts_at.isoformat(), one.starts_at, _from_now(one.starts_at - now), str(number))
            for number, one in enumerate(offers, start=1)
        ),
        parts=_parts(times, [one.starts_at for one in offers]),
        days=tuple(DayChoice(day, len(slots), day == chosen) for day, slots in by_day.items()),
        agreed_word=request.form.get("agreed_word", claimant.agreed_word or ""),
        present=callback.next_at if callback is not None and callback.state in ("booked", "due") else None,
        call=call_shown.call_bar(db(), showing.connection_of_mine(claimant.id)),
        errors=errors or ({"slot": say(reason)} if reason else asked.errors),
        notice=say(NOTICES[notice]) if notice in NOTICES else "",
        may_be_owed=_may_be_owed(callback),
        wishes=_wishes(site, asked),
        choices=needing.choices(db(), claimant, home, office),
        at=away.slug if away is not None else needing.AT_HOME,
        language=LANGUAGES[needs.language].english_name,
        at_all=at_all.starts_at if at_all is not None else None,
        form=needing.form(db(), claimant, home, office),
        office=str(office or ""),
    )


def _wishes(home: Site, asked: wishes.Wishes) -> WishesForm:
    """The form for when it suits her, with what was asked; of the weekdays those on which the site opens at all."""
    week = sites.hours_of(db(), home).week
    return WishesForm(
        weekdays=tuple(Choice(str(day), say(name)) for day, name in enumerate(wishes.WEEKDAYS) if week[day]),
        on=tuple(str(day) for day in asked.weekdays),
        given=asked.given,
        address=asked.address(),
        are_any=asked.are_any,
    )


def _may_be_owed(callback: Callback | None) -> bool:
    """Whether it can be left owed though there are times: they are on the line, and name none."""
    attempt = callbacks.live_attempt(db(), callback) if callback is not None else None
    return callback is not None and attempt is not None and not callbacks.was_unpromised(callback, attempt)


def _day(by_day: dict[date, list[diary.Slot]]) -> date | None:
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        asked = None
    return asked if asked in by_day else next(iter(by_day), None)


def _parts(times: list[diary.Slot], above: Sequence[datetime]) -> tuple[PartOfDay, ...]:
    """The day's times by its three parts, but for those that stand above; the first of each part has a key."""
    found, key = [], len(above) + 1
    for number, title in enumerate(PARTS):
        slots: list[Slot] = []
        for slot in times:
            if part_of_day(slot.starts_at)[1] != number or slot.starts_at in above:
                continue
            slots.append(Slot(slot.starts_at.isoformat(), slot.starts_at, "", "" if slots else str(key)))
        key += bool(slots)
        found.append(PartOfDay(say(title), tuple(slots)))
    return tuple(found) if times else ()


def _from_now(ahead: timedelta) -> str:
    minutes = round(ahead.total_seconds() / 60)
    return say("in {minutes} minutes", minutes=minutes) if minutes < 120 else ""


def _before_booking(claimant: Claimant, starts_at: datetime, office: int | None) -> ReadBackPage:
    """The read-back of a time that is still free. Raises SlotTaken, and Invalid where it is not safe.

    What is booked at that time already is as good.
    """
    away, callback = _away(claimant), callbacks.open_for(db(), claimant.id)
    needs = arranging.needs_of(db(), claimant, office, away)
    if callback is not None and callback.next_at == starts_at and callbacks.needs_of(callback) == needs:
        held = needing.of_callback(db(), callback)
    else:
        held = needing.of_slot(_slot_at(claimant, starts_at, office, clock.now()))
    return _read_back(claimant, starts_at, claimant.agreed_word or "", needs, held, None)


def _read_back(
    claimant: Claimant,
    starts_at: datetime,
    word: str,
    needs: diary.Needs,
    held: needing.Held,
    callback: Callback | None,
) -> ReadBackPage:
    language = asking.language_with(claimant, access.current_staff())
    home = sites.by_id(db(), callback.site_id if callback else claimant.home_site_id)
    owed = callback is not None and callback.state == "owed"
    chosen = callback is None or callback.away_because == CHOSEN
    away = (sites.by_id(db(), callback.diary_site_id) if callback else _away(claimant)) if chosen else None
    to, when = arranging.rung(db(), claimant, access.current_staff().id), wording.when(starts_at, language, spoken=True)
    party = claimants.third_party_of(db(), claimant.id)
    if owed or party is None or needs.office_id is not None:
        plain = WE_RING if not owed else WE_OWE if needs.office_id is None else WE_OWE_A_TIME
        ring = wording.say(plain, language, when=when)
    elif to.third_party is None:
        name = showing.name_of(claimant) or say("the person")
        ring = wording.say(WE_RING_THEM, language, name=name, when=when)
    else:
        number = TelephoneNumber(to.telephone or "").national()
        ring = wording.say(WE_RING_YOU, language, name=party.name, number=number, when=when)
    sentences = [
        ring,
        wording.say(NUMBER_SHOWS, language, number=TelephoneNumber(home.telephone).national()),
    ]
    if not owed:
        sentences += needing.sentences(db(), home, needs, held, language)
    if word:
        sentences.append(wording.say(WE_SAY, language, word=word))
    if callback is not None:
        sentences.append(wording.say(YOUR_PROOF, language, proof=wording.digits(callback.proof_number)))
    connection = showing.connection_of_mine(claimant.id)
    by = access.current_staff().id
    match arranging.confirmed_by(db(), claimant, starts_at, by, clock.now(), needs.office_id):
        case "text":
            mobile = reaching.texted(claimant, to, london_date(clock.now())) or ""
            number = TelephoneNumber(mobile).national()
            confirmation = say("a text message to {number}", number=number)
        case "letter":
            confirmation = say("a letter by first class post")
        case None:
            confirmation = say("nothing in writing: they write it down now")
    return ReadBackPage(
        person=showing.person(db(), claimant, clock.now()),
        starts_at=starts_at,
        slot=starts_at.isoformat(),
        sentences=tuple(sentences),
        language=language,
        number_shown=home.telephone,
        agreed_word=word,
        confirmation=confirmation,
        booked=callback is not None,
        proof_number=callback.proof_number if callback else "",
        call=call_shown.call_bar(db(), connection),
        held=(*needing.held_in_words(db(), home, needs, held), *needing.away_in_words(away)),
        where=needing.where(db(), needs),
        office=str(needs.office_id or ""),
        wishes=wishes.read(request.args).address(),
    )
