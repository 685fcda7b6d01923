"""The typed page as the person sees it: the ways in, waiting, typing, over, and what is wrong."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.text_line import pages as show
from app.web.turns import TurnShown

# What people type in the scripts of the line's languages, with Latin names and figures among them.
IN_SCRIPTS = (
    ("claimant", "میں نے پچھلے ہفتے اپنی نوکری کھو دی۔ میرا پتہ Flat 3, 12 Mill Road ہے، کرایہ £52.20۔"),
    ("claimant", "ਮੈਂ ਪਿਛਲੇ ਹਫ਼ਤੇ ਆਪਣੀ ਨੌਕਰੀ ਗੁਆ ਦਿੱਤੀ। ਕਿਰਾਇਆ £52.20 ਹੈ (Flat 3)।"),
    ("claimant", "আমি গত সপ্তাহে আমার চাকরি হারিয়েছি। ভাড়া £52.20 (Flat 3)।"),
    ("adviser", "Thank you. آپ کا نام؟ ਤੁਹਾਡਾ ਨਾਂ? আপনার নাম?"),
)
AREAS = (("1", "Buckinghamshire"), ("2", "Calderdale and Kirklees"), ("3", "South East Gwent"), ("4", "Somerset"))
TEXTPHONES = (("Somerset", "+443069990114"),)


def pages(now: datetime) -> dict[str, tuple[str, Any]]:
    """Name to template and page, for nobody who is signed in."""
    start = show.StartPage(AREAS, closed=False, opens_next=None, textphones=TEXTPHONES)
    wrong = replace(
        start,
        given={"mobile": "01632 960456", "area": "4"},
        errors={"mobile": "A code can only be sent to a mobile, like 07700 900 982."},
    )
    turns = (
        TurnShown(1, "claimant", "Hello, I cannot hear on the telephone", "GA", False, now - timedelta(minutes=3)),
        TurnShown(2, "adviser", "Hello, Nia here. Take your time.", "GA", False, now - timedelta(minutes=2)),
        TurnShown(3, "claimant", "My name is Nora", "GA", True, now - timedelta(minutes=1)),
    )
    typing = show.ConversationPage(
        id="00000000-0000-4000-8000-000000000000",
        reference="SL-7K2M-9QXR",
        site="Somerset",
        state="held",
        turn="claimant",
        sk_by="",
        place=0,
        turns=turns,
        closed=False,
        opens_next=None,
        somebody_here=True,
        telephone="+447700900123",
        sent_key="k",
    )
    waits = replace(typing, state="waiting", place=2, turns=turns[:1])
    times = tuple(now + timedelta(hours=hours) for hours in (1, 2, 20))
    drawn: dict[str, tuple[str, Any]] = {
        "start": ("start", start),
        "start-closed": ("start", replace(start, closed=True, opens_next=now + timedelta(hours=18))),
        "start-wrong": ("start", wrong),
        "code": ("enter", show.EnterPage(texted=True)),
        "code-given": ("enter", show.EnterPage(texted=False)),
        "code-wrong": ("enter", show.EnterPage(texted=True, errors={"code": "That code does not work."})),
        "waiting": ("conversation", replace(waits, times=times)),
        "nobody": ("conversation", replace(waits, place=1, somebody_here=False, owed_by=now + timedelta(hours=2))),
        "promised": ("conversation", replace(waits, place=1, typed_at=now + timedelta(hours=1))),
        "turn": ("conversation", typing),
        "scripts": (
            "conversation",
            replace(
                typing,
                turns=tuple(
                    TurnShown(at, who, words, "GA", False, now) for at, (who, words) in enumerate(IN_SCRIPTS, 1)
                ),
                draft=IN_SCRIPTS[0][1],
            ),
        ),
        "wrong": ("conversation", replace(typing, errors={"words": "Type something first."})),
        "left": (
            "conversation",
            replace(typing, state="left", rung_at=times[0], rung_from="+443069990104", proof="4821"),
        ),
        "over": ("conversation", replace(typing, state="ended")),
    }
    return {f"text-{name}": (f"typed/{template}.html", page) for name, (template, page) in drawn.items()}
