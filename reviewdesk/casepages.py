"""The pages about one decision."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from casework.adding import found_by_text
from casework.sealing import public_summary, public_title
from decisions.decision import Decision, slug
from decisions.errors import NotFound
from decisions.exemptions import EXEMPTIONS
from decisions.fingerprints import Sha256
from decisions.lifecycle import Act, Step, approver_is_a_second_officer
from decisions.text import blocks_from_json
from reviewdesk import fields, sessions, views
from reviewdesk.addresses import decision_id, page_number
from reviewdesk.pages import html
from reviewdesk.wired import Wired
from reviewdesk.withdrawing import Withdrawing
from strongroom.queues import Claim
from strongroom.sessions import Session

DONE: Final[Mapping[str, str]] = {
    "ruled": "The ruling is saved.",
    "undone": "Your last act is undone.",
    "added": "It is withheld now.",
    "part": "The part is saved, and the decision was screened again.",
    "problem": "The problem is settled.",
    "facts": "The facts are saved, and title and summary were screened again.",
    "deferral": "The deferral is saved.",
    "sent-back": "It is sent back.",
    "approved": "It is approved: the next release publishes it, or holds it.",
    "published": "It is recorded as published; the site is being changed now.",
    "reopened": "It is in review again.",
}
"""What a page says after a form, by the word in its address."""


class CasePages:
    """What an officer looks at; nothing here changes anything."""

    def __init__(self, wired: Wired, withdrawing: Withdrawing) -> None:
        self._wired = wired
        self._withdrawing = withdrawing

    def _load(self, request: Request) -> Decision:
        return self._wired.store.load(decision_id(request))

    def _claim(self, decision: Decision) -> Claim | None:
        return self._wired.queues.claim_of(decision.id, self._wired.clock.now())

    async def decision(self, request: Request, session: Session) -> Response:
        """All of it: pages, flags, listing, deferral, and what may be done next."""
        shown = _shown(request)

        def load() -> dict[str, Any]:
            decision = self._load(request)
            groups = views.groups_of(decision)
            pages = views.pages_of(decision, self._wired)
            return {
                "decision": decision,
                "pages": pages,
                "places": views.places_of(decision),
                "undoable": decision.undoable(session.officer) is not None,
                "groups": shown.chosen(groups),
                "open": [group for group in groups if not group.verdict],
                "categories": sorted({group.first.category for group in groups}),
                "shown": shown,
                "shows": list(views.SHOWS),
                "claim": self._claim(decision),
                "done": _done(request),
                "public": self._public(decision),
                "failure": self._withdrawing.failure(decision),
                "today": self._wired.clock.now().date(),
            }

        return await self._html("decision.html", session, load)

    def _public(self, decision: Decision) -> str:
        """Where the public reads it; empty where it does not."""
        release = decision.release
        url = self._wired.website.body.url
        return f"{url}/decisions/{slug(release.reference)}/" if release else ""

    async def next_flag(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        """On to the flag to rule on next, or back where none is left."""
        decision = await run_in_threadpool(self._load, request)
        flag = views.next_open(decision, request.query_params.get("after", ""))
        where = f"/flags/{flag.id}" if flag else "?show=all#done"
        return RedirectResponse(f"/decisions/{decision.id}{where}", 303)

    async def flag(self, request: Request, session: Session) -> Response:
        """One question: every place of the same words, and the forms to answer it."""

        def load() -> dict[str, Any]:
            decision = self._load(request)
            groups = views.groups_of(decision)
            group = views.group_of(groups, request.path_params["flag"])
            pages = views.pages_of(decision, self._wired)
            return {
                "decision": decision,
                "group": group,
                "cuttings": views.cuttings_of(group, pages),
                "beside": views.beside(groups, group),
                "reasons": views.reasons_of(decision),
                "left": sum(not g.verdict for g in groups),
                "groups": len(groups),
                "undoable": decision.undoable(session.officer) is not None,
                "claim": self._claim(decision),
            }

        return await self._html("flag.html", session, load)

    async def words(self, request: Request, session: Session) -> Response:
        """The words of one page, to choose some by keyboard."""

        def load() -> dict[str, Any]:
            decision = self._load(request)
            file = Sha256(request.path_params["file"])
            number = page_number(request.path_params["page"])
            page, words = views.page_and_words(decision, file, number, self._wired)
            return {
                "decision": decision,
                "page": page,
                "choices": words,
                "done": _done(request),
            }

        return await self._html("words.html", session, load)

    async def find(self, request: Request, session: Session) -> Response:
        """Where words stand in the public part, before they are withheld.

        They come by a form's post: they may be confidential, and addresses are kept
        in logs and histories.
        """
        form = await sessions.form_of(request, session, self._wired)

        def load() -> dict[str, Any]:
            decision = self._load(request)
            words = fields.text(form, "words")
            found = found_by_text(decision, words, self._wired)
            known = {flag.id: flag for flag in decision.flags}
            places = [known.get(flag.id, flag) for flag in found]
            return {"decision": decision, "words": words, "places": places}

        return await self._html("find.html", session, load)

    async def preview(self, request: Request, session: Session) -> Response:
        """What the public will get, as it was last made and proved."""

        def load() -> dict[str, Any]:
            decision = self._load(request)
            act = Act(step=Step.APPROVE, by=session.officer, at=self._wired.clock.now())
            values: dict[str, Any] = {
                "decision": decision,
                "proof": None,
                "why_not": approver_is_a_second_officer(decision, act),
            }
            if decision.is_sealed and decision.proof is not None:
                text = self._wired.files.get(decision.proof.text)
                values |= {
                    "title": public_title(decision),
                    "summary": public_summary(decision),
                    "proof": decision.proof,
                    "blocks": blocks_from_json(text),
                }
            return values

        return await self._html("preview.html", session, load)

    async def withdrawal(self, request: Request, session: Session) -> Response:
        """How far the public site is after a withdrawal."""

        def load() -> dict[str, Any]:
            decision = self._load(request)
            if decision.tombstone is None:
                message = f"decision {decision.id} is not withdrawn"
                raise NotFound(message)
            progress = self._withdrawing.progress(decision)
            return {"decision": decision, "progress": progress}

        return await self._html("withdrawal.html", session, load)

    async def _html(
        self, template: str, session: Session, load: Callable[[], dict[str, Any]]
    ) -> Response:
        def make() -> Response:
            rows = EXEMPTIONS.values()
            return html(template, session=session, exemptions=rows, **load())

        return await run_in_threadpool(make)


def _done(request: Request) -> str:
    return DONE.get(request.query_params.get("done", ""), "")


def _shown(request: Request) -> views.Shown:
    least = request.query_params.get("least", "0")
    return views.Shown(
        what=request.query_params.get("show", "all"),
        least=int(least) if least in {"30", "50", "70", "90"} else 0,
        order="page" if request.query_params.get("order") == "page" else "doubt",
    )
