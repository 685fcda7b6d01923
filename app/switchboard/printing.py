"""The claim pack of a claim, gathered from the rooms that know its parts; and the day's print run."""

from datetime import date, datetime
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from app.appointments import service as appointments
from app.claimants.models import Claimant
from app.claims import service as claims
from app.claims.models import Claim
from app.claims.rules import EvidenceRules
from app.letters import service as letters
from app.letters.models import Letter
from app.letters.pack import ClaimPack
from app.letters.service import RunReport
from app.scripts.service import Scripts
from app.sites import service as sites
from app.sites.models import Office
from app.switchboard.packing import Pieces, claim_pack, facts

log = structlog.get_logger()


class NothingToPrintError(Exception):
    """A letter is wanted of which a part is not there."""


class Printing:
    """Knows the scripts and the rules of evidence; made once at start."""

    def __init__(self, scripts: Scripts, evidence: EvidenceRules) -> None:
        self._scripts = scripts
        self._evidence = evidence

    def pack(self, session: Session, claim: Claim, written_on: date) -> ClaimPack:
        """The claim's pack as it stands now. Raises NothingToPrintError."""
        claimant = session.get(Claimant, claim.claimant_id)
        if claimant is None:
            raise NothingToPrintError(f"claim {claim.id} has no claimant")
        answers = claims.answers(session, claim)
        site = sites.by_id(session, claimant.home_site_id)
        appointment = appointments.standing(session, claimant.id)
        office = session.get(Office, appointment.office_id) if appointment and appointment.office_id else None
        return claim_pack(
            Pieces(
                claim=claim,
                claimant=claimant,
                script=self._scripts.get(claim.script_name),
                answers=answers,
                evidence=self._evidence.wanted({**answers, **facts(claimant, written_on)}),
                site=site,
                hours=sites.hours_of(session, site),
                appointment=appointment,
                office=office,
            ),
            written_on,
        )

    def show(self, session: Session, claim: Claim, written_on: date) -> bytes:
        """The pack as one PDF: for the adviser's screen, and for an office that prints it to be signed there."""
        return letters.show(self.pack(session, claim, written_on))

    def run(self, session: Session, on: date, folder: Path, now: datetime) -> RunReport:
        """The day's print run, and the claims whose forms went in it marked as posted."""

        def compose(session: Session, letter: Letter) -> ClaimPack:
            claim = claims.get(session, letter.claim_id) if letter.claim_id else None
            if claim is None:
                raise NothingToPrintError(f"letter {letter.id} belongs to no claim")
            return self.pack(session, claim, on)

        report = letters.run(session, on, folder, now, compose)
        for letter_id in report.printed:
            letter = letters.get(session, letter_id)
            claim = claims.get(session, letter.claim_id) if letter and letter.claim_id else None
            if claim:
                claims.posted(session, claim)
        log.info("print run", on=on.isoformat(), printed=len(report.printed), faults=len(report.faults))
        return report
