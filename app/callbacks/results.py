"""What can come of ringing her back: every result, declared once, with what it means and what follows from it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.values.sentence import Sentence, mark

# The one result after which a person agrees with her when we ring.
OTHER_TIME: Final = "claimant_asked_other_time"


class Follows(StrEnum):
    """The kind of next step."""

    INTERVIEW = "interview"  # she is there: the interview runs
    AT_ONCE = "at_once"  # ring again within minutes
    SOON = "soon"  # ring again in a little while, later each time
    OTHER_TIME_OF_DAY = "other_time_of_day"  # ring again when she may be in
    HER_TIME = "her_time"  # a person agrees the time with her
    LETTER = "letter"  # ringing again would not help: write, then a personal attempt
    CLOSED = "closed"  # she does not want it
    SETTLED = "settled"  # what she was rung about is settled


@dataclass(frozen=True)
class Result:
    """One result. `counted` only where her telephone really rang; `ours` where the failure was the service's."""

    code: str
    label: Sentence
    meaning: Sentence
    follows: Follows
    counted: bool = False
    ours: bool = False
    by_adviser: bool = True


def _declare(code: str, label: str, meaning: str, follows: Follows, **marks: bool) -> Result:
    return Result(code, Sentence(label), Sentence(meaning), follows, **marks)


_ALL: Final = (
    _declare(
        "reached",
        mark("Reached"),
        mark("They answered and the interview began."),
        Follows.INTERVIEW,
        counted=True,
    ),
    _declare(
        "no_answer",
        mark("No answer"),
        mark("It rang and nobody answered. We ring again at another time of the day."),
        Follows.OTHER_TIME_OF_DAY,
        counted=True,
        by_adviser=False,
    ),
    _declare(
        "engaged",
        mark("Engaged"),
        mark("They were on the telephone. We ring again soon; it does not count as an attempt."),
        Follows.SOON,
        by_adviser=False,
    ),
    _declare(
        "voicemail",
        mark("Voicemail, no message left"),
        mark("A machine answered and nothing was said. We ring again at another time of the day."),
        Follows.OTHER_TIME_OF_DAY,
        counted=True,
    ),
    _declare(
        "voicemail_message",
        mark("Voicemail, message left as they allowed"),
        mark("A first name and our number were left, nothing else. We ring again at another time of the day."),
        Follows.OTHER_TIME_OF_DAY,
        counted=True,
    ),
    _declare(
        "not_in",
        mark("Somebody else answered; they were not there"),
        mark("Nothing was said of who rings or why. We ring again at another time of the day."),
        Follows.OTHER_TIME_OF_DAY,
        counted=True,
    ),
    _declare(
        "not_at_the_page",
        mark("Did not come to the typed page"),
        mark("We were there and they were not. They are tried by the next way at another time of the day."),
        Follows.OTHER_TIME_OF_DAY,
        by_adviser=False,
    ),
    _declare(
        "wrong_person",
        mark("Wrong number"),
        mark("The number is not theirs. It is not rung again; a letter asks for another."),
        Follows.LETTER,
    ),
    _declare(
        "unobtainable",
        mark("Number unobtainable"),
        mark("The number could not be reached. We try once more, in case the network was at fault; then we write."),
        Follows.SOON,
        by_adviser=False,
    ),
    _declare(
        OTHER_TIME,
        mark("They asked for another time"),
        mark("It does not suit them now. The time that does is agreed with them next; until then we owe them one."),
        Follows.HER_TIME,
    ),
    _declare(
        "cut_off",
        mark("Cut off"),
        mark("The call dropped. We ring again at once and go on at the same question."),
        Follows.AT_ONCE,
        by_adviser=False,
    ),
    _declare(
        "interpreter_failed",
        mark("Interpreter did not come"),
        mark("It is our failure and does not count against them. We arrange it again."),
        Follows.SOON,
        ours=True,
    ),
    _declare(
        "service_failed",
        mark("Our fault"),
        mark("Something failed on our side. It does not count against them. We ring again soon."),
        Follows.SOON,
        ours=True,
    ),
    _declare(
        "identity_not_proved",
        mark("Identity not proved"),
        mark("We could not be sure who it was. A letter asks them to ring us or to come in."),
        Follows.LETTER,
    ),
    _declare(
        "spoken",
        mark("Spoken with; it is settled"),
        mark("They were rung from their record, and what it was about is settled."),
        Follows.SETTLED,
        by_adviser=False,
    ),
    _declare(
        "withdrawn",
        mark("They do not want to go on"),
        mark("They said so themselves. Their first contact stays recorded."),
        Follows.CLOSED,
    ),
)

RESULTS: Final[dict[str, Result]] = {result.code: result for result in _ALL}
