"""Lists of decisions: what there is to do, what is mine, what was searched for."""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from casework.ports import DISPOSED, SetAside
from decisions.errors import NotFound
from reviewdesk import fields, sessions
from reviewdesk.addresses import page_number
from reviewdesk.pages import html
from reviewdesk.wired import Wired
from strongroom.listing import words_of
from strongroom.queues import PAGE, TERMS_MAX, Queue, Row
from strongroom.sessions import Session

QUERY_MAX: Final = 200
ASIDE_MAX: Final = 50
"""Files set aside that the first page lists."""
ASKED_MAX: Final = 1_000
"""So many searches are remembered, so that going back to one shows it again."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a queue is called, and what an officer does there."""

    title: str
    told: str


HEADINGS: Final[Mapping[Queue, Heading]] = {
    Queue.HAND: Heading("Needs a hand", "Problems have to be settled first."),
    Queue.WAITING: Heading("Waiting for review", "Read and screened; nobody began."),
    Queue.REVIEW: Heading("In review", "Flags are left to rule on."),
    Queue.APPROVAL: Heading(
        "Awaiting approval", "Every flag is ruled on; a second officer approves."
    ),
    Queue.OVERDUE: Heading("Overdue", "The deferral has ended and it is not out."),
    Queue.CONFIRM: Heading(
        "Awaiting confirmation", "An officer confirms that the deferral has ended."
    ),
    Queue.HELD: Heading("Held", "Approved, and deferred."),
    Queue.APPROVED: Heading("Approved", "The next release publishes them."),
    Queue.PUBLISHED: Heading("Published", "On the public site."),
    Queue.WITHDRAWN: Heading("Withdrawn", "Taken off the public site."),
    Queue.UNREAD: Heading("Not read yet", "The next night reads and screens them."),
}
"""In the order in which the desk lists them."""


class Lists:
    """The desk's pages that list decisions."""

    def __init__(self, wired: Wired) -> None:
        self._wired = wired
        self._asked: OrderedDict[str, tuple[str, str]] = OrderedDict()
        """Who asked for which words, by the key in the address; the newest last."""

    async def home(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        """Counts of every queue, the officer's own decisions, files set aside."""
        may_see = session.may_read
        now = self._wired.clock.now()
        queues = self._wired.queues

        def load() -> dict[str, Any]:
            counts = queues.counts(now.date())
            return {
                "counts": [(q, HEADINGS[q], counts[q]) for q in HEADINGS],
                "mine": queues.of_officer(session.officer, now) if may_see else [],
                "aside": self._aside() if may_see else [],
                "most": ASIDE_MAX,
            }

        values = await run_in_threadpool(load)
        return html("home.html", session=session, may_see=may_see, **values)

    def _aside(self) -> list[SetAside]:
        """Files set aside, the newest first; without what was destroyed since."""
        rows = self._wired.store.all_set_aside()
        return [row for row in rows if row.name != DISPOSED][::-1]

    async def queue(self, request: Request, session: Session) -> Response:
        """One page of one queue."""
        name, number = (
            request.path_params["queue"],
            page_number(request.query_params.get("page", "1")),
        )
        if name not in set(Queue):
            message = "there is no such list"
            raise NotFound(message)
        queue, today = Queue(name), self._wired.clock.now().date()

        def load() -> tuple[list[Row], int]:
            rows = self._wired.queues.page(queue, today, number)
            return rows, self._wired.queues.count(queue, today)

        rows, total = await run_in_threadpool(load)
        heading = HEADINGS[queue]
        return html(
            "queue.html",
            session=session,
            title=heading.title,
            told=heading.told,
            rows=rows,
            total=total,
            number=number,
            last=max(1, -(-total // PAGE)),
            address=f"/queues/{queue.value}?page=",
        )

    async def deferrals(self, request: Request, session: Session) -> Response:
        """The calendar of deferrals: what ends when, and what waits for an event."""
        number = page_number(request.query_params.get("page", "1"))
        today = self._wired.clock.now().date()

        def load() -> dict[str, Any]:
            rows = self._wired.queues.deferred(number)
            months = groupby(rows, key=lambda row: row.until[:7])
            return {
                "months": [
                    (date.fromisoformat(f"{month}-01"), list(mine))
                    for month, mine in months
                ],
                "undated": self._wired.queues.undated() if number == 1 else [],
                "undated_count": self._wired.queues.count_undated(),
                "has_more": len(rows) == PAGE,
            }

        values = await run_in_threadpool(load)
        return html(
            "deferrals.html",
            session=session,
            today=today,
            number=number,
            **values,
        )

    async def search(self, request: Request, session: Session) -> Response:
        """Take words to search for, and go on to what has them.

        A search is sent by a form's post, and its address names it by chance: what is
        asked for may be confidential, and addresses are kept in logs and histories.
        """
        form = await sessions.form_of(request, session, self._wired)
        words = fields.text(form, "words")[:QUERY_MAX]
        key = secrets.token_urlsafe(12)
        self._asked[key] = (session.officer, words)
        while len(self._asked) > ASKED_MAX:
            self._asked.popitem(last=False)
        return RedirectResponse(f"/search/{key}", 303)

    async def found(self, request: Request, session: Session) -> Response:
        """Decisions that hold the words asked for; none where nobody remembers them."""
        officer, words = self._asked.get(request.path_params["key"], ("", ""))
        words = words if officer == session.officer else ""
        rows = await run_in_threadpool(self._wired.queues.search, words)
        cut = len(words_of(words)) > TERMS_MAX
        return html("search.html", session=session, words=words, rows=rows, cut=cut)
