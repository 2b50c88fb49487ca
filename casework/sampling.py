"""Some of what is public, others every day, read again as a reader gets it."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final, TypeVar

from casework.ports import Office
from decisions.decision import NOT_KEPT
from decisions.fingerprints import of_bytes
from publish.manifest import Manifest, PublicObject, Rank, StoredBundle

BUNDLES_A_DAY: Final = 20
SHORT: Final = 80
T = TypeVar("T", bound=str)


def short(name: str) -> str:
    """A name that fits into that of an alarm."""
    return name if len(name) <= SHORT else of_bytes(name.encode())[:12]


def turn(
    things: Sequence[T], number: int, day: date, again: Collection[str] = ()
) -> Sequence[T]:
    """So many of them, the next ones every day, round and round.

    Args:
        again: Those, as `short` tells them, that are looked at whosever turn it is.
    """
    first = day.toordinal() * number % max(1, len(things))
    chosen = (*things[first:], *things[:first])[:number]
    return (*chosen, *(t for t in things if short(t) in again and t not in chosen))


def bundles(
    office: Office, manifest: Manifest, again: Collection[str]
) -> Sequence[str]:
    """Those of which every object is read today."""
    today = office.clock.now().date()
    return turn(sorted(manifest), BUNDLES_A_DAY, today, again)


def spoilt(office: Office, stored: StoredBundle) -> int:
    """How many objects of a bundle are not the bytes and headers that were sent. A
    listing compares only what the server says of them.
    """
    wrong = 0
    for key, row in stored.objects.items():
        if row.sha256 == NOT_KEPT:
            continue  # a tombstone that a later ledger put there
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
