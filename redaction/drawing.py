"""Writing elements down again as instructions of a content stream.

Everything is placed absolutely and says its own state, so that nothing that was
removed leaves a place, a state or a count behind.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from pikepdf import Dictionary, Name, Operator, String

from redaction.elements import Glyph, Label, Operands, Path, Show
from redaction.matrix import point, then

Instruction: TypeAlias = tuple[Operands, Operator]

LABEL_FONT: Final = "/Label"


def label_font() -> Dictionary:
    """Helvetica: in every viewer, and never subset."""
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        Encoding=Name.WinAnsiEncoding,
    )


NEXT_PT: Final = 0.02
"""Glyphs closer than this to the end of the one before are one run."""


def shown(show: Show) -> Iterable[Instruction]:
    """A show with its own absolute matrix and state, without what was removed.

    What is shown nothing of leaves no trace: neither a state nor a place.
    """
    is_whole = all(g.label is None and g.moved is None for g in show.glyphs)
    if is_whole and show.glyphs:
        yield from _state(show, show.char_spacing, show.word_spacing, 1.0)
        yield list(rounded(then(show.matrix, show.ctm))), Operator("Tm")
        yield list(show.op.operands), Operator(show.op.operator)
        return
    if show.is_one and any(g.label is None for g in show.glyphs):
        message = "text was moved that was not taken apart"
        raise ValueError(message)
    stated: list[Instruction] = []
    for kind, run in _runs(show):
        if isinstance(kind, Label):
            yield from _label(show, kind.text, kind.start)
            stated = []
            continue
        if not stated:
            stated = list(_state(show, 0, 0, show.squeeze))
            yield from stated
        yield list(_placed(show, kind)), Operator("Tm")
        yield [String(b"".join(glyph.raw for glyph in run))], Operator("Tj")


def _state(
    show: Show, char_spacing: float, word_spacing: float, squeeze: float
) -> Iterator[Instruction]:
    yield [Name(show.font), show.size], Operator("Tf")
    yield [round(show.scaling * squeeze * 100, 3)], Operator("Tz")
    yield [char_spacing], Operator("Tc")
    yield [word_spacing], Operator("Tw")
    yield [show.rise], Operator("Ts")
    yield [show.mode], Operator("Tr")


def _runs(
    show: Show,
) -> Iterator[tuple[Label | tuple[float, float], list[Glyph]]]:
    """Labels, and kept glyphs that follow each other by their own advances."""
    labels = {label.before: label for label in show.labels}
    run: list[Glyph] = []
    for at, glyph in enumerate(show.glyphs):
        is_new = run and (glyph.label is not None or not _follows(run[-1], glyph, show))
        if is_new:
            yield run[0].place, run
            run = []
        if at in labels:
            yield labels[at], []
        if glyph.label is None:
            run.append(glyph)
    if run:
        yield run[0].place, run


def _follows(last: Glyph, glyph: Glyph, show: Show) -> bool:
    """Whether a glyph stands just where its forerunner's advance ends."""
    dx = (last.end[0] - last.start[0]) * show.squeeze
    dy = (last.end[1] - last.start[1]) * show.squeeze
    x, y = last.place
    return math.hypot(glyph.place[0] - x - dx, glyph.place[1] - y - dy) < NEXT_PT


def _label(show: Show, text: str, start: tuple[float, float]) -> Iterable[Instruction]:
    yield [Name(LABEL_FONT), show.size], Operator("Tf")
    yield [round(show.squeeze * 100, 3)], Operator("Tz")
    for operator in ("Tc", "Tw", "Ts", "Tr"):
        yield [0], Operator(operator)
    a, b, c, d, _, _ = then(show.matrix, show.ctm)
    yield list(rounded((a, b, c, d, *start))), Operator("Tm")
    yield [String(text)], Operator("Tj")


def _placed(show: Show, where: tuple[float, float]) -> tuple[float, ...]:
    """The show's absolute matrix with its glyph origin moved to a point."""
    a, b, c, d, _, _ = then(show.matrix, show.ctm)
    x, y = where
    # The rise lifts the origin off the baseline: take it back out.
    return rounded((a, b, c, d, x - c * show.rise, y - d * show.rise))


def rounded(numbers: Iterable[float]) -> tuple[float, ...]:
    return tuple(round(number, 4) for number in numbers)


def absolute(path: Path) -> Iterator[Instruction]:
    """The steps of a path with their points in user space."""
    for step in path.steps:
        numbers = [float(number) for number in step.operands]
        if step.operator == "re":
            x, y, width, height = numbers
            corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
            for operator, corner in zip("mlll", corners, strict=True):
                yield list(rounded(point(path.ctm, *corner))), Operator(operator)
            yield [], Operator("h")
            continue
        placed = [
            number
            for x, y in zip(numbers[::2], numbers[1::2], strict=True)
            for number in point(path.ctm, x, y)
        ]
        yield list(rounded(placed)), Operator(step.operator)


_PAINTERS: Final = frozenset("Tj TJ f F f* B B* b b* S s sh Do".split())


def without_idle(instructions: list[Instruction]) -> list[Instruction]:
    """Without groups that paint nothing, and what stands behind the last paint.

    A clip or a state that nothing is drawn with still says what it was made for.
    """
    kept: list[Instruction] = []
    opened: list[tuple[int, bool]] = []
    last = 0
    for instruction in instructions:
        operator = str(instruction[1])
        kept.append(instruction)
        if operator == "q":
            opened.append((len(kept) - 1, False))
        elif operator in _PAINTERS:
            opened = [(at, True) for at, _ in opened]
            last = len(kept)
        elif operator == "Q" and opened:
            at, paints = opened.pop()
            if not paints:
                del kept[at:]
                last = min(last, len(kept))
    closers = {"Q", "ET", "EMC"}
    return [i for at, i in enumerate(kept) if at < last or str(i[1]) in closers]


def without_nothing(instructions: list[Instruction]) -> list[Instruction]:
    """Without pairs that hold nothing: they would count what was removed."""
    pairs = {"ET": ("BT",), "Q": ("q",), "EMC": ("BDC", "BMC")}
    kept: list[Instruction] = []
    for instruction in instructions:
        openers = pairs.get(str(instruction[1]))
        if openers and kept and str(kept[-1][1]) in openers:
            kept.pop()
        else:
            kept.append(instruction)
    return kept
