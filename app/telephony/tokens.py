"""What lets a browser be a telephone: an access token, for one name and for calls that come in.

Facts: https://www.twilio.com/docs/iam/access-tokens
"""

from datetime import timedelta

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from app.settings import Settings

LASTS = timedelta(hours=1)


def for_browser(settings: Settings, identity: str) -> str:
    """A token, good for an hour from now, to be rung as `client:identity` and for nothing else: it dials nobody."""
    token = AccessToken(
        settings.twilio_account_sid,
        settings.twilio_api_key_sid,
        settings.twilio_api_key_secret,
        identity=identity,
        ttl=int(LASTS.total_seconds()),
    )
    token.add_grant(VoiceGrant(incoming_allow=True))
    return str(token.to_jwt())
