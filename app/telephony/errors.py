"""What may come of asking Twilio: each kind is answered differently."""


class TelephonyError(Exception):
    """Twilio did not do as it was asked."""


class Refused(TelephonyError):
    """Twilio said no, and would again: the number is not to be rung, a parameter is wrong."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"Twilio refused: {code} {message}")
        self.code = code


class Gone(TelephonyError):
    """The call is over (21220): she has gone."""


class NotNow(TelephonyError):
    """Nothing was done and trying again later may help: too many requests, no connection."""


class TooMany(NotNow):
    """It answers, but will not do more at this rate (429): no outage, and not to be hurried."""


class AnswerLost(TelephonyError):
    """The request went out and no answer came: it may have been done. Never simply send it again."""
