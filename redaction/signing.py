"""Who signed, and when: the decision-maker's date, never that of an officer.

A form has two signatures or more. The chief executive's date may be earlier and
stand later; what counts is the block under the decision-maker's own name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from redaction.dates import Found, dates_in
from redaction.forms.base import OFFICER_ROLES, FormTemplate
from redaction.labels import Label, Printed

_DATE_LABEL: Final = re.compile(
    r"(?:\b|(?<=Signature))Dated?(?: signed| of decision| of approval)?\b[\s:.|–—-]*",
    re.IGNORECASE,
)
_SIGNED: Final = re.compile(r"\b(?:Signature|Signed)\b", re.IGNORECASE)
_LABEL_REACH: Final = 70
_ENDS: Final = frozenset(
    {
        Label.PART_1,
        Label.SECTION,
        Label.ACCESS,
        Label.DECLARATION,
        Label.TITLE,
        Label.SUMMARY,
        Label.RECOMMENDATION,
        Label.DEFERRED,
        Label.PART_2_DECLARED,
    }
)


@dataclass(frozen=True, slots=True)
class Signed:
    """What stands in the decision-maker's block."""

    has_block: bool
    dates: tuple[Found, ...]
    """Each day once."""

    def day(self, today: date) -> date | None:
        """The date signed, where there is one and it has come."""
        if len(self.dates) == 1 and self.dates[0].day <= today:
            return self.dates[0].day
        return None


def signed(form: FormTemplate, text: str, labels: Sequence[Printed]) -> Signed:
    """The dates beside the decision-maker's signature.

    Args:
        form: Knows under which line the decision-maker signs.
        text: Of the form, tidied.
        labels: Those printed in it.
    """
    blocks = _blocks(form, text, labels)
    found: dict[date, Found] = {}
    is_signed = False
    for start, end in blocks:
        is_signed = is_signed or _SIGNED.search(text, start, end) is not None
        for one in _dates(text, start, end):
            found.setdefault(one.day, one)
    has_approval = any(p.label is Label.APPROVAL for p in labels)
    return Signed(bool(blocks) and (is_signed or has_approval), tuple(found.values()))


def _blocks(
    form: FormTemplate, text: str, labels: Sequence[Printed]
) -> list[tuple[int, int]]:
    """From the decision-maker's line to whatever else comes next."""
    makers = [m.start() for m in form.maker.finditer(text)] if form.maker else []
    approvals = [p.start for p in labels if p.label is Label.APPROVAL]
    others = [
        m.start()
        for m in OFFICER_ROLES.finditer(text)
        if not (form.maker and form.maker.match(text, m.start()))
    ]
    ends = sorted([*others, *(p.start for p in labels if p.label in _ENDS), len(text)])
    blocks: list[tuple[int, int]] = []
    for start in sorted({*makers, *_unowned(approvals, others, ends)}):
        end = next(end for end in ends if end > start or end == len(text))
        if blocks and start < blocks[-1][1]:
            continue
        blocks.append((start, end))
    return blocks


def _unowned(
    approvals: Sequence[int], others: Sequence[int], ends: Sequence[int]
) -> list[int]:
    """Approvals that do not stand in an officer's block."""
    found = []
    for approval in approvals:
        before = max((end for end in ends if end <= approval), default=-1)
        if before not in others:
            found.append(approval)
    return found


def _dates(text: str, start: int, end: int) -> list[Found]:
    """Those behind the word "Date"; without that word, those behind "Signed"."""
    block = text[start:end]
    labelled = []
    for match in _DATE_LABEL.finditer(block):
        near = block[match.end() : match.end() + _LABEL_REACH]
        labelled += [_moved(one, start + match.end()) for one in dates_in(near)][:1]
    if labelled:
        return labelled
    sign = _SIGNED.search(block)
    if sign is None:
        return []
    return [_moved(one, start + sign.end()) for one in dates_in(block[sign.end() :])]


def _moved(found: Found, by: int) -> Found:
    return Found(found.day, found.start + by, found.end + by)
