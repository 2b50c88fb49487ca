"""What casework needs of the world, as Protocols. The doors hand the real things in."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from decisions.decision import Decision, DecisionId, Release, State, Tombstone
from decisions.fingerprints import Sha256
from publish.manifest import Key, PublicObject, Tag
from publish.public_view import Body
from redaction.inspection import LIMITS, Limits

if TYPE_CHECKING:
    # Loading spaCy takes seconds; whoever only publishes needs none of it.
    from redaction.language import Names
    from redaction.rules.base import Lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A submitted file that could not be treated, and why."""

    sha256: Sha256
    name: str
    code: str
    message: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRecord:
    """What is public of a decision, or what is left of it, and nothing else."""

    decision_id: DecisionId
    public: Release | Tombstone
    fingerprint: Sha256
    """Of all of it as it is kept."""


class DecisionStore(Protocol):
    """The ledger. A save is one transaction, guarded by the version."""

    def load(self, decision_id: DecisionId) -> Decision:
        """Raises UnknownDecision."""
        ...

    def save(self, decision: Decision) -> Decision:
        """Keep it and raise its version.

        Raises StaleDecision where somebody saved it since it was loaded.
        """
        ...

    def in_states(self, states: Iterable[State]) -> tuple[DecisionId, ...]:
        """Ids in a fixed order. No states: every decision."""
        ...

    def public(self, ids: Sequence[DecisionId] | None = None) -> Iterator[PublicRecord]:
        """What is public and what was, of some decisions or of all, by id.

        Raises CorruptRecord.
        """
        ...

    def gone(self) -> tuple[DecisionId, ...]:
        """Those that were public and are not: of which a tombstone is left."""
        ...

    def of_file(self, sha256: Sha256) -> DecisionId | None: ...

    def of_reference(self, reference: str) -> DecisionId | None: ...

    def set_aside(self, refused: SetAside) -> None:
        """Record a refused file; the same bytes twice are one record."""
        ...

    def all_set_aside(self) -> tuple[SetAside, ...]: ...


class PrivateFiles(Protocol):
    """Originals, redacted files and texts, each under its hash; never public."""

    def put(self, content: bytes) -> Sha256: ...

    def get(self, name: Sha256) -> bytes:
        """Raises FileMissing, or FileDamaged where the hash no longer fits."""
        ...

    def read_note(self, name: str) -> tuple[bytes, Tag] | None:
        """A small changing file, with a tag of what was read; None: never written."""
        ...

    def write_note(self, name: str, content: bytes, replaces: Tag | None) -> Tag:
        """Write it if it still is what was read.

        Raises AnotherPublisher where somebody wrote it meanwhile.
        """
        ...


class PublicSite(Protocol):
    """The public bucket."""

    def listing(self, prefix: str = "") -> Iterator[tuple[Key, Tag]]:
        """Every object below a prefix and the server's tag of its content."""
        ...

    def folders(self, prefix: str) -> Iterator[str]:
        """The names, to the next slash, that stand below a prefix."""
        ...

    def tags(self, keys: Sequence[Key]) -> Mapping[Key, Tag]:
        """Those of some objects, each asked for by its key; without the missing."""
        ...

    def put(self, key: Key, body: PublicObject, replaces: Tag | None) -> Tag:
        """Put an object where there is none, or in place of the one of that tag.

        Raises AnotherPublisher where something else is there.
        """
        ...

    def get(self, key: Key) -> tuple[bytes, Mapping[str, str]] | None:
        """The bytes and headers that a reader gets; None: there is nothing."""
        ...

    def earlier(self, prefix: str = "") -> int:
        """How many replaced or deleted versions below a prefix are still kept."""
        ...

    def delete(self, keys: Sequence[Key]) -> None:
        """Remove them and every earlier version of them."""
        ...


class Edge(Protocol):
    """The caches before the public bucket."""

    def forget(self, paths: Collection[str]) -> None:
        """Take paths, as readers know them, out of every cache."""
        ...


class Inbox(Protocol):
    """Where submitted files wait. Nothing is removed from it."""

    def files(self) -> Sequence[tuple[str, int]]:
        """Name and size in bytes of each, in a fixed order."""
        ...

    def read(self, name: str) -> bytes: ...


class Clock(Protocol):
    def now(self) -> datetime:
        """Timezone-aware, in the office's zone."""
        ...


@dataclass(frozen=True, slots=True)
class Screener:
    """What finding flags needs besides the files."""

    names: "Names"
    lexicon: "Lexicon"
    confirm_releases: bool = False
    """Whether an officer must confirm that a deferral has ended."""
    forms: frozenset[str] = frozenset()
    """Ids of the forms that the body uses; none named: all that are known."""
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True)
class Website:
    """The public site, whose it is and how much of it may go at once."""

    site: PublicSite
    body: Body
    deletions_max: int
    show_deferred: bool = False
    """Whether it says which decisions are held, by reference and day only."""
    edge: Edge | None = None
    """None: readers reach the bucket itself."""


class Office(Protocol):
    """Everything a function of casework may ask for, from whoever calls it."""

    @property
    def store(self) -> DecisionStore: ...
    @property
    def files(self) -> PrivateFiles: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def screener(self) -> Screener: ...
    @property
    def website(self) -> Website: ...
