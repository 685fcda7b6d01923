"""What can go wrong with a letter."""


class LetterError(Exception):
    """A letter could not be made or moved on."""


class TypesettingError(LetterError):
    """The typesetting engine refused the letter."""


class LetterRefusedError(LetterError):
    """The letter was set, but the post would not take it; the message says why."""
