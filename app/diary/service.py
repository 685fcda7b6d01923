"""Who and what is free when: the door of the diary."""

from app.diary.holding import (
    ADVISER,
    PERSONAL_ADVISER,
    adviser_due_in_interview,
    held,
    keep,
    lock_day,
    release,
    release_adviser,
    release_appointment,
)
from app.diary.offering import (
    all_slots,
    free_intervals,
    hold,
    needs_of,
    offer_slots,
    pin_kept_back,
    slot_at,
)
from app.diary.resources import kept_for, supplier_kept_for, take_out_telephone
from app.diary.rota import Shift, add_break, is_unset, move_day, put_on_duty, remove, rota_of
from app.diary.rota_file import load_rota_csv
from app.diary.rules import AS_SOON_AS_POSSIBLE, DESK, INTERPRETER, TELEPHONE, AdviserFree, Needs, Preference, Slot

__all__ = [
    "ADVISER",
    "AS_SOON_AS_POSSIBLE",
    "DESK",
    "INTERPRETER",
    "PERSONAL_ADVISER",
    "TELEPHONE",
    "AdviserFree",
    "Needs",
    "Preference",
    "Shift",
    "Slot",
    "add_break",
    "adviser_due_in_interview",
    "all_slots",
    "free_intervals",
    "held",
    "hold",
    "is_unset",
    "keep",
    "kept_for",
    "load_rota_csv",
    "lock_day",
    "move_day",
    "needs_of",
    "offer_slots",
    "pin_kept_back",
    "put_on_duty",
    "release",
    "release_adviser",
    "release_appointment",
    "remove",
    "rota_of",
    "slot_at",
    "supplier_kept_for",
    "take_out_telephone",
]
