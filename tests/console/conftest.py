"""What tests of the adviser's pages without a telephone begin with."""

from datetime import datetime

import pytest

from app.database import Database
from app.settings import Settings
from tests.console.office import Office, make_office


@pytest.fixture
def office(settings: Settings, fresh_database: Database, now: datetime, time_stands: None) -> Office:
    return make_office(settings, fresh_database, now)
