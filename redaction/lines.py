"""Setting a line again after glyphs were taken out of it.

A gap as wide as the removed words gives them away: of 5,000 names a median of
37 fit one (Bland, Iyer, Levchenko, "Story Beyond the Eye", PoPETs 2023(3)). So
a touched line is set anew: a label of one width for its class, then what
follows, with the fonts' own advances and word gaps of one width. Nothing on
the line depends on how wide the removed glyphs were.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pdfminer.fontmetrics import FONT_METRICS

from redaction.elements import Element, Glyph, Label, Op, Path, Picture, Show
from redaction.matrix import IDENTITY, Area, area_of, grown, is_level, then

COLUMN_GAP_EM: Final = 1.5
"""Wider than this is not a word gap but the next column."""
WORD_GAP_EM: Final = 0.25
SAME_WORD_EM: Final = 0.12
GRID_PT: Final = 36.0
MARGIN_PT: Final = 9.0
INLINE_PT: Final = 40.0
"""A picture that is no higher may stand in a line of words."""

LINE_EM_PT: Final = 12.0
"""What its line takes a higher one to be: it must not draw other lines to it."""
FRAME_PT: Final = 2.0
"""A clip made for a picture is larger by no more than this on each side."""

_HELVETICA: Final[dict[str, float]] = FONT_METRICS["Helvetica"][1]


def label_width(text: str, size: float) -> float:
    """The width of words set in Helvetica, as labels are."""
    return sum(_HELVETICA.get(character, 556) for character in text) / 1000 * size


@dataclass(slots=True)
class _Seat:
    """A glyph on its line: how far along, and how far across."""

    show: Show
    index: int
    along: float
    end: float
    across: float

    @property
    def glyph(self) -> Glyph:
        return self.show.glyphs[self.index]

    @property
    def is_removed(self) -> bool:
        return self.glyph.label is not None


def set_again(shows: Sequence[Show], visible: Area) -> None:
    """Give every glyph of every touched line its new place, and add the labels.

    Args:
        shows: All of a page; glyphs with a `label` are those removed.
        visible: What a viewer shows, in user space: nothing is pushed out of it.
    """
    for angle, seats in _by_direction(shows).items():
        along = (math.cos(angle), math.sin(angle))
        corners = [
            x * along[0] + y * along[1]
            for x in (visible[0], visible[2])
            for y in (visible[1], visible[3])
        ]
        room = (min(corners) + MARGIN_PT, max(corners) - MARGIN_PT)
        lines = [list(_segments(line)) for line in _lines(seats)]
        edges = _Edges.of(segment for line in lines for segment in line)
        for line in lines:
            if any(_is_touched(segment) for segment in line):
                _Setter(along, room, edges).set(line)


def standing_for(picture: Picture) -> Show | None:
    """A small level picture as one glyph of its line, so that it follows the words.

    Right behind removed words it would tell their width. None for any other.
    """
    x0, y0, x1, y1 = picture.area
    if not is_level(picture.ctm) or y1 - y0 > INLINE_PT or x1 - x0 > 4 * INLINE_PT:
        return None
    glyph = Glyph(
        raw=b"",
        x=0,
        advance=x1 - x0,
        start=(x0, y0),
        end=(x1, y0),
        area=picture.area,
        core=picture.area,
    )
    return Show(
        font="",
        size=min(y1 - y0, LINE_EM_PT),
        matrix=IDENTITY,
        ctm=IDENTITY,
        char_spacing=0,
        word_spacing=0,
        scaling=1,
        rise=0,
        mode=0,
        op=Op("Do", []),
        glyphs=[glyph],
    )


def follow(elements: Sequence[Element], at: int, show: Show) -> None:
    """Move a picture, and the clips made for it, to where its line has set it."""
    picture = elements[at]
    if not isinstance(picture, Picture) or show.glyphs[0].moved is None:
        return
    things: list[Picture | Path] = [picture, *_frames(elements[:at], picture)]
    (x, y), (to_x, to_y) = show.glyphs[0].start, show.glyphs[0].moved
    across, up = to_x - x, to_y - y
    for thing in things:
        thing.ctm = then(thing.ctm, (1, 0, 0, 1, across, up))
        if thing.area is not None:
            x0, y0, x1, y1 = thing.area
            thing.area = (x0 + across, y0 + up, x1 + across, y1 + up)
        if isinstance(thing, Picture):
            thing.shapes = tuple(shape.moved(across, up) for shape in thing.shapes)
        thing.is_moved = True


def _frames(before: Sequence[Element], picture: Picture) -> Iterator[Path]:
    """The clips right before a picture that are no larger than it."""
    x0, y0, x1, y1 = grown(area_of(picture.ctm, 0, 0, 1, 1), FRAME_PT)
    for element in reversed(before):
        if isinstance(element, Op):
            continue
        if not isinstance(element, Path) or element.clip is None or not element.area:
            return
        left, foot, right, top = element.area
        if x0 <= left and y0 <= foot and right <= x1 and top <= y1:
            yield element


def _by_direction(shows: Iterable[Show]) -> dict[float, list[_Seat]]:
    directions: dict[float, list[_Seat]] = {}
    for show in shows:
        for index, glyph in enumerate(show.glyphs):
            if glyph.label == "":
                continue
            (x0, y0), (x1, y1) = glyph.start, glyph.end
            angle = round(math.atan2(y1 - y0, x1 - x0), 2)
            cos, sin = math.cos(angle), math.sin(angle)
            directions.setdefault(angle, []).append(
                _Seat(
                    show=show,
                    index=index,
                    along=x0 * cos + y0 * sin,
                    end=x1 * cos + y1 * sin,
                    across=y0 * cos - x0 * sin,
                )
            )
    return directions


def _lines(seats: list[_Seat]) -> Iterator[list[_Seat]]:
    """Glyphs on one baseline, superscripts included, left to right."""
    line: list[_Seat] = []
    for seat in sorted(seats, key=lambda seat: -seat.across):
        if line and line[0].across - seat.across > 0.45 * line[0].show.em:
            yield sorted(line, key=lambda seat: seat.along)
            line = []
        line.append(seat)
    if line:
        yield sorted(line, key=lambda seat: seat.along)


@dataclass(frozen=True, slots=True)
class _Edges:
    """Where untouched text begins and ends, in whole points: the page's columns."""

    left: frozenset[int]
    right: frozenset[int]

    @classmethod
    def of(cls, segments: Iterable[list[_Seat]]) -> "_Edges":
        untouched = [s for s in segments if not _is_touched(s)]
        left = Counter(round(segment[0].along) for segment in untouched)
        right = Counter(round(segment[-1].end) for segment in untouched)
        # Where just one other line begins or ends, a secret may end by chance.
        margin = min(left, default=0)
        return cls(
            frozenset(at for at, count in left.items() if count > 1 or at == margin),
            frozenset(at for at, count in right.items() if count > 1),
        )


def _is_touched(line: list[_Seat]) -> bool:
    return any(seat.is_removed for seat in line)


class _Setter:
    """Sets one touched line."""

    def __init__(
        self, along: tuple[float, float], room: tuple[float, float], edges: _Edges
    ) -> None:
        self._direction = along
        self._least, self._room = room
        self._edges = edges
        self._cursor = -math.inf

    def set(self, segments: list[list[_Seat]]) -> None:
        for segment in segments:
            if _is_touched(segment):
                self._set_touched(segment)
            else:
                self._push(segment)

    def _push(self, segment: list[_Seat]) -> None:
        """Move a column as a whole, only if the one before ran into it."""
        first = segment[0]
        least = self._cursor + WORD_GAP_EM * first.show.em
        shift = max(0.0, least - first.along)
        for seat in segment:
            seat.glyph.moved = self._point(seat.along + shift, seat)
        self._cursor = segment[-1].end + shift

    def _set_touched(self, segment: list[_Seat]) -> None:
        start = self._start(segment)
        places, end = _flow(segment, start)
        squeeze = 1.0
        if end > self._room > start:
            squeeze = (self._room - start) / (end - start)
            end = self._room
        for seat, place, text in places:
            where = self._point(start + (place - start) * squeeze, seat)
            seat.show.squeeze = min(seat.show.squeeze, squeeze)
            if text is None:
                seat.glyph.moved = where
            else:
                seat.show.labels.append(Label(seat.index, text, where))
        self._cursor = end

    def _start(self, segment: list[_Seat]) -> float:
        """Where a touched segment begins, whatever was taken out of it.

        A left edge that it shares with other text, or the right one, is the
        page's layout. Else it may be centred, and its start would tell the
        width: it follows what stands before it, or begins at the page's own
        left edge.
        """
        em = segment[0].show.em
        least = self._cursor + WORD_GAP_EM * em
        if round(segment[0].along) in self._edges.left:
            return max(segment[0].along, least)
        if round(segment[-1].end) in self._edges.right:
            _, length = _flow(segment, 0.0)
            return max(round(segment[-1].end) - length, least)
        if self._cursor > -math.inf:
            return self._cursor + COLUMN_GAP_EM * em
        home = min(self._edges.left, default=self._least + GRID_PT - MARGIN_PT)
        return max(float(home), self._least)

    def _point(self, along: float, seat: _Seat) -> tuple[float, float]:
        cos, sin = self._direction
        return (
            round(along * cos - seat.across * sin, 3),
            round(along * sin + seat.across * cos, 3),
        )


def _segments(line: list[_Seat]) -> Iterator[list[_Seat]]:
    segment = [line[0]]
    for seat in line[1:]:
        last = segment[-1]
        gap = seat.along - last.end
        if last.show is seat.show and last.glyph.is_space:
            gap -= last.show.word_gap  # a justified line is not columns
        if gap > COLUMN_GAP_EM * seat.show.em:
            yield segment
            segment = []
        segment.append(seat)
    yield segment


def _flow(
    segment: list[_Seat], start: float
) -> tuple[list[tuple[_Seat, float, str | None]], float]:
    """Where each kept glyph and each label of a touched segment goes.

    Returns:
        (seat, place, None) for a kept glyph and (seat, place, text) for a label
        that begins at that seat; and where the line then ends.
    """
    places: list[tuple[_Seat, float, str | None]] = []
    cursor, last = start, segment[0]
    label: str | None = None
    for seat in segment:
        gap = seat.along - last.end - last.show.letter_gap
        is_word_gap = gap > SAME_WORD_EM * seat.show.em and not last.glyph.is_space
        within = seat.is_removed and seat.glyph.label == label
        if seat is not last and is_word_gap and not within:
            cursor += WORD_GAP_EM * seat.show.em
        last = seat
        if not seat.is_removed:
            places.append((seat, cursor, None))
            cursor += seat.end - seat.along
            label = None
        elif not within:
            label = seat.glyph.label
            assert label, "glyphs that simply vanish are not on a line"
            places.append((seat, cursor, label))
            cursor += label_width(label, seat.show.em)
    return places, cursor
