"""A Welsh call stays Welsh: at home, at another site, and where nobody at work speaks it she chooses herself."""

import re
from string import Formatter

import pypdfium2
import pytest
from sqlalchemy import select

from app.alerts.models import Alert
from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.practice.calls.call import Call
from app.scripts import wording
from app.staff import service as staff
from tests.journeys.browser import Adviser
from tests.journeys.catalogued import patterns
from tests.journeys.scenes import together
from tests.journeys.test_languages import drive, strangers
from tests.journeys.world import CLAIMANT, World

GWENT = "south-east-gwent"
NOBODY = wording.say("Nobody who speaks Welsh is at work just now.", "cy")
WAITING = wording.say("You are waiting for somebody who speaks Welsh. Nobody who does is at work just now.", "cy")


def starts(world: World) -> Call:
    """She has chosen Welsh in Gwent, and to start a claim."""
    call = world.ring(GWENT)
    world.press(call, "1", "1")
    world.pass_time(5)
    return call


def asked(world: World) -> Call:
    """Only Tess of Somerset, who speaks no Welsh, is at work; and so the caller is asked how she would go on."""
    world.ready("tess")
    call = starts(world)
    world.until_heard(call, NOBODY)
    world.pass_time(20)
    return call


def in_welsh(call: Call) -> list[tuple[str, str]]:
    """What she heard, from when she chose Welsh, that is not Welsh of the catalogue."""
    chosen = next(at for at, one in enumerate(call.said) if one.text in wording.catalogue("cy").values() and at > 2)
    return strangers(call, "cy", chosen)


def spoken(world: World) -> tuple[str, str]:
    """The language that the last person was recorded to speak, and the one that she is written to in."""
    with world.session() as session:
        person = session.scalars(select(Claimant).order_by(Claimant.first_contact_at.desc())).first()
        assert person is not None
        return person.spoken_language, person.correspondence


def test_who_speaks_welsh_takes_it_at_another_site_before_anybody_else_does(world: World) -> None:
    # given Tess, idle for long, and Nia of Gwent who has gone to Buckinghamshire today and speaks Welsh
    world.ready("tess")
    world.pass_time(60)
    with world.session() as session:
        nia = staff.by_username(session, "nia")
        assert nia is not None
        nia.site_id = world.site("buckinghamshire").id
    world.ready("nia")

    # when a Welsh caller of Gwent starts, then Nia is rung, and nobody is asked anything
    call = starts(world)
    world.until_rings("nia")
    desk = world.take("nia")
    world.pass_time(3)
    assert together(call, desk)
    assert not world.desk("tess").ringing
    assert in_welsh(call) == []


def test_she_waits_for_somebody_who_speaks_welsh(world: World) -> None:
    # given nobody at work speaks it
    call = asked(world)
    assert not world.desk("tess").ringing

    # when she waits, then she hears so, in Welsh, and nobody else is rung however long it is
    world.press(call, "1")
    world.until_heard(call, WAITING)
    world.pass_time(120)
    assert not world.desk("tess").ringing

    # when Nia comes to work, then she has her
    world.ready("nia")
    world.until_rings("nia")
    desk = world.take("nia")
    world.pass_time(3)
    assert together(call, desk)
    assert in_welsh(call) == []


def test_she_has_a_call_back_in_welsh(world: World) -> None:
    # given nobody at work speaks it, when she would rather be rung, and books by keypad
    call = asked(world)
    world.press(call, "2")
    drive(world, call, ("1", "1", "1", "2", "say", "1", "2"))

    # then somebody is held who speaks Welsh, and her text is Welsh
    (booked,) = world.callbacks()
    assert (booked.language, booked.interpreter_language) == ("cy", None)
    assert world.held_for(booked) in ("nia", "owen")
    (text,) = world.texts_to(CLAIMANT)
    assert any(one.fullmatch(text) for one in patterns("cy", ("text",))), text
    assert in_welsh(call) == []


def booked_in_welsh(world: World, *, help_with_language: bool = False) -> Callback:
    """A call-back booked by keypad by somebody who chose Welsh."""
    call = starts(world)
    drive(world, call, ("1", "1", "1", "1" if help_with_language else "2", "say", "1", "2"))
    (booked,) = world.callbacks()
    return booked


def alerts_standing(world: World) -> list[str]:
    """What the supervisor is told."""
    with world.session() as session:
        return [one.reason.format(**one.reason_values) for one in session.scalars(select(Alert).order_by(Alert.id))]


@pytest.mark.parametrize("help_with_language", [False, True], ids=["plain", "asks for help with language"])
def test_a_welsh_call_back_is_held_by_who_speaks_it(world: World, help_with_language: bool) -> None:
    # given an adviser of Gwent without Welsh, who has less to do than the others
    with world.session() as session:
        owen = staff.by_username(session, "owen")
        assert owen is not None
        owen.languages = ["en"]

    # when she books by keypad in Welsh, then Nia is held, and nobody is to interpret
    booked = booked_in_welsh(world, help_with_language=help_with_language)
    assert world.held_for(booked) == "nia"
    assert (booked.language, booked.interpreter_language) == ("cy", None)


@pytest.mark.usefixtures("alerts_as_in_life")
def test_a_welsh_call_back_is_late_with_a_warning_and_never_in_english(world: World) -> None:
    # given a Welsh call-back, for which Nia is kept, who has not come; and Owen has: he has no Welsh
    with world.session() as session:
        owen = staff.by_username(session, "owen")
        assert owen is not None
        owen.languages = ["en"]
    booked = booked_in_welsh(world)
    world.until_due(booked, minutes=-1)
    world.ready("owen")

    # when it is due, and late, then nobody is rung for it, and the supervisor is told why
    world.until_due(booked, minutes=12)
    assert (world.offers(), world.presence("owen")) == ([], "ready")
    hers = world.exchange.telephone(CLAIMANT)
    rung = len(hers.history)
    assert not hers.ringing
    assert any("no Welsh speaker is at work" in one for one in alerts_standing(world)), alerts_standing(world)

    # when home's Welsh speaker comes, then it is hers
    world.ready("nia")
    world.until_rings("nia")
    world.take("nia")
    assert hers.ringing
    assert len(hers.history) == rung + 1


@pytest.mark.parametrize("keys", [("3",), ("7", "7", "7"), ()], ids=["by key", "wrong keys", "silent"])
def test_she_goes_on_in_english_and_is_rung_in_welsh_all_the_same(world: World, keys: tuple[str, ...]) -> None:
    # given nobody at work speaks it
    call = asked(world)

    # when she chooses English, or does not find her way, or is silent
    world.press(call, *keys)
    world.until_rings("tess")
    world.take("tess")
    world.pass_time(3)

    # then Tess has her, and it stays known that she would speak Welsh
    assert together(call, world.desk("tess"))
    assert spoken(world) == ("cy", "cy")


def test_where_nobody_is_at_work_she_is_booked_in_welsh_at_once(world: World) -> None:
    call = starts(world)
    world.pass_time(30)
    assert not any(one.text == NOBODY for one in call.said)
    assert in_welsh(call) == []
    drive(world, call, ("1", "1", "1", "2", "say", "1", "2"))
    (booked,) = world.callbacks()
    assert booked.language == "cy"


def test_welsh_all_the_way_to_the_letter(world: World) -> None:
    # given a Welsh caller, whom Nia answers; no text is safe
    nia = Adviser(world, "nia").ready()
    call = starts(world)
    world.until_rings("nia")
    world.take("nia")
    nia.follow()
    nia.answer_all({"home.postcode": "NP20 1AA", "contact.safe_to_text": "no", "contact.read_language": "Welsh"})
    with world.session() as session:
        person = claimants.by_reference(session, nia.reference)
        assert person is not None
        person.address_lines = ["1 Invented Street", "Casnewydd"]

    # when the call-back is booked, far enough ahead for a letter, and the letters are printed
    said = nia.book("2026-11-27T10:00:00+00:00")
    nia.end_call().wrap_up("booked")
    world.print_letters()

    # then all that is said to her is Welsh, and all of her letter, but for names and addresses
    assert in_welsh(call) == []
    assert strange_words(plain(" ".join(said))) <= {"lighthouse", *when(world)}
    names = f"Startline Mrs Nora Example 1 Invented Street Casnewydd NP20 1AA {world.site(GWENT).name}"
    sender = "Example House, 5 Sample Street, Newport De ddwyrain"
    assert strange_words(printed(world)) <= words_of(f"{names} {sender} yb yp") | when(world)


def when(world: World) -> set[str]:
    """The words of today and of the promised time, as they are said and written in Welsh."""
    (booked,) = world.callbacks()
    assert booked.due_at is not None
    spoken_, written = (wording.when(booked.due_at, "cy", spoken=spoken) for spoken in (True, False))
    return words_of(f"{spoken_} {written} {wording.day(world.now().date(), 'cy')} Dydd")


def printed(world: World) -> str:
    """The words of her letters, as a reader of the paper finds them."""
    words = []
    for file in sorted(world.settings.letters_dir.rglob("*.pdf")):
        document = pypdfium2.PdfDocument(file)
        words += [page.get_textpage().get_text_bounded() for page in document]
        document.close()
    return plain(" ".join(words))


def plain(words: str) -> str:
    """One space between words, and straight marks."""
    return " ".join(words.replace("’", "'").split())


def strange_words(text: str) -> set[str]:
    """What of a text is in no sentence of the Welsh catalogue: its names, figures and days, and what should not be."""
    pieces = {
        plain(literal)
        for words in wording.catalogue("cy").values()
        for sentence in (words.forms if isinstance(words, wording.Counted) else (words,))
        for literal, *_ in Formatter().parse(sentence)
    }
    text = re.sub(r"\bSL-\w{4}-\w{4}\b", " ", text)
    for piece in sorted(pieces, key=len, reverse=True):
        if len(piece) > 1:
            begins, ends = (r"\b" if sign.isalnum() else "" for sign in (piece[0], piece[-1]))
            text = re.sub(begins + re.escape(piece) + ends, " ", text)
    return words_of(text)


def words_of(text: str) -> set[str]:
    """Its words of two letters or more."""
    return set(re.findall(r"[^\W\d_]{2,}", text))
