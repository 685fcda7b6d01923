"""Work that others let us do only so often a second: a token bucket, in the database, for all workers together.

The bucket holds what may be done in one second, and never less than one. It is kept as the moment at which it will be
full again: each piece of work moves that on by the time in which one token comes back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.database import commit_without_waiting
from app.jobs.models import Pace

# Clocks of two machines differ by less. A bucket that is emptier than empty by more was kept by one that is wrong, or
# that a rehearsal has set back, and counts for nothing.
CLOCKS_DIFFER = timedelta(seconds=2)


@dataclass(frozen=True)
class Paces:
    """Kind of job to how often a second it may be begun; what is not named is begun as often as it is asked for."""

    a_second: Mapping[str, float]

    def spent(self, session: Session, now: datetime) -> dict[str, datetime]:
        """The kinds of which nothing may be begun now, and when each next may be."""
        if not self.a_second:
            return {}
        rows = session.execute(select(Pace.kind, Pace.full_at).where(Pace.kind.in_(self.a_second)))
        buckets = [(kind, self._of(kind), full_at) for kind, full_at in rows]
        return {kind: full_at - bucket.room for kind, bucket, full_at in buckets if not bucket.holds(full_at, now)}

    def take(self, session: Session, kind: str, now: datetime, wanted: int = 1) -> int:
        """Take up to `wanted` tokens for jobs of that kind; returns how many were had.

        They are gone at once, whatever becomes of the session: so nobody waits for another's commit to take some.
        """
        if kind not in self.a_second:
            return wanted
        bucket = self._of(kind)
        # To insert what is there already changes nothing, locks it, and says how it stands.
        kept = insert(Pace).values(kind=kind, full_at=now)
        kept = kept.on_conflict_do_update(index_elements=[Pace.kind], set_={"full_at": Pace.full_at})
        with Session(session.get_bind()) as own, own.begin():
            commit_without_waiting(own)
            full_at = own.scalars(kept.returning(Pace.full_at)).one()
            taken = min(wanted, bucket.holds(full_at, now))
            if taken:
                full_at = min(max(full_at, now), now + bucket.room) + taken * bucket.token
                own.execute(update(Pace).where(Pace.kind == kind).values(full_at=full_at))
        return taken

    def _of(self, kind: str) -> "_Bucket":
        a_second = self.a_second[kind]
        return _Bucket(token=timedelta(seconds=1 / a_second), whole=timedelta(seconds=max(1.0, a_second) / a_second))


@dataclass(frozen=True)
class _Bucket:
    """`token`: in what time one comes back; `whole`: in what time all do."""

    token: timedelta
    whole: timedelta

    @property
    def room(self) -> timedelta:
        """How long before it is full there is still one token in it."""
        return self.whole - self.token

    def holds(self, full_at: datetime, now: datetime) -> int:
        """How many tokens are in it; one where it is emptier than it can be."""
        if full_at > now + self.whole + CLOCKS_DIFFER:
            return 1
        return max(0, (now + self.whole - max(full_at, now)) // self.token)


UNPACED = Paces({})
