"""The headers of every answer: what a browser may load, keep, frame and tell others."""

from flask import Flask, Response, request

CONNECT = "connect-src 'self'"
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        CONNECT,
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
PERMISSIONS_POLICY = "microphone=(self), autoplay=(self), camera=(), geolocation=(), payment=(), usb=()"
A_YEAR = 31_536_000


def may_connect(response: Response, *sources: str) -> None:
    """Let the scripts of one page speak with other addresses besides our own."""
    wider = " ".join((CONNECT, *sources))
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(CONNECT, wider)


def init(app: Flask, *, https: bool) -> None:
    """Set the headers after every request of `app`; HSTS only where it is reached by https."""

    @app.after_request
    def set_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if https:
            headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
        if request.path.startswith("/static/built/"):
            # The name of a built file has its own hash in it, so it never changes.
            headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        elif not request.path.startswith("/static/"):
            headers["Cache-Control"] = "no-store"
        return response
