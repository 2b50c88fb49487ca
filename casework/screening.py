"""What the machine does between intake and review: split, then flag."""

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from casework.examining import (
    Examined,
    ReadFile,
    as_read,
    read_file,
    screen_files,
    split_files,
    to_look_at,
)
from casework.ports import Office
from casework.precedents import known, ranked
from casework.retrying import retried
from casework.withdrawal import tombstone_of
from decisions.decision import (
    Decision,
    DecisionId,
    Document,
    FactPlace,
    Facts,
    Release,
    State,
)
from decisions.deferral import Deferral
from decisions.errors import CorruptRecord, Refusal
from decisions.fingerprints import Sha256
from decisions.flags import Flag, Place, Verdict, flag_id
from decisions.lifecycle import Act, Step, advance
from decisions.parts import SENT_BACK, PagePart, Part, Problem
from decisions.text import PageText
from redaction.reading.reading import unpacked
from redaction.searching import occurrences

ACTOR = "flow:take-in"
ALARM_REASON = "Withdrawn for checking."


def read_all(decision: Decision, office: Office) -> list[ReadFile]:
    """Every file of a decision, as it was read when it came in.

    A file whose reading was not kept, or was made by an earlier edition of the
    reader, is read again.
    """
    return [_read(document, office) for document in decision.documents]


def page_of(
    decision: Decision, file: Sha256, number: int, office: Office
) -> PageText | None:
    """One page of one of its files, numbered from 1; None: there is no such page."""
    for document in decision.documents:
        if document.sha256 == file:
            pages = _read(document, office).pages
            return next((page for page in pages if page.number == number), None)
    return None


def _read(document: Document, office: Office) -> ReadFile:
    screener = office.screener
    if document.reading:
        try:
            reading = unpacked(office.files.get(document.reading))
            return as_read(document.name, document.sha256, reading, screener.forms)
        except CorruptRecord:
            pass
    pdf = office.files.get(document.sha256)
    return read_file(document.name, pdf, screener.forms, screener.limits)


def split_and_flag(decision_id: DecisionId, *, office: Office) -> State:
    """Bring a submitted decision to `flagged`.

    What an officer set before (parts, facts, deferral, settled problems, rulings
    on flags that are still the same) is kept.

    Raises:
        Refusal: It cannot go on; the history says why.
    """
    try:
        retried(lambda: _split(decision_id, office))
        return retried(lambda: _flag(decision_id, office)).state
    except Refusal as refusal:
        told = str(refusal)
        if not refusal.retryable:
            retried(lambda: note_refusal(decision_id, told, office=office))
        raise


def note_refusal(decision_id: DecisionId, told: str, *, office: Office) -> Decision:
    """Write down that the machine could not go on; once, not every night."""
    decision = office.store.load(decision_id)
    last = decision.history[-1] if decision.history else None
    if last and last.step == Step.REFUSE and last.note == told:
        return decision
    act = Act(step=Step.REFUSE, by=ACTOR, at=office.clock.now(), note=told)
    return office.store.save(advance(decision, act))


def _split(decision_id: DecisionId, office: Office) -> Decision:
    before = office.store.load(decision_id)
    if before.state is not State.SUBMITTED:
        return before
    now = office.clock.now()
    files = read_all(before, office)
    examined = split_files(files, now.date())
    parts = _kept_parts(before.parts, examined.parts)
    deferral = replace(examined.deferral, must_confirm=office.screener.confirm_releases)
    after = replace(
        before,
        parts=parts,
        facts=_kept_facts(before.facts, examined.facts),
        places=tuple(
            FactPlace(
                field=place.field,
                file=place.file,
                page=place.page,
                boxes=place.boxes,
                confidence=place.confidence,
            )
            for place in examined.places
        ),
        deferral=_kept_deferral(before.deferral, deferral),
        problems=_kept_problems(
            before.problems,
            [
                *examined.problems,
                *left_to_look_at(files, parts, examined.problems),
                *_changed_deferral(before.deferral, deferral),
                *_changed_facts(before, examined),
            ],
        ),
    )
    note = f"{len(after.parts)} pages, {len(after.open_problems())} problems"
    return office.store.save(
        advance(after, Act(step=Step.SPLIT, by=ACTOR, at=now, note=note))
    )


def _flag(decision_id: DecisionId, office: Office) -> Decision:
    before = office.store.load(decision_id)
    if before.state is not State.SPLIT:
        return before
    flags = screened(before, office)
    now = office.clock.now()
    after = advance(
        replace(before, flags=flags),
        Act(step=Step.FLAG, by=ACTOR, at=now, note=f"{len(flags)} flags"),
    )
    return office.store.save(without_told(before, after, now))


def without_told(before: Decision, after: Decision, now: datetime) -> Decision:
    """`after`, withdrawn where what is public is now known to be of Part 2.

    That is a page of it that somebody says belongs there, or an echo.

    Args:
        before: As it was: echoes that were known when it was released stay public.
    """
    release = after.release
    if release is None:
        return after
    shown = _shown(before, release)
    secret = {(p.file, p.page) for p in after.parts if p.part is Part.TWO}
    mixed = {(p.file, p.page, p.boundary_y) for p in after.parts if p.boundary_y}
    was = {(p.file, p.page, p.boundary_y) for p in before.parts if p.boundary_y}
    pages = len(shown & (secret | {page[:2] for page in mixed - was}))
    known = {flag.id for flag in before.flags if flag.is_echo}
    echoes = sum(
        flag.is_echo and flag.id not in known and _is_said(flag, release, shown)
        for flag in after.flags
    )
    if not pages and not echoes:
        return after
    alarm = f"{pages} pages and {echoes} echoes of Part 2 are public; withdrawn"
    return replace(
        advance(after, Act(step=Step.WITHDRAW, by=ACTOR, at=now, note=alarm)),
        release=None,
        tombstone=tombstone_of(release, now, ALARM_REASON),
    )


def _shown(before: Decision, release: Release) -> set[tuple[Sha256, int]]:
    """The pages that a release was made of.

    One of an earlier edition does not say; then what was there and is public counts.
    """
    if release.made_of:
        return set(release.made_of)
    since = {d.sha256 for d in before.documents if d.at <= release.updated_at}
    return {(p.file, p.page) for p in before.parts if p.is_public and p.file in since}


def _is_said(
    flag: Flag, release: Release, shown: Container[tuple[Sha256, int | None]]
) -> bool:
    """Whether what is public says what a flag covers."""
    ruling = flag.ruling
    if flag.is_withheld and ruling is not None and ruling.at <= release.updated_at:
        return False  # it was blacked out already
    if flag.place is Place.BODY:
        return (flag.file, flag.page) in shown
    fields = {Place.TITLE: release.title, Place.SUMMARY: release.summary}
    return any(occurrences(flag.words, fields.get(flag.place, "")))


def screened(decision: Decision, office: Office) -> tuple[Flag, ...]:
    """The flags of a decision as its parts and facts are, with rulings carried over.

    Flags that an officer added stay, also where their page is not public now: it may
    be again.
    """
    precedents = known(office)
    found = [
        ranked(flag, precedents)
        for flag in screen_files(
            read_all(decision, office),
            decision.parts,
            decision.facts,
            office.screener.names,
            office.screener.lexicon,
        )
    ]
    by_id = {flag.id: flag for flag in decision.flags}
    again = {flag.id for flag in found}
    by_officers = [
        flag
        for flag in decision.flags
        if any(source.startswith("officer:") for source in flag.sources)
    ]
    added = [
        kept
        for flag in by_officers
        for kept in _found_again(flag, decision.facts)
        if kept.id not in again
    ]
    carried = (_with_ruling(flag, by_id.get(flag.id)) for flag in found)
    return (*carried, *added)


def _found_again(flag: Flag, facts: Facts) -> list[Flag]:
    """What an officer added, where it stands now; in a field it may have moved."""
    if flag.place is Place.BODY:
        return [flag]
    text = facts.title if flag.place is Place.TITLE else facts.summary
    found = []
    for span in occurrences(flag.text, text):
        words = text[span[0] : span[1]]
        new = flag_id(flag.file, flag.place, None, span, words)
        ruling = replace(flag.ruling, of=new) if flag.ruling else None
        found.append(replace(flag, id=new, span=span, text=words, ruling=ruling))
    return found


def _with_ruling(flag: Flag, before: Flag | None) -> Flag:
    """The flag with the ruling it had, if that still answers the same question.

    What was released before Part 2 was known to hold it is asked again.
    """
    if before is None or before.ruling is None:
        return flag
    was_released = before.ruling.verdict is Verdict.RELEASE
    if flag.is_echo and not before.is_echo and was_released:
        return flag
    return replace(flag, ruling=before.ruling)


def _kept_parts(
    before: Iterable[PagePart], now: Iterable[PagePart]
) -> tuple[PagePart, ...]:
    set_by_officers = {(p.file, p.page): p for p in before if p.by}
    return tuple(set_by_officers.get((p.file, p.page), p) for p in now)


def _kept_facts(before: Facts, now: Facts) -> Facts:
    if before.corrected_by:
        return before
    return now if now.reference else replace(now, reference=before.reference)


FACTS_DIFFER: Final = "facts-differ"
_ASKED: Final = frozenset({SENT_BACK, FACTS_DIFFER})
"""Problems that splitting anew does not find again, and that stay."""


def left_to_look_at(
    files: Iterable[ReadFile], parts: Iterable[PagePart], found: Iterable[Problem]
) -> list[Problem]:
    """Pages that may be public and must be looked at, and of which none found that."""
    parts, found = tuple(parts), tuple(found)
    every = [
        problem
        for file in files
        for problem in to_look_at(file, [p for p in parts if p.file == file.sha256])
    ]
    return [p for p in every if not any(p.is_same_as(other) for other in found)]


def _changed_facts(before: Decision, now: Examined) -> list[Problem]:
    """Another form does not put right what an officer wrote; it may make it wrong."""
    known = {place.file for place in before.places}
    form = next((p.file for p in now.places if p.file not in known), None)
    was, says = before.facts, now.facts
    is_same = (was.title, was.summary) == (says.title, says.summary)
    if not was.corrected_by or form is None or is_same:
        return []
    told = (
        "title or summary differ from what another form says; an officer wrote them: "
        "see whether they are still right"
    )
    return [Problem(code=FACTS_DIFFER, message=told, file=form)]


def _kept_deferral(before: Deferral, now: Deferral) -> Deferral:
    """An officer's deferral stands as long as the form says what it said then."""
    is_same = before.form_says == now.form_says
    return before if before.set_by and is_same else now


def _changed_deferral(before: Deferral, now: Deferral) -> list[Problem]:
    if not before.set_by or before.form_says == now.form_says:
        return []
    told = "the form now answers differently on deferral than when it was set; set it"
    return [Problem(code="deferral-changed", message=told)]


def _kept_problems(
    before: Iterable[Problem], now: Iterable[Problem]
) -> tuple[Problem, ...]:
    before, now = tuple(before), tuple(now)
    settled = [problem for problem in before if problem.settled_by]
    found = (
        next((old for old in settled if old.is_same_as(problem)), problem)
        for problem in now
    )
    asked = [problem for problem in before if problem.code in _ASKED]
    return (*found, *(p for p in asked if not any(p.is_same_as(new) for new in now)))
