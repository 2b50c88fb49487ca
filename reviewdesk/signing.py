"""Signing in and out: password, second factor, the body's identity provider."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlencode

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reviewdesk import fields, sessions
from reviewdesk.addresses import local
from reviewdesk.elsewhere import Elsewhere, NotVouchedFor, has_just_signed_in
from reviewdesk.pages import html
from reviewdesk.wired import Wired
from strongroom.sessions import Session

log: Final = logging.getLogger(__name__)

TRIES: Final = RateLimitItemPerMinute(40, 5)
"""So many tries from one address in so many minutes, then no more are looked at.

It stands beside the lock-out of an account: somebody who tries many accounts once each
locks none of them.
"""
FORM_MAX: Final = 16 * 1024


class Signing:
    """The pages that a stranger sees."""

    def __init__(
        self, wired: Wired, elsewhere: Elsewhere | None, *, secure: bool
    ) -> None:
        self._wired = wired
        self._elsewhere = elsewhere
        self._secure = secure
        self._tries = MovingWindowRateLimiter(MemoryStorage())
        self._under_way = Counter[str]()
        """Tries by address of which nobody knows yet whether they are right."""

    async def page(self, request: Request) -> Response:
        """The form; `?ended` where a session ran out, `?next` where to go on."""
        asked = request.query_params
        return self._form(
            "ended" if "ended" in asked else "", next=asked.get("next", "")
        )

    def _form(
        self,
        told: str,
        status: int = 200,
        *,
        officer: str = "",
        next: str = "",  # noqa: A002
    ) -> Response:
        return html(
            "sign_in.html",
            status,
            told=told,
            elsewhere=self._elsewhere.name if self._elsewhere else "",
            officer=officer,
            goes_on=local(next),
            session=None,
        )

    async def sign_in(self, request: Request) -> Response:
        """Try a name and a password."""
        try:
            sessions.check_origin(request)
        except sessions.NotFromHere:
            return self._form("wrong", 403)
        form = await request.form(max_files=0, max_part_size=FORM_MAX)
        if self._is_busy(request):
            return self._form("busy", 429)
        officers, now = self._wired.officers, self._wired.clock.now()
        name, password = fields.text(form, "officer"), form.get("password", "")
        goes_on = local(fields.text(form, "next"))
        with self._trying(request):
            token = await run_in_threadpool(officers.sign_in, name, str(password), now)
            self._count_try(request, is_right=token is not None)
        if token is None:
            return self._form("wrong", 403, officer=name, next=goes_on)
        session = await run_in_threadpool(officers.sessions.find, token, now)
        if session is None or not session.is_whole:
            goes_on = f"/sign-in/code?{urlencode({'next': goes_on})}"
        return sessions.signed_in(token, goes_on, secure=self._secure)

    async def code_page(self, request: Request) -> Response:
        goes_on = local(request.query_params.get("next", ""))
        return html("code.html", failed=False, goes_on=goes_on, session=None)

    async def code(self, request: Request) -> Response:
        """Try a code of the second factor."""
        try:
            sessions.check_origin(request)
        except sessions.NotFromHere:
            return html("code.html", 403, failed=True, goes_on="/", session=None)
        form = await request.form(max_files=0, max_part_size=FORM_MAX)
        if self._is_busy(request):
            return self._form("busy", 429)

        goes_on = local(fields.text(form, "next"))

        session = await run_in_threadpool(sessions.session_of, request, self._wired)
        if session is None:  # five minutes are over, or the code was wrong too often
            return RedirectResponse("/sign-in?ended", 303)

        def try_it() -> str | None:
            officers, now = self._wired.officers, self._wired.clock.now()
            return officers.add_code(session, fields.text(form, "code"), now)

        with self._trying(request):
            token = await run_in_threadpool(try_it)
            self._count_try(request, is_right=token is not None)
        if token is None:
            return html("code.html", 403, failed=True, goes_on=goes_on, session=None)
        return sessions.signed_in(token, goes_on, secure=self._secure)

    async def go_elsewhere(self, request: Request) -> Response:
        """On to the body's identity provider."""
        if self._elsewhere is None:
            return self._form("wrong", 404)
        try:
            again = "again" in request.query_params
            return await self._elsewhere.leave(request, again=again)
        except NotVouchedFor as told:
            log.warning("the identity provider is not there: %s", told)
            return self._form("elsewhere", 503)

    async def come_back(self, request: Request) -> Response:
        """From the body's identity provider, with what it says of the officer."""
        if self._elsewhere is None:
            return self._form("wrong", 404)
        try:
            officer_id = await self._elsewhere.vouched(request)
        except NotVouchedFor as told:
            log.warning("nobody was vouched for: %s", told)
            return self._form("elsewhere", 403)
        officers, now = self._wired.officers, self._wired.clock.now()
        token = await run_in_threadpool(officers.vouched_for, officer_id, now)
        if token is None:
            return self._form("unknown", 403)
        # Whoever was asked anew came to set up a second factor.
        goes_on = "/account" if has_just_signed_in(request, officer_id) else "/"
        return sessions.signed_in(token, goes_on, secure=self._secure)

    async def sign_out(self, request: Request, session: Session) -> Response:
        """End the session at the server and in the browser."""
        await sessions.form_of(request, session, self._wired)
        await run_in_threadpool(self._wired.officers.sessions.end, session)
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(
            request.app.state.cookie,
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    def _is_busy(self, request: Request) -> bool:
        """Whether the address has no try left, if those under way are all wrong."""
        address = _address(request)
        left = self._tries.get_window_stats(TRIES, address).remaining
        return left <= self._under_way[address]

    @contextmanager
    def _trying(self, request: Request) -> Iterator[None]:
        address = _address(request)
        self._under_way[address] += 1
        try:
            yield
        finally:
            self._under_way[address] -= 1
            if not self._under_way[address]:
                del self._under_way[address]

    def _count_try(self, request: Request, *, is_right: bool) -> None:
        """Only wrong ones: many officers may sign in from behind one address."""
        if not is_right:
            self._tries.hit(TRIES, _address(request))


def _address(request: Request) -> str:
    client: Any = request.client
    return str(client.host) if client else "-"
