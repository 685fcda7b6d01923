"""A Welsh claim pack has no English in it: no sentence of ours that Welsh says otherwise."""

import re
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from app.appointments import service as appointments
from app.claimants.models import Claimant
from app.scripts import wording
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard import papers
from app.switchboard.context import Switchboard
from tests.scripts.people import PEOPLE
from tests.switchboard.papers_scene import interviewed, squeezed, text_of

WORDS_ENOUGH = 3
"""Fewer English words might be Welsh, or a name."""


@pytest.mark.parametrize("who", PEOPLE)
def test_no_sentence_of_ours_is_in_english(
    session: Session, claimant: Claimant, board: Switchboard, ann: Staff, site: Site, now: datetime, who: str
) -> None:
    # given somebody who wants her letters in Welsh, interviewed, with an appointment
    claimant.correspondence = "cy"
    claim = interviewed(session, claimant, board, who, ann, now)
    slot = appointments.offer_times(session, site, now, date(2026, 11, 25), now)[0]
    appointments.book(
        session, slot, claimant_id=claimant.id, claim_id=claim.id, by_staff=ann.id,
        letter_arrives_on=date(2026, 11, 25), now=now,
    )  # fmt: skip

    # when her form is set
    text = text_of(papers.show(board, session, claim, now))

    # then it has the Welsh of its own sentences, and the English of none
    english = [
        sentence
        for sentence, welsh in wording.catalogue("cy").items()
        if isinstance(welsh, str)
        and sentence != welsh
        and len(re.findall(r"[A-Za-z]+", _plain(sentence))) >= WORDS_ENOUGH
    ]
    assert [sentence for sentence in english if squeezed(_plain(sentence)) in text] == []
    assert squeezed("Dydd Mercher 25 Tachwedd") in text


def _plain(sentence: str) -> str:
    """The longest stretch of a sentence that has no place in it."""
    return max(re.split(r"\{\w+\}", sentence), key=len)
