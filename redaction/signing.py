"""Who signed, and when: the decision-maker's date, never that of an officer.

A form has two signatures or more. The chief executive's date may be earlier and
stand later; what counts is the block under the decision-maker's own name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from decisions.geometry import Box
from decisions.text import PageText, Range
from redaction.dates import Found, dates_in
from redaction.forms.base import OFFICER_ROLES, FormTemplate
from redaction.formtext import FormText
from redaction.labels import Label, Printed

_DATE_LABEL: Final = re.compile(
    r"(?:\b|(?<=Signature))Dated?(?: signed| of decision| of approval)?\b[\s:.|–—-]*",
    re.IGNORECASE,
)
_SIGNED: Final = re.compile(r"\b(?:Signature|Signed)\b", re.IGNORECASE)
_WRAPPED: Final = 55
"""A line with fewer letters did not run into the margin."""
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
    blocks: tuple[Range, ...] = ()
    """Where the decision-maker signs: from the line of the office to what follows."""

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
    found: dict[date, Found] = {}
    is_signed = False
    blocks = _blocks(form, text, labels)
    for start, end in blocks:
        is_signed = is_signed or _SIGNED.search(text, start, end) is not None
        for one in _dates(text, start, end):
            found.setdefault(one.day, one)
    has_approval = any(p.label is Label.APPROVAL for p in labels)
    return Signed(
        bool(blocks) and (is_signed or has_approval or bool(found)),
        tuple(found.values()),
        tuple(blocks),
    )


def is_hand_missing(text: FormText, blocks: Sequence[Range]) -> bool:
    """Whether somebody else's signature is seen on the form, and not this one.

    Bodies take every signature out of what they send on, or none: only where
    another one stands does a blank say something. A signature is ink that no word
    covers, or a picture of the size of one.
    """
    inked = [(page, box) for page in text.pages for box in _hands(page)]
    if not inked or any(page.upright for page, _ in inked):
        return False
    for block in blocks:
        lines = text.boxes(*block)
        for page, box in inked:
            beside = [line for line in lines if line.page == page.number]
            middle = (box.y0 + box.y1) / 2
            if beside and (
                min(line.y0 for line in beside) - _HAND_BELOW_PT
                < middle
                < max(line.y1 for line in beside)
            ):
                return False
    return bool(blocks)


def _hands(page: PageText) -> list[Box]:
    pictures = [
        box
        for box in page.pictures
        if box.height <= _HAND_HIGH_PT and box.width <= _HAND_WIDE_PT
    ]
    return [*page.signatures, *pictures]


_HAND_BELOW_PT: Final = 16.0
_HAND_HIGH_PT: Final = 90.0
_HAND_WIDE_PT: Final = 260.0


def offices(pattern: re.Pattern[str], text: str) -> list[int]:
    """Where lines name an office; a sentence that was broken there does not."""
    found = []
    for match in pattern.finditer(text):
        start = match.start()
        end = text.find("\n", match.end())
        rest = text[match.end() : end if end >= 0 else len(text)]
        before = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)]
        is_broken = len(before) >= _WRAPPED and not before.rstrip().endswith(_STOPS)
        plain = re.sub(r"[\d/.]{6,10}", "", rest).rstrip()
        is_sentence = plain.endswith((".", ",", ";")) or len(plain) > _WRAPPED
        if not is_broken and not is_sentence:
            found.append(start)
    return found


_STOPS: Final = (".", ":", "?", "!", ";", "\t")


def _blocks(
    form: FormTemplate, text: str, labels: Sequence[Printed]
) -> list[tuple[int, int]]:
    """From the decision-maker's line to whatever else comes next."""
    makers = offices(form.maker, text) if form.maker else []
    approvals = [p.start for p in labels if p.label is Label.APPROVAL]
    others = [at for at in offices(OFFICER_ROLES, text) if at not in makers]
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
    """The date beside the first "Date" of a block, or on the line of the office.

    Beside: on the same line or the next. What stands further on may be that of
    somebody whose office is not known: a blank is a blank.
    """
    block = text[start:end]
    first = block.split("\n", 1)[0]
    beside = first.partition("\t")[2].replace("\t", "\n")
    if OFFICER_ROLES.search(beside):
        return []  # two sign side by side: which date is whose is for an officer
    on_line = [_moved(one, start) for one in dates_in(first)]
    if on_line:
        return on_line
    label = _DATE_LABEL.search(block)
    if label is not None:
        line = block[block.rfind("\n", 0, label.start()) + 1 :].split("\n", 1)[0]
        if len(_DATE_LABEL.findall(line)) > 1:
            return []
        lines = block[label.end() :].split("\n")
        near = "\n".join(lines[:2] if lines[0].strip() else lines[:3])
        if not lines[0].strip() and _SIGNED.search(near):
            near = lines[0]
        found = [_moved(one, start + label.end()) for one in dates_in(near)][:1]
        return found or _above(block[: label.start()], start)
    sign = _SIGNED.search(block)
    if sign is None:
        return []
    lines = block[sign.end() :].split("\n")
    return [_moved(o, start + sign.end()) for o in dates_in("\n".join(lines[:3]))]


def _above(block: str, start: int) -> list[Found]:
    """A date on the line above the words "Signature" and "Date"."""
    lines = block.rstrip("\n").split("\n")
    at = len(block) - len("\n".join(lines[-2:]))
    return [_moved(one, start + at) for one in dates_in(block[at:])][:1]


def _moved(found: Found, by: int) -> Found:
    return Found(found.day, found.start + by, found.end + by)
