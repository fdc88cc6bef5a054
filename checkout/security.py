"""What every answer carries and every request must pass, whoever it is for."""

from datetime import timedelta
from functools import cache
from typing import Any

from flask import Flask, Request, Response, abort, current_app, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import Serializer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode

from .config import Settings, settings
from .hearing_out import hear_out_the_refused

#: bytes; an order of a hundred lines with two addresses is a tenth of it
BODY_LIMIT = 64 * 1024
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)
#: what a picture, a font or a script needs; the rest of HEADERS speaks to documents
FILE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
HEADERS = FILE_HEADERS | {
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PICTURES = {"asset", "static"}
HSTS = "max-age=31536000; includeSubDomains"


#: bytes of a session as JSON
LONG = 600


class OneKeySigner(TimestampSigner):
    """Works out its key once instead of with every signature."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.derive_key = cache(super().derive_key)  # type: ignore[method-assign]


class OneSigner(URLSafeTimedSerializer):
    """Makes its signer once instead of with every cookie."""

    default_signer = OneKeySigner

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.make_signer = cache(super().make_signer)  # type: ignore[method-assign]

    def dump_payload(self, obj: Any, *given: Any, **named: Any) -> bytes:
        """What is short is not compressed: it would hardly become any shorter."""
        plain = Serializer.dump_payload(self, obj, *given, **named)
        is_long = len(plain) > LONG
        return super().dump_payload(obj, *given, **named) if is_long else base64_encode(plain)


class Cookies(SecureCookieSessionInterface):
    """Sessions in signed cookies. The signer is made once: the secret lives as long as the process."""

    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The signer of this application's cookies."""
        if self._signer is None:
            keys = [*(app.config["SECRET_KEY_FALLBACKS"] or ()), app.secret_key]
            # By its name, the digest is OpenSSL's as a whole.
            how = {"key_derivation": self.key_derivation, "digest_method": "sha1"}
            self._signer = OneSigner(
                keys, salt=self.salt, serializer=self.serializer, signer_kwargs=how
            )
        return self._signer


def secure(app: Flask, settings: Settings, page_origins: list[str]) -> None:
    """Sets cookies, limits, headers and the check on where a request comes from.

    A form may lead to `page_origins`: where a shopper is sent to pay.
    """
    app.extensions["headers"] = HEADERS | {
        "Content-Security-Policy": policy_with(page_origins),
    }
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=BODY_LIMIT,
        SESSION_COOKIE_NAME="__Host-checkout" if settings.production else "checkout",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.cart_days),
        WTF_CSRF_TIME_LIMIT=12 * 60 * 60,
    )
    app.session_interface = Cookies()
    app.before_request(_refuse_cross_site)
    app.after_request(_add_headers)
    hear_out_the_refused(app)


def policy_with(page_origins: list[str]) -> str:
    """The policy of a page whose forms may lead to these origins, too."""
    targets = " ".join(["form-action 'self'", *page_origins])
    return CONTENT_SECURITY_POLICY.replace("form-action 'self'", targets)


def _refuse_cross_site() -> None:
    """A browser says where a request comes from; one from another site may only read."""
    if request.method not in SAFE_METHODS and _comes_from_another_site(request):
        abort(403)


def _comes_from_another_site(request: Request) -> bool:
    return request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}


def _add_headers(response: Response) -> Response:
    headers = response.headers
    of_pages: dict[str, str] = current_app.extensions["headers"]
    headers.extend(FILE_HEADERS if request.endpoint == "asset" else of_pages)
    # Partners show our pictures on their pages; everything else is ours alone.
    resource = "cross-origin" if request.endpoint in PICTURES else "same-origin"
    headers.add("Cross-Origin-Resource-Policy", resource)
    if settings().production:
        headers.add("Strict-Transport-Security", HSTS)
    if "Cache-Control" not in headers:
        headers.add("Cache-Control", "no-store")
    return response
