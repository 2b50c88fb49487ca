"""What of a page becomes a heading, a table, a list or a footnote of the web page."""

import io

from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from decisions.text import Block, BlockKind
from redaction.publictext import blocks_of

NORMAL = getSampleStyleSheet()["Normal"]


def drawn(*story: object) -> tuple[Block, ...]:
    out = io.BytesIO()
    flowables = [Paragraph(s, NORMAL) if isinstance(s, str) else s for s in story]
    SimpleDocTemplate(out).build(flowables)
    return blocks_of(out.getvalue())


def table(*rows: list[str], ruled: bool = True) -> Table:
    made = Table([*rows], colWidths=[120] * len(rows[0]))
    if ruled:
        made.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    return made


def test_rows_with_cells_are_one_table() -> None:
    rows = ["Year", "Cost"], ["2026/27", "40,000"], ["2027/28", "50,000"]
    for ruled in (True, False):
        first, middle, last = drawn("Before.", table(*rows, ruled=ruled), "After.")
        assert middle.kind is BlockKind.TABLE
        assert middle.text == "Year\tCost\n2026/27\t40,000\n2027/28\t50,000"
        assert (first.text, last.text) == ("Before.", "After.")


def test_one_row_alone_is_no_table() -> None:
    (block,) = drawn(table(["Signature", "Date"]))
    assert block.kind is BlockKind.PARAGRAPH
    assert block.text == "Signature Date"


def test_a_footnote_is_known_by_its_raised_number() -> None:
    blocks = drawn(
        "The board agreed<super size=6>12</super> on 7<super size=6>th</super> May.",
        "<super size=6>12</super> At its meeting in Larkmere.",
        "3 This begins with a plain number.",
    )
    assert blocks[0].text == "The board agreed¹² on 7th May."
    assert blocks[1] == Block(
        BlockKind.FOOTNOTE, "At its meeting in Larkmere.", 1, "12"
    )
    assert blocks[2].kind is BlockKind.ITEM


def test_figures_at_the_end_of_a_line_are_not_raised() -> None:
    rows = ["Option", "Score"], ["Do nothing", "12"], ["Buy new", "31"]
    blocks = drawn(table(*rows), "• first", "<font size=16>Large</font>")
    assert blocks[0].text == "Option\tScore\nDo nothing\t12\nBuy new\t31"


def test_bullets_and_numbers_are_items() -> None:
    blocks = drawn("• first", "• second", "1.1 a paragraph", "(a) below it")
    assert [(b.kind, b.number) for b in blocks] == [
        (BlockKind.ITEM, "•"),
        (BlockKind.ITEM, "•"),
        (BlockKind.ITEM, "1.1"),
        (BlockKind.ITEM, "(a)"),
    ]


def test_a_bold_line_is_a_heading() -> None:
    heading, text = drawn("<b>2. Issues</b>", "There are some.")
    assert heading.kind is BlockKind.HEADING
    assert text.kind is BlockKind.PARAGRAPH
