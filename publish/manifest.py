"""What the public bucket was given, bundle by bundle: privately kept, never public.

A bundle is what is made and goes together: all of one decision, a list with its
pages, the feeds of a month. It is made again only where its recipe, the
fingerprint of everything it is made from, is another than before.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import IntEnum
from io import BytesIO
from typing import Final, NewType

from decisions.errors import CorruptRecord
from decisions.fingerprints import Sha256, of_bytes, of_values

Key = NewType("Key", str)
"""Of an object in the public bucket: "decisions/pcd-9991/index.html"."""
Tag = NewType("Tag", str)
"""What a server answers for an object's content; only compared."""

SHORT: Final = "public, max-age=60, must-revalidate"
"""What is withdrawn is gone for readers within a minute."""
FOR_EVER: Final = "public, max-age=31536000, immutable"
"""Of an object whose key names its content."""


class Rank(IntEnum):
    """The order of uploads: what is pointed to comes before what points to it."""

    ASSET = 0
    FILE = 1
    PAGE = 2
    LIST = 3


TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jsonl": "application/x-ndjson; charset=utf-8",
    ".csv": "text/csv; charset=utf-8; header=present",
    ".atom": "application/atom+xml; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class PublicObject:
    """The bytes and headers of one public object."""

    content: Sha256
    """Of its bytes."""
    body: bytes | None
    """None: they are the private file of that name, read when they are needed."""
    content_type: str
    rank: Rank
    cache_control: str = SHORT
    disposition: str = ""
    """Content-Disposition: under which name a browser saves it."""

    @property
    def sha256(self) -> Sha256:
        """Binds to the bytes and to the headers."""
        return of_values(
            self.content, self.content_type, self.cache_control, self.disposition
        )

    def with_body(self, body: bytes) -> "PublicObject":
        """With the bytes of its private file."""
        return replace(self, body=body)


def public_object(
    key: Key, body: bytes, rank: Rank, *, cache: str = SHORT, saved_as: str = ""
) -> PublicObject:
    """An object with the headers that its key asks for.

    Args:
        saved_as: The name of the file for who saves it rather than reads it.

    Raises:
        KeyError: The ending of the key has no type: a fault of ours.
    """
    disposition = f'attachment; filename="{saved_as}"' if saved_as else ""
    return PublicObject(of_bytes(body), body, type_of(key), rank, cache, disposition)


def of_kind(kind: str, body: bytes, rank: Rank, cache: str) -> PublicObject:
    """An object of a media type that its key does not tell."""
    return PublicObject(of_bytes(body), body, kind, rank, cache)


def kept_object(
    key: Key, content: Sha256, rank: Rank, *, disposition: str = ""
) -> PublicObject:
    """As `public_object`, of bytes that are a private file."""
    return PublicObject(content, None, type_of(key), rank, SHORT, disposition)


def in_order(objects: Mapping[Key, PublicObject]) -> list[tuple[Key, PublicObject]]:
    """As they are put: what is pointed to before what points to it."""
    return sorted(objects.items(), key=lambda item: (item[1].rank, item[0]))


def type_of(key: str) -> str:
    if key == "feed.json":
        return "application/feed+json; charset=utf-8"
    return TYPES["." + key.rsplit(".", 1)[-1]]


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as it was uploaded."""

    sha256: Sha256
    tag: Tag


@dataclass(frozen=True, slots=True)
class StoredBundle:
    """A bundle as it was uploaded."""

    recipe: Sha256
    objects: Mapping[Key, Stored]
    gone_at: str = ""
    """Of a withdrawn decision: when it was withdrawn, ISO 8601."""
    linked: tuple[str, ...] = ()
    """Of a decision: slugs of the others whose titles stand on its page."""

    @property
    def tags(self) -> dict[Key, Tag]:
        return {key: row.tag for key, row in self.objects.items()}


class Manifest:
    """Every bundle of the public site. Lines are read when they are asked for, so
    that 100,000 of them are held as they are kept.
    """

    def __init__(self, lines: Iterable[tuple[str, bytes]] = ()) -> None:
        self._lines = dict(lines)

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, name: object) -> bool:
        return name in self._lines

    def head(self, name: str) -> tuple[str, str]:
        """Recipe of a bundle, and when it was withdrawn; "" and "" where it is none.

        Every one of 100,000 is asked for these, and for its objects only once.
        """
        line = self._lines.get(name)
        if line is None:
            return "", ""
        told = _HEAD.match(line)
        assert told is not None, "the line was written here, or was looked at"
        recipe, gone_at = json.loads(told[0] + b"]")
        return recipe, gone_at

    def get(self, name: str) -> StoredBundle | None:
        """A bundle by its name."""
        line = self._lines.get(name)
        if line is None:
            return None
        recipe, gone_at, rows, linked = json.loads(line.decode())
        objects = {Key(k): Stored(Sha256(s), Tag(t)) for k, s, t in rows}
        return StoredBundle(Sha256(recipe), objects, gone_at, tuple(linked))

    def put(self, name: str, bundle: StoredBundle) -> None:
        assert " " not in name, "names of bundles stand in addresses"
        rows = [[k, row.sha256, row.tag] for k, row in bundle.objects.items()]
        told = [bundle.recipe, bundle.gone_at, rows, list(bundle.linked)]
        self._lines[name] = json.dumps(told, separators=(",", ":")).encode()

    def drop(self, name: str) -> None:
        self._lines.pop(name, None)

    def to_bytes(self) -> bytes:
        # Piece by piece: of 100,000 decisions it has 80 MB.
        out = BytesIO()
        out.write(_FORMAT)
        for name in sorted(self._lines):
            out.writelines((name.encode(), b" ", self._lines[name], b"\n"))
        return out.getvalue()


_FORMAT: Final = b"partone-manifest 3\n"
_PLAIN: Final = r'[^"\\\x00-\x1f\x80-\xff]*+'
"""What JSON writes as it is: of other letters it writes the number."""
_TEXT: Final = rf'"{_PLAIN}(?:\\(?:["\\/bfnrt]|u[0-9a-f]{{4}}){_PLAIN})*+"'
_HEAD: Final = re.compile(rf"\[{_TEXT},{_TEXT}".encode())
_ROW: Final = rf"\[{_TEXT},{_TEXT},{_TEXT}\]"
_LINE: Final = re.compile(
    (
        rf"[^ ]+ \[{_TEXT},{_TEXT},\[(?:{_ROW}(?:,{_ROW})*+)?\],"
        rf"\[(?:{_TEXT}(?:,{_TEXT})*+)?\]\]\n"
    ).encode()
)


def manifest_from_bytes(raw: bytes) -> Manifest:
    """The manifest that `Manifest.to_bytes` wrote.

    Raises:
        CorruptRecord: It is not one, in any of its lines.
    """
    lines = iter(BytesIO(raw))
    if next(lines, b"") == _FORMAT:
        with suppress(ValueError):
            return Manifest(map(_parted, lines))
    raise CorruptRecord("the manifest of the public site is damaged")


def _parted(line: bytes) -> tuple[str, bytes]:
    """The name of a bundle, and the rest of its line; ValueError: it is none."""
    if not _LINE.fullmatch(line):
        raise ValueError
    name, _, told = line.partition(b" ")
    return name.decode(), told.rstrip(b"\n")
