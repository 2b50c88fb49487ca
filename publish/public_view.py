"""The only shapes that may reach a template, a feed or a data file."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from decisions.decision import NOT_KEPT, Change, Redaction, slug
from decisions.exemptions import Exemption, Section, exemption
from decisions.fingerprints import Sha256, of_values
from decisions.text import Block

DECISIONS: Final = "decisions/"
"""Where everything of decisions stands."""
NO_MAKER: Final = "Not stated"


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
    colour: str = "#1d4f63"
    """Of the line below the name of the body: six hexadecimal digits."""
    logo: bytes = b""
    """A PNG or SVG picture; empty: the name stands alone."""

    @property
    def fingerprint(self) -> Sha256:
        """Of everything that pages say of the body."""
        return of_values(
            self.name, self.url, self.contact, self.review, self.colour, self.logo.hex()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What lists, feeds and the catalogue say of one released decision."""

    reference: str
    title: str
    summary: str
    decision_maker: str
    signed_on: date | None
    published_on: date
    updated_at: datetime
    part_2_exists: bool
    sections: tuple[Section, ...]
    """Exemptions used, each once, in order."""
    mentions: tuple[str, ...]
    """Slugs of the decisions that its public words name."""
    size: int
    """Bytes of the file."""
    pages: int
    has_thumbnail: bool
    fingerprint: Sha256
    """Of the whole release: another one makes another page."""
    slug: str = field(init=False, compare=False)
    """Kept, since every list of the site asks for it anew."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "slug", slug(self.reference))

    @property
    def path(self) -> str:
        return path_of(self.slug)

    @property
    def pdf_path(self) -> str:
        return files_of(self.slug)[0]

    @property
    def year(self) -> int:
        """The year in which it was decided: readers look for it there."""
        return (self.signed_on or self.published_on).year

    @property
    def thumbnail_path(self) -> str:
        return files_of(self.slug)[2]

    @property
    def maker(self) -> str:
        return self.decision_maker or NO_MAKER


@dataclass(frozen=True, slots=True)
class Link:
    """Another released decision, as a page names it."""

    reference: str
    title: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDecision:
    """One released decision: what was approved, and nothing beyond it."""

    card: Card
    summary: str
    redactions: tuple[Redaction, ...]
    changes: tuple[Change, ...]
    """Oldest first."""
    blocks: tuple[tuple[str, Block], ...]
    """Read from the redacted file, each with its anchor on the page."""
    output: Sha256
    """The redacted file."""
    thumbnail: Sha256 = NOT_KEPT
    """A picture of its first page."""
    names: tuple[Link, ...] = ()
    """Released decisions that it names."""
    named_by: tuple[Link, ...] = ()
    """Released decisions that name it."""

    @property
    def kilobytes(self) -> int:
        return max(1, round(self.card.size / 1000))

    @property
    def exemptions(self) -> tuple[tuple[Exemption, int], ...]:
        """Each exemption used, and how often."""
        used = Counter(row.section for row in self.redactions)
        return tuple((exemption(section), used[section]) for section in sorted(used))


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicTombstone:
    """A withdrawn decision: that it was there, when it went, why."""

    reference: str
    withdrawn_at: datetime
    reason: str
    published_on: date | None = None
    changes: tuple[Change, ...] = ()

    @property
    def path(self) -> str:
        return path_of(slug(self.reference))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stub:
    """A decision whose publication is deferred, where the body says that it is so.

    It has a reference and a day, and no word of the decision.
    """

    reference: str
    until: date | None

    @property
    def path(self) -> str:
        return path_of(slug(self.reference))


def files_of(name: str) -> tuple[str, str, str]:
    """Where a decision's file, its data and its picture stand, from its slug."""
    path = path_of(name)
    return f"{path}{name}.pdf", f"{path}decision.json", f"{path}page-1.png"


def path_of(name: str) -> str:
    """Where everything of a decision stands, from its reference as a slug."""
    return f"{DECISIONS}{name}/"
