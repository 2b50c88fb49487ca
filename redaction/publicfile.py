"""What a public file is made of, what was made, and what its proof says."""

from dataclasses import dataclass

from redaction.marks import Mark


@dataclass(frozen=True, slots=True)
class Made:
    """A public file, and which of its pages were not copied but drawn."""

    pdf: bytes
    pictured: tuple[int, ...]
    """Pages of it, 1-based, that hold what is not understood: each is a picture of
    itself."""


@dataclass(frozen=True, slots=True)
class SourcePages:
    """One file, which of its pages the public gets, and what is removed there."""

    pdf: bytes
    keep: tuple[int, ...]
    """1-based, in the order in which they will stand."""
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """One trace: which term, counted from 1 as given, and where. Never the term."""

    term: int
    where: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    leaks: tuple[Leak, ...]
    checks: tuple[str, ...]
    """Names of the checks that were run."""

    @property
    def is_clean(self) -> bool:
        return not self.leaks
