"""Where Twilio asks: every webhook address of the service, in one place.

The four fixed ones are what an operator may enter by hand; all others are told to Twilio by the service itself.
"""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Addresses:
    """Webhook addresses under the public base address (without a slash at its end)."""

    base: str

    @property
    def of_a_number(self) -> dict[str, str]:
        """What each of our telephone numbers is connected to, keyed as Twilio's client names it."""
        return {
            "voice_url": f"{self.base}/voice/inbound",
            "voice_fallback_url": f"{self.base}/voice/fallback",
            "status_callback": f"{self.base}/voice/status",
            "sms_url": f"{self.base}/text/inbound",
        }

    @property
    def typed_page(self) -> str:
        """Where a code that we sent, with her reference, opens the typed page: no webhook, but told to her."""
        return f"{self.base}/text/enter?given=1"

    @property
    def typed_page_on_paper(self) -> str:
        """The same, as short as it can be typed from a letter."""
        return f"{self.base}/text/enter"

    def turn(self, call_id: UUID, turn: int) -> str:
        """Where the answer to the question of this turn goes. A repeated answer bears the same turn."""
        return f"{self.base}/voice/call/{call_id}/turn/{turn}"

    def call_now(self, call_id: UUID) -> str:
        """What a call should do, whatever led there."""
        return f"{self.base}/voice/call/{call_id}/now"

    def wait(self, call_id: UUID) -> str:
        """What is said in the waiting line."""
        return f"{self.base}/voice/call/{call_id}/wait"

    def wait_key(self, call_id: UUID) -> str:
        """A key pressed in the waiting line."""
        return f"{self.base}/voice/call/{call_id}/wait-key"

    def leg(self, leg_id: UUID) -> str:
        """What a call that we made should do, once it is answered."""
        return f"{self.base}/voice/leg/{leg_id}/now"

    def leg_key(self, leg_id: UUID, tries: int) -> str:
        """A key pressed by whoever is offered to join, who was asked so often before."""
        return f"{self.base}/voice/leg/{leg_id}/key/{tries}"

    def leg_status(self, leg_id: UUID) -> str:
        """What becomes of a call that we made."""
        return f"{self.base}/voice/leg/{leg_id}/status"

    def connection_wait(self, connection_id: UUID) -> str:
        """What is heard by somebody alone in a conference."""
        return f"{self.base}/voice/connection/{connection_id}/wait"

    def connection_events(self, connection_id: UUID) -> str:
        """What happens in a conference."""
        return f"{self.base}/voice/connection/{connection_id}/events"

    def text_status(self, text_id: UUID) -> str:
        """What becomes of a text that we sent."""
        return f"{self.base}/text/message/{text_id}/status"

    def prompt(self, prompt_id: UUID) -> str:
        """A recording that is played on the line."""
        return f"{self.base}/voice/prompt/{prompt_id}"

    def textphone(self, number: str) -> str:
        """What a textphone number (E.164) plays where no desk answers, though the database may be away."""
        return f"{self.base}/voice/textphone/{number.removeprefix('+')}"

    @property
    def fallback(self) -> str:
        """What is said when all else fails."""
        return f"{self.base}/voice/fallback"

    def fallback_again(self, tries: int, leg_id: UUID | None) -> str:
        """The same, asked so often before; of a call that we made, where it is known which."""
        leg = f"&leg={leg_id}" if leg_id is not None else ""
        return f"{self.base}/voice/fallback?tries={tries}{leg}"
