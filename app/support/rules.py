"""The six points and what can come of them: declared once. Pure."""

from typing import Final

from app.values.errors import Invalid
from app.values.sentence import mark

POINTS: Final = 6
LONGEST_POINT, LONGEST_WORDS, CONTACTS_AT_MOST = 300, 2000, 12
# Numbers that hold everywhere in this country; each site adds its own.
EVERYWHERE: Final = (
    (mark("Emergency: danger to life"), "999"),
    (mark("Emergency, by text relay"), "18000"),
    (mark("Samaritans, day and night"), "116 123"),
)
OUTCOMES: Final = {
    "turned_to": mark("They have somebody to turn to, and know the numbers"),
    "emergency": mark("999 was rung"),
    "taken_over": mark("A colleague took over"),
    "no_danger": mark("It was talked through: no danger to life"),
    "line_lost": mark("The line was lost: the supervisor was told"),
}


def contacts_in(typed: str) -> list[list[str]]:
    """Contacts as typed, one a line: "name: number". Raises Invalid, naming the line."""
    found = []
    for line in filter(None, (one.strip() for one in typed.splitlines())):
        name, _, number = line.rpartition(":")
        if not name.strip() or not any(figure.isdigit() for figure in number):
            raise Invalid(mark("Write “{line}” as a name, a colon and a number."), line=line[:60])
        found.append([name.strip(), number.strip()])
    if len(found) > CONTACTS_AT_MOST:
        raise Invalid(mark("Give at most {most} contacts: they are read in a hurry."), most=CONTACTS_AT_MOST)
    return found
