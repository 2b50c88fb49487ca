"""Opening files with PDFium, one at a time: it is not safe between threads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final

import pypdfium2 as pdfium

from decisions.errors import RefusedFile
from redaction.inspection import repaired

_ONE_AT_A_TIME: Final = threading.RLock()


@contextmanager
def opened(pdf: bytes) -> Iterator[pdfium.PdfDocument]:
    """A document, for as long as the block lasts.

    One that PDFium cannot open is opened as qpdf repairs it.

    Raises:
        RefusedFile: PDFium cannot open it all the same.
    """
    with _ONE_AT_A_TIME:
        document = _document(pdf) or _document(repaired(pdf))
        if document is None:
            raise RefusedFile(
                "unreadable",
                "expected a PDF that opens, found one that PDFium cannot read; "
                "export it again from the original",
            )
        try:
            yield document
        finally:
            document.close()


def _document(pdf: bytes) -> pdfium.PdfDocument | None:
    """The document with all of its pages; None where one cannot be opened."""
    try:
        document = pdfium.PdfDocument(pdf)
        for number in range(len(document)):
            document.get_page_size(number)
    except pdfium.PdfiumError:
        return None
    return document


def page_of(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    """Page `number`, 1-based.

    Raises:
        RefusedFile: It cannot be read.
    """
    try:
        return document[number - 1]
    except pdfium.PdfiumError:
        pass
    raise RefusedFile(
        "unreadable",
        f"expected pages that can be read, found page {number} of {len(document)} "
        "damaged; export the file again from the original",
    )


def page_picture(pdf: bytes, number: int, dots_per_inch: int = 110) -> bytes:
    """A page as a PNG, drawn as a viewer shows it (turned, cropped)."""
    with opened(pdf) as document:
        page = page_of(document, number)
        picture = page.render(scale=dots_per_inch / 72, grayscale=True).to_pil()
        page.close()
    out = BytesIO()
    picture.save(out, format="PNG", optimize=False, compress_level=3)
    return out.getvalue()
