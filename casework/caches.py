"""The caches before the bucket forget what changed, even after an interrupted run."""

import json
from collections.abc import Collection
from typing import Final

from casework.ports import Office
from decisions.errors import CachesNotTold, told_of
from publish.edge import EVERYTHING, paths_of
from publish.manifest import Key

NOTE: Final = "site/caches"
"""Paths that the caches are yet to be told of."""


def tell_caches(
    changed: Collection[Key], office: Office, *, later: bool = False
) -> None:
    """Have the caches forget some objects, and what they were not told of before.

    Args:
        later: Only write down that they must: a run that ends in between is followed
            by one that tells them.

    Raises:
        CachesNotTold: The service does not take it; it stays written down.
    """
    edge = office.website.edge
    if edge is None:
        return
    note = office.files.read_note(NOTE)
    waiting: list[str] = json.loads(note[0]) if note else []
    paths = sorted({*waiting, *paths_of(changed)})
    if EVERYTHING in paths:
        paths = [EVERYTHING]
    if not paths:
        return
    tag = note[1] if note else None
    if paths != waiting:
        tag = office.files.write_note(NOTE, json.dumps(paths).encode(), tag)
    if later:
        return
    fault = None
    try:
        edge.forget(paths)
    except Exception as error:  # noqa: BLE001 - of whatever service; told, not kept
        fault = told_of(error)
    if fault:
        raise CachesNotTold(
            f"public site: it is up to date, but the caches before it are not told of "
            f"{len(paths)} paths: {fault}; the next run tells them"
        )
    office.files.write_note(NOTE, b"[]", tag)
