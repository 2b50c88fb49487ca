"""Some of what is public, others every day, read again as a reader gets it."""

from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar

from casework.ports import Office
from casework.publishing import kept_manifest
from decisions.fingerprints import of_bytes
from publish.manifest import PublicObject, Rank

BUNDLES_A_DAY: Final = 20
T = TypeVar("T")


def turn(things: Sequence[T], number: int, day: date) -> Sequence[T]:
    """So many of them, the next ones every day, round and round."""
    first = day.toordinal() * number % max(1, len(things))
    return (*things[first:], *things[:first])[:number]


def spoilt(office: Office) -> int:
    """How many objects of today's bundles are not the bytes and headers that were
    sent. A listing compares only what the server says of them.

    Raises:
        CorruptRecord: The manifest is damaged.
    """
    manifest = kept_manifest(office)[0]
    wrong = 0
    for name in turn(sorted(manifest), BUNDLES_A_DAY, office.clock.now().date()):
        stored = manifest.get(name)
        assert stored is not None, "it is in the manifest"
        for key, row in stored.objects.items():
            found = office.website.site.get(key)
            if found is None:
                wrong += 1
                continue
            body, headers = found
            read = PublicObject(
                content=of_bytes(body),
                body=body,
                content_type=headers.get("Content-Type", ""),
                rank=Rank.PAGE,
                cache_control=headers.get("Cache-Control", ""),
                disposition=headers.get("Content-Disposition", ""),
            )
            wrong += read.sha256 != row.sha256
    return wrong
