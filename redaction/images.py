"""Pictures: burning what lies under a mark, and copying only their pixels.

A JPEG's comments, EXIF and embedded thumbnails, rows beyond its height and
data after the end of a filter are not copied.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import BytesIO
from typing import Final

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Name, Pdf, PdfImage, Stream
from PIL import Image, ImageDraw, ImageFilter

from decisions.errors import CannotRedact
from redaction.colours import space_of
from redaction.inspection import open_pdf
from redaction.matrix import Area, Matrix, area_of, inverse, is_level, point, shared

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
_COMPONENTS: Final = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}


def copied(image: pikepdf.Object, page: int, out: Pdf) -> Stream:
    """The image as a new stream in `out`: its pixels, its mask, nothing else.

    Raises:
        CannotRedact: It cannot be decoded, so what it holds cannot be known.
    """
    filters = _filters(image)
    if isinstance(image.get("/Mask"), pikepdf.Array):
        raise CannotRedact(f"page {page}: a picture hides some of its colours")
    if isinstance(image.get("/SMask"), Stream):
        return _without_unseen(image, page, out)
    if (
        filters
        and filters[-1] == "/DCTDecode"
        and not set(filters[:-1]) - _PLAIN_FILTERS
    ):
        body = _bare_jpeg(_undone(image, filters, out), page)
        size = (int(image.Width), int(image.Height))
        if Image.open(BytesIO(body)).size != size:
            raise CannotRedact(f"page {page}: a picture has two sizes")
        new = Stream(out, body)
        new.Filter = Name.DCTDecode
        _copy_keys(image, new, out)
    elif (
        not set(filters) - _PLAIN_FILTERS
        and _row_bytes(image) is not None
        and not _is_indexed(image)
    ):
        height = int(image.Height)
        rows = (_row_bytes(image) or 0) * height
        new = Stream(out, image.read_bytes()[:rows])
        _copy_keys(image, new, out)
    else:
        if "/Mask" in image:
            raise CannotRedact(
                f"page {page}: a picture has a mask and a coding that is not known; "
                "withhold the page, or have it scanned again"
            )
        new = _from_pixels(_pixels(image, page), image, out)
    mask = image.get("/Mask")
    if isinstance(mask, Stream):
        new.Mask = copied(mask, page, out)
    return new


def _without_unseen(image: pikepdf.Object, page: int, out: Pdf) -> Stream:
    """A picture with a soft mask, blank wherever the mask lets nothing through."""
    pixels = _pixels(image, page)
    mask = _pixels(image.SMask, page).convert("L")
    shown = mask.resize(pixels.size, Image.Resampling.BOX)
    grown = shown.filter(ImageFilter.MaxFilter(3)).point(lambda v: 255 if v else 0)
    blank = Image.new(pixels.mode, pixels.size, (255,) * len(pixels.getbands()))
    new = _from_pixels(Image.composite(pixels, blank, grown), image, out)
    new.SMask = _from_pixels(mask, image.SMask, out)
    return new


def of_inline(
    image: pikepdf.PdfInlineImage,
    ctm: Matrix,
    areas: list[Area],
    page: int,
    out: Pdf,
) -> Stream:
    """A small picture of the content as one of its own, burnt under the areas.

    Raises:
        CannotRedact: It is a stencil, or cannot be read.
    """
    if not image.image_mask:
        try:
            pixels = image.as_pil_image()
            mode = "L" if pixels.mode in {"1", "L"} else "RGB"
            burnt = _burn(pixels.convert(mode), ctm, areas, 0, 1)
            return stream_of(burnt, out, is_lossy=False)
        except _UNREADABLE:
            pass
    raise CannotRedact(f"page {page}: a small picture cannot be read")


def burned(
    image: pikepdf.Object,
    ctm: Matrix,
    areas: Iterable[Area],
    page: int,
    out: Pdf,
) -> Stream:
    """The image with every pixel under `areas` gone.

    Args:
        image: An image XObject, drawn on the unit square of `ctm`.
        areas: In user space.

    Raises:
        CannotRedact: Its pixels cannot be read.
    """
    areas = list(areas)
    if bool(image.get("/ImageMask", False)):
        return _burned_stencil(image, ctm, areas, page, out, paints=False)
    mask = image.get("/Mask")
    if mask is not None and not isinstance(mask, Stream):
        raise CannotRedact(f"page {page}: a picture hides some of its colours")
    block = _block_of(image)
    pixels = _burn(_pixels(image, page), ctm, areas, 0, block)
    new = _from_pixels(pixels, image, out)
    if mask is not None:
        new.Mask = _burned_stencil(mask, ctm, areas, page, out, paints=True)
    mask = image.get("/SMask")
    if isinstance(mask, Stream):
        opaque = _burn(_pixels(mask, page).convert("L"), ctm, areas, 255, block)
        new.SMask = _from_pixels(opaque, mask, out)
    return new


def _burned_stencil(
    image: pikepdf.Object,
    ctm: Matrix,
    areas: list[Area],
    page: int,
    out: Pdf,
    *,
    paints: bool,
) -> Stream:
    """A stencil that paints all, or nothing, under the areas (8.9.6.2).

    Its zeros paint, unless /Decode says otherwise.
    """
    if not _has_plain_decode(image):
        raise CannotRedact(f"page {page}: a stencil paints the other way round")
    grey = _pixels(image, page).convert("L")
    burnt = _burn(grey, ctm, areas, 0 if paints else 255, 1)
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
    is_grey = image.get("/ColorSpace") in {Name.DeviceGray, Name.G, Name.CalGray}
    return JPEG_BLOCK if is_grey else 2 * JPEG_BLOCK  # colours are coded more coarsely


def _burn(
    pixels: Image.Image, ctm: Matrix, areas: list[Area], fill: int, block: int
) -> Image.Image:
    to_image = inverse(ctm)
    if to_image is None:
        return pixels
    draw = ImageDraw.Draw(pixels)
    width, height = pixels.size
    for area in areas:
        if not is_level(ctm):
            left, foot, right, top = area
            corners = ((left, foot), (right, foot), (right, top), (left, top))
            placed = [point(to_image, x, y) for x, y in corners]
            shape = [(x * width, (1 - y) * height) for x, y in placed]
            draw.polygon(shape, fill=(fill,) * len(pixels.getbands()), width=2)
            continue
        x0, y0, x1, y1 = shared(area_of(to_image, *area), (0, 0, 1, 1))
        if x0 < x1 and y0 < y1:
            # Image space has its first row at the top of the unit square.
            left, top = x0 * width - 1, (1 - y1) * height - 1
            right, foot = x1 * width + 1, (1 - y0) * height + 1
            box = (
                left // block * block,
                top // block * block,
                -(-right // block) * block - (block > 1),
                -(-foot // block) * block - (block > 1),
            )
            draw.rectangle(box, fill=(fill,) * len(pixels.getbands()))
    return pixels


def _pixels(image: pikepdf.Object, page: int) -> Image.Image:
    told = "cannot be decoded"
    if int(image.Width) * int(image.Height) > PIXELS_MAX:
        told = f"has more than {PIXELS_MAX // 10**6} million pixels"
    elif _has_plain_decode(image) or _is_negative(image):
        try:
            assert isinstance(image, Stream), "images are streams"
            found = PdfImage(image).as_pil_image()
            mode = "L" if found.mode in {"1", "L"} else "RGB"
            plain = found.convert(mode)
            plain.info = {}  # comments and profiles would be saved again
            return plain
        except _UNREADABLE:
            pass
    raise CannotRedact(
        f"page {page}: a picture {told}; withhold the page, or have it scanned again"
    )


def _is_negative(image: pikepdf.Object) -> bool:
    """Whether it is stored light for dark, which is undone when it is read."""
    numbers = [float(number) for number in image.Decode.as_list()]
    is_grey = image.get("/ColorSpace") in {Name.DeviceGray, Name.G}
    return numbers == [1.0, 0.0] and is_grey


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
    for key in ("/Width", "/Height", "/BitsPerComponent", "/ImageMask", "/Decode"):
        if key in image:
            new[key] = image[key]
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
    space = image.get("/ColorSpace")
    components: int | None = None
    if isinstance(space, Name):
        components = _COMPONENTS.get(str(space))
    elif isinstance(space, pikepdf.Array) and len(space) > 1:
        if space[0] == Name.ICCBased:
            components = int(space[1].N)
        elif space[0] in {Name.Indexed, Name.CalGray, Name.Separation}:
            components = 1
        elif space[0] in {Name.CalRGB, Name.Lab}:
            components = 3
    if components is None:
        return None
    return (width * components * int(image.get("/BitsPerComponent", 8)) + 7) // 8


def _undone(image: pikepdf.Object, filters: list[str], out: Pdf) -> bytes:
    """The JPEG data, with filters around it undone."""
    if len(filters) == 1:
        return image.read_raw_bytes()
    around = Stream(out, image.read_raw_bytes())
    around.Filter = pikepdf.Array([Name(name) for name in filters[:-1]])
    return around.read_bytes()


def _bare_jpeg(body: bytes, page: int) -> bytes:
    """A JPEG without comments and application segments, Adobe's colour flag kept.

    ITU-T T.81, B.1: segments up to the start of scan; then the coded data with
    its restart markers, up to the end-of-image marker, and nothing behind it.
    """
    if body[:2] != b"\xff\xd8":
        raise CannotRedact(f"page {page}: a picture is not the JPEG it says it is")
    out = [b"\xff\xd8"]
    at = 2
    while at + 4 <= len(body):
        if body[at] != 0xFF:
            break
        marker = body[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            out.append(b"\xff\xd9")
            return b"".join(out)
        length = int.from_bytes(body[at + 2 : at + 4], "big")
        segment = body[at : at + 2 + length]
        is_private = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if marker == 0xEE and segment[4:9] == b"Adobe" and len(segment) >= 16:
            # Its flag of colours; a longer one could hold more.
            out.append(segment[:2] + b"\x00\x0e" + segment[4:16])
        elif not is_private:
            out.append(segment)
        at += 2 + length
        if marker == 0xDA:
            end = _end_of_scan(body, at)
            out.append(body[at:end])
            at = end
    if body[at : at + 2] == b"\xff\xd9":
        return b"".join([*out, b"\xff\xd9"])
    raise CannotRedact(
        f"page {page}: a picture is a damaged JPEG; have the page scanned again"
    )


def _end_of_scan(body: bytes, at: int) -> int:
    """Where the coded data ends: at a marker that is no stuffing or restart."""
    while True:
        at = body.find(b"\xff", at)
        if at < 0 or at + 1 >= len(body):
            return len(body)
        follower = body[at + 1]
        if follower == 0 or 0xD0 <= follower <= 0xD7:
            at += 2
        elif follower == 0xFF:
            at += 1
        else:
            return at
