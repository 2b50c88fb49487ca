"""Answers to a printed question: YES or NO, typed, ticked or crossed."""

import re
from typing import Final

_TICKED: Final = (
    r"[☒☑✓✔✗✘]|\[\s*[xX✓✔]\s*\]|\(\s*[xX✓✔]\s*\)|(?<![A-Za-z])[xX](?![A-Za-z])"
)
_OPEN: Final = r"[☐□◻]|\[\s*\]|\(\s*\)|_{2,}"
_TOKEN: Final = re.compile(
    rf"(?P<yes>\bYES\b)|(?P<no>\bNO\b)|(?P<ticked>{_TICKED})|(?P<open>{_OPEN})",
    re.IGNORECASE,
)
_BARE: Final = re.compile(
    r"^[\s:?.;,–—_-]*(?P<answer>YES|NO|Y|N)\b[\s.;,:]*$", re.IGNORECASE
)
_NOTHING: Final = re.compile(
    r"^\W*(?:n\s*[/.]?\s*a\.?|none|not\s+applicable|nil|no|-+)?\W*$", re.IGNORECASE
)

TICKS: Final = re.compile(rf"{_TICKED}|[√■]|(?<!\w)(?:[xX]{{2}}|[üþý])(?!\w)")
"""A mark that somebody made in a box. OCR doubles a cross now and then; ü, þ and ý
are the ticks of Wingdings where its font is read as letters."""


def answer_in(text: str) -> bool | None:
    """What was answered, where it is one of the two and nothing else.

    Where more is said, or both stand there and it is not clear which is meant,
    an officer reads it: None.

    Args:
        text: All that stands behind the question, up to the next one.
    """
    bare = _BARE.match(text)
    if bare:
        return bare["answer"].upper().startswith("Y")
    tokens = [match.lastgroup or "" for match in _TOKEN.finditer(text)]
    has_marks = "ticked" in tokens or "open" in tokens
    if not has_marks or _TOKEN.sub("", text).strip(" \t\n:?.;,/|–—-"):
        return None
    return _ticked(tokens)


def _ticked(tokens: list[str]) -> bool | None:
    """Boxes stand all before their words, or all behind them."""
    words = [token for token in tokens if token in {"yes", "no"}]
    if sorted(words) != ["no", "yes"]:
        if len(words) == 1 and tokens.count("ticked") == 1 and "open" not in tokens:
            return words == ["yes"]
        return None
    if tokens.count("ticked") != 1 or len(tokens) > 4:
        return None
    at = tokens.index("ticked")
    if len(tokens) == 3 and at == 1:
        return None  # "Yes X No": it may belong to either
    is_before = tokens[0] in {"ticked", "open"}
    beside = at + 1 if is_before else at - 1
    if not 0 <= beside < len(tokens) or tokens[beside] not in {"yes", "no"}:
        return None
    return tokens[beside] == "yes"


def is_choice(line: str) -> bool:
    """Whether a line holds nothing but YES, NO and boxes."""
    bare = _TOKEN.sub("", line)
    return bare != line and not bare.strip(" \t:?.;,/|–—-")


def changes_an_answer(line: str) -> bool:
    """Whether a line behind an answer may take it back or limit it."""
    return _CHANGES.search(line) is not None


_CHANGES: Final = re.compile(
    r"\b(?:YES|NO)\b|(?i:\b(?:amended|revised|unless|subject\s+to|pending|provided)\b)"
)


def is_nothing(text: str) -> bool:
    """Whether an answer says that there is none: blank, N/A, none, no."""
    return _NOTHING.match(text) is not None
