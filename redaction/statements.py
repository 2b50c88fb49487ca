"""What a sentence tells: advice, an operation, somebody's health, or nothing secret."""

from typing import Final

from redaction.contexts import Marked
from redaction.leaning import shares
from redaction.rules.base import Passage, Span
from redaction.weighing import Weighed, weights

LONG: Final = 40
WORDS_MIN: Final = 4
"""Fewer words are a heading or a label, and tell nothing alone."""


def sentences(passage: Passage) -> list[tuple[int, Span]]:
    """Sentences that may tell something, with their numbers among the pieces.

    One of very many words comes in several pieces.
    """
    marked = passage.once(Marked)
    return [
        (number, span)
        for number, (span, (begin, end)) in enumerate(
            zip(marked.spans, marked.pieces, strict=True)
        )
        if end - begin > WORDS_MIN and span.start < span.end
    ]


def of_a_sentence(passage: Passage, number: int) -> dict[str, float]:
    """What tells of a sentence beside its words: how long it is."""
    begin, end = passage.once(Marked).pieces[number]
    return {"length": min(1.0, (end - begin - 1) / LONG)}


def judged(passage: Passage) -> dict[Span, dict[str, float]]:
    """Every sentence, and how likely it tells each kind of thing."""
    kinds = weights().models["statements"]
    told = passage.once(Weighed).pieces("statements").tolist()
    return {
        span: shares(kinds, told[number], of_a_sentence(passage, number))
        for number, span in passage.once(sentences)
    }
