"""What officers withhold that the machine did not flag: words, and regions."""

import math
from collections.abc import Iterable
from dataclasses import replace

from casework.ports import Office
from casework.reviewing import ruling_on
from casework.screening import read_all
from decisions.decision import Decision, DecisionId
from decisions.errors import NotFound
from decisions.exemptions import exemption
from decisions.fingerprints import Sha256
from decisions.flags import Category, Flag, Place, RuleId, Verdict, flag_id
from decisions.geometry import Box
from decisions.lifecycle import Act, Step, advance
from redaction.searching import occurrences


def add_by_text(
    decision_id: DecisionId,
    words: str,
    section: str,
    *,
    by: str,
    office: Office,
) -> Decision:
    """Withhold words wherever they stand in Part 1, in the title and the summary.

    Raises:
        NotFound: They stand nowhere.
    """
    before = office.store.load(decision_id)
    public = {(part.file, part.page) for part in before.parts if part.is_public}
    found: list[Flag] = []
    for file in read_all(before, office):
        for page in file.pages:
            if (file.sha256, page.number) not in public:
                continue
            for start, end in occurrences(words, page.text):
                boxes = page.boxes_of(start, end)
                found.append(
                    _added(
                        file.sha256,
                        Place.BODY,
                        page.text,
                        (start, end),
                        section=section,
                        by=by,
                        page=page.number,
                        boxes=boxes,
                    )
                )
    fields = ((Place.TITLE, before.facts.title), (Place.SUMMARY, before.facts.summary))
    for place, text in fields:
        home = next((f.file for f in before.flags if f.place is place), None)
        for span in occurrences(words, text):
            source = home or before.documents[0].sha256
            found.append(_added(source, place, text, span, section=section, by=by))
    if not found:
        raise NotFound(
            f"decision {decision_id}: the words stand nowhere in the public part; "
            "check the spelling, or mark a region"
        )
    return _save_added(before, found, section, by, office)


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


def _added(
    file: Sha256,
    place: Place,
    text: str,
    span: tuple[int, int],
    *,
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
    office: Office,
) -> Decision:
    at = office.clock.now()
    known = {flag.id: flag for flag in before.flags}
    for flag in found:
        kept = known.get(flag.id, flag)
        ruling = ruling_on(kept, Verdict.WITHHOLD, section, by, at)
        known[flag.id] = replace(kept, ruling=ruling)
    note = f"{len(known) - len(before.flags)} flags added"
    act = Act(step=Step.RULE, by=by, at=at, note=note)
    return office.store.save(advance(replace(before, flags=tuple(known.values())), act))
