"""What can stand in the way of an appointment."""

from app.appointments.models import Appointment


class TooEarly(Exception):
    """Her letter could not have come by then: read the papers out to her and ask whether she agrees."""


class AlreadyBooked(Exception):
    """She has such an appointment: show it, and offer to change it."""

    def __init__(self, appointment: Appointment) -> None:
        super().__init__("an appointment of that kind is already booked")
        self.appointment = appointment


class SamePerson(Exception):
    """A waiver is agreed to, and a decision looked at, by somebody who did not take it."""


class NotTried(Exception):
    """Nothing may end yet: she has not been invited again, or nobody has rung or visited her."""
