"""What the public site has, what it should have, and the smallest change."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NewType

from decisions.errors import CorruptRecord
from decisions.fingerprints import Sha256, of_bytes, of_values

Key = NewType("Key", str)
"""Of an object in the public bucket: "decisions/pcd-9991/index.html"."""
Tag = NewType("Tag", str)
"""What a server answers for an object's content; only compared."""


class Rank(IntEnum):
    """The order of uploads: what is pointed to comes before what points to it."""

    ASSET = 0
    FILE = 1
    PAGE = 2
    LIST = 3


TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jsonl": "application/x-ndjson; charset=utf-8",
    ".csv": "text/csv; charset=utf-8; header=present",
    ".atom": "application/atom+xml; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class PublicObject:
    """The bytes and headers of one public object."""

    body: bytes
    content_type: str
    rank: Rank
    cache_control: str = "public, max-age=60, must-revalidate"

    @property
    def sha256(self) -> Sha256:
        """Binds to the bytes and to the headers."""
        return of_values(of_bytes(self.body), self.content_type, self.cache_control)


def public_object(key: Key, body: bytes, rank: Rank) -> PublicObject:
    """An object with the headers that its key asks for.

    Raises:
        KeyError: The ending of the key has no type: a fault of ours.
    """
    return PublicObject(body, TYPES["." + key.rsplit(".", 1)[-1]], rank)


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as it was uploaded."""

    sha256: Sha256
    tag: Tag


Manifest = dict[Key, Stored]


@dataclass(frozen=True, slots=True)
class Plan:
    """The change to make. Deletions are carried out first."""

    delete: tuple[Key, ...]
    put: tuple[Key, ...]
    """In the order of `Rank`, then by key."""

    @property
    def is_empty(self) -> bool:
        return not (self.delete or self.put)


def plan(
    wanted: Mapping[Key, PublicObject],
    manifest: Manifest,
    present: Mapping[Key, Tag],
    stones: Collection[Key] = (),
) -> Plan:
    """The smallest change that turns what is there into what is wanted.

    Args:
        wanted: Every object the site should have.
        manifest: What was uploaded last, privately kept. An object whose tag
            is another now was changed by somebody else and is put again.
        present: Every object the bucket has, all pages of the listing.
        stones: Keys of tombstones. Where one replaces a page, that page and
            every list and feed that named it are deleted, with all their
            versions, before anything is put.
    """

    def is_there(key: Key) -> bool:
        stored = manifest.get(key)
        return (
            stored is not None
            and stored.sha256 == wanted[key].sha256
            and present.get(key) == stored.tag
        )

    put = [key for key in wanted if not is_there(key)]
    delete = present.keys() - wanted.keys()
    recalled = {key for key in put if key in stones}
    if recalled:
        lists = {key for key in put if wanted[key].rank is Rank.LIST}
        delete |= (recalled | lists) & present.keys()
    return Plan(
        delete=tuple(sorted(delete)),
        put=tuple(sorted(put, key=lambda key: (wanted[key].rank, key))),
    )


def manifest_to_json(manifest: Manifest, claim: str = "") -> bytes:
    """The manifest as a private note.

    Args:
        claim: Who is publishing now, while it is not finished: another claim
            makes another note, so that of two publishers one finds out.
    """
    rows = {key: [stored.sha256, stored.tag] for key, stored in manifest.items()}
    told = {"claim": claim, "objects": rows}
    return json.dumps(told, sort_keys=True, indent=0).encode()


def manifest_from_json(raw: bytes) -> Manifest:
    """The manifest that `manifest_to_json` wrote.

    Raises:
        CorruptRecord: It is not one.
    """
    try:
        rows = json.loads(raw)["objects"]
        return {Key(k): Stored(Sha256(s), Tag(t)) for k, (s, t) in rows.items()}
    except (ValueError, TypeError, AttributeError, LookupError):
        pass
    raise CorruptRecord(
        "the manifest of the public site is damaged; remove it and publish again"
    )
