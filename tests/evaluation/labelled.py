"""Labelled passages: what is sensitive, and what only looks so.

A file holds passages behind lines `=== id`. `[[category section|text]]` marks what
may be withheld, once within another mark at most; `{{kind|text}}` what must survive.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[2] / "fixtures" / "labelled"
LEARNED_FROM: Final = tuple(sorted((FOLDER / "learned").glob("*.txt")))
"""Passages that may be read and learned from; one file has one writer."""
HELD_BACK: Final = FOLDER / "held_back.txt"
"""Passages that nobody reads who works on screening: they judge it."""
_MARK: Final = re.compile(
    r"\[\[(?P<category>\w+) (?P<section>s[\w()]+)\||\{\{(?P<kind>[\w-]+)\||\]\]|\}\}"
)


def digest() -> str:
    """Tells whether any passage that is learned from has changed."""
    return sha256(b"".join(path.read_bytes() for path in LEARNED_FROM)).hexdigest()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that may be withheld: characters start..end."""

    start: int
    end: int
    category: str
    section: str


@dataclass(frozen=True, slots=True)
class LookAlike:
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Labelled:
    id: str
    text: str
    wanted: tuple[Wanted, ...]
    look_alikes: tuple[LookAlike, ...]

    @property
    def is_clean(self) -> bool:
        return not self.wanted


def passages(path: Path) -> Iterator[Labelled]:
    """The passages of one file.

    Raises:
        ValueError: A mark is opened or closed alone; says in which passage.
    """
    for piece in re.split(r"^=== ", path.read_text(), flags=re.MULTILINE)[1:]:
        name, _, body = piece.partition("\n")
        yield _parsed(name.strip(), body.strip("\n"))


def _parsed(name: str, body: str) -> Labelled:
    text: list[str] = []
    opened: list[tuple[int, re.Match[str]]] = []
    wanted: list[Wanted] = []
    alike: list[LookAlike] = []
    at = length = 0
    for mark in _MARK.finditer(body):
        text.append(body[at : mark.start()])
        length += mark.start() - at
        at = mark.end()
        if mark[0] not in {"]]", "}}"}:
            opened.append((length, mark))
            continue
        if not opened:
            message = f"passage {name}: a mark is closed that was not opened"
            raise ValueError(message)
        start, first = opened.pop()
        if first["kind"]:
            alike.append(LookAlike(start, length, first["kind"]))
        else:
            wanted.append(Wanted(start, length, first["category"], first["section"]))
    if opened:
        message = f"passage {name}: a mark is not closed"
        raise ValueError(message)
    text.append(body[at:])
    return Labelled(
        name, "".join(text), tuple(sorted(wanted, key=lambda w: w.start)), tuple(alike)
    )
