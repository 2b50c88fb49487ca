"""Whether a withdrawn decision is gone: looked up in the public bucket itself."""

import gzip
from dataclasses import dataclass
from typing import Final

from casework.ports import Office
from casework.website import public_tombstone
from decisions.decision import Decision
from publish.fixedpages import Frame, objects_of_pages
from publish.manifest import Key

FOLDER: Final = "decisions/"
_GZIP: Final = b"\x1f\x8b"
_TELLS: Final = ("feed.atom", "withdrawn/")
"""The feed tells readers once, by its address, that it was deleted (RFC 6721), and
so does the list of what was withdrawn."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be so."""

    told: str
    is_met: bool


def checks(decision: Decision, office: Office) -> list[Check]:
    """What was looked at after a withdrawal, in the order in which it is made so.

    Every object outside the folders of decisions is read again, so the time grows
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
    keys = [key for key, _ in site.listing()]
    lists = [key for key in keys if not key.startswith(FOLDER)]
    page = site.get(home)
    left = [key for key in keys if key.startswith(told.path) and key != home]
    met = {
        "It is recorded as withdrawn": True,
        "Its file and its data are off the site": not left,
        "At its address stands that it was withdrawn, and nothing else of it": (
            page is not None and page[0] == wanted.body
        ),
        "No list, feed, search or data file names it": not any(
            _names(told.path, key, office) for key in lists
        ),
        "No earlier version of its pages is kept": site.earlier(told.path) == 0,
        "No earlier version of a list is kept": site.earlier() == site.earlier(FOLDER),
    }
    return [Check(name, is_met) for name, is_met in met.items()]


def _names(path: str, key: Key, office: Office) -> bool:
    found = office.website.site.get(key)
    if found is None:
        return False
    body = gzip.decompress(found[0]) if found[0].startswith(_GZIP) else found[0]
    return body.count(path.encode()) > (1 if key.startswith(_TELLS) else 0)
