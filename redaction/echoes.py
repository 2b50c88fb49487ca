"""What Part 2 keeps confidential must not stand in Part 1 either.

The surest signal of all: an amount, a firm, a name or a number of the
confidential part that is also in the public one, in its title, its file name,
its bookmarks or its metadata.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category
from redaction.amounts import Amount, amounts_in
from redaction.rules.base import Span
from redaction.searching import folded, occurrences

LETTERS_MIN: Final = 4
_MONEY: Final = {Category.MONEY, Category.RATE}
_AMOUNT_MIN: Final = 100
"""Smaller sums are the same by chance."""


@dataclass(frozen=True, slots=True)
class Secret:
    """One thing that Part 2 holds."""

    text: str
    category: Category
    section: Section
    where: str
    """For the officer: "page 3 of Part 2". Never a quotation."""


@dataclass(frozen=True, slots=True)
class Echo:
    span: Span
    secret: Secret


def usable(secrets: Iterable[Secret]) -> tuple[Secret, ...]:
    """Each secret once, without those too short to be told from chance."""
    seen: dict[str, Secret] = {}
    for secret in secrets:
        key = folded(secret.text, spaces=False).text
        long_enough = sum(c.isalnum() for c in key) >= LETTERS_MIN
        if long_enough and secret.category is not Category.PERCENT:
            seen.setdefault(key, secret)
    return tuple(seen.values())


def echoes_in(
    text: str, secrets: Sequence[Secret], sums: Sequence[Span]
) -> Iterator[Echo]:
    """Where `text` says what a secret says.

    Args:
        text: Of Part 1, or a title, a file name, a bookmark.
        secrets: As `usable` gives them.
        sums: The spans of `text` that are amounts of money: compared by worth,
            so that "£4.2m" is an echo of "£4,218,650".
    """
    told: set[Span] = set()
    for secret in secrets:
        for start, end in occurrences(secret.text, text):
            span = Span(start, end)
            if span not in told:
                told.add(span)
                yield Echo(span, secret)
    kept = [
        (amount, secret)
        for secret in secrets
        if secret.category in _MONEY
        for amount in amounts_in(secret.text)[:2]
        if amount.value >= _AMOUNT_MIN
    ]
    for span in sums:
        match = _same_sum(amounts_in(text[span.start : span.end])[:2], kept)
        if match is not None and span not in told:
            told.add(span)
            yield Echo(span, match)


def _same_sum(
    found: Sequence[Amount], kept: Sequence[tuple[Amount, Secret]]
) -> Secret | None:
    for amount in found:
        for secret_amount, secret in kept:
            if secret_amount.rounds_to(amount):
                return secret
    return None
