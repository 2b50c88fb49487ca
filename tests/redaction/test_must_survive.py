"""What must stay public is not proposed to be withheld, and its twins are."""

from functools import cache

import pytest

from flows.wiring import Wiring
from redaction.screening import SURE, flags_of_text
from tests.evaluation.labelled import FOLDER, Labelled, passages

KEPT = list(passages(FOLDER / "must_survive.txt"))
"""Passages with nothing to withhold in them; the id says of which kind they are."""


def proposed(text: str) -> list[str]:
    screener = _wiring().screener
    (flags,) = flags_of_text([text], screener.names, screener.lexicon)
    return [flag.text for flag in flags if flag.confidence >= SURE]


@cache
def _wiring() -> Wiring:
    return Wiring.bare()


@pytest.mark.parametrize("passage", KEPT, ids=[passage.id for passage in KEPT])
def test_what_must_survive_survives(passage: Labelled) -> None:
    assert proposed(passage.text) == []


@pytest.mark.parametrize(
    ("text", "withheld"),
    [
        ("Report by Ann Orr on behalf of the Deputy Commissioner.", ["Ann Orr"]),
        (
            "The Senior Coroner for North Fenwick, Ms Leonora Quist, and her officer, "
            "Ms Alma Quist, attended.",
            ["Ms Alma Quist"],
        ),
        ("Ring her mobile, 07700 900123, and not 101.", ["07700 900123"]),
        (
            "The limit is £50,000; Larkmere Systems Ltd offered to do it for £48,000.",
            ["Larkmere Systems Ltd", "£48,000"],
        ),
        (
            "Write to nadia.quill@fenwick.example.org.",
            ["nadia.quill@fenwick.example.org"],
        ),
        (
            "The award criteria are price (60%) and quality (40%); the bidder would "
            "take 12% off its list price.",
            ["12%"],
        ),
    ],
)
def test_what_looks_the_same_is_withheld(text: str, withheld: list[str]) -> None:
    assert proposed(text) == withheld
