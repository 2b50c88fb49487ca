"""Whether a submitted file can be treated at all, and what it carries.

Refusals say what was expected, what was found and what to do. What is odd but
treatable is returned as a problem for an officer. Everything here reads bytes
that nobody vouches for: `redaction.confined` runs it in a process with limits.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final, TypeVar

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from decisions.errors import RefusedFile
from decisions.flags import Place
from decisions.parts import Problem
from redaction.baggage import Carried, baggage, dictionary


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and how much work reading it may make."""

    pages: int = 1_000
    mebibytes: int = 200
    objects: int = 500_000
    decoded_mebibytes: int = 1_024
    """Of all that is compressed in it, and of any one picture."""
    memory_mebibytes: int = 2_048
    """Address space that reading may take on top of the programs'."""
    seconds: int = 60
    """Of the processor, for opening it;"""
    seconds_per_page: int = 20
    """and for each page."""


LIMITS: Final = Limits()
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of a file that may be treated."""

    pages: int
    carried: tuple[Carried, ...]
    problems: tuple[Problem, ...]
    makes_claims: bool = False
    """Whether it holds /ActualText: words that replace what is drawn."""
    look_at: tuple[int, ...] = ()
    """Pages, 1-based, that paint with patterns: only a look shows what they say."""
    claiming_fonts: tuple[str, ...] = ()
    """The name of each font with a /ToUnicode of its own: it says itself what its
    glyphs mean. Fonts of one name stand here more than once."""

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


def repaired(pdf: bytes) -> bytes:
    """The file written anew, as qpdf understands it.

    Raises:
        RefusedFile: It does not open, or cannot be written.
    """
    out = BytesIO()
    with open_pdf(pdf) as opened:
        try:
            opened.save(out)
            return out.getvalue()
        except (pikepdf.PdfError, RuntimeError, ValueError):
            pass
    raise RefusedFile(
        "damaged",
        "expected a whole PDF, found one that cannot be repaired; "
        "export it again from the original",
    )


def _facts(opened: Pdf, pdf: bytes, limits: Limits) -> SourceFacts:
    pages = _page_count(opened)
    if not 0 < pages <= limits.pages:
        raise RefusedFile(
            "no-pages" if pages <= 0 else "too-many-pages",
            f"expected 1 to {limits.pages} pages, found {pages}; "
            + ("export it again" if pages <= 0 else "split the file"),
        )
    if len(opened.objects) > limits.objects:
        raise RefusedFile(
            "too-many-objects",
            f"expected at most {limits.objects} objects, found {len(opened.objects)}; "
            "export it again from the original",
        )
    warnings = len(opened.get_warnings())
    if warnings and not _is_whole(opened):
        raise RefusedFile(
            "damaged",
            "expected a whole PDF, found one whose pages are lost in part; "
            "export it again from the original",
        )
    if _is_xfa_only(opened.Root):
        raise RefusedFile(
            "xfa-only",
            "expected pages, found an XFA form that only Adobe's programs can show; "
            "print it to PDF and submit that",
        )
    makes_claims, damaged = _see_streams(opened, limits)
    bag = baggage(opened, pdf, warnings, damaged)
    return SourceFacts(
        pages=pages,
        carried=bag.carried,
        problems=bag.problems,
        makes_claims=makes_claims,
        look_at=_patterned(opened),
        claiming_fonts=_claiming_fonts(opened),
    )


def _patterned(opened: Pdf) -> tuple[int, ...]:
    found = []
    for number, page in enumerate(opened.pages, start=1):
        patterns = dictionary(dictionary(page.obj.get("/Resources")).get("/Pattern"))
        if any(isinstance(pattern, Stream) for pattern in patterns.values()):
            found.append(number)
    return tuple(found)


def _claiming_fonts(opened: Pdf) -> tuple[str, ...]:
    found = set()
    for obj in opened.objects:
        if isinstance(obj, Dictionary) and "/ToUnicode" in obj:
            try:
                name = str(obj.get("/BaseFont", "")).lstrip("/")
                claim = obj.ToUnicode.objgen
            except (ValueError, RuntimeError):
                continue
            # PDFium names a font without the tag of its subset (9.9.2).
            found.add((re.sub(r"^[A-Z]{6}\+", "", name), claim))
    return tuple(sorted(name for name, _ in found if name))


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


def _is_whole(opened: Pdf) -> bool:
    """Whether every page of a damaged file still has all that is drawn on it."""
    for page in opened.pages:
        contents = page.obj.get("/Contents")
        streams = contents.as_list() if isinstance(contents, Array) else [contents]
        try:
            if not all(
                isinstance(s, Stream) and s.read_bytes() is not None for s in streams
            ):
                return False
        except (pikepdf.PdfError, RuntimeError, ValueError):
            return False
    return True


def _is_xfa_only(root: Object) -> bool:
    form = dictionary(root.get("/AcroForm"))
    if "/XFA" not in form:
        return False
    fields = form.get("/Fields")
    return bool(root.get("/NeedsRendering", False)) or not isinstance(fields, Array)


# How much there is to decode


def _see_streams(opened: Pdf, limits: Limits) -> tuple[bool, int]:
    """Decode every stream within a limit.

    A bomb is a small stream that decodes to a large one. Flate, which can, is
    undone piece by piece; a picture is judged by its size.

    Returns:
        Whether one holds /ActualText, and how many do not decode whole.
    """
    most = limits.decoded_mebibytes * 2**20
    left = most
    makes_claims = False
    damaged = 0
    for obj in opened.objects:
        if not isinstance(obj, Stream):
            makes_claims = makes_claims or _holds_claim(obj)
            continue
        is_picture = obj.get("/Subtype") == Name.Image
        if is_picture and _size_of_picture(obj) > most:
            left = -1
        elif not is_picture:
            before = b""
            try:
                for piece in _decoded(obj):
                    left -= len(piece)
                    makes_claims = makes_claims or _CLAIM in before + piece
                    before = piece[-len(_CLAIM) :]
                    if left < 0:
                        break
            except (pikepdf.PdfError, zlib.error, RuntimeError, ValueError):
                damaged += 1
        if left < 0:
            raise RefusedFile(
                "too-much-data",
                f"expected at most {limits.decoded_mebibytes} MiB once unpacked, found "
                "more; reduce its pictures, or export it again from the original",
            )
    return makes_claims, damaged


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


def _size_of_picture(image: Stream) -> int:
    """Bytes that a picture decodes to; 0 where it does not say."""
    try:
        bits = int(image.get("/BitsPerComponent", 1))
        components = 1 if bits == 1 else 4
        pixels = max(0, int(image.Width)) * max(0, int(image.Height))
    except (AttributeError, TypeError, ValueError, OverflowError):
        return 0
    return pixels * bits * components // 8


def _decoded(stream: Stream) -> Iterator[bytes]:
    """The stream's data piece by piece.

    Raises:
        ValueError, zlib.error, pikepdf.PdfError: It does not decode whole.
    """
    filters = _filters(stream)
    if set(filters) != {"/FlateDecode"}:
        yield stream.read_bytes()
        return
    pieces: Iterator[bytes] = iter([stream.read_raw_bytes()])
    for _ in filters:
        pieces = _inflated(pieces)
    yield from pieces


def _filters(stream: Stream) -> list[str]:
    found = stream.get("/Filter")
    if isinstance(found, Array):
        return [str(name) for name in found.as_list()]
    return [str(found)] if isinstance(found, Name) else []


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    inflate = zlib.decompressobj()
    is_empty = True
    for piece in pieces:
        waiting = piece
        is_empty = is_empty and not piece
        while waiting and not inflate.eof:
            yield inflate.decompress(waiting, _PIECE)
            waiting = inflate.unconsumed_tail
    if not (is_empty or inflate.eof):
        told = "the data end before they should"
        raise ValueError(told)


_PIECE: Final = 2**20
_CLAIM: Final = b"ActualText"
