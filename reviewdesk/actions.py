"""One function for each form of the desk: from its fields to casework."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from starlette.datastructures import FormData

from casework import adding, approving, deferring, reviewing, website, withdrawal
from decisions.decision import DecisionId
from decisions.errors import NotFound, Refusal
from decisions.fingerprints import Sha256
from decisions.flags import FlagId, Verdict
from decisions.geometry import Box
from decisions.parts import Part
from reviewdesk.views import group_of
from reviewdesk.wired import Wired
from strongroom.officers import Session


class Claimed(Refusal):
    """Another officer is at work on the decision."""


class WrongPassword(Exception):
    """What may not be undone wants the password again."""


Action = Callable[[Wired, Session, DecisionId, FormData], str]
"""Does what a form asks and returns the address to go on to."""


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _number(form: FormData, name: str) -> float:
    try:
        found = float(_text(form, name))
    except ValueError:
        found = math.nan
    if math.isfinite(found):
        return found
    message = f"field {name}: expected a number"
    raise NotFound(message)


def _page(form: FormData) -> tuple[Sha256, int]:
    file, _, number = _text(form, "page").partition(":")
    if number.isascii() and number.isdigit() and len(number) <= 5 and int(number):
        return Sha256(file), int(number)
    message = "field page: expected a page of this decision"
    raise NotFound(message)


def _date(form: FormData, name: str) -> date | None:
    text = _text(form, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        pass
    message = f"field {name}: expected a date as 2026-12-31"
    raise NotFound(message)


def _confirm(wired: Wired, session: Session, form: FormData) -> None:
    now = wired.clock.now()
    if not wired.officers.confirms(session, _text(form, "password"), now):
        raise WrongPassword


def _home(decision_id: DecisionId, anchor: str = "") -> str:
    return f"/decisions/{decision_id}{'#' + anchor if anchor else ''}"


def open_review(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:  # noqa: ARG001
    reviewing.open_review(of, by=who.officer, office=wired)
    return _home(of)


def claim(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    """Take a decision; with `over`, from the officer who has it."""
    if _text(form, "over"):
        wired.queues.give_back(of)
    see_claim(wired, who, of)
    return _home(of)


def leave(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:  # noqa: ARG001
    see_claim(wired, who, of)
    wired.queues.give_back(of)
    return "/"


def see_claim(wired: Wired, who: Session, of: DecisionId) -> None:
    """Make the decision the officer's, where it is nobody's.

    Raises:
        Claimed: Another officer is at work on it.
    """
    wired.store.load(of)
    mine = wired.queues.claim(of, who.officer, wired.clock.now())
    if mine.officer != who.officer:
        raise Claimed(
            f"{mine.name} has been at work on this decision since "
            f"{mine.at:%H:%M}; nothing was changed. Take it over on its page, or wait"
        )


def rule(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    flags = [FlagId(str(value)) for value in form.getlist("flag")]
    chosen = form.getlist("group")
    if chosen:
        decision = wired.store.load(of)
        groups = [group_of(decision, str(flag_id)) for flag_id in chosen]
        flags += [flag.id for group in groups for flag in group.flags]
    if _text(form, "verdict") == "undo":
        reviewing.undo_ruling(of, flags, by=who.officer, office=wired)
    else:
        known = {v.value: v for v in Verdict}
        verdict = known.get(_text(form, "verdict"))
        if verdict is None:
            message = "field verdict: expected withhold, release or undo"
            raise NotFound(message)
        reviewing.rule(
            of,
            flags,
            verdict,
            by=who.officer,
            office=wired,
            section=_text(form, "section") if verdict is Verdict.WITHHOLD else "",
            reason=_text(form, "reason"),
            interest=_text(form, "interest"),
            seen=_text(form, "seen"),
        )
    if _text(form, "go") == "next":
        return f"{_home(of)}/next"
    return _home(of, f"flag-{flags[0]}" if flags else "")


def add(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    adding.add_by_text(
        of,
        _text(form, "words"),
        _text(form, "section"),
        by=who.officer,
        office=wired,
    )
    return _home(of, "flags")


def region(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    file, page = _page(form)
    numbers = [_number(form, name) for name in ("x0", "y0", "x1", "y1")]
    x0, y0, x1, y1 = numbers
    if not (x0 < x1 and y0 < y1):
        message = "region: expected left < right and bottom < top, in points"
        raise NotFound(message)
    adding.add_region(
        of,
        file,
        Box(page, x0, y0, x1, y1),
        _text(form, "section"),
        by=who.officer,
        office=wired,
    )
    return _home(of, "flags")


def part(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    file, page = _page(form)
    if _text(form, "part") not in {"1", "2"}:
        message = "part: expected a page and 1 or 2"
        raise NotFound(message)
    reviewing.set_part(
        of,
        file,
        [page],
        Part(int(_text(form, "part"))),
        by=who.officer,
        office=wired,
    )
    return _home(of, "pages")


def boundary(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    file, page = _page(form)
    reviewing.set_boundary(
        of, file, page, int(_number(form, "line")), by=who.officer, office=wired
    )
    return _home(of, "pages")


def settle(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    reviewing.settle(
        of,
        int(_number(form, "problem")),
        _text(form, "reason"),
        by=who.officer,
        office=wired,
    )
    return _home(of, "problems")


def facts(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    before = wired.store.load(of).facts
    wanted = replace(
        before,
        reference=_text(form, "reference"),
        title=_text(form, "title"),
        decision_maker=_text(form, "decision_maker"),
        summary=_text(form, "summary"),
        signed_on=_date(form, "signed_on"),
    )
    reviewing.correct_facts(of, wanted, by=who.officer, office=wired)
    return _home(of, "facts")


def defer(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    deferring.defer(
        of,
        _date(form, "until"),
        _text(form, "reason"),
        by=who.officer,
        office=wired,
        deferred=_text(form, "deferred") != "no",
    )
    return _home(of, "deferral")


def confirm(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    _confirm(wired, who, form)
    deferring.confirm_release(of, _text(form, "reason"), by=who.officer, office=wired)
    return _home(of, "deferral")


def approve(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    _confirm(wired, who, form)
    approving.approve(
        of,
        Sha256(_text(form, "output")),
        by=who.officer,
        office=wired,
    )
    return _home(of)


def reopen(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    approving.reopen(of, _text(form, "reason"), by=who.officer, office=wired)
    return _home(of)


def withdraw(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    _confirm(wired, who, form)
    withdrawal.withdraw(of, _text(form, "reason"), by=who.officer, office=wired)
    website.bring_up_to_date(wired)
    return _home(of)


ACTIONS: Final[dict[str, Action]] = {
    "open": open_review,
    "claim": claim,
    "leave": leave,
    "rule": rule,
    "add": add,
    "region": region,
    "part": part,
    "boundary": boundary,
    "settle": settle,
    "facts": facts,
    "defer": defer,
    "confirm": confirm,
    "approve": approve,
    "reopen": reopen,
    "withdraw": withdraw,
}
WORK: Final = frozenset(
    {"open", "rule", "add", "region", "part", "boundary", "settle", "facts", "defer"}
)
"""What only the officer does who has claimed the decision."""
