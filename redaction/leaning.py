"""Which way a context leans: the learned part of screening.

A model is a table of weights, one file a kind in `redaction/weights`, made by
`make weights` from labelled passages and read as text. Scoring is a sum over the
features that are there: linear, and the same on every machine.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Final

from redaction.contexts import Features

WEIGHTS: Final = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of each feature for each kind, against "none of them".

    `weights` gives for a feature the pairs of a kind's number and its weight.
    """

    kinds: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]

    def sums(self, features: Features) -> list[float]:
        """For each kind the sum of weights, without its bias."""
        sums = [0.0] * len(self.kinds)
        for name, value in features.items():
            for kind, weight in self.weights.get(name, ()):
                sums[kind] += weight * value
        return sums

    def shares(self, sums: list[float]) -> dict[str, float]:
        """How likely each kind is, 0 to 1; what is left is "none of them"."""
        powers = [exp(min(30.0, b + s)) for b, s in zip(self.bias, sums, strict=True)]
        whole = 1.0 + sum(powers)
        return {
            kind: power / whole for kind, power in zip(self.kinds, powers, strict=True)
        }

    def told(self, features: Features) -> dict[str, float]:
        """How likely each kind is by these features."""
        return self.shares(self.sums(features))


@cache
def model(name: str) -> Model:
    """The learned weights of a kind of finding.

    Raises:
        OSError: There is no such file; the installation is not whole.
    """
    read = json.loads((WEIGHTS / f"{name}.json").read_text())
    kinds = tuple(read["kinds"])
    number = {kind: at for at, kind in enumerate(kinds)}
    return Model(
        kinds=kinds,
        bias=tuple(read["bias"]),
        weights={
            feature: tuple((number[kind], weight) for kind, weight in row.items())
            for feature, row in read["weights"].items()
        },
    )
