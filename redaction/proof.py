"""Reading a redacted file again, as somebody would who wants what was withheld.

Independent readers: PDFium, pdfplumber, every map of every font, the look of pages
and of stored pictures, a walk over every decoded object, the bare bytes. A term is
looked for folded (case, accents, dashes, ligatures, spaces). A clean report says
that these looked and found nothing; it cannot say that no other way exists.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from io import BytesIO
from typing import Any, Final

import pdfplumber
import pikepdf
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException
from pikepdf import Array, Dictionary, Name, Stream, String

from decisions.errors import RefusedFile
from decisions.text import Source
from redaction.finding import is_plain_link
from redaction.fontcuts import FONT_FAULTS
from redaction.fontproof import readings_of, residue_of, shown_in
from redaction.images import stored_pictures
from redaction.inspection import open_pdf
from redaction.operands import PAINTS, STEPS
from redaction.publicfile import Leak, Report
from redaction.reading.ocr import words_on
from redaction.reading.pages import read_pages, text_of_pages
from redaction.reading.seeing import Eyes
from redaction.terms import Terms

PICTURE_DPI: Final = 200


def prove(output: bytes, withheld: Collection[str], *, ours: bool) -> Report:
    """Look for every withheld term everywhere in a file.

    Args:
        output: The file to be made public.
        withheld: Words that must not be in it; blank ones are passed over.
        ours: Whether `black_out` made it, so that its structure is checked too.

    Raises:
        RefusedFile: It cannot be opened, so nothing can be said about it.
    """
    terms = Terms(tuple(withheld))
    found: set[Leak] = set()
    checks = dict(CHECKS)
    if not ours:
        del checks["structure"], checks["fonts"]
    for name, check in checks.items():
        try:
            found |= set(check(output, terms))
        except FONT_FAULTS:
            # What a reader fails on may hold anything: nothing can be certified.
            found.add(Leak(0, f"the check {name} cannot be run on it"))
    return Report(tuple(sorted(found, key=_order)), tuple(checks))


def _order(leak: Leak) -> tuple[int, str, int]:
    return leak.term, leak.where, leak.page or 0


def _in_text(page: int, text: str, terms: Terms, where: str) -> Iterator[Leak]:
    for number in terms.in_text(text):
        yield Leak(number, where, page)


def _by_pdfium(output: bytes, terms: Terms) -> Iterator[Leak]:
    for page, text in enumerate(text_of_pages(output), start=1):
        yield from _in_text(page, text, terms, "text by PDFium")


def _by_pdfplumber(output: bytes, terms: Terms) -> Iterator[Leak]:
    told = None
    try:
        with pdfplumber.open(BytesIO(output)) as opened:
            for page in opened.pages:
                text = page.extract_text() or ""
                yield from _in_text(page.page_number, text, terms, "text by pdfplumber")
                page.close()
    except (PdfminerException, PDFException, ValueError, KeyError, TypeError):
        told = Leak(0, "a page that pdfplumber cannot read")
    if told:
        yield told


def _by_every_map(output: bytes, terms: Terms) -> Iterator[Leak]:
    """What is shown, read by every map that any of the fonts has."""
    with open_pdf(output) as opened:
        for page, text in readings_of(shown_in(opened)):
            yield from _in_text(page, text, terms, "text by another map of a font")


def _by_seeing(output: bytes, terms: Terms) -> Iterator[Leak]:
    """The pages as they look, wherever their text cannot be all there is to read.

    And as they look to somebody who takes every box off: a box hides nothing.
    """
    if not terms.long:
        return
    for page in read_pages(without_boxes(output), eyes=Eyes()):
        if page.source is not Source.TEXT:
            yield from _in_text(
                page.number, page.text, terms.long, "the look of a page"
            )


def _by_pictures(output: bytes, terms: Terms) -> Iterator[Leak]:
    """Every stored picture, shown or not, whole or in part."""
    if not terms.long:
        return
    for where, pixels in stored_pictures(output):
        if pixels is None:
            yield Leak(0, f"{where}: it cannot be read")
            continue
        words = " ".join(word.text for word in words_on(pixels, PICTURE_DPI))
        for leak in _in_text(0, words, terms.long, where):
            yield Leak(leak.term, leak.where)


def without_boxes(pdf: bytes) -> bytes:
    """The file with no rectangle painted on its pages."""
    body = BytesIO()
    with open_pdf(pdf) as opened:
        for page in opened.pages:
            try:
                bare = pikepdf.unparse_content_stream(_boxless(page))
            except pikepdf.PikepdfError:
                continue  # what cannot be taken apart is looked at as it is
            page.Contents = opened.make_stream(bare)
        opened.save(body)
    return body.getvalue()


def _boxless(page: pikepdf.Page) -> list[Any]:
    bare: list[Any] = []
    steps: set[str] = set()
    for one in pikepdf.parse_content_stream(page):
        operator = str(one.operator)
        if operator in PAINTS:
            is_box = bool(steps) and steps <= {"re", "h"}
            bare.append(([], pikepdf.Operator("n")) if is_box else one)
            steps = set()
            continue
        if operator in STEPS:
            steps.add(operator)
        bare.append(one)
    return bare


def _by_objects(output: bytes, terms: Terms) -> Iterator[Leak]:
    with open_pdf(output) as opened:
        for obj in opened.objects:
            where = f"object {obj.objgen[0]}"
            yield from _in_strings(obj, terms, where)
            for text in _texts_of(obj):
                yield from _in_data(text, terms, where)
        for text in _texts_of(opened.trailer):
            yield from _in_data(text, terms, "trailer")


def _in_data(text: str, terms: Terms, where: str) -> Iterator[Leak]:
    for number in terms.in_data(text):
        yield Leak(number, where)


def _in_strings(obj: pikepdf.Object, terms: Terms, where: str) -> Iterator[Leak]:
    """Whole words in the strings of one object, however short."""
    waiting: list[object] = [obj]
    while waiting:
        item = waiting.pop()
        if isinstance(item, String):
            for number in terms.in_text(str(item)):
                yield Leak(number, where)
        elif isinstance(item, Array):
            waiting += [inner for inner in item.as_list() if not _is_other(inner)]
        elif isinstance(item, Dictionary):
            waiting += [v for v in item.values() if not _is_other(v)]


def _texts_of(obj: pikepdf.Object) -> Iterator[str]:
    """Everything in one object that could be read as words."""
    waiting: list[object] = [obj]
    while waiting:
        item = waiting.pop()
        if isinstance(item, String):
            yield str(item)
            yield bytes(item).decode("latin-1")
        elif isinstance(item, Name):
            yield str(item)
        elif isinstance(item, Array):
            waiting += [inner for inner in item.as_list() if not _is_other(inner)]
        elif isinstance(item, Dictionary):
            for key, inner in item.items():
                yield key
                if not _is_other(inner):
                    waiting.append(inner)
        elif isinstance(item, Stream):
            waiting.append(Dictionary(dict(item.stream_dict.items())))
            yield from _texts_of_stream(item)


def _is_other(item: object) -> bool:
    """Whether it is an object of its own, which the walk comes to anyway."""
    return isinstance(item, pikepdf.Object) and item.is_indirect


def _texts_of_stream(stream: Stream) -> Iterator[str]:
    if stream.get("/Subtype") == Name.Image:
        yield stream.read_raw_bytes().decode("latin-1")
        return
    try:
        body = stream.read_bytes()
    except pikepdf.PdfError:
        body = stream.read_raw_bytes()
    yield from _readings(body)
    if b"BT" in body:
        yield "".join(_shown_strings(stream))


def _readings(body: bytes) -> Iterator[str]:
    """Bytes as text in every coding that a file may use."""
    for coding in ("latin-1", "utf-8", "utf-16-be", "utf-16-le"):
        yield body.decode(coding, "replace")
    yield body[1:].decode("utf-16-be", "replace")
    if zipfile.is_zipfile(BytesIO(body)):
        yield from _unpacked(body)


def _unpacked(body: bytes) -> Iterator[str]:
    """What a document in an archive format holds (docx, odt ...)."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            for entry in archive.infolist()[:ENTRIES_MAX]:
                if entry.file_size <= CARVED_MAX:
                    text = archive.read(entry).decode("utf-8", "replace")
                    yield text
                    yield re.sub(r"<[^>]*>", "", text)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error):
        return


def _shown_strings(stream: Stream) -> Iterator[str]:
    try:
        instructions = list(pikepdf.parse_content_stream(stream))
    except (pikepdf.PdfError, TypeError):
        return  # no content: a font's program has these two letters by chance
    for instruction in instructions:
        for operand in instruction.operands:
            items = operand.as_list() if isinstance(operand, Array) else [operand]
            for item in items:
                if isinstance(item, String):
                    yield bytes(item).decode("latin-1")


_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_LITERAL: Final = re.compile(rb"\(((?:[^()\\]|\\.)*)\)|<([0-9A-Fa-f\s]+)>", re.DOTALL)
CARVED_MAX: Final = 64 * 1024 * 1024
ENTRIES_MAX: Final = 1_000


def _by_carving(output: bytes, terms: Terms) -> Iterator[Leak]:
    """The bytes of the file and every stream in it, also those nothing points to."""
    for text in _readings(output):
        yield from _in_data(text, terms, "bytes of the file")
    for match in _STREAM.finditer(output):
        try:
            body = zlib.decompressobj().decompress(match[1], CARVED_MAX)
        except zlib.error:
            body = match[1]
        for text in (*_readings(body), _literals(body)):
            yield from _in_data(text, terms, "a carved stream")
        if body.lstrip().startswith(b"%PDF-") and len(body) < len(output):
            yield from _in_attached(body, terms)


def _literals(body: bytes) -> str:
    """The strings of what may be a content stream, joined as they are shown."""
    if b"BT" not in body:
        return ""
    found = []
    for match in _LITERAL.finditer(body):
        if match[1] is not None:
            found.append(match[1].decode("latin-1"))
        else:
            digits = match[2].translate(None, b" \r\n\t")
            found.append(
                bytes.fromhex(digits.decode()[: len(digits) // 2 * 2]).decode("latin-1")
            )
    return "".join(found)


def _in_attached(pdf: bytes, terms: Terms) -> Iterator[Leak]:
    """A PDF within the PDF, read in every way itself."""
    try:
        report = prove(pdf, terms.all, ours=False)
    except RefusedFile:
        yield Leak(0, "an attached PDF that cannot be read")
        return
    for leak in report.leaks:
        yield Leak(leak.term, f"an attached PDF: {leak.where}", leak.page)


FORBIDDEN_KEYS: Final = frozenset(
    "/AcroForm /Names /OpenAction /AA /AF /Collection "
    "/EmbeddedFiles /JavaScript /JS /OCProperties /OC /PieceInfo /Thumb /Dests "
    "/Threads /PageLabels /ActualText /Alt /RoleMap /ClassMap /IDTree /Perms "
    "/XFA /LastModified /SMaskInData /OPI /Alternates".split()
)


def _fonts(output: bytes, terms: Terms) -> Iterator[Leak]:  # noqa: ARG001
    """No font knows a letter that no page shows."""
    with open_pdf(output) as opened:
        for what in residue_of(shown_in(opened)):
            yield Leak(0, what)


def _structure(output: bytes, terms: Terms) -> Iterator[Leak]:  # noqa: ARG001
    """One revision, nothing behind it, and no key that our files never have."""
    if output.count(b"%%EOF") != 1 or not output.rstrip().endswith(b"%%EOF"):
        yield Leak(0, "an earlier revision, or data behind the end")
    with open_pdf(output) as opened:
        if "/Prev" in opened.trailer:
            yield Leak(0, "key /Prev")
        for page in opened.pages:
            notes = page.obj.get("/Annots", Array())
            if not all(is_plain_link(note) for note in notes.as_list()):
                yield Leak(0, "key /Annots")
        for obj in [*opened.objects, opened.trailer]:
            for key in _keys_of(obj):
                if key in FORBIDDEN_KEYS:
                    yield Leak(0, f"key {key}")


def _keys_of(obj: pikepdf.Object) -> Iterator[str]:
    waiting: list[object] = [obj]
    while waiting:
        item = waiting.pop()
        inner: list[object] = []
        if isinstance(item, Array):
            inner = list(item.as_list())
        elif isinstance(item, Dictionary | Stream):
            for key, value in item.items():
                yield key
                inner.append(value)
        waiting += [value for value in inner if not _is_other(value)]


CHECKS: Final[dict[str, Callable[[bytes, Terms], Iterator[Leak]]]] = {
    "PDFium": _by_pdfium,
    "pdfplumber": _by_pdfplumber,
    "every map": _by_every_map,
    "looks": _by_seeing,
    "pictures": _by_pictures,
    "decoded objects": _by_objects,
    "carved data": _by_carving,
    "fonts": _fonts,
    "structure": _structure,
}
"""Name of a check and what runs it. All must find nothing."""
