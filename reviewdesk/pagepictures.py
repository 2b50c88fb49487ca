"""Pictures of pages for the browser. The unredacted file itself is never sent."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from decisions.errors import NotFound
from decisions.fingerprints import Sha256
from redaction.confined import client
from reviewdesk.addresses import decision_id, page_number
from reviewdesk.pictures import Drawn
from reviewdesk.wired import Wired
from strongroom.sessions import Session


class PagePictures:
    """Drawn in the confined process, once for each file and page."""

    def __init__(self, wired: Wired) -> None:
        self._wired = wired
        self._drawn = Drawn()

    async def page(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        """A page of a submitted file."""

        def draw() -> bytes:
            decision = self._wired.store.load(decision_id(request))
            file = request.path_params["file"]
            number = page_number(request.path_params["page"])
            if (file, number) not in {(p.file, p.page) for p in decision.parts}:
                message = f"decision {decision.id} has no such page"
                raise NotFound(message)
            return self._picture(Sha256(file), number)

        return Response(await run_in_threadpool(draw), media_type="image/png")

    async def sealed(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        """A page of the redacted file that was last proved."""

        def draw() -> bytes:
            decision = self._wired.store.load(decision_id(request))
            number = page_number(request.path_params["page"])
            if decision.proof is None or not 1 <= number <= decision.proof.pages:
                message = f"decision {decision.id} has no such redacted page"
                raise NotFound(message)
            return self._picture(decision.proof.output, number)

        return Response(await run_in_threadpool(draw), media_type="image/png")

    def _picture(self, file: Sha256, number: int) -> bytes:
        return self._drawn.picture(
            file, number, lambda: client.picture(self._wired.files.get(file), number)
        )
