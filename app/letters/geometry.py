"""Where things may stand on the page, in millimetres from the top left corner.

A4 portrait folded into a windowed C5 envelope. The figures are those of the GOV.UK Notify letter
specification, version 2.4, so that a letter that fits here fits a ready-made letter there too.
"""

from dataclasses import dataclass

MM_PER_POINT = 25.4 / 72
GRACE = 1.0  # a mark may stray this far before it counts as outside


@dataclass(frozen=True)
class Box:
    """A rectangle: its left, top, right and bottom edges in millimetres."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Millimetres across."""
        return round(self.right - self.left, 2)

    @property
    def height(self) -> float:
        """Millimetres down."""
        return round(self.bottom - self.top, 2)


PAGE = Box(0, 0, 210, 297)
INSIDE_MARGINS = Box(15, 5, 195, 292)
LOGO = Box(15, 5, 125, 30)
ADDRESS = Box(24.6, 39.5, 120, 66.3)
SENDER = Box(125, 30, 190, 95)
BODY_OF_FIRST_PAGE = Box(15, 95, 195, 292)

PRINTABLE_ON_FIRST_PAGE = (LOGO, ADDRESS, SENDER, BODY_OF_FIRST_PAGE)

MOST_PAGES = 10  # five sheets, printed on both sides, go into one envelope
MOST_BYTES = 2_000_000
