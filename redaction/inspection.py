"""Whether a submitted file can be treated at all, and what it carries.

Refusals say what was expected, what was found and what to do. What is odd but
treatable is returned as a problem for an officer. Everything here reads bytes
that nobody vouches for: `redaction.confined` runs it in a process with limits.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from decisions.errors import RefusedFile
from decisions.fingerprints import Sha256, of_bytes
from decisions.flags import Place
from decisions.parts import Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and how much work reading it may make."""

    pages: int = 1_000
    mebibytes: int = 200
    objects: int = 500_000
    decoded_mebibytes: int = 1_024
    """Of all that is compressed in it, pictures at what they decode to."""
    memory_mebibytes: int = 2_048
    """Address space that reading may take on top of the programs'."""
    seconds: int = 60
    """For opening it, and as much more as `seconds_per_page` gives."""
    seconds_per_page: int = 20


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Carried:
    """Words that come with a file beside the text of its pages; never published."""

    place: Place
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of a file that may be treated."""

    pages: int
    carried: tuple[Carried, ...]
    problems: tuple[Problem, ...]
    makes_claims: bool = False
    """Whether it holds /ActualText: words that replace what is drawn."""

    @property
    def bookmarks(self) -> tuple[str, ...]:
        return tuple(c.text for c in self.carried if c.place is Place.BOOKMARK)


def inspect(pdf: bytes, limits: Limits = LIMITS) -> SourceFacts:
    """Look a file over.

    Raises:
        RefusedFile: Empty, no PDF, damaged beyond repair, locked by a password,
            a form that only one program can show, or larger than is treated. An
            empty user password is opened.
    """
    refuse_others(pdf, limits)
    with open_pdf(pdf) as opened:
        return _facts(opened, pdf, limits)


def refuse_others(pdf: bytes, limits: Limits = LIMITS) -> None:
    """Refuse what is seen to be no PDF of a fit size without parsing it."""
    if not pdf:
        raise RefusedFile(
            "empty", "expected a PDF, found an empty file; submit it again"
        )
    if len(pdf) > limits.mebibytes * 2**20:
        raise RefusedFile(
            "too-large",
            f"expected at most {limits.mebibytes} MiB, found {len(pdf) // 2**20}; "
            "split it or reduce its pictures",
        )
    if b"%PDF-" not in pdf[:1024]:
        raise RefusedFile(
            "not-a-pdf",
            "expected a PDF, found another kind of file; export it as PDF",
        )


def open_pdf(pdf: bytes) -> Pdf:
    """Open a PDF, repairing what qpdf can repair.

    Raises:
        RefusedFile: It is locked, or damaged beyond repair. qpdf's own words
            are not passed on: they may quote the file.
    """
    told = None
    try:
        return Pdf.open(BytesIO(pdf), suppress_warnings=True)
    except pikepdf.PasswordError:
        told = (
            "encrypted",
            "expected an open PDF, found one locked with a password; "
            "remove the password and submit it again",
        )
    except (pikepdf.PdfError, RuntimeError, ValueError, RecursionError):
        told = (
            "damaged",
            "expected a whole PDF, found a truncated or damaged file; "
            "export it again from the original",
        )
    raise RefusedFile(*told)


def _facts(opened: Pdf, pdf: bytes, limits: Limits) -> SourceFacts:
    pages = _page_count(opened)
    if not 0 < pages <= limits.pages:
        raise RefusedFile(
            "no-pages" if pages <= 0 else "too-many-pages",
            f"expected 1 to {limits.pages} pages, found {pages}; split the file",
        )
    if len(opened.objects) > limits.objects:
        raise RefusedFile(
            "too-many-objects",
            f"expected at most {limits.objects} objects, found {len(opened.objects)}; "
            "export it again from the original",
        )
    if _is_xfa_only(opened.Root):
        raise RefusedFile(
            "xfa-only",
            "expected pages, found an XFA form that only Adobe's programs can show; "
            "print it to PDF and submit that",
        )
    makes_claims = _see_streams(opened, limits)
    sha = of_bytes(pdf)
    problems = [*_file_oddities(opened, pdf), *_root_oddities(opened.Root)]
    carried = list(_carried(opened))
    return SourceFacts(
        pages=pages,
        carried=tuple(carried),
        problems=(
            *(Problem(code=c, message=m, file=sha) for c, m in problems),
            *_page_oddities(opened, sha),
        ),
        makes_claims=makes_claims,
    )


def _page_count(opened: Pdf) -> int:
    try:
        return len(opened.pages)
    except (pikepdf.PdfError, RuntimeError, ValueError, AttributeError, TypeError):
        pass
    raise RefusedFile(
        "damaged",
        "expected a readable list of pages, found a damaged one; "
        "export it again from the original",
    )


def _is_xfa_only(root: Object) -> bool:
    form = _dictionary(root.get("/AcroForm"))
    if "/XFA" not in form:
        return False
    fields = form.get("/Fields")
    return bool(root.get("/NeedsRendering", False)) or not isinstance(fields, Array)


# How much there is to decode


def _see_streams(opened: Pdf, limits: Limits) -> bool:
    """Decode every stream within a limit; whether one holds /ActualText.

    A bomb is a small stream that decodes to a large one. Flate, which can, is
    undone piece by piece; pictures are counted by their size.
    """
    left = limits.decoded_mebibytes * 2**20
    makes_claims = False
    for obj in opened.objects:
        if not isinstance(obj, Stream):
            makes_claims = makes_claims or _holds_claim(obj)
            continue
        if obj.get("/Subtype") == Name.Image:
            left -= _pixels(obj)
        else:
            body = _decoded(obj, max(left, 0))
            left -= len(body)
            makes_claims = makes_claims or b"ActualText" in body
        if left < 0:
            raise RefusedFile(
                "too-much-data",
                f"expected at most {limits.decoded_mebibytes} MiB once unpacked, found "
                "more; reduce its pictures, or export it again from the original",
            )
    return makes_claims


def _holds_claim(obj: Object) -> bool:
    if not isinstance(obj, Dictionary):
        return False
    if "/ActualText" in obj:
        return True
    for inner in (obj, obj.get("/Resources")):
        properties = inner.get("/Properties") if isinstance(inner, Dictionary) else None
        if isinstance(properties, Dictionary):
            return any(
                isinstance(entry, Dictionary) and "/ActualText" in entry
                for entry in properties.values()
            )
    return False


def _pixels(image: Stream) -> int:
    try:
        return max(0, int(image.Width)) * max(0, int(image.Height)) * 3
    except (AttributeError, TypeError, ValueError, OverflowError):
        return 0


def _decoded(stream: Stream, most: int) -> bytes:
    """The stream's data, or one byte more than `most` where there is more."""
    try:
        if stream.get("/Filter") in (Name.FlateDecode, Array([Name.FlateDecode])):
            if _dictionary(stream.get("/DecodeParms")):
                return stream.read_bytes()[: most + 1]
            return zlib.decompressobj().decompress(stream.read_raw_bytes(), most + 1)
        return stream.read_bytes()[: most + 1]
    except (pikepdf.PdfError, zlib.error, RuntimeError, ValueError):
        # Readers may still show a damaged stream in part: OCR sees what is shown.
        return b""


# What an officer should know; all of it is removed from public files

_EOF: Final = b"%%EOF"
_DANGEROUS: Final = frozenset(
    "/JavaScript /Launch /ImportData /SubmitForm /RichMediaExecute /GoToE /Rendition "
    "/Sound /Movie".split()
)


def _file_oddities(opened: Pdf, pdf: bytes) -> Iterator[tuple[str, str]]:
    warnings = opened.get_warnings()
    if warnings:
        yield (
            "repaired",
            f"the file is damaged and was repaired in {len(warnings)} places; "
            "compare it with the original",
        )
    if opened.is_encrypted:
        yield "was-encrypted", "the file is encrypted without a password to open it"
    revisions = pdf.count(_EOF) - int(opened.is_linearized)
    if revisions > 1:
        yield (
            "earlier-revisions",
            f"the file holds {revisions - 1} earlier versions of itself, which are "
            "never published; check that the last one is meant",
        )


def _root_oddities(root: Object) -> Iterator[tuple[str, str]]:
    form = _dictionary(root.get("/AcroForm"))
    names = _dictionary(root.get("/Names"))
    fields = list(_tree(form.get("/Fields"), "/Kids"))
    if "/XFA" in form:
        yield "xfa", "holds an XFA form, which is not read; print it to PDF and submit"
    if any("/V" in field and field.get("/FT") != Name.Sig for field in fields):
        yield (
            "form-fields",
            "holds filled-in form fields; check what the pages show",
        )
    if any(field.get("/FT") == Name.Sig and "/V" in field for field in fields):
        yield (
            "signed",
            "carries a digital signature, which the public file cannot keep",
        )
    opens = _dictionary(root.get("/OpenAction"))
    if "/JavaScript" in names or "/AA" in root or _is_dangerous(opens):
        yield "actions", "holds scripts or actions, which are removed"
    if "/EmbeddedFiles" in names or "/AF" in root or "/Collection" in root:
        yield "attachments", "holds attached files, which are never published"
    if "/OCProperties" in root:
        yield "layers", "holds layers that can be hidden; check what the pages show"


def _page_oddities(opened: Pdf, sha: Sha256) -> Iterator[Problem]:
    notes, acting = [], []
    for number, page in enumerate(opened.pages, start=1):
        annotations = _dictionaries(page.obj.get("/Annots"))
        kinds = {note.get("/Subtype") for note in annotations}
        if kinds - {Name.Link, Name.Widget, Name.Popup}:
            notes.append(number)
        if "/AA" in page.obj or any(_acts(note) for note in annotations):
            acting.append(number)
    if notes:
        yield Problem(
            code="annotations",
            message=f"{len(notes)} pages hold comments or stamps: never published",
            file=sha,
            page=notes[0],
        )
    if acting:
        yield Problem(
            code="actions",
            message=f"{len(acting)} pages hold scripts or actions, which are removed",
            file=sha,
            page=acting[0],
        )


def _acts(note: Dictionary) -> bool:
    return "/AA" in note or _is_dangerous(_dictionary(note.get("/A")))


def _is_dangerous(action: Dictionary) -> bool:
    return str(action.get("/S", "")) in _DANGEROUS


# Words beside the text


def _carried(opened: Pdf) -> Iterator[Carried]:
    info = _dictionary(opened.trailer.get("/Info"))
    for _, value in info.items():
        yield from _words(Place.METADATA, value)
    yield from _xmp(opened)
    outlines = _dictionary(opened.Root.get("/Outlines"))
    for item in _chain(outlines.get("/First")):
        yield from _words(Place.BOOKMARK, item.get("/Title"))
    form = _dictionary(opened.Root.get("/AcroForm"))
    for field in _tree(form.get("/Fields"), "/Kids"):
        for key in ("/V", "/DV", "/TU"):
            yield from _words(Place.FORM_FIELD, field.get(key))
    for number, page in enumerate(opened.pages, start=1):
        for note in _dictionaries(page.obj.get("/Annots")):
            if note.get("/Subtype") != Name.Widget:
                for key in ("/Contents", "/RC", "/T", "/Subj"):
                    yield from _words(Place.ANNOTATION, note.get(key), number)
    names = _dictionary(opened.Root.get("/Names"))
    for node in _tree(Array([_dictionary(names.get("/EmbeddedFiles"))]), "/Kids"):
        for entry in _dictionaries(node.get("/Names")):
            for key in ("/UF", "/F", "/Desc"):
                yield from _words(Place.ATTACHMENT, entry.get(key))


def _words(place: Place, value: object, page: int | None = None) -> Iterator[Carried]:
    if isinstance(value, pikepdf.String) and str(value).strip():
        yield Carried(place, str(value), page)


def _xmp(opened: Pdf) -> Iterator[Carried]:
    """Every text of the document's XMP; a packet that is no XML has none."""
    stream = opened.Root.get("/Metadata")
    if not isinstance(stream, Stream):
        return
    try:
        with opened.open_metadata(update_docinfo=False, strict=True) as xmp:
            values = [value for _, value in xmp.items()]
    except (ValueError, KeyError, TypeError, pikepdf.PdfError, SyntaxError):
        return
    for value in values:
        for text in value if isinstance(value, list | set | tuple) else [value]:
            if str(text).strip():
                yield Carried(Place.METADATA, str(text))


# Walks over what may loop


def _dictionary(obj: object) -> Dictionary:
    return obj if isinstance(obj, Dictionary) else Dictionary()


def _dictionaries(listed: object) -> list[Dictionary]:
    if not isinstance(listed, Array):
        return []
    return [item for item in listed.as_list() if isinstance(item, Dictionary)]


def _tree(listed: object, kids: str) -> Iterator[Dictionary]:
    """Every node of a tree, each once."""
    seen: set[tuple[int, int]] = set()
    waiting = _dictionaries(listed)
    while waiting:
        node = waiting.pop()
        if node.is_indirect and node.objgen in seen:
            continue
        seen.add(node.objgen)
        yield node
        waiting += _dictionaries(node.get(kids))


def _chain(first: object) -> Iterator[Dictionary]:
    """Every item of an outline; a loop or a broken link ends the walk."""
    seen: set[tuple[int, int]] = set()
    waiting = [first]
    while waiting:
        item = waiting.pop()
        if not isinstance(item, Dictionary) or item.objgen in seen:
            continue
        seen.add(item.objgen)
        yield item
        waiting += [item.get("/Next"), item.get("/First")]
