"""Whether a withdrawn decision is gone: looked up in the public bucket itself."""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from casework import finding
from casework.ports import Office
from casework.publishing import LOOK_ALWAYS
from casework.surveying import kept_manifest
from casework.website import public_tombstone
from decisions.decision import Decision, DecisionId, slug
from decisions.errors import CorruptRecord
from decisions.lifecycle import Act, Step, advance
from publish import search
from publish.fixedpages import Frame, objects_of_pages
from publish.manifest import Key
from publish.public_view import DECISIONS
from publish.site import file_keys

ACTOR: Final = "flow:take-down"
_GZIP: Final = b"\x1f\x8b"
_TELLS: Final = ("feed.atom", "withdrawn/")
"""The feed tells readers once, by its address, that it was deleted (RFC 6721), and
so does the list of what was withdrawn."""
_NAMED_IN: Final = ("index.html", "feed", "decisions.", "sitemap", "years/")
"""Of a large site only these lists are read: the others are made like them."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be so."""

    told: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What was looked at once for several withdrawals."""

    named: frozenset[str]
    """Paths of decisions that a list names."""
    linked: frozenset[str]
    """Slugs of decisions whose titles stand on another one's page."""
    earlier: int
    """Earlier versions of what is no decision's own."""


def look(decisions: Sequence[Decision], office: Office) -> Seen:
    """Look through everything outside the folders of some decisions, once.

    Every list is read, so the time grows with their number.
    """
    site = office.website.site
    stones = [one.tombstone for one in decisions if one.tombstone is not None]
    paths = [public_tombstone(stone).path for stone in stones]
    named: set[str] = set()
    for key in _lists(office):
        named |= _named(key, paths, office)
    manifest, _ = kept_manifest(office)
    linked: set[str] = set()
    for name in manifest:
        stored = manifest.get(name)
        linked.update(stored.linked if stored else ())
    return Seen(
        frozenset(named), frozenset(linked), site.earlier() - site.earlier(DECISIONS)
    )


def checks(decision: Decision, office: Office, seen: Seen | None = None) -> list[Check]:
    """What was looked at after a withdrawal, in the order in which it is made so.

    Args:
        seen: As `look` gives it, where several are asked about.
    """
    stone = decision.tombstone
    if stone is None or decision.release is not None:
        return [Check("It is recorded as withdrawn", is_met=False)]
    seen = seen or look([decision], office)
    site = office.website.site
    told = public_tombstone(stone)
    home = Key(f"{told.path}index.html")
    frame = Frame(office.website.body)
    wanted = objects_of_pages(frame, told.path, "tombstone.html", {"gone": told})[home]
    page = site.get(home)
    left = [key for key, _ in site.listing(told.path) if key != home]
    left += [
        key for key in file_keys(slug(stone.reference)) if site.get(key) is not None
    ]
    met = {
        "It is recorded as withdrawn": True,
        "Its file and its data are off the site": not left,
        "At its address stands that it was withdrawn, and nothing else of it": (
            page is not None and page[0] == wanted.body
        ),
        "No list, feed, search or data file names it": told.path not in seen.named,
        "Its title stands on no other decision's page": (
            slug(stone.reference) not in seen.linked
        ),
        "No earlier version of its pages is kept": site.earlier(told.path) == 0,
        "No earlier version of a list is kept": seen.earlier == 0,
    }
    return [Check(name, is_met) for name, is_met in met.items()]


def _lists(office: Office) -> Iterator[Key]:
    """Keys of what many decisions stand in."""
    site, is_large = office.website.site, len(kept_manifest(office)[0]) > LOOK_ALWAYS
    if not is_large:
        yield from (k for k, _ in site.listing() if not k.startswith(DECISIONS))
        return
    for prefix in _NAMED_IN:
        yield from (k for k, _ in site.listing(prefix) if not k.startswith(DECISIONS))
    kepts = finding.Kepts.read(office.files)
    yield from (
        kepts.keys() if kepts.is_known else (k for k, _ in site.listing(search.FOLDER))
    )


def _named(key: Key, paths: Sequence[str], office: Office) -> set[str]:
    """Of some paths, those that an object names."""
    found = office.website.site.get(key)
    if found is None:
        return set()
    body = gzip.decompress(found[0]) if found[0].startswith(_GZIP) else found[0]
    most = 1 if key.startswith(_TELLS) else 0
    return {path for path in paths if body.count(path.encode()) > most}


def withdrawn_at(decision: Decision) -> datetime | None:
    """When it was withdrawn, where nobody has seen yet that it is gone."""
    for entry in reversed(decision.history):
        if entry.step == Step.GONE:
            return None
        if entry.step == Step.WITHDRAW:
            return entry.at
    return None


def confirm_all(office: Office) -> None:
    """Confirm every withdrawal of which nobody has seen yet that it is gone.

    Raises:
        StaleDecision: As for `confirm`.
    """
    waiting = [office.store.load(decision_id) for decision_id in to_confirm(office)]
    if not waiting:
        return
    seen = look(waiting, office)
    for decision in waiting:
        confirm(decision.id, office, seen)


def confirm(
    decision_id: DecisionId, office: Office, seen: Seen | None = None
) -> float | None:
    """Record that a withdrawn decision was seen to be gone, and after how long.

    Args:
        seen: As for `checks`.

    Returns:
        Seconds from the withdrawal to now; None: something of it is left, or it was
        recorded before.

    Raises:
        StaleDecision: Somebody saved it meanwhile; it is confirmed the next time.
    """
    decision = office.store.load(decision_id)
    since = withdrawn_at(decision)
    if since is None:
        return None
    found = checks(decision, office, seen)
    if not all(check.is_met for check in found):
        return None
    now = office.clock.now()
    seconds = (now - since).total_seconds()
    note = f"nothing of it is left, {seconds:.0f} s after the withdrawal"
    act = Act(step=Step.GONE, by=ACTOR, at=now, note=note)
    office.store.save(advance(decision, act))
    return seconds


def to_confirm(office: Office) -> tuple[DecisionId, ...]:
    """Withdrawn decisions of which nobody has seen yet that they are gone."""
    found = []
    for decision_id in office.store.gone():
        try:
            decision = office.store.load(decision_id)
        except CorruptRecord:
            continue  # the audit tells of it; the others are not to wait
        if withdrawn_at(decision) is not None:
            found.append(decision_id)
    return tuple(found)
