"""One step of a script on the telephone: from keys or speech to what is kept and what is said next. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import category

from app.scripts.answers import Fault
from app.scripts.conditions import holds
from app.scripts.definition import Channel, Ending, Option, Question, Spoken
from app.scripts.walking import Script

READINGS_IN_SILENCE: Final = 2
"""After so many readings with no key pressed and nothing said, an adviser helps."""


@dataclass(frozen=True)
class Step:
    """What changes, what comes next, how often `next` has now been asked in vain, and what is said, in order."""

    changes: Mapping[str, Any]
    next: Question | Ending
    tries: int
    say: tuple[Spoken, ...]


def begin(script: Script, answers: Mapping[str, Any]) -> Step:
    """The first thing said on the telephone, before anything was asked."""
    following = script.next(answers)
    return Step({}, following, 0, asking(script, following, answers))


def phone_step(
    script: Script,
    answers: Mapping[str, Any],
    field: str,
    digits: str = "",
    speech: str = "",
    tries: int = 0,
    *,
    language: str = "en",
    recording: str = "",
) -> Step:
    """Take what was keyed, said or recorded in reply to `field`, and say what follows.

    `tries` is how often this question has been asked in vain. A wrong or missing reply is asked again, each time
    in other words, as often as the question has words for it; then the script's ending for the lost is reached.
    """
    question = script.question(field)
    if field in answers:
        following = script.next(answers)
        return Step({}, following, 0, asking(script, following, answers))
    keyed_or_said = digits.strip() or speech.strip()
    # The key that ends a recording is no answer: without the recording itself nothing was said.
    if not recording and (question.kind == "recording" or not keyed_or_said):
        limit = READINGS_IN_SILENCE - 1
        return _again(script, question, answers, tries, Fault(""), limit)
    option = _chosen(script.options(question, answers), digits.strip(), speech, language)
    if option is not None and option.again:
        return Step({}, question, tries, asking(script, question, answers))
    raw = option.value if option is not None else recording or digits.strip() or speech.strip()
    if option is None and question.options:
        return _again(script, question, answers, tries, Fault(""))
    channel: Channel = "keypad" if digits.strip() else "speech"
    result = script.accept(question, raw, channel, answers)
    if isinstance(result, Fault):
        return _again(script, question, answers, tries, result)
    following = script.next({**answers, **result.changes})
    return Step(result.changes, following, 0, asking(script, following, {**answers, **result.changes}))


def asking(script: Script, step: Question | Ending, answers: Mapping[str, Any]) -> tuple[Spoken, ...]:
    """Everything said to ask a question, or on reaching an ending."""
    if isinstance(step, Ending):
        return (Spoken(step.say),) if step.say else ()
    before = [spoken for spoken in step.before if holds(spoken.when, answers, step.turn)]
    return (*before, Spoken(step.say, script.fills(step, answers)), *_menu(script.options(step, answers)))


def _menu(options: Iterable[Option]) -> Iterable[Spoken]:
    for option in options:
        if option.menu is not None:
            yield Spoken(option.menu.message, {"press": option.press or ""}, option.menu.language)


def _again(
    script: Script,
    question: Question,
    answers: Mapping[str, Any],
    tries: int,
    fault: Fault,
    limit: int | None = None,
) -> Step:
    retries = question.keypad.retries if question.keypad is not None else ()
    if tries >= (len(retries) if limit is None else min(limit, len(retries))):
        lost = script.definition.lost or "adviser"
        words = script.definition.announcements.get(lost)
        return Step({}, Ending(lost), 0, (words,) if words else ())
    wrong = (Spoken(fault.message, fault.params),) if fault.message else ()
    asked = Spoken(retries[tries], script.fills(question, answers))
    return Step({}, question, tries + 1, (*wrong, asked, *_menu(script.options(question, answers))))


def _chosen(options: list[Option], digits: str, speech: str, language: str) -> Option | None:
    """The option whose key was pressed, or else the one whose words were said; None if that is not just one.

    Words that are part of longer words that were said do not count: "not safe" is not "safe".
    """
    if digits:
        return next((option for option in options if option.press == digits.rstrip("#")), None)
    said = f" {_plain(speech)} "
    heard = [
        (f" {words} ", option)
        for option in options
        for words in map(_plain, option.heard.get(language, ()))
        if words and f" {words} " in said
    ]
    meant = {
        option.value: option
        for words, option in heard
        if not any(words in longer and words != longer for longer, _ in heard)
    }
    return next(iter(meant.values())) if len(meant) == 1 else None


def _plain(words: str) -> str:
    """Small letters with one space between words; vowel signs of Indic scripts belong to their letters."""
    kept = (sign if sign in "'_" or sign.isalnum() or category(sign)[0] == "M" else " " for sign in words.casefold())
    return " ".join("".join(kept).split())
