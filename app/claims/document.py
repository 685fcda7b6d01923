"""What a finished claim says to those who go on with it: the document of an export, and who gets one. Pure.

The document's shape is `claim-export-1.schema.json` beside this file, which explains every name in it. A change that a
reader could stumble over is another schema with another number.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from app.claims.form import NEVER_PRINTED, NOT_ANSWERED, NOT_FOR_PAPER, in_words
from app.claims.rules import EvidenceItem
from app.scripts.conditions import is_declined, is_unsure
from app.scripts.walking import Script
from app.scripts.wording import say

SCHEMA: Final = Path(__file__).with_name("claim-export-1.schema.json")
SCHEMA_NAME: Final = "startline/claim-export/1"

NOT_FOR_THE_COUNCIL: Final = frozenset({"work_wanted", "work_before"})
"""Sections that Housing and Council Tax Benefit do not need: what was said of work to come stays with us."""

# What is said of the export itself. It is not compared: the same claim at another hour is the same claim.
_OF_THE_EXPORT: Final = {"version", "replaces", "exported_at", "changed", "form_sha256"}


@dataclass(frozen=True)
class Facts:
    """What the document says besides the answers. Moments are aware, days are London's."""

    reference: str
    claim_number: int
    recipient: str
    site: str
    correspondence: str
    first_contact_at: datetime
    finished_at: datetime | None
    return_by: date
    signed_form_received_at: datetime | None
    meeting: Mapping[str, Any] | None
    evidence: Collection[EvidenceItem]


def recipients(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Who gets the claim: the benefit expert, and the council where it is hers to decide and she has agreed."""
    benefits = answers.get("benefits") or ()
    to_council = isinstance(benefits, list) and {"hb", "ctb"} & set(benefits)
    agreed = answers.get("declaration.council") == "yes"
    return ("benefit_expert", "council") if to_council and agreed else ("benefit_expert",)


def left_out(recipient: str) -> frozenset[str]:
    """The sections that a recipient is not sent."""
    return NOT_FOR_THE_COUNCIL if recipient == "council" else frozenset()


def content(facts: Facts, script: Script, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The claim itself, without what is said of this export of it."""
    benefits = answers.get("benefits")
    return {
        "schema": SCHEMA_NAME,
        "reference": facts.reference,
        "claim_number": facts.claim_number,
        "recipient": facts.recipient,
        "site": facts.site,
        "correspondence": facts.correspondence,
        "benefits": benefits if isinstance(benefits, list) else [],
        "first_contact_at": facts.first_contact_at.isoformat(),
        "finished_at": facts.finished_at.isoformat() if facts.finished_at else None,
        "signed_form_wanted_by": facts.return_by.isoformat(),
        "signed_form_received_at": (
            facts.signed_form_received_at.isoformat() if facts.signed_form_received_at else None
        ),
        "script": {"name": script.name, "version": script.version},
        "meeting": facts.meeting,
        "evidence": [{"id": item.id, "what": item.what} for item in facts.evidence],
        "answers": _answers(script, answers, left_out(facts.recipient)),
    }


def sha256_of(claim: Mapping[str, Any]) -> str:
    """Equal for two exports that say the same of a claim; hexadecimal."""
    told = {name: value for name, value in claim.items() if name not in _OF_THE_EXPORT}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def document(
    claim: Mapping[str, Any], version: int, before: Mapping[str, Any] | None, form_sha256: str, now: datetime
) -> dict[str, Any]:
    """The document as it is handed over: `claim` as version `version`, in place of the document `before`, if any."""
    return {
        **claim,
        "version": version,
        "replaces": before["version"] if before else None,
        "changed": changed(before, claim) if before else [],
        "exported_at": now.isoformat(),
        "form_sha256": form_sha256,
    }


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The fields whose answer is another one, is new or is gone."""
    was, now = ({one["field"]: one["value"] for one in each["answers"]} for each in (before, after))
    return sorted(field for field in was.keys() | now.keys() if was.get(field) != now.get(field))


def _answers(script: Script, answers: Mapping[str, Any], leave_out: frozenset[str]) -> list[dict[str, Any]]:
    """Every answer that counts, in the order of asking, but for what is only between her and us."""
    found = []
    for view in script.applicable(answers):
        for question in view.questions:
            hidden = question.section in NOT_FOR_PAPER | leave_out or question.id in NEVER_PRINTED
            if hidden or question.kind in NOT_ANSWERED or question.field not in answers:
                continue
            value = answers[question.field]
            found.append(
                {
                    "field": question.field,
                    "section": question.section,
                    "kind": question.kind,
                    "question": say(question.say, "en", **script.fills(question, answers)),
                    "standing": _standing(value),
                    "value": None if is_unsure(value) or is_declined(value) else value,
                    "in_words": in_words(question, value, "en"),
                }
            )
    return found


def _standing(value: Any) -> str:
    if is_unsure(value):
        return "not_sure"
    if is_declined(value):
        return "rather_not_say"
    return "nothing_to_say" if value in (None, []) else "answered"
