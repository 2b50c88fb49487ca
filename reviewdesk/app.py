"""The review desk: routes, and what is done for each form."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from casework.retrying import retried
from casework.sealing import public_summary, public_title, seal
from decisions.errors import (
    FileMissing,
    NotFound,
    Refusal,
    StaleDecision,
    UnknownDecision,
    told_of,
)
from decisions.exemptions import EXEMPTIONS
from decisions.fingerprints import Sha256
from decisions.text import blocks_from_json
from redaction.confined import client
from reviewdesk import sessions, views
from reviewdesk.actions import (
    ACTIONS,
    WORK,
    SiteUnchanged,
    WrongPassword,
    see_claim,
)
from reviewdesk.addresses import decision_id, page_number
from reviewdesk.authority import EVERYBODY, MAY_ACT, MAY_SEE, NotYours, see
from reviewdesk.lists import Lists
from reviewdesk.pages import html
from reviewdesk.pictures import Drawn
from reviewdesk.records import Records
from reviewdesk.wired import Wired
from strongroom.officers import Role, Session

log: Final = logging.getLogger(__name__)

BODY_MAX: Final = 1024 * 1024
FAULT: Final = 500
Endpoint = Callable[[Request], Awaitable[Response]]
View = Callable[[Request, Session], Awaitable[Response]]


def create_app(wired: Wired, *, secure_cookies: bool = True) -> Starlette:
    """The application.

    Args:
        secure_cookies: False only for a demonstration without TLS on loopback.
    """
    desk = _Desk(wired, secure=secure_cookies)
    lists, records = Lists(wired), Records(wired)
    seen = partial(desk.guarded, needed=MAY_SEE)
    anybody = partial(desk.guarded, needed=EVERYBODY)
    app = Starlette(
        routes=[
            Route("/sign-in", desk.sign_in_page, methods=["GET"]),
            Route("/sign-in", desk.sign_in, methods=["POST"]),
            Route("/sign-out", anybody(desk.sign_out), methods=["POST"]),
            Route("/", anybody(lists.home)),
            Route("/queues/{queue}", seen(lists.queue)),
            Route("/search", seen(lists.search), methods=["POST"]),
            Route("/decisions/{id}", seen(desk.decision)),
            Route("/decisions/{id}/next", seen(desk.next_flag)),
            Route("/decisions/{id}/flags/{flag}", seen(desk.flag)),
            Route("/decisions/{id}/record", seen(records.page)),
            Route("/decisions/{id}/schedule.csv", seen(records.csv)),
            Route("/decisions/{id}/preview", seen(desk.preview)),
            Route(
                "/decisions/{id}/page/{file}/{page}",
                seen(desk.page),
            ),
            Route("/decisions/{id}/sealed/{page}", seen(desk.sealed)),
            Route(
                "/decisions/{id}/{action}",
                anybody(desk.act),
                methods=["POST"],
            ),
            Mount("/static/desk", StaticFiles(packages=[("reviewdesk", "static")])),
            Mount("/static/site", StaticFiles(packages=[("publish", "static")])),
        ],
        middleware=[
            Middleware(BaseHTTPMiddleware, dispatch=sessions.with_safe_headers)
        ],
    )
    app.state.cookie = sessions.cookie_name(secure=secure_cookies)
    return app


class _Desk:
    def __init__(self, wired: Wired, *, secure: bool) -> None:
        self._wired = wired
        self._secure = secure
        self._drawn = Drawn()

    def guarded(self, view: View, needed: frozenset[Role]) -> Endpoint:
        """A view for signed-in officers of one of the roles needed.

        A refusal becomes a page that says why.
        """

        async def endpoint(request: Request) -> Response:
            session = await run_in_threadpool(sessions.session_of, request, self._wired)
            if session is None:
                return RedirectResponse("/sign-in", 303)
            try:
                see(session.roles, needed)
                return await view(request, session)
            except Exception as fault:  # noqa: BLE001 - its words stay here
                return _problem(session, *_answer(fault))

        return endpoint

    async def sign_in_page(self, request: Request) -> Response:  # noqa: ARG002
        return html("sign_in.html", failed=False, session=None)

    async def sign_in(self, request: Request) -> Response:
        try:
            sessions.check_origin(request)
        except sessions.NotFromHere:
            return html("sign_in.html", 403, failed=True, session=None)
        form = await request.form()
        token = await run_in_threadpool(
            self._wired.officers.sign_in,
            str(form.get("officer", "")),
            str(form.get("password", "")),
            self._wired.clock.now(),
        )
        if token is None:
            return html("sign_in.html", 403, failed=True, session=None)
        return sessions.signed_in(token, secure=self._secure)

    async def sign_out(self, request: Request, session: Session) -> Response:
        sessions.check_form(request, await request.form(), session)
        token = request.cookies.get(request.app.state.cookie, "")
        await run_in_threadpool(self._wired.officers.sign_out, token)
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(
            request.app.state.cookie,
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    async def decision(self, request: Request, session: Session) -> Response:
        shown = _shown(request)

        def load() -> dict[str, Any]:
            decision = self._wired.store.load(decision_id(request))
            groups = views.groups_of(decision)
            return {
                "decision": decision,
                "pages": views.pages_of(decision, self._wired),
                "groups": shown.chosen(groups),
                "open": [group for group in groups if not group.verdict],
                "categories": sorted({group.first.category for group in groups}),
                "shown": shown,
                "shows": list(views.SHOWS),
                "claim": self._wired.queues.claim_of(
                    decision.id, self._wired.clock.now()
                ),
            }

        values = await run_in_threadpool(load)
        return html(
            "decision.html", session=session, exemptions=EXEMPTIONS.values(), **values
        )

    async def next_flag(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        """On to the flag to rule on next, or back where none is left."""
        decision = await run_in_threadpool(self._wired.store.load, decision_id(request))
        flag = views.next_open(decision)
        where = f"/flags/{flag.id}" if flag else "?show=all#done"
        return RedirectResponse(f"/decisions/{decision.id}{where}", 303)

    async def flag(self, request: Request, session: Session) -> Response:
        """One question: every place of the same words, and the forms to answer it."""

        def load() -> dict[str, Any]:
            decision = self._wired.store.load(decision_id(request))
            groups = views.groups_of(decision)
            group = views.group_of(groups, request.path_params["flag"])
            pages = views.pages_of(decision, self._wired)
            return {
                "decision": decision,
                "group": group,
                "cuttings": views.cuttings_of(group, pages),
                "left": sum(not g.verdict for g in groups),
                "groups": len(groups),
                "claim": self._wired.queues.claim_of(
                    decision.id, self._wired.clock.now()
                ),
            }

        values = await run_in_threadpool(load)
        return html(
            "flag.html", session=session, exemptions=EXEMPTIONS.values(), **values
        )

    async def preview(self, request: Request, session: Session) -> Response:
        """What the public will get: made and proved now, shown with its hash."""

        def load() -> dict[str, Any]:
            wired = self._wired
            proof = seal(decision_id(request), office=wired)
            decision = wired.store.load(decision_id(request))
            if not decision.is_sealed or decision.proof != proof:
                message = f"decision {decision.id} changed meanwhile; look again"
                raise StaleDecision(message)
            return {
                "decision": decision,
                "title": public_title(decision),
                "summary": public_summary(decision),
                "proof": proof,
                "blocks": blocks_from_json(wired.files.get(proof.text)),
            }

        values = await run_in_threadpool(retried, load)
        return html("preview.html", session=session, **values)

    async def page(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        """A picture of a submitted page. The file itself is never sent."""

        def draw() -> bytes:
            decision = self._wired.store.load(decision_id(request))
            file, number = (
                request.path_params["file"],
                page_number(request.path_params["page"]),
            )
            known = {(part.file, part.page) for part in decision.parts}
            if (file, number) not in known:
                message = f"decision {decision.id} has no such page"
                raise NotFound(message)
            return self._drawn.picture(
                file,
                number,
                lambda: client.picture(self._wired.files.get(Sha256(file)), number),
            )

        return Response(await run_in_threadpool(draw), media_type="image/png")

    async def sealed(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        def draw() -> bytes:
            decision = self._wired.store.load(decision_id(request))
            number = page_number(request.path_params["page"])
            if decision.proof is None or not 1 <= number <= decision.proof.pages:
                message = f"decision {decision.id} has no such redacted page"
                raise NotFound(message)
            output = decision.proof.output
            return self._drawn.picture(
                output,
                number,
                lambda: client.picture(self._wired.files.get(output), number),
            )

        return Response(await run_in_threadpool(draw), media_type="image/png")

    async def act(self, request: Request, session: Session) -> Response:
        action = ACTIONS.get(request.path_params["action"])
        if action is None:
            message = "there is no such action"
            raise NotFound(message)
        see(session.roles, MAY_ACT[request.path_params["action"]])
        form: FormData = await request.form(max_files=0, max_part_size=BODY_MAX)
        sessions.check_form(request, form, session)

        def do() -> str:
            if request.path_params["action"] in WORK:
                see_claim(self._wired, session, decision_id(request))
            return action(self._wired, session, decision_id(request), form)

        return RedirectResponse(await run_in_threadpool(retried, do), 303)


def _shown(request: Request) -> views.Shown:
    least = request.query_params.get("least", "0")
    return views.Shown(
        what=request.query_params.get("show", "all"),
        least=int(least) if least in {"30", "50", "70", "90"} else 0,
    )


def _problem(session: Session, status: int, message: str) -> Response:
    heading = "Something went wrong" if status == FAULT else "This was not done"
    return html(
        "problem.html", status, session=session, heading=heading, message=message
    )


def _answer(fault: Exception) -> tuple[int, str]:
    """The status and the words of the page that tells of a fault or a refusal."""
    match fault:
        case sessions.NotFromHere():
            return 403, "The form was not sent by this desk."
        case WrongPassword():
            return 403, "The password is not right."
        case NotYours():
            return 403, str(fault)
        case UnknownDecision() | NotFound() | FileMissing():
            return 404, str(fault)
        case HTTPException():
            return fault.status_code, "The form is not whole, or too large."
        case SiteUnchanged():
            return FAULT, str(fault)
        case Refusal():
            return 409, str(fault)
    told = told_of(fault)
    log.error("fault %s", told)
    return FAULT, f"A fault of the desk: {told}."
