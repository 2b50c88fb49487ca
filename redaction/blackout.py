"""A new file of the kept pages, with everything under the marks taken out.

Glyphs, pixels and drawings under a mark are removed, not covered; pages that
are not kept are never copied, nor is anything that only they used. The same
sources and marks give the same bytes.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from io import BytesIO

import pypdfium2 as pdfium
from pikepdf import Pdf

from decisions.errors import CannotRedact
from redaction.finding import Link, add_ways
from redaction.fontcuts import FontKey, Fonts, FontsRefused
from redaction.inspection import open_pdf
from redaction.layers import Layers
from redaction.matrix import Area
from redaction.pagemaking import New, PageMaker, is_made
from redaction.pdfium import opened as pdfium_opened
from redaction.pictured import add_words, save
from redaction.publicfile import Made, SourcePages
from redaction.reading.pages import read_pages
from redaction.scrub import write_facts
from redaction.tagging import TaggedPage, Tags


def black_out(sources: Sequence[SourcePages], title: str) -> Made:
    """One public file made of the kept pages of all sources.

    Args:
        sources: In order; pages outside `keep` are not looked at.
        title: The public title, for the document information.

    Raises:
        CannotRedact: A kept page can neither be understood nor drawn, or no page
            is kept.
        RefusedFile: A source does not open.
    """
    if not any(source.keep for source in sources):
        raise CannotRedact("no page is kept; there is nothing to make public")
    refused: set[tuple[int, FontKey]] = set()
    while True:  # each round but the last finds fonts that no page may use
        found = _whole(sources, title, refused)
        if isinstance(found, Made):
            return found
        refused |= found


def _whole(
    sources: Sequence[SourcePages], title: str, refused: Collection[tuple[int, FontKey]]
) -> Made | set[tuple[int, FontKey]]:
    """The public file; or which fonts, by source, failed after their first page."""
    pictured: list[int] = []
    wordless: dict[int, list[Area]] = {}
    links: list[Link] = []
    written = 0
    with Pdf.new() as out:
        tags = Tags(out)
        for at, source in enumerate(sources):
            tagged: dict[tuple[int, int], TaggedPage] = {}
            with open_pdf(source.pdf) as opened, ExitStack() as stack:
                drawing: pdfium.PdfDocument | None = None
                fonts = Fonts(out, {font for of, font in refused if of == at})
                new = New(out, Layers(opened.Root), fonts)
                for number in source.keep:
                    marks = [m for m in source.marks if m.box.page == number]
                    page = PageMaker(opened.pages[number - 1], number, marks, new)
                    if not is_made(page):
                        if drawing is None:
                            drawing = stack.enter_context(pdfium_opened(source.pdf))
                        page.draw(drawing)
                        pictured.append(len(out.pages))
                    if page.is_wordless:
                        wordless[len(out.pages)] = page.areas
                    links += page.links
                    if page.numbers:
                        key = opened.pages[number - 1].obj.objgen
                        made = out.pages[-1].obj
                        tagged[key] = TaggedPage(made, page.numbers)
                tags.add(opened.Root, tagged)
                try:
                    written = fonts.finish(written)
                except FontsRefused as failed:
                    return {(at, font) for font in failed.keys}
        tags.finish()
        write_facts(out, title)
        body = BytesIO()
        save(out, body)
    return Made(_finished(body.getvalue(), wordless, links), tuple(pictured))


def _finished(
    pdf: bytes, wordless: Mapping[int, Sequence[Area]], links: Sequence[Link]
) -> bytes:
    """With what is made of the file itself: words under pictures, ways to find."""
    with open_pdf(pdf) as opened:
        if wordless:
            add_words(opened, pdf, wordless)
            worded = BytesIO()
            save(opened, worded)
            pdf = worded.getvalue()
        add_ways(opened, read_pages(pdf, has_claims=False), links)
        body = BytesIO()
        save(opened, body)
    return body.getvalue()
