"""What officers withhold that the machine did not flag: words, and regions."""

import math
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from casework.ports import Office
from casework.reviewing import ruling_on, with_flags
from casework.screening import page_of, read_all
from decisions.decision import Decision, DecisionId
from decisions.errors import NotFound
from decisions.exemptions import Section, exemption
from decisions.fingerprints import Sha256
from decisions.flags import Category, Flag, FlagId, Place, RuleId, Verdict, flag_id
from decisions.geometry import Box
from decisions.lifecycle import Act, Step
from decisions.text import PageText
from redaction.searching import occurrences

PERSONAL: Final = Section("s40(2)")
"""Proposed until the officer says another one."""
BY_HAND: Final = RuleId("officer")


def found_by_text(decision: Decision, words: str, office: Office) -> list[Flag]:
    """A flag for each place of words in Part 1, in the title and the summary."""
    public = {(part.file, part.page) for part in decision.parts if part.is_public}
    found: list[Flag] = []
    for file in read_all(decision, office):
        for page in file.pages:
            if (file.sha256, page.number) in public:
                spans = occurrences(words, page.text)
                found += [_on_page(file.sha256, page, span) for span in spans]
    facts = decision.facts
    for place, text in ((Place.TITLE, facts.title), (Place.SUMMARY, facts.summary)):
        home = next((f.file for f in decision.flags if f.place is place), None)
        for span in occurrences(words, text):
            source = home or decision.documents[0].sha256
            found.append(_added(source, place, text, span))
    return found


def add_by_text(
    decision_id: DecisionId,
    words: str,
    section: str,
    *,
    by: str,
    office: Office,
    only: Collection[FlagId] | None = None,
) -> Decision:
    """Withhold words wherever they stand in Part 1, in the title and the summary.

    Args:
        only: Ids of what `found_by_text` found and the officer chose; None: all.

    Raises:
        NotFound: They stand nowhere, or not any more where the officer chose them.
    """
    before = office.store.load(decision_id)
    found = found_by_text(before, words, office)
    if only is not None:
        missing = len(set(only) - {flag.id for flag in found})
        if missing:
            raise NotFound(
                f"decision {decision_id}: {missing} of the places chosen are not there "
                "any more; search again"
            )
        found = [flag for flag in found if flag.id in only]
    if not found:
        raise NotFound(
            f"decision {decision_id}: the words stand nowhere in the public part, or "
            "no place was chosen; check the spelling, or mark a region"
        )
    return _save_added(before, found, section, by, office)


def add_words(
    decision_id: DecisionId,
    file: Sha256,
    page: int,
    span: tuple[int, int],
    section: str,
    *,
    by: str,
    office: Office,
) -> Decision:
    """Withhold characters of one page, in this place only.

    Args:
        span: Start and end in `PageText.text`.

    Raises:
        NotFound: There is no such page, or nothing that can be seen stands there.
    """
    before = office.store.load(decision_id)
    text = page_of(before, file, page, office)
    start, end = span
    if text is None or not (0 <= start < end <= len(text.text)):
        raise NotFound(f"decision {decision_id} has no such words on that page")
    flag = _on_page(file, text, span)
    if not flag.boxes:
        raise NotFound(f"decision {decision_id}: nothing can be seen at these words")
    return _save_added(before, [flag], section, by, office)


def add_region(
    decision_id: DecisionId,
    file: Sha256,
    box: Box,
    section: str,
    *,
    by: str,
    office: Office,
) -> Decision:
    """Withhold whatever stands in a box: a picture, a signature, a stamp."""
    before = office.store.load(decision_id)
    if not any(p.file == file and p.page == box.page for p in before.parts):
        raise NotFound(f"decision {decision_id} has no page {box.page} of that file")
    if not all(map(math.isfinite, (box.x0, box.y0, box.x1, box.y1))):
        raise NotFound(f"decision {decision_id}: a region has four finite numbers")
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
    return _save_added(before, [flag], section, by, office)


def _on_page(file: Sha256, page: PageText, span: tuple[int, int]) -> Flag:
    flag = _added(file, Place.BODY, page.text, span, page=page.number)
    return replace(flag, boxes=page.boxes_of(*span))


def _added(
    file: Sha256,
    place: Place,
    text: str,
    span: tuple[int, int],
    *,
    page: int | None = None,
) -> Flag:
    start, end = span
    return Flag(
        id=flag_id(file, place, page, span, text[start:end]),
        file=file,
        place=place,
        text=text[start:end],
        category=Category.OTHER_IDENTIFIER,
        section=PERSONAL,
        confidence=1.0,
        why="An officer added it.",
        sources=(BY_HAND,),
        page=page,
        span=span,
        context=" ".join(text[max(0, start - 90) : end + 90].split()),
    )


def _save_added(
    before: Decision,
    found: Iterable[Flag],
    section: str,
    by: str,
    office: Office,
) -> Decision:
    at = office.clock.now()
    known = {flag.id: flag for flag in before.flags}
    for flag in found:
        new = replace(flag, section=exemption(section).section, sources=(RuleId(by),))
        kept = known.get(flag.id, new)
        ruling = ruling_on(kept, Verdict.WITHHOLD, section, by, at)
        known[flag.id] = replace(kept, ruling=ruling)
    anew = [f.id for f in before.flags if f.ruling and known[f.id].ruling != f.ruling]
    note = f"{len(known) - len(before.flags)} flags added"
    note += f", ruled on anew: {' '.join(anew)}" if anew else ""
    act = Act(step=Step.RULE, by=by, at=at, note=note)
    return office.store.save(with_flags(before, tuple(known.values()), act))
