"""What officers rule, settle and correct. Who may do what is decided in `lifecycle`."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from casework.ports import Office
from casework.screening import read_all, screened
from decisions.decision import (
    Decision,
    DecisionId,
    DocumentKind,
    Facts,
    State,
    slug,
)
from decisions.errors import GateClosed, NotFound, Refusal
from decisions.exemptions import exemption
from decisions.fingerprints import Sha256, of_values
from decisions.flags import Flag, FlagId, Ruling, Verdict
from decisions.lifecycle import Act, Step, advance
from decisions.parts import Part
from redaction.splitting import height_above

REFERENCE_MAX: Final = 60


class RuledMeanwhile(Refusal):
    """Another officer ruled on a flag between an officer's look and their ruling."""


def open_review(decision_id: DecisionId, *, by: str, office: Office) -> Decision:
    """Begin the review; nothing happens where it has begun already."""
    decision = office.store.load(decision_id)
    if decision.state is State.IN_REVIEW:
        return decision
    return office.store.save(
        advance(decision, Act(step=Step.OPEN, by=by, at=office.clock.now()))
    )


def rule(
    decision_id: DecisionId,
    flag_ids: Collection[FlagId],
    verdict: Verdict,
    *,
    by: str,
    office: Office,
    section: str = "",
    reason: str = "",
    interest: str = "",
    seen: Mapping[FlagId, str] = MappingProxyType({}),
) -> Decision:
    """Rule on flags: all of them, or none where one cannot be.

    Args:
        section: The exemption relied on; empty: the one that the flag proposes.
        reason: Needed to release what Part 2 holds too.
        interest: The public-interest test, where the exemption is qualified.
        seen: For a flag, `rulings_seen` of it alone as the officer saw it; of flags
            without one it is not asked.

    Raises:
        NotFound: A flag is not of this decision.
        GateClosed: The officer may not, or an echo is released without a reason.
        RuledMeanwhile: Another officer ruled on one of them since it was seen.
    """
    before = office.store.load(decision_id)
    chosen = _chosen(before, flag_ids)
    _see_unchanged(chosen, seen)
    echoes = sum(flag.is_echo for flag in chosen)
    if verdict is Verdict.RELEASE and echoes and not reason.strip():
        raise GateClosed(
            f"release of {echoes} flags of decision {decision_id}",
            ("what Part 2 holds is released only with a written reason",),
        )
    at = office.clock.now()
    rulings = {
        flag.id: ruling_on(
            flag, verdict, section, by, at, reason=reason, interest=interest
        )
        for flag in chosen
    }
    flags = tuple(
        replace(flag, ruling=rulings.get(flag.id, flag.ruling)) for flag in before.flags
    )
    told = f"{verdict} {' '.join(sorted(rulings))}"
    if verdict is Verdict.WITHHOLD:
        told += f" under {section or 'the section proposed'}"
    note = f"{told}: {reason}" if reason else told
    act = Act(step=Step.RULE, by=by, at=at, note=note)
    return office.store.save(advance(replace(before, flags=flags), act))


def rulings_seen(flags: Collection[Flag]) -> str:
    """Tells whether the rulings on flags are those that an officer looked at."""
    told = [
        [f.id, *((r.verdict.value, r.section, r.by) if (r := f.ruling) else ())]
        for f in sorted(flags, key=lambda flag: flag.id)
    ]
    return of_values(told)[:16]


def _see_unchanged(chosen: Collection[Flag], seen: Mapping[FlagId, str]) -> None:
    changed = [
        flag
        for flag in chosen
        if seen.get(flag.id) and rulings_seen([flag]) != seen[flag.id]
    ]
    if not changed:
        return
    others = sorted({flag.ruling.by for flag in changed if flag.ruling})
    raise RuledMeanwhile(
        f"{' and '.join(others) or 'another officer'} changed the ruling on this "
        "while you looked at it; nothing of yours was saved. Look again and rule"
    )


def undo_ruling(
    decision_id: DecisionId,
    flag_ids: Collection[FlagId],
    *,
    by: str,
    office: Office,
    seen: Mapping[FlagId, str] = MappingProxyType({}),
) -> Decision:
    """Take rulings back; the flags are open again.

    Raises:
        RuledMeanwhile: As for `rule`.
    """
    before = office.store.load(decision_id)
    _see_unchanged(_chosen(before, flag_ids), seen)
    flags = tuple(
        replace(flag, ruling=None) if flag.id in flag_ids else flag
        for flag in before.flags
    )
    note = f"undo {' '.join(sorted(flag_ids))}"
    act = Act(step=Step.RULE, by=by, at=office.clock.now(), note=note)
    return office.store.save(advance(replace(before, flags=flags), act))


def _chosen(decision: Decision, flag_ids: Collection[FlagId]) -> list[Flag]:
    """The flags of these ids.

    Raises:
        NotFound: None is named, or one is not of this decision.
    """
    known = {flag.id: flag for flag in decision.flags}
    missing = sum(wanted not in known for wanted in flag_ids)
    if missing or not flag_ids:
        raise NotFound(
            f"decision {decision.id}: {missing} of {len(flag_ids)} flags are "
            "not there any more; load the page again"
        )
    return [known[wanted] for wanted in flag_ids]


def ruling_on(
    flag: Flag,
    verdict: Verdict,
    section: str,
    by: str,
    at: datetime,
    *,
    reason: str = "",
    interest: str = "",
) -> Ruling:
    """An officer's ruling on one flag; a section is kept where it withholds."""
    is_withheld = verdict is Verdict.WITHHOLD
    return Ruling(
        of=flag.id,
        verdict=verdict,
        section=exemption(section or flag.section).section if is_withheld else None,
        by=by,
        at=at,
        reason=reason,
        interest=interest if is_withheld else "",
    )


def set_part(
    decision_id: DecisionId,
    file: Sha256,
    pages: Collection[int],
    part: Part,
    *,
    by: str,
    office: Office,
) -> Decision:
    """Say which part pages belong to; what becomes public is screened anew."""
    before = office.store.load(decision_id)
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
) -> Decision:
    """Say at which line of a page Part 2 begins: what stands above it is Part 1.

    Args:
        line: Its number among the lines of `PageText.body`, from 0.

    Raises:
        NotFound: There is no such page, or no such line below its first one.
        GateClosed: No height parts the page there, or the file is a Part 2 form.
    """
    before = office.store.load(decision_id)
    read = next((f for f in read_all(before, office) if f.sha256 == file), None)
    text = next((p for p in read.pages if p.number == page), None) if read else None
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
    after = replace(before, parts=parts)
    after = replace(after, flags=screened(after, office))
    act = Act(step=Step.CORRECT, by=by, at=office.clock.now(), note=note)
    return office.store.save(advance(after, act))


def settle(
    decision_id: DecisionId,
    number: int,
    reason: str,
    *,
    by: str,
    office: Office,
) -> Decision:
    """Settle the problem that stands at `number`, from 0, with a written reason."""
    before = office.store.load(decision_id)
    if not 0 <= number < len(before.problems):
        raise NotFound(f"decision {decision_id} has no problem {number}")
    if not reason.strip():
        raise GateClosed(
            f"settling a problem of decision {decision_id}",
            ("a written reason is needed",),
        )
    problems = list(before.problems)
    problems[number] = replace(problems[number], settled_by=by)
    note = f"problem {problems[number].code} settled: {reason}"
    act = Act(step=Step.CORRECT, by=by, at=office.clock.now(), note=note)
    return office.store.save(advance(replace(before, problems=tuple(problems)), act))


def correct_facts(
    decision_id: DecisionId, facts: Facts, *, by: str, office: Office
) -> Decision:
    """Set what the public listing will say; title and summary are screened anew.

    Raises:
        GateClosed: Another decision has that reference.
    """
    before = office.store.load(decision_id)
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
