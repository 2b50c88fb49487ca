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
from reviewdesk.addresses import page_number
from reviewdesk.views import group_of, groups_of
from reviewdesk.wired import Wired
from strongroom.officers import Session


class Changed(Refusal):
    """Something is not as it was when the officer looked at it."""


class SiteUnchanged(Refusal):
    """A decision is withdrawn, and its pages are still public."""


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
    return Sha256(file), page_number(number)


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
        wired.store.load(of)
        wired.queues.take_over(of, who.officer, wired.clock.now())
    see_claim(wired, who, of)
    return _home(of)


def leave(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:  # noqa: ARG001
    see_claim(wired, who, of)
    wired.queues.give_back(of, who.officer)
    return "/"


def see_claim(wired: Wired, who: Session, of: DecisionId) -> None:
    """Make the decision the officer's, where it is nobody's.

    Raises:
        Claimed: Another officer is at work on it.
    """
    if who.officer in wired.store.load(of).submitters:
        return  # they may not work on it; a claim would keep others from it
    mine = wired.queues.claim(of, who.officer, wired.clock.now())
    if mine.officer != who.officer:
        raise Claimed(
            f"{mine.name} has been at work on this decision since "
            f"{mine.at:%H:%M}; nothing was changed. Take it over on its page, or wait"
        )


def _chosen(wired: Wired, of: DecisionId, form: FormData) -> dict[FlagId, str]:
    """The flags that a form names, each with its ruling as the officer saw it.

    A flag comes as "id:seen". A group comes as the id of one of its flags and what
    was seen of all of them: where a place was added meanwhile, it is another group.

    Raises:
        Changed: A group is not as it was seen.
    """
    chosen: dict[FlagId, str] = {}
    for value in map(str, form.getlist("flag")):
        flag_id, _, seen = value.partition(":")
        chosen[FlagId(flag_id)] = seen
    named = [str(value).partition(":") for value in form.getlist("group")]
    groups = groups_of(wired.store.load(of)) if named else []
    for flag_id, _, seen in named:
        group = group_of(groups, flag_id)
        if reviewing.rulings_seen(group.flags) != seen:
            raise Changed(
                "rulings on what you chose changed while you looked at it; nothing of "
                "yours was saved. Look again and rule"
            )
        chosen |= {flag.id: "" for flag in group.flags}
    return chosen


def rule(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    seen = _chosen(wired, of, form)
    flags = list(seen)
    if _text(form, "verdict") == "undo":
        reviewing.undo_ruling(of, flags, by=who.officer, office=wired, seen=seen)
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
            seen=seen,
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
    proof = wired.store.load(of).proof
    shown = (_text(form, "output"), _text(form, "rulings"))
    if proof is None or (proof.output, proof.rulings) != shown:
        raise Changed(
            "the file or the listing is not the one that you looked at; look again"
        )
    approving.approve(of, proof, by=who.officer, office=wired)
    return _home(of)


def reopen(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    approving.reopen(of, _text(form, "reason"), by=who.officer, office=wired)
    return _home(of)


def withdraw(wired: Wired, who: Session, of: DecisionId, form: FormData) -> str:
    _confirm(wired, who, form)
    withdrawal.withdraw(of, _text(form, "reason"), by=who.officer, office=wired)
    try:
        website.bring_up_to_date(wired)
    except Refusal as refusal:
        told = str(refusal)
    else:
        return _home(of)
    raise SiteUnchanged(
        f"it is withdrawn in the record, but the public site could not be changed: "
        f"{told}. Tell the operator at once; every run of the site tries again"
    )


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
