"""Whether a submitted file can be treated at all, before anything reads it.

Refusals say what was expected, what was found and what to do. What is odd but
treatable is returned as a problem for an officer.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import Dictionary, Name, Pdf

from decisions.errors import RefusedFile
from decisions.fingerprints import of_bytes
from decisions.parts import Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be; larger ones are refused with advice."""

    pages: int = 1_000
    mebibytes: int = 200
    objects: int = 500_000


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of a file that may be treated."""

    pages: int
    metadata: tuple[tuple[str, str], ...]
    """Document information and XMP title: names and values, private."""
    bookmarks: tuple[str, ...]
    problems: tuple[Problem, ...]


def inspect(pdf: bytes, limits: Limits = LIMITS) -> SourceFacts:
    """Look a file over.

    Raises:
        RefusedFile: Empty, no PDF, damaged beyond repair, locked by a password,
            or larger than is treated. An empty user password is opened.
    """
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
    with open_pdf(pdf) as opened:
        return _facts(opened, pdf, limits)


def open_pdf(pdf: bytes) -> Pdf:
    """Open a PDF, repairing what qpdf can repair.

    Raises:
        RefusedFile: It is locked, or damaged beyond repair. qpdf's own words
            are not passed on: they may quote the file.
    """
    told = None
    try:
        return Pdf.open(BytesIO(pdf))
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
    sha = of_bytes(pdf)
    return SourceFacts(
        pages=pages,
        metadata=_metadata(opened),
        bookmarks=_bookmarks(opened),
        problems=tuple(
            Problem(code=code, message=message, file=sha)
            for code, message in _oddities(opened)
        ),
    )


def _page_count(opened: Pdf) -> int:
    try:
        return len(opened.pages)
    except (pikepdf.PdfError, RuntimeError, ValueError):
        pass
    raise RefusedFile(
        "damaged",
        "expected a readable list of pages, found a damaged one; "
        "export it again from the original",
    )


def _oddities(opened: Pdf) -> list[tuple[str, str]]:
    """What an officer should know; all of it is removed from public files."""
    root = opened.Root
    form = root.get("/AcroForm", Dictionary())
    names = root.get("/Names", Dictionary())
    found = []
    if "/XFA" in form:
        found.append(
            ("xfa", "holds an XFA form, which is not read; print it to PDF and submit")
        )
    if any("/V" in field for field in _dictionaries(form.get("/Fields"))):
        found.append(
            ("form-fields", "holds filled-in form fields; check what the pages show")
        )
    if "/JavaScript" in names or _is_action(root.get("/OpenAction")) or "/AA" in root:
        found.append(("actions", "holds scripts or actions, which are removed"))
    if "/EmbeddedFiles" in names or "/AF" in root or "/Collection" in root:
        found.append(("attachments", "holds attached files, which are never published"))
    if "/OCProperties" in root:
        found.append(
            ("layers", "holds layers that can be hidden; check what the pages show")
        )
    notes = sum(_has_notes(page.obj) for page in opened.pages)
    if notes:
        found.append(
            ("annotations", f"{notes} pages hold comments or stamps: never published")
        )
    return found


def _dictionaries(listed: pikepdf.Object | None) -> list[Dictionary]:
    if not isinstance(listed, pikepdf.Array):
        return []
    return [item for item in listed.as_list() if isinstance(item, Dictionary)]


def _is_action(action: pikepdf.Object | None) -> bool:
    return isinstance(action, Dictionary)


def _has_notes(page: pikepdf.Object) -> bool:
    notes = _dictionaries(page.get("/Annots"))
    return any(note.get("/Subtype") != Name.Link for note in notes)


def _metadata(opened: Pdf) -> tuple[tuple[str, str], ...]:
    info = opened.trailer.get("/Info")
    found = []
    if isinstance(info, Dictionary):
        for key, value in info.items():
            if isinstance(value, pikepdf.String):
                found.append((key.lstrip("/"), str(value)))
    return tuple(found)


def _bookmarks(opened: Pdf) -> tuple[str, ...]:
    """Every outline title, in order; a loop or a broken outline ends the walk."""
    outlines = opened.Root.get("/Outlines")
    titles: list[str] = []
    seen: set[tuple[int, int]] = set()
    waiting = [outlines.get("/First")] if isinstance(outlines, Dictionary) else []
    while waiting:
        item = waiting.pop()
        if not isinstance(item, Dictionary) or item.objgen in seen:
            continue
        seen.add(item.objgen)
        titles.append(str(item.get("/Title", "")))
        waiting += [item.get("/Next"), item.get("/First")]
    return tuple(title for title in titles if title)
