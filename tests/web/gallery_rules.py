"""The pages about a site's rules, with invented figures on them."""

from datetime import datetime, timedelta
from typing import Any

from app.wallboard.pages import SiteTab
from app.wallboard.site_rules import fields, pages

RULES, TRIAL = "wallboard/rules.html", "wallboard/rules_trial.html"
MORNING = timedelta(hours=3)


def pages_of_rules(now: datetime, tabs: tuple[SiteTab, ...], site: SiteTab) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model."""
    groups = tuple(
        pages.NumberGroup(
            group.title,
            group.lead,
            tuple(
                pages.NumberField(
                    number.name,
                    number.label,
                    number.unit,
                    number.meaning,
                    "" if number.name.startswith("pinned") else "20",
                    "" if number.name.startswith("pinned") else "20",
                    chooses="The rule would choose 0 now." if number.name.startswith("pinned") else "",
                )
                for number in group.numbers
            ),
            "" if group.tried else "A replay of the day's calls does not show what these change.",
        )
        for group in fields.GROUPS
    )
    wrong = {
        "target_seconds": "Answer within must be a whole number from 0 to 100000",
        "day": "Nobody rang on that day: choose another.",
    }
    groups_wrong = tuple(
        pages.NumberGroup(
            group.title,
            group.lead,
            tuple(
                pages.NumberField(
                    one.name,
                    one.label,
                    one.unit,
                    one.meaning,
                    one.default,
                    "soon" if one.name in wrong else one.value,
                    wrong.get(one.name, ""),
                )
                for one in group.numbers
            ),
            group.note,
        )
        for group in groups
    )
    modes = tuple(pages.Mode(mode.value, label, hint) for mode, (label, hint) in fields.MODES.items())
    others = tuple((one.slug, one.name) for one in tabs if one.slug != site.slug)
    evidence = (
        "Load here: 85 % of what the advisers can do. Advisers who can take a call soon: 6; callers: 17.",
        "A short call takes 3:05 at home, seen on 212 calls. Supposed beforehand: 3:00, which weighs 9 %.",
        "Callers of this site wait 5 s for home before they go away, since 1.42 pm.",
    )
    history = (
        pages.Change("Owain Sample", now, "set back", ("Answer within: 30 seconds, now 20 seconds",), "12"),
        pages.Change(
            "Nia Example",
            now - MORNING,
            "changed",
            ("Callers go to another site: Adaptive, now After a wait", "Answer within: 20 seconds, now 30 seconds"),
        ),
    )
    days = (("2026-11-23", "today so far, calls: 312"), ("2026-11-20", "Friday 20 November, calls: 604"))
    full = pages.RulesPage(
        tabs,
        site,
        "0" * 16,
        modes,
        "adaptive",
        others,
        (),
        groups,
        evidence,
        history,
        days,
        days[0][0],
        notice="The new rules are in force. They can be set back below.",
    )
    bare = pages.RulesPage(
        tabs, site, "0" * 16, modes, "never", (), others, groups_wrong, evidence, (), (), errors=wrong
    )
    return {
        "rules": (RULES, full),
        "rules-wrong": (RULES, bare),
        **_trials(site),
    }


def _trials(site: SiteTab) -> dict[str, tuple[str, Any]]:
    differences = ("Callers go to another site: Adaptive, now After a wait", "Wait for home: 10 seconds, now 7 seconds")
    rows = (
        pages.Row("Offered", "Callers who entered a line.", ("312", "312", "312")),
        pages.Row("Gave up", "Rang off before anybody answered.", ("21", "17", "19")),
        pages.Row(
            "Service level",
            "Answered within 20 s ÷ (answered + gave up − gave up within 5 s).",
            ("78.2 %", "80.4 %", "76.9 %"),
        ),
        pages.Row("Speed of answer, mean", "Waits of answered callers.", ("17.2 s", "15.0 s", "16.4 s")),
        pages.Row("Answered at home", "Of those answered.", ("88.0 %", "86.1 %", "91.5 %")),
        pages.Row(
            "From Calderdale and Kirklees to South East Gwent",
            "Callers of the one answered at the other.",
            ("14", "17", "9"),
        ),
    )
    done = pages.TrialPage(
        site,
        "11111111-1111-1111-1111-111111111111",
        "the calls of Monday 23 November",
        differences,
        (("overflow_mode", "after"), ("version", "0" * 16)),
        1.0,
        "",
        "Under the new rules: the service level is 3.5 points lower, 76.9 % instead of 80.4 %; 19 callers give up "
        "instead of 17.",
        rows,
        ("The replay is of the line alone: it knows nothing of closing times.",),
        ("flask routing replay --calls CALLS.csv --advisers ADVISERS.csv --rules NEW-RULES.toml --out NEW.csv",),
    )
    waiting = pages.TrialPage(site, done.id, done.day, differences, done.hidden, 0.35)
    overtaken = pages.TrialPage(
        site,
        done.id,
        done.day,
        differences,
        done.hidden,
        trouble="The worker gives no sign of life: it will be worked out when it is back.",
        overtaken="Nia Example changed these rules meanwhile, Monday 23 November, 1.40 pm. Answer within: 20 seconds, "
        "now 30 seconds.",
    )
    return {
        "rules-trial": (TRIAL, done),
        "rules-trial-running": (TRIAL, waiting),
        "rules-trial-overtaken": (TRIAL, overtaken),
    }
