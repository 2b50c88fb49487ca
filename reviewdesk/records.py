"""The record of one decision at the desk: schedule, notice, history."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from casework.records import as_csv, notice, schedule
from decisions.decision import Decision
from decisions.errors import ChainBroken
from decisions.lifecycle import verify_history
from reviewdesk.addresses import decision_id
from reviewdesk.pages import html
from reviewdesk.wired import Wired
from strongroom.officers import Session


class Records:
    """Pages and files that leave out every word that is withheld."""

    def __init__(self, wired: Wired) -> None:
        self._wired = wired

    async def page(self, request: Request, session: Session) -> Response:
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
        decision = await run_in_threadpool(self._load, request)
        name = f'attachment; filename="{decision.id}-schedule.csv"'
        return Response(
            as_csv(decision),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": name},
        )

    def _load(self, request: Request) -> Decision:
        return self._wired.store.load(decision_id(request))


def _is_broken(decision: Decision) -> bool:
    try:
        verify_history(decision)
    except ChainBroken:
        return True
    return False
