"""The person who rings: how to reach her, what is safe, what she needs."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base

TELEPHONE_KINDS = ("voice", "textphone", "relay", "typed", "signed")
RELAYED = ("relay", "signed")


class Claimant(Base):
    """A claimant. The NI number is sealed and found again by its look-up value.

    `first_contact_at` is the date of claim and is written once; only a `FirstContactCorrection` by two people
    changes it (a trigger sees to that). `name_words` are the words of her names, now and before, by which she is
    searched for; `former_names` those she was recorded by before, or says she was known by.
    """

    __tablename__ = "claimants"
    __table_args__ = (
        CheckConstraint("correspondence IN ('en', 'cy', 'both')", name="correspondence"),
        CheckConstraint(f"telephone_kind IN ({', '.join(map(repr, TELEPHONE_KINDS))})", name="telephone_kind"),
        Index("ix_claimants_name_words", "name_words", postgresql_using="gin", postgresql_with={"fastupdate": "false"}),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    reference: Mapped[str] = mapped_column(unique=True)
    first_contact_at: Mapped[datetime]
    home_site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    title: Mapped[str | None]
    forenames: Mapped[str | None]
    surname: Mapped[str | None]
    former_names: Mapped[list[str]] = mapped_column(default=list)
    name_words: Mapped[list[str]] = mapped_column(default=list)
    date_of_birth: Mapped[date | None] = mapped_column(index=True)
    nino_sealed: Mapped[bytes | None]
    nino_look_up: Mapped[bytes | None] = mapped_column(index=True)
    address_lines: Mapped[list[str] | None]
    postcode: Mapped[str | None] = mapped_column(index=True)
    telephone: Mapped[str | None] = mapped_column(index=True)
    spoken_language: Mapped[str] = mapped_column(default="en")
    read_language: Mapped[str] = mapped_column(default="en")
    interpreter_language: Mapped[str | None]
    # By what she speaks with us; `relay_number` is her TextNumber of Relay UK (E.164), which any telephone may ring.
    telephone_kind: Mapped[str] = mapped_column(default="voice")
    relay_number: Mapped[str | None] = mapped_column(index=True)
    # What she needs to be seen at an office: codes of `access.ACCESS_NEEDS`.
    access_needs: Mapped[list[str]] = mapped_column(default=list)
    correspondence: Mapped[str] = mapped_column(default="en")
    large_print: Mapped[bool] = mapped_column(default=False)
    safe_to_ring: Mapped[bool] = mapped_column(default=True)
    safe_to_leave_message: Mapped[bool] = mapped_column(default=False)
    # None where she was not asked: then what she said of messages counts (`rules.text_is_safe`).
    safe_to_text: Mapped[bool | None]
    may_say_who: Mapped[bool] = mapped_column(default=False)
    # When it is safe to ring: as times of the day (London; None: at any), and what only a person can judge.
    safe_times: Mapped[str | None]
    safe_in_words: Mapped[str | None]
    # She was asked, and is not sure.
    safe_times_unknown: Mapped[bool] = mapped_column(default=False)
    do_not_post: Mapped[bool] = mapped_column(default=False)
    agreed_word: Mapped[str | None]
    urgent: Mapped[list[str] | None]

    @property
    def textphone(self) -> bool:
        """Whether her own telephone is a textphone."""
        return self.telephone_kind == "textphone"

    @hybrid_property
    def rung_as_agreed(self) -> bool:
        """Whether no moment is known to be safe but those she agrees to: she said it in words, or is not sure."""
        return self.safe_times_unknown or bool(self.safe_in_words)

    @rung_as_agreed.inplace.expression
    @classmethod
    def _rung_as_agreed(cls) -> ColumnElement[bool]:
        return cls.safe_times_unknown | cls.safe_in_words.is_not(None)

    @property
    def relayed(self) -> bool:
        """Whether somebody relays between us, by text or in British Sign Language: it arrives as a voice, slowly."""
        return self.telephone_kind in RELAYED


class NameWord(Base):
    """A word of anybody's name, and by what it is found though it is misspelt (see `naming.keys`).

    It says of nobody that they are called so: a search asks here what a misspelt word may have meant.
    """

    __tablename__ = "name_words"
    __table_args__ = (
        Index("ix_name_words_near", "near", postgresql_using="gin", postgresql_with={"fastupdate": "false"}),
        Index("ix_name_words_begins", "word", postgresql_ops={"word": "text_pattern_ops"}),
    )

    word: Mapped[str] = mapped_column(primary_key=True)
    near: Mapped[list[str]]


class Restriction(Base):
    """A record that is opened only with a reason, from when to when: of somebody in danger, or of a colleague."""

    __tablename__ = "restrictions"
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifting_was_recorded"),
        Index("uq_restrictions_now", "claimant_id", unique=True, postgresql_where="lifted_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claimant_id: Mapped[UUID] = mapped_column(ForeignKey("claimants.id"), index=True)
    why: Mapped[str]
    since: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class RestrictedOpening(Base):
    """That somebody opened a restricted record, and why; it counts for them until the London day ends.

    A supervisor says that she has `seen` it.
    """

    __tablename__ = "restricted_openings"
    __table_args__ = (
        Index("ix_restricted_openings_day", "claimant_id", "staff_id", "on"),
        Index("ix_restricted_openings_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claimant_id: Mapped[UUID] = mapped_column(ForeignKey("claimants.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    on: Mapped[date]
    reason: Mapped[str]
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    seen_at: Mapped[datetime | None]


class FirstContactCorrection(Base):
    """The moment of first contact put right on evidence: one person asks, another agrees."""

    __tablename__ = "first_contact_corrections"
    __table_args__ = (
        CheckConstraint("asked_by <> agreed_by", name="two_people"),
        CheckConstraint("agreed_by IS NULL OR refused_by IS NULL", name="one_answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claimant_id: Mapped[UUID] = mapped_column(ForeignKey("claimants.id"), index=True)
    old: Mapped[datetime]
    new: Mapped[datetime]
    evidence: Mapped[str]
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    refused_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]

    @property
    def waits(self) -> bool:
        """Whether nobody has agreed to it, or refused it, yet."""
        return self.agreed_by is None and self.refused_by is None


class ThirdParty(Base):
    """Somebody who acts in her place or helps her: in what capacity, with what consent, on what number.

    A row ends by being withdrawn and is never deleted: the rows of a claimant are their history.
    """

    __tablename__ = "third_parties"
    __table_args__ = (
        CheckConstraint("capacity IN ('helper', 'appointee', 'attorney', 'deputy')", name="capacity"),
        CheckConstraint("consent IN ('on_call', 'in_writing', 'own_voice')", name="consent"),
        CheckConstraint("document IN ('seen', 'to_bring')", name="document"),
        # A helper is told by her consent, whoever acts in her place by a document.
        CheckConstraint("(capacity = 'helper') = (document IS NULL)", name="acts_by_a_document"),
        CheckConstraint("consent IS NULL OR capacity = 'helper'", name="helps_by_consent"),
        CheckConstraint(
            "(consent IS NULL) = (consent_at IS NULL) AND (consent IS NULL) = (consent_by IS NULL)",
            name="consent_was_recorded",
        ),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_why IS NULL)",
            name="withdrawal_was_recorded",
        ),
        Index("uq_third_parties_now", "claimant_id", unique=True, postgresql_where="withdrawn_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claimant_id: Mapped[UUID] = mapped_column(ForeignKey("claimants.id"), index=True)
    name: Mapped[str]
    relationship: Mapped[str]
    capacity: Mapped[str]
    document: Mapped[str | None]
    address_lines: Mapped[list[str] | None]
    postcode: Mapped[str | None]
    rings_back: Mapped[bool] = mapped_column(default=False)
    telephone: Mapped[str | None] = mapped_column(index=True)
    safe_to_ring: Mapped[bool] = mapped_column(default=False)
    safe_to_leave_message: Mapped[bool] = mapped_column(default=False)
    safe_to_text: Mapped[bool] = mapped_column(default=False)
    may_say_who: Mapped[bool] = mapped_column(default=False)
    consent: Mapped[str | None]
    consent_at: Mapped[datetime | None]
    consent_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    consent_until: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    withdrawn_why: Mapped[str | None]
