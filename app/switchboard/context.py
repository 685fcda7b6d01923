"""What the switchboard works with; made once a process by `create_app`."""

from dataclasses import dataclass, field

from app.database import Database
from app.measures.short_calls import ShortCalls
from app.scripts.service import Scripts
from app.settings import Settings
from app.telephony.addresses import Addresses
from app.telephony.client import Telephone


@dataclass(frozen=True)
class Switchboard:
    """The rooms' outside: database, Twilio, the scripts. Holds no state of any call; what is measured is so anew."""

    settings: Settings
    database: Database
    telephone: Telephone
    addresses: Addresses
    scripts: Scripts
    short_calls: ShortCalls = field(default_factory=ShortCalls)
