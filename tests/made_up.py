"""Settings that are invented: a service whose telephone network is on this machine and answers nobody."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from app.settings import Settings

INVENTED = Settings(
    secret_key="not a secret: invented for the tests",
    field_keys={"test": b"k" * 32},
    database_url=None,
    public_base_url="http://127.0.0.1:5000",
    twilio_account_sid="AC" + "0" * 32,
    twilio_auth_token="invented",
    twilio_api_key_sid="SK" + "0" * 32,
    twilio_api_key_secret="invented",
    twilio_api_base_url="http://127.0.0.1:5050",
    twilio_calls_per_second=1000.0,
    twilio_text_sender="+447700900999",
    letters_dir=Path(),
)


def settings_with(letters_dir: Path, **changes: Any) -> Settings:
    """The same, with its letters in a folder, and other changes by name."""
    return replace(INVENTED, letters_dir=letters_dir, **changes)
