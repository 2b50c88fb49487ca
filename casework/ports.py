"""What casework needs of the world, as Protocols. The doors hand the real things in."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from decisions.decision import Decision, DecisionId, Release, State, Tombstone
from decisions.fingerprints import Sha256
from publish.manifest import Key, PublicObject, Tag
from publish.public_view import Body
from redaction.inspection import LIMITS, Limits

if TYPE_CHECKING:
    # Loading spaCy takes seconds; whoever only publishes needs none of it.
    from redaction.language import Names
    from redaction.rules.base import Lexicon


DISPOSED: Final = "(disposed)"
"""In place of the name of a file that was set aside and destroyed since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A submitted file that could not be treated, and why."""

    sha256: Sha256
    name: str
    code: str
    message: str
    by: str
    at: datetime
    kept: str = ""
    """Under which legal hold it is, by whom and since when; empty: under none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that is kept and waits to be read."""

    sha256: Sha256
    name: str
    by: str
    at: datetime


class Begun(StrEnum):
    """What became of the wish to begin a piece of work."""

    MINE = "mine"
    BY_OTHERS = "by others"
    GIVEN_UP = "given up"
    """It was begun too often in vain: killed, or ended by a fault."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Work that nobody begins any more."""

    work: str
    tries: int
    told: str
    """Type and place of the last fault; empty: the process was killed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposal:
    """A private file that is or was to be destroyed, and why."""

    sha256: Sha256
    of: str
    """The decision's id, or "set aside"."""
    row: str
    """Of the retention schedule."""
    by: str
    at: datetime
    is_done: bool = False


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

    def public(
        self, ids: Sequence[DecisionId] | None = None, *, readable: bool = False
    ) -> Iterator[PublicRecord]:
        """What is public and what was, of some decisions or of all, by id.

        Raises CorruptRecord, unless only what is readable is asked for.
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

    def keep_set_aside(self, sha256: Sha256, kept: str, message: str) -> None:
        """Put a refused file under a legal hold; an empty text lifts it."""
        ...

    def empty_set_aside(self, sha256: Sha256) -> None:
        """Forget the name of a refused file; that it was refused is remembered."""
        ...

    def receive(self, received: Received) -> bool:
        """Let a file wait to be read. False: it waits, was read or was set aside."""
        ...

    def is_read(self, sha256: Sha256) -> None:
        """A file is of a decision: it neither waits nor, unless held, is set aside."""
        ...

    def received(self, sha256: Sha256) -> Received | None:
        """A file that waits to be read; None: it does not wait any more."""
        ...

    def waiting(self) -> tuple[Received, ...]:
        """Files that wait to be read, the longest waiting first."""
        ...

    def touched_since(
        self, at: datetime, states: Iterable[State]
    ) -> tuple[DecisionId, ...]:
        """Decisions in these states whose last step was taken then or later."""
        ...


class Leases(Protocol):
    """Who is at work on what, so that workers share a night."""

    def begin(self, work: str, *, most: int) -> Begun: ...

    def end(self, work: str) -> None: ...

    def fail(self, work: str, told: str, *, counts: bool) -> None: ...

    def given_up(self, *, most: int) -> Sequence[GivenUp]: ...


class Disposals(Protocol):
    """The record of what was destroyed."""

    def intend(self, rows: Sequence[Disposal]) -> None:
        """Write down what is to be destroyed, before it is."""
        ...

    def forget(self, names: Collection[Sha256]) -> None:
        """It was not to be destroyed after all."""
        ...

    def done(self, names: Collection[Sha256]) -> None: ...

    def all(self) -> Sequence[Disposal]: ...


class PrivateFiles(Protocol):
    """Originals, redacted files and texts, each under its hash; never public."""

    def put(self, content: bytes) -> Sha256: ...

    def get(self, name: Sha256) -> bytes:
        """Raises FileMissing, or FileDamaged where the hash no longer fits."""
        ...

    def names(self) -> Iterator[Sha256]:
        """All that is kept, in any order."""
        ...

    def destroy(self, name: Sha256) -> None:
        """Delete a file, with every earlier version; it may be gone already."""
        ...

    def clear(self) -> None:
        """Remove what was left half written long ago."""
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

    def now(self) -> datetime:
        """What its server says that it is now."""
        ...

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


@dataclass(frozen=True, slots=True)
class Waiting:
    """What lies in an inbox."""

    files: Sequence[tuple[str, int]]
    """Name and size in bytes of each, in a fixed order."""
    unreadable: int = 0
    """Files and folders that the service may not read."""


class Inbox(Protocol):
    """Where submitted files wait. Only disposal removes anything from it."""

    def waiting(self) -> Waiting:
        """Raises InboxMissing where the inbox is not there."""
        ...

    def read(self, name: str) -> bytes: ...

    def remove(self, name: str) -> None: ...


class Clock(Protocol):
    def now(self) -> datetime:
        """Timezone-aware, in the office's zone."""
        ...

    def see_right(self, elsewhere: datetime) -> None:
        """Raises ClockJumped where another machine has another time."""
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
    def leases(self) -> Leases: ...
    @property
    def disposals(self) -> Disposals: ...
    @property
    def screener(self) -> Screener: ...
    @property
    def website(self) -> Website: ...
