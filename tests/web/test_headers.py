"""What a browser may load, keep and frame."""

import re

from flask import Flask

from app.web.headers import CONTENT_SECURITY_POLICY


def test_a_page_may_run_nothing_that_stands_inside_it(bare_app: Flask) -> None:
    answer = bare_app.test_client().get("/page")
    policy = answer.headers["Content-Security-Policy"]
    assert policy == CONTENT_SECURITY_POLICY
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    page = answer.get_data(as_text=True)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son[a-z]+=|<style|\sstyle=", page)


def test_a_page_is_never_kept_or_framed(bare_app: Flask) -> None:
    headers = bare_app.test_client().get("/page").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert "microphone=(self)" in headers["Permissions-Policy"]
