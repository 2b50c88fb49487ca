"""Bare figures in tables: what a column or row is about, its heading says.

Tables are lines whose cells a tab, a bar or a wide gap keeps apart; so reading
writes ruled tables, and so columns that are only aligned look in plain text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.figures import as_a_figure, as_figures_are
from redaction.rules.base import Find, Passage, Rule, Span, compiled, matches

_GAP: Final = compiled(r"\t|[ ]{3,}|[ ]*\|[ ]*")
_FIGURE: Final = compiled(
    r"^[£$€]?[ ]?-?\(?[£$€]?\d{1,3}(?:(?:,\d{3})+|\d*)(?:\.\d+)?[ ]?[kKmM]?\)?%?(?:[ ]?(?:/|out[ ]of)[ ]?\d+)?$"
)
_MONEY: Final = compiled(
    r"""(?i)£|€|\bGBP\b|\b(?:costs?|prices?|value|amount|budget|spend|fees?|bids?|sum|charges?|savings?|
    payments?|payable|expenditure|offer|quote|quotation|tender\s?sum|invoice|total|net|gross|salary|profile|
    capital|revenue|annual|saving|settlement|compensation)\b"""
)
_RATE: Final = compiled(
    r"(?i)\b(?:rates?|per\s(?:hour|day|unit|month|user|head)|hourly|daily|day\srate|unit\s(?:price|cost))\b"
)
_SCORE: Final = compiled(
    r"(?i)\b(?:scores?|scored|marks?|points|quality|technical|ranking|evaluation)\b"
)
_COUNT: Final = compiled(
    r"""(?i)^\W*(?:no\.?|nos\.?|number(?:\sof.*)?|qty|quantity|fte|count|weight(?:ing)?s?.*|year|date|ref(?:erence)?|
    item|lot|page|part|version|stage|phase|rank|units?|volume|officers|staff|headcount|hours|days|calls|crimes)\W*$|weighting|\bFTE\b|\bnumber\sof\b"""
)
_YEARS: Final = compiled(
    r"(?i)^\W*(?:year\s?\d|yr\s?\d|20\d\d(?:\s?[/-]\s?\d{2,4})?|fy\s?\d+|q[1-4]|total|month\s?\d+)\W*$"
)


@dataclass(frozen=True, slots=True)
class _Cell:
    start: int
    end: int
    text: str

    @property
    def is_figure(self) -> bool:
        is_year = any(matches(_YEARS, self.text)) or _is_a_double_year(self.text)
        return not is_year and any(matches(_FIGURE, self.text))


def _is_a_double_year(text: str) -> bool:
    """Whether it is "23/24": a year and the next one."""
    first, _, second = text.partition("/")
    is_pair = first.isdigit() and second.isdigit() and len(first) == len(second) == 2
    return is_pair and (int(first) + 1) % 100 == int(second)


def _rows(text: str) -> Iterator[tuple[str, list[list[_Cell]]]]:
    """Runs of table lines, each with the line that stands right before it."""
    at, before = 0, ""
    run: list[list[_Cell]] = []
    for line in [*text.split("\n"), ""]:
        cells = list(_cells(line, at))
        if len(cells) > 1:
            run.append(cells)
        else:
            if len(run) > 1:
                yield before, run
            run = []
            before = line
        at += len(line) + 1


def _cells(line: str, at: int) -> Iterator[_Cell]:
    start = 0
    for gap in [*matches(_GAP, line), None]:
        end = gap.start() if gap else len(line)
        text = line[start:end].strip()
        if text:
            first = start + line[start:end].index(text)
            yield _Cell(at + first, at + first + len(text), text)
        start = gap.end() if gap else end


def _tables(passage: Passage) -> list[tuple[str, list[list[_Cell]]]]:
    return list(_rows(passage.text)) if _is_tabular(passage.text) else []


def headings(passage: Passage) -> dict[int, tuple[str, str]]:
    """For each cell with a figure, by where it begins: its column's and row's heading."""
    return {
        cell.start: (_title(head, cells, index) or before, cells[0].text)
        for before, head, cells in passage.once(_under_heads)
        for index, cell in enumerate(cells)
    }


def _under_heads(passage: Passage) -> list[tuple[str, list[_Cell], list[_Cell]]]:
    """Each row with figures: the line before its table, its headings, its cells."""
    found: list[tuple[str, list[_Cell], list[_Cell]]] = []
    for before, rows in passage.once(_tables):
        head: list[_Cell] = []
        for cells in rows:
            if any(cell.is_figure for cell in cells):
                found.append((before, head, cells))
            else:
                head = cells
    return found


def in_one_column(passage: Passage) -> list[list[Span]]:
    """The cells of each table that stand below each other, figures or not."""
    found: list[list[Span]] = []
    for _, rows in passage.once(_tables):
        below: dict[tuple[int, int], list[Span]] = {}
        for cells in rows:
            for index, cell in enumerate(cells):
                column = below.setdefault((len(cells), index), [])
                column.append(Span(cell.start, cell.end))
        found += below.values()
    return found


def in_one_row(passage: Passage) -> list[list[Span]]:
    """The cells of each table that stand beside each other."""
    return [
        [Span(cell.start, cell.end) for cell in cells]
        for _, rows in passage.once(_tables)
        for cells in rows
    ]


def _headed(wanted: Category) -> Find:
    def find(passage: Passage) -> Iterator[Span]:
        for cell, category in passage.once(_judged):
            if category is wanted:
                yield Span(cell.start, cell.end)

    return find


def _judged(passage: Passage) -> list[tuple[_Cell, Category]]:
    """Each cell whose headings say what it is."""
    found = []
    for before, head, cells in passage.once(_under_heads):
        label = cells[0].text if not cells[0].is_figure else ""
        around = before + " " + " ".join(c.text for c in head)
        for index, cell in enumerate(cells):
            is_number_of_row = index == 0 and label == "" and len(cells) > 2
            if not cell.is_figure or is_number_of_row:
                continue
            category = _of(_title(head, cells, index), label, around)
            if category is not None:
                found.append((cell, category))
    return found


def _title(head: list[_Cell], cells: list[_Cell], index: int) -> str:
    if len(head) == len(cells):
        return head[index].text
    if len(head) == len(cells) - 1 and index > 0:
        return head[index - 1].text
    return ""


def _of(title: str, label: str, around: str) -> Category | None:
    if any(matches(_COUNT, title)) or any(matches(_COUNT, label)):
        return None
    for text in (title, label):
        if any(matches(_SCORE, text)) and not any(matches(_MONEY, text)):
            return Category.BID_SCORE
        if any(matches(_RATE, text)):
            return Category.RATE
        if any(matches(_MONEY, text)):
            return Category.MONEY
    is_money = any(matches(_MONEY, around))
    if is_money and (
        title == "" or any(matches(_YEARS, title)) or _is_a_double_year(title)
    ):
        return Category.MONEY
    return None


_FIRMS: Final = compiled(
    r"(?i)^\W*(?:bidders?|suppliers?|tenderers?|vendors?|contractors?|compan(?:y|ies)|firms?|providers?)(?:'s)?(?:\sname)?\W*$"
)
_NO_FIRM: Final = compiled(
    r"(?i)^(?:total|average|mean|bidder\s\w|supplier\s\w|option.*|n/?a|tbc|none|.*\d{3}.*)$"
)


def _in_bidders_column(passage: Passage) -> Iterator[Span]:
    """The cells below a heading that asks for a bidder's name."""
    for _, rows in passage.once(_tables):
        column = None
        for cells in rows:
            if column is None:
                heads = [i for i, c in enumerate(cells) if any(matches(_FIRMS, c.text))]
                column = heads[0] if heads else None
                continue
            if column < len(cells):
                cell = cells[column]
                if not cell.is_figure and not any(matches(_NO_FIRM, cell.text)):
                    yield Span(cell.start, cell.end)


def _is_tabular(text: str) -> bool:
    return "\t" in text or "   " in text or "|" in text


def _row(id_: str, category: Category, what: str, hits: tuple[str, ...]) -> Rule:
    return Rule(
        id=RuleId(id_),
        category=category,
        section=Section("s43(2)"),
        confidence=0.7,
        why=f"The heading of its row or column says that it is {what}.",
        source="FOIA s.43(2); ICO, Commercial interests",
        find=_headed(category),
        weigh=as_a_figure(id_),
        tell=as_figures_are,
        hits=hits,
        misses=("Item\tNumber\nLaptops\t40", "a cost of 40"),
    )


RULES: Final = (
    Rule(
        id=RuleId("column.bidder"),
        category=Category.VENDOR,
        section=Section("s43(2)"),
        confidence=0.7,
        why="The heading of its column says that it is a bidder.",
        source="FOIA s.43(2); ICO, Commercial interests",
        find=_in_bidders_column,
        hits=("Bidder\tPrice\n[[Orrin Halt]]\t2,914\n[[Skelby UK]]\t2,700",),
        misses=("Item\tPrice\nLaptops\t40",),
    ),
    _row(
        "column.money",
        Category.MONEY,
        "a sum",
        (
            "Item\tCost (£)\nLaptops\t[[41,200]]\nDocks\t[[9,150.50]]",
            "£'000\nItem\t2017/18\t2018/19\nCapital\t[[1,250]]\t[[980]]",
            "Bidder      Price (£)      Rank\nAlpha       [[412,000]]        1",
        ),
    ),
    _row(
        "column.rate",
        Category.RATE,
        "a rate",
        ("Grade\tDay rate\nAnalyst\t[[612]]\nLead\t[[840]]",),
    ),
    _row(
        "column.score",
        Category.BID_SCORE,
        "a score",
        ("Bidder\tQuality score\nBidder A\t[[61.5]]\nBidder B\t[[58]]",),
    ),
)
