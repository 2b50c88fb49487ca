"""All that is read from one file, and how it is written down.

Reading takes a while where pages are pictures, so that it is done once and
kept. It is written down as JSON and numbers, never as anything that is run when
it is read back: it comes from a process that saw hostile bytes.
"""

import json
import zlib
from array import array
from dataclasses import dataclass
from typing import Any, Final

from decisions.errors import CorruptRecord
from decisions.flags import Place
from decisions.geometry import Box
from decisions.parts import Problem
from decisions.text import PageText, Source
from redaction.baggage import Carried
from redaction.inspection import SourceFacts

EDITION: Final = 1
"""Raised when reading changes so much that kept readings should be made anew."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says and carries."""

    facts: SourceFacts
    pages: tuple[PageText, ...]


def to_bytes(reading: Reading) -> bytes:
    """A line of JSON, then the edges of every character as 32-bit floats."""
    facts = reading.facts
    head = {
        "edition": EDITION,
        "pages": facts.pages,
        "claims": facts.makes_claims,
        "look_at": facts.look_at,
        "fonts": facts.claiming_fonts,
        "carried": [[c.place.value, c.text, c.page] for c in facts.carried],
        "problems": [[p.code, p.message, p.file, p.page] for p in facts.problems],
        "texts": [_page(page) for page in reading.pages],
    }
    line = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    edges = (page.edges.tobytes() for page in reading.pages)
    # Lone surrogates cannot be written as UTF-8; reading leaves none in.
    return b"\n".join((line.encode(), b"".join(edges)))


def from_bytes(raw: bytes) -> Reading:
    """The reading that `to_bytes` wrote.

    Raises:
        CorruptRecord: It is not one, or of another edition. Nothing of it is
            quoted.
    """
    try:
        line, _, edges = raw.partition(b"\n")
        head = json.loads(line)
        if head["edition"] == EDITION:
            return _reading(head, edges)
    except (ValueError, TypeError, KeyError, IndexError, AssertionError):
        pass
    raise CorruptRecord(
        f"reading of {len(raw)} bytes is not one of edition {EDITION}; read again"
    )


def packed(reading: Reading) -> bytes:
    """The reading as it is kept."""
    return zlib.compress(to_bytes(reading), 1)


def unpacked(kept: bytes) -> Reading:
    """The reading that `packed` made.

    Raises:
        CorruptRecord: As for `from_bytes`.
    """
    raw = None
    try:
        raw = zlib.decompress(kept)
    except zlib.error:
        pass
    if raw is None:
        raise CorruptRecord(f"reading of {len(kept)} bytes is not packed as one")
    return from_bytes(raw)


def _page(page: PageText) -> dict[str, Any]:
    return {
        "number": page.number,
        "text": page.text,
        "visible": _four(page.visible),
        "rotation": page.rotation,
        "upright": page.upright,
        "source": page.source.value,
        "bold": page.bold,
        "furniture": page.furniture,
        "doubtful": page.doubtful,
        "raised": page.raised,
        "ticks": [_four(box) for box in page.ticks],
        "confidence": page.confidence,
        "pictures": [_four(box) for box in page.pictures],
        "signatures": [_four(box) for box in page.signatures],
        "oddities": page.oddities,
    }


def _four(box: Box) -> list[float]:
    return [box.x0, box.y0, box.x1, box.y1]


def _reading(head: dict[str, Any], edges: bytes) -> Reading:
    facts = SourceFacts(
        pages=int(head["pages"]),
        carried=tuple(Carried(Place(p), str(t), n) for p, t, n in head["carried"]),
        problems=tuple(
            Problem(code=str(code), message=str(message), file=file, page=page)
            for code, message, file, page in head["problems"]
        ),
        makes_claims=bool(head["claims"]),
        look_at=tuple(map(int, head["look_at"])),
        claiming_fonts=tuple(map(str, head["fonts"])),
    )
    pages = []
    at = 0
    for row in head["texts"]:
        size = 16 * len(row["text"])
        pages.append(_page_text(row, edges[at : at + size]))
        at += size
    assert at == len(edges), "the edges of all characters and nothing else"
    return Reading(facts, tuple(pages))


def _page_text(row: dict[str, Any], edges: bytes) -> PageText:
    number = int(row["number"])

    def boxes(name: str) -> tuple[Box, ...]:
        return tuple(Box(number, *map(float, four)) for four in row[name])

    def ranges(name: str) -> tuple[tuple[int, int], ...]:
        return tuple((int(a), int(b)) for a, b in row[name])

    return PageText(
        number=number,
        text=str(row["text"]),
        edges=array("f", edges),
        visible=Box(number, *map(float, row["visible"])),
        rotation=int(row["rotation"]),
        upright=int(row["upright"]),
        source=Source(row["source"]),
        bold=ranges("bold"),
        furniture=ranges("furniture"),
        doubtful=ranges("doubtful"),
        raised=ranges("raised"),
        ticks=boxes("ticks"),
        confidence=float(row["confidence"]),
        pictures=boxes("pictures"),
        signatures=boxes("signatures"),
        oddities=tuple(map(str, row["oddities"])),
    )
