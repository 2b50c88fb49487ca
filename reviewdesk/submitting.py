"""Files that officers submit in the browser: the same checks as those of the night."""

from dataclasses import dataclass
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from casework.intake import Submission, submit
from casework.screening import split_and_flag
from decisions.errors import NotFound, Refusal
from reviewdesk import sessions
from reviewdesk.limits import MEBIBYTE
from reviewdesk.pages import html
from reviewdesk.wired import Wired
from strongroom.sessions import Session

FILES_MAX: Final = 20
"""In one request; the page sends as many requests as it takes."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    name: str
    submission: Submission | None
    """None: it was larger than a file may be, and was not read."""
    told: str


class Submitting:
    """The upload page. Nothing that fails a check is lost: it is kept and set aside."""

    def __init__(self, wired: Wired) -> None:
        self._wired = wired

    async def page(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        most = self._wired.screener.limits.mebibytes
        return html("upload.html", session=session, most=most, outcomes=[])

    async def upload(self, request: Request, session: Session) -> Response:
        """Take files in, one after another, and say what became of each."""
        form = await sessions.form_of(request, session, self._wired, files=FILES_MAX)
        files = _files(form)
        if not files:
            message = "no file was chosen; choose one or more PDF files"
            raise NotFound(message)
        outcomes = []
        for file in files:
            name = file.filename or "unnamed.pdf"
            outcomes.append(await self._outcome(name, file, session))
            await file.close()
        most = self._wired.screener.limits.mebibytes
        return html("upload.html", session=session, most=most, outcomes=outcomes)

    async def _outcome(self, name: str, file: UploadFile, session: Session) -> Outcome:
        most = self._wired.screener.limits.mebibytes
        if file.size is None or file.size > most * MEBIBYTE:  # before it is read
            return Outcome(name, None, f"larger than {most} MiB; not taken in")
        pdf = await file.read()
        return await run_in_threadpool(self._take, name, pdf, session)

    def _take(self, name: str, pdf: bytes, session: Session) -> Outcome:
        done = submit(name, pdf, by=session.officer, office=self._wired)
        if done.outcome == "refused" or done.decision_id is None:
            return Outcome(name, done, done.message)
        if done.outcome == "known":
            return Outcome(name, done, "these bytes are known already")
        try:
            split_and_flag(done.decision_id, office=self._wired)
        except Refusal as refusal:
            return Outcome(name, done, f"taken in, but not read: {refusal}")
        return Outcome(name, done, "taken in, read and screened")


def _files(form: FormData) -> list[UploadFile]:
    chosen = form.getlist("file")
    return [file for file in chosen if isinstance(file, UploadFile) and file.filename]
