"""Who and what is free when: the door of the diary."""

from app.diary.copying import LeftOut, copy_week
from app.diary.feeds import by_key, end_feed, feed_of, new_feed
from app.diary.holding import (
    ADVISER,
    PERSONAL_ADVISER,
    adviser_due_in_interview,
    held,
    keep,
    lock_day,
    lock_days,
    release,
    release_adviser,
    release_appointment,
)
from app.diary.keeping_back import Kept, Needed, Numbers, Why, keep_forecast, numbers, pin_kept_back
from app.diary.leave import leave_at, leaves_of_site
from app.diary.leave_file import leave_csv, load_leave_csv, time_of_leave
from app.diary.offering import (
    all_slots,
    free_intervals,
    hold,
    kept_back_on,
    needs_of,
    offer_slots,
    slot_at,
)
from app.diary.passing_on import pass_on, who_else
from app.diary.resources import (
    interpreters_kept_for,
    keep_interpreter,
    kept_for,
    supplier_kept_for,
    take_out_telephone,
)
from app.diary.rota import Shift, add_break, days_on_duty, move_day, put_on_duty, remove, rota_of
from app.diary.rota_file import load_rota_csv, rota_csv
from app.diary.rules import (
    AS_SOON_AS_POSSIBLE,
    DESK,
    HALF_HOUR,
    INTERPRETER,
    TELEPHONE,
    AdviserFree,
    Needs,
    Preference,
    Slot,
)
from app.diary.taking_leave import days_of, take_back, take_leave
from app.diary.week import WeekDay, read_week
from app.diary.week_rules import HalfHour

__all__ = [
    "ADVISER",
    "AS_SOON_AS_POSSIBLE",
    "DESK",
    "HALF_HOUR",
    "INTERPRETER",
    "PERSONAL_ADVISER",
    "TELEPHONE",
    "AdviserFree",
    "HalfHour",
    "Kept",
    "LeftOut",
    "Needed",
    "Needs",
    "Numbers",
    "Preference",
    "Shift",
    "Slot",
    "WeekDay",
    "Why",
    "add_break",
    "adviser_due_in_interview",
    "all_slots",
    "by_key",
    "copy_week",
    "days_of",
    "days_on_duty",
    "end_feed",
    "feed_of",
    "free_intervals",
    "held",
    "hold",
    "interpreters_kept_for",
    "keep",
    "keep_forecast",
    "keep_interpreter",
    "kept_back_on",
    "kept_for",
    "leave_at",
    "leave_csv",
    "leaves_of_site",
    "load_leave_csv",
    "load_rota_csv",
    "lock_day",
    "lock_days",
    "move_day",
    "needs_of",
    "new_feed",
    "numbers",
    "offer_slots",
    "pass_on",
    "pin_kept_back",
    "put_on_duty",
    "read_week",
    "release",
    "release_adviser",
    "release_appointment",
    "remove",
    "rota_csv",
    "rota_of",
    "slot_at",
    "supplier_kept_for",
    "take_back",
    "take_leave",
    "take_out_telephone",
    "time_of_leave",
    "who_else",
]
