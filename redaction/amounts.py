"""What an amount of money is worth, and whether two writings are the same sum."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import regex

from redaction.rules.base import Span, compiled, matches

_ONES: Final = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen "
        "fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_ONES["nought"] = 0
_PARTS: Final = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}
_SCALES: Final = {
    "hundred": 100,
    "thousand": 1_000,
    "k": 1_000,
    "'000": 1_000,
    "000s": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "mil": 1_000_000,
    "mill": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}
_FRACTIONS: Final = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_WORD: Final = "|".join(sorted([*_ONES, "hundred", "half", "quarter"], key=len)[::-1])
_AMOUNT: Final = compiled(
    rf"""(?<![\w.,])(?:(?P<currency>£|€|\$|GBP|EUR|USD)[ ]?)?
    (?P<number>(?:\d{{1,3}}(?:,[ ]?\d{{3}})+|\d+)(?:\.\d+)?)(?P<fraction>[½¼¾])?
    (?:[ ]?(?P<scale>hundred[ ]thousand|thousand|million|billion|mill?|mn|bn|'000|000s|
        [mkMK])(?![\w]))?(?![\d%]|[.,]\d)
    |(?i:\b(?P<words>(?:an?[ ])?(?:{_WORD})
        (?:(?:[ -]|[ ]and[ ]|[ ]of[ ])(?:an?[ ])?
           (?:{_WORD}|point|thousand|million|billion|m))*))\b"""
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in whole units, and how finely it was written."""

    value: Decimal
    step: Decimal
    """The worth of the last digit written: 100,000 for "4.2m"."""
    is_marked: bool = True
    """Whether a currency or a scale says that it is more than a number."""

    def rounds_to(self, other: "Amount") -> bool:
        """Whether `other` is this sum, perhaps written less finely."""
        if other.step < self.step or other.value == 0:
            return False
        return abs(self.value - other.value) * 2 <= other.step and (
            other.value == self.value or other.step * 5 <= other.value
        )

    @property
    def is_round(self) -> bool:
        """Whether it has two digits that count at most, as many sums have."""
        return len(str(int(self.value)).rstrip("0")) <= 2


def amounts_at(text: str) -> Iterator[tuple[Span, Amount]]:
    """Every amount in `text`, in figures or in words, and where it stands."""
    for match in matches(_AMOUNT, text):
        found = _of_words(match["words"]) if match["words"] else _of_figures(match)
        if found is not None:
            yield Span(*match.span()), found


def amounts_in(text: str) -> list[Amount]:
    """Every amount written in `text`."""
    return [amount for _, amount in amounts_at(text)]


def _of_figures(match: "regex.Match[str]") -> Amount:
    number, fraction, scale = match["number"], match["fraction"], match["scale"]
    digits = "".join(c for c in number if c.isdigit() or c == ".")
    worth = 1
    for word in (scale or "").lower().split():
        worth *= _SCALES[word]
    decimals = len(digits.partition(".")[2]) + 2 * bool(fraction)
    value = Decimal(digits) + _FRACTIONS.get(fraction, 0)
    is_marked = bool(match["currency"] or scale)
    return Amount(value * worth, Decimal(worth).scaleb(-decimals), is_marked)


def _of_words(words: str) -> Amount | None:
    """As in "four point two million", "half a million", "two hundred and fifty"."""
    total = current = Decimal(0)
    step, decimals = Decimal(1), 0
    is_scaled = is_pointed = False
    for word in words.lower().replace("-", " ").split():
        if word in {"a", "an", "and", "of"}:
            continue
        if word == "point":
            is_pointed = True
        elif word in _PARTS:
            current += _PARTS[word]
            step = _PARTS[word] / 5
        elif word == "hundred":
            current = (current or Decimal(1)) * 100
        elif word in _SCALES:
            total += (current or Decimal(1)) * _SCALES[word]
            step = Decimal(_SCALES[word]).scaleb(-decimals) * min(step, Decimal(1))
            current, is_scaled, is_pointed = Decimal(0), True, False
        elif is_pointed:
            decimals += 1
            current += Decimal(_ONES[word]).scaleb(-decimals)
        else:
            current += _ONES[word]
            step = Decimal(1) if is_scaled else step
    value = total + current
    return Amount(value, step, is_marked=is_scaled) if value and is_scaled else None
