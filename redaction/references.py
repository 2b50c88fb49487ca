"""The references that bodies give their decisions, series by series.

A new series is a row. Text is as it was read: "PCD697", "PCD 269Title:" and
"DMPCD 2016 34" are how references really stand in print.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final


@dataclass(frozen=True, slots=True)
class Series:
    """One way of numbering decisions."""

    id: str
    pattern: re.Pattern[str]
    written: str
    """How a reference is written in full, from the pattern's groups."""
    is_bare: bool = False
    """Figures only: a reference just where one is expected, never in running text."""


def _series(id_: str, pattern: str, written: str, *, is_bare: bool = False) -> Series:
    # No word boundary behind: in print the next bold run may follow at once.
    loose = rf"(?<![A-Za-z0-9]){pattern}(?!\d)"
    return Series(id_, re.compile(loose, re.IGNORECASE), written, is_bare)


SERIES: Final = (
    _series("dmpcd", r"DMPCD\s?[-–]?\s?(\d{4})\s?[-–/ ]?\s?(\d{1,4})", "DMPCD {0} {1}"),
    _series("dmfd", r"DMFD\s?[-–]?\s?(\d{1,4})", "DMFD{0}"),
    _series("ceod", r"CEOD\s?(\d{1,4})\s?[-–/]\s?(\d{4})", "CEOD {0} - {1}"),
    _series("pcd", r"PCD\s?[-–]?\s?(\d{1,4})", "PCD {0}"),
    _series("add", r"ADD\s?(\d{2,4})", "ADD{0}"),
    _series("md", r"MD\s?(\d{3,4})", "MD{0}"),
    _series("dd", r"DD\s?(\d{3,4})", "DD{0}"),
    _series("number-year", r"(\d{3})\s?([/-])\s?(20\d{2})", "{0}{1}{2}", is_bare=True),
    _series("number-spaced-year", r"(\d{3})\s(20\d{2})", "{0} {1}", is_bare=True),
)
"""The first series that fits counts: DMPCD before PCD, ADD before DD."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as written in full, and where it stood."""

    written: str
    series: str
    start: int
    end: int


def references_in(text: str, *, bare: bool = False) -> Iterator[Reference]:
    """Every reference in `text`, in the order in which they stand.

    Args:
        text: As read.
        bare: Whether figures alone may be one, as in a title or a file name.
    """
    found: list[Reference] = []
    for series in SERIES:
        if series.is_bare and not bare:
            continue
        for match in series.pattern.finditer(text):
            if any(r.start < match.end() and match.start() < r.end for r in found):
                continue
            groups = [_plain(group) for group in match.groups()]
            written = series.written.format(*groups)
            found.append(Reference(written, series.id, *match.span()))
    yield from sorted(found, key=lambda reference: reference.start)


def _plain(group: str) -> str:
    """Without leading zeros where it is a number that people say without them."""
    return str(int(group)) if group.isdigit() and len(group) > 3 else group


def reference_in(text: str, *, bare: bool = False) -> str | None:
    """The first reference in `text`, as it is written in full: "PCD 269"."""
    return next((r.written for r in references_in(text, bare=bare)), None)


def reference_of_name(name: str) -> str | None:
    """The reference that a file name begins with or holds."""
    stem = re.sub(r"[_.]+", " ", PurePath(name).stem)
    return reference_in(stem, bare=True)
