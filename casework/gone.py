"""Whether a withdrawn decision is gone: looked up in the public bucket itself."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from casework import finding
from casework.ports import Office
from casework.publishing import LOOK_ALWAYS, kept_manifest
from casework.website import public_tombstone
from decisions.decision import Decision, DecisionId, slug
from decisions.errors import CorruptRecord
from decisions.lifecycle import Act, Step, advance
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


def checks(decision: Decision, office: Office) -> list[Check]:
    """What was looked at after a withdrawal, in the order in which it is made so.

    The objects outside the folders of decisions are read again, so the time grows
    with the number of lists.
    """
    stone = decision.tombstone
    if stone is None or decision.release is not None:
        return [Check("It is recorded as withdrawn", is_met=False)]
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
        "No list, feed, search or data file names it": not any(
            _names(told.path, key, office) for key in _lists(office)
        ),
        "No earlier version of its pages is kept": site.earlier(told.path) == 0,
        "No earlier version of a list is kept": site.earlier()
        == site.earlier(DECISIONS),
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
    yield from finding.Kepts.read(office.files).keys()


def _names(path: str, key: Key, office: Office) -> bool:
    found = office.website.site.get(key)
    if found is None:
        return False
    body = gzip.decompress(found[0]) if found[0].startswith(_GZIP) else found[0]
    return body.count(path.encode()) > (1 if key.startswith(_TELLS) else 0)


def withdrawn_at(decision: Decision) -> datetime | None:
    """When it was withdrawn, where nobody has seen yet that it is gone."""
    for entry in reversed(decision.history):
        if entry.step == Step.GONE:
            return None
        if entry.step == Step.WITHDRAW:
            return entry.at
    return None


def confirm(decision_id: DecisionId, office: Office) -> float | None:
    """Record that a withdrawn decision was seen to be gone, and after how long.

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
    found = checks(decision, office)
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
