"""Which way a context leans: the learned part of screening.

A model is a table of weights, one file a kind in `redaction/weights`, made by
`make weights` from labelled passages and read as text. Scoring is a sum over the
features that are there.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from math import exp
from typing import Final, TypeAlias

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.contexts import Features
from redaction.rules.base import Expression, Find, Passage, Rule, Span, Tell, matches
from redaction.weighing import Kinds, Weighed, weights


def own_sums(kinds: Kinds, features: Features) -> list[float]:
    """For each kind, what the features of a span itself weigh."""
    sums = [0.0] * len(kinds.names)
    row_of = kinds.own.get
    for name, value in features.items():
        row = row_of(name)
        if row is not None:
            for kind, weight in row:
                sums[kind] += weight * value
    return sums


def shares(kinds: Kinds, words: Sequence[float], own: Features) -> dict[str, float]:
    """How likely each kind is, 0 to 1; what is left is "none of them".

    Args:
        kinds: The model.
        words: For each kind, what the words about a span weigh.
        own: What tells of the span beside them.
    """
    sums = [a + b for a, b in zip(words, own_sums(kinds, own), strict=True)]
    powers = [exp(min(30.0, b + s)) for b, s in zip(kinds.bias, sums, strict=True)]
    whole = 1.0 + sum(powers)
    return {
        kind: power / whole for kind, power in zip(kinds.names, powers, strict=True)
    }


def about(name: str, passage: Passage, span: Span) -> list[float]:
    """For each kind, what the words about a span weigh."""
    told: list[float] = passage.once(Weighed).about(name, span).tolist()
    return told


def judged(name: str, passage: Passage, span: Span, own: Features) -> dict[str, float]:
    """How likely each kind is, by what tells of a span and by what is about it.

    Args:
        name: The model.
        passage: The text.
        span: What is judged.
        own: What tells of this span beside the words about it.
    """
    return shares(weights().models[name], about(name, passage, span), own)


def telling(name: str, kind: str) -> Tell:
    """What tells an officer why: the words that weigh most for a kind of a model."""

    def tell(passage: Passage, span: Span) -> list[str]:
        words = passage.once(Weighed).telling(name, kind, span)
        told = (_NO_LETTERS.sub("", passage.text[start:end]) for start, end in words)
        return list(
            dict.fromkeys(word for word in told if len(word) >= TELLING_LETTERS)
        )

    return tell


TELLING_LETTERS: Final = 3
_NO_LETTERS: Final = re.compile(r"^\W+|[\W\d].*$", re.DOTALL)


Told: TypeAlias = Callable[[Passage], Mapping[Span, dict[str, float]]]
"""What judges a passage: each candidate, and how likely it is of each kind."""


def _likeliest(told: Told, kind: str, least: float) -> Find:
    """Find what is likelier this kind than any other, and anything at all."""

    def find(passage: Passage) -> Iterator[Span]:
        for span, shares in passage.once(told).items():
            first = max(shares, key=lambda name: shares[name])
            if first == kind and sum(shares.values()) >= least:
                yield span

    return find


def learned_rule(
    model: str,
    told: Told,
    category: Category,
    section: str,
    why: str,
    source: str,
    *,
    prefix: str,
    least: float,
    hit: str,
    miss: str,
) -> Rule:
    """The row of one kind that a model tells from others.

    Args:
        model: Its name.
        told: What judges a passage; it is asked once.
        category: The kind, as the model names it.
        section: Of FOIA.
        why: One sentence for the officer.
        source: The law, standard or practice it rests on.
        prefix: What the ids of this model's rows begin with.
        least: From this likelihood of being any kind on, it is shown.
        hit: An invented example; [[ ]] marks exactly what is found.
        miss: One in which nothing is found.
    """

    def weigh(passage: Passage, span: Span, _confidence: float) -> float:
        return certainty(sum(passage.once(told)[span].values()))

    return Rule(
        id=RuleId(f"{prefix}.{category.value.replace('_', '-')}"),
        category=category,
        section=Section(section),
        confidence=0.5,
        why=why,
        source=source,
        find=_likeliest(told, category.value, least),
        weigh=weigh,
        tell=telling(model, category.value),
        hits=(hit,),
        misses=(miss,),
    )


SUREST: Final = 0.97


def certainty(share: float) -> float:
    """The confidence of a flag that is as likely as this: never quite sure."""
    return round(min(SUREST, share), 2)


LENT: Final = 0.9
"""So much of what its like are is anything that stands with them."""
LINE_MIN: Final = 3
"""Of fewer in a row or a column the others tell nothing."""
ALWAYS: Final = 300
"""A page of figures holds so many."""
LETTERS_EACH: Final = 200
UNWEIGHED: Final = 0.5


def most(passage: Passage) -> int:
    """So many candidates are weighed: no ordinary text of that length holds more."""
    return ALWAYS + len(passage.text) // LETTERS_EACH


def beyond(passage: Passage, pattern: Expression, weighed: int) -> Iterator[Span]:
    """All from the first match that is one too many to the end of the text, as one."""
    for match in islice(matches(pattern, passage.text), weighed, weighed + 1):
        yield Span(match.start(), len(passage.text))


def all_judged(
    name: str,
    passage: Passage,
    spans: Sequence[Span],
    own: Callable[[Passage, Span], Features],
) -> dict[Span, dict[str, float]]:
    """Judge each span, in time that the length of the text bounds.

    Where a text holds more candidates than any ordinary one, what is beyond them is
    not weighed but proposed, all of it: a doubt does not make anything public.
    """
    weighed = most(passage)
    told = {
        span: judged(name, passage, span, own(passage, span))
        for span in spans[:weighed]
    }
    rest = dict.fromkeys(weights().models[name].names[:1], UNWEIGHED)
    return told | dict.fromkeys(spans[weighed:], rest)
