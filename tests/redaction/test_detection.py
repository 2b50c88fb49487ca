"""Screening finds what may be withheld, leaves the rest, and ends in time."""

import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.repeating import UNITS, repeated
from flows.wiring import Wiring
from redaction.cleaning import cleaned
from redaction.codes import candidates as codes_of
from redaction.contacts import addresses
from redaction.figures import bare
from redaction.firms import candidates
from redaction.language import Names
from redaction.offices import is_cleared
from redaction.people import words
from redaction.rules import catalogue
from redaction.rules.base import Passage, Span, sentences
from redaction.weighing import Weighed
from tests.evaluation.__main__ import GROUPS, ours, scored
from tests.evaluation.examples import KINDS, learned_from
from tests.evaluation.labelled import HELD_BACK, digest, passages
from tests.evaluation.scoring import Score

LETTERS = 10_000
HANGING = 2.0
"""Seconds of a rule on so many letters: some milliseconds are usual (`make bench`
measures them), and one that tries every way to read a text takes minutes."""


@cache
def score() -> Score:
    """Of the passages that nothing was learned from."""
    found, _ = scored(list(passages(HELD_BACK)), ours())
    return found


def test_no_score_falls_below_what_was_reached() -> None:
    found = score()
    assert found.recall() >= 0.84
    assert found.recall(half=True) >= 0.86
    assert found.precision >= 0.88
    assert found.alike_rate <= 0.08
    assert found.section_rate >= 0.95
    assert found.flags_per_1000 <= 10


def test_weights_were_learned_from_these_passages() -> None:
    for name in KINDS:
        assert learned_from(name) == digest(), "run `make weights`"


def test_every_kind_of_finding_is_labelled_somewhere() -> None:
    kinds = {kind for group in GROUPS.values() for kind in group}
    assert set(score().spans) == kinds


def test_a_surer_flag_is_more_often_right() -> None:
    """Confidence means something: each third of the scale is right more often."""
    bins = score().bins
    thirds = [
        [hit for at in range(*ends) for hit in bins.get(at, [])]
        for ends in ((0, 4), (4, 7), (7, 10))
    ]
    shares = [sum(hits) / len(hits) for hits in thirds]
    assert shares == sorted(shares)
    assert shares[0] < 0.25
    assert shares[2] > 0.85


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(unit=UNITS)
def test_no_rule_hangs_on_any_text(unit: list[str]) -> None:
    text = repeated(unit, LETTERS)
    passage = Passage(text)
    began = time.process_time()
    passage.once(Weighed)
    spent = {"what learned rules share": time.process_time() - began}
    for rule in catalogue().values():
        began = time.process_time()
        for _ in rule.find(passage):
            pass
        spent[rule.id] = time.process_time() - began
    slow = {name: took for name, took in spent.items() if took > HANGING}
    assert not slow, f"{slow} on {unit!r}"


@pytest.mark.parametrize(
    ("read", "clean"),
    [
        ("the exam-\nple of it", "the example of it"),
        ("Mbatha-\nCrane", "Mbatha-Crane"),
        ("sum of ￡4–5m", "sum of £4-5m"),
        ("an ofﬁcer’s note", "an officer's note"),
        ("soft\u00adly", "softly"),
        ("a line that is long enough to have been wrapped\nat its end", None),
        ("Short\nLines", "Short\nLines"),
        ("one\ttwo\nthree\tfour", "one\ttwo\nthree\tfour"),
    ],
)
def test_text_is_cleaned_and_every_letter_knows_its_place(
    read: str, clean: str | None
) -> None:
    found = cleaned(read)
    assert found.text == (clean or read.replace("\n", " "))
    assert len(found.offsets) == len(found.text)
    assert list(found.offsets) == sorted(found.offsets)


@given(st.text(alphabet="aB. \n-’ﬁ£\t1", max_size=60))
def test_cleaned_spans_lie_within_the_text(text: str) -> None:
    found = cleaned(text)
    for at in range(len(found.text)):
        start, end = found.span(at, at + 1)
        assert 0 <= start < end <= len(text)


def test_a_full_stop_in_a_name_ends_no_sentence() -> None:
    text = "Mr. Quill met Dr. Plim at No. 4. Then J. R. Hay left. They agreed."
    found = [text[start:end] for start, end in sentences(text)]
    assert found == [
        "Mr. Quill met Dr. Plim at No. 4.",
        "Then J. R. Hay left.",
        "They agreed.",
    ]


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("It was signed by J.Quill then.", {"J", "Quill"}),
        ("It was signed by Mr.Quill then.", {"Quill"}),
        ("the victim, 'Nadia', said so", {"Nadia"}),
        ("Contact: Nadia Quill/Tom Sedge today", {"Nadia", "Quill", "Tom", "Sedge"}),
        ("as Nadia Quill1 said", {"Nadia", "Quill"}),
    ],
)
def test_what_may_be_a_name_is_looked_at(text: str, candidates: set[str]) -> None:
    found = {text[w.span.start : w.span.end] for w in words(Passage(text))}
    assert candidates <= found


@pytest.mark.parametrize(
    ("text", "is_public"),
    [
        ("Signed by Nadia Quill, Chief Executive.", True),
        ("Signed by Nadia Quill, Chief Executive of the Fenwick office.", True),
        ("Signed by Nadia Quill, Chief Executive of Larkmere Systems Ltd.", False),
        ("The Chief Executive of Orrin Halt Services, Nadia Quill, wrote.", False),
        ("The Chief Executive, Nadia Quill, wrote.", True),
        ("To: Chief Constable\nNadia Quill, Category Lead", False),
        ("Chief Constable\nNadia Quill", True),
    ],
)
def test_who_holds_a_post_of_a_firm_is_not_cleared(text: str, is_public: bool) -> None:
    passage = Passage(text, (), Wiring.bare().lexicon)
    start = text.index("Nadia Quill")
    assert is_cleared(passage, Span(start, start + 11)) is is_public


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("an offer of 1.2 million came", "1.2 million"),
        ("settled at 450K in all", "450K"),
        ("it is worth 1.4bn in all", "1.4bn"),
        ("it took a hundred thousand of it", "a hundred thousand"),
        ("Price:412,000 in all", "412,000"),
    ],
)
def test_what_may_be_a_bare_figure_is_looked_at_whole(text: str, wanted: str) -> None:
    assert wanted in {text[s.start : s.end] for s in bare(Passage(text))}


@pytest.mark.parametrize("firm", ["Although Brackwater", "Supplier Larkmere Analytics"])
def test_a_word_that_leads_to_a_firm_hides_none(firm: str) -> None:
    text = f"{firm} scored higher in the end."
    found = {text[s.start : s.end] for s in candidates(Passage(text))}
    assert firm.split(" ", 1)[1] in found


def test_codes_in_one_row_are_looked_at_each_for_itself() -> None:
    text = "collar 4471 DOB 12/03/1981 NHS 943 476 5919 and more"
    found = {text[s.start : s.end] for s in codes_of(Passage(text))}
    assert {"4471", "12/03/1981"} <= found


def test_a_postcode_may_have_two_spaces() -> None:
    text = "She lives at 12 Orchard Lane, Fenwick, ZZ1  4AB now."
    found = [text[s.start : s.end] for s in addresses(Passage(text))]
    assert found == ["12 Orchard Lane, Fenwick, ZZ1  4AB"]


def test_a_holder_of_office_is_cleared_by_a_bare_name_too(names: Names) -> None:
    from redaction.rules.base import Lexicon
    from redaction.screening import flags_of_text

    lexicon = Lexicon(posts=("Chief Constable",))
    text = "The Chief Constable, Nadia Quillfeather, spoke. Quillfeather then left."
    (flags,) = flags_of_text([text], names, lexicon)
    assert not [flag for flag in flags if "Quill" in flag.text]


def test_a_namesake_of_a_holder_of_office_is_flagged(names: Names) -> None:
    from redaction.rules.base import Lexicon
    from redaction.screening import flags_of_text

    lexicon = Lexicon(posts=("Chief Constable",))
    for namesake in ("Priya Quillfeather", "PC Quillfeather"):
        text = (
            f"The Chief Constable, Nadia Quillfeather, met {namesake}. "
            "Then Quillfeather left."
        )
        (flags,) = flags_of_text([text], names, lexicon)
        found = [flag.text for flag in flags if "Quill" in flag.text]
        assert {"Quillfeather", "Then Quillfeather"}.intersection(found)
        assert not any("Nadia" in name for name in found)


def test_labels_that_are_not_closed_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "bad.txt"
    file.write_text("=== x1\nPaid [[money s43(2)|£4m to them.\n")
    with pytest.raises(ValueError, match="passage x1"):
        list(passages(file))


def test_the_printed_words_of_a_form_are_proposed_nowhere(names: Names) -> None:
    """What every form says of itself: no officer should have to rule on it."""
    from fixtures.recipes import recipes
    from redaction.reading.pages import read_pages
    from redaction.rules.base import Lexicon
    from redaction.screening import flags_of_text

    pdf = recipes()[0].files["PCD 9001.pdf"]
    texts = [page.text for page in read_pages(pdf)]
    found = [flag for flags in flags_of_text(texts, names, Lexicon()) for flag in flags]
    passages_found = [flag for flag in found if len(flag.text.split()) > 5]
    assert [flag for flag in passages_found if flag.confidence >= 0.5] == []
