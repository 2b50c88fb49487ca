"""Labels are found, damaged or not, and quickly where there is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

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


@given(st.lists(damaged(), min_size=1, max_size=6))
def test_the_likest_label_of_each_line_is_found(heads: list[str]) -> None:
    """As one line after another, one wording after another, tells."""
    text = "\n".join(heads)
    found = {one.start: one for one in labels._damaged(text, [])}
    at = 0
    for head in heads:
        line, at = at, at + len(head) + 1
        if len(head.strip()) < 6:
            assert line not in found
            continue
        alike = [
            (-fuzz.ratio(head[: len(words)], words), number)
            for number, (_, words) in enumerate(labels._LIKE)
        ]
        score, number = min(alike)
        if -score < LIKE:
            assert line not in found
        else:
            assert found[line].label is labels._LIKE[number][0]
            assert found[line].likeness == -score / 100


HEADED = (
    ("Title: Vans", True),
    ("  3.1 Title: Vans", True),
    ("PCD 9991Title: Vans", True),
    ("approvedTitle: Vans", True),
    ("see: Title: Vans", True),
    ("The Title: Vans", False),
    ("APPROVEDTitle: Vans", False),
    ("Title of the paper", False),
)


@pytest.mark.parametrize(("line", "is_label"), HEADED)
def test_a_label_stands_at_a_head_or_behind_another_run(line, is_label) -> None:
    found = [one for one in labels._as_printed(line) if one.label is Label.TITLE]
    assert bool(found) is is_label
    assert all(line[one.start : one.end].startswith("Title:") for one in found)


def test_damaged_words_are_known() -> None:
    text = (
        "ls there a Pan 2 farm\nlntrodudion and backgrourd\nNothing of the kind here."
    )
    assert [found.label for found in labels_in(text)] == [
        Label.PART_2_DECLARED,
        Label.SECTION,
    ]
