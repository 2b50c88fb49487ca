"""What is learned from: each thing that may be judged in a labelled passage."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flows.wiring import Wiring
from redaction import contacts, firms, people
from redaction.cleaning import Clean, cleaned
from redaction.codes import candidates, of_a_code
from redaction.contexts import Features, about, of_a_piece
from redaction.figures import bare, of_a_bare_figure, of_a_figure
from redaction.rules import catalogue
from redaction.rules.base import Passage, Span
from redaction.rules.columns import headings
from redaction.screening import PASSAGES
from redaction.statements import of_a_sentence, sentences
from redaction.weighing import WEIGHTS, read
from tests.evaluation.labelled import Labelled, passages

NONE: Final = ""
FIGURES: Final = frozenset({"money", "rate", "percent", "bid_score"})
CODES: Final = frozenset(
    {
        *("bank", "contract_ref", "date_of_birth", "ni_number", "nhs_number", "phone"),
        *("passport", "vehicle", "warrant_number", "other_identifier"),
    }
)
CONTACTS: Final = frozenset({"address", "email"})
PEOPLE: Final = frozenset({"person", "signature"})
STATEMENTS: Final = frozenset(category.value for category in PASSAGES)


@dataclass(frozen=True, slots=True)
class Example:
    """One thing to judge, what it is, and the file that it is from."""

    features: Features
    kind: str
    source: str
    is_alike: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled passage as rules see it."""

    labelled: Labelled
    clean: Clean
    passage: Passage
    source: str

    def with_all_about(self, span: Span, own: Features) -> Features:
        """What tells of a span itself, with the words about it."""
        return {**about(self.passage, span), **own}

    def kinds_at(self, start: int, end: int) -> list[str]:
        """What is labelled within cleaned characters start..end."""
        first, last = self.clean.span(start, end)
        return [
            w.category for w in self.labelled.wanted if w.start < last and first < w.end
        ]

    def statement_at(self, start: int, end: int) -> str:
        """What a labelled sentence tells that is mostly within start..end."""
        first, last = self.clean.span(start, end)
        for wanted in self.labelled.wanted:
            shared = min(wanted.end, last) - max(wanted.start, first)
            shorter = min(wanted.end - wanted.start, last - first)
            if wanted.category in STATEMENTS and shared > 0.6 * shorter:
                return wanted.category
        return NONE

    def covered(self, start: int, end: int, kinds: Set[str]) -> str:
        """The kind of what is labelled and mostly within start..end."""
        first, last = self.clean.span(start, end)
        for w in self.labelled.wanted:
            shared = min(w.end, last) - max(w.start, first)
            if w.category in kinds and shared > 0.6 * (w.end - w.start):
                return w.category
        return NONE

    def is_alike(self, start: int, end: int) -> bool:
        first, last = self.clean.span(start, end)
        return any(
            one.start < last and first < one.end for one in self.labelled.look_alikes
        )


def cases(paths: Sequence[Path]) -> Iterator[Case]:
    screener = Wiring.bare().screener
    for path in paths:
        for labelled in passages(path):
            clean = cleaned(labelled.text)
            (entities,) = screener.names([clean.text])
            passage = Passage(clean.text, entities, screener.lexicon)
            yield Case(labelled, clean, passage, path.stem)


def figures(case: Case) -> Iterator[Example]:
    for rule in catalogue().values():
        if rule.category.value in FIGURES and not rule.id.startswith("bare."):
            for span in case.passage.found_by(rule.find):
                is_wanted = FIGURES.intersection(case.kinds_at(*span))
                yield Example(
                    case.with_all_about(span, of_a_figure(case.passage, span, rule.id)),
                    "figure" if is_wanted else NONE,
                    case.source,
                    case.is_alike(*span),
                )


def statements(case: Case) -> Iterator[Example]:
    for number, span in case.passage.once(sentences):
        kind = case.statement_at(*span)
        own = of_a_sentence(case.passage, number)
        features = {**of_a_piece(case.passage, number), **own}
        yield Example(features, kind, case.source, kind == NONE)


def bare_figures(case: Case) -> Iterator[Example]:
    heads = headings(case.passage)
    for span in bare(case.passage):
        features = case.with_all_about(
            span, of_a_bare_figure(case.passage, span, heads)
        )
        kind = case.covered(*span, FIGURES)
        yield Example(features, kind, case.source, case.is_alike(*span))


def codes(case: Case) -> Iterator[Example]:
    for span in case.passage.once(candidates):
        features = case.with_all_about(span, of_a_code(case.passage, span))
        kind = case.covered(*span, CODES)
        yield Example(features, kind, case.source, case.is_alike(*span))


def named_firms(case: Case) -> Iterator[Example]:
    for span in case.passage.once(firms.candidates):
        features = case.with_all_about(span, firms.of_a_firm(case.passage, span))
        kind = case.covered(*span, frozenset({"vendor"}))
        yield Example(features, kind, case.source, case.is_alike(*span))


def people_named(case: Case) -> Iterator[Example]:
    for word in case.passage.once(people.words):
        own = people.of_a_word(case.passage, word)
        features = case.with_all_about(people.whole(word.run), own)
        is_wanted = PEOPLE.intersection(case.kinds_at(*word.span))
        yield Example(
            features,
            "person" if is_wanted else NONE,
            case.source,
            case.is_alike(*word.span),
        )


def reached(case: Case) -> Iterator[Example]:
    for span in case.passage.once(contacts.candidates):
        own = contacts.features(case.passage, span)
        features = case.with_all_about(span, own)
        kinds = CONTACTS.intersection(case.kinds_at(*span))
        kind = min(kinds) if kinds else NONE
        yield Example(features, kind, case.source, case.is_alike(*span))


KINDS: Final[dict[str, Callable[[Case], Iterator[Example]]]] = {
    "figures": figures,
    "bare": bare_figures,
    "statements": statements,
    "codes": codes,
    "firms": named_firms,
    "people": people_named,
    "contacts": reached,
}


def learned_from(name: str) -> str:
    """The digest of the passages that a file of weights was learned from."""
    return read((WEIGHTS / f"{name}.tsv").read_text("utf-8")).learned_from
