"""What a file carries beside the text of its pages: notes, scripts, words.

None of it reaches a public file. An officer is told, and the words are screened
for what they give away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeVar

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from decisions.fingerprints import Sha256, of_bytes
from decisions.flags import Place
from decisions.parts import Problem

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Carried:
    """Words that come with a file beside the text of its pages; never published."""

    place: Place
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Baggage:
    """All of it."""

    carried: tuple[Carried, ...]
    problems: tuple[Problem, ...]


def baggage(opened: Pdf, pdf: bytes, warnings: int, damaged: int) -> Baggage:
    """Look a file through.

    Args:
        opened: The file.
        pdf: Its bytes.
        warnings: How often it had to be repaired to open it.
        damaged: How many of its streams do not decode whole.
    """
    sha = of_bytes(pdf)
    carried, all_carried = _as_far_as_it_goes(_carried(opened))
    odd, all_odd = _as_far_as_it_goes(
        chain(_file_oddities(opened, pdf, warnings), _root_oddities(opened.Root))
    )
    on_pages, all_on_pages = _as_far_as_it_goes(_page_oddities(opened, sha))
    if not (all_carried and all_odd and all_on_pages):
        told = "part of what it carries is damaged and could not be looked at"
        odd.append(("damaged-structure", told))
    if damaged:
        told = f"{damaged} of its streams are damaged: words may be lost; compare it"
        odd.append(("damaged-stream", f"{told} with the original"))
    problems = (Problem(code=code, message=told, file=sha) for code, told in odd)
    return Baggage(tuple(carried), (*problems, *on_pages))


def _as_far_as_it_goes(found: Iterator[_T]) -> tuple[list[_T], bool]:
    """What was found before the file's structure turned out to be damaged."""
    kept: list[_T] = []
    try:
        kept.extend(found)
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, LookupError):
        return kept, False
    except AttributeError:
        return kept, False
    return kept, True


_EOF: Final = b"%%EOF"
_DANGEROUS: Final = frozenset(
    "/JavaScript /Launch /ImportData /SubmitForm /RichMediaExecute /GoToE /Rendition "
    "/Sound /Movie".split()
)


def _file_oddities(opened: Pdf, pdf: bytes, warnings: int) -> Iterator[tuple[str, str]]:
    if warnings:
        yield (
            "repaired",
            f"the file is damaged and was repaired in {warnings} places; "
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
    form = dictionary(root.get("/AcroForm"))
    names = dictionary(root.get("/Names"))
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
    opens = dictionary(root.get("/OpenAction"))
    if "/JavaScript" in names or "/AA" in root or _is_dangerous(opens):
        yield "actions", "holds scripts or actions, which are removed"
    if "/EmbeddedFiles" in names or "/AF" in root or "/Collection" in root:
        yield "attachments", "holds attached files, which are never published"
    if "/OCProperties" in root:
        yield "layers", "holds layers that can be hidden; check what the pages show"


_ON_PAGES: Final = {
    "annotations": "hold comments or stamps: never published",
    "form-fields": "hold filled-in form fields, which the public file does not keep; "
    "check what the pages show",
    "attachments": "hold attached files: never published",
    "actions": "hold scripts or actions, which are removed",
}


def _page_oddities(opened: Pdf, sha: Sha256) -> Iterator[Problem]:
    """One problem a kind, which names the first page that has it."""
    found: dict[str, list[int]] = {code: [] for code in _ON_PAGES}
    for number, page in enumerate(opened.pages, start=1):
        notes = _dictionaries(page.obj.get("/Annots"))
        kinds = {note.get("/Subtype") for note in notes}
        has = {
            "annotations": bool(kinds - {Name.Link, Name.Widget, Name.Popup}),
            "form-fields": any(map(_is_typed, notes)),
            "attachments": "/AF" in page.obj or Name.FileAttachment in kinds,
            "actions": "/AA" in page.obj or any(map(_acts, notes)),
        }
        for code, is_so in has.items():
            if is_so:
                found[code].append(number)
    for code, told in _ON_PAGES.items():
        if found[code]:
            message = f"{len(found[code])} pages {told}"
            yield Problem(code=code, message=message, file=sha, page=found[code][0])


def _is_typed(note: Dictionary) -> bool:
    return note.get("/Subtype") == Name.Widget and "/V" in note


def _acts(note: Dictionary) -> bool:
    return "/AA" in note or _is_dangerous(dictionary(note.get("/A")))


def _is_dangerous(action: Dictionary) -> bool:
    return str(action.get("/S", "")) in _DANGEROUS


# Words beside the text


def _carried(opened: Pdf) -> Iterator[Carried]:
    info = dictionary(opened.trailer.get("/Info"))
    for _, value in info.items():
        yield from _words(Place.METADATA, value)
    yield from _xmp(opened)
    outlines = dictionary(opened.Root.get("/Outlines"))
    for item in _chain(outlines.get("/First")):
        yield from _words(Place.BOOKMARK, item.get("/Title"))
    form = dictionary(opened.Root.get("/AcroForm"))
    for field in _tree(form.get("/Fields"), "/Kids"):
        for key in ("/V", "/DV", "/TU"):
            yield from _words(Place.FORM_FIELD, field.get(key))
    yield from _on_notes(opened)
    names = dictionary(opened.Root.get("/Names"))
    for node in _tree(Array([dictionary(names.get("/EmbeddedFiles"))]), "/Kids"):
        for entry in _dictionaries(node.get("/Names")):
            for key in ("/UF", "/F", "/Desc"):
                yield from _words(Place.ATTACHMENT, entry.get(key))


def _on_notes(opened: Pdf) -> Iterator[Carried]:
    """What comments, stamps, attached files and form fields on pages say."""
    for number, page in enumerate(opened.pages, start=1):
        for note in _dictionaries(page.obj.get("/Annots")):
            if note.get("/Subtype") != Name.Widget:
                for key in ("/Contents", "/RC", "/T", "/Subj"):
                    yield from _words(Place.ANNOTATION, note.get(key), number)
                for key in ("/UF", "/F", "/Desc"):
                    entry = dictionary(note.get("/FS")).get(key)
                    yield from _words(Place.ATTACHMENT, entry, number)
            else:
                yield from _words(Place.FORM_FIELD, note.get("/V"), number)


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


def dictionary(obj: object) -> Dictionary:
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
