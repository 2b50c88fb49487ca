"""The only shapes that may reach a template, a feed or a data file."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from decisions.decision import Redaction, slug
from decisions.exemptions import Exemption, exemption
from decisions.text import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The publishing body, from its settings."""

    name: str
    url: str
    """Where the site is reached, without a slash at the end."""
    contact: str
    """How to ask about a decision: an address of a team, not of a person."""
    review: str = ""
    """How to ask for an internal review of what was withheld."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDecision:
    """One released decision: what was approved, and nothing beyond it."""

    reference: str
    title: str
    decision_maker: str
    signed_on: date | None
    summary: str
    part_2_exists: bool
    published_on: date
    updated_at: datetime
    pages: int
    redactions: tuple[Redaction, ...]
    blocks: tuple[Block, ...]
    """Read from `pdf`."""
    pdf: bytes

    @property
    def slug(self) -> str:
        return slug(self.reference)

    @property
    def path(self) -> str:
        return f"decisions/{self.slug}/"

    @property
    def pdf_path(self) -> str:
        return f"{self.path}{self.slug}.pdf"

    @property
    def kilobytes(self) -> int:
        return max(1, round(len(self.pdf) / 1000))

    @property
    def exemptions(self) -> tuple[tuple[Exemption, int], ...]:
        """Each exemption used, and how often."""
        used = Counter(row.section for row in self.redactions)
        return tuple((exemption(section), used[section]) for section in sorted(used))


@dataclass(frozen=True, slots=True)
class PublicTombstone:
    """A withdrawn decision: that it was there, when it went, why."""

    reference: str
    withdrawn_at: datetime
    reason: str

    @property
    def path(self) -> str:
        return f"decisions/{slug(self.reference)}/"
