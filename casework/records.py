"""The record of a decision: what was withheld and why, and the words to say so.

Lines of a schedule name a place and an exemption, never what was withheld; so they
may go into a file that leaves the desk.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final

from decisions.decision import Decision
from decisions.exemptions import Section, exemption
from decisions.flags import PUBLISHED_PLACES

COLUMNS: Final = (
    *("page", "place", "section", "kind", "reason"),
    *("public_interest", "officer", "ruled_at"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is withheld: where and why, never what."""

    page: int | None
    """1-based in the submitted file; None: of the title or the summary."""
    place: str
    section: Section
    kind: str
    reason: str
    interest: str
    by: str
    at: str


def schedule(decision: Decision) -> list[Line]:
    """What is withheld, in the order of the pages (TNA, Redaction toolkit, 6)."""
    public = {(part.file, part.page) for part in decision.parts if part.is_public}
    lines = [
        Line(
            page=flag.page,
            place=flag.place.value,
            section=flag.ruling.section,
            kind=flag.category.value.replace("_", " "),
            reason=flag.ruling.reason,
            interest=flag.ruling.interest,
            by=flag.ruling.by,
            at=flag.ruling.at.isoformat(timespec="minutes"),
        )
        for flag in decision.flags
        if flag.is_withheld
        and flag.place in PUBLISHED_PLACES
        and (flag.page is None or (flag.file, flag.page) in public)
        and flag.ruling is not None
        and flag.ruling.section is not None
    ]
    return sorted(lines, key=lambda line: (line.page or 0, line.place, line.section))


def as_csv(decision: Decision) -> str:
    """The schedule as a file for a spreadsheet (RFC 4180)."""
    rows = [
        (
            *(line.page or "", line.place, line.section, line.kind, line.reason),
            *(line.interest, line.by, line.at),
        )
        for line in schedule(decision)
    ]
    return table(COLUMNS, rows)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows under a heading as a file for a spreadsheet (RFC 4180)."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_inert(str(cell)) for cell in row] for row in rows)
    return out.getvalue()


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def notice(decision: Decision, review: str) -> list[str]:
    """Paragraphs of a refusal notice: the exemptions relied on and what to do.

    FOIA s.17(1) wants the exemption and why it applies, s.17(3) the public-interest
    test where it is qualified, s.17(7) how to complain.

    Args:
        review: The body's own sentence on internal review.
    """
    told = []
    lines = schedule(decision)
    for section in sorted({line.section for line in lines}):
        row = exemption(section)
        mine = [line for line in lines if line.section == section]
        places = "one place" if len(mine) == 1 else f"{len(mine)} places"
        said = (
            f"In {places} information is withheld under section {section[1:]} of the "
            f"Freedom of Information Act 2000 ({row.title}), because it {row.plain}."
        )
        interests = list(dict.fromkeys(line.interest for line in mine if line.interest))
        if interests:
            said += " " + " ".join(interests)
        elif not row.absolute:
            said += " The public-interest test has still to be written down."
        told.append(said)
    if told:
        told.append(review)
        told.append(
            "If you are not content with the outcome of a review, you may complain to "
            "the Information Commissioner (section 50)."
        )
    return [paragraph for paragraph in told if paragraph]
