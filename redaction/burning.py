"""Which pixels of a picture must go, and taking them out."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from redaction.clips import Shape, turning
from redaction.matrix import Area, Matrix, area_of, inverse, is_level, point, shared

EDGE_PIXELS: Final = 5
"""So many pixels about an edge are mixed of what is on both its sides."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What of a picture must go, in user space.

    Attributes:
        under: What lies under marks: all that is coded together with it goes too.
        unseen: Strips that a clip or the page's edge hides.
        shapes: Clips of other shapes: what they hide goes.
    """

    under: tuple[Area, ...] = ()
    unseen: tuple[Area, ...] = ()
    shapes: tuple[Shape, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.under or self.unseen or self.shapes)


def burn(
    pixels: Image.Image, ctm: Matrix, gone: Gone, fill: int, block: int
) -> Image.Image:
    """The picture, changed in place, with one value where its pixels go.

    Args:
        pixels: Drawn on the unit square of `ctm`, its first row at the top.
        fill: What they become in every band.
        block: How many pixels a side are coded together.
    """
    to_image = inverse(ctm)
    if to_image is None or not gone:
        return pixels
    out = Image.new("1", pixels.size)
    for area in gone.under:
        _draw(out, area, to_image, 1, is_level=is_level(ctm))
    if block > 1:
        out = _in_blocks(out, block)
    for area in gone.unseen:
        # Pixels cut by the edge are seen in part.
        _draw(out, area, to_image, -1, is_level=is_level(ctm))
    for shape in gone.shapes:
        out = ImageChops.logical_or(out, _unseen(shape, to_image, pixels.size))
    pixels.paste((fill,) * len(pixels.getbands()), mask=out)
    return pixels


def _draw(
    out: Image.Image, area: Area, to_image: Matrix, more: int, *, is_level: bool
) -> None:
    """Mark the pixels of an area, and so many more about it."""
    width, height = out.size
    draw = ImageDraw.Draw(out)
    if is_level:
        x0, y0, x1, y1 = shared(area_of(to_image, *area), (0, 0, 1, 1))
        left, top = x0 * width - more, (1 - y1) * height - more
        right, foot = x1 * width + more, (1 - y0) * height + more
        if left <= right and top <= foot:
            draw.rectangle((left, top, right, foot), fill=1)
        return
    left, foot, right, top = area
    corners = ((left, foot), (right, foot), (right, top), (left, top))
    placed = [point(to_image, x, y) for x, y in corners]
    shape = [(x * width, (1 - y) * height) for x, y in placed]
    draw.polygon(shape, fill=1, outline=1, width=1 + (more > 0))


def _in_blocks(gone: Image.Image, block: int) -> Image.Image:
    """Every block of a JPEG that is touched, and a pixel more about it.

    Where colours are stored more coarsely than pixels, readers smooth them over the
    edges of the blocks.
    """
    touched = gone.convert("L").reduce(block).point(lambda grey: 255 if grey else 0)
    across, down = touched.size
    whole = touched.resize((across * block, down * block), Image.Resampling.NEAREST)
    whole = whole.crop((0, 0, *gone.size))
    return whole.filter(ImageFilter.MaxFilter(3)).convert("1")


def _unseen(shape: Shape, to_image: Matrix, size: tuple[int, int]) -> Image.Image:
    """Which pixels of a picture a clip hides; not those at its edges."""
    width, height = size
    turns = np.zeros((height, width), np.int8)
    for ring in shape.rings:
        placed = [point(to_image, x, y) for x, y in ring]
        drawn = Image.new("1", size)
        if len(placed) > 1:
            corners = [(x * width, (1 - y) * height) for x, y in placed]
            ImageDraw.Draw(drawn).polygon(corners, fill=1, outline=1)
        turns += np.asarray(drawn, np.int8) * (1 if turning(placed) > 0 else -1)
    seen = (turns % 2 if shape.is_even_odd else turns) != 0
    edges = Image.fromarray(seen.astype(np.uint8) * 255)
    grown = edges.filter(ImageFilter.MaxFilter(EDGE_PIXELS))
    return grown.point(lambda grey: 0 if grey else 255).convert("1")
