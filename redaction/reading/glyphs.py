"""What PDFium says of the characters of one page, and of their boxes.

Boxes are in the user space of the unrotated page (ISO 32000-2, 8.3.2), whatever
/Rotate, /CropBox, /UserUnit or a MediaBox away from (0, 0) say; a test holds
PDFium to that.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from redaction.reading import native
from redaction.reading.native import Floats, Handle, put_rows, rows_of

SOFT_HYPHEN: Final = "\u00ad"
"""Written for the hyphen at which a word was broken over two lines: it has a
box, and every search passes over it."""


Lines: TypeAlias = NDArray[np.intp]
"""A row for each line with ink: its first and its last inked character."""


@dataclass(slots=True)
class Glyphs:
    """The characters of one page in the order of its content."""

    codes: NDArray[np.uint32]
    """Unicode, white space included; lines end with 0x0A."""
    edges: Floats
    """A row x0, y0, x1, y1 for each; not-a-number for white space."""
    is_space: NDArray[np.bool_]
    inked: NDArray[np.intp]
    """Where the characters stand that are no white space."""
    lines: Lines
    bold: list[tuple[int, int]]
    """Characters first..last of lines, and parts of lines, in a bold face."""
    unmapped: int = 0
    """Characters that PDFium has no Unicode for."""
    doubtful: list[tuple[int, int]] = field(default_factory=list)
    """Words that were read from a picture without much certainty."""
    line_fonts: list[str] = field(default_factory=list)
    """The name of the font in which each line begins."""
    raised: list[tuple[int, int]] = field(default_factory=list)
    """Small characters set higher than the ones before them: footnote marks."""
    aside: list[tuple[int, int]] = field(default_factory=list)
    """Lines that are turned otherwise than most of the page."""
    level: Floats | None = None
    """Edges on a picture that was set upright and straight, y upward, where the
    characters were read from one: they are put in order there."""
    turn: int = 0
    """Degrees clockwise by which the unrotated page must be turned to read most of
    its lines."""
    _sides: Floats | None = None
    _text: str | None = None

    @property
    def sides(self) -> Floats:
        """x0, y0, x1 and y1 of the inked characters, a row for each side."""
        if self._sides is None:
            self._sides = np.ascontiguousarray(rows_of(self.edges, self.inked).T)
        return self._sides

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = text_of(self.codes)
        return self._text

    @classmethod
    def made(
        cls,
        codes: NDArray[np.uint32],
        edges: Floats,
        doubtful: list[tuple[int, int]],
        level: Floats | None = None,
    ) -> "Glyphs":
        """Characters that another reader found; `codes` has no control characters."""
        is_space = _SORT[np.minimum(codes, 0xFFFF)] == _SPACE
        inked = np.flatnonzero(~is_space)
        lines = _lines(codes, inked)
        return cls(codes, edges, is_space, inked, lines, [], 0, doubtful, level=level)

    def words(self) -> list[tuple[int, int]]:
        """Start and end of every run without white space."""
        return [(a, b) for a, b in _words(self.is_space).tolist()]

    def only(self, words: list[tuple[int, int]]) -> "Glyphs":
        """Some of its words, each where it was on its line."""
        keep = np.zeros(len(self.codes), np.bool_)
        for start, end in words:
            keep[start : end + 1] = True
        keep |= self.codes == 0x0A
        at = np.cumsum(keep) - 1
        kept = [
            (int(at[a]), int(at[b - 1]) + 1)
            for a, b in self.doubtful
            if keep[a:b].all()
        ]
        return Glyphs.made(self.codes[keep], self.edges[keep], kept)


def text_of(codes: NDArray[np.uint32]) -> str:
    return str(codes.astype("<u4", copy=False).data, "utf-32-le")


def glyphs_of(page: pdfium.PdfPage) -> Glyphs:
    """Read the characters of a page; call it while its document is open."""
    text = page.get_textpage()
    try:
        return _glyphs(native.handle(text), text.count_chars())
    finally:
        text.close()


def _glyphs(handle: Handle, count: int) -> Glyphs:
    codes = native.codes(handle, count)
    sort = np.take(_SORT, codes, mode="clip")
    kept = np.flatnonzero(sort != _DROPPED)
    lost = len(codes) - len(kept) - np.count_nonzero(codes == 0x0D)
    unmapped = int(lost + np.count_nonzero(sort == _UNKNOWN))
    codes, sort = codes[kept], sort[kept]
    codes[codes > 0x10FFFF] = 0xFFFD
    codes[sort == _HYPHEN] = ord(SOFT_HYPHEN)
    is_space = sort == _SPACE
    inked = np.flatnonzero(~is_space)
    lines = _lines(codes, inked)
    edges = _edges(handle, kept, sort, inked)
    sides = np.ascontiguousarray(rows_of(edges, inked).T)
    mended, turn, aside = _mend_turned(handle, kept, edges, sides, inked, lines)
    bold, fonts = _faces(handle, kept, lines, is_space)
    raised = _raised(sides, inked) if turn == 0 else []
    return Glyphs(
        codes,
        edges,
        is_space,
        inked,
        lines,
        bold,
        unmapped,
        line_fonts=fonts,
        raised=raised,
        aside=aside,
        turn=turn,
        _sides=None if mended else sides,
    )


_SPACE, _HYPHEN, _DROPPED, _UNKNOWN = 1, 2, 3, 4
_UPPER, _LOWER, _DIGIT, _OTHER = 5, 6, 7, 8


def _sorts() -> NDArray[np.uint8]:
    """What each code of the basic plane is to reading."""
    sort = np.full(0x10000, _OTHER, np.uint8)
    sort[ord("A") : ord("Z") + 1] = _UPPER
    sort[ord("a") : ord("z") + 1] = sort[0xDF:0x250] = _LOWER
    sort[ord("0") : ord("9") + 1] = _DIGIT
    sort[:0x20] = sort[0xD800:0xE000] = _DROPPED
    sort[0xE000:0xF900] = sort[0xFFFD] = _UNKNOWN
    # Symbol fonts stand here: bullets and ticks, which are mended later.
    sort[0xF020:0xF100] = _OTHER
    sort[[0x09, 0x0A, 0x20, 0xA0, 0x3000, *range(0x2000, 0x200C)]] = _SPACE
    sort[[0x02, 0xFFFE, ord(SOFT_HYPHEN)]] = _HYPHEN
    return sort


_SORT: Final = _sorts()


def _edges(
    handle: Handle,
    kept: NDArray[np.intp],
    sort: NDArray[np.uint8],
    inked: NDArray[np.intp],
) -> Floats:
    """The edges of every inked character.

    Asking for each would take as long as PDFium's own work. The first and the
    last of each run of letters, of figures, and every other character are asked
    for; what lies within a run is shared out evenly between them. Words that
    are searched for or flagged begin and end where a run does, so what is
    marked, and what is removed under a mark, has edges that were asked for.
    """
    edges = np.full((len(sort), 4), np.nan, np.float32)
    if not len(inked):
        return edges
    kind = sort[inked]
    goes_on = (kind[1:] == kind[:-1]) | ((kind[1:] == _LOWER) & (kind[:-1] == _UPPER))
    goes_on &= (kind[1:] != _OTHER) & (inked[1:] - inked[:-1] == 1)
    is_asked = np.ones(len(inked), np.bool_)
    is_asked[1:-1] = ~(goes_on[:-1] & goes_on[1:])
    asked = np.flatnonzero(is_asked)
    boxes = native.loose_boxes(handle, kept[inked[asked]].tolist())
    put_rows(edges, inked[asked], boxes)
    # What lies between two that were asked for: so many, from here, each so wide.
    between = asked[1:] - asked[:-1] - 1
    width = (boxes[1:, 0] - boxes[:-1, 2]) / np.maximum(between, 1)
    shared = boxes[:-1].copy()
    shared[:, 0], shared[:, 2] = boxes[:-1, 2], width
    is_odd = (width < -0.5) | (np.abs(boxes[1:, 1] - boxes[:-1, 1]) > 0.5)
    is_odd &= between > 0
    gap = np.repeat(np.arange(len(between)), between)
    inner = np.flatnonzero(~is_asked)
    inside = rows_of(shared, gap)
    inside[:, 0] += inside[:, 2] * (inner - asked[gap] - 1)
    inside[:, 2] += inside[:, 0]
    put_rows(edges, inked[inner], inside)
    if is_odd.any():
        odd = inked[inner[is_odd[gap]]]
        put_rows(edges, odd, native.loose_boxes(handle, kept[odd].tolist()))
    return edges


def _lines(codes: NDArray[np.uint32], inked: NDArray[np.intp]) -> Lines:
    ends = np.searchsorted(inked, np.flatnonzero(codes == 0x0A))
    bounds = np.concatenate(([0], ends, [len(inked)]))
    is_full = bounds[1:] > bounds[:-1]
    found = np.empty((np.count_nonzero(is_full), 2), np.intp)
    found[:, 0] = inked[bounds[:-1][is_full]]
    found[:, 1] = inked[bounds[1:][is_full] - 1]
    return found


_FLAT_PT: Final = 0.05
"""A loose box no wider or higher is that of turned text."""


def _mend_turned(
    handle: Handle,
    kept: NDArray[np.intp],
    edges: Floats,
    sides: Floats,
    inked: NDArray[np.intp],
    lines: Lines,
) -> tuple[bool, int, list[tuple[int, int]]]:
    """Boxes of the ink where text is turned: the loose ones are wrong there.

    Returns:
        Whether boxes were changed; the quarter turn that most characters have, 0
        where they stand upright; and the lines that are turned otherwise.
    """
    if not len(inked):
        return False, 0, []
    x0, y0, x1, y1 = sides
    width, height = x1 - x0, y1 - y0
    firsts, lasts = np.searchsorted(inked, lines.T)
    seconds = np.minimum(firsts + 1, lasts)
    is_odd = (np.abs(y0[firsts] - y0[lasts]) > 0.5) | (x0[seconds] < x0[firsts])
    if not is_odd.any() and min(width.min(), height.min()) > _FLAT_PT:
        return False, 0, []
    is_flat = (np.abs(width) < _FLAT_PT) | (np.abs(height) < _FLAT_PT)
    suspect = lines[is_odd | is_flat[firsts]]
    turned = set(inked[is_flat].tolist())
    turns: Counter[int] = Counter()
    by_line: list[tuple[int, int, int]] = []
    for first, last in suspect.tolist():
        angle = native.char_angle(handle, int(kept[first]))
        quarter = -round(angle / (np.pi / 2)) * 90 % 360
        turns[quarter] += last - first + 1
        by_line.append((quarter, first, last + 1))
        if abs(np.sin(angle)) > 0.01:
            turned.update(
                i for i in range(first, last + 1) if not np.isnan(edges[i, 0])
            )
    for index in turned:
        found = native.tight_box(handle, int(kept[index]))
        if found is not None:
            edges[index] = found
    is_mended = bool(turned) or width.min() < 0 or height.min() < 0
    if is_mended:
        low, high = edges[:, :2].copy(), edges[:, 2:].copy()
        edges[:, :2], edges[:, 2:] = np.minimum(low, high), np.maximum(low, high)
    most = max(turns, key=lambda quarter: turns[quarter], default=0)
    turn = most if turns[most] > len(inked) / 2 else 0
    return is_mended, turn, [(a, b) for quarter, a, b in by_line if quarter != turn]


def _faces(
    handle: Handle,
    kept: NDArray[np.intp],
    lines: Lines,
    is_space: NDArray[np.bool_],
) -> tuple[list[tuple[int, int]], list[str]]:
    """Bold runs, and the font of each line.

    The ends of a line are asked; where they differ, each word is.
    """
    asked = native.fonts(handle, kept[lines.T.ravel()].tolist())
    known = _named(asked)
    begun, ended = asked[: len(lines)], asked[len(lines) :]
    names = [known[font][0] for font in begun]
    bold: list[tuple[int, int]] = []
    if not any(is_bold for _, is_bold in known.values()):
        return bold, names
    for (first, last), one, other in zip(lines.tolist(), begun, ended, strict=True):
        if one == other:
            if known[one][1]:
                bold.append((first, last + 1))
        elif known[one][1] or known[other][1]:
            words = _words(is_space[first : last + 1]) + first
            faces = native.fonts(handle, kept[words[:, 0]].tolist())
            every = zip(words.tolist(), faces, strict=True)
            known = _named([*known, *faces])
            bold += [(a, b) for (a, b), font in every if known[font][1]]
    return bold, names


def _named(fonts: Iterable[Handle]) -> dict[Handle, tuple[str, bool]]:
    """The name of each font, and whether it is a bold face.

    Several fonts may bear one name, and one of them may lie about its letters:
    from the second on a number is put behind the name.
    """
    found: dict[Handle, tuple[str, bool]] = {}
    seen: Counter[str] = Counter()
    for font in dict.fromkeys(fonts):
        name = native.font_name(font) if font else ""
        told = f"{name}#{seen[name]}" if seen[name] and name else name
        found[font] = told, any(word in name for word in _BOLD_FACES)
        seen[name] += 1
    return found


def _raised(sides: Floats, inked: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Runs that are smaller and stand higher than the character beside them."""
    return sorted({*_raised_behind(sides, inked), *_raised_before(sides, inked)})


def _raised_before(sides: Floats, inked: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Runs with white space in front: the number at the head of a footnote."""
    x0, y0, x1, y1 = sides
    height = y1 - y0
    gaps = np.diff(inked, prepend=-2)
    for length in (1, 2, 3):
        if len(inked) <= length:
            return
        small, big = height[:-length], height[length:]
        is_run = (small < 0.92 * big) & (y0[:-length] > y0[length:] + 0.2 * big)
        is_run &= gaps[:-length] > 1
        is_run &= (y0[:-length] < y1[length:]) & (x1[:-length] <= x0[length:] + 1)
        is_run &= inked[length:] - inked[:-length] <= length + 1
        for inside in range(1, length):
            end = len(height) - length + inside
            alike = np.abs(height[inside:end] - small) < 0.1 * small
            is_run &= alike & (gaps[inside:end] == 1)
        for start in np.flatnonzero(is_run).tolist():
            yield int(inked[start]), int(inked[start + length - 1]) + 1


def _raised_behind(sides: Floats, inked: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Runs that follow a character."""
    _, y0, _, y1 = sides
    height = y1 - y0
    starts = np.flatnonzero(height[1:] < 0.92 * height[:-1])
    if not len(starts):
        return []
    before, after = inked[starts], inked[starts + 1]
    is_high = y0[starts + 1] > y0[starts] + 0.2 * height[starts]
    starts = starts[is_high & (after - before == 1)]
    found = []
    for start in (starts + 1).tolist():
        end = start + 1
        while (
            end < len(inked)
            and inked[end] - inked[end - 1] == 1
            and abs(height[end] - height[start]) < 0.1 * height[start]
        ):
            end += 1
        if end - start <= 3:
            found.append((int(inked[start]), int(inked[end - 1]) + 1))
    return found


_BOLD_FACES: Final = ("Bold", "Black", "Heavy")


def _words(is_space: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Start and end of every run without white space."""
    change = np.flatnonzero(np.diff(np.concatenate(([True], is_space, [True]))))
    return change.reshape(-1, 2)
