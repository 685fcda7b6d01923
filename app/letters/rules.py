"""When a letter can be there."""

from collections.abc import Container
from datetime import date, datetime, time
from typing import Final, Literal

from app.values.london import add_working_days, is_working_day, to_london

Postage = Literal["first", "second", "economy"]

CUT_OFF: Final = time(17, 30)  # London: what is ready later is posted on the next working day
# Working days from posting to the doormat. First class is meant to be there the next day; the others are
# counted at the long end, so that nobody is asked to an appointment before the letter has come.
DAYS_ON_THE_WAY: Final[dict[Postage, int]] = {"first": 1, "second": 3, "economy": 6}


def posted_on(ready: datetime, closures: Container[date] = frozenset()) -> date:
    """The day on which a letter that is ready at that moment is posted. `closures` are days without post."""
    local = to_london(ready)
    today = local.date()
    if local.time() < CUT_OFF and is_working_day(today, closures):
        return today
    return add_working_days(today, 1, closures)


def arrives_on(ready: datetime, postage: Postage = "first", closures: Container[date] = frozenset()) -> date:
    """The day on which a letter that is ready at that moment can be expected to arrive."""
    return add_working_days(posted_on(ready, closures), DAYS_ON_THE_WAY[postage], closures)
