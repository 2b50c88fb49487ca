"""Who is asking: sign-in, the session cookie, and the token in every form."""

import secrets
from typing import Final
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reviewdesk.wired import Wired
from strongroom.sessions import SESSION_MAX, Session

PART_MAX: Final = 256 * 1024
"""Bytes of one field."""
FIELDS_MAX: Final = 20_000
"""A name may stand in a thousand places, each a box to tick."""
SAFE: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # with no-referrer a form has no origin
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of every answer of the desk."""


class NotFromHere(Exception):
    """A post that our own page did not send."""


def cookie_name(*, secure: bool) -> str:
    return "__Host-partone" if secure else "partone"


def session_of(request: Request, wired: Wired) -> Session | None:
    token = request.cookies.get(request.app.state.cookie)
    return wired.officers.sessions.find(token, wired.clock.now()) if token else None


def signed_in(token: str, goes_on: str, *, secure: bool) -> Response:
    """On to a page, with a cookie that no script and no other site gets."""
    answer = RedirectResponse(goes_on, 303)
    answer.set_cookie(
        cookie_name(secure=secure),
        token,
        max_age=int(SESSION_MAX.total_seconds()),
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return answer


async def form_of(
    request: Request, session: Session, wired: Wired, *, files: int = 0
) -> FormData:
    """The fields of a form that our own page sent for this session.

    The session is looked up again when all of the form has come: a body that was held
    open does not outlive it.

    Raises:
        NotFromHere: The origin is another, the token is not the session's, or the
            session has ended meanwhile.
    """
    form = await request.form(
        max_files=files, max_fields=FIELDS_MAX, max_part_size=PART_MAX
    )
    check_form(request, form, session)
    request.state.form = form  # a refusal gives back what was written
    now = await run_in_threadpool(session_of, request, wired)
    if now is None or now.key != session.key or now.roles != session.roles:
        raise NotFromHere
    return form


def check_form(request: Request, form: FormData, session: Session) -> None:
    """See that our own page sent the form.

    Raises:
        NotFromHere: The origin is another, or the token is not the session's.
    """
    check_origin(request)
    token = form.get("form_token")
    if not isinstance(token, str) or not secrets.compare_digest(
        token.encode(), session.form_token.encode()
    ):
        raise NotFromHere


def check_origin(request: Request) -> None:
    """Browsers name the origin of a post; another one than ours is refused.

    Raises:
        NotFromHere: It is another.
    """
    origin = request.headers.get("origin")
    fetched = request.headers.get("sec-fetch-site", "same-origin")
    try:
        named = urlsplit(origin).netloc if origin else None
    except ValueError:
        named = ""
    if named is not None and named != request.headers.get("host"):
        raise NotFromHere
    if fetched not in {"same-origin", "none"}:
        raise NotFromHere


class SafeHeaders:
    """Puts the headers of `SAFE` on every answer that does not say otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, headed)
