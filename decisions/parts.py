"""Which page belongs to the public Part 1 and which to the confidential Part 2."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from decisions.fingerprints import Sha256


class Part(IntEnum):
    ONE = 1
    TWO = 2
    MIXED = 3
    """Part 1 above a boundary, Part 2 below it."""

    @property
    def told(self) -> str:
        """For people: "Part 1"."""
        return "Part 1 and Part 2" if self is Part.MIXED else f"Part {self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePart:
    """The part of one page, and what made us think so."""

    file: Sha256
    page: int
    """1-based in its file."""
    part: Part | None
    """None: not known. It counts as Part 2 until an officer says otherwise."""
    evidence: str
    """One sentence for the officer; never a quotation."""
    by: str = ""
    """The officer who set it; empty where the form's rules did."""
    boundary_y: float | None = None
    """Of a mixed page: where Part 2 begins, in points of the unrotated page from
    its lower edge. What stands above is Part 1."""

    def __post_init__(self) -> None:
        assert (self.part is Part.MIXED) == (self.boundary_y is not None)

    @property
    def is_public(self) -> bool:
        """Whether anything on the page is Part 1."""
        return self.part in {Part.ONE, Part.MIXED}

    @property
    def is_secret(self) -> bool:
        """Whether anything on the page is, or may be, Part 2."""
        return self.part is not Part.ONE


SENT_BACK: Final = "sent-back"
"""Code of the problem that an officer makes of a decision to be looked at again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something an officer must look at before the decision may be approved."""

    code: str
    message: str
    """Which file or page, what was expected, what was found, what to do."""
    file: Sha256 | None = None
    page: int | None = None
    settled_by: str = ""

    @property
    def is_open(self) -> bool:
        return not self.settled_by

    def is_same_as(self, other: "Problem") -> bool:
        """Whether it is the same problem of the same page, settled or not."""
        mine = (self.code, self.message, self.file, self.page)
        return mine == (other.code, other.message, other.file, other.page)
