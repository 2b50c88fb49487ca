"""The pixels of a picture as PDFium draws it, a pixel for a pixel.

For what is coded in ways that the picture's own reader does not know: colours of
inks, samples that count backwards.
"""

from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageChops

from redaction.pdfium import opened, page_of

PIXELS_MAX: Final = 40_000_000
"""Drawing takes eight bytes a pixel."""
_BESIDE: Final = ("/Mask", "/SMask", "/Interpolate")
"""Keys that change how its own pixels look."""


def drawn(image: pikepdf.Stream) -> Image.Image:
    """All of an image XObject, masked or not, in grey or RGB.

    A stencil is black where it paints and white elsewhere.

    Raises:
        ValueError: It has too many pixels.
        RefusedFile: PDFium cannot draw it.
    """
    width, height = int(image.Width), int(image.Height)
    if width * height > PIXELS_MAX:
        message = "too many pixels to draw"
        raise ValueError(message)
    body = BytesIO()
    with Pdf.new() as alone:
        own = alone.copy_foreign(image)
        for key in _BESIDE:
            if key in own:
                del own[key]
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, width, height]),
            Resources=Dictionary(XObject=Dictionary(I=own)),
            Contents=alone.make_stream(b"%d 0 0 %d 0 0 cm /I Do" % (width, height)),
        )
        alone.pages.append(pikepdf.Page(alone.make_indirect(page)))
        alone.save(body)
    with opened(body.getvalue()) as document:
        page = page_of(document, 1)
        bitmap = page.render(scale=1, prefer_bgrx=True)
        pixels: Image.Image = bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
    assert pixels.size == (width, height), "a point is a pixel"
    return plainest(pixels)


def plainest(pixels: Image.Image) -> Image.Image:
    """An RGB picture in grey where it has no colours."""
    red, green, blue = pixels.split()
    is_grey = not (
        ImageChops.difference(red, green).getbbox()
        or ImageChops.difference(red, blue).getbbox()
    )
    return red if is_grey else pixels
