"""What one place says of a name holds for the others: lists, tables, repetitions."""

from datetime import UTC, datetime

import pytest

from casework.sealing import withheld_terms
from decisions.exemptions import Section
from decisions.fingerprints import Sha256
from decisions.flags import Category, Flag, FlagId, Place, RuleId, Ruling, Verdict
from flows.wiring import Wiring
from redaction import codes, firms, leaning
from redaction.figures import bare
from redaction.language import Entity
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
        (
            "Present: Tollgate, Harrowmoor Police, Larkmere Board.",
            set(),
            {"Harrowmoor Police", "Larkmere Board"},
        ),
    ],
)
def test_what_is_listed_with_a_bidder_is_one(monkeypatch, text, lent, left) -> None:
    told = judged(text, monkeypatch, {"Tollgate"})
    assert told["Tollgate"] == BID
    for name in lent:
        assert told[name] == pytest.approx(leaning.LENT * BID), name
    for name in left:
        assert told[name] == ELSE, name


def test_what_stands_in_a_column_of_bidders_is_one(monkeypatch) -> None:
    rows = ("Firm\tPrice", "Tollgate\t61", "Merrow Crag\t75", "Hawkbit\t82")
    told = judged("\n".join(rows), monkeypatch, {"Tollgate", "Merrow Crag"})
    assert told["Hawkbit"] == pytest.approx(leaning.LENT * BID)
    assert told["Tollgate"] == BID


def test_what_stands_in_a_row_of_bidders_is_one(monkeypatch) -> None:
    rows = ("Tollgate\tMerrow Crag\tHawkbit", "61\t75\t82")
    told = judged("\n".join(rows), monkeypatch, {"Tollgate", "Merrow Crag"})
    assert told["Hawkbit"] == pytest.approx(leaning.LENT * BID)


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
        ("next on 771\u20442 were", "771\u20442"),
        ("who scored twenty-one of", "twenty-one"),
        ("had been fifth out of five at", "fifth out of five"),
        ("with sixty-six and a half marks,", "sixty-six and a half marks"),
        ("climbed to runner-up and", "runner-up"),
        ("was two-fifths off", "two-fifths"),
        ("got four, which", "four"),
    ],
)
def test_a_score_is_looked_at_whole(text: str, wanted: str) -> None:
    assert wanted in [text[slice(*span)] for span in bare(Passage(text))]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("a price for lot 2 of 850 a day", ["2", "850"]),
        ("in year 2 of 12% of it", ["2", "12%"]),
        ("a fee of 2,020 of 41000", ["2,020", "41000"]),
    ],
)
def test_what_is_no_score_is_not_made_one(text: str, figures: list[str]) -> None:
    assert [text[slice(*span)] for span in bare(Passage(text))] == figures


def test_what_a_person_is_listed_with_is_not_lent_to_them(monkeypatch) -> None:
    text = "Present: Jane Orr, Tollgate, Hawkbit."
    jane = (Entity(text.index("Jane"), text.index("Jane") + 8, "PERSON"),)
    passage = Passage(text, jane)

    def told(_name, passage, spans, _own) -> dict[Span, dict[str, float]]:
        return {
            span: {"v": BID if "Toll" in passage.text[slice(*span)] else ELSE}
            for span in spans
        }

    monkeypatch.setattr(leaning, "all_judged", told)
    found = {text[slice(*s)]: share for s, share in firms.judged(passage).items()}
    assert found["Jane Orr"] == ELSE
    assert found["Hawkbit"] == pytest.approx(leaning.LENT * BID)


def test_an_ordinary_word_for_a_score_is_no_secret_elsewhere(monkeypatch) -> None:
    as_ever = leaning.all_judged

    def told(name, passage, spans, own) -> dict[Span, dict[str, float]]:
        if name != "bare":
            return as_ever(name, passage, spans, own)
        return {span: {"bid_score": BID} for span in spans}

    monkeypatch.setattr(leaning, "all_judged", told)
    screener = Wiring.bare().screener
    secret = (
        "Part 2. Evaluation of bids: Hawkbit came second with a score of 161.25, and "
        "Tollgate, the winner, scored 72 for quality."
    )
    public = "The second phase of the work begins in May, with 161.25 of it to do."
    of = Sha256("a" * 64)
    flags = screen(
        [Text(of, Place.BODY, public)],
        [Text(of, Place.BODY, secret)],
        screener.names,
        screener.lexicon,
    )
    assert [flag.text for flag in flags if flag.is_echo] == ["161.25"]


@pytest.mark.parametrize(
    ("words", "category", "is_looked_for"),
    [
        ("second", Category.BID_SCORE, False),
        ("three out of five", Category.BID_SCORE, True),
        ("61.5", Category.BID_SCORE, True),
        ("Second", Category.PERSON, True),
    ],
)
def test_a_proof_looks_for_no_ordinary_word_of_a_score(
    words: str, category: Category, is_looked_for: bool
) -> None:
    name = FlagId("f" * 64)
    ruling = Ruling(
        of=name,
        verdict=Verdict.WITHHOLD,
        section=Section("s43(2)"),
        by="officer:ann",
        at=datetime(2026, 5, 1, 12, tzinfo=UTC),
    )
    flag = Flag(
        id=name,
        file=Sha256("a" * 64),
        place=Place.BODY,
        text=words,
        category=category,
        section=Section("s43(2)"),
        confidence=BID,
        why="It may be.",
        sources=(RuleId("by.hand"),),
        page=1,
        ruling=ruling,
    )
    assert withheld_terms([flag], [], []) == ((words,) if is_looked_for else ())


@pytest.mark.parametrize(
    ("number", "is_proposed"),
    [("0300 123 4400", False), ("0800 555 0111", False), ("07700 900123", True)],
)
def test_a_number_of_an_organisation_is_nobodys(number: str, is_proposed: bool) -> None:
    screener = Wiring.bare().screener
    text = f"Tel: {number}"
    (flags,) = flags_of_text([text], screener.names, screener.lexicon)
    assert any(flag.confidence >= SURE for flag in flags) is is_proposed


def test_a_number_of_something_else_is_weighed_as_ever(monkeypatch) -> None:
    def told(_name, _passage, spans, _own) -> dict[Span, dict[str, float]]:
        return {span: {"phone": 0.1, "other_identifier": BID} for span in spans}

    monkeypatch.setattr(leaning, "all_judged", told)
    found = codes.judged(Passage("custody record 03001234567 was closed"))
    assert {"phone": 0.1, "other_identifier": BID} in found.values()


@pytest.mark.parametrize("text", ["a three-year deal", "twenty-one of them"])
def test_a_part_of_a_word_is_no_figure(text: str) -> None:
    assert not {"three", "one"} & {text[slice(*span)] for span in bare(Passage(text))}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The board heard that Signal asked for more.", "Signal"),
        ("Ladder's is £5,000 and comes back.", "Ladder"),
        ("Anchor\t74\nHollow\t71", "Anchor"),
        ("We thought it over. Bright offered less.", "Bright"),
        ("The lowest was that of Two Rivers, by far.", "Two Rivers"),
    ],
)
def test_an_ordinary_word_may_be_a_firm(text: str, name: str) -> None:
    assert name in [text[slice(*span)] for span in firms.candidates(Passage(text))]


@pytest.mark.parametrize(
    "text",
    [
        "The committee met the Commissioner, the Panel and the Board.",
        "It is said in Part 2 and in Section 4 of it.",
        "Signal boxes are painted in spring.",
    ],
)
def test_an_ordinary_word_is_no_firm_because_a_sentence_begins(text: str) -> None:
    assert firms.candidates(Passage(text)) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("born the second of May\n1968. Her", "second of May\n1968"),
        ("on the twenty-first of March 2020 at", "twenty-first of March 2020"),
        ("born 27th Feb '79, of", "27th Feb '79"),
    ],
)
def test_a_date_in_words_may_be_a_birthday(text: str, wanted: str) -> None:
    assert wanted in [text[slice(*span)] for span in codes.candidates(Passage(text))]


@pytest.mark.parametrize(
    ("text", "is_proposed"),
    [
        ("Officers spoke to Albert Fenn at noon.", True),
        ("Officers went to Albert Road at noon.", False),
        ("We meet in Kamal Chunchie Way, London E16 1ZE.", False),
        ("The findings of the Ellen Sedge Independent Panel were read.", False),
    ],
)
def test_a_road_or_an_inquiry_is_no_person(text: str, is_proposed: bool) -> None:
    screener = Wiring.bare().screener
    (flags,) = flags_of_text([text], screener.names, screener.lexicon)
    people = [flag for flag in flags if flag.category is Category.PERSON]
    assert any(flag.confidence >= SURE for flag in people) is is_proposed


def test_shares_of_quality_and_price_are_published() -> None:
    screener = Wiring.bare().screener
    text = "Tenders will be judged on {} quality and {} price. The discount is 12%."
    for shares, is_published in ((("60%", "40%"), True), (("61%", "35%"), False)):
        (flags,) = flags_of_text(
            [text.format(*shares)], screener.names, screener.lexicon
        )
        sure = {flag.text for flag in flags if flag.confidence >= SURE}
        assert "12%" in sure
        assert is_published is not bool(sure & set(shares))
