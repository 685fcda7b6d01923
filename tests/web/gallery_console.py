"""The adviser's pages with invented people on them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.console import pages as show
from app.console.office_pages import ExpectedRow, FaceToFacePage, Office
from app.console.search_pages import FoundRow, RestrictedPage, SearchPage
from app.console.third_party import ENDS, WAYS, ThirdPartyPast, ThirdPartyShown
from app.console.who_interprets import Conflict, InterpretingShown
from app.values.language import LANGUAGES as ALL
from app.web.frame import Presence
from tests.web import (
    gallery_booking,
    gallery_casework,
    gallery_claims,
    gallery_in_person,
    gallery_meetings,
    gallery_office,
    gallery_script,
)

WHY_HERE = "5 waited in Calderdale and Kirklees, the oldest 52 seconds; 2 advisers were free here."

BREAKS = (show.Choice("lunch", "lunch"), show.Choice("screen", "a rest from the screen"))

LANGUAGES = tuple(
    show.Choice(str(at), name) for at, name in enumerate(sorted(one.english_name for one in ALL.values()))
)
LISTENS = "Owain Sample listens: hears you both, and is not heard. Say: “A colleague is listening to our call.”"


def person(now: datetime) -> show.Person:
    """Mrs Example, whose messages must not be left."""
    return show.Person(
        reference="SL-7K3M-Q4RT",
        name="Mrs N. Example",
        say_as="Mrs Example",
        banners=(
            show.Banner("Do not leave a message"),
            show.Banner("Do not say who is calling until it is her"),
            show.Banner("No heating: told the duty officer at 13.40", "red"),
        ),
        facts=(
            ("Language", "Welsh spoken, English read"),
            ("Interpreter", "none"),
            ("Telephone", "07700 900123"),
            ("Home site", "Calderdale and Kirklees"),
            ("First contact", "Friday 20 November"),
            ("Call-back", "now, the first time"),
        ),
        history=(
            show.HistoryRow(now - timedelta(days=3), "Rang in; call-back booked", "South East Gwent"),
            show.HistoryRow(now - timedelta(days=3), "Text: the booking (delivered)", "Calderdale and Kirklees"),
            show.HistoryRow(now - timedelta(days=2), "Wrote by text: confirmed", "Calderdale and Kirklees"),
        ),
        looking=("Owain Sample",),
    )


def pages(now: datetime) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model."""
    her = person(now)
    call = show.CallBar(
        "c1",
        "on_call",
        now - timedelta(minutes=4, seconds=12),
        "Mrs Example, 07700 900123",
        may_add_interpreter=True,
        may_press_keys=True,
        free=(
            show.Choice("9", "Nia Example · South East Gwent · speaks Welsh"),
            show.Choice("site:2", "Whoever is free at Calderdale and Kirklees (2)"),
            show.Choice("7", "Rhys Sample · Calderdale and Kirklees"),
        ),
        to_join=(show.Choice("3", "Owain Sample · Calderdale and Kirklees · supervisor"),),
    )
    # Who speaks a language that is not known yet may be anybody's.
    asks = replace(call, may_add_interpreter=False, languages=LANGUAGES)
    listened = replace(call, listeners=(LISTENS,), muted=True, asked=True, taker="Owain Sample")
    shown = gallery_script.pages(now, her, call)
    shown["person"] = (
        "console/person.html",
        show.PersonPage(
            her,
            (("Call-back", "Tuesday 24 November, 9 am"), ("Claim", "begun, not finished")),
            ("recognise", "move", "ring_now", "ring", "cancel", "script", "startup", "form"),
            listened,
            notice="This call is theirs now.",
            may_restrict=True,
        ),
    )
    shown["script-interpreted"] = (
        "console/script.html",
        replace(
            shown["script-choice"][1],
            call=replace(
                call,
                interpreter="With an interpreter (Punjabi): number 214",
                may_add_interpreter=False,
                briefing=show.Briefing("Example Interpreters", "number 214"),
            ),
        ),
    )
    shown["script-any-language"] = ("console/script.html", replace(shown["script-choice"][1], call=asks))
    shown.update(_guidance())
    shown.update(gallery_in_person.by_hand(shown["person"][1]))
    shown.update(_home(now, call))
    shown.update(gallery_booking.pages(now, her, call))
    shown.update(_ends(now, her, call))
    shown.update(gallery_casework.console_pages(now, her))
    shown.update(gallery_claims.console_pages(now, her))
    shown.update(gallery_meetings.console_pages(now, her, call))
    return shown


def spoken_for(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Name → template and all it shows: the page of somebody whom a helper or an appointee rings for."""
    _, page = pages(now)["person"]
    facts = (("Name", "Mr Ali"), ("What they are", "Friend or neighbour; helps them"), ("Telephone", "07700 900456"))
    past = (
        ThirdPartyPast("Mr Ali, helps them", ("recorded Monday 23 November, 10.04 am by Tess Sample",)),
        ThirdPartyPast(
            "Mrs Price, their appointee",
            (
                "recorded Monday 2 November, 2 pm by Rhys Sample",
                "acts or helps no longer, Friday 20 November, 9 am, by Owain Sample",
            ),
        ),
    )
    helper = ThirdPartyShown(
        "Mr Ali",
        "The person has not consented yet: take information, give none.",
        (*facts, ("Consent", "not yet")),
        past,
        wants_consent=True,
        ways=tuple(show.Choice(value, words) for value, words in WAYS.items()),
        ends=tuple(show.Choice(value, words) for value, words in ENDS.items()),
    )
    appointee = replace(
        helper,
        name="Mrs Price",
        why="They act in the person's place, but the document was not seen yet: take information, give none.",
        facts=(
            ("Name", "Mrs Price"),
            ("What they are", "Another relative; their appointee"),
            ("Document", "to be brought"),
        ),
        wants_consent=False,
        wants_document=True,
        past=past[1:],
    )
    banners = {
        "helper": show.Banner("Mr Ali helps; no consent yet: take information, give none", "red"),
        "appointee": show.Banner(
            "Speak to Mrs Price, their appointee. Document not seen yet: take information, give none"
        ),
    }
    shown = {"helper": helper, "appointee": appointee}
    return _interpreted(page, now) | {
        f"person-{name}": (
            "console/person.html",
            {
                "page": replace(
                    page,
                    person=replace(
                        page.person,
                        banners=(banner, *page.person.banners),
                        facts=(*page.person.facts, ("Call-back rings", f"{shown[name].name}, 07700 900456")),
                    ),
                    notice="",
                    may=("move", "ring_now", "cancel", "script"),
                ),
                "third": shown[name],
            },
        )
        for name, banner in banners.items()
    }


def _interpreted(page: show.PersonPage, now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """The page of somebody who asks for a woman to interpret, and for whom one of a supplier's people may not."""
    noted = "noted Monday 23 November, 10.04 am by Tess Sample"
    interprets = InterpretingShown(
        facts=(("To interpret", "A woman"), ("Dialect", "Doabi"), ("Noted", "Monday 23 November, 10.04 am, by Tess")),
        before=(
            "Friday 20 November, 2.30 pm: number 214 of Example Interpreters",
            "Monday 2 November, 9 am: Sample Language Line",
        ),
        conflicts=(
            Conflict(2, "number 214 of Example Interpreters", "Of the same small community", noted, lifted=False),
            Conflict(1, "Sample Language Line", "A relative", f"{noted}; lifted today by Sam Sample", lifted=True),
        ),
        gender="woman",
        dialect="Doabi",
        own="",
        genders=(("woman", "A woman"), ("man", "A man")),
        listed=(("1", "Example Interpreters"), ("2", "Sample Language Line")),
        why=(show.Choice("relative", "A relative"), show.Choice("community", "Of the same small community")),
        yes_no=(show.Choice("yes", "Yes"), show.Choice("no", "No")),
        relationships=(("friend", "Friend or neighbour"),),
    )
    return {
        "person-interpreted": ("console/person.html", {"page": replace(page, notice=""), "interprets": interprets}),
        "person-besides": (
            "console/person.html",
            {"page": replace(page, notice=""), "besides": [("1", "Thursday 26 November, 10 am")]},
        ),
        "person-letters": (
            "console/person.html",
            {"page": replace(page, notice=""), "letters": gallery_office.letters(now)},
        ),
    }


def _guidance() -> dict[str, tuple[str, Any]]:
    """What is found in the guidance, and nothing."""
    say = "Do you rent your home, own it, or live with somebody?"
    rows = tuple(show.GuidanceFound(one, "Your home", say) for one in gallery_script.GUIDANCE)
    return {
        "guidance": ("console/guidance.html", show.GuidancePage("landl", rows, 12)),
        "guidance-most": ("console/guidance.html", show.GuidancePage("landl", rows, 2)),
        "guidance-none": ("console/guidance.html", show.GuidancePage("landlord zebra", (), 12)),
        "guidance-begun": ("console/guidance.html", show.GuidancePage("", (), 12)),
    }


def _home(now: datetime, call: show.CallBar) -> dict[str, tuple[str, Any]]:
    rows = (
        show.CallbackRow("SL-7K3M-Q4RT", "Mrs N. Example", now - timedelta(minutes=2), "late", "Welsh", "you"),
        show.CallbackRow("SL-2B7C-X9YZ", "Mr B. Invented", now + timedelta(minutes=18), "booked"),
        show.CallbackRow(
            "SL-5H8J-K2MN",
            "Ms Aleksandra Wymyślona-Przykładowska",
            now + timedelta(hours=2),
            "booked",
            "Polish, with an interpreter",
            "Rhys Sample",
        ),
        show.CallbackRow("SL-9P4Q-R6ST", "Mr C. Nobody", now - timedelta(hours=3), "kept", "", "you"),
    )
    waiting = (
        show.WaitingRow(now - timedelta(seconds=41), "English", "Start a claim"),
        show.WaitingRow(now - timedelta(seconds=20), "Punjabi", "Start a claim", "an interpreter is wanted"),
        show.WaitingRow(now - timedelta(seconds=4), "Welsh", "A call-back already booked"),
    )
    ready = Presence("ready", now - timedelta(seconds=42))
    status = "Open until 6 pm. 6 advisers on duty, 1 ready. A call that waits 30 seconds may go to another site."
    offer = show.Offer(
        "o1",
        "caller",
        "A new caller",
        "Start a claim",
        "English",
        "Calderdale and Kirklees",
        WHY_HERE,
        now - timedelta(seconds=52),
        "+443069990203",
    )
    empty = "Open until 6 pm."
    everything = show.HomePage(
        ready,
        BREAKS,
        rows,
        waiting,
        status,
        offered_next="Next for you: a caller, Welsh: of those who speak it you have been free longest.",
        notice="Wrap up the last call first.",
        outage="Nobody can be rung since 1.58 pm: the telephone network does not answer. Callers hear that they wait.",
        typed=gallery_office.typed_line(now),
        more_callbacks=True,
        more_waiting=14,
    )
    return {
        "home-everything": ("console/home.html", everything),
        "home": ("console/home.html", show.HomePage(ready, BREAKS, rows, waiting, status)),
        "home-offer": (
            "console/home.html",
            show.HomePage(Presence("ringing", now), BREAKS, rows, waiting, status, offer=offer),
        ),
        "home-on-call": (
            "console/home.html",
            show.HomePage(Presence("on_call", now), BREAKS, rows, (), status, call=call, reference="SL-7K3M-Q4RT"),
        ),
        "home-in-browser": (
            "console/home.html",
            show.HomePage(Presence("ringing", now), BREAKS, rows, (), status, replace(offer, in_browser=True)),
        ),
        "telephone": ("console/telephone.html", show.TelephonePage("roaming", "localhost:5051")),
        "home-empty": (
            "console/home.html",
            show.HomePage(Presence("break", now, "lunch"), BREAKS, (), (), empty),
        ),
    }


def _ends(now: datetime, her: show.Person, call: show.CallBar) -> dict[str, tuple[str, Any]]:
    codes = (
        show.Choice("booked", "Call-back booked", key="1"),
        show.Choice("told", "Told where to claim", "Another area, or not a benefit of this service", key="2"),
        show.Choice("cut_off", "Cut off before it was done", key="3"),
        show.Choice("silent", "Nobody there", key="4"),
    )
    evidence = (
        show.EvidenceItem("Something that shows who you are", "a passport, a driving licence or a birth certificate"),
        show.EvidenceItem("Your rent book", "a letter from your landlord"),
        show.EvidenceItem("Your last five payslips"),
    )
    first = now.replace(hour=10, minute=0, second=0)
    choice = gallery_meetings.choice(first)
    summary = (
        "You have done the hard part. We send you the form with all you told me.",
        "Please check it, sign it, and bring it with you.",
    )
    payment = "If the form is signed by 20 December, your claim counts from Friday 20 November."
    finish = show.FinishPage(
        her,
        summary,
        evidence,
        payment,
        choice,
        (("Work now and before: 2 open", "/"),),
        letter="The form goes first class today.",
        call=call,
    )
    wrong = show.FinishPage(
        her,
        summary,
        evidence,
        payment,
        choice,
        given={"appointment": "defer"},
        errors={"until": "Give the day until which it is put off.", "reason": "Give the reason."},
    )
    done = show.FinishPage(
        her, summary, evidence, payment, decided="Wednesday 25 November, 10 am, Halifax office.", call=call
    )
    offices = (
        Office(
            1,
            "Halifax office",
            "1 Invented Street, Halifax",
            (gallery_booking.slot(first, "1"), gallery_booking.slot(first + timedelta(days=1), "2")),
        ),
        Office(2, "Huddersfield office", "2 Invented Street, Huddersfield", ()),
    )
    ended = now - timedelta(seconds=8)
    return {
        "wrap-up": ("console/wrap_up.html", show.WrapUpPage("Mrs Example", ended, codes, reference=her.reference)),
        "wrap-up-wrong": (
            "console/wrap_up.html",
            show.WrapUpPage("Mrs Example", ended, codes, errors={"code": "Choose what came of the call."}),
        ),
        "finish": ("console/finish.html", finish),
        "finish-wrong": ("console/finish.html", wrong),
        "finish-decided": ("console/finish.html", done),
        "face-to-face": ("console/face_to_face.html", FaceToFacePage(offices)),
        "face-to-face-person": (
            "console/face_to_face.html",
            FaceToFacePage(
                offices,
                (ExpectedRow(now, "Halifax", her.name, her.reference, "an interpreter: Punjabi, A hearing loop"),),
                (show.Choice("step_free", "A way in without steps"), show.Choice("hearing_loop", "A hearing loop")),
                ("hearing_loop",),
                person=her,
            ),
        ),
        "search": (
            "console/search.html",
            SearchPage(
                her.reference,
                (
                    FoundRow(
                        her.reference,
                        her.name,
                        "Calderdale and Kirklees",
                        "Call-back: Tuesday 24 November, 9 am",
                        former="Nora Sample",
                        born="3 April 1970",
                        postcode="HX1 1AB",
                    ),
                    FoundRow("SL-7K3M-Q4RX", "", "", "", restricted=True),
                ),
                more=True,
                by_telephone=True,
            ),
        ),
        "search-wrong": ("console/search.html", SearchPage("??", (), "Nothing there can be searched by.")),
        "restricted": (
            "console/restricted.html",
            RestrictedPage("SL-7K3M-Q4RX", "Owain Sample", now - timedelta(days=3), "/people/SL-7K3M-Q4RX"),
        ),
        "search-none": ("console/search.html", SearchPage("SL-0000-0000", ())),
    }
