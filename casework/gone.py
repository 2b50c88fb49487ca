"""Whether a withdrawn decision is gone: looked up in the public bucket itself."""

from dataclasses import dataclass
from typing import Final

from casework.ports import Office
from casework.website import public_tombstone
from decisions.decision import Decision
from publish.manifest import Key
from publish.site import site_objects

FOLDER: Final = "decisions/"
_TELLS: Final = "feed.atom"
"""The feed tells readers once, by its address, that it was deleted (RFC 6721)."""


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
    wanted = site_objects([], [told], office.website.body)[home]
    keys = list(site.listing())
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
    times = found[0].count(path.encode())
    return times > (1 if key == _TELLS else 0)
