"""Each thing that takes something out is needed: without it the proof says so."""

from dataclasses import dataclass
from typing import Any

import pytest

from fixtures.leaks import CASES
from redaction import fontcuts, images, pagemaking, showing
from redaction.blackout import black_out
from redaction.confined import client
from redaction.fontcodes import Codes
from redaction.layers import Layers
from redaction.marks import Mark, order_from_json
from redaction.proof import prove
from redaction.publicfile import SourcePages
from redaction.scrub import kept_copy

BY_NAME = {case.name: case for case in CASES}


@dataclass(frozen=True)
class Scrubber:
    """Something that takes out, what stands in its place here, and a case for it."""

    where: Any
    name: str
    instead: Any
    case: str
    is_marked: bool = True
    """False: nothing is marked, it must go all the same."""


def _cut(codes: Any, out: Any, _number: int) -> Any:
    return kept_copy(codes.font, "font", out)


def _as_it_was(_codes: Codes, raw: bytes) -> int:
    return int.from_bytes(raw, "big")


def _burned(image: Any, _ctm: Any, _areas: Any, page: int, out: Any) -> Any:
    return images.copied(image, page, out)


SCRUBBERS = {
    "glyphs": Scrubber(pagemaking, "is_taken", lambda *_: False, "shown-tj"),
    "paths": Scrubber(
        pagemaking.PageMaker, "_is_under", lambda *_: False, "outlines-filled"
    ),
    "pixels": Scrubber(pagemaking, "burned", _burned, "picture-grey"),
    "cropped pixels": Scrubber(
        pagemaking, "hidden", lambda *_: [], "picture-cropped", is_marked=False
    ),
    "comments of pictures": Scrubber(
        images, "bare", lambda body, _: body, "jpeg-comment", is_marked=False
    ),
    "letters of fonts": Scrubber(fontcuts, "cut", _cut, "truetype-subset"),
    "numbers of letters": Scrubber(Codes, "_number", _as_it_was, "truetype-subset"),
    "numbers of glyphs": Scrubber(Codes, "_number", _as_it_was, "compact-composite"),
    "unseen text": Scrubber(
        showing.State, "hides", property(lambda _: False), "invisible", is_marked=False
    ),
    "text beyond the page": Scrubber(
        showing, "apart", lambda *_: False, "beside-the-page", is_marked=False
    ),
    "covered text": Scrubber(
        pagemaking, "without_covered", list, "behind-a-box", is_marked=False
    ),
    "hidden layers": Scrubber(
        Layers, "shows", lambda *_: True, "layer-off", is_marked=False
    ),
}


def made(scrubber: Scrubber) -> bytes:
    case = BY_NAME[scrubber.case]
    pdf = case.draw()
    marks: tuple[Mark, ...] = ()
    if scrubber.is_marked:
        text = b'{"texts": [{"text": "%b", "label": "s43(2)"}]}' % case.hidden.encode()
        marks = order_from_json(text, client.read(pdf).pages).marks
        marks += tuple(_boxed(case.boxes))
    return black_out([SourcePages(pdf, case.keep, marks)], "Title").pdf


def _boxed(boxes: tuple[tuple[float, float, float, float], ...]) -> list[Mark]:
    from decisions.geometry import Box

    return [Mark(Box(1, *box), "[s43(2)]") for box in boxes]


@pytest.mark.parametrize("name", SCRUBBERS)
def test_without_it_the_proof_finds_a_leak(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrubber = SCRUBBERS[name]
    hidden = [BY_NAME[scrubber.case].hidden]
    assert prove(made(scrubber), hidden, ours=True).leaks == ()
    monkeypatch.setattr(scrubber.where, scrubber.name, scrubber.instead)
    assert prove(made(scrubber), hidden, ours=True).leaks
