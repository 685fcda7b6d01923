"""Somebody else rings for her: a helper, an appointee; consent given, and taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.callbacks.models import Callback
from app.claimants.models import Claimant, ThirdParty
from app.scripts.answers import Raw
from app.switchboard import speaking_for
from tests.journeys.browser import Adviser
from tests.journeys.world import CLAIMANT, World

THEIRS = "+447700900456"

HELPER: dict[str, Raw] = {
    "third.rings": "other",
    "third.name": "Mr Ali",
    "third.sixteen": "yes",
    "third.relationship": "friend",
    "third.capacity": "helper",
    "third.consent": "not_yet",
    "third.ring_back": "third",
    "third.telephone": "07700 900456",
    "third.safe_to_ring": "yes",
    "third.safe_to_leave_message": "no",
    "third.may_say_who": "no",
    "third.safe_to_text": "yes",
}
APPOINTEE: dict[str, Raw] = {
    **HELPER,
    "third.name": "Mrs Price",
    "third.relationship": "relative",
    "third.capacity": "appointee",
    "third.document": "to_bring",
}


def rings_for_her(world: World, who: dict[str, Raw]) -> Adviser:
    """Somebody rings Somerset for Mrs Example, and Tess has asked the short script."""
    tess = Adviser(world, "tess").ready()
    call = world.ring("somerset", from_=THEIRS)
    world.press(call, "1", "1")
    world.take("tess")
    return tess.follow().has_answered(who)


def due(world: World, booked: Callback) -> Adviser:
    """Its time has come, and the adviser kept for it has taken it."""
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    adviser = Adviser(world, kept).ready()
    world.until_due(booked)
    world.take(kept)
    return adviser


def party(world: World) -> ThirdParty:
    with world.session() as session:
        return session.scalars(select(ThirdParty).order_by(ThirdParty.id.desc())).first()  # type: ignore[return-value]


def noted(world: World) -> list[str]:
    with world.session() as session:
        actions = select(AuditEntry.action).where(AuditEntry.action.like("third_party_%")).order_by(AuditEntry.id)
        return list(session.scalars(actions))


def test_a_helper_books_without_consent_and_she_consents_in_the_call_back(world: World) -> None:
    # given a helper who rings for her and has no consent yet
    tess = rings_for_her(world, HELPER)
    assert "Mr Ali helps; no consent yet: take information, give none" in tess.text

    # when the call-back is booked on his number
    said = tess.book()

    # then it is read back to him by name, and the text goes only to her own safe number, without a word of benefits
    assert said[0].startswith("Mr Ali, we shall ring you on 07700 900456 on ")
    assert world.texts_to(THEIRS) == []
    [text] = world.texts_to(CLAIMANT)
    assert "benefit" not in text.lower()
    booked = world.callback()
    assert (booked.telephone, booked.third_party_id) == (THEIRS, party(world).id)
    # and whoever books again moves that one: there is one at most
    tess.book()
    assert [one.id for one in world.callbacks()] == [booked.id]
    tess.end_call().wrap_up("booked", then="away")

    # when its time has come, his telephone rings, and he hands it to her
    adviser = due(world, world.callback())
    his = world.exchange.telephone(THEIRS)
    assert his.ringing
    his.answer()
    world.settle()
    adviser.follow()
    assert adviser.said() == [
        "Hello, may I speak to Mr Ali, please, and then to Mrs Example? I will say who we are once I know it is you."
    ]
    adviser.answer()
    assert adviser.field == "third.own_voice"
    assert adviser.said()[0].startswith("Mrs Example, may we talk about your claim with Mr Ali?")
    adviser.answer("yes")

    # then that is recorded, by whom and how, and the banner says so
    stands = party(world)
    assert (stands.consent, stands.consent_by) == ("own_voice", world.staff_id(adviser.username))
    assert "Mr Ali helps, with consent" in adviser.text
    assert noted(world)[-1] == "third_party_consented"


def test_an_appointees_call_back_rings_the_appointee(world: World) -> None:
    # given her appointee, who books; her own number is not safe, and nothing depends on it
    tess = rings_for_her(world, {**APPOINTEE, "contact.safe_to_ring": "no"})
    assert "Speak to Mrs Price, their appointee. Document not seen yet" in tess.text
    said = tess.book()
    assert said[0].startswith("Mrs Price, we shall ring you on ")
    # the time, which says nothing of benefits, is confirmed to the appointee
    assert len(world.texts_to(THEIRS)) == 1
    tess.end_call().wrap_up("booked", then="away")

    # when it is due
    adviser = due(world, world.callback())

    # then the appointee's telephone rings, not hers, and is asked for by name
    assert world.exchange.telephone(THEIRS).ringing
    assert not world.exchange.telephone(CLAIMANT).ringing
    world.exchange.telephone(THEIRS).answer()
    world.settle()
    assert "may I speak to Mrs Price?" in adviser.follow().said()[0]

    # and once the document was seen the page says so
    adviser.open(f"/people/{adviser.reference}?look=1").send(f"/people/{adviser.reference}/third-party", act="document")
    assert "Document not seen yet" not in adviser.text
    assert party(world).document == "seen"


@pytest.mark.parametrize("hers_is_safe", [True, False])
def test_a_consent_that_is_withdrawn_stops_everything_to_that_number(world: World, hers_is_safe: bool) -> None:
    # given a helper with consent, whom the call-back is to ring
    tess = rings_for_her(world, {**HELPER, "third.consent": "on_call", "third.consent_until": "31 12 2026"})
    tess.book()
    assert len(world.texts_to(THEIRS)) == 1
    reference, booked = tess.reference, world.callback()
    tess.end_call().wrap_up("booked", then="away")
    with world.session() as session:
        session.scalars(select(Claimant)).one().safe_to_ring = hers_is_safe

    # when it is withdrawn on her page, with its reason
    tess.person(reference)
    assert "with consent until Thursday 31 December" in tess.text
    assert "choose one of the answers" in tess.send(f"/people/{reference}/third-party", act="withdraw").text
    tess.send(f"/people/{reference}/third-party", act="withdraw", why="consent_withdrawn")

    # then the banner is gone, the history stays, and it is noted
    assert "Nobody acts for this person or helps now." in tess.text
    assert "consent withdrawn" in tess.text
    assert noted(world)[-1] == "third_party_withdrawn"
    # what was said of them is asked again, so that no old answer brings the consent back
    with world.session() as session:
        facts = speaking_for.facts(session, session.scalars(select(Claimant)).one(), None, {}, world.now())
    assert facts["helper.kind"] == "nobody"
    # and his number is neither texted nor rung: she is, where that is safe; else it is owed, on the board
    callback = world.callback()
    assert callback.state == ("booked" if hers_is_safe else "owed")
    if hers_is_safe:
        assert (callback.telephone, callback.third_party_id) == (CLAIMANT, None)
    assert booked.due_at is not None
    world.until(booked.due_at + timedelta(minutes=1))
    assert not world.exchange.telephone(THEIRS).ringing
    assert len(world.texts_to(THEIRS)) == 1


def test_nobody_under_sixteen_speaks_for_her(world: World) -> None:
    tess = rings_for_her(world, {**HELPER, "third.sixteen": "no"})

    with world.session() as session:
        assert session.scalars(select(ThirdParty)).all() == []
        assert session.scalars(select(Claimant)).one().surname == "Example"
    assert "Mr Ali" not in tess.text
