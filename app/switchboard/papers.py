"""The papers of a start-up: what is gathered for them, when they are printed, and what is read out."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock
from app.appointments import service as appointments
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.claims import service as claims
from app.claims.models import Claim
from app.claims.payment import PaymentTable
from app.claims.rules import EvidenceItem, EvidenceRules
from app.jobs import service as jobs
from app.letters import rules as posting
from app.letters import service as letters
from app.letters.errors import LetterRefusedError
from app.letters.models import Letter
from app.letters.pack import ClaimPack, NobodyInterpreted, PostedLetter
from app.sites import service as sites
from app.sites.models import Site
from app.switchboard import apologising, in_vain, meeting_papers, packing, pinning, posted_codes, reaching
from app.switchboard.context import Switchboard
from app.tasks import service as tasks
from app.tasks.models import Task
from app.vacancies import service as vacancies
from app.values.bank_holidays import Nation, bank_holidays
from app.values.london import add_working_days, is_working_day, london_date, to_london
from app.values.sentence import mark

EVIDENCE: Final = EvidenceRules.read()
PAYMENT: Final = PaymentTable.read()
HELD_BACK: Final = mark("A letter came back: nothing is posted until somebody has asked where letters may go.")
RUN_FROM: Final = time(17, 0)  # London: half an hour before the post is collected


def evidence(session: Session, claim: Claim, now: datetime) -> list[EvidenceItem]:
    """Which papers she is asked to bring, by what stands answered."""
    claimant = claimants.by_id(session, claim.claimant_id)
    assert claimant is not None  # noqa: S101 - a claim has its claimant
    return claims.evidence_for(session, claim, EVIDENCE, packing.facts(claimant, london_date(now)))


def claim_pack(
    board: Switchboard,
    session: Session,
    claim: Claim,
    now: datetime,
    left_out: frozenset[str] = frozenset(),
    *,
    kept: bool = False,
) -> ClaimPack:
    """The claim form and its letter as they stand now, without `left_out` sections; `kept`: it waits at an office."""
    claimant = claimants.by_id(session, claim.claimant_id)
    assert claimant is not None  # noqa: S101 - a claim has its claimant
    site = sites.by_id(session, claimant.home_site_id)
    appointment = appointments.standing(session, claimant.id)
    offices = {office.id: office for office in sites.offices_of(session, site)}
    answers = claims.answers(session, claim)
    office = offices.get(appointment.office_id) if appointment and appointment.office_id else None
    callback = session.get(Callback, claim.callback_id) if claim.callback_id else None
    pieces = packing.Pieces(
        claim=claim,
        claimant=claimant,
        script=pinning.script_of(board, session, claim),
        answers=answers,
        payment=PAYMENT.told(answers.get("benefits") or ()),
        evidence=evidence(session, claim, now),
        site=site,
        hours=sites.hours_of(session, site),
        vacancies=vacancies.chosen_for(session, claim.id),
        appointment=appointment,
        again=was_posted(session, claim),
        left_out=left_out,
        office=office,
        acting=reaching.written_to(session, claimant, london_date(now)),
        interpreted_in=callback.interpreter_language if callback else None,
        kept_at=(office or next(iter(offices.values()), None)) if kept else None,
    )
    return packing.claim_pack(pieces, london_date(now))


def was_posted(session: Session, claim: Claim) -> bool:
    """Whether its form has been handed to the post before."""
    return any(
        letter.kind == "claim_pack" and letter.claim_id == claim.id and letter.posted_at is not None
        for letter in letters.of_claimant(session, claim.claimant_id)
    )


def show(board: Switchboard, session: Session, claim: Claim, now: datetime) -> bytes:
    """The pack as one PDF, for the screen or the office's printer."""
    return letters.show(claim_pack(board, session, claim, now))


def show_plain(board: Switchboard, session: Session, claim: Claim, now: datetime) -> str:
    """The same as plain text, to be read aloud or transcribed into Braille."""
    return letters.show_plain(claim_pack(board, session, claim, now))


def letter_arrives_on(session: Session, site: Site, now: datetime) -> date:
    """When the claim form can be expected at her door if it goes with the next run."""
    return posting.arrives_on(now, "first", sites.shut_days(session, site))


def want_claim_pack(session: Session, claim: Claim, now: datetime) -> Letter:
    """Have the claim form printed and posted: asked for with the change that finishes the claim, done after it."""
    letter = letters.want(session, "claim_pack", claim.claimant_id, now, claim_id=claim.id)
    _catch_the_post(session, now)
    return letter


def keep_at_office(session: Session, claim: Claim, now: datetime) -> Letter | None:
    """Have the form of somebody without an address printed, to wait for her at an office; None where it may not.

    What must not be written to her is not printed unasked: the office prints it while she is there.
    """
    claimant = claimants.by_id(session, claim.claimant_id)
    assert claimant is not None  # noqa: S101 - a claim has its claimant
    site = sites.by_id(session, claimant.home_site_id)
    if not packing.may_be_kept(claimant, claims.answers(session, claim)) or not sites.offices_of(session, site):
        return None
    letter = letters.want(session, "held_for_collection", claim.claimant_id, now, claim_id=claim.id)
    _catch_the_post(session, now)
    return letter


def collected(session: Session, letter: Letter) -> None:
    """She called for the letter that was kept for her; a claim whose form it was waits for her signature."""
    letters.handed_over(session, letter)
    claim = _claim(session, letter.claim_id) if letter.claim_id else None
    if claim is not None and claim.state == "finished":
        claims.posted(session, claim)


def confirm_by_letter(session: Session, callback: Callback, now: datetime) -> Letter | None:
    """Have the time of a call-back confirmed by post; None where she is not known or nothing may be posted."""
    return _want_about(session, callback, "confirmation", now)


def apologise_by_letter(session: Session, callback: Callback, now: datetime) -> bool:
    """Have it written that nobody came to interpret, once for a call-back; whether it is. Nothing is written to whom
    nothing may be posted."""
    of_hers = letters.of_claimant(session, callback.claimant_id) if callback.claimant_id is not None else []
    if any(one.kind == "nobody_interpreted" and one.callback_id == callback.id for one in of_hers):
        return False
    return _want_about(session, callback, "nobody_interpreted", now) is not None


def posted(session: Session, letter: Letter, now: datetime) -> None:
    """It has been handed to the post; a claim whose form it was waits for her signature."""
    letters.posted(session, letter, now)
    if letter.kind == "claim_pack" and letter.claim_id:
        claims.posted(session, _claim(session, letter.claim_id))


def next_run_on(now: datetime) -> date:
    """The London day of the next daily run: today, if it has not been yet."""
    local = to_london(now)
    if local.time() < RUN_FROM and _is_working_day(local.date()):
        return local.date()
    return add_working_days(local.date(), 1, bank_holidays(Nation.ENGLAND))


def ask_for_run(board: Switchboard, now: datetime) -> None:
    """Tick: on each working day from 17.00 London the day's run is asked for, once."""
    local = to_london(now)
    if local.time() < RUN_FROM or not _is_working_day(local.date()):
        return
    with board.database.transaction() as session:
        jobs.enqueue(session, "paper", "print", {}, now, once_key=f"print run:{local.date()}")


def _is_working_day(day: date) -> bool:
    return is_working_day(day, bank_holidays(Nation.ENGLAND))


def returned(session: Session, letter: Letter, because: str, now: datetime) -> Task:
    """It came back: a person asks her where letters may go, in her next call or before, and until then none goes."""
    letters.returned(session, letter, now, because)
    claimant = claimants.by_id(session, letter.claimant_id)
    assert claimant is not None  # noqa: S101 - a letter has its claimant
    return tasks.want(
        session,
        "letter_came_back",
        site_id=claimant.home_site_id,
        claimant_id=claimant.id,
        claim_id=letter.claim_id,
        letter_id=letter.id,
        due_on=add_working_days(london_date(now), 1, bank_holidays(Nation.ENGLAND)),
        once_key=f"letter came back:{letter.id}:{letter.printed_at}",
        now=now,
    )


def compose(
    board: Switchboard, session: Session, letter: Letter, on: date, now: datetime, *, goes: bool = False
) -> PostedLetter:
    """What a letter says if it is printed on a day; `goes`: it is, to be posted. Raises LetterRefusedError where it
    holds no more."""
    if letter.appointment_id is not None:
        return meeting_papers.compose(session, letter, on)
    if letter.claim_id is not None:
        kept = letter.kind == "held_for_collection"
        return claim_pack(board, session, _claim(session, letter.claim_id), now, kept=kept)
    return _about_callback(board, session, letter, on, now, goes=goes)


def print_wanted(board: Switchboard, payload: Mapping[str, Any]) -> None:  # noqa: ARG001 - a job's
    """Job: the day's print run, or what has come in since."""
    run(board, london_date(clock.now()), clock.now())


def run(board: Switchboard, on: date, now: datetime) -> letters.RunReport:
    """Print every letter that is wanted into LETTERS_DIR, as the run of a day. One bad letter stops none."""
    with board.database.transaction() as session:

        def compose_to_post(session: Session, letter: Letter) -> PostedLetter:
            if any(task.kind == "letter_came_back" for task in tasks.open_for(session, letter.claimant_id)):
                # Somebody else may live there now, and would open it.
                raise LetterRefusedError(HELD_BACK)
            return compose(board, session, letter, on, now, goes=True)

        in_vain.go_on(session, now)
        meeting_papers.want_letters(session, now)
        return letters.run(session, on, board.settings.letters_dir, now, compose_to_post)


def _want_about(session: Session, callback: Callback, kind: str, now: datetime) -> Letter | None:
    claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id else None
    if claimant is None or reaching.posted_to(session, claimant, london_date(now)) is None:
        return None
    letter = letters.want(session, kind, claimant.id, now, callback_id=callback.id)
    _catch_the_post(session, now)
    return letter


def _catch_the_post(session: Session, now: datetime) -> None:
    """The day's run takes what is wanted by 17.00; what comes after it, but before the post goes, is printed at once,
    as another part of the run: that it goes today has been promised."""
    local = to_london(now)
    if RUN_FROM <= local.time() < posting.CUT_OFF and _is_working_day(local.date()):
        jobs.enqueue(session, "paper", "print", {}, now, once_key=f"print for the post:{now.isoformat()}")


def _about_callback(
    board: Switchboard, session: Session, letter: Letter, on: date, now: datetime, *, goes: bool
) -> PostedLetter:
    callback = session.get_one(Callback, letter.callback_id)
    claimant = claimants.by_id(session, letter.claimant_id)
    assert claimant is not None  # noqa: S101 - a letter has its claimant
    site = sites.by_id(session, callback.site_id)
    acting, hours = reaching.written_to(session, claimant, on), sites.hours_of(session, site)
    tried = callbacks.attempts_of(session, callback)
    if letter.kind == "nobody_interpreted":
        head = packing.letterhead(claimant, site, hours, {}, on, acting)
        failed = [one.started_at for one in tried if one.result == "interpreter_failed"]
        return NobodyInterpreted(
            **head,
            on=london_date(failed[0] if failed else letter.wanted_at),
            again_at=_when_she_reads(session, callback, site, now),
            in_her_own=apologising.in_her_own(session, callback, practice=board.settings.practice),
        )
    tried_at = tried[-1].started_at if tried and letter.kind == "tried_to_ring" else None
    office = sites.office(session, callback.office_id) if callback.office_id is not None else None
    typed = posted_codes.page(board, session, letter, callback, now, goes=goes) if tried_at is None else None
    return packing.callback_letter(callback, claimant, site, hours, on, tried_at, office, acting, typed)


def _when_she_reads(session: Session, callback: Callback, site: Site, now: datetime) -> datetime | None:
    """When we ring again, if that is still to come when a letter of now is there."""
    at = callback.next_at if callback.state == "booked" else None
    return at if at is not None and london_date(at) > letter_arrives_on(session, site, now) else None


def _claim(session: Session, claim_id: UUID) -> Claim:
    claim = claims.get(session, claim_id)
    assert claim is not None  # noqa: S101 - claims are never deleted
    return claim
