"""Settings, typed, from the environment and nowhere else; a wrong one stops the start."""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class SettingsError(Exception):
    """One or more settings are missing or wrong; the message names each."""


@dataclass(frozen=True)
class Settings:
    """What the service is told from outside.

    `field_keys` maps a key's name to its 32 bytes; the first is used to seal, all to open.
    `database_url` is None where the embedded server is to be used. `practice_clock` is a file that says by how many
    seconds a rehearsal is ahead of the time; it counts for nothing where the telephone network is real.
    `vacancies_dir` is the folder that a file of vacancies is put into each day; None where none is.
    `twilio_edge` is where browser telephones connect to Twilio (https://www.twilio.com/docs/global-infrastructure/edge-locations);
    `practice_signalling` the stand-in's host and port for them, or empty. `exports_dir` is the folder into which
    finished claims are put for the benefit expert and the council; without one they are fetched on a page.
    """

    secret_key: str
    field_keys: dict[str, bytes]
    database_url: str | None
    public_base_url: str
    twilio_account_sid: str
    twilio_auth_token: str
    twilio_api_key_sid: str
    twilio_api_key_secret: str
    twilio_api_base_url: str
    twilio_calls_per_second: float
    twilio_text_sender: str
    letters_dir: Path
    practice_clock: Path | None = None
    vacancies_dir: Path | None = None
    twilio_edge: str = "roaming"
    practice_signalling: str = ""
    exports_dir: Path | None = None

    @property
    def signalling_host(self) -> str:
        """Where a telephone in a browser signals to."""
        return self.practice_signalling or f"voice-js.{self.twilio_edge}.twilio.com"

    @property
    def practice(self) -> bool:
        """Whether the telephone network is a stand-in on this machine: only then are invented numbers let in."""
        return urlsplit(self.twilio_api_base_url).hostname in LOOPBACK

    @property
    def secure(self) -> bool:
        """Whether the public address is https, so that cookies may be marked so."""
        return self.public_base_url.startswith("https://")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read all settings; raises SettingsError that lists every fault at once."""
        read = _Reader(environment)
        settings = cls(
            secret_key=read.text("SECRET_KEY", at_least=32),
            field_keys=read.keys("FIELD_KEYS"),
            database_url=read.database("DATABASE_URL"),
            public_base_url=read.url("PUBLIC_BASE_URL"),
            twilio_account_sid=read.text("TWILIO_ACCOUNT_SID"),
            twilio_auth_token=read.text("TWILIO_AUTH_TOKEN"),
            twilio_api_key_sid=read.text("TWILIO_API_KEY_SID"),
            twilio_api_key_secret=read.text("TWILIO_API_KEY_SECRET"),
            twilio_api_base_url=read.url("TWILIO_API_BASE_URL", default="https://api.twilio.com"),
            twilio_calls_per_second=read.number("TWILIO_CALLS_PER_SECOND", default=1.0),
            twilio_text_sender=read.text("TWILIO_TEXT_SENDER"),
            letters_dir=Path(read.text("LETTERS_DIR")),
            twilio_edge=read.name("TWILIO_EDGE", "[a-z0-9-]+", default="roaming"),
            practice_signalling=read.name("PRACTICE_SIGNALLING", r"(localhost|127\.0\.0\.1):\d+"),
            vacancies_dir=Path(environment["VACANCIES_DIR"]) if environment.get("VACANCIES_DIR") else None,
            practice_clock=Path(environment["PRACTICE_CLOCK"]) if environment.get("PRACTICE_CLOCK") else None,
            exports_dir=Path(environment["EXPORTS_DIR"]) if environment.get("EXPORTS_DIR") else None,
        )
        if read.faults:
            raise SettingsError("These settings are missing or wrong:\n  " + "\n  ".join(read.faults))
        return settings


def home() -> Path:
    """Where this machine's service keeps its data: never a home folder for root, the user's own otherwise."""
    if chosen := os.environ.get("STARTLINE_HOME"):
        return Path(chosen)
    if os.geteuid() == 0:
        return Path("/var/lib/startline")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "startline"


def local_environment() -> dict[str, str]:
    """The settings that `flask up` made for this machine, or none; the real environment goes before them."""
    file = home() / "environment"
    if not file.exists():
        return {}
    pairs = (line.partition("=") for line in file.read_text().splitlines() if line)
    return {name: value for name, _, value in pairs}


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.faults: list[str] = []

    def text(self, name: str, at_least: int = 1) -> str:
        value = self.environment.get(name, "")
        if not value:
            self.faults.append(f"{name}: not set")
        elif len(value) < at_least:
            self.faults.append(f"{name}: at least {at_least} characters are needed")
        return value

    def name(self, name: str, pattern: str, default: str = "") -> str:
        value = self.environment.get(name) or default
        if value and not re.fullmatch(pattern, value):
            self.faults.append(f"{name}: {value!r} does not look like one")
        return value

    def url(self, name: str, default: str = "") -> str:
        value = self.environment.get(name) or default
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            self.faults.append(f"{name}: an address such as https://startline.example is needed, not {value!r}")
        elif "_" in parts.hostname:
            self.faults.append(f"{name}: Twilio refuses host names with an underscore")
        return value.rstrip("/")

    def number(self, name: str, default: float) -> float:
        value = self.environment.get(name)
        try:
            number = float(value) if value else default
        except ValueError:
            number = 0
        if number <= 0:
            self.faults.append(f"{name}: a number above nought is needed, not {value!r}")
        return number

    def database(self, name: str) -> str | None:
        value = self.environment.get(name) or None
        if value and not value.startswith(("postgresql://", "postgresql+psycopg://")):
            self.faults.append(f"{name}: only PostgreSQL is supported (postgresql://…)")
        return value

    def keys(self, name: str) -> dict[str, bytes]:
        keys: dict[str, bytes] = {}
        for part in filter(None, self.environment.get(name, "").split(",")):
            label, _, encoded = part.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                key = b""
            if not label or len(key) != 32:
                self.faults.append(f"{name}: each key is written name:base64 of 32 bytes")
            keys[label] = key
        if not keys:
            self.faults.append(f"{name}: not set")
        return keys
