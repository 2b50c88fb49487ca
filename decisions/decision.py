"""The one record of a decision. Everywhere else only its id travels."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import NewType

from decisions.deferral import UNKNOWN, Deferral
from decisions.exemptions import Section
from decisions.fingerprints import Sha256, of_values
from decisions.flags import Flag, FlagId, Ruling
from decisions.geometry import Box
from decisions.parts import PagePart, Problem

DecisionId = NewType("DecisionId", str)
"""The reference as a slug ("pcd-269"), or "doc-" and 12 digits of a hash."""


@lru_cache(maxsize=4_096)
def slug(reference: str) -> str:
    """A reference as it stands in addresses: "PCD 9991" becomes "pcd-9991"."""
    words = "".join(c if c.isalnum() else " " for c in reference.casefold()).split()
    return "-".join(words)


NOT_KEPT = Sha256("")
"""In place of the name of a file that is not kept."""


class State(StrEnum):
    SUBMITTED = "submitted"
    SPLIT = "split"
    FLAGGED = "flagged"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    HELD = "held"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DISPOSED = "disposed"
    """It was never public, and nothing is kept but its reference and its history."""


class DocumentKind(StrEnum):
    """What a submitted file is to its decision."""

    FORM = "form"
    PART_2 = "part 2"
    PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One submitted file, kept unchanged under its hash."""

    sha256: Sha256
    name: str
    """As submitted: private, never part of a public name."""
    kind: DocumentKind
    form: str
    """Id of the template that knows it."""
    pages: int
    by: str
    at: datetime
    reading: Sha256 = NOT_KEPT
    """What was read from it, kept as a file; empty: not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the public listing says of a decision, as read or as corrected."""

    reference: str = ""
    title: str = ""
    decision_maker: str = ""
    """Role and, where printed, name of who decided."""
    signed_on: date | None = None
    """The decision-maker's date, not that of the officer who put it forward."""
    summary: str = ""
    part_2_declared: bool | None = None
    """What the form answers to "Is there a Part 2 form"."""
    corrected_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPlace:
    """Where a fact was read, for the officer who checks it."""

    field: str
    """Of `Facts`, or "deferred", "deferred_until", "deferral_reason"."""
    file: Sha256
    page: int | None
    boxes: tuple[Box, ...]
    confidence: float
    """0 to 1: how surely it was read, not how likely it is to be true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """A line of the schedule of redactions: where and why, never what."""

    page: int
    """1-based in the public file."""
    section: Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was made of which sources and rulings, and what was found in it."""

    sources: Sha256
    """`Decision.sources_fingerprint` when it was made."""
    rulings: Sha256
    """`Decision.rulings_fingerprint` when it was made."""
    output: Sha256
    """The redacted file."""
    text: Sha256
    """The blocks of public text read from that file."""
    size: int
    pages: int
    leaks: int
    checks: tuple[str, ...]
    """Names of the checks that were run, in order."""
    redactions: tuple[Redaction, ...]
    at: datetime
    thumbnail: Sha256 = NOT_KEPT
    """A small picture of the redacted file's first page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who agreed to make exactly these bytes public."""

    by: str
    at: datetime
    output: Sha256


class ChangeKind(StrEnum):
    """What happened to what is public. The words for it are the site's."""

    PUBLISHED = "published"
    REPLACED = "replaced"
    """Another file, or another text of it, took the place of the earlier one."""
    DETAILS = "details"
    """Title, summary, date or name on the page were put right."""
    WITHDRAWN = "withdrawn"
    PUBLISHED_AGAIN = "published again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line of the public history of a decision: what and when, never who."""

    kind: ChangeKind
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What is public of a decision. The site is made from this and nothing else."""

    reference: str
    title: str
    decision_maker: str
    signed_on: date | None
    summary: str
    part_2_exists: bool
    output: Sha256
    text: Sha256
    size: int
    pages: int
    redactions: tuple[Redaction, ...]
    published_on: date
    """The first day any version was public."""
    updated_at: datetime
    thumbnail: Sha256 = NOT_KEPT
    mentions: tuple[str, ...] = ()
    """Other references that its public words name, as they stand in addresses."""
    changes: tuple[Change, ...] = ()
    """Oldest first."""
    made_of: tuple[tuple[Sha256, int], ...] = ()
    """Which pages of which submitted files; no page says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What is left of a withdrawn decision: that it was there, and why it went."""

    reference: str
    withdrawn_at: datetime
    reason: str
    published_on: date | None = None
    """The first day it was public."""
    changes: tuple[Change, ...] = ()
    """Oldest first, the withdrawal among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One line of the append-only history, chained to the line before it."""

    step: str
    state: State
    """After the step."""
    by: str
    at: datetime
    note: str
    """Ids, counts and written reasons of officers; never a quotation."""
    previous: Sha256
    digest: Sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAct:
    """What an act on flags changed, so that it can be undone in one step."""

    after: Sha256
    """Digest of its line of history; once another line follows, it stays."""
    by: str
    rulings: tuple[tuple[FlagId, Ruling | None], ...]
    """The flags whose ruling it changed, with what each was before."""
    added: tuple[FlagId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Everything known of one decision. Only `lifecycle.advance` sets `state`."""

    id: DecisionId
    state: State
    version: int = 0
    """Raised by the ledger with each save; 0: never saved."""
    documents: tuple[Document, ...] = ()
    facts: Facts = Facts()
    places: tuple[FactPlace, ...] = ()
    """Where facts and deferral were read in the form."""
    deferral: Deferral = UNKNOWN
    parts: tuple[PagePart, ...] = ()
    problems: tuple[Problem, ...] = ()
    flags: tuple[Flag, ...] = ()
    proof: Proof | None = None
    approval: Approval | None = None
    release: Release | None = None
    tombstone: Tombstone | None = None
    last_act: LastAct | None = None
    legal_hold: str = ""
    """Why nothing of it may be disposed of; empty: it may."""
    history: tuple[HistoryEntry, ...] = ()

    @property
    def sources_fingerprint(self) -> Sha256:
        """Binds to the files and to which of their pages are public."""
        files = [[d.sha256, d.kind.value] for d in self.documents]
        parts = [[p.file, p.page, p.part, p.boundary_y] for p in self.parts]
        return of_values(files, parts)

    @property
    def rulings_fingerprint(self) -> Sha256:
        """Binds to every ruling and to the facts that will be public."""
        rulings = [
            [f.id, f.ruling.verdict.value, f.ruling.section] if f.ruling else [f.id]
            for f in self.flags
        ]
        facts = self.facts
        signed = facts.signed_on.isoformat() if facts.signed_on else None
        return of_values(
            rulings,
            [facts.reference, facts.title, facts.decision_maker, facts.summary, signed],
        )

    @property
    def is_sealed(self) -> bool:
        """Whether the proof is of these files, parts, rulings and facts."""
        return (
            self.proof is not None
            and self.proof.sources == self.sources_fingerprint
            and self.proof.rulings == self.rulings_fingerprint
        )

    @property
    def submitters(self) -> frozenset[str]:
        return frozenset(document.by for document in self.documents)

    @property
    def part_2_exists(self) -> bool:
        """Whether anything of it is confidential as a page or the foot of one."""
        return any(part.is_secret for part in self.parts)

    def document(self, sha256: Sha256) -> Document:
        return next(d for d in self.documents if d.sha256 == sha256)

    def flags_to_rule(self) -> tuple[Flag, ...]:
        return tuple(flag for flag in self.flags if flag.needs_ruling)

    def open_problems(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_open)

    def undoable(self, by: str) -> LastAct | None:
        """The officer's own last act on flags, where nothing was done since."""
        last = self.last_act
        if last is None or not self.history or last.by != by:
            return None
        return last if self.history[-1].digest == last.after else None
