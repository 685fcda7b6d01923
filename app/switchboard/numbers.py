"""Our own telephone numbers, and whether what comes in on them is led to us."""

from sqlalchemy.orm import Session

from app.sites import service as sites
from app.switchboard.context import Switchboard


def ours(board: Switchboard, session: Session) -> list[str]:
    """Each site's number and its textphone's, and the one that texts come from, at which she may answer them."""
    of_sites = [number for site in sites.all_sites(session) for number in (site.telephone, site.textphone)]
    return list(dict.fromkeys([*of_sites, board.settings.twilio_text_sender]))


def connect(board: Switchboard, number: str) -> None:
    """Lead what comes in on that number to us. Raises TelephonyError."""
    board.telephone.connect_number(number, board.addresses.of_a_number)


def are_connected(board: Switchboard, session: Session) -> bool:
    """Whether what comes in on every number of ours is led to us. Raises TelephonyError."""
    return all(board.telephone.is_connected(number, board.addresses.of_a_number) for number in ours(board, session))
