"""What somebody needs to be seen at an office: codes, and the words for each."""

from typing import Final

from app.values.sentence import mark

ACCESS_NEEDS: Final = {
    "step_free": mark("A way in without steps"),
    "bsl": mark("A British Sign Language interpreter"),
    "hearing_loop": mark("A hearing loop"),
    "lipspeaker": mark("A lipspeaker"),
    "quiet_room": mark("A quiet room"),
    "large_print": mark("Papers in large print"),
    "writing": mark("Help with reading or writing"),
}
