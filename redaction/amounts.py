"""What an amount of money is worth, and whether two writings are the same sum."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from redaction.rules.base import compiled, matches

_AMOUNT: Final = compiled(
    r"""(?:£|GBP|€|EUR|\$)?\s?(?P<number>\d{1,3}(?:,\s?\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)
    \s?(?P<scale>thousand|million|billion|mn|bn|[mkMK](?![a-zA-Z]))?"""
)
_SCALES: Final = {
    "thousand": 1_000,
    "k": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in whole units, and how finely it was written."""

    value: Decimal
    step: Decimal
    """The worth of the last digit written: 100,000 for "4.2m"."""

    def rounds_to(self, other: "Amount") -> bool:
        """Whether `other` is this sum, perhaps written less finely."""
        if other.step < self.step or other.value == 0:
            return False
        return abs(self.value - other.value) * 2 <= other.step and (
            other.value == self.value or other.step * 5 <= other.value
        )


def amounts_in(text: str) -> list[Amount]:
    """Every amount written in figures in `text`."""
    found = []
    for match in matches(_AMOUNT, text):
        digits = "".join(c for c in match["number"] if c.isdigit() or c == ".")
        scale = _SCALES.get((match["scale"] or "").lower(), 1)
        try:
            number = Decimal(digits)
        except InvalidOperation:
            continue
        decimals = len(digits.partition(".")[2])
        step = Decimal(scale).scaleb(-decimals)
        found.append(Amount(number * scale, step))
    return found
