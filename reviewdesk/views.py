"""What the desk's pages show of a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from casework.ports import DecisionStore, Office
from casework.screening import read_all
from decisions.decision import Decision, DecisionId, State
from decisions.flags import Flag
from decisions.parts import PagePart
from decisions.text import PageText
from reviewdesk.pictures import Spot, size_of, spot_of


@dataclass(frozen=True, slots=True)
class Row:
    """A decision in a list."""

    id: DecisionId
    reference: str
    title: str
    state: State
    left: int
    """Flags without a ruling."""
    problems: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A flag's box on a picture."""

    flag: Flag
    spot: Spot


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a submitted file."""

    part: PagePart
    document: str
    width: float
    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Flags with equal words: one question to the officer."""

    flags: tuple[Flag, ...]

    @property
    def first(self) -> Flag:
        return self.flags[0]

    @property
    def verdict(self) -> str:
        """One of withhold, release, mixed; empty while a flag is open."""
        verdicts = {
            flag.ruling.verdict.value if flag.ruling else "" for flag in self.flags
        }
        if "" in verdicts:
            return ""
        return verdicts.pop() if len(verdicts) == 1 else "mixed"


QUEUES: Final[tuple[tuple[str, str, tuple[State, ...]], ...]] = (
    ("waiting", "Waiting for review", (State.FLAGGED,)),
    ("review", "In review", (State.IN_REVIEW,)),
    ("approved", "Approved", (State.APPROVED,)),
    ("held", "Held", (State.HELD,)),
    ("published", "Published", (State.PUBLISHED,)),
    ("withdrawn", "Withdrawn", (State.WITHDRAWN,)),
    ("machine", "Not read yet", (State.SUBMITTED, State.SPLIT)),
)
"""Name, heading and states of each list."""


def queues(store: DecisionStore) -> list[tuple[str, str, list[Row]]]:
    return [
        (name, heading, [_row(store.load(i)) for i in store.in_states(states)])
        for name, heading, states in QUEUES
    ]


def _row(decision: Decision) -> Row:
    return Row(
        decision.id,
        decision.facts.reference or decision.id,
        decision.facts.title,
        decision.state,
        sum(flag.ruling is None for flag in decision.flags_to_rule()),
        len(decision.open_problems()),
    )


def pages_of(decision: Decision, office: Office) -> list[Page]:
    parts = {(part.file, part.page): part for part in decision.parts}
    found = []
    for file in read_all(decision, office):
        for page in file.pages:
            part = parts.get((file.sha256, page.number))
            if part is not None:
                found.append(_page(page, part, file.name, decision.flags))
    return found


def _page(page: PageText, part: PagePart, name: str, flags: Sequence[Flag]) -> Page:
    width, height = size_of(page)
    marks = tuple(
        Mark(flag, spot_of(box, page))
        for flag in flags
        if (flag.file, flag.page) == (part.file, part.page)
        for box in flag.boxes
    )
    return Page(part, name, width, height, marks)


def groups_of(decision: Decision) -> list[Group]:
    """Echoes first, then open questions by confidence; what is ruled on last."""
    by_words: dict[tuple[str, str], list[Flag]] = {}
    for flag in decision.flags_to_rule():
        words = flag.group or flag.id
        by_words.setdefault((words, flag.section), []).append(flag)
    groups = [Group(tuple(flags)) for flags in by_words.values()]
    return sorted(
        groups,
        key=lambda g: (bool(g.verdict), not g.first.is_echo, -g.first.confidence),
    )
