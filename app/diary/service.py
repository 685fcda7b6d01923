"""Who and what is free when: the door of the diary."""

from app.diary.holding import (
    ADVISER,
    PERSONAL_ADVISER,
    adviser_due_in_interview,
    held,
    keep,
    lock_day,
    release,
    release_appointment,
)
from app.diary.rota import Shift, add_break, is_unset, put_on_duty, remove, rota_of
from app.diary.rota_file import load_rota_csv

__all__ = [
    "ADVISER",
    "PERSONAL_ADVISER",
    "Shift",
    "add_break",
    "adviser_due_in_interview",
    "held",
    "is_unset",
    "keep",
    "load_rota_csv",
    "lock_day",
    "put_on_duty",
    "release",
    "release_appointment",
    "remove",
    "rota_of",
]
