"""What a textphone hears: no menu and no voice, but tones that its site recorded, which it shows as words.

Until a desk has taken her call it rings, as any telephone does that is not answered: she pays nothing, and the lamp of
her textphone shows it. Every call of ours is a leg that we make, and a desk is only known once the matcher has offered
her, so it is not a <Dial> with answerOnBridge that keeps her ringing: her own call asks every other moment.

Those that say that nobody can answer are kept in files besides, so that they are played while the database is away.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from app.calls.models import Call
from app.prompts import service as prompts
from app.settings import Settings
from app.sites import service as sites
from app.switchboard.context import Switchboard
from app.switchboard.replies import HoldOn, KeepRinging, Reply, Tell, Wait, Waiting
from app.telephony.twiml import Sentence
from app.values.language import ENGLISH

# Every desk is taken for so long: engaged. She is told so, and rung, and not kept on a line that says nothing.
ENGAGED_AFTER: Final = timedelta(seconds=60)
# So long nothing is said of the wait of a call that was picked up, where the site has not recorded its tones.
SAID_AFTER: Final = timedelta(seconds=10)
# Among the answers of a call: nobody has picked it up yet.
RINGS: Final = "line.rings"
KEPT_EVERY: Final = timedelta(minutes=1)
FOLDER: Final = "textphone-recordings"
ENDINGS: Final = {"audio/wav": ".wav", "audio/mpeg": ".mp3"}
MEDIA: Final = {ending: media for media, ending in ENDINGS.items()}


def ring(call: Call) -> None:
    """It has come in, and is not picked up."""
    call.answers = {**call.answers, RINGS: "yes"}


def rings(call: Call) -> bool:
    """Whether it rings still: then it cannot be told anything, and asks by itself."""
    return call.answers.get(RINGS) == "yes"


def picked_up(call: Call) -> None:
    """It rings no longer, whoever picked it up."""
    if rings(call):
        call.answers = {key: value for key, value in call.answers.items() if key != RINGS}


def heard(board: Switchboard, session: Session, call: Call, reply: Reply) -> Reply:
    """The reply as a textphone hears it. What its site has not recorded is said, so that the line is never dead."""
    if not call.textphone:
        return reply
    match reply:
        case Waiting() | HoldOn():
            kind = prompts.WAITING
        case Tell() if call.connected_at is None:
            kind = prompts.UNANSWERED
        case Wait() if rings(call):
            return KeepRinging(call.id)
        case Wait():
            # The round of the wait follows at once, and has its own.
            return replace(reply, sentences=[])
        case _:
            return reply
    recording = prompts.of_textphone(session, call.site_id).get(kind)
    if recording is None:
        return reply
    return replace(reply, sentences=[Sentence("", ENGLISH.code, recording=board.addresses.prompt(recording))])


# ── while the database is away ───────────────────────────────────────────────────────────────────────────────────


def keep_in_files(board: Switchboard) -> None:
    """Tick: keep beside this process what each textphone number plays where nobody answers, and nothing older."""
    folder = _folder(board.settings)
    with board.database.transaction() as session:
        recordings = prompts.unanswered_of_all(session)
        for site in sites.all_sites(session):
            recording = recordings.get(site.id)
            found = prompts.by_id(session, recording) if recording is not None else None
            name = f"{_figures(site.textphone)}-{recording}{ENDINGS[found.media]}" if found is not None else ""
            if found is not None and not (folder / name).exists():
                folder.mkdir(parents=True, exist_ok=True)
                part = folder / f"{name}.part"
                part.write_bytes(found.sound)
                part.rename(folder / name)
            for old in folder.glob(f"{_figures(site.textphone)}-*"):
                if old.name != name:
                    old.unlink(missing_ok=True)


def file_of(settings: Settings, number: str) -> Path | None:
    """The file of what a number (E.164) plays; None where nothing was recorded, or it is no textphone's."""
    found = (one for one in _folder(settings).glob(f"{_figures(number)}-*") if one.suffix in MEDIA)
    return next(found, None)


def media_of(file: Path) -> str:
    """What that file is, as the telephone network is told."""
    return MEDIA[file.suffix]


def _folder(settings: Settings) -> Path:
    return settings.letters_dir.parent / FOLDER


def _figures(number: str) -> str:
    return "".join(one for one in number if one.isascii() and one.isdigit())
