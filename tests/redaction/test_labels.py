"""Labels are found, damaged or not, and quickly where there is none."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from redaction import labels
from redaction.labels import LIKE, Label, folded_like, labels_in


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A label's words with letters left out, put in and misread."""
    letters = list(draw(st.sampled_from([words for _, words in labels._LIKE])))
    for _ in range(draw(st.integers(0, 8))):
        at = draw(st.integers(0, max(0, len(letters) - 1)))
        letters[at : at + draw(st.integers(0, 1))] = draw(
            st.text("aeio nrt", max_size=2)
        )
    tail = draw(st.sampled_from(["", " and what follows it", "s"]))
    return folded_like("".join(letters) + tail)


@given(damaged())
def test_no_label_is_passed_over_that_is_alike(head: str) -> None:
    wanted = labels._wanted(frozenset())
    near = {length for length, _ in wanted.near(head)} if head else set()
    for length, words in wanted._by_length:
        found = process.extractOne(
            head[:length], words, scorer=fuzz.ratio, score_cutoff=LIKE
        )
        assert found is None or length in near or not head


def test_damaged_words_are_known() -> None:
    text = (
        "ls there a Pan 2 farm\nlntrodudion and backgrourd\nNothing of the kind here."
    )
    assert [found.label for found in labels_in(text)] == [
        Label.PART_2_DECLARED,
        Label.SECTION,
    ]
