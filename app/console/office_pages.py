"""What the pages of an office show."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """Somebody expected at an office; `needs` are what has to be there for them, in words."""

    at: datetime
    office: str
    who: str
    reference: str
    needs: str
