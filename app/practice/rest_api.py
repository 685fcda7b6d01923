"""The blueprint of the REST interface, and the exchange that a request is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Blueprint, current_app
from werkzeug.local import LocalProxy

if TYPE_CHECKING:
    from app.practice.exchange import Exchange

EXCHANGE = "PRACTICE_EXCHANGE"
api = Blueprint("rest", __name__, url_prefix="/2010-04-01/Accounts/<account_sid>")
exchange = cast("Exchange", LocalProxy(lambda: current_app.config[EXCHANGE]))
