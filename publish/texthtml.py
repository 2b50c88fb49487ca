"""The text of a decision as HTML.

Written here and not in a template: of all that a page says it is by far the most, and
a template takes three times as long for it.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from decisions.exemptions import EXEMPTIONS
from decisions.text import NOT_RAISED, Block
from publish.textual import Piece, notes_of, pieces

_LABEL: Final = re.compile(
    "|".join(re.escape(row.label) for row in EXEMPTIONS.values())
)
_RAISED: Final = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_numbered: Final = lru_cache(maxsize=4_096)(escape)
"""Of printed numbers: the same few stand on most pages."""


def _shown(label: str) -> str:
    section = label.strip("[]").removeprefix("s")
    return (
        '<span class="po-withheld"><span class="govuk-visually-hidden">withheld under '
        f'section </span><span aria-hidden="true">s</span>{section}</span>'
    )


_SHOWN: Final = {row.label: _shown(row.label) for row in EXEMPTIONS.values()}


def _labelled(text: str) -> str:
    """Escaped; no label has a character that escaping changes."""
    safe = str(escape(text))
    if "[s" not in safe:
        return safe
    return _LABEL.sub(lambda match: _SHOWN[match[0]], safe)


def withheld(text: str) -> Markup:
    """Text with its redaction labels shown, and read out, as what they are."""
    return Markup(_labelled(text))  # noqa: S704 - escaped there


def with_notes(text: str, page: int, notes: frozenset[str]) -> str:
    """As `withheld`, with raised numbers that lead to a footnote of the page.

    Args:
        notes: Anchors of the footnotes there are.
    """
    shown = _labelled(text)
    if not notes:
        return shown

    def link(match: re.Match[str]) -> str:
        number = match[0].translate(NOT_RAISED)
        anchor = f"note-{page}-{number}"
        if anchor not in notes:
            return match[0]
        return (
            f'<sup><a class="govuk-link" href="#{anchor}" aria-label="Footnote '
            f'{number}">{number}</a></sup>'
        )

    return _RAISED.sub(link, shown)


Shown = Callable[[str, int], str]
"""Text, and the page on which it stands, as HTML."""


def text_html(blocks: Iterable[tuple[str, Block]]) -> Markup:
    """All of the text, each piece with its anchor.

    Headings are of the third level: they stand below "Text of Part 1".
    """
    named = tuple(blocks)
    notes = notes_of(named)

    def shown(text: str, page: int) -> str:
        return with_notes(text, page, notes)

    made = [
        _AS.get(piece.kind, _paragraph)(piece, at, shown)
        for at, piece in enumerate(pieces(named), start=1)
    ]
    return Markup("\n".join(made))  # noqa: S704 - every text in it was escaped


def _paragraph(piece: Piece, at: int, shown: Shown) -> str:
    block, anchor = piece.block, piece.anchor
    number = _numbered(block.number)
    head = f'<span class="po-number">{number}</span> ' if number else ""
    return (
        f'<p class="govuk-body po-paragraph po-wrap" id="{anchor}">{head}'
        f'{shown(block.text, block.page)} <a class="govuk-link po-anchor" '
        f'href="#{anchor}" aria-label="Link to paragraph {number or at}">#</a></p>'
    )


def _heading(piece: Piece, at: int, shown: Shown) -> str:
    del at
    return (
        f'<h3 class="govuk-heading-s po-wrap" id="{piece.anchor}">'
        f"{shown(piece.block.text, piece.block.page)}</h3>"
    )


def _list(piece: Piece, at: int, shown: Shown) -> str:
    del at
    items = "\n".join(
        f'<li class="po-wrap" id="{anchor}">{shown(block.text, block.page)}</li>'
        for anchor, block in piece.blocks
    )
    return f'<ul class="govuk-list govuk-list--bullet">\n{items}\n</ul>'


def _table(piece: Piece, at: int, shown: Shown) -> str:
    page, rows = piece.block.page, piece.rows
    head = ""
    if piece.has_head:
        names = "".join(
            f'<th scope="col" class="govuk-table__header">{shown(cell, page)}</th>'
            for cell in rows.pop(0)
        )
        head = f'<thead class="govuk-table__head"><tr>{names}</tr></thead>\n'
    lines = "\n".join(
        '<tr class="govuk-table__row">'
        + "".join(
            f'<td class="govuk-table__cell">{shown(cell, page)}</td>' for cell in row
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="po-scroll" id="{piece.anchor}" role="region" '
        f'aria-label="Table {at} on page {page}" tabindex="0">'
        f'<table class="govuk-table">\n{head}{lines}\n</table></div>'
    )


def _footnote(piece: Piece, at: int, shown: Shown) -> str:
    del at, shown
    block = piece.block
    return (
        f'<p class="govuk-body-s po-footnote po-wrap" id="{piece.anchor}"><sup>'
        f"{escape(block.number)}</sup> {withheld(block.text)}</p>"
    )


_AS: Final[dict[str, Callable[[Piece, int, Shown], str]]] = {
    "heading": _heading,
    "list": _list,
    "table": _table,
    "footnote": _footnote,
}
"""By kind of piece; any other is a paragraph."""
