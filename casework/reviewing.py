"""What officers do with a decision. Who may do what is decided in `lifecycle`."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from casework.ports import Clock, DecisionStore, PrivateFiles
from casework.screening import Screener, read_all, screened
from casework.sealing import seal
from decisions.decision import Approval, Decision, DecisionId, Facts, State, slug
from decisions.deferral import Deferral
from decisions.errors import GateClosed, Refusal
from decisions.exemptions import exemption
from decisions.fingerprints import Sha256
from decisions.flags import (
    Category,
    Flag,
    FlagId,
    Place,
    RuleId,
    Ruling,
    Verdict,
    flag_id,
)
from decisions.geometry import Box
from decisions.lifecycle import Act, Step, advance
from decisions.parts import Part
from redaction.searching import occurrences


class NotFound(Refusal):
    """The decision has no such flag, page or problem, or the words are not there."""


def open_review(
    decision_id: DecisionId, *, by: str, store: DecisionStore, clock: Clock
) -> Decision:
    """Begin the review; nothing happens where it has begun already."""
    decision = store.load(decision_id)
    if decision.state is State.IN_REVIEW:
        return decision
    return store.save(advance(decision, Act(step=Step.OPEN, by=by, at=clock.now())))


def rule(
    decision_id: DecisionId,
    flag_ids: Collection[FlagId],
    verdict: Verdict,
    *,
    by: str,
    store: DecisionStore,
    clock: Clock,
    section: str = "",
    reason: str = "",
) -> Decision:
    """Rule on flags: all of them, or none where one cannot be.

    Args:
        section: The exemption relied on; empty: the one that the flag proposes.
        reason: Needed to release what Part 2 holds too.

    Raises:
        NotFound: A flag is not of this decision.
        GateClosed: The officer may not, or an echo is released without a reason.
    """
    before = store.load(decision_id)
    known = {flag.id: flag for flag in before.flags}
    missing = [wanted for wanted in flag_ids if wanted not in known]
    if missing or not flag_ids:
        raise NotFound(
            f"decision {decision_id}: {len(missing)} of {len(flag_ids)} flags are "
            "not there any more; load the page again"
        )
    chosen = [known[wanted] for wanted in flag_ids]
    echoes = sum(flag.is_echo for flag in chosen)
    if verdict is Verdict.RELEASE and echoes and not reason.strip():
        raise GateClosed(
            f"release of {echoes} flags of decision {decision_id}",
            ("what Part 2 holds is released only with a written reason",),
        )
    at = clock.now()
    rulings = {
        flag.id: _ruling(flag, verdict, section, by, at, reason) for flag in chosen
    }
    flags = tuple(
        replace(flag, ruling=rulings.get(flag.id, flag.ruling)) for flag in before.flags
    )
    told = f"{verdict} {' '.join(sorted(rulings))}"
    if verdict is Verdict.WITHHOLD:
        told += f" under {section or 'the section proposed'}"
    note = f"{told}: {reason}" if reason else told
    act = Act(step=Step.RULE, by=by, at=at, note=note)
    return store.save(advance(replace(before, flags=flags), act))


def undo_ruling(
    decision_id: DecisionId,
    flag_ids: Collection[FlagId],
    *,
    by: str,
    store: DecisionStore,
    clock: Clock,
) -> Decision:
    """Take rulings back; the flags are open again."""
    before = store.load(decision_id)
    flags = tuple(
        replace(flag, ruling=None) if flag.id in flag_ids else flag
        for flag in before.flags
    )
    note = f"undo {' '.join(sorted(flag_ids))}"
    act = Act(step=Step.RULE, by=by, at=clock.now(), note=note)
    return store.save(advance(replace(before, flags=flags), act))


def _ruling(
    flag: Flag, verdict: Verdict, section: str, by: str, at: datetime, reason: str
) -> Ruling:
    is_withheld = verdict is Verdict.WITHHOLD
    return Ruling(
        of=flag.id,
        verdict=verdict,
        section=exemption(section or flag.section).section if is_withheld else None,
        by=by,
        at=at,
        reason=reason,
    )


def add_by_text(
    decision_id: DecisionId,
    words: str,
    section: str,
    *,
    by: str,
    store: DecisionStore,
    files: PrivateFiles,
    clock: Clock,
) -> Decision:
    """Withhold words wherever they stand in Part 1, in the title and the summary.

    Raises:
        NotFound: They stand nowhere.
    """
    before = store.load(decision_id)
    public = {(part.file, part.page) for part in before.parts if part.is_public}
    found: list[Flag] = []
    for file in read_all(before, files):
        for page in file.pages:
            if (file.sha256, page.number) not in public:
                continue
            for start, end in occurrences(words, page.text):
                boxes = page.boxes_of(start, end)
                found.append(
                    _added(
                        file.sha256, Place.BODY, page.text, (start, end), section, by,
                        page.number, boxes,
                    )  # fmt: skip
                )
    fields = ((Place.TITLE, before.facts.title), (Place.SUMMARY, before.facts.summary))
    for place, text in fields:
        home = next((f.file for f in before.flags if f.place is place), None)
        for span in occurrences(words, text):
            source = home or before.documents[0].sha256
            found.append(_added(source, place, text, span, section, by))
    if not found:
        raise NotFound(
            f"decision {decision_id}: the words stand nowhere in the public part; "
            "check the spelling, or mark a region"
        )
    return _save_added(before, found, section, by, store, clock)


def add_region(
    decision_id: DecisionId,
    file: Sha256,
    box: Box,
    section: str,
    *,
    by: str,
    store: DecisionStore,
    clock: Clock,
) -> Decision:
    """Withhold whatever stands in a box: a picture, a signature, a stamp."""
    before = store.load(decision_id)
    if not any(p.file == file and p.page == box.page for p in before.parts):
        raise NotFound(f"decision {decision_id} has no page {box.page} of that file")
    where = f"region {box.x0:g} {box.y0:g} {box.x1:g} {box.y1:g}"
    flag = Flag(
        id=flag_id(file, Place.BODY, box.page, (0, 0), where),
        file=file,
        place=Place.BODY,
        text="",
        category=Category.SIGNATURE,
        section=exemption(section).section,
        confidence=1.0,
        why="An officer marked this region.",
        sources=(RuleId(by),),
        page=box.page,
        boxes=(box.rounded(),),
    )
    return _save_added(before, [flag], section, by, store, clock)


def _added(
    file: Sha256,
    place: Place,
    text: str,
    span: tuple[int, int],
    section: str,
    by: str,
    page: int | None = None,
    boxes: tuple[Box, ...] = (),
) -> Flag:
    start, end = span
    return Flag(
        id=flag_id(file, place, page, span, text[start:end]),
        file=file,
        place=place,
        text=text[start:end],
        category=Category.OTHER_IDENTIFIER,
        section=exemption(section).section,
        confidence=1.0,
        why="An officer added it.",
        sources=(RuleId(by),),
        page=page,
        span=span,
        boxes=boxes,
        context=" ".join(text[max(0, start - 90) : end + 90].split()),
    )


def _save_added(
    before: Decision,
    found: Iterable[Flag],
    section: str,
    by: str,
    store: DecisionStore,
    clock: Clock,
) -> Decision:
    at = clock.now()
    known = {flag.id: flag for flag in before.flags}
    for flag in found:
        kept = known.get(flag.id, flag)
        ruling = _ruling(kept, Verdict.WITHHOLD, section, by, at, "")
        known[flag.id] = replace(kept, ruling=ruling)
    note = f"{len(known) - len(before.flags)} flags added"
    act = Act(step=Step.RULE, by=by, at=at, note=note)
    return store.save(advance(replace(before, flags=tuple(known.values())), act))


def set_part(
    decision_id: DecisionId,
    file: Sha256,
    pages: Collection[int],
    part: Part,
    *,
    by: str,
    store: DecisionStore,
    files: PrivateFiles,
    clock: Clock,
    screener: Screener,
) -> Decision:
    """Say which part pages belong to; what becomes public is screened anew."""
    before = store.load(decision_id)
    wanted = {(file, page) for page in pages}
    if not wanted <= {(p.file, p.page) for p in before.parts}:
        raise NotFound(f"decision {decision_id} does not have all of these pages")
    parts = tuple(
        replace(p, part=part, by=by, evidence="an officer said so")
        if (p.file, p.page) in wanted
        else p
        for p in before.parts
    )
    after = replace(before, parts=parts)
    after = replace(after, flags=screened(after, files, screener))
    numbers = " ".join(map(str, sorted(pages)))
    note = f"pages {numbers} of {file[:12]} are Part {part.value}"
    act = Act(step=Step.CORRECT, by=by, at=clock.now(), note=note)
    return store.save(advance(after, act))


def settle(
    decision_id: DecisionId,
    number: int,
    reason: str,
    *,
    by: str,
    store: DecisionStore,
    clock: Clock,
) -> Decision:
    """Settle the problem that stands at `number`, from 0, with a written reason."""
    before = store.load(decision_id)
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
    act = Act(step=Step.CORRECT, by=by, at=clock.now(), note=note)
    return store.save(advance(replace(before, problems=tuple(problems)), act))


def correct_facts(
    decision_id: DecisionId,
    facts: Facts,
    *,
    by: str,
    store: DecisionStore,
    files: PrivateFiles,
    clock: Clock,
    screener: Screener,
) -> Decision:
    """Set what the public listing will say; title and summary are screened anew.

    Raises:
        GateClosed: Another decision has that reference.
    """
    before = store.load(decision_id)
    owner = store.of_reference(facts.reference) if facts.reference else None
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
    after = replace(after, flags=screened(after, files, screener))
    act = Act(step=Step.CORRECT, by=by, at=clock.now(), note="facts corrected")
    return store.save(advance(after, act))


def defer(
    decision_id: DecisionId,
    until: date | None,
    reason: str,
    *,
    by: str,
    store: DecisionStore,
    clock: Clock,
    deferred: bool = True,
) -> Decision:
    """Set or extend a deferral, or say that there is none, with the reason.

    Args:
        until: None with `deferred`: until something happens; it stays held
            until an officer sets a date.
    """

    def change(before: Decision) -> Decision:
        deferral = Deferral(
            deferred=deferred,
            until=until if deferred else None,
            until_text=before.deferral.until_text,
            reason=reason,
            set_by=by,
            must_confirm=before.deferral.must_confirm,
        )
        problems = tuple(
            replace(p, settled_by=by) if p.code.startswith("deferral-") else p
            for p in before.problems
        )
        return replace(before, deferral=deferral, problems=problems)

    end = until.isoformat() if until else "an event"
    told = f"deferred until {end}" if deferred else "not deferred"
    return _defer(decision_id, change, f"{told}: {reason}", by, store, clock)


def confirm_release(
    decision_id: DecisionId,
    reason: str,
    *,
    by: str,
    store: DecisionStore,
    clock: Clock,
) -> Decision:
    """Confirm that what the deferral waited for is over."""

    def change(before: Decision) -> Decision:
        return replace(before, deferral=replace(before.deferral, confirmed_by=by))

    return _defer(decision_id, change, f"confirmed: {reason}", by, store, clock)


def _defer(
    decision_id: DecisionId,
    change: Callable[[Decision], Decision],
    note: str,
    by: str,
    store: DecisionStore,
    clock: Clock,
) -> Decision:
    after = change(store.load(decision_id))
    act = Act(step=Step.DEFER, by=by, at=clock.now(), note=note)
    return store.save(advance(after, act))


def approve(
    decision_id: DecisionId,
    output: Sha256,
    *,
    by: str,
    store: DecisionStore,
    files: PrivateFiles,
    clock: Clock,
) -> Decision:
    """Approve exactly the bytes that the officer looked at.

    Args:
        output: The hash shown beside the preview.

    Raises:
        GateClosed: It may not be approved, or the file has changed since.
    """
    proof = seal(decision_id, store=store, files=files, clock=clock, by=by)
    if proof.output != output:
        raise GateClosed(
            f"approve of decision {decision_id}",
            ("the redacted file is not the one that was looked at; look again",),
        )
    before = store.load(decision_id)
    at = clock.now()
    act = Act(step=Step.APPROVE, by=by, at=at, note=f"output {output}")
    approved = replace(before, approval=Approval(by=by, at=at, output=output))
    return store.save(advance(approved, act))


def reopen(
    decision_id: DecisionId, reason: str, *, by: str, store: DecisionStore, clock: Clock
) -> Decision:
    """Take it back into review; the approval is void."""
    before = store.load(decision_id)
    act = Act(step=Step.REOPEN, by=by, at=clock.now(), note=reason)
    return store.save(replace(advance(before, act), approval=None))


