"""What a rule is, and the few ways of writing one."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias, TypeVar, cast

import regex

from decisions.errors import Refusal
from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.language import Entity
from redaction.tokens import Tokens

Done = TypeVar("Done")
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


LISTS: Final = Lexicon()
"""Empty ones."""


class Passage:
    """Text as rules see it: cleaned, with what every rule needs found once.

    Args:
        text: As `cleaned` gives it.
        entities: The language model's names.
        lexicon: The body's own lists.
    """

    def __init__(
        self, text: str, entities: tuple[Entity, ...] = (), lexicon: Lexicon = LISTS
    ) -> None:
        self.text = text
        self.entities = entities
        self.lexicon = lexicon
        self._found: dict[Find, list[Span]] = {}
        self._done: dict[Callable[[Passage], object], object] = {}

    def once(self, work: "Callable[[Passage], Done]") -> "Done":
        """What some work gives on this passage; it is done once."""
        if work not in self._done:
            self._done[work] = work(self)
        return cast("Done", self._done[work])

    def found_by(self, find: "Find") -> list[Span]:
        """What a rule finds here, which other rules may ask for too."""
        if find not in self._found:
            self._found[find] = list(find(self))
        return self._found[find]

    @cached_property
    def _entity_ends(self) -> list[int]:
        return [entity.end for entity in self.entities]

    def entities_in(self, span: Span) -> Iterator[Entity]:
        """The model's names that share a character with a span."""
        for entity in self.entities[bisect_right(self._entity_ends, span.start) :]:
            if entity.start >= span.end:
                break
            yield entity

    @cached_property
    def lower(self) -> str:
        return self.text.lower()

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.text)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        return tuple(sentences(self.text))

    @cached_property
    def _starts(self) -> list[int]:
        return [span.start for span in self.sentences]

    def number_of(self, span: Span) -> int:
        """The number of the sentence in or before which a span begins, from 0."""
        return max(0, bisect_right(self._starts, span.start) - 1)

    def sentence_of(self, span: Span) -> Span:
        """The sentence in which a span begins; the span itself outside of any."""
        at = bisect_right(self._starts, span.start) - 1
        if at < 0 or self.sentences[at].end <= span.start:
            return span
        return self.sentences[at]

    def before(self, span: Span, reach: int = 60) -> str:
        """The words of the same sentence right before a span."""
        first = self.sentence_of(span).start
        return self.text[max(first, span.start - reach) : span.start]

    def after(self, span: Span, reach: int = 60) -> str:
        """The words of the same sentence right behind a span."""
        last = max(self.sentence_of(span).end, span.end)
        return self.text[span.end : min(last, span.end + reach)]


Find: TypeAlias = Callable[[Passage], Iterable[Span]]
Weigh: TypeAlias = Callable[[Passage, Span, float], float]
"""From a rule's confidence to that of one hit, by the words around it."""


Tell: TypeAlias = Callable[[Passage, Span], Sequence[str]]


def as_ever(_passage: Passage, _span: Span) -> Sequence[str]:
    return ()


def as_it_is(_passage: Passage, _span: Span, confidence: float) -> float:
    return confidence


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
    weigh: Weigh = as_it_is
    tell: Tell = as_ever
    """Words of the text that bear a hit out, for the officer."""
    hits: tuple[str, ...]
    """Invented examples; [[ ]] marks exactly what is found."""
    misses: tuple[str, ...]


Expression: TypeAlias = "regex.Pattern[str]"


def compiled(pattern: str) -> Expression:
    """A verbose pattern."""
    return regex.compile(pattern, regex.VERBOSE)


def matches(expression: Expression, text: str) -> Iterator["regex.Match[str]"]:
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


def pattern(expression: str, *, needs: tuple[str, ...] = ()) -> Find:
    """Find by a verbose regular expression.

    The group `it`, where there is one, is what is found; the rest is context.

    Args:
        expression: The pattern.
        needs: In small letters; a text that holds none of them is not searched.
    """
    made = compiled(expression)
    group: int | str = "it" if "it" in made.groupindex else 0

    def find(passage: Passage) -> Iterator[Span]:
        if needs and not any(word in passage.lower for word in needs):
            return
        for match in matches(made, passage.text):
            yield Span(*match.span(group))

    return find


_END: Final = compiled(
    r"""[.!?]["')\]]*(?=\s+["'(\[]?[A-Z0-9])  # a stop before a capital or a figure
    | \n"""
)
_NO_END: Final = compiled(
    r"""(?:\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sgt|Insp|Cllr|St|No|Nos|Ref|Rev|Hon|Ltd|Co|Inc|
    plc|vs|v|cf|e\.g|i\.e|etc|approx|ext|Tel|para|paras|Art|s|ss|p|pp|Dept|Supt|Det)
    |\b[A-Z])\.$"""
)


def sentences(text: str) -> Iterator[Span]:
    """Sentences, without the white space around them. A line end ends one."""
    start = 0
    for end in [*(match.end() for match in matches(_END, text)), len(text)]:
        piece = text[start:end]
        if end < len(text) and _NO_END.search(piece[-12:]):
            continue
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        if left < right:
            yield Span(start + left, start + right)
        start = end
