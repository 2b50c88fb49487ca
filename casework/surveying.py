"""What the public bucket has, beside what it was given."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from casework.ports import Office, PublicSite
from decisions.errors import CorruptRecord
from publish import search
from publish.manifest import Key, Manifest, Tag, manifest_from_bytes
from publish.public_view import DECISIONS

MANIFEST: Final = "site/manifest"
SEARCH: Final = search.FOLDER
NOT_OURS: Final = ""
"""In place of the name of a bundle: of keys that belong to none."""


@dataclass(slots=True)
class Survey:
    """Only what is not as the manifest says: of 100,000 decisions, a few."""

    differs: dict[str, dict[Key, Tag]] = field(default_factory=dict)
    """By bundle, all keys that it has in the bucket."""


def kept_manifest(office: Office) -> tuple[Manifest, Tag | None]:
    """What the site was given last, as it is kept.

    A damaged one is as good as lost, and is written anew: nobody knows what was put,
    the bucket is looked through whole, and no withdrawal has to wait for a person.
    """
    note = office.files.read_note(MANIFEST)
    if note is None:
        return Manifest(), None
    try:
        return manifest_from_bytes(note[0]), note[1]
    except CorruptRecord:
        return Manifest(), note[1]


def is_decision(name: str) -> bool:
    """Whether a bundle is all of one decision."""
    return name.startswith(DECISIONS) and name.endswith("/")


def page_of(name: str) -> Key:
    """The page of a decision, from the name of its bundle."""
    return Key(f"{name}index.html")


def survey(site: PublicSite, manifest: Manifest) -> Survey:
    """Look at every object.

    What search was given is looked at by `casework.finding`.
    """
    owners: dict[Key, str] = {}
    missing: set[str] = set()
    for name in manifest:
        missing.add(name)
        if not is_decision(name):
            stored = manifest.get(name)
            assert stored is not None, "it is in the manifest"
            owners |= dict.fromkeys(stored.objects, name)
    found = Survey()
    others: dict[str, dict[Key, Tag]] = {}
    for name, rows in groupby(site.listing(), lambda row: _owner(row[0], owners)):
        there = dict(rows)
        if (
            is_decision(name)
            and name in missing
            and not _differs(name, there, manifest)
        ):
            missing.discard(name)
        else:
            others.setdefault(name, {}).update(there)
    others.pop(SEARCH, None)
    for name, there in others.items():
        missing.discard(name)
        if _differs(name, there, manifest):
            found.differs[name] = there
    found.differs |= {name: {} for name in missing if _has_any(name, manifest)}
    return found


def trusted(site: PublicSite, manifest: Manifest) -> Survey:
    """Look only at which decisions have anything there: 1,000 of them a request."""
    there = set(site.folders(DECISIONS))
    known = {name for name in manifest if is_decision(name)}
    found = Survey({name: dict(site.listing(name)) for name in there - known})
    found.differs |= {name: {} for name in known - there}
    return found


def _owner(key: Key, owners: dict[Key, str]) -> str:
    parts = key.split("/")
    if parts[0] == "decisions" and len(parts) > 2:
        return f"{DECISIONS}{parts[1]}/"
    if key.startswith(SEARCH) and key != search.PAGE_KEY:
        return SEARCH
    return owners.get(key, NOT_OURS)


def _differs(name: str, there: dict[Key, Tag], manifest: Manifest) -> bool:
    stored = manifest.get(name)
    if stored is None:
        return True
    return there != stored.tags


def _has_any(name: str, manifest: Manifest) -> bool:
    stored = manifest.get(name)
    return stored is not None and bool(stored.objects)
