"""The learned part: what was misread is mended, and contexts decide."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.wiring import Wiring
from redaction import leaning
from redaction.codes import candidates
from redaction.contexts import Features, Marked, about, of_a_piece
from redaction.misread import mended
from redaction.rules import catalogue
from redaction.rules.base import Passage, Span
from redaction.screening import flags_of_text
from redaction.weighing import (
    OF_WORDS,
    Rows,
    Weighed,
    Written,
    made,
    read,
    weights,
    written,
)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("paid £3O5,OOO on", "paid £305,000 on"),
        ("a bid of E1,284,550 and f12,400", "a bid of £1,284,550 and £12,400"),
        ("£1.Sm, £l.2m and 4l%", "£1.5m, £1.2m and 41%"),
        ("O1632 96O 221", "01632 960 221"),
        ("Wi1liam of C1eave Road", "William of Cleave Road"),
        ("5T6 1LP and HL1 lAA", "ST6 1LP and HL1 1AA"),
        ("AB l2 34 S6 C", "AB 12 34 56 C"),
        ("the van YJ5l KBO", "the van YJ51 KBO"),
        ("sort 20-4S-77", "sort 20-45-77"),
        ("l think so", "I think so"),
    ],
)
def test_what_a_scanner_misread_is_put_right(read: str, meant: str) -> None:
    assert mended(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "form B12, RM6261, GB29 NWBK, 12B and 3S",
        "user voake01 and jsmith1",
        "covid19 at Level1 on NO 1 SEP",
        "write to l0ts@fenwick.example.org",
    ],
)
def test_what_is_meant_so_stays(text: str) -> None:
    assert mended(text) == text


@given(st.text(alphabet="OoIlSB0158EFfabAZ£,. -/'\n", max_size=40))
def test_mending_keeps_every_letter_in_its_place(text: str) -> None:
    found = mended(text)
    assert len(found) == len(text)
    assert mended(found) == mended(mended(found))


def weighed(text: str, figure: str) -> float:
    passage = Passage(text)
    rule = catalogue()["money.amount"]
    at = text.index(figure)
    (span,) = [s for s in rule.find(passage) if s.start == at]
    return rule.weigh(passage, span, rule.confidence)


def test_the_same_amount_is_an_offer_here_and_a_limit_there() -> None:
    offer = "The claimant's solicitors offered to settle for £250,000 on Friday."
    limit = "Contracts above £250,000 need the approval of the Commissioner."
    assert weighed(offer, "£250,000") >= 0.5
    assert weighed(limit, "£250,000") < 0.5


def test_more_candidates_than_can_be_weighed_are_all_proposed() -> None:
    text = "77 " * 2000
    passage = Passage(text)
    spans = [Span(at, at + 2) for at in range(0, len(text), 3)]
    told = leaning.all_judged("codes", passage, spans, lambda *_: {})
    assert len(told) == len(spans)
    weighed_most = leaning.ALWAYS + len(text) // leaning.LETTERS_EACH
    beyond = [told[span] for span in spans[weighed_most:]]
    assert beyond
    assert all(sum(shares.values()) >= 0.5 for shares in beyond)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("born on 12 March 1981 in", "12 March 1981"),
        ("IBAN GB29 NWBK 6016 1331 9268 19.", "GB29 NWBK 6016 1331 9268 19"),
        ("PC 4471 said", "4471"),
        ("record TW/24/009183, cell", "TW/24/009183"),
        ("mobile 07700 900482 after", "07700 900482"),
    ],
)
def test_a_code_is_one_candidate_from_end_to_end(text: str, code: str) -> None:
    found = [text[start:end] for start, end in candidates(Passage(text))]
    assert code in found


WORDS = st.sampled_from(["the", "offer", "of", "PC", "£400,", "Ann", ".", "Bid", "\n"])
TEXTS = st.one_of(
    st.lists(WORDS, max_size=60).map(" ".join),
    st.lists(WORDS, min_size=300, max_size=420).map(" ".join),
)


def weighed_by_name(features: Features) -> float:
    """What features weigh where each weighs as much as its name is long."""
    return sum(len(name) * value for name, value in features.items())


@given(TEXTS, st.data())
def test_running_sums_weigh_each_feature_that_is_told_by_name(
    text: str, data: st.DataObject
) -> None:
    passage = Passage(text)
    marked = passage.once(Marked)
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    end = data.draw(st.integers(start, len(text)))
    near = about(passage, Span(start, end))
    pieces = [of_a_piece(passage, at) for at in range(len(marked.pieces))]
    rows: dict[str, dict[str, int]] = {head: {} for head in OF_WORDS}
    for name in {*near, *(name for piece in pieces for name in piece)}:
        head, _, rest = name.partition(" ")
        rows[head][rest] = len(name)
    tables = {
        head: Rows(tuple(of), np.array(list(of.values()), np.float32).reshape(-1, 1))
        for head, of in rows.items()
    }
    table = made({"any": Written(("one",), (0.0,), tables)})
    sums = Weighed(passage, table)
    told = sums.about("any", Span(start, end))[0]
    assert np.isclose(told, weighed_by_name(near), rtol=1e-5)
    each = sums.pieces("any")[:, 0]
    assert np.allclose(each, [weighed_by_name(p) for p in pieces], rtol=1e-5)


def test_weights_come_back_as_they_were_written() -> None:
    rows = {
        "": Rows(("column £",), np.array([[1.25, 0.0]], np.float32)),
        "<": Rows(("a \t", "\\n \n"), np.array([[0.5, -1.75], [0.0, 3.0]], np.float32)),
    }
    told = written(Written(("money", "rate"), (-3.5, 0.25), rows, "abc"))
    again = read(told)
    assert (again.kinds, again.bias, again.learned_from) == (
        ("money", "rate"), (-3.5, 0.25), "abc"
    )  # fmt: skip
    assert {head: (of.names, of.table.tolist()) for head, of in again.rows.items()} == {
        head: (of.names, of.table.tolist()) for head, of in rows.items()
    }
    with pytest.raises(ValueError, match="4 cells a line"):
        read(told.replace("\t-1.75", ""))


def test_every_model_is_there_and_weighs_words() -> None:
    models = weights().models
    assert set(models) == {
        *("bare", "codes", "contacts", "figures", "firms", "people", "statements")
    }
    for name, kinds in models.items():
        tables = weights().tables.values()
        assert any(table[1:, kinds.columns].any() for table in tables), name


@pytest.mark.parametrize(
    ("text", "category", "words"),
    [
        (
            "Counsel advises that the claim has poor prospects and should be settled.",
            "legal_advice",
            {"Counsel", "advises", "prospects", "settled"},
        ),
        (
            "The lowest bid, opened on Monday, came to £41,000 in all.",
            "money",
            {"lowest", "bid", "came"},
        ),
        (
            "The panel scored the supplier's bid 71.5 overall.",
            "bid_score",
            {"scored", "panel", "bid", "overall"},
        ),
    ],
)
def test_a_flag_names_the_words_that_told_most(
    text: str, category: str, words: set[str]
) -> None:
    screener = Wiring.bare().screener
    (flags,) = flags_of_text([text], screener.names, screener.lexicon)
    (flag,) = [flag for flag in flags if flag.category.value == category]
    told = set(re.findall("\u201c(\\w+)\u201d", flag.why))
    assert told
    assert told <= words
    assert flag.why.count(".") == 1
