"""JPEG data without what is not pixels: comments, application segments, a tail."""

from decisions.errors import CannotRedact


def bare(body: bytes, page: int) -> bytes:
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
