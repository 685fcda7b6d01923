"""The telephone in the browser: its window, its token, and to whom they are given."""

import jwt
import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.staff import service as staff
from app.web.headers import CONTENT_SECURITY_POLICY
from tests.journeys.browser import Adviser
from tests.journeys.world import World


@pytest.fixture
def tess(world: World) -> Adviser:
    """Tess, whose telephone is in the browser, signed in."""
    with world.session() as session:
        found = staff.by_username(session, "tess")
        assert found is not None
        staff.set_telephone(session, found, None, True, world.now(), by=found.id)
    return Adviser(world, "tess")


def test_the_token_is_for_his_own_name_for_an_hour_and_dials_nobody(world: World, tess: Adviser) -> None:
    page = tess.open("/telephone").page
    headers = {"X-CSRFToken": page.xpath("string(//*[@data-telephone]//input[@name='csrf_token']/@value)")}
    answer = tess.http.post(f"{tess.base}/telephone/token", headers=headers, timeout=30)

    token = answer.json()["token"]
    claims = jwt.decode(
        token, world.settings.twilio_api_key_secret, algorithms=["HS256"], options={"verify_exp": False}
    )
    assert jwt.get_unverified_header(token)["cty"] == "twilio-fpa;v=1"
    assert (claims["iss"], claims["sub"]) == (world.settings.twilio_api_key_sid, world.settings.twilio_account_sid)
    issued_at = int(claims["jti"].rpartition("-")[2])
    assert claims["exp"] - issued_at == 3600
    assert claims["grants"] == {"identity": "tess", "voice": {"incoming": {"allow": True}}}
    assert answer.headers["Cache-Control"] == "no-store"
    with world.session() as session:
        given = session.scalars(select(AuditEntry).where(AuditEntry.action == "telephone_token")).one()
        assert given.staff_id == world.staff_id("tess")


def test_only_the_window_may_speak_with_the_signalling_and_loads_its_script(world: World, tess: Adviser) -> None:
    window = tess.http.get(f"{tess.base}/telephone", timeout=30)
    home = tess.http.get(f"{tess.base}/", timeout=30)

    added = " wss://voice-js.roaming.twilio.com"
    assert window.headers["Content-Security-Policy"].replace(added, "") == CONTENT_SECURITY_POLICY
    assert added in window.headers["Content-Security-Policy"]
    assert "voice-sdk" in window.text
    assert home.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "voice-sdk" not in home.text
    assert "data-telephone-bar" in home.text


def test_whose_telephone_is_on_the_desk_is_given_neither(world: World) -> None:
    una = Adviser(world, "una")

    assert una.http.get(f"{una.base}/telephone", timeout=30).status_code == 404
    page = una.open("/").page
    headers = {"X-CSRFToken": page.xpath("string(//input[@name='csrf_token']/@value)")}
    assert una.http.post(f"{una.base}/telephone/token", headers=headers, timeout=30).status_code == 404
    assert not page.xpath("//*[@data-telephone-bar]")
