"""Titles that no label announces, and where one ends that nothing printed ends."""

import re
from typing import Final

from redaction.forms.base import FormTemplate

_BEHIND: Final = re.compile(
    r"^[^\n]*\bDECISION\b[^\n]*?(?:PCD\s?\d{1,4}|\n\s*PCD\s?\d{1,4})\s*[–—:-]+\s*"
    r"(?P<title>[^\n]{6,160})$",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD: Final = 300


def title_without_label(form: FormTemplate, text: str) -> tuple[int, int]:
    """Where the title of a form stands that prints no label for it.

    Behind the reference, "PCD 1306 – Nets for the river", or above the line that
    the form's template names. An empty span where it is not to be found.
    """
    if form.below_title is not None:
        below = form.below_title.search(text)
        return _line_above(text, below.start()) if below else (0, 0)
    behind = _BEHIND.search(text[:_HEAD])
    return behind.span("title") if behind else (0, 0)


_PARTICULARS: Final = re.compile(
    r"\s*(?:Date|By|Report|Committee|Item|Agenda)\b", re.IGNORECASE
)


def _line_above(text: str, at: int) -> tuple[int, int]:
    """The last line above `at`, or the first below, that says more than when."""
    lines = []
    offset = 0
    for line in text.split("\n")[:20]:
        lines.append((offset, offset + len(line), line))
        offset += len(line) + 1
    fit = [
        (a, b) for a, b, line in lines if line.strip() and not _PARTICULARS.match(line)
    ]
    above = [place for place in fit if place[1] <= at]
    below = [place for place in fit if place[0] > at]
    # Two lines above are the body's and its committee's names.
    chosen = above[2:] or below
    return chosen[0] if chosen else (at, at)


def first_lines(text: str) -> int:
    """Characters of the first line with words, and of the next if it goes on."""
    at = len(text) - len(text.lstrip())
    end = text.find("\n", at)
    if end < 0:
        return len(text)
    following = text[end + 1 :]
    if re.match(r"\s*[a-z]", following):
        after = following.find("\n")
        return end + 1 + (after if after >= 0 else len(following))
    return end
