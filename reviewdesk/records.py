"""The record of one decision at the desk: schedule, notice, history, archive."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from casework.archiving import archive
from casework.previewing import public_page
from casework.records import as_csv, notice, schedule
from decisions.decision import Decision
from decisions.errors import ChainBroken, NotFound
from decisions.lifecycle import verify_history
from reviewdesk.addresses import decision_id
from reviewdesk.pages import html, pdf, written
from reviewdesk.wired import Wired
from strongroom.sessions import Session


class Records:
    """Pages and files that leave out every word that is withheld."""

    def __init__(self, wired: Wired) -> None:
        self._wired = wired

    async def page(self, request: Request, session: Session) -> Response:
        """Schedule, words for a notice, and the history with its chain."""

        def load() -> dict[str, Any]:
            decision = self._load(request)
            return {
                "decision": decision,
                "lines": schedule(decision),
                "notice": notice(decision, self._wired.website.body.review),
                "broken": _is_broken(decision),
            }

        values = await run_in_threadpool(load)
        return html("record.html", session=session, **values)

    async def csv(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        """The schedule for a spreadsheet."""
        decision = await run_in_threadpool(self._load, request)
        body = as_csv(decision).encode()
        return _file(decision, "schedule.csv", body, "text/csv; charset=utf-8")

    async def schedule(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        """The schedule as a page that stands alone."""
        decision = await run_in_threadpool(self._load, request)
        values = self._schedule(decision, stands_alone=False)
        return html("schedule.html", **values)

    async def pdf(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        """The schedule as a tagged PDF."""

        def make() -> Response:
            decision = self._load(request)
            body = self._schedule_pdf(decision)
            return _file(decision, "schedule.pdf", body, "application/pdf")

        return await run_in_threadpool(make)

    async def public(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        """The redacted file that was last proved, as the public gets it."""

        def load() -> bytes:
            proof = self._load(request).proof
            if proof is None or proof.leaks:
                message = "no public file was made of the decision"
                raise NotFound(message)
            return self._wired.files.get(proof.output)

        body = await run_in_threadpool(load)
        return Response(body, media_type="application/pdf")

    async def public_page(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        """The page of the public site, as it would be published now."""

        def load() -> bytes:
            return public_page(self._load(request), self._wired)

        return HTMLResponse(await run_in_threadpool(load))

    async def archive(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        """Everything about it as one file."""

        def make() -> Response:
            decision = self._load(request)
            extra = {
                "schedule.html": written(
                    "schedule.html", **self._schedule(decision)
                ).encode(),
                "schedule.pdf": self._schedule_pdf(decision),
            }
            body = archive(decision, extra, self._wired)
            return _file(decision, "record.zip", body, "application/zip")

        return await run_in_threadpool(make)

    def _schedule(
        self, decision: Decision, *, stands_alone: bool = True
    ) -> dict[str, Any]:
        return {
            "decision": decision,
            "lines": schedule(decision),
            "body": self._wired.website.body,
            "stands_alone": stands_alone,
        }

    def _schedule_pdf(self, decision: Decision) -> bytes:
        return pdf("schedule.html", **self._schedule(decision))

    def _load(self, request: Request) -> Decision:
        return self._wired.store.load(decision_id(request))


def _file(decision: Decision, name: str, body: bytes, kind: str) -> Response:
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in decision.id)
    told = f'attachment; filename="{plain}-{name}"'
    return Response(body, media_type=kind, headers={"Content-Disposition": told})


def _is_broken(decision: Decision) -> bool:
    try:
        verify_history(decision)
    except ChainBroken:
        return True
    return False
