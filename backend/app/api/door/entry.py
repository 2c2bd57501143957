"""`/enter`: a token becomes a cookie, and the address with the token in it is left behind at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from html import escape
from urllib.parse import parse_qs

import anyio
from starlette.types import Receive, Scope, Send

from app.api.door.addresses import scheme_of
from app.api.door.fields import fields_of, latin
from app.api.door.headers import hash_source
from app.api.door.paths import ENTRY
from app.api.door.refusals import answer
from app.services.keyring import SESSION_FOR, KeyRing

MAX_FORM_BYTES = 2048
FORM = "application/x-www-form-urlencoded"
_STYLE = (
    ":root{color-scheme:light dark;background:light-dark(#f6f5f3,#161616);color:light-dark(#1c1b1a,#e8e8e8)}"
    "body{font:14px/1.5 system-ui,sans-serif;display:grid;place-content:center;"
    "min-height:90vh;margin:0}form{display:grid;gap:.75rem;width:22rem}h1{font-size:1.1rem;margin:0}"
    "label{display:grid;gap:.25rem}input,button{font:inherit;padding:.5rem;border-radius:6px}"
    "input{border:1px solid light-dark(#b9b5ae,#555);background:light-dark(#fff,#222);color:inherit}"
    "button{background:#e0a040;color:#111;border:0;cursor:pointer}"
    "p{margin:0;color:light-dark(#5c5852,#bbb)}.wrong{color:light-dark(#b3261e,#ff8a7a)}"
)
_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>Auteur</title><style>{style}</style><form method=post action=/enter><h1>This studio wants a token</h1>"
    "<p>Open the address that <code>auteur run</code> printed, get a new one with <code>auteur token link</code>, "
    "or paste a token.</p>{wrong}<label>Token <input name=token type=password autocomplete=off required autofocus>"
    "</label><button>Enter</button></form></html>"
)
_ONWARD = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={to}">'
    "<title>Auteur</title></html>"
)
_POLICY = (
    f"default-src 'none'; style-src '{hash_source(_STYLE)}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class Entry:
    """The way in. `wrong` is awaited for each wrong token and may refuse."""

    def __init__(self, keys: KeyRing, cookie: str) -> None:
        self._keys = keys
        self.cookie = cookie

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, wrong: Callable[[], Awaitable[None]], *, needed: bool
    ) -> None:
        if not needed:
            return await answer(scope, send, 303, b"", {"location": "/"})
        if scope["method"] == "POST":
            return await self._try_form(scope, receive, send, wrong)
        if scope["method"] not in ("GET", "HEAD"):
            return await answer(scope, send, 405, b"", {"allow": "GET, HEAD, POST"})
        query = parse_qs(latin(scope["query_string"]), keep_blank_values=True)
        launch = query.get("token", [""])[0]
        if not launch or scope["method"] == "HEAD":
            return await self._show(scope, send, failed="failed" in query)
        secret = await anyio.to_thread.run_sync(self._keys.redeem, launch)
        await self._let_in(scope, send, secret, wrong)

    async def _try_form(self, scope: Scope, receive: Receive, send: Send, wrong: Callable[[], Awaitable[None]]) -> None:
        """A token typed by a person. It comes in a form, because the page has no script."""
        token = await _form_token(scope, receive)
        secret = None
        if token:
            grant = self._keys.token(token)
            if grant is not None:
                secret = await anyio.to_thread.run_sync(partial(self._keys.open_session, grant))
            else:
                secret = await anyio.to_thread.run_sync(self._keys.redeem, token)
        await self._let_in(scope, send, secret, wrong)

    async def _let_in(self, scope: Scope, send: Send, secret: str | None, wrong: Callable[[], Awaitable[None]]) -> None:
        if secret is None:
            await wrong()
            return await answer(scope, send, 303, b"", {"location": f"{ENTRY}?failed"})
        secure = "; Secure" if scheme_of(scope) == "https" else ""
        age = int(SESSION_FOR.total_seconds())
        kept = f"{self.cookie}={secret}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}"
        await answer(scope, send, 303, b"", {"location": "/", "set-cookie": kept})

    async def _show(self, scope: Scope, send: Send, *, failed: bool) -> None:
        told = "<p class=wrong role=alert>That token does not open this door, or was used before.</p>" if failed else ""
        page = _PAGE.format(style=_STYLE, wrong=told)
        # A form's origin is hidden from its own server under `no-referrer`; this address holds no secret.
        headers = {"content-security-policy": _POLICY, "referrer-policy": "same-origin"}
        await answer(scope, send, 200, page.encode(), {"content-type": "text/html; charset=utf-8", **headers})


async def send_to_entry(scope: Scope, send: Send) -> None:
    await answer(scope, send, 303, b"", {"location": ENTRY})


async def come_again(scope: Scope, send: Send) -> None:
    """Reload the same address from here: a strict cookie does not come along when a link of another site leads to us."""
    to = escape(latin(scope.get("raw_path") or b"/"), quote=True)
    headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'"}
    await answer(scope, send, 200, _ONWARD.format(to=to).encode(), headers)


async def _form_token(scope: Scope, receive: Receive) -> str:
    if [latin(kind).split(";")[0].strip().lower() for kind in fields_of(scope, b"content-type")] != [FORM]:
        return ""
    body = b""
    while len(body) <= MAX_FORM_BYTES:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return parse_qs(latin(body)).get("token", [""])[0]
    return ""
