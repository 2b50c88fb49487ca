"""Whether a figure is commercial or public, by what is said about it.

An offer and a delegated limit may stand in one sentence with the same amount: only
the words about each tell them apart.
"""

from typing import Final

import regex

from redaction.contexts import Features, about
from redaction.leaning import model
from redaction.rules.base import Passage, Span, Weigh

EXACT_FIGURES: Final = 4
_PENCE: Final = regex.compile(r"\.\d\d(?!\d)")
_MILLIONS: Final = regex.compile(r"\d ?m|million")
_THOUSANDS: Final = regex.compile(r"\d ?k|thousand")


def of_a_figure(passage: Passage, span: Span, rule: str) -> Features:
    """What tells of a figure: the words about it, the rule, how exact it is."""
    features = about(passage, span)
    features[f"rule {rule}"] = 1.0
    text = passage.text[span.start : span.end]
    digits = "".join(filter(str.isdigit, text.split(".")[0]))
    traits = {
        "pence": bool(_PENCE.search(text)),
        "exact": len(digits.rstrip("0")) >= EXACT_FIGURES,
        "round": len(digits) > 2 and len(digits.rstrip("0")) <= 2,
        "millions": bool(_MILLIONS.search(text)),
        "thousands": bool(_THOUSANDS.search(text)),
        "words": not digits,
    }
    features.update((name, 1.0) for name, is_there in traits.items() if is_there)
    return features


def as_a_figure(rule: str) -> Weigh:
    """How likely a figure that a rule found is withheld."""

    def weigh(passage: Passage, span: Span, _confidence: float) -> float:
        told = model("figures").told(of_a_figure(passage, span, rule))
        return round(told["figure"], 2)

    return weigh
