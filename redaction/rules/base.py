"""What a rule is, and the few ways of writing one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

import regex

from decisions.errors import Refusal
from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.language import Entity

SECONDS_MAX: Final = 2.0
"""For one pattern on one passage. Ordinary passages take milliseconds."""


class RuleFailed(Refusal):
    """A rule ran out of time: what it would have found is not known."""


class Span(NamedTuple):
    """Characters start..end of a passage."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names that the body has settled, from its settings."""

    office_holders: frozenset[str] = frozenset()
    """Names, folded, that may be public: those who hold public office."""
    posts: tuple[str, ...] = ()
    """Posts whose holder's name may be public when it stands beside the post."""
    public_bodies: frozenset[str] = frozenset()
    """Organisations, folded, that are no vendors."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Text as rules see it: no soft hyphens, every space a plain one."""

    text: str
    entities: tuple[Entity, ...] = ()
    lexicon: Lexicon = field(default_factory=Lexicon)

    def around(self, span: Span, reach: int = 70) -> str:
        """The words about a span, for context."""
        return self.text[max(0, span.start - reach) : span.end + reach]


Find: TypeAlias = Callable[[Passage], Iterable[Span]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row: what is looked for, why it matters, and its own examples."""

    id: RuleId
    category: Category
    section: Section
    confidence: float
    """How likely a hit is withheld, before its context is looked at."""
    why: str
    """One sentence for the officer."""
    source: str
    """The law, standard or practice it rests on."""
    find: Find
    hits: tuple[str, ...]
    """Invented examples; [[ ]] marks exactly what is found."""
    misses: tuple[str, ...]


def compiled(pattern: str) -> "regex.Pattern[str]":
    """A verbose pattern."""
    return regex.compile(pattern, regex.VERBOSE)


def matches(
    expression: "regex.Pattern[str]", text: str
) -> Iterator["regex.Match[str]"]:
    """Every match, in bounded time.

    Raises:
        RuleFailed: It took longer than `SECONDS_MAX`.
    """
    try:
        yield from expression.finditer(text, timeout=SECONDS_MAX)
        return
    except TimeoutError:
        pass
    raise RuleFailed(
        f"a rule took over {SECONDS_MAX:g} s on {len(text)} characters; "
        "an officer must read the page without it"
    )


def pattern(expression: str, accept: Callable[[str], bool] | None = None) -> Find:
    """Find by a verbose regular expression.

    The group `it`, where there is one, is what is found; the rest is context.
    """
    made = compiled(expression)
    group: int | str = "it" if "it" in made.groupindex else 0

    def find(passage: Passage) -> Iterator[Span]:
        for match in matches(made, passage.text):
            if accept is None or accept(match[group]):
                yield Span(*match.span(group))

    return find


def sentences_with(cue: str, *, unless: str = r"(?!)") -> Find:
    """Find whole sentences in which a cue stands and no boilerplate does."""
    wanted, boilerplate = compiled(cue), compiled(unless)

    def find(passage: Passage) -> Iterator[Span]:
        for span in sentences(passage.text):
            sentence = passage.text[span.start : span.end]
            if any(matches(wanted, sentence)) and not any(
                matches(boilerplate, sentence)
            ):
                yield span

    return find


_END: Final = compiled(
    r"""[.!?]["')\]]*(?=\s+[A-Z(\["'0-9])    # a stop before a capital
    | \n[ \t]*\n                           # an empty line"""
)


def sentences(text: str) -> Iterator[Span]:
    """Sentences, without the white space around them."""
    start = 0
    ends = [match.end() for match in matches(_END, text)]
    for end in [*ends, len(text)]:
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        if left < right:
            yield Span(start + left, start + right)
        start = end
