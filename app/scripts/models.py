"""The versions of scripts that interviews were begun with."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class ScriptVersion(Base):
    """The content of a script that an interview is pinned to: path in the folder → text of the file. Never altered:
    another content has another version."""

    __tablename__ = "script_versions"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    files: Mapped[dict[str, str]] = mapped_column(JSONB)
    kept_at: Mapped[datetime]
