"""Somebody else on her behalf: what may be said to whom. Pure: no database, no clock.

Anybody may tell us things. Told are she herself, whoever acts in her place once the document that says so was seen,
and a helper with her explicit consent, for as long as it lasts. A representative is no appointee,
attorney or deputy, and reports no changes unless she joins.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.claimants.rules import known
from app.values.sentence import Sentence, mark

HELPER: Final = "helper"
ACTING: Final = ("appointee", "attorney", "deputy")
CAPACITIES: Final = (HELPER, *ACTING)
CONSENTS: Final = ("on_call", "in_writing", "own_voice")
"""How consent was given: said on a call that the helper made, in writing, or in her own voice when we rang."""
DOCUMENTS: Final = ("seen", "to_bring")
WITHDRAWALS: Final = ("consent_withdrawn", "acts_no_longer", "mistaken", "replaced")

FIELDS: Final = "third."
CONSENT_UNTIL: Final = "third.consent_until"
RINGS, NAME, CONSENT, OWN_VOICE = "third.rings", "third.name", "third.consent", "third.own_voice"
OTHER: Final = "other"
REFUSED: Final = "no"

HERSELF: Final = Sentence(mark("It is the person herself or himself."))
TOO_YOUNG: Final = Sentence(mark("Nobody under 16 may act or interpret for anybody: take information, give none."))
WITHDRAWN: Final = Sentence(mark("This was withdrawn: take information, give none."))
ACTS: Final = Sentence(mark("They act in the person's place, and the document was seen."))
NOT_SEEN: Final = Sentence(
    mark("They act in the person's place, but the document was not seen yet: take information, give none.")
)
NO_CONSENT: Final = Sentence(mark("The person has not consented yet: take information, give none."))
RUN_OUT: Final = mark("The consent ended on {day}: take information, give none.")
CONSENTED: Final = Sentence(
    mark("The person has consented: they may be told, and report changes only if the person joins.")
)


@dataclass(frozen=True)
class OnBehalf:
    """In what part somebody speaks for her. `consent` is one of CONSENTS or None, until `consent_until` inclusive."""

    capacity: str
    sixteen_or_over: bool = True
    consent: str | None = None
    consent_until: date | None = None
    document: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True)
class Ruling:
    """What somebody may do, and why in a sentence.

    `may_be_told` facts that we hold; `may_be_written_to` about the time of a call-back, without a word of benefits.
    Who may report changes of her circumstances is in the sentence: a helper only while she has joined.
    """

    may_be_told: bool
    may_be_written_to: bool
    why: Sentence


def ruling(who: OnBehalf | None, today: date) -> Ruling:
    """What may be said to somebody on a London date; `who` is None for her herself.

    Where nothing says that they may be told, they may not.
    """
    if who is None:
        return Ruling(True, True, HERSELF)
    if not who.sixteen_or_over:
        return _nothing(TOO_YOUNG)
    if who.withdrawn:
        return _nothing(WITHDRAWN)
    if who.capacity in ACTING:
        seen = who.document == "seen"
        return Ruling(seen, True, ACTS if seen else NOT_SEEN)
    if who.capacity != HELPER or who.consent not in CONSENTS:
        return _nothing(NO_CONSENT)
    if who.consent_until is not None and who.consent_until < today:
        return _nothing(Sentence(RUN_OUT, {"day": f"{who.consent_until:%d.%m.%Y}"}))
    return Ruling(True, True, CONSENTED)


def _nothing(why: Sentence) -> Ruling:
    return Ruling(False, False, why)


def columns(answers: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the answers say of somebody who rings for her, by column, all but the consent.

    None where she rings herself, where it is not known who they are, and where they may not act because of their age.
    """
    told = {name: value for name, value in answers.items() if name.startswith(FIELDS) and known(value)}
    if told.get(RINGS) != OTHER or told.get("third.sixteen") != "yes":
        return None
    if NAME not in told or told.get("third.capacity") not in CAPACITIES:
        return None
    acts = told["third.capacity"] in ACTING
    lives = told.get("third.address") if acts else None
    address = lives if isinstance(lives, Mapping) and "lines" in lives else {}
    document = "seen" if told.get("third.document") == "seen" else "to_bring"
    return {
        "name": told[NAME],
        "relationship": told.get("third.relationship", "other"),
        "capacity": told["third.capacity"],
        "document": document if acts else None,
        # Letters go to a helper's address never, to theirs who act in her place if they said it.
        "address_lines": list(address["lines"]) if address else None,
        "postcode": address.get("postcode"),
        "rings_back": told.get("third.ring_back") == "third",
        "telephone": told.get("third.telephone"),
        # What is not known to be safe is not done.
        "safe_to_ring": told.get("third.safe_to_ring") == "yes",
        "safe_to_leave_message": told.get("third.safe_to_leave_message") == "yes",
        "safe_to_text": told.get("third.safe_to_text") == "yes",
        "may_say_who": told.get("third.may_say_who") == "yes",
    }


def consent(
    answers: Mapping[str, Any], changed: Collection[str], standing: str | None, today: date
) -> tuple[str | None, date | None]:
    """How she consents to a helper now, and until when; `standing` is how she did before.

    Only what was just answered (`changed`) gives a consent or takes it: no old answer brings one back. A day that is
    past is no end to what she says today.
    """
    if answers.get("third.capacity") != HELPER:
        return None, None
    how = standing
    if CONSENT in changed:
        how = answers.get(CONSENT) if answers.get(CONSENT) in CONSENTS else None
    if OWN_VOICE in changed and answers.get(OWN_VOICE) == "yes":
        how = "own_voice"
    until = answers.get(CONSENT_UNTIL)
    ends = date.fromisoformat(until) if isinstance(until, str) and until else None
    return how, ends if how is not None and ends is not None and ends >= today else None
