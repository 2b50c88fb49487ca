"""The review desk: routes, and what is done for each form."""

import logging
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from casework.sealing import public_summary, public_title, seal
from decisions.decision import DecisionId
from decisions.errors import (
    FileMissing,
    NotFound,
    Refusal,
    UnknownDecision,
    told_of,
)
from decisions.exemptions import EXEMPTIONS
from decisions.fingerprints import Sha256
from decisions.text import blocks_from_json
from redaction.confined import client
from reviewdesk import sessions, views
from reviewdesk.actions import ACTIONS, WrongPassword
from reviewdesk.wired import Wired
from strongroom.officers import Session

log: Final = logging.getLogger(__name__)

BODY_MAX: Final = 1024 * 1024
Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(wired: Wired, *, secure_cookies: bool = True) -> Starlette:
    """The application.

    Args:
        secure_cookies: False only for a demonstration without TLS on loopback.
    """
    desk = _Desk(wired, secure=secure_cookies)
    app = Starlette(
        routes=[
            Route("/sign-in", desk.sign_in_page, methods=["GET"]),
            Route("/sign-in", desk.sign_in, methods=["POST"]),
            Route("/sign-out", desk.guarded(desk.sign_out), methods=["POST"]),
            Route("/", desk.guarded(desk.lists)),
            Route("/decisions/{id}", desk.guarded(desk.decision)),
            Route("/decisions/{id}/preview", desk.guarded(desk.preview)),
            Route("/decisions/{id}/page/{file}/{page:int}", desk.guarded(desk.page)),
            Route("/decisions/{id}/sealed/{page:int}", desk.guarded(desk.sealed)),
            Route("/decisions/{id}/{action}", desk.guarded(desk.act), methods=["POST"]),
            Mount("/static/desk", StaticFiles(packages=[("reviewdesk", "static")])),
            Mount("/static/site", StaticFiles(packages=[("publish", "static")])),
        ],
        middleware=[
            Middleware(BaseHTTPMiddleware, dispatch=sessions.with_safe_headers)
        ],
    )
    app.state.cookie = sessions.cookie_name(secure=secure_cookies)
    return app


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("reviewdesk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _html(template: str, status: int = 200, **values: object) -> HTMLResponse:
    return HTMLResponse(_templates().get_template(template).render(**values), status)


class _Desk:
    def __init__(self, wired: Wired, *, secure: bool) -> None:
        self._wired = wired
        self._secure = secure

    def guarded(
        self, view: Callable[[Request, Session], Awaitable[Response]]
    ) -> Endpoint:
        """A view for signed-in officers; a refusal becomes a page that says why."""

        async def endpoint(request: Request) -> Response:
            session = await run_in_threadpool(sessions.session_of, request, self._wired)
            if session is None:
                return RedirectResponse("/sign-in", 303)
            try:
                return await view(request, session)
            except sessions.NotFromHere:
                return _problem(session, 403, "The form was not sent by this desk.")
            except WrongPassword:
                return _problem(session, 403, "The password is not right.")
            except (UnknownDecision, NotFound, FileMissing) as refusal:
                return _problem(session, 404, str(refusal))
            except Refusal as refusal:
                return _problem(session, 409, str(refusal))
            except Exception as fault:  # noqa: BLE001 - its words stay here
                told = told_of(fault)
                log.error("fault %s", told)  # noqa: TRY400 - a traceback quotes
                return _problem(session, 500, f"A fault of the desk: {told}.")

        return endpoint

    async def sign_in_page(self, request: Request) -> Response:  # noqa: ARG002
        return _html("sign_in.html", failed=False, session=None)

    async def sign_in(self, request: Request) -> Response:
        try:
            sessions.check_origin(request)
        except sessions.NotFromHere:
            return _html("sign_in.html", 403, failed=True, session=None)
        form = await request.form()
        token = await run_in_threadpool(
            self._wired.officers.sign_in,
            str(form.get("officer", "")),
            str(form.get("password", "")),
            self._wired.clock.now(),
        )
        if token is None:
            return _html("sign_in.html", 403, failed=True, session=None)
        return sessions.signed_in(token, secure=self._secure)

    async def sign_out(self, request: Request, session: Session) -> Response:
        sessions.check_form(request, await request.form(), session)
        token = request.cookies.get(request.app.state.cookie, "")
        await run_in_threadpool(self._wired.officers.sign_out, token)
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(request.app.state.cookie)
        return answer

    async def lists(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        queues = await run_in_threadpool(views.queues, self._wired.store)
        aside = await run_in_threadpool(self._wired.store.all_set_aside)
        return _html("lists.html", session=session, queues=queues, aside=aside)

    async def decision(self, request: Request, session: Session) -> Response:
        def load() -> dict[str, Any]:
            decision = self._wired.store.load(_id(request))
            return {
                "decision": decision,
                "pages": views.pages_of(decision, self._wired),
                "groups": views.groups_of(decision),
            }

        values = await run_in_threadpool(load)
        return _html(
            "decision.html", session=session, exemptions=EXEMPTIONS.values(), **values
        )

    async def preview(self, request: Request, session: Session) -> Response:
        """What the public will get: made and proved now, shown with its hash."""

        def load() -> dict[str, Any]:
            wired = self._wired
            proof = seal(_id(request), office=wired)
            return {
                "decision": (decision := wired.store.load(_id(request))),
                "title": public_title(decision),
                "summary": public_summary(decision),
                "proof": proof,
                "blocks": blocks_from_json(wired.files.get(proof.text)),
            }

        return _html("preview.html", session=session, **await run_in_threadpool(load))

    async def page(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        """A picture of a submitted page. The file itself is never sent."""

        def draw() -> bytes:
            decision = self._wired.store.load(_id(request))
            file, number = request.path_params["file"], request.path_params["page"]
            known = {(part.file, part.page) for part in decision.parts}
            if (file, number) not in known:
                message = f"decision {decision.id} has no such page"
                raise NotFound(message)
            return client.picture(self._wired.files.get(Sha256(file)), number)

        return Response(await run_in_threadpool(draw), media_type="image/png")

    async def sealed(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        def draw() -> bytes:
            decision = self._wired.store.load(_id(request))
            number = request.path_params["page"]
            if decision.proof is None or not 1 <= number <= decision.proof.pages:
                message = f"decision {decision.id} has no such redacted page"
                raise NotFound(message)
            return client.picture(self._wired.files.get(decision.proof.output), number)

        return Response(await run_in_threadpool(draw), media_type="image/png")

    async def act(self, request: Request, session: Session) -> Response:
        action = ACTIONS.get(request.path_params["action"])
        if action is None:
            message = "there is no such action"
            raise NotFound(message)
        form: FormData = await request.form(max_files=0, max_part_size=BODY_MAX)
        sessions.check_form(request, form, session)
        where = await run_in_threadpool(
            action, self._wired, session, _id(request), form
        )
        return RedirectResponse(where, 303)


def _id(request: Request) -> DecisionId:
    return DecisionId(request.path_params["id"])


def _problem(session: Session, status: int, message: str) -> Response:
    return _html("problem.html", status, session=session, message=message)
