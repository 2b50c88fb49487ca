"""Learn the weights of `redaction/weights` from the labelled passages.

    python -m tests.evaluation.learning            learn, and write the weights
    python -m tests.evaluation.learning --try      learn from all files but one, and
                                                   judge that one, file by file

A file of passages has one writer; so what is told of a file by the others is told of
writing that was not seen.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from redaction.weighing import OF_WORDS, WEIGHTS, Rows, Written, written
from tests.evaluation.examples import KINDS, NONE, Example, cases
from tests.evaluation.labelled import LEARNED_FROM, digest
from tests.evaluation.scoring import PROPOSED

WEIGHT_MIN: Final = 0.16
MISSED: Final = {
    "figures": 1.5,
    "bare": 3.0,
    "statements": 26.0,
    "codes": 12.0,
    "firms": 8.0,
    "people": 5.0,
    "contacts": 3.0,
}
"""So much worse is a thing missed than one flagged too many: most kinds are rare."""
LEANING: Final[dict[str, dict[str, float]]] = {
    "figures": {"": 0.6},
    "bare": {"": 0.5, "bid_score": 2.0, "percent": 0.1, "rate": 1.7},
    "statements": {
        "": 1.5,
        "legal_advice": 3.1,
        "health": 1.6,
        "confidence": 1.3,
        "law_enforcement": 1.8,
        "policy": 1.4,
        "security": 1.1,
    },
    "codes": {
        "": 0.2,
        "bank": 1.2,
        "contract_ref": 1.2,
        "date_of_birth": 0.6,
        "nhs_number": 1.3,
        "phone": 0.4,
        "vehicle": 1.9,
        "warrant_number": 0.9,
    },
    "firms": {"": 1.2},
    "people": {"": 1.6},
    "contacts": {"": 0.5},
}
"""So much, in logits, a doubt of a kind leans to the side of flagging; "" is any other.
Chosen over two folds, each judged by what the other teaches: what finds most there for
every look-alike and every false flag, so that of all that is flagged four in five are
right. All files together teach more than half of them."""
STRENGTH: Final = 2.0
"""How freely weights grow; chosen by `--try`."""


@dataclass(frozen=True, slots=True)
class Learned:
    names: DictVectorizer
    fitted: LogisticRegression

    def told(self, rows: Sequence[Example]) -> list[dict[str, float]]:
        shares = self.fitted.predict_proba(
            self.names.transform([row.features for row in rows])
        )
        kinds = list(self.fitted.classes_)
        return [dict(zip(kinds, row, strict=True)) for row in shares.tolist()]


def learn(rows: Sequence[Example], missed: float) -> Learned:
    """Weights of every feature that two examples share."""
    common = Counter(name for row in rows for name in row.features)
    kept = [{n: v for n, v in row.features.items() if common[n] > 1} for row in rows]
    names = DictVectorizer()
    table = names.fit_transform(kept)
    fitted = LogisticRegression(C=STRENGTH, max_iter=3000)
    kinds = [row.kind for row in rows]
    fitted.fit(table, kinds, [1.0 if k == NONE else missed for k in kinds])
    return Learned(names, fitted)


def as_written(learned: Learned, leaning: Mapping[str, float]) -> Written:
    """The weights as a file has them, each against that of "none of them"."""
    kinds = [kind for kind in learned.fitted.classes_ if kind != NONE]
    weights, bias = learned.fitted.coef_, learned.fitted.intercept_
    if len(weights) > 1:
        none = list(learned.fitted.classes_).index(NONE)
        others = [at for at in range(len(weights)) if at != none]
        weights, bias = weights[others] - weights[none], bias[others] - bias[none]
    rows: defaultdict[str, dict[str, list[float]]] = defaultdict(dict)
    for feature, column in zip(
        learned.names.get_feature_names_out(), np.transpose(weights), strict=True
    ):
        row = [float(w) if abs(w) >= WEIGHT_MIN else 0.0 for w in column]
        head, _, rest = str(feature).partition(" ")
        if any(row) and head in OF_WORDS:
            rows[head][rest] = row
        elif any(row):
            rows[""][str(feature)] = row
    return Written(
        kinds=tuple(kinds),
        bias=tuple(
            round(float(b) + leaning.get(kind, leaning[""]), 3)
            for kind, b in zip(kinds, bias, strict=True)
        ),
        rows={
            head: Rows(tuple(of), np.array(list(of.values()), dtype=np.float32))
            for head, of in rows.items()
        },
        learned_from=digest(),
    )


def write(name: str, learned: Learned, folder: Path = WEIGHTS) -> int:
    """Write a file of weights, one feature a line; their number."""
    made = as_written(learned, LEANING[name])
    (folder / f"{name}.tsv").write_text(written(made), "utf-8")
    return sum(len(rows.names) for rows in made.rows.values())


def judged(
    rows: Sequence[Example], missed: float
) -> Iterator[tuple[Example, dict[str, float]]]:
    """Each example, judged by what the other files teach."""
    for source in sorted({row.source for row in rows}):
        taught = learn([row for row in rows if row.source != source], missed)
        asked = [row for row in rows if row.source == source]
        yield from zip(asked, taught.told(asked), strict=True)


def tell(rows: Sequence[Example], missed: float) -> None:
    """Print how much of each kind is found, and how much of what is found is right."""
    found, right, there = Counter[str](), Counter[str](), Counter[str]()
    alike = [0, 0]
    for row, shares in judged(rows, missed):
        there[row.kind] += 1
        best = max((kind for kind in shares if kind != NONE), key=lambda k: shares[k])
        is_told = 1.0 - shares[NONE] >= PROPOSED
        if is_told:
            found[best] += 1
            right[best] += best == row.kind
        if row.kind == NONE and row.is_alike:
            alike[0] += is_told
            alike[1] += 1
    for kind in sorted(there):
        if kind != NONE:
            print(
                f"  {kind:20} {right[kind] / there[kind]:.2f} of {there[kind]} found, "
                f"{right[kind] / max(1, found[kind]):.2f} of {found[kind]} right"
            )
    print(f"  look-alikes {alike[0] / max(1, alike[1]):.3f} of {alike[1]}")


def main(arguments: Sequence[str]) -> None:
    asked = [name for name in arguments if not name.startswith("--")] or list(KINDS)
    read = list(cases(LEARNED_FROM))
    for name in asked:
        rows = [row for case in read for row in KINDS[name](case)]
        print(f"{name}: {len(rows)} examples")
        if "--try" in arguments:
            tell(rows, MISSED[name])
        else:
            print(f"  {write(name, learn(rows, MISSED[name]))} weights")


if __name__ == "__main__":
    main(sys.argv[1:])
