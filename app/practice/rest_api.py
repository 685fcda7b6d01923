"""The blueprint of the REST interface, and the exchange that a request is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Blueprint, request
from werkzeug.local import LocalProxy

if TYPE_CHECKING:
    from app.practice.exchange import Exchange

EXCHANGE = "practice.exchange"
api = Blueprint("rest", __name__, url_prefix="/2010-04-01/Accounts/<account_sid>")
exchange = cast("Exchange", LocalProxy(lambda: request.environ[EXCHANGE]))
