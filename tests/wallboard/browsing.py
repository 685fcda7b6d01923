"""A browser that fills in forms as a person does: it takes the token from the page that it looks at."""

from io import BytesIO

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.signing_in import token_in


class Browser:
    """Somebody signed in."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def see(self, address: str) -> str:
        """The page at that address."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.text

    def send(self, address: str, /, *, seen: str | None = None, **fields: str | tuple[BytesIO, str]) -> TestResponse:
        """Send the form of a page (`seen`, or the one at the address)."""
        token = token_in(self.see(seen or address))
        named = {name.replace("__", "-"): value for name, value in fields.items()}
        return self.client.post(address, data={"csrf_token": token, **named})

    def sends(self, address: str, /, *, seen: str | None = None, **fields: str | tuple[BytesIO, str]) -> str:
        """Send a form that is accepted; the page that follows."""
        answer = self.send(address, seen=seen, **fields)
        assert answer.status_code == 303, answer.text
        return self.see(answer.headers["Location"])
