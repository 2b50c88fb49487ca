"""What officers set right: parts, boundaries, facts, problems; and sending back."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from casework.ports import Office
from casework.screening import (
    left_to_look_at,
    page_of,
    read_all,
    screened,
    without_told,
)
from casework.seen import facts_seen, part_seen, problem_seen, see_same
from decisions.decision import Decision, DecisionId, DocumentKind, Facts, slug
from decisions.errors import GateClosed, NotFound
from decisions.fingerprints import Sha256
from decisions.lifecycle import Act, Step, advance
from decisions.parts import SENT_BACK, PagePart, Part, Problem
from redaction.splitting import height_above

REFERENCE_MAX: Final = 60


def set_part(
    decision_id: DecisionId,
    file: Sha256,
    pages: Collection[int],
    part: Part,
    *,
    by: str,
    office: Office,
    seen: str = "",
) -> Decision:
    """Say which part pages belong to; what becomes public is screened anew.

    Args:
        seen: `part_seen` of the one page, as the officer saw it.

    Raises:
        NotFound: The decision has no such page.
        GateClosed: The file is a Part 2 form.
        ChangedMeanwhile: Another officer set the part since it was seen.
    """
    before = office.store.load(decision_id)
    for page in pages:
        see_same(seen, part_seen(before, file, page), "the part of the page")
    wanted = {(file, page) for page in pages}
    if not wanted <= {(p.file, p.page) for p in before.parts}:
        raise NotFound(f"decision {decision_id} does not have all of these pages")
    if part is Part.ONE and before.document(file).kind is DocumentKind.PART_2:
        raise GateClosed(
            f"setting parts of decision {decision_id}",
            ("the file is a Part 2 form; if it is not, submit it as what it is",),
        )
    numbers = " ".join(map(str, sorted(pages)))
    note = f"pages {numbers} of {file[:12]} are Part {part.value}"
    return _part(before, file, pages, part, None, note, by=by, office=office)


def set_boundary(
    decision_id: DecisionId,
    file: Sha256,
    page: int,
    line: int,
    *,
    by: str,
    office: Office,
    seen: str = "",
) -> Decision:
    """Say at which line of a page Part 2 begins: what stands above it is Part 1.

    Args:
        line: Its number among the lines of `PageText.body`, from 0.
        seen: `part_seen` of the page, as the officer saw it.

    Raises:
        NotFound: There is no such page, or no such line below its first one.
        GateClosed: No height parts the page there, or the file is a Part 2 form.
        ChangedMeanwhile: Another officer set the part since it was seen.
    """
    before = office.store.load(decision_id)
    see_same(seen, part_seen(before, file, page), "the part of the page")
    text = page_of(before, file, page, office)
    lines = text.body() if text else []
    if text is None or not 0 < line < len(lines):
        raise NotFound(f"decision {decision_id} has no such line below another")
    told = []
    if before.document(file).kind is DocumentKind.PART_2:
        told.append("the file is a Part 2 form; if it is not, submit it as what it is")
    y = height_above(text, lines, line)
    if y is None:
        told.append(
            "words or a picture stand on both sides of that line, or the page is "
            "turned; make the whole page Part 2, or mark regions"
        )
    if told:
        raise GateClosed(f"setting parts of decision {decision_id}", tuple(told))
    note = f"Part 2 begins on page {page} of {file[:12]}, {y:g} points from its foot"
    return _part(before, file, [page], Part.MIXED, y, note, by=by, office=office)


def _part(
    before: Decision,
    file: Sha256,
    pages: Collection[int],
    part: Part,
    y: float | None,
    note: str,
    *,
    by: str,
    office: Office,
) -> Decision:
    """Set the part of pages and screen anew what becomes public."""
    parts = tuple(
        replace(p, part=part, boundary_y=y, by=by, evidence="an officer said so")
        if p.file == file and p.page in pages
        else p
        for p in before.parts
    )
    after = replace(before, parts=parts, problems=_with_looks(before, parts, office))
    after = replace(after, flags=screened(after, office))
    now = office.clock.now()
    after = advance(after, Act(step=Step.CORRECT, by=by, at=now, note=note))
    return office.store.save(without_told(before, after, now))


def _with_looks(
    before: Decision, parts: Collection[PagePart], office: Office
) -> tuple[Problem, ...]:
    """Its problems, and those of pages that must be looked at and were Part 2."""
    secret = {(p.file, p.page) for p in before.parts if p.part is Part.TWO}
    shown = [p for p in parts if p.part is not Part.TWO and (p.file, p.page) in secret]
    if not shown:
        return before.problems
    new = left_to_look_at(read_all(before, office), shown, before.problems)
    return (*before.problems, *new)


def settle(
    decision_id: DecisionId, problem: str, reason: str, *, by: str, office: Office
) -> Decision:
    """Settle a problem with a written reason.

    Args:
        problem: `problem_seen` of it.

    Raises:
        NotFound: The decision has no such open problem, or not any more.
    """
    before = office.store.load(decision_id)
    named = [p for p in before.open_problems() if problem_seen(p) == problem]
    if not named:
        raise NotFound(
            f"decision {decision_id}: that problem is settled, or not there any more; "
            "load the page again"
        )
    if not reason.strip():
        raise GateClosed(
            f"settling a problem of decision {decision_id}",
            ("a written reason is needed",),
        )
    problems = tuple(
        replace(p, settled_by=by) if p in named else p for p in before.problems
    )
    note = f"problem {named[0].code} settled: {reason}"
    act = Act(step=Step.CORRECT, by=by, at=office.clock.now(), note=note)
    return office.store.save(advance(replace(before, problems=problems), act))


def send_back(
    decision_id: DecisionId, comment: str, *, by: str, office: Office
) -> Decision:
    """Ask whoever reviews to look again: a problem with the comment keeps it open.

    It is not work on the decision: who sends it back may approve it later.

    Raises:
        GateClosed: No comment is given.
    """
    before = office.store.load(decision_id)
    at = office.clock.now()
    asked = Problem(
        code=SENT_BACK, message=f"Sent back by {by}, {at:%Y-%m-%d %H:%M}: {comment}"
    )
    act = Act(step=Step.RETURN, by=by, at=at, note=comment)
    after = advance(before, act)
    return office.store.save(replace(after, problems=(*before.problems, asked)))


def correct_facts(
    decision_id: DecisionId, facts: Facts, *, by: str, office: Office, seen: str = ""
) -> Decision:
    """Set what the public listing will say; title and summary are screened anew.

    Args:
        seen: `facts_seen` of the decision as the officer saw it.

    Raises:
        GateClosed: Another decision has that reference.
        ChangedMeanwhile: Another officer corrected them since they were seen.
    """
    before = office.store.load(decision_id)
    see_same(seen, facts_seen(before), "these facts", [before.facts.corrected_by])
    texts = (facts.reference, facts.title, facts.summary, facts.decision_maker)
    is_long = max(len(facts.reference), len(slug(facts.reference))) > REFERENCE_MAX
    if is_long or "\0" in "".join(texts):
        raise GateClosed(
            f"correcting decision {decision_id}",
            (f"expected a reference of at most {REFERENCE_MAX} plain characters",),
        )
    owner = office.store.of_reference(facts.reference) if facts.reference else None
    if owner not in {None, decision_id}:
        raise GateClosed(
            f"correcting decision {decision_id}",
            (f"decision {owner} has that reference; reject one of them",),
        )
    if facts.reference and not slug(facts.reference):
        raise GateClosed(
            f"correcting decision {decision_id}",
            ("the reference has no letter or digit; a public address is made of it",),
        )
    after = replace(before, facts=replace(facts, corrected_by=by))
    after = replace(after, flags=screened(after, office))
    act = Act(step=Step.CORRECT, by=by, at=office.clock.now(), note="facts corrected")
    return office.store.save(advance(after, act))
