"""What the desk's pages show of a decision."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from casework.ports import Office
from casework.screening import page_of, read_all
from decisions.decision import Decision
from decisions.errors import NotFound
from decisions.exemptions import exemption
from decisions.fingerprints import Sha256
from decisions.flags import Flag
from decisions.geometry import Box
from decisions.parts import PagePart
from decisions.text import PageText
from reviewdesk.pictures import Spot, size_of, spot_of


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
    lines: tuple[str, ...]
    """The beginning of each line at which Part 2 may be said to begin."""
    boundary: Spot | None
    """Where Part 2 begins, if it begins on this page: a line of no height."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a page, to be chosen."""

    text: str
    start: int
    end: int
    line: int
    """From 1, as it is printed."""
    spot: Spot


@dataclass(frozen=True, slots=True)
class ReadPlace:
    """Where a fact was read."""

    document: str
    page: int | None
    anchor: str
    """Of the page among those shown."""
    confidence: float


def places_of(decision: Decision) -> dict[str, list[ReadPlace]]:
    """Where each fact was read, by its field."""
    found: dict[str, list[ReadPlace]] = {}
    names = {document.sha256: document.name for document in decision.documents}
    for place in decision.places:
        if place.file in names:
            told = ReadPlace(
                names[place.file],
                place.page,
                anchor_of(place.file, place.page or 1),
                place.confidence,
            )
            found.setdefault(place.field, []).append(told)
    return found


def anchor_of(file: str, page: int) -> str:
    """Names a page on the page of its decision."""
    return f"{file[:12]}-{page}"


@dataclass(frozen=True, slots=True)
class Group:
    """Flags with equal words: one question to the officer."""

    flags: tuple[Flag, ...]

    @property
    def first(self) -> Flag:
        return self.flags[0]

    @property
    def is_echo(self) -> bool:
        return any(flag.is_echo for flag in self.flags)

    @property
    def place(self) -> tuple[bool, str, int, int]:
        """Where it stands first: title and summary come before the pages."""
        places = (
            (f.page is not None, f.file, f.page or 0, f.span[0]) for f in self.flags
        )
        return min(places)

    @property
    def lacks_interest(self) -> bool:
        """Whether a qualified exemption is relied on and the test is not written."""
        return any(
            flag.ruling is not None
            and flag.ruling.section is not None
            and not exemption(flag.ruling.section).absolute
            and not flag.ruling.interest
            for flag in self.flags
        )

    @property
    def context(self) -> tuple[str, str, str]:
        return in_context(self.first)

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(flag.id for flag in self.flags)

    @property
    def verdict(self) -> str:
        """One of withhold, release, mixed; empty while a flag is open."""
        verdicts = {
            flag.ruling.verdict.value if flag.ruling else "" for flag in self.flags
        }
        if "" in verdicts:
            return ""
        return verdicts.pop() if len(verdicts) == 1 else "mixed"


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
    lines = tuple(line.strip()[:LINE_LETTERS] for _, line in page.body())
    y = part.boundary_y
    edge = None
    if y is not None:
        across = Box(page.number, page.visible.x0, y, page.visible.x1, y + HAIR)
        edge = spot_of(across, page)
    return Page(part, name, width, height, marks, lines, edge)


def page_and_words(
    decision: Decision, file: Sha256, number: int, office: Office
) -> tuple[Page, list[Word]]:
    """One page, and its words in reading order.

    Raises:
        NotFound: The decision has no such page.
    """
    page = page_of(decision, file, number, office)
    parts = [p for p in decision.parts if (p.file, p.page) == (file, number)]
    if page is None or not parts:
        message = f"decision {decision.id} has no such page"
        raise NotFound(message)
    name = decision.document(file).name
    return _page(page, parts[0], name, decision.flags), list(_words(page))


def _words(page: PageText) -> Iterator[Word]:
    for number, (offset, line) in enumerate(page.lines(), start=1):
        for match in _WORD.finditer(line):
            start, end = offset + match.start(), offset + match.end()
            boxes = page.boxes_of(start, end)
            if boxes:
                yield Word(match[0], start, end, number, spot_of(boxes[0], page))


LINE_LETTERS: Final = 60
_WORD: Final = re.compile(r"\S+")
HAIR: Final = 0.01
"""A box has some height."""


def groups_of(decision: Decision) -> list[Group]:
    """Echoes first, then open questions by confidence; what is ruled on last."""
    by_words: dict[tuple[str, str], list[Flag]] = {}
    for flag in decision.flags_to_rule():
        words = flag.group or flag.id
        by_words.setdefault((words, flag.section), []).append(flag)
    groups = [Group(tuple(flags)) for flags in by_words.values()]
    return sorted(
        groups,
        key=lambda g: (bool(g.verdict), not g.is_echo, -g.first.confidence),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """Which groups an officer wants to see."""

    what: str = "all"
    """A key of `SHOWS`, or a category."""
    least: int = 0
    """The least confidence, in per cent."""
    order: str = "doubt"
    """ "page": as they stand in the decision; "doubt": as `groups_of` gives them."""

    def chosen(self, groups: Sequence[Group]) -> list[Group]:
        fits = SHOWS.get(self.what)
        if self.order == "page":
            groups = sorted(groups, key=lambda group: group.place)
        return [
            group
            for group in groups
            if (fits(group) if fits else group.first.category == self.what)
            and group.first.confidence >= self.least / 100
        ]


SHOWS: Final[Mapping[str, Callable[[Group], bool]]] = {
    "all": lambda _: True,
    "undecided": lambda group: not group.verdict,
    "echoes": lambda group: group.is_echo,
    "withheld": lambda group: group.verdict == "withhold",
    "released": lambda group: group.verdict == "release",
    "without a public-interest test": lambda group: group.lacks_interest,
    "without a reason": lambda group: any(
        flag.ruling and not (flag.ruling.reason or flag.ruling.interest)
        for flag in group.flags
    ),
}
"""Filters of the list of flags."""


def in_context(flag: Flag) -> tuple[str, str, str]:
    """What stands before a flag's words, the words, and what stands behind them."""
    words = " ".join(flag.text.split())
    middle = len(flag.context) / 2
    places = [m.start() for m in re.finditer(re.escape(words), flag.context)]
    if not words or not places:
        return flag.context, "", ""
    at = min(places, key=lambda place: abs(place + len(words) / 2 - middle))
    return flag.context[:at], words, flag.context[at + len(words) :]


def group_of(groups: Sequence[Group], flag_id: str) -> Group:
    """The group that a flag is of.

    Raises:
        NotFound: None has such a flag.
    """
    for group in groups:
        if any(flag.id == flag_id for flag in group.flags):
            return group
    message = "the decision has no such flag; load its page again"
    raise NotFound(message)


def next_open(decision: Decision, after: str = "") -> Flag | None:
    """The flag to rule on next; None: every one has a ruling.

    Args:
        after: The flag that was looked at last: the next open one behind it, and the
            first one when there is none behind it. It may have been skipped.
    """
    groups = groups_of(decision)
    flags = [group.first for group in groups if not group.verdict]
    skipped = [at for at, flag in enumerate(flags) if flag.id == after]
    behind = flags[skipped[0] + 1 :] if skipped else []
    return next(iter([*behind, *flags]), None)


def beside(groups: Sequence[Group], group: Group) -> tuple[str, str]:
    """The ids of the flags before and after a group; empty where there is none."""
    at = list(groups).index(group)
    before = groups[at - 1].first.id if at else ""
    after = groups[at + 1].first.id if at + 1 < len(groups) else ""
    return before, after


@dataclass(frozen=True, slots=True)
class Cutting:
    """The part of a page's picture about a flag: points, as `Spot`."""

    page: Page
    x: float
    y: float
    width: float
    height: float


CUT_ABOVE: Final = 70.0


def cuttings_of(group: Group, pages: Sequence[Page]) -> list[Cutting]:
    """What stands about each hit of a group, a strip of its page as wide as it is."""
    found = []
    wanted = {flag.id for flag in group.flags}
    for page in pages:
        spots = [mark.spot for mark in page.marks if mark.flag.id in wanted]
        if spots:
            top = max(0.0, min(spot.y for spot in spots) - CUT_ABOVE)
            foot = max(spot.y + spot.height for spot in spots) + CUT_ABOVE
            height = min(page.height, foot) - top
            found.append(Cutting(page, 0.0, top, page.width, height))
    return found


def reasons_of(decision: Decision) -> list[str]:
    """Reasons and public-interest tests that were written before, newest first."""
    rulings = [flag.ruling for flag in decision.flags if flag.ruling]
    rulings.sort(key=lambda ruling: ruling.at, reverse=True)
    told = [text for r in rulings for text in (r.reason, r.interest) if text]
    return list(dict.fromkeys(told))[:REASONS_MAX]


REASONS_MAX: Final = 12
