"""A language without a voice: recorded prompts are played; with one missing, an adviser brings in an interpreter."""

from app import clock
from app.practice.calls.call import Call
from app.prompts import service as prompts
from app.switchboard import recorded
from tests.journeys.world import World
from tests.prompts.test_rules import sound

KIRKLEES = "calderdale-and-kirklees"
URDU = ("2", "3")
HANDED_ON = "Thank you. An adviser will bring in an interpreter. Please stay on the line."


def record(world: World, *, but: str = "", only: tuple[str, ...] = ()) -> None:
    """A supervisor records Urdu: all of it, all but the words given, or only those of some sentences (in English)."""
    with world.session() as session:
        for words, english in recorded.wanted("ur").items():
            if words != but and (not only or english in only or words.isdigit()):
                prompts.keep(session, "ur", words, sound(), world.staff_id("sam"), clock.now())


def heard(world: World, call: Call) -> list[str]:
    """What a caller heard, recordings by the words that were read out."""
    with world.session() as session:
        by_address = {f"/voice/prompt/{one}": words for words, one in prompts.recorded(session, "ur").items()}
    return [
        by_address[one.text.removeprefix(world.settings.public_base_url)] if one.voice == "play" else one.text
        for one in call.said
    ]


def test_with_everything_recorded_the_line_goes_on_in_urdu(world: World) -> None:
    # given Urdu is recorded, and the only adviser's desk is not picked up
    record(world)
    world.ready("asha")

    # when a caller chooses it and starts a claim
    call = world.ring(KIRKLEES)
    world.press(call, *URDU)
    world.pass_time(30)
    world.press(call, "1")
    world.pass_time(10)

    # then she has heard nothing but recordings since, put together word by word
    said = heard(world, call)
    since = said[said.index("آپ کیا کرنا چاہتے ہیں") :]
    assert "نیا دعویٰ شروع کرنے کے لیے 1 دبائیں" in since
    assert "قطار میں اگلی باری آپ کی ہے" in since
    assert {one.voice for one in list(call.said)[-len(since) :]} == {"play"}
    assert world.demand().language == "ur"


def test_a_time_is_said_from_its_parts(world: World) -> None:
    # given Urdu is recorded
    record(world)

    # when she books by keypad
    call = world.ring(KIRKLEES)
    world.press(call, *URDU, "1")
    world.pass_time(20)
    world.press(call, "1", "1", "1", "2")
    world.pass_time(15)
    call.speak("Sam Sample")
    world.pass_time(3)
    world.press(call, "#")
    world.pass_time(60)

    # then she hears days, numbers and hours one after the other
    said = heard(world, call)
    assert {"پیر", "نومبر", "23"} <= set(said)
    assert not [one for one in call.said if one.voice != "play" and one.language != "en-GB"]


def test_with_one_missing_a_recorded_sentence_says_that_an_adviser_brings_an_interpreter(world: World) -> None:
    # given one sentence is missing, and an adviser is at work
    record(world, but="آپ کیا کرنا چاہتے ہیں")
    world.ready("asha")

    # when she chooses Urdu
    call = world.ring(KIRKLEES)
    world.press(call, *URDU)
    world.pass_time(10)

    # then she hears in Urdu that an interpreter comes, and the adviser is rung
    assert "شکریہ۔ مشیر ایک ترجمان کو ساتھ ملائے گا۔ براہ کرم لائن پر رہیں" in heard(world, call)
    assert "آپ کیا کرنا چاہتے ہیں" not in heard(world, call)
    assert world.desk("asha").ringing
    assert world.demand().language == "ur"


def test_with_nothing_recorded_it_is_said_in_english(world: World) -> None:
    # given nothing is recorded and an adviser is at work
    world.ready("asha")

    # when she presses the key that English names for Urdu
    call = world.ring(KIRKLEES)
    world.press(call, "2")
    world.pass_time(30)
    world.press(call, "3")

    # then an adviser is rung, and she was told so
    world.until_heard(call, HANDED_ON)
    assert "For Urdu, press 3." in [one.text for one in call.said]
    assert world.desk("asha").ringing


def test_the_status_of_translations_counts_what_was_recorded(world: World) -> None:
    # given all of Urdu but one sentence is recorded
    record(world, but="آپ کیا کرنا چاہتے ہیں")
    there_are = len(recorded.wanted("ur"))

    # when an operator asks for the status
    shown = world.app.test_cli_runner().invoke(args=["translations", "status"])

    # then it says so, and that all of it is drafted
    assert shown.exit_code == 0, shown.output
    urdu = next(line for line in shown.output.splitlines() if line.startswith("ur "))
    assert f"recordings {there_are - 1} of {there_are}, drafted" in urdu
    assert world.app.test_cli_runner().invoke(args=["translations", "check", "xx", "--by", "A"]).exit_code == 1
