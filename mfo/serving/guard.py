"""Who may talk to the page: this browser on this machine, with the cookie that the opening address gave it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "mfo_serve"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
FRAMED = (
    "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'"
)
"""For a report, which is one page with everything in it: it runs apart, without this page's cookie or requests."""


class Guard:
    """Lets through what comes from the page itself, and refuses everything else before it is read.

    Host must be one of ours (421), Origin too where there is one, Sec-Fetch-Site must not be another site's, every
    request needs the cookie and every change the token in a header of its own (403).
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str], port: int) -> None:
        """Guard ``app``; ``hosts`` are the names under which it may be asked."""
        self.app = app
        self.hosts = {f"{host}:{port}" for host in hosts}
        self.cookie = f"{COOKIE}_{port}"  # a browser sends all cookies of a host, whatever their port
        self.opening = secrets.token_urlsafe(32)
        self.once = secrets.token_urlsafe(32)  # for the command that opens the browser, which other users can list
        self.session = secrets.token_urlsafe(32)
        self.change = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
        if headers.get("host") not in self.hosts:
            await _answer(send, 421, "This address is not mine.")
        elif self._foreign(headers):
            await _answer(send, 403, "This comes from another page.")
        elif scope["path"] == "/" and self._opens(scope):
            await self._let_in(send)
        elif not self._has_cookie(headers):
            await _answer(send, 403, "Open the page by the address that `mfo serve` printed.")
        elif scope["method"] not in ("GET", "HEAD") and not _same(headers.get("x-mfo-token", ""), self.change):
            await _answer(send, 403, "The token of the page is missing.")
        else:
            await self.app(scope, receive, _with_headers(send))

    def _foreign(self, headers: dict[str, str]) -> bool:
        origin = headers.get("origin")
        if origin is not None and origin.removeprefix("http://") not in self.hosts:
            return True
        return headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")

    def _opens(self, scope: Scope) -> bool:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if self.once and _same(given, self.once):
            self.once = ""
            return True
        return bool(given) and _same(given, self.opening)

    def _has_cookie(self, headers: dict[str, str]) -> bool:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self.cookie)
        except CookieError:
            return False
        return found is not None and _same(found.value, self.session)

    async def _let_in(self, send: Send) -> None:
        cookie = f"{self.cookie}={self.session}; HttpOnly; SameSite=Strict; Path=/"
        await _answer(send, 303, "", (("location", "/"), ("set-cookie", cookie)))


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            held = {key.lower() for key, _ in message["headers"]}
            message["headers"] = [
                *message["headers"],
                *(
                    (key.lower().encode(), value.encode())
                    for key, value in HEADERS.items()
                    if key.lower().encode() not in held
                ),
            ]
        await send(message)

    return sending


async def _answer(send: Send, status: int, text: str, headers: Iterable[tuple[str, str]] = ()) -> None:
    told = [("content-type", "text/plain; charset=utf-8"), *headers]
    await _with_headers(send)(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(key.encode(), value.encode()) for key, value in told],
        }
    )
    await send({"type": "http.response.body", "body": text.encode()})
