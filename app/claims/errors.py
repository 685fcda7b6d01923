"""What can go wrong with a claim."""


class ClaimError(Exception):
    """A claim could not be changed as asked."""


class ClaimNotOpenError(ClaimError):
    """An answer was given to a claim that takes none now: it is finished, or broken off and not taken up again."""


class BadEvidenceRulesError(Exception):
    """The evidence rules are wrong; the message says file, item and fault, a line each."""


class BadPaymentTableError(Exception):
    """The table of payments is wrong; the message says file, row and fault, a line each."""
