"""What was recorded: one sound for the words of a language."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.database import Base


class Prompt(Base):
    """A recording. `words` are those that were read out, without the marks around them: other words, another prompt.

    `media` is what the telephone network is told it is; a recording made anew gets a new id, so that none is stale.
    """

    __tablename__ = "prompts"
    __table_args__ = (
        CheckConstraint("media IN ('audio/wav', 'audio/mpeg')", name="media"),
        UniqueConstraint("language", "words"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    language: Mapped[str]
    words: Mapped[str]
    media: Mapped[str]
    sound: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class TextphoneRecording(Base):
    """What a site's textphone number plays: tones that a textphone shows as words. One of each kind a site."""

    __tablename__ = "textphone_recordings"
    __table_args__ = (
        CheckConstraint("kind IN ('waiting', 'unanswered')", name="kind"),
        CheckConstraint("media IN ('audio/wav', 'audio/mpeg')", name="media"),
        UniqueConstraint("site_id", "kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    kind: Mapped[str]
    media: Mapped[str]
    sound: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
