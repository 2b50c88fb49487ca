"""What a form is: how it is known, and who decides on it.

What stands where on it is not said form by form: `redaction.labels` knows the
labels of all forms, in any order.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from decisions.decision import DocumentKind
from decisions.text import PageText
from redaction.labels import LIKE, folded_like, tidied
from redaction.references import references_in

HEAD_LINES: Final = 14
"""A form's title stands among so many lines at the top of its first page."""
HEAD_MAX: Final = 1_600

OFFICER_ROLES: Final = re.compile(
    r"^[ \t]*(?:OFFICER APPROVAL|(?:interim )?Chief Executive(?: Officer)?|"
    r"Head of Paid Service|(?:interim )?Chief Financ(?:e|ial) Officer|Treasurer|"
    r"Monitoring Officer|Chief of Staff|Chief Constable|Strategic Director|"
    r"(?:Executive )?Director of Resources|Executive Director,? Resources|"
    r"Head of Unit|Head of [A-Z]|Corporate Investment Board|Mayoral Adviser|Sponsoring Director|"
    r"Drafting officer|Originating officer)\b",
    re.IGNORECASE | re.MULTILINE,
)
"""Those who put a decision forward: their dates are not the date signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTemplate:
    """One form, or one era of it."""

    id: str
    kind: DocumentKind
    title: re.Pattern[str]
    """Stands at the head of the first page of this form and of no other."""
    needs: tuple[re.Pattern[str], ...] = ()
    """What must stand in the head too, where the title alone could be another's."""
    like: str = ""
    """The words of that title, to know them where a scan has damaged them."""
    series: tuple[str, ...] = ()
    """Ids of the reference series that its title may print."""
    decision_maker: str = ""
    """Who decides on this form, as the public listing names the office."""
    maker: re.Pattern[str] | None = None
    """The line above the decision-maker's signature."""
    body: re.Pattern[str] | None = None
    """What no other form prints on its first page, where the title is lost."""
    below_title: re.Pattern[str] | None = None
    """The line under the title, where the title has no label."""
    has_bare_references: bool = False
    """Whether references are figures alone, as "073/2013"."""
    splits: bool = True
    """Whether pages may be called Part 1 without an officer."""

    def stands_on(self, page: PageText) -> bool:
        """Whether the form's title stands at the head of this page."""
        head = head_of(page)
        return self.title.search(head) is not None and all(
            needed.search(head) for needed in self.needs
        )

    def has_body_of(self, page: PageText) -> bool:
        """Whether the page, with its title lost, can only be this form's."""
        if self.body is None or not self.body.search(tidied(page.text)):
            return False
        return any(r.series in self.series for r in references_in(head_of(page)))

    def is_like(self, page: PageText) -> bool:
        """Whether a line at its head is like the title: a scan may damage it."""
        if not self.like:
            return False
        wanted = folded_like(self.like)
        return any(
            fuzz.ratio(folded[: len(wanted)], wanted) >= LIKE + 4
            for line, folded in _likenesses(head_of(page))
            if len(line) >= len(wanted) - 5
        )


@lru_cache(maxsize=64)  # every form asks
def _likenesses(head: str) -> tuple[tuple[str, str], ...]:
    return tuple((line, folded_like(line)) for line in head.split("\n"))


def head_of(page: PageText) -> str:
    """The first lines of a page that are not blank, as patterns want them."""
    return _head(page.text, page.raised)


@lru_cache(maxsize=64)
def _head(written: str, raised: tuple[tuple[int, int], ...]) -> str:
    text = list(written)
    for start, end in raised:
        # The mark of a footnote is no digit of a reference.
        text[start:end] = " " * (end - start)
    lines = [line for line in "".join(text).split("\n") if line.strip()]
    return tidied("\n".join(lines[:HEAD_LINES]))[:HEAD_MAX]


def title(pattern: str) -> re.Pattern[str]:
    """A title anywhere in the head; case is ignored, " " is any white space."""
    return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE | re.MULTILINE)


def role(pattern: str) -> re.Pattern[str]:
    """A line that begins with the name of an office."""
    spaced = pattern.replace(" ", r"\s+")
    return re.compile(rf"^[ \t]*(?:{spaced})\b", re.IGNORECASE | re.MULTILINE)
