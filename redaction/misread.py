"""Letters and figures that a scanner took for each other, put right for the rules.

A repair keeps the length of the text, so that offsets stay true. What is shown,
flagged and removed is always the text as it was read.
"""

from typing import Final

import regex

_AS_FIGURES: Final = str.maketrans("OoIlSB", "001158")
_AS_LETTERS: Final = str.maketrans("015", "ols")
_AS_CAPITALS: Final = str.maketrans("0158", "OISB")

_TOKEN: Final = regex.compile(
    r"(?<![A-Za-z\d@])[A-Za-z\d]+(?:[.,'/:-][A-Za-z\d]+)*(?![A-Za-z\d@])"
)
_NUMBER: Final = regex.compile(
    r"(?P<it>(?=\D*\d)[\dOoIl](?:[.,/:-]?(?:[\dOoIl]|[SB](?=[.,/:-]?[\dOoIl]|[mk]$)))*)(?:[mkp]|bn)?"
)
_WORD: Final = regex.compile(
    r"(?=(?:[015']*[A-Za-z]){3})[A-Za-z]?(?:[a-z']*[015]{1,2}(?=[a-z]))+[a-z']+"
)
_CAPITALS: Final = regex.compile(r"[05]?(?:[A-Z]{2,}[015])*[A-Z]{2,}")
_POUND: Final = regex.compile(
    r"(?<![\w.,/-])[EFf](?=[ ]?(?=[OoIl,]*\d)(?:[\dOoIl]{1,3}(?:,[\dOoIl]{3})+(?!\w)|\d{1,3}(?:\.\d{1,2})?[mk]\b))"
)
"""A pound sign is often read as a letter."""
_SHAPES: Final = (
    regex.compile(
        r"(?<![A-Za-z\d])[A-Z]{2}(?P<figures>(?=(?:[ -]*[\dOoIlSB]){6}[ -]*[A-D](?![A-Za-z\d]))"
        r"(?:[ -]*[\dOoIlSB]){6})[ -]*[A-D]"
    ),
    regex.compile(
        r"(?<![A-Za-z\d])(?P<letters>[A-Z05]{1,2})(?P<figures>[\dOIl])[\dA-Z]?[ ]{1,2}"
        r"(?P<figures>[\dOIlS])(?P<letters>[ABD-HJLNP-UW-Z05]{2})(?![A-Za-z\d])"
    ),
    regex.compile(
        r"(?<![A-Za-z\d-])[A-Z]{2}(?P<figures>[\dOIl][\dOIlSB])[ ]?(?P<letters>[A-Z0158]{3})(?![A-Za-z\d-])"
    ),
)
"""National Insurance numbers, postcodes and registration marks: which of their
characters are letters is known."""
_I: Final = regex.compile(
    r"(?<![\w'.-])[l1](?=[ ](?:am|have|had|was|do|did|would|will|think|believe|feel)\b)"
)


def mended(text: str) -> str:
    """The text with what was misread put right; as long as before."""
    text = _TOKEN.sub(lambda match: _mended_token(match[0]), _POUND.sub("£", text))
    for shape in _SHAPES:
        text = shape.sub(_mended_shape, text)
    return _I.sub("I", text)


def _mended_token(token: str) -> str:
    if token.isalpha() or not any(map(str.isdigit, token)):
        return token
    number = _NUMBER.fullmatch(token)
    if number:
        end = number.end("it")
        return token[:end].translate(_AS_FIGURES) + token[end:]
    if _WORD.fullmatch(token):
        return token.translate(_AS_LETTERS)
    if _CAPITALS.fullmatch(token):
        return token.translate(_AS_CAPITALS)
    return token


def _mended_shape(match: "regex.Match[str]") -> str:
    if sum(map(str.isdigit, match[0])) < 1:
        return match[0]
    letters = list(match[0])
    for group, table in (("figures", _AS_FIGURES), ("letters", _AS_CAPITALS)):
        spans = match.spans(group) if group in match.re.groupindex else []
        for start, end in spans:
            piece = match.string[start:end].translate(table)
            letters[start - match.start() : end - match.start()] = piece
    return "".join(letters)
