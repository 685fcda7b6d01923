"""The adviser's pages with invented people on them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.console import pages as show
from app.web.frame import Presence

WHY_HERE = "5 waited in Calderdale and Kirklees, the oldest 52 seconds; 2 advisers were free here."

BREAKS = (show.Choice("lunch", "lunch"), show.Choice("screen", "a rest from the screen"))

LISTENS = "Owain Sample listens: hears you both, and is not heard. Say: “A colleague is listening to our call.”"

TENURE = (
    show.Choice("council", "Rent from the council", key="1"),
    show.Choice("association", "Rent from a housing association", key="2"),
    show.Choice("private", "Rent privately", key="3"),
    show.Choice("owner", "Own, or paying a mortgage", key="4"),
    show.Choice("family", "With family or friends", key="5"),
    show.Choice("hostel", "Hostel or refuge", key="6"),
    show.Choice("none", "Nowhere settled", "Sleeping rough, or moving from place to place", key="7"),
)

PERIODS = (
    show.Choice("week", "every week"),
    show.Choice("fortnight", "every two weeks"),
    show.Choice("four_weeks", "every four weeks"),
    show.Choice("month", "every month"),
)

SECTIONS = (
    show.Section("Contact and safety", "contact.telephone", 6, 0),
    show.Section("You", "you.surname", 9, 0),
    show.Section("Partner", "partner.any", 1, 0),
    show.Section("Children", "children.any", 3, 1),
    show.Section("Your home", "home.tenure", 2, 7, here=True),
    show.Section("Work now and before", "work.now", 0, 8),
    show.Section("Other benefits", "benefits.any", 0, 2),
    show.Section("Income", "income.any", 0, 4),
    show.Section("Savings", "savings.total", 0, 2),
    show.Section("Health", "health.any", 0, 3),
    show.Section("Work wanted", "wanted.kinds", 0, 5),
    show.Section("Payment", "payment.account", 0, 4),
    show.Section("Declaration", "declaration", 0, 2),
)

GUIDANCE = (
    show.Guidance(
        "Treat as a tenancy if rent is really paid for a part of the home of one's own. Ask who else lives there.",
        "Housing Benefit guidance, part A3",
        "November 2026",
    ),
    show.Guidance(
        "A rent book or a letter from the landlord will do when there is no agreement in writing.",
        "Local council list of papers",
        "October 2026",
        group="For a lone parent",
        confirmed=False,
    ),
)


def question(field: str, kind: str, say: str, **more: Any) -> show.Question:
    """A question of the start-up, as short as it can be."""
    return show.Question(field=field, kind=kind, say=say, **more)


QUESTIONS = {
    "choice": question(
        "home.tenure",
        "choice",
        "Do you rent your home, own it, or live with somebody?",
        options=TENURE,
        chosen=("private",),
        why="Help with rent depends on who owns the home.",
        if_unsure="Ask to whom the money is paid, and whether there is a paper that says so.",
    ),
    "choices": question(
        "income.kinds",
        "choices",
        "Do you have money coming in from any of these?",
        options=(
            show.Choice("pension", "A pension", key="1"),
            show.Choice("maintenance", "Maintenance", key="2"),
            show.Choice("lodger", "A lodger or boarder", key="3"),
            show.Choice("none", "None of these", key="4"),
        ),
    ),
    "yes-no": question(
        "partner.any",
        "yes_no",
        "Do you live with a husband, wife or partner?",
        options=(show.Choice("yes", "Yes", key="1"), show.Choice("no", "No", key="2")),
    ),
    "date": question("you.born", "date", "What is your date of birth?", given={"answer-day": "27"}),
    "date-wrong": question(
        "you.born",
        "date",
        "What is your date of birth?",
        given={"answer-day": "31", "answer-month": "2", "answer-year": "1979"},
        error="There is no 31 February. Ask again, day first, then the month by its name.",
    ),
    "month": question("home.since", "month", "Since when have you lived there?"),
    "money": question("home.rent", "money", "How much is your rent, and how often do you pay it?", periods=PERIODS),
    "amount": question("savings.total", "amount", "How much have you in savings, all together?"),
    "address": question(
        "you.address",
        "address",
        "What is your address?",
        given={"answer-line1": "4 Example Terrace", "answer-line3": "Halifax", "answer-postcode": "HX1 1AA"},
    ),
    "nino": question("you.nino", "nino", "What is your National Insurance number?", sensitive=True),
    "postcode": question("you.postcode", "postcode", "What is your postcode?"),
    "sort-code": question("payment.sort_code", "sort_code", "What is the sort code?", sensitive=True),
    "account": question("payment.account", "account_number", "And the account number?", sensitive=True),
    "hours": question("work.hours", "hours", "How many hours a week do you work?"),
    "text": question("you.surname", "text", "What is your surname?"),
    "long-text": question("work.last", "long_text", "What did you do in your last job?"),
    "told": question(
        "declaration.read",
        "told",
        "I am going to read you what you will be asked to sign.\nThe answers you gave are true as far as you know. "
        "You will tell us when something changes.",
        before=("That was the last question.",),
    ),
}


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
            show.HistoryRow(now - timedelta(days=3), "Text sent to confirm", "Calderdale and Kirklees"),
        ),
        looking=("Owain Sample",),
    )


def pages(now: datetime) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model."""
    her = person(now)
    call = show.CallBar("c1", "on_call", now - timedelta(minutes=4, seconds=12), "Mrs Example, 07700 900123")
    listened = replace(call, listeners=(LISTENS,))
    shown: dict[str, tuple[str, Any]] = {}
    for name, asked in QUESTIONS.items():
        shown[f"script-{name}"] = ("console/script.html", _script(her, asked, call, now))
    shown["script-ending"] = (
        "console/script.html",
        show.ScriptPage(
            her,
            "inbound",
            "Finished",
            9,
            9,
            SECTIONS,
            ending=show.Ending(
                "That is all for now", "Thank you. Now let us find a time to ring you.", "Book the call-back", "/"
            ),
            call=call,
        ),
    )
    shown["script-interpreter-rung"] = (
        "console/script.html",
        _script(
            her,
            QUESTIONS["choice"],
            replace(call, state="ringing", interpreter="Ringing the interpreter (Punjabi) …"),
            now,
        ),
    )
    shown["script-no-interpreter"] = (
        "console/script.html",
        _script(
            her,
            QUESTIONS["choice"],
            replace(call, interpreter="No interpreter could be reached (Punjabi)", may_add_interpreter=True),
            now,
        ),
    )
    shown["script-no-call"] = ("console/script.html", _script(her, QUESTIONS["choice"], None, now))
    shown["script-unknown-person"] = (
        "console/script.html",
        _script(show.Person("SL-0000-0000", ""), QUESTIONS["text"], call, now),
    )
    shown["person"] = (
        "console/person.html",
        show.PersonPage(
            her,
            (("Call-back", "Tuesday 24 November, 9 am"), ("Claim", "begun, not finished")),
            ("recognise", "move", "ring_now", "cancel", "script", "startup", "form"),
            listened,
            notice="This call is theirs now.",
        ),
    )
    shown.update(_home(now, call))
    shown.update(_booking(now, her, call))
    shown.update(_ends(now, her, call))
    return shown


def _script(her: show.Person, asked: show.Question, call: show.CallBar | None, now: datetime) -> show.ScriptPage:
    return show.ScriptPage(
        her,
        "startup",
        "Your home",
        3,
        9,
        SECTIONS,
        GUIDANCE if asked.kind == "choice" else (),
        question=asked,
        call=call,
        saved_at=now - timedelta(seconds=3),
    )


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
    return {
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


def _slot(at: datetime, key: str = "", note: str = "") -> show.Slot:
    return show.Slot(at.isoformat(), at, note, key)


def _booking(now: datetime, her: show.Person, call: show.CallBar) -> dict[str, tuple[str, Any]]:
    nine = now.replace(hour=9, minute=0, second=0) + timedelta(days=1)
    parts = (
        show.PartOfDay("Morning", (_slot(nine, "2"), _slot(nine + timedelta(minutes=20), "3"))),
        show.PartOfDay("Middle of the day", (), "Full: the interpreter is taken"),
        show.PartOfDay("Afternoon", (_slot(nine + timedelta(hours=5, minutes=20), "4"),)),
    )
    days = tuple(
        show.DayChoice(nine.date() + timedelta(days=n), 0 if n == 2 else 7 - n, n == 0) for n in (0, 1, 2, 3, 6, 7)
    )
    soonest = _slot(now.replace(hour=15, minute=0, second=0), "1", "in 58 minutes")
    needs = "Needs: Welsh; 40 minutes and the wrap-up."
    sentences = (
        "We shall ring you on Tuesday 24 November at half past two.",
        "Your telephone will show 03069 990 102.",
        "We shall say the word “lighthouse”, so that you know it is us.",
    )

    def read_back(booked: bool) -> show.ReadBackPage:
        return show.ReadBackPage(
            her,
            nine,
            nine.isoformat(),
            sentences + (("Your proof number is 4 7 2 9. Please write it down.",) if booked else ()),
            "en",
            "+443069990102",
            "lighthouse",
            "a text message to 07700 900123",
            booked,
            "4729" if booked else "",
            call,
        )

    site = "Calderdale and Kirklees"
    return {
        "book": ("console/book.html", show.BookingPage(her, site, needs, soonest, parts, days, call=call)),
        "book-move": (
            "console/book.html",
            show.BookingPage(her, site, needs, soonest, parts, days, "lighthouse", nine, call),
        ),
        "book-none": (
            "console/book.html",
            show.BookingPage(her, site, needs, None, (), (), errors={"slot": "That time has just been taken."}),
        ),
        "read-back": ("console/read_back.html", read_back(False)),
        "booked": ("console/read_back.html", read_back(True)),
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
    times = tuple(
        show.AppointmentTime(f"a{n}", first + timedelta(days=n), "Halifax office", "P. Adviser", n, n < 2, str(n))
        for n in (1, 2, 3, 4)
    )
    summary = (
        "You have done the hard part. We send you the form with all you told me.",
        "Please check it, sign it, and bring it with you.",
    )
    payment = "If the form is signed by 20 December, your claim counts from Friday 20 November."
    finish = show.FinishPage(
        her,
        summary,
        evidence,
        times,
        payment,
        (("Work now and before: 2 open", "/"),),
        letter="The form goes first class today.",
        call=call,
    )
    wrong = show.FinishPage(
        her,
        summary,
        evidence,
        times,
        payment,
        given={"appointment": "defer"},
        errors={"until": "Give the day until which it is put off.", "reason": "Give the reason."},
    )
    done = show.FinishPage(
        her, summary, evidence, (), payment, decided="Wednesday 25 November, 10 am, Halifax office.", call=call
    )
    offices = (
        show.Office(
            1,
            "Halifax office",
            "1 Invented Street, Halifax",
            (_slot(first, "1"), _slot(first + timedelta(days=1), "2")),
        ),
        show.Office(2, "Huddersfield office", "2 Invented Street, Huddersfield", ()),
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
        "face-to-face": ("console/face_to_face.html", show.FaceToFacePage(offices)),
        "face-to-face-person": (
            "console/face_to_face.html",
            show.FaceToFacePage(offices, (show.CallbackRow(her.reference, her.name, now, "booked"),), person=her),
        ),
        "search": (
            "console/search.html",
            show.SearchPage(
                her.reference,
                (show.FoundRow(her.reference, her.name, "Calderdale and Kirklees", "Call-back booked"),),
            ),
        ),
        "search-none": ("console/search.html", show.SearchPage("SL-0000-0000", ())),
    }
