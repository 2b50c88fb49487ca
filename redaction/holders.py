"""Who, by a text's own words, holds public office, and who bears the same name.

Holders of public office are cleared by role scope, not by nearness: in "X on
behalf of the Deputy Commissioner" it is X who is protected, not the post.
"""

from collections.abc import Iterator, Set
from typing import Final

from redaction.notnames import NO_NAME
from redaction.offices import STYLES, is_cleared
from redaction.people import words
from redaction.personnames import (
    FULL,
    RANKS,
    TITLE,
    is_a_name,
    is_first_name,
)
from redaction.rules.base import Passage, Span, compiled, matches
from redaction.searching import plain


def held(passage: Passage) -> list[Span]:
    """Where somebody is named who, by the words there, holds public office."""
    return [s for s in passage.found_by(_candidates) if is_cleared(passage, s)]


def holders(passage: Passage) -> set[str]:
    """Names, folded, of those whom this passage says to hold public office."""
    found = set()
    for span in held(passage):
        parts = plain(passage.text[span.start : span.end]).split()
        found.add(" ".join(parts))
        if len(parts) > 1 and len(parts[-1]) > 3:
            found.add(parts[-1])
    return found


def surnames_of_others(passage: Passage, cleared: Set[str]) -> set[str]:
    """Last names, folded, that people bear who hold no public office.

    Such a name alone may be theirs: it clears nobody.
    """
    found = set()
    for span in passage.found_by(_candidates):
        parts = plain(passage.text[span.start : span.end]).split()
        behind_rank = _RANK_BEFORE.search(
            passage.text[max(0, span.start - 24) : span.start]
        )
        is_other = len(parts) > 1 and " ".join(parts) not in cleared
        if (is_other and not is_cleared(passage, span)) or behind_rank:
            found.add(parts[-1])
    return found


_RANK_BEFORE: Final = compiled(rf"\b{RANKS}[ ](?:\d+[ ])?$")
_TAIL: Final = compiled(r"(?:'s|'|[^\p{L}.'])+$")
_HEAD: Final = compiled(
    rf"(?:{TITLE}|{RANKS}|{STYLES}|[Tt]he|[Ww]itness|Dear|pp)[ ]+|[^\p{{L}}]+"
)


def _trimmed(passage: Passage, start: int, end: int) -> Span | None:
    """A candidate without titles, possessives and what follows a line end."""
    text = passage.text[start:end].split("\n")[0].split("\t")[0]
    while True:
        head = _HEAD.match(text)
        if head is None or head.end() == len(text):
            break
        start += head.end()
        text = text[head.end() :]
    text = _TAIL.sub("", text)
    return Span(start, start + len(text)) if text else None


_NAMING: Final = frozenset({"PERSON", "ORG", "GPE", "NORP", "PRODUCT"})
_TITLED: Final = compiled(
    rf"\b(?:{TITLE}|{RANKS})[ ](?:(?:{RANKS}|\d{{3,6}}[A-Z]{{0,2}})[ ])?(?P<it>{FULL})"
)


def _candidates(passage: Passage) -> Iterator[Span]:
    """Everything that may be a name, before anything is said about whose."""
    for entity in passage.entities:
        if entity.label in _NAMING:
            span = _trimmed(passage, entity.start, entity.end)
            if span is not None and is_a_name(passage, span):
                yield span
    yield from _pairs(passage)
    for match in matches(_TITLED, passage.text):
        yield Span(*match.span("it"))


def _pairs(passage: Passage) -> Iterator[Span]:
    """A first name with a last one; in capitals too."""
    text = passage.text
    for word in passage.once(words):
        rest = word.run[word.at + 1 : word.at + PARTS_MAX]
        first = text[word.span.start : word.span.end]
        is_known = is_first_name(first) or is_first_name(first.split("-")[0])
        if not (rest and is_known):
            continue
        last = text[rest[-1].start : rest[-1].end]
        if (
            first.isupper() == last.isupper()
            and "\n" not in text[word.span.end : rest[-1].end]
        ):
            span = _without_tail(passage, Span(word.span.start, rest[-1].end))
            if is_a_name(passage, span):
                yield span


PARTS_MAX: Final = 4


def _without_tail(passage: Passage, span: Span) -> Span:
    """Without last words that no name holds: "Nadia Quill Programme"."""
    text = passage.text[span.start : span.end]
    while (text.count(" ") > 1 or not is_first_name(text.split()[0])) and _ends_oddly(
        text
    ):
        text = text.rsplit(" ", 1)[0]
    return Span(span.start, span.start + len(text))


def _ends_oddly(text: str) -> bool:
    return " " in text and plain(text.rsplit(" ", 1)[1]) in NO_NAME
