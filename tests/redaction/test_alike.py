"""What one place says of a name holds for the others: lists, tables, repetitions."""

import pytest

from decisions.fingerprints import Sha256
from decisions.flags import Place
from flows.wiring import Wiring
from redaction import firms, leaning
from redaction.figures import bare
from redaction.rules.base import Passage, Span
from redaction.screening import SURE, Text, flags_of_text, screen

BID = 0.8
ELSE = 0.1


def judged(text: str, monkeypatch, bidders: set[str]) -> dict[str, float]:
    """Likelihoods of names where only some are told to be bidders by their words."""

    def told(_name, passage, spans, _own) -> dict[Span, dict[str, float]]:
        return {
            span: {"vendor": BID if passage.text[slice(*span)] in bidders else ELSE}
            for span in spans
        }

    monkeypatch.setattr(leaning, "all_judged", told)
    passage = Passage(text)
    return {text[slice(*span)]: share for span, share in firms.judged(passage).items()}


@pytest.mark.parametrize(
    ("text", "lent", "left"),
    [
        (
            "Scores: Tollgate 74, Merrow Crag 70.5 and Hawkbit 58. Pollards came too.",
            {"Merrow Crag", "Hawkbit"},
            {"Pollards"},
        ),
        (
            "Tollgate on 84, Hawkbit on 82.5 and Larkmere. We saw Pollards too.",
            {"Hawkbit", "Larkmere"},
            {"Pollards"},
        ),
        ("Tollgate met Hawkbit at the gate.", set(), {"Hawkbit"}),
    ],
)
def test_what_is_listed_with_a_bidder_is_one(monkeypatch, text, lent, left) -> None:
    told = judged(text, monkeypatch, {"Tollgate"})
    assert told["Tollgate"] == BID
    for name in lent:
        assert told[name] == pytest.approx(firms.LENT * BID), name
    for name in left:
        assert told[name] == ELSE, name


def test_what_stands_in_a_column_of_bidders_is_one(monkeypatch) -> None:
    rows = ("Firm\tPrice", "Tollgate\t61", "Merrow Crag\t75", "Hawkbit\t82")
    told = judged("\n".join(rows), monkeypatch, {"Tollgate", "Merrow Crag"})
    assert told["Hawkbit"] == pytest.approx(firms.LENT * BID)
    assert told["Tollgate"] == BID


def test_what_stands_in_a_row_of_bidders_is_one(monkeypatch) -> None:
    rows = ("Tollgate\tMerrow Crag\tHawkbit", "61\t75\t82")
    told = judged("\n".join(rows), monkeypatch, {"Tollgate", "Merrow Crag"})
    assert told["Hawkbit"] == pytest.approx(firms.LENT * BID)


def test_a_text_without_names_has_no_bidders(monkeypatch) -> None:
    assert judged("nobody is named here, 61 and 75", monkeypatch, set()) == {}


def test_two_cells_tell_nothing_of_a_third_thing(monkeypatch) -> None:
    rows = ("Tollgate\tHawkbit", "61\t75")
    told = judged("\n".join(rows), monkeypatch, {"Tollgate"})
    assert told["Hawkbit"] == ELSE


def test_a_name_that_is_flagged_somewhere_is_proposed_wherever_it_stands(
    monkeypatch,
) -> None:
    as_ever = leaning.all_judged

    def told(name, passage, spans, own) -> dict[Span, dict[str, float]]:
        if name != "firms":
            return as_ever(name, passage, spans, own)
        share = BID if "bid" in passage.text else 2 * ELSE
        return {span: {"vendor": share} for span in spans}

    monkeypatch.setattr(leaning, "all_judged", told)
    pages = (
        "The lowest bid came from Brackwater Analytics Ltd at £41,000 a year.",
        "Trading standards visited Brackwater Analytics Ltd in May 2019.",
    )
    screener = Wiring.bare().screener
    alone = flags_of_text([pages[1]], screener.names, screener.lexicon)[0]
    doubtful = [f for f in alone if f.text == "Brackwater Analytics Ltd"]
    assert [flag.confidence < SURE for flag in doubtful] == [True]
    texts = [Text(Sha256("a" * 64), Place.BODY, page) for page in pages]
    flags = screen(texts, [], screener.names, screener.lexicon)
    named = [flag for flag in flags if flag.text == "Brackwater Analytics Ltd"]
    assert len(named) == 2
    assert all(flag.confidence >= SURE for flag in named)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("they got 15 of 20 for it", "15 of 20"),
        ("scored 7 out of 10 there", "7 out of 10"),
        ("a mark of 4.5/5 then", "4.5/5"),
        ("next on 77½ were", "77½"),
        ("gave it three out of five and", "three out of five"),
        ("came a distant third in", "a distant third"),
        ("was ranked 2nd by", "2nd"),
        ("were marked nil for", "nil"),
        ("got four, which", "four"),
    ],
)
def test_a_score_is_looked_at_whole(text: str, wanted: str) -> None:
    assert wanted in [text[slice(*span)] for span in bare(Passage(text))]


@pytest.mark.parametrize("text", ["a three-year deal", "twenty-one of them"])
def test_a_part_of_a_word_is_no_figure(text: str) -> None:
    assert not {"three", "one"} & {text[slice(*span)] for span in bare(Passage(text))}
