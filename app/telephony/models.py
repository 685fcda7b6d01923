"""When Twilio did not answer."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class Outage(Base):
    """A time in which Twilio took no request of ours, from the first that failed to the next that was answered."""

    __tablename__ = "outages"
    # One that goes on has no end, and there is one at a time, whichever process meets it first.
    __table_args__ = (
        Index(
            "uq_outages_now",
            "ended_at",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where="ended_at IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
