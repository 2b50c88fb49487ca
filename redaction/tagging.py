"""The structure tree of a public file: roles and reading order of what is kept.

Screen readers go by it (ISO 32000-2, 14.7 and 14.8). It is made anew from the
source's: an element stays where content of it does, with its standard role and
what a table or list needs, and nothing else that was written there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from decisions.errors import CannotRedact
from redaction.baggage import dictionary
from redaction.marked import ON_PAGE, ROLES, TagKey

_DEPTH_MAX: Final = 100
_ELEMENTS_MAX: Final = 500_000
_ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    "/Table": frozenset({"/Scope", "/ColSpan", "/RowSpan"}),
    "/List": frozenset({"/ListNumbering"}),
}
"""By owner, what of an element's attributes may pass: names and small numbers."""
_NAMES: Final = frozenset(
    "/Row /Column /Both /None /Disc /Circle /Square /Decimal /UpperRoman /LowerRoman "
    "/UpperAlpha /LowerAlpha /Ordered /Unordered /Unnumbered /Description".split()
)


@dataclass(slots=True)
class TaggedPage:
    """One page of the public file and the numbers of its tagged content."""

    page: pikepdf.Object
    numbers: Mapping[TagKey, int]
    """From a number in the source to that in the new page."""
    parents: list[pikepdf.Object | None] = field(default_factory=list)
    """The element of each number, as far as one was found."""


class Tags:
    """The structure of one public file.

    Args:
        out: The file.
    """

    def __init__(self, out: Pdf) -> None:
        self._out = out
        self._root = out.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._kids: list[pikepdf.Object] = []
        self._pages: list[TaggedPage] = []
        self._count = 0

    def add(
        self, root: pikepdf.Object, pages: Mapping[tuple[int, int], TaggedPage]
    ) -> None:
        """The kept part of a source's structure.

        Args:
            root: The catalogue of the source.
            pages: Its kept pages with tagged content, by the source's object number.

        Raises:
            CannotRedact: It nests endlessly.
        """
        tree = dictionary(root.get("/StructTreeRoot"))
        if not pages or "/K" not in tree:
            return
        for page in pages.values():
            page.parents = [None] * len(page.numbers)
        roles = dictionary(tree.get("/RoleMap"))
        kids = self._made(tree.K, None, self._root, pages, roles, 0)
        if kids:
            self._kids += [kid for kid in kids if isinstance(kid, pikepdf.Object)]
            self._pages += list(pages.values())

    def finish(self) -> None:
        """Write the tree, where there is any."""
        if not self._kids:
            return
        document = self._kids[0]
        if len(self._kids) > 1 or Name.Document != document.S:
            document = self._out.make_indirect(
                Dictionary(Type=Name.StructElem, S=Name.Document, P=self._root)
            )
            for kid in self._kids:
                kid.P = document
            document.K = Array(self._kids)
        rows: list[object] = []
        for number, page in enumerate(self._pages):
            page.page.StructParents = number
            page.page.Tabs = Name.S
            rows += [number, Array([parent or document for parent in page.parents])]
        self._root.K = Array([document])
        self._root.ParentTree = Dictionary(Nums=Array(rows))
        self._root.ParentTreeNextKey = len(self._pages)
        self._out.Root.StructTreeRoot = self._root
        self._out.Root.MarkInfo = Dictionary(Marked=True)

    def _made(
        self,
        kids: pikepdf.Object,
        page: tuple[int, int] | None,
        parent: pikepdf.Object,
        pages: Mapping[tuple[int, int], TaggedPage],
        roles: pikepdf.Object,
        depth: int,
    ) -> list[object]:
        """What stands for some kids: elements, and numbers of content."""
        self._count += 1
        if depth > _DEPTH_MAX or self._count > _ELEMENTS_MAX:
            raise CannotRedact("the tags of the file nest endlessly")
        made: list[object] = []
        listed = kids.as_list() if isinstance(kids, Array) else [kids]
        for kid in listed:
            if not isinstance(kid, Dictionary):
                made += self._content(ON_PAGE, int(kid), page, parent, pages)
                continue
            own = kid.get("/Pg")
            here = own.objgen if own is not None else page
            if kid.get("/Type") == Name.MCR:
                stream = kid.get("/Stm")
                key = stream.objgen if stream is not None else ON_PAGE
                made += self._content(key, int(kid.MCID), here, parent, pages)
            elif "/S" in kid and "/K" in kid:
                made += self._element(kid, here, parent, pages, roles, depth)
        return made

    def _element(
        self,
        old: pikepdf.Object,
        page: tuple[int, int] | None,
        parent: pikepdf.Object,
        pages: Mapping[tuple[int, int], TaggedPage],
        roles: pikepdf.Object,
        depth: int,
    ) -> list[object]:
        new = self._out.make_indirect(
            Dictionary(Type=Name.StructElem, S=_role(old, roles), P=parent)
        )
        kids = self._made(old.K, page, new, pages, roles, depth + 1)
        if not kids:
            return []
        new.K = Array(kids)
        attributes = _attributes(old.get("/A"))
        if attributes is not None:
            new.A = attributes
        return [new]

    def _content(
        self,
        stream: tuple[int, int],
        number: int,
        page: tuple[int, int] | None,
        parent: pikepdf.Object,
        pages: Mapping[tuple[int, int], TaggedPage],
    ) -> list[object]:
        there = pages.get(page) if page is not None else None
        new = there.numbers.get((stream, number)) if there is not None else None
        if there is None or new is None or there.parents[new] is not None:
            return []
        there.parents[new] = parent
        return [Dictionary(Type=Name.MCR, Pg=there.page, MCID=new)]


def _role(element: pikepdf.Object, roles: pikepdf.Object) -> Name:
    name = str(element.S)
    for _ in range(8):
        if name[1:] in ROLES:
            return Name(name)
        name = str(roles.get(name, "/Div"))
    return Name.Div


def _attributes(given: pikepdf.Object | None) -> Dictionary | None:
    for item in given.as_list() if isinstance(given, Array) else [given]:
        if not isinstance(item, Dictionary):
            continue
        allowed = _ATTRIBUTES.get(str(item.get("/O")), frozenset())
        kept = {
            key: Name(str(value)) if isinstance(value, Name) else int(value)
            for key, value in item.items()
            if key in allowed and _is_plain(value)
        }
        if kept:
            return Dictionary({"/O": Name(str(item.O)), **kept})
    return None


def _is_plain(value: object) -> bool:
    if isinstance(value, Name):
        return str(value) in _NAMES
    return isinstance(value, int) and 0 < value < 1000


def add_paragraph(opened: Pdf, number: int) -> bool:
    """Room in a tagged file for a page whose words came later: one paragraph.

    Args:
        opened: A public file.
        number: The page, 1-based; all of its content will be number 0.

    Returns:
        Whether the file is tagged, and the page was not.
    """
    root = opened.Root.get("/StructTreeRoot")
    page = opened.pages[number - 1].obj
    if root is None or "/StructParents" in page:
        return False
    document = root.K[0]
    paragraph = opened.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.P,
            P=document,
            K=Array([Dictionary(Type=Name.MCR, Pg=page, MCID=0)]),
        )
    )
    order = {other.obj.objgen: at for at, other in enumerate(opened.pages)}
    kids = list(document.K.as_list())
    behind = [at for at, kid in enumerate(kids) if _first(kid, order) >= number]
    kids.insert(behind[0] if behind else len(kids), paragraph)
    document.K = Array(kids)
    key = int(root.ParentTreeNextKey)
    root.ParentTree.Nums.append(key)
    root.ParentTree.Nums.append(Array([paragraph]))
    root.ParentTreeNextKey = key + 1
    page.StructParents, page.Tabs = key, Name.S
    return True


def _first(element: pikepdf.Object, order: Mapping[tuple[int, int], int]) -> int:
    """The place in the file of the page on which an element begins."""
    while "/Pg" not in element:
        element = element.K[0]
    return order[element.Pg.objgen]
