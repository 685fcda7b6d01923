"""What may be said to whom: nobody is told without her explicit consent or a place to act in."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claimants.on_behalf import (
    ACTING,
    CAPACITIES,
    CONSENTS,
    DOCUMENTS,
    HELPER,
    OnBehalf,
    columns,
    consent,
    ruling,
)

TODAY = date(2026, 11, 23)
ANYBODY = st.builds(
    OnBehalf,
    capacity=st.sampled_from([*CAPACITIES, "neighbour", ""]),
    sixteen_or_over=st.booleans(),
    consent=st.sampled_from([*CONSENTS, None, "not_yet", "implied"]),
    consent_until=st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3)),
    document=st.sampled_from([*DOCUMENTS, None]),
    withdrawn=st.booleans(),
)


@given(who=ANYBODY)
def test_nobody_is_told_without_explicit_consent_or_a_place_to_act_in(who: OnBehalf) -> None:
    found = ruling(who, TODAY)

    consented = who.capacity == HELPER and who.consent in CONSENTS
    lasts = who.consent_until is None or who.consent_until >= TODAY
    acts = who.capacity in ACTING
    stands = who.sixteen_or_over and not who.withdrawn
    assert found.may_be_told == (stands and ((consented and lasts) or (acts and who.document == "seen")))
    assert found.may_be_written_to == (stands and ((consented and lasts) or acts))
    # every ruling has its reason, in a sentence, and a helper's says that she has to join for changes
    assert found.why.english().endswith(".")
    assert not found.may_be_told or acts or "only if the person joins" in found.why.english()


def test_she_herself_is_told_everything() -> None:
    assert ruling(None, TODAY).may_be_told


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (OnBehalf(HELPER, sixteen_or_over=False, consent="on_call"), "under 16"),
        (OnBehalf(HELPER, consent="on_call", withdrawn=True), "withdrawn"),
        (OnBehalf(HELPER), "not consented yet"),
        (OnBehalf(HELPER, consent="in_writing", consent_until=TODAY - timedelta(days=1)), "ended on 22.11.2026"),
        (OnBehalf("appointee", document="to_bring"), "document was not seen yet"),
        (OnBehalf("attorney", document="seen"), "act in the person's place"),
    ],
)
def test_the_reason_says_which_it_is(who: OnBehalf, why: str) -> None:
    assert why in ruling(who, TODAY).why.english()


ALI = {
    "third.rings": "other",
    "third.name": "Mr Ali",
    "third.sixteen": "yes",
    "third.capacity": "helper",
    "third.consent": "not_yet",
}


@pytest.mark.parametrize(
    "said",
    [{"third.rings": "self"}, {"third.sixteen": "no"}, {"third.sixteen": {"unsure": True}}, {"third.capacity": None}],
)
def test_nobody_is_recorded_who_may_not_speak_or_is_not_known(said: dict[str, object]) -> None:
    assert columns(ALI) is not None
    assert columns({**ALI, **said}) is None


def test_what_is_not_said_to_be_safe_is_not_and_an_appointee_needs_a_document() -> None:
    found = columns({**ALI, "third.capacity": "appointee", "third.safe_to_ring": {"unsure": True}})
    assert found is not None
    assert (found["document"], found["safe_to_ring"], found["safe_to_text"]) == ("to_bring", False, False)


def test_consent_is_only_what_she_gave_just_now() -> None:
    written = {**ALI, "third.consent": "in_writing", "third.consent_until": "2027-01-31"}
    given = {"third.consent"}
    assert consent(ALI, given, None, TODAY) == (None, None)
    assert consent(written, given, None, TODAY) == ("in_writing", date(2027, 1, 31))
    assert consent({**ALI, "third.own_voice": "yes"}, {"third.own_voice"}, None, TODAY) == ("own_voice", None)
    # nobody consents for an appointee
    assert consent({**written, "third.capacity": "appointee"}, given, None, TODAY) == (None, None)


def test_no_old_answer_brings_a_consent_back() -> None:
    spoken = {**ALI, "third.own_voice": "yes", "third.consent_until": "2026-11-01"}
    # "not yet" takes it, whatever was said in an earlier call
    assert consent(spoken, {"third.consent"}, "own_voice", TODAY) == (None, None)
    # another last day gives none, and one that is past is no end to what she says today
    assert consent(spoken, {"third.consent_until"}, None, TODAY) == (None, None)
    assert consent(spoken, {"third.own_voice"}, None, TODAY) == ("own_voice", None)
