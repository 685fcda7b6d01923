"""Days that were, put into the database as the service keeps them: callers, offers, connections, what advisers did."""

import random
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.calls.models import Call, Connection
from app.line import service as line
from app.line.models import Demand, Offer
from app.sites.models import Site
from app.staff.models import PresenceChange, Staff


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


class KeptDay:
    """Adds to a day, with ids that are counted up, so that the same day is made again the same."""

    def __init__(self, session: Session, first_id: int = 1) -> None:
        self.session, self.next_id = session, first_id

    def _id(self) -> UUID:
        self.next_id += 1
        return UUID(int=self.next_id)

    def adviser(self, site: Site, number: int, languages: tuple[str, ...] = ("en",)) -> Staff:
        """Somebody who may sign in; not at work yet."""
        made = Staff(
            username=f"{site.slug}-{number}",
            name=f"Adviser {number}",
            password_hash="",
            role="adviser",
            site_id=site.id,
            languages=list(languages),
            textphone=False,
        )
        self.session.add(made)
        self.session.flush()
        return made

    def does(self, adviser: Staff, at: datetime, *states: str, each: timedelta = timedelta()) -> None:
        """What he does from that moment on, one after the other."""
        for place, state in enumerate(states):
            moment = at + place * each
            self.session.add(PresenceChange(staff_id=adviser.id, site_id=adviser.site_id, state=state, at=moment))
        self.session.flush()

    def rings(
        self,
        home: Site,
        at: datetime,
        waits: float,
        by: Staff | None,
        lasts: float = 0,
        *,
        language: str = "en",
        state: str = "abandoned",
    ) -> Demand:
        """A caller who is answered by somebody after so many seconds, or without anybody is gone then."""
        call = Call(
            id=self._id(),
            sid=f"CA{self.next_id:032}",
            site_id=home.id,
            to_number=home.telephone,
            part="line",
            state="ended",
            started_at=at,
        )
        answered = at + seconds(waits) if by else None
        ended = at + seconds(waits + lasts)
        demand = Demand(
            id=self._id(),
            kind="caller",
            call_id=call.id,
            home_site_id=home.id,
            language=language,
            textphone=False,
            joined_at=at,
            state="served" if by else state,
            answered_at=answered,
            ended_at=ended,
        )
        self.session.add(call)
        self.session.flush()
        self.session.add(demand)
        self.session.flush()
        if by:
            offer = Offer(
                id=self._id(),
                demand_id=demand.id,
                adviser_id=by.id,
                site_id=by.site_id,
                away=by.site_id != home.id,
                reason="",
                state="ended",
                made_at=at + seconds(max(0, waits - 4)),
                accepted_at=answered,
                ended_at=ended,
            )
            self.session.add(offer)
            self.session.flush()
            self.session.add(
                Connection(
                    id=self._id(),
                    offer_id=offer.id,
                    adviser_id=by.id,
                    site_id=by.site_id,
                    call_id=call.id,
                    opened_at=answered,
                    claimant_joined_at=answered,
                    ended_at=ended,
                    wrapped_up_at=ended,
                )
            )
        return demand

    def goes_on(self, demand: Demand, by: Staff, lasts: float) -> None:
        """A colleague takes her over when the first adviser's part has ended, for so many seconds."""
        begins = demand.ended_at
        assert begins is not None
        demand.ended_at = begins + seconds(lasts)
        offer = line.hand_over(self.session, demand, by.id, by.site_id, "", {}, begins)
        line.end_offer(offer, "ended", demand.ended_at)
        self.session.add(
            Connection(
                id=self._id(),
                offer_id=offer.id,
                adviser_id=by.id,
                site_id=by.site_id,
                call_id=demand.call_id,
                opened_at=begins,
                claimant_joined_at=begins,
                ended_at=demand.ended_at,
                wrapped_up_at=demand.ended_at,
            )
        )
        self.session.flush()

    def busy(self, sites: list[Site], morning: datetime, callers: int, advisers: int, seed: int = 1) -> None:
        """A whole day, ten hours from the morning on: callers at random, most of them answered at home at once."""
        chance = random.Random(seed)
        people = {site.slug: [self.adviser(site, number) for number in range(advisers)] for site in sites}
        for there in people.values():
            for one in there:
                self.does(one, morning, "away", "ready", each=seconds(60))
                self.does(one, morning + timedelta(hours=4), "break", "ready", each=timedelta(minutes=30))
                self.does(one, morning + timedelta(hours=10), "signed_out")
        for _ in range(callers):
            home = chance.choice(sites)
            at = morning + seconds(36_000 * chance.random())
            if chance.random() < 0.1:
                self.rings(home, at, chance.expovariate(1 / 60), None)
            else:
                site = home if chance.random() < 0.8 else chance.choice(sites)
                by = chance.choice(people[site.slug])
                self.rings(home, at, 4 + chance.expovariate(1 / 20), by, chance.expovariate(1 / 180) + 1)
        self.session.flush()
