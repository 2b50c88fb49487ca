"""Marked content: the tags that a page's content bears, and its layers.

Of a tag just its standard role and a number are kept; all that stood in its
property list, from alternative text to an author's notes, is not.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import pikepdf
from pikepdf import Dictionary, Name

from redaction.baggage import dictionary
from redaction.elements import Op, Operands
from redaction.layers import Layers

TagKey: TypeAlias = tuple[tuple[int, int], int]
"""The object number of the stream that holds the content, (0, 0) for a page; and
the number that the content has there."""
ON_PAGE: Final = (0, 0)
ROLES: Final = frozenset(
    "Document Part Sect Div Aside NonStruct P H H1 H2 H3 H4 H5 H6 Title L LI Lbl LBody "
    "Table TR TH TD THead TBody TFoot Caption Figure Formula BlockQuote Quote Note "
    "FENote Reference BibEntry Code Link Annot Span Em Strong TOC TOCI Index Form "
    "Artifact".split()
)
"""Standard structure types (14.8.4)."""


@dataclass(frozen=True, slots=True)
class _Open:
    is_written: bool
    is_hidden: bool


class MarkedContent:
    """The sequences that are open at a place in the content.

    Args:
        layers: Says which are hidden.
    """

    def __init__(self, layers: Layers) -> None:
        self._layers = layers
        self._open: list[_Open] = []

    @property
    def is_hidden(self) -> bool:
        return any(one.is_hidden for one in self._open)

    @property
    def depth(self) -> int:
        return len(self._open)

    def shows(self, obj: pikepdf.Object) -> bool:
        """Whether an XObject of a layer is shown."""
        return "/OC" not in obj or self._layers.shows(obj.OC)

    def begin(
        self, operands: Operands, resources: pikepdf.Object, stream: tuple[int, int]
    ) -> Op | None:
        """BMC or BDC; what is written in its place, if anything."""
        role = str(operands[0])[1:]
        listed = operands[1] if len(operands) > 1 else None
        if isinstance(listed, Name):
            listed = resources.Properties[str(listed)]
        if role == "OC":
            shown = self._layers.shows(dictionary(listed))
            self._open.append(_Open(is_written=False, is_hidden=not shown))
            return None
        op: Op | None = None
        if isinstance(listed, Dictionary) and "/MCID" in listed:
            named = role if role in ROLES else "Span"
            op = Op("BDC", [Name("/" + named), (stream, int(listed.MCID))])
        elif role == "Artifact":
            op = Op("BMC", [Name.Artifact])
        self._open.append(_Open(is_written=op is not None, is_hidden=False))
        return op

    def end(self) -> Op | None:
        """EMC; one without a beginning is passed over."""
        if self._open and self._open.pop().is_written:
            return Op("EMC", [])
        return None
