"""What Part 2 keeps confidential must not stand in Part 1 either.

The surest signal of all: an amount, a firm, a name, a number or a sentence of the
confidential part that is also in the public one, in its title, its file name, its
bookmarks or its metadata; written the same, or so that it comes to the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain, combinations
from typing import Final

from rapidfuzz import fuzz, process

from decisions.exemptions import Section
from decisions.flags import Category
from redaction.amounts import Amount, amounts_at, amounts_in
from redaction.cleaning import Clean, cleaned
from redaction.commonwords import is_common
from redaction.firms import short_names
from redaction.rules.base import Span, sentences
from redaction.searching import folded, occurrences

LETTERS_MIN: Final = 4
_MONEY: Final = {Category.MONEY, Category.RATE}
_NAMES: Final = {Category.PERSON, Category.VENDOR}
_AMOUNT_MIN: Final = 100
"""Smaller sums are the same by chance."""
_BARE_MIN: Final = 1_000
_SCALED_MIN: Final = 100
"""Fewer thousands are the same by chance, and may be a day or a paragraph."""
_BARE: Final = re.compile(r"\s*\(?\d[\d,]*(?:\.\d+)?\)?\s*")
ALIKE: Final = 88
"""Of 100: names and sentences that differ by a misread letter or a turned phrase."""
_WORDS_MIN: Final = 6
_AMOUNTS_MAX: Final = {1: 400, 2: 60}
"""A figure of Part 2 may be what is left of a total after one public part, or two; of
so many figures on one page at most, so that work stays bounded."""


@dataclass(frozen=True, slots=True)
class Secret:
    """One thing that Part 2 holds."""

    text: str
    category: Category
    section: Section
    where: str
    """For the officer: "page 3 of Part 2". Never a quotation."""
    worths: tuple[int, ...] = (1,)
    """What one of it may stand for, where its page counts in thousands."""


@dataclass(frozen=True, slots=True)
class Echo:
    span: Span
    secret: Secret
    how: str = "The same stands"
    """How it says the same: the beginning of a sentence."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What Part 2 holds, made ready for looking."""

    words: tuple[Secret, ...]
    """To be looked for as they stand."""
    sums: tuple[tuple[Amount, Secret], ...]
    worked_out: dict[Decimal, Secret] = field(default_factory=dict)
    """Sums as they stand, which figures of Part 1 may come to."""
    names: dict[str, Secret] = field(default_factory=dict)
    """By folded name."""
    sentences: dict[str, Secret] = field(default_factory=dict)
    """By folded sentence."""


def usable(secrets: Iterable[Secret], passages: Iterable[Secret] = ()) -> Secrets:
    """Each secret once, without those too short to be told from chance.

    Args:
        secrets: Amounts, names and numbers of Part 2.
        passages: Its sentences that give something away.
    """
    seen: dict[str, Secret] = {}
    sums: dict[Amount, Secret] = {}
    worked_out: dict[Decimal, Secret] = {}
    for secret in secrets:
        if secret.category is Category.PERCENT:
            continue
        # "£5m" is too short to be looked for as it stands, and a sum all the same.
        plain = amounts_in(secret.text)[:2] if secret.category in _MONEY else []
        for amount in (*plain, *_scaled(secret)):
            if amount.value >= _AMOUNT_MIN:
                sums.setdefault(amount, secret)
        for amount in plain:
            if amount.value >= _BARE_MIN:
                worked_out.setdefault(amount.value, secret)
        for text in (secret.text, *_also_called(secret)):
            key = folded(text, spaces=False).text
            if sum(c.isalnum() for c in key) >= LETTERS_MIN:
                seen.setdefault(key, replace(secret, text=text))
    words = tuple(seen.values())
    names = {
        folded(s.text).text: s
        for s in words
        if s.category in _NAMES and len(s.text) >= 2 * LETTERS_MIN
    }
    told = {
        folded(p.text).text: p for p in passages if len(p.text.split()) >= _WORDS_MIN
    }
    pairs = tuple((amount, secret) for amount, secret in sums.items())
    return Secrets(words, pairs, worked_out, names, told)


def _scaled(secret: Secret) -> Iterator[Amount]:
    """What a bare figure stands for, where its page counts in thousands."""
    if secret.category is Category.MONEY and _BARE.fullmatch(secret.text):
        for amount in amounts_in(secret.text)[:1]:
            for worth in secret.worths[1:] if amount.value >= _SCALED_MIN else ():
                yield Amount(amount.value * worth, amount.step * worth)


def worths_of(text: str) -> tuple[int, ...]:
    """What a bare figure of a text may count: ones, thousands, millions."""
    thousands = (1_000,) if _THOUSANDS.search(text) else ()
    return (1, *thousands, *((1_000_000,) if _MILLIONS.search(text) else ()))


def _also_called(secret: Secret) -> Iterator[str]:
    """A firm without its legal form, a person by the last name."""
    text = " ".join(secret.text.split())
    if secret.category is Category.VENDOR:
        yield from short_names(text)
    elif secret.category is Category.PERSON and " " in text:
        last = text.split(",")[0] if "," in text else text.rsplit(" ", 1)[1]
        if len(last) > LETTERS_MIN or _is_telling(last):
            yield last


def _is_telling(name: str) -> bool:
    """Whether a short name is no ordinary word that may begin with a capital."""
    return len(name) == LETTERS_MIN and not is_common(name.casefold())


def echoes_in(text: str, secrets: Secrets) -> Iterator[Echo]:
    """Where `text` says what a secret says.

    Args:
        text: Of Part 1, or a title, a file name, a bookmark.
        secrets: As `usable` gives them.
    """
    told: set[Span] = set()
    for echo in _all(text, secrets):
        first, last = echo.span
        is_told = any(s.start <= first and last <= s.end for s in told)
        overlaps = any(s.start < last and first < s.end for s in told)
        if is_told or (overlaps and echo.how == _NEARLY):
            continue
        told.add(echo.span)
        yield echo


def _all(text: str, secrets: Secrets) -> Iterator[Echo]:
    for secret in secrets.words:
        for start, end in occurrences(secret.text, text):
            is_name = secret.category in _NAMES and " " not in secret.text
            if not is_name or not text[start].islower():
                yield Echo(Span(start, end), secret)
    yield from _names(text, secrets)
    if not (secrets.sums or secrets.sentences):
        return
    # Sums and sentences go on over line ends; there they stand in one line.
    clean = _unfolded(text, cleaned(text))
    for echo in chain(_sums(clean.text, secrets), _sentences(clean.text, secrets)):
        yield replace(echo, span=Span(*clean.span(*echo.span)))


def _unfolded(text: str, clean: Clean) -> Clean:
    """With fractions and raised figures as they were: "1½" is no eleven."""
    if text.isascii():
        return clean
    characters: list[str] = []
    offsets: list[int] = []
    for character, at in zip(clean.text, clean.offsets, strict=True):
        is_number = unicodedata.category(text[at]) == "No"
        if is_number and offsets and offsets[-1] == at:
            continue
        characters.append(text[at] if is_number else character)
        offsets.append(at)
    return Clean("".join(characters), tuple(offsets))


_THOUSANDS: Final = re.compile(
    r"£\s?'?0{3}s?|£\s?k\b|\(0{3}s?\)|[’']000", re.IGNORECASE
)
_MILLIONS: Final = re.compile(r"£\s?m(?:illions?)?\b(?!\d)", re.IGNORECASE)


def _sums(text: str, secrets: Secrets) -> Iterator[Echo]:
    """The same sum however it is written; and what totals let one work out."""
    if not secrets.sums:
        return
    found = list(amounts_at(_plain(text)))
    worths = worths_of(text)
    for span, amount in found:
        secret = _same_sum(amount, worths, secrets.sums)
        if secret is not None:
            yield Echo(span, secret, "The same sum stands")
    yield from _worked_out(text, found, secrets)


def _plain(text: str) -> str:
    """Curly quotes and odd spaces made plain, each by one character."""
    return text.translate({0x2019: "'", 0x2018: "'", 0xA0: " ", 0x2011: "-", 0x0A: " "})


def _same_sum(
    amount: Amount, worths: Sequence[int], sums: Sequence[tuple[Amount, Secret]]
) -> Secret | None:
    for worth in worths if not amount.is_marked else [1]:
        here = Amount(amount.value * worth, amount.step * worth, amount.is_marked)
        if here.value < (_AMOUNT_MIN if amount.is_marked else _BARE_MIN):
            continue
        for secret_amount, secret in sums:
            is_exact = here.value == secret_amount.value
            is_loose = amount.is_marked or worth > 1
            is_year = not amount.is_marked and 1900 <= here.value <= 2100 and worth == 1
            if is_year:
                continue
            if is_exact or (is_loose and secret_amount.rounds_to(here)):
                return secret
    return None


def _worked_out(
    text: str, found: Sequence[tuple[Span, Amount]], secrets: Secrets
) -> Iterator[Echo]:
    """A total less its public parts that is a sum of Part 2.

    Round sums make such differences by chance; those count within one sentence only.
    """
    wanted = secrets.worked_out
    marked = [(s, a) for s, a in found if a.value >= _BARE_MIN and a.step <= a.value]
    ends = list(sentences(text))

    def place(span: Span) -> int:
        return next(
            (n for n, s in enumerate(ends) if s.start <= span.start < s.end), -1
        )

    for count, most in _AMOUNTS_MAX.items():
        for total_span, total in marked[:most]:
            parts = [(s, a) for s, a in marked[:most] if a.value < total.value]
            for chosen in combinations(parts, count):
                rest = total.value - sum(a.value for _, a in chosen)
                secret = wanted.get(rest)
                if secret is None:
                    continue
                is_round = all(a.is_round for a in (total, *(a for _, a in chosen)))
                places = {place(s) for s in (total_span, *(s for s, _ in chosen))}
                if is_round and len(places) > 1:
                    continue
                how = "With the other figures here it gives a sum that stands"
                yield Echo(total_span, secret, how)
                break


_NEARLY: Final = "Nearly the same name stands"
_CAPITALS: Final = re.compile(
    r"\b[A-Z](?:\.|[\w'’-]*)"
    r"(?:[ \n](?:(?:and|of|&|de|van|von)[ \n])?[A-Z](?:\.|[\w'’-]*)){0,5}"
)


def _names(text: str, secrets: Secrets) -> Iterator[Echo]:
    """Names with a letter misread or left out."""
    if not secrets.names:
        return
    known = list(secrets.names)
    for match in _CAPITALS.finditer(text):
        plain = folded(match[0]).text
        if len(plain) < 2 * LETTERS_MIN:
            continue
        best = process.extractOne(plain, known, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if best is not None:
            echo = secrets.names[best[0]]
            yield Echo(Span(*match.span()), echo, _NEARLY)


def _sentences(text: str, secrets: Secrets) -> Iterator[Echo]:
    """Sentences that say in nearly the same words what a sentence of Part 2 says."""
    if not secrets.sentences:
        return
    known = list(secrets.sentences)
    for span in sentences(text):
        plain = folded(text[span.start : span.end]).text
        if len(plain.split()) < _WORDS_MIN:
            continue
        best = process.extractOne(
            plain, known, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE
        )
        if best is not None:
            found = secrets.sentences[best[0]]
            yield Echo(span, found, "A sentence much like this one stands")
