"""Many terms are found as each would be found alone."""

import html

from hypothesis import given
from hypothesis import strategies as st

from redaction.searching import (
    folded,
    occurrences,
    run_together,
    squeezed,
    squeezed_text,
)
from redaction.terms import RAW_TERM_MIN, SHINGLE_WORDS, Terms, shingles

PIECES = st.sampled_from(
    [
        "ab",
        "Abc",
        "a-b",
        "ﬁ",
        "é",
        "12",
        "1,2",
        "12345",
        " ",
        "\n",
        "-",
        "&amp;",
        "\ud800",
    ]
)
WRITTEN = st.lists(PIECES, max_size=14).map("".join)
TERMS = st.lists(WRITTEN, max_size=8)


def alone_in_text(term: str, text: str) -> bool:
    return bool(squeezed(term).text) and any(occurrences(term, text))


def alone_in_data(term: str, text: str) -> bool:
    plain = folded(term, spaces=False).text
    if len(plain) < RAW_TERM_MIN:
        return False
    if plain not in folded(html.unescape(text), spaces=False).text:
        return False
    return any(c.isalpha() for c in term) or any(occurrences(term, text))


@given(TERMS, WRITTEN, st.booleans())
def test_all_are_found_that_are_found_alone(
    some: list[str], text: str, hides: bool
) -> None:
    if hides and some:
        text = f"{text} {some[0]} {text}"
    some = [term for term in some if "\ud800" not in term]
    terms = Terms(some)
    assert list(terms.in_text(text)) == [
        at for at, term in enumerate(some, 1) if alone_in_text(term, text)
    ]
    assert list(terms.in_data(text)) == [
        at for at, term in enumerate(some, 1) if alone_in_data(term, text)
    ]


@given(st.one_of(WRITTEN, st.text()))
def test_the_quick_ways_fold_as_the_slow_ones(text: str) -> None:
    assert run_together(text) == folded(text, spaces=False).text
    assert squeezed_text(text) == squeezed(text).text


def test_numbers_stay_where_short_terms_are_left_out() -> None:
    terms = Terms(["ab", "Larkmere", "  ", "a b"])
    assert terms.long.all == ("", "Larkmere", "", "")
    assert list(terms.long.in_text("ab of Larkmere")) == [2]
    assert list(terms.in_text("ab of Larkmere")) == [1, 2, 4]
    assert not Terms(["", " "])


WORDS = st.lists(st.sampled_from("the board met and paid the firm a sum".split()))


@given(WORDS, WORDS)
def test_runs_of_part_2_are_those_that_part_1_does_not_share(
    hidden: list[str], public: list[str]
) -> None:
    found = shingles(" ".join(hidden), "\n".join(public))
    runs = {
        " ".join(hidden[at : at + SHINGLE_WORDS])
        for at in range(max(1, len(hidden) - SHINGLE_WORDS + 1))
    } - {""}
    shared = {run for run in runs if run.replace(" ", "") in "".join(public)}
    assert set(found) == runs - shared
    assert not any(Terms(found).in_text("\n".join(public)))


def test_a_word_broken_in_one_part_is_shared_all_the_same() -> None:
    said = "the commissioner has agreed to the long-term plan of the board"
    assert shingles(said, said.replace("long-term", "longterm")) == ()
    assert shingles(said, said.replace("agreed", "agr\u00adeed")) == ()
