"""Pictures: burning what lies under a mark, and copying only their pixels.

A JPEG's comments, EXIF and embedded thumbnails, rows beyond its height and
data after the end of a filter are not copied.
"""

from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import Final

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Name, Pdf, PdfImage, Stream
from PIL import Image, ImageFilter

from decisions.errors import CannotRedact, Refusal
from redaction.burning import Gone, burn
from redaction.colours import space_of
from redaction.imagedrawing import drawn
from redaction.inspection import open_pdf
from redaction.jpeg import bare
from redaction.matrix import (
    IDENTITY,
    Matrix,
)

JPEG_BLOCK: Final = 8
PIXELS_MAX: Final = 120_000_000
_PLAIN_FILTERS: Final = {
    "/FlateDecode",
    "/LZWDecode",
    "/RunLengthDecode",
    "/ASCII85Decode",
    "/ASCIIHexDecode",
}
_UNREADABLE: Final = (
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    pikepdf.PikepdfError,
)
_COMPONENTS: Final = {
    "/DeviceGray": 1,
    "/CalGray": 1,
    "/Indexed": 1,
    "/Separation": 1,
    "/DeviceRGB": 3,
    "/CalRGB": 3,
    "/Lab": 3,
    "/DeviceCMYK": 4,
}


def copied(image: pikepdf.Object, page: int, out: Pdf) -> Stream:
    """The image as a new stream in `out`: its pixels, its mask, nothing else.

    Raises:
        CannotRedact: It cannot be decoded, so what it holds cannot be known.
    """
    filters = _filters(image)
    _refuse_hidden_colours(image, page)
    if isinstance(image.get("/SMask"), Stream):
        return _masked(image, IDENTITY, Gone(), page, out)
    is_plain = _has_plain_decode(image) or _is_reversed(image)
    if (
        is_plain
        and filters
        and filters[-1] == "/DCTDecode"
        and not set(filters[:-1]) - _PLAIN_FILTERS
    ):
        body = bare(_undone(image, filters, out), page)
        size = (int(image.Width), int(image.Height))
        if Image.open(BytesIO(body)).size != size:
            raise CannotRedact(f"page {page}: a picture has two sizes")
        new = Stream(out, body)
        new.Filter = Name.DCTDecode
        _copy_keys(image, new, out)
    elif (
        is_plain
        and not set(filters) - _PLAIN_FILTERS
        and _row_bytes(image) is not None
        and not _is_indexed(image)
    ):
        height = int(image.Height)
        rows = (_row_bytes(image) or 0) * height
        new = Stream(out, image.read_bytes()[:rows])
        _copy_keys(image, new, out)
    elif image.get("/ImageMask", False):
        return _burned_stencil(image, IDENTITY, Gone(), page, out, paints=False)
    else:
        new = _from_pixels(_pixels(image, page), image, out)
    mask = image.get("/Mask")
    if isinstance(mask, Stream):
        new.Mask = copied(mask, page, out)
    return new


def _refuse_hidden_colours(image: pikepdf.Object, page: int) -> None:
    """Where certain colours are not seen (8.9.6.4), their shapes may be words."""
    if isinstance(image.get("/Mask"), pikepdf.Array):
        raise CannotRedact(f"page {page}: a picture hides some of its colours")


def _masked(
    image: pikepdf.Object, ctm: Matrix, gone: Gone, page: int, out: Pdf
) -> Stream:
    """A picture with a soft mask, blank wherever the mask lets nothing through."""
    block = _block_of(image)
    pixels = burn(_pixels(image, page), ctm, gone, 0, block)
    mask = burn(_pixels(image.SMask, page).convert("L"), ctm, gone, 255, block)
    shown = mask.resize(pixels.size, Image.Resampling.BOX)
    grown = shown.filter(ImageFilter.MaxFilter(3)).point(lambda v: 255 if v else 0)
    blank = Image.new(pixels.mode, pixels.size, (255,) * len(pixels.getbands()))
    new = _from_pixels(Image.composite(pixels, blank, grown), image, out)
    new.SMask = _from_pixels(mask, image.SMask, out)
    return new


def of_inline(image: pikepdf.PdfInlineImage, out: Pdf) -> Stream:
    """A small picture of the content as one of its own, not yet burnt or copied.

    Raises:
        CannotRedact: Its colours are named elsewhere.
    """
    new = Stream(out, image.read_raw_bytes())
    for key, value in image.obj.items():
        new[key] = value
    new.Type, new.Subtype = Name.XObject, Name.Image
    if not new.get("/ImageMask", False):
        new.ColorSpace = space_of(new.ColorSpace, out)
    return new


def burned(
    image: pikepdf.Object,
    ctm: Matrix,
    gone: Gone,
    page: int,
    out: Pdf,
) -> Stream:
    """The image without the pixels that must go.

    Args:
        image: An image XObject, drawn on the unit square of `ctm`.

    Raises:
        CannotRedact: Its pixels cannot be read.
    """
    _refuse_hidden_colours(image, page)
    if bool(image.get("/ImageMask", False)):
        return _burned_stencil(image, ctm, gone, page, out, paints=False)
    if isinstance(image.get("/SMask"), Stream):
        return _masked(image, ctm, gone, page, out)
    pixels = burn(_pixels(image, page), ctm, gone, 0, _block_of(image))
    new = _from_pixels(pixels, image, out)
    mask = image.get("/Mask")
    if mask is not None:
        new.Mask = _burned_stencil(mask, ctm, gone, page, out, paints=True)
    return new


def _burned_stencil(
    image: pikepdf.Object,
    ctm: Matrix,
    gone: Gone,
    page: int,
    out: Pdf,
    *,
    paints: bool,
) -> Stream:
    """A stencil that paints all, or nothing, where pixels go: its zeros (8.9.6.2)."""
    grey = _pixels(image, page).convert("L")
    burnt = burn(grey, ctm, gone, 0 if paints else 255, 1)
    new = Stream(out, burnt.convert("1", dither=Image.Dither.NONE).tobytes())
    new.Type, new.Subtype, new.ImageMask = Name.XObject, Name.Image, True
    new.Width, new.Height = burnt.size
    new.BitsPerComponent = 1
    return new


def stored_pictures(pdf: bytes) -> Iterator[tuple[str, NDArray[np.uint8] | None]]:
    """Where each picture of a file stands, and its pixels in grey.

    Masks, and what pages draw in line, are pictures too; None: it cannot be read.
    """
    with open_pdf(pdf) as opened:
        for obj in opened.objects:
            if isinstance(obj, Stream) and obj.get("/Subtype") == Name.Image:
                where = f"the picture in object {obj.objgen[0]}"
                yield where, _grey(partial(PdfImage, obj))
                yield from _beyond(obj, where)
        for number, page in enumerate(opened.pages, start=1):
            for instruction in pikepdf.parse_content_stream(page):
                if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                    where = f"a picture in the content of page {number}"
                    yield where, _grey(partial(getattr, instruction, "iimage"))


def _beyond(
    image: Stream, where: str
) -> Iterator[tuple[str, NDArray[np.uint8] | None]]:
    """What stands behind the last row of a picture."""
    if set(_filters(image)) - _PLAIN_FILTERS:
        return
    row = _row_bytes(image)
    if row is None or row == 0:
        return
    rest = image.read_bytes()[row * int(image.Height) :]
    rows = len(rest) // row
    if not rows:
        return
    width = int(image.Width)
    if row % width:
        yield f"{where}, behind its last row", None
        return
    pixels = np.frombuffer(rest[: rows * row], np.uint8).reshape(rows, width, -1)
    yield f"{where}, behind its last row", np.ascontiguousarray(pixels[:, :, 0])


def _grey(
    opened: Callable[[], PdfImage | pikepdf.PdfInlineImage],
) -> NDArray[np.uint8] | None:
    try:
        image = opened()
        if image.width * image.height > PIXELS_MAX:
            return None
        return np.asarray(image.as_pil_image().convert("L"))
    except _UNREADABLE:
        return None


def _block_of(image: pikepdf.Object) -> int:
    """How many pixels a side are coded together: what is cut by the edge of a mark
    still holds traces of what stood on the other side.
    """
    if "/DCTDecode" not in _filters(image):
        return 1
    # Colours are coded more coarsely.
    return JPEG_BLOCK if _components(image) == 1 else 2 * JPEG_BLOCK


def _pixels(image: pikepdf.Object, page: int) -> Image.Image:
    """All of a picture in grey or RGB; a stencil's zeros are where it paints."""
    assert isinstance(image, Stream), "images are streams"
    if int(image.Width) * int(image.Height) > PIXELS_MAX:
        raise _unread(page, f"has more than {PIXELS_MAX // 10**6} million pixels")
    if _has_plain_decode(image) or _is_negative(image):
        try:
            found = PdfImage(image).as_pil_image()
            mode = "L" if found.mode in {"1", "L"} else "RGB"
            plain = found.convert(mode)
            plain.info = {}  # comments and profiles would be saved again
            return plain
        except _UNREADABLE:
            pass
    return _drawn(image, page)


def _drawn(image: Stream, page: int) -> Image.Image:
    """What PDFium draws of a picture whose colours are understood."""
    try:
        if not image.get("/ImageMask", False):
            with Pdf.new() as aside:
                space_of(image.ColorSpace, aside)
        return drawn(image)
    except (*_UNREADABLE, Refusal):
        pass
    raise _unread(page, "cannot be decoded")


def _unread(page: int, told: str) -> CannotRedact:
    return CannotRedact(
        f"page {page}: a picture {told}; withhold the page, or have it scanned again"
    )


def _is_negative(image: pikepdf.Object) -> bool:
    """Whether it is stored light for dark, which is undone when it is read."""
    space = image.get("/ColorSpace")
    is_grey = isinstance(space, Name) and space in {Name.DeviceGray, Name.G}
    return _is_reversed(image) and is_grey


def _is_reversed(image: pikepdf.Object) -> bool:
    """Whether every sample counts backwards: all that it holds is still seen."""
    numbers = [float(number) for number in image.Decode.as_list()]
    return numbers == [1.0, 0.0] * (len(numbers) // 2)


def _has_plain_decode(image: pikepdf.Object) -> bool:
    decode = image.get("/Decode")
    if decode is None:
        return True
    numbers = [float(number) for number in decode.as_list()]
    return numbers == [0.0, 1.0] * (len(numbers) // 2)


def _from_pixels(pixels: Image.Image, source: pikepdf.Object, out: Pdf) -> Stream:
    """Lossy where the source was, so that a scanned page does not grow tenfold."""
    is_lossy = bool({"/DCTDecode", "/JPXDecode"} & set(_filters(source)))
    return stream_of(pixels, out, is_lossy=is_lossy)


def stream_of(pixels: Image.Image, out: Pdf, *, is_lossy: bool) -> Stream:
    """A picture, grey or RGB, as an image XObject with nothing but its pixels."""
    if is_lossy:
        body = BytesIO()
        pixels.save(body, format="JPEG", quality=85)
        new = Stream(out, body.getvalue())
        new.Filter = Name.DCTDecode
    else:
        new = Stream(out, pixels.tobytes())
    new.Type, new.Subtype = Name.XObject, Name.Image
    new.Width, new.Height = pixels.size
    new.BitsPerComponent = 8
    new.ColorSpace = Name.DeviceGray if pixels.mode == "L" else Name.DeviceRGB
    return new


def _copy_keys(image: pikepdf.Object, new: Stream, out: Pdf) -> None:
    new.Type, new.Subtype = Name.XObject, Name.Image
    for key in ("/Width", "/Height", "/BitsPerComponent"):
        if key in image:
            new[key] = int(image[key])
    if image.get("/ImageMask", False):
        new.ImageMask = True
    if "/Decode" in image:
        new.Decode = pikepdf.Array([float(n) for n in image.Decode.as_list()])
    if "/ColorSpace" in image:
        new.ColorSpace = space_of(image.ColorSpace, out)


def _filters(image: pikepdf.Object) -> list[str]:
    found = image.get("/Filter")
    if found is None:
        return []
    if isinstance(found, Name):
        return [str(found)]
    return [str(name) for name in found.as_list()]


def _is_indexed(image: pikepdf.Object) -> bool:
    """Whether its pixels are places in a table, which may hold what none shows."""
    space = image.get("/ColorSpace")
    return isinstance(space, pikepdf.Array) and str(space[0]) in {"/Indexed", "/I"}


def _row_bytes(image: pikepdf.Object) -> int | None:
    """Bytes of a row; None where the colour space is not a simple one."""
    width = int(image.Width)
    if bool(image.get("/ImageMask", False)):
        return (width + 7) // 8
    components = _components(image)
    if components is None:
        return None
    return (width * components * int(image.get("/BitsPerComponent", 8)) + 7) // 8


def _components(image: pikepdf.Object) -> int | None:
    """Samples a pixel; None where the colour space is not a simple one."""
    space = image.get("/ColorSpace")
    if isinstance(space, Name):
        return _COMPONENTS.get(str(space))
    if isinstance(space, pikepdf.Array) and len(space) > 1:
        if space[0] == Name.ICCBased:
            return int(space[1].N)
        return _COMPONENTS.get(str(space[0]))
    return None


def _undone(image: pikepdf.Object, filters: list[str], out: Pdf) -> bytes:
    """The JPEG data, with filters around it undone."""
    if len(filters) == 1:
        return image.read_raw_bytes()
    around = Stream(out, image.read_raw_bytes())
    around.Filter = pikepdf.Array([Name(name) for name in filters[:-1]])
    return around.read_bytes()
