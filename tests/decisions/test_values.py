"""Boxes, exemptions and addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.decision import slug
from decisions.errors import CorruptRecord
from decisions.exemptions import EXEMPTIONS, UnknownExemption, exemption
from decisions.geometry import Box, per_line
from decisions.text import Block, BlockKind, blocks_from_json, blocks_to_json

SIZES = st.floats(0, 800, allow_nan=False)


@given(SIZES, SIZES, SIZES, SIZES)
def test_boxes_that_overlap_do_so_both_ways(
    a: float, b: float, c: float, d: float
) -> None:
    one = Box(1, min(a, b), 0, max(a, b), 10)
    other = Box(1, min(c, d), 5, max(c, d), 15)
    assert one.overlaps(other) == other.overlaps(one)
    assert one.joined_with(other).width >= max(one.width, other.width)


def test_touching_edges_do_not_overlap() -> None:
    assert not Box(1, 0, 0, 10, 10).overlaps(Box(1, 10, 0, 20, 10))
    assert not Box(1, 0, 0, 10, 10).overlaps(Box(2, 0, 0, 10, 10))


def test_characters_are_joined_line_by_line() -> None:
    line = [(x, 700, x + 5, 712) for x in (72, 77, 90)]
    below = [(x, 686, x + 5, 698) for x in (72, 77)]
    assert per_line([*line, *below]) == [(72, 700, 95, 712), (72, 686, 82, 698)]
    turned = [(y0, x0, y1, x1) for x0, y0, x1, y1 in (*line, *below)]
    assert per_line(turned, upright=True) == [
        (700, 72, 712, 95),
        (686, 72, 698, 82),
    ]


ABSOLUTE = {"s21(1)", "s23(1)", "s32(1)", "s40(2)", "s41(1)", "s44(1)"}


def test_absolute_exemptions_are_those_of_section_2_3() -> None:
    assert {row.section for row in EXEMPTIONS.values() if row.absolute} == ABSOLUTE


def test_an_unknown_section_is_told_with_those_there_are() -> None:
    with pytest.raises(UnknownExemption, match=r"s43\(2\)"):
        exemption("s99")


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("PCD 9001", "pcd-9001"),
        ("073/2013", "073-2013"),
        ("  MD2169 ", "md2169"),
        ("–", ""),
    ],
)
def test_a_reference_becomes_an_address(reference: str, expected: str) -> None:
    assert slug(reference) == expected


def test_blocks_come_back_as_they_were() -> None:
    blocks = (Block(BlockKind.ITEM, "£5 – “words”", 2, "1.1"),)
    assert blocks_from_json(blocks_to_json(blocks)) == blocks


@pytest.mark.parametrize("raw", [b"", b"{}", b"[[1]]", b'[["song","a",1,""]]'])
def test_damaged_blocks_are_refused(raw: bytes) -> None:
    with pytest.raises(CorruptRecord, match="seal again"):
        blocks_from_json(raw)
