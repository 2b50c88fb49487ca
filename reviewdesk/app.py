"""The review desk: routes, and what becomes of a form."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from casework.retrying import retried
from decisions.errors import (
    FileMissing,
    NotFound,
    Refusal,
    UnknownDecision,
    told_of,
)
from reviewdesk import sessions
from reviewdesk.account import Account
from reviewdesk.actions import ACTIONS, SITE, STEP_UP, WORK
from reviewdesk.addresses import WITHDRAWAL, decision_id
from reviewdesk.authority import (
    EVERYBODY,
    MAY_ACT,
    MAY_MANAGE,
    MAY_SEE,
    MAY_SUBMIT,
    NotYours,
    see,
)
from reviewdesk.caseacts import see_claim
from reviewdesk.casepages import CasePages
from reviewdesk.confirming import WrongPassword, confirm
from reviewdesk.elsewhere import Elsewhere, Provider
from reviewdesk.figures import Figures
from reviewdesk.limits import MEBIBYTE, LimitBody, TooLarge
from reviewdesk.lists import Lists
from reviewdesk.pagepictures import PagePictures
from reviewdesk.pages import html
from reviewdesk.people import People
from reviewdesk.records import Records
from reviewdesk.signing import Signing
from reviewdesk.submitting import FILES_MAX, Submitting
from reviewdesk.wired import Wired
from reviewdesk.withdrawing import Withdrawing
from strongroom.sessions import Role, Session

log: Final = logging.getLogger(__name__)

BODY_MAX: Final = MEBIBYTE
FAULT: Final = 500
Endpoint = Callable[[Request], Awaitable[Response]]
View = Callable[[Request, Session], Awaitable[Response]]


def create_app(
    wired: Wired,
    *,
    secure_cookies: bool = True,
    provider: Provider | None = None,
    hosts: Sequence[str] = (),
) -> Starlette:
    """The application.

    Args:
        secure_cookies: False only for a demonstration without TLS on loopback.
        provider: Where officers may sign in besides; None: with a password only.
        hosts: The names by which the desk is reached; any other is refused, so that
            no other site's name can be made to lead here. None named: any.
    """
    elsewhere = Elsewhere(provider) if provider else None
    signing = Signing(wired, elsewhere, secure=secure_cookies)
    desk = _Desk(wired)
    cases, pictures = CasePages(wired, desk.withdrawing), PagePictures(wired)
    lists, records, figures = Lists(wired), Records(wired), Figures(wired)
    submitting, people, account = Submitting(wired), People(wired), Account(wired)

    def get(path: str, view: View, needed: frozenset[Role] = MAY_SEE) -> Route:
        return Route(path, desk.guarded(view, needed))

    def post(path: str, view: View, needed: frozenset[Role] = MAY_SEE) -> Route:
        return Route(path, desk.guarded(view, needed), methods=["POST"])

    one = "/decisions/{id}"
    app = Starlette(
        routes=[
            Route("/sign-in", signing.page, methods=["GET"]),
            Route("/sign-in", signing.sign_in, methods=["POST"]),
            Route("/sign-in/code", signing.code_page, methods=["GET"]),
            Route("/sign-in/code", signing.code, methods=["POST"]),
            Route("/sign-in/elsewhere", signing.go_elsewhere, methods=["GET"]),
            Route("/sign-in/back", signing.come_back, name="come-back"),
            post("/sign-out", signing.sign_out, EVERYBODY),
            get("/", lists.home, EVERYBODY),
            get("/account", account.page, EVERYBODY),
            post("/account/{what}", account.act, EVERYBODY),
            get("/stay", desk.stay, EVERYBODY),
            get("/officers", people.page, MAY_MANAGE),
            post("/officers/{what}", people.act, MAY_MANAGE),
            get("/upload", submitting.page, MAY_SUBMIT),
            post("/upload", submitting.upload, MAY_SUBMIT),
            get("/queues/{queue}", lists.queue),
            get("/deferrals", lists.deferrals),
            post("/search", lists.search),
            get("/search/{key}", lists.found),
            get("/figures", figures.page),
            get(one, cases.decision),
            get(f"{one}/next", cases.next_flag),
            get(f"{one}/flags/{{flag}}", cases.flag),
            get(f"{one}/words/{{file}}/{{page}}", cases.words),
            post(f"{one}/find", cases.find),
            get(f"{one}/preview", cases.preview),
            get(f"{one}/withdrawal", cases.withdrawal),
            get(f"{one}/public.pdf", records.public),
            get(f"{one}/public.html", records.public_page),
            get(f"{one}/record", records.page),
            get(f"{one}/schedule.csv", records.csv),
            get(f"{one}/schedule.html", records.schedule),
            get(f"{one}/schedule.pdf", records.pdf),
            get(f"{one}/record.zip", records.archive),
            get(f"{one}/page/{{file}}/{{page}}", pictures.page),
            get(f"{one}/sealed/{{page}}", pictures.sealed),
            post(f"{one}/{{action}}", desk.act, EVERYBODY),
            Mount("/static/desk", StaticFiles(packages=[("reviewdesk", "static")])),
            Mount("/static/site", StaticFiles(packages=[("publish", "static")])),
        ],
        middleware=[
            Middleware(sessions.SafeHeaders),
            *(
                [Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))]
                if hosts
                else []
            ),
            Middleware(LimitBody, most=partial(_most, wired)),
            *([elsewhere.middleware(secure=secure_cookies)] if elsewhere else []),
        ],
    )
    app.add_exception_handler(Refusal, _fault)
    app.add_exception_handler(Exception, _fault)
    app.state.cookie = sessions.cookie_name(secure=secure_cookies)
    return app


async def _fault(request: Request, fault: Exception) -> Response:  # noqa: ARG001
    """A refusal or a fault on a page that strangers see: the headers all the same."""
    status, message = _answer(fault)
    told = "A fault of the desk." if status == FAULT else message
    return PlainTextResponse(told, status, headers=sessions.SAFE)


def _most(wired: Wired, path: str) -> int:
    """The bytes that a request to a path may have."""
    if path != "/upload":
        return BODY_MAX
    return FILES_MAX * wired.screener.limits.mebibytes * MEBIBYTE


class _Desk:
    def __init__(self, wired: Wired) -> None:
        self._wired = wired
        self.withdrawing = Withdrawing(wired)

    def guarded(self, view: View, needed: frozenset[Role]) -> Endpoint:
        """A view for signed-in officers of one of the roles needed.

        A refusal becomes a page that says why.
        """

        async def endpoint(request: Request) -> Response:
            session = await run_in_threadpool(sessions.session_of, request, self._wired)
            if session is None:
                return RedirectResponse(_sign_in(request), 303)
            if not session.is_whole:
                return RedirectResponse("/sign-in/code", 303)
            try:
                see(session.roles, needed)
                return await view(request, session)
            except Exception as fault:  # noqa: BLE001 - its words stay here
                back = "/" if isinstance(fault, NotYours) else _back(request)
                return _problem(session, back, _typed(request), *_answer(fault))

        return endpoint

    async def stay(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        """Nothing, but that the officer is still there."""
        return Response(status_code=204)

    async def act(self, request: Request, session: Session) -> Response:
        """Do what a form asks, for whoever may, and go on to where it is seen."""
        name = request.path_params["action"]
        action = ACTIONS.get(name)
        if action is None:
            message = "there is no such action"
            raise NotFound(message)
        see(session.roles, MAY_ACT[name])
        form = await sessions.form_of(request, session, self._wired)
        which = decision_id(request)
        if name in STEP_UP:
            await run_in_threadpool(confirm, self._wired, session, form)

        def do() -> str:
            if name in WORK:
                see_claim(self._wired, session, which)
            return action(self._wired, session, which, form)

        goes_on = await run_in_threadpool(retried, do)
        then = None
        if name in SITE or goes_on.endswith(WITHDRAWAL):
            self.withdrawing.begin(which)
            then = BackgroundTask(self.withdrawing.carry_out, which)
        return RedirectResponse(goes_on, 303, background=then)


def _sign_in(request: Request) -> str:
    """Where a stranger goes, and where they go on to when they have signed in."""
    asked = {"ended": "yes"} if request.app.state.cookie in request.cookies else {}
    if request.method == "GET" and request.url.path != "/":
        asked["next"] = request.url.path
    return f"/sign-in{'?' if asked else ''}{urlencode(asked)}"


def _back(request: Request) -> str:
    """The page on which the form stood that was refused."""
    which = request.path_params.get("id")
    if which is None:
        return "/" + request.url.path.split("/")[1]
    return "/" if request.method == "GET" else f"/decisions/{quote(which)}"


TYPED: Final = tuple(
    "title summary reason interest comment public_reason words".split()
)
"""Fields in which an officer may have written what they would miss."""


def _typed(request: Request) -> list[tuple[str, str]]:
    """What was written into the form that was refused, where it came whole.

    A browser keeps nothing of a page that may not be stored.
    """
    form = getattr(request.state, "form", {})
    found = ((name, form.get(name)) for name in TYPED)
    return [(name, t) for name, t in found if isinstance(t, str) and t.strip()]


def _problem(
    session: Session,
    back: str,
    typed: Sequence[tuple[str, str]],
    status: int,
    message: str,
) -> Response:
    heading = "Something went wrong" if status == FAULT else "This was not done"
    return html(
        "problem.html",
        status,
        session=session,
        heading=heading,
        message=message,
        back=back,
        typed=typed,
    )


def _answer(fault: Exception) -> tuple[int, str]:
    """The status and the words of the page that tells of a fault or a refusal."""
    match fault:
        case sessions.NotFromHere():
            return 403, "The form was not sent by this desk."
        case WrongPassword():
            return 403, (
                "The password or the code is not right. Nothing was changed. After "
                "some wrong ones you are signed out."
            )
        case NotYours():
            return 403, str(fault)
        case UnknownDecision() | NotFound() | FileMissing():
            return 404, str(fault)
        case TooLarge():
            return 413, str(fault)
        case HTTPException():
            return fault.status_code, "The form is not whole, or too large."
        case Refusal():
            return 409, str(fault)
    told = told_of(fault)
    log.error("fault %s", told)
    return FAULT, f"A fault of the desk: {told}."
