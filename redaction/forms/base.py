"""What a form is: how it is known, and where its answers stand."""

import re
from dataclasses import dataclass, field

from decisions.decision import DocumentKind
from decisions.text import PageText

REFERENCE = re.compile(r"(?<![A-Za-z])(PCD)\s?(\d{1,4})(?!\d)")
"""A reference of the PCD series. The next bold run may follow without a space."""


@dataclass(frozen=True, slots=True)
class FormTemplate:
    """One form, or one era of it.

    Patterns run over text in which white space is as it was read, case ignored.
    """

    id: str
    kind: DocumentKind
    title: re.Pattern[str]
    """Stands on the first page of this form and of no other."""
    decision_maker: str = ""
    """Who decides on this form, as the public listing names the office."""
    labels: dict[str, re.Pattern[str]] = field(default_factory=dict)
    """Field -> what is printed before it: title, summary, recommendation."""
    approval: re.Pattern[str] | None = None
    """From here to `approval_end` the decision-maker signs and dates."""
    approval_end: re.Pattern[str] | None = None
    deferred: re.Pattern[str] | None = None
    """The question; YES or NO follows."""
    deferral_reason: re.Pattern[str] | None = None
    deferral_until: re.Pattern[str] | None = None
    part_2_declared: re.Pattern[str] | None = None
    """The question; YES or NO follows."""
    after_answers: re.Pattern[str] | None = None
    """What is printed after the last answer."""

    def stands_on(self, page: PageText) -> bool:
        return self.title.search(page.text) is not None


def label(pattern: str) -> re.Pattern[str]:
    """A printed label: case is ignored, " " is any white space, " ?" any or none."""
    loose = pattern.replace(" ?", r"\s*").replace(" ", r"\s+")
    return re.compile(loose, re.IGNORECASE)


def reference_in(text: str) -> str | None:
    """The first reference in `text`, as it is written in full: "PCD 269"."""
    found = REFERENCE.search(text)
    return f"{found[1].upper()} {int(found[2])}" if found else None
