"""One page of a public file: what is under its marks taken out, or a picture of it.

The page's elements are written down again one by one; what is not understood is not
copied, and the page is drawn instead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array, Dictionary, Name, Operator, Pdf, String

from decisions.errors import CannotRedact
from redaction.burning import Gone
from redaction.content import Interpreter
from redaction.covered import without_covered
from redaction.drawing import (
    LABEL_FONT,
    Instruction,
    absolute,
    label_font,
    rounded,
    shown,
    without_idle,
    without_nothing,
)
from redaction.elements import Element, Glyph, Kept, Op, Path, Picture, Show
from redaction.finding import Link, links_of
from redaction.fontcodes import Codes, fonts_shown, recoded
from redaction.fontcuts import Fonts
from redaction.images import burned, copied, of_inline
from redaction.layers import Layers
from redaction.lines import follow, label_width, set_again, standing_for
from redaction.marked import TagKey
from redaction.marks import Mark
from redaction.matrix import Area, apart, area_of, meet, shared
from redaction.pictured import picture_of
from redaction.scrub import Copies, kept_copy, new_resources
from redaction.under import (
    all_rectangles,
    belongs_under,
    hidden,
    is_taken,
    rectangle,
    visible_part,
)


def is_made(page: "PageMaker") -> bool:
    """Make a page; False where anything on it is not understood."""
    try:
        page.make()
    except CannotRedact:
        return False
    except (pikepdf.PikepdfError, ArithmeticError, LookupError, ValueError):
        return False
    except (TypeError, AttributeError):
        return False
    return True


@dataclass(slots=True)
class New:
    """What the pages of one source share on their way into the new file."""

    out: Pdf
    layers: Layers
    fonts: Fonts
    copies: Copies = field(default_factory=dict)


class PageMaker:
    """Makes one page of the new file."""

    def __init__(
        self,
        page: pikepdf.Page,
        number: int,
        marks: Sequence[Mark],
        new: New,
    ) -> None:
        self._page = page
        self._number = number
        self._marks = marks
        self.areas: list[Area] = [
            (m.box.x0, m.box.y0, m.box.x1, m.box.y1) for m in marks
        ]
        self._new = new
        self._out = new.out
        self._kept = Kept()
        self._images: dict[str, pikepdf.Object] = {}
        self._hit: set[int] = set()
        """Marks that took a glyph out: their label stands in the line."""
        self.is_wordless = False
        """Whether the page shows pictures and no words."""
        self.links: list[Link] = []
        self.numbers: dict[TagKey, int] = {}
        """The new number of each piece of tagged content that is kept."""

    def draw(self, document: pdfium.PdfDocument) -> None:
        """The page as a picture of itself, as PDFium draws it.

        Raises:
            RefusedFile: PDFium cannot open the page.
            CannotRedact: It has no extent.
        """
        visible = visible_part(self._page)
        if visible[0] >= visible[2] or visible[1] >= visible[3]:
            raise CannotRedact(f"page {self._number}: nothing of it is visible")
        self._kept, self._hit, self.is_wordless = Kept(), set(), True
        self.numbers = {}
        picture = picture_of(document, self._number, visible, self.areas, self._out)
        self._images = {"/B1": picture}
        placed = (
            visible[2] - visible[0],
            0,
            0,
            visible[3] - visible[1],
            visible[0],
            visible[1],
        )
        instructions: list[Instruction] = [
            ([], Operator("q")),
            (list(rounded(placed)), Operator("cm")),
            ([Name("/B1")], Operator("Do")),
            ([], Operator("Q")),
            *self._boxes(),
        ]
        self._add(instructions, visible, is_copied=False)

    def make(self) -> None:
        """The page without what is under its marks.

        Raises:
            CannotRedact: Something on it is not understood. Other errors of damaged
                files may be raised too: all mean the same.
        """
        visible = visible_part(self._page)
        if "/UserUnit" in self._page.obj and float(self._page.obj.UserUnit) <= 0:
            raise CannotRedact(
                f"page {self._number}: its unit is not a positive number"
            )
        reader = Interpreter(
            self._number, self._kept, visible, self._new.layers, self.areas
        )
        elements = reader.read(self._page)
        elements = without_covered(elements)
        shows = [element for element in elements if isinstance(element, Show)]
        for show in shows:
            near = self._near(show)
            for glyph in show.glyphs if near else ():
                self._judge(glyph, near)
        self._judge_grazed(shows)
        standing = {
            at: stand
            for at, element in enumerate(elements)
            if isinstance(element, Picture)
            and not any(meet(element.area, area) for area in self.areas)
            and (stand := standing_for(element)) is not None
        }
        set_again([*shows, *standing.values()], visible)
        for at, stand in standing.items():
            follow(elements, at, stand)

        instructions: list[Instruction] = [([], Operator("q"))]
        for element in elements:
            instructions += self._drawn(element, visible)
        instructions.append(([], Operator("Q")))
        instructions += self._boxes()
        instructions = without_nothing(without_idle(instructions))
        self._add(self._numbered(instructions), visible)
        has_words = any(glyph.label is None for show in shows for glyph in show.glyphs)
        self.is_wordless = not has_words and bool(self._images)

    def _near(self, show: Show) -> list[int]:
        """The marks that may touch a show, by its height."""
        if not show.glyphs or not show.is_level:
            return list(range(len(self.areas)))
        foot = min(min(one.area[1], one.core[1]) for one in show.glyphs)
        top = max(max(one.area[3], one.core[3]) for one in show.glyphs)
        return [at for at, a in enumerate(self.areas) if foot < a[3] and a[1] < top]

    def _judge(self, glyph: Glyph, near: Sequence[int]) -> None:
        if glyph.label is not None:
            return
        for at in near:
            if is_taken(glyph.core, self.areas[at]):
                glyph.label = self._marks[at].label
                self._hit.add(at)
                return

    def _judge_grazed(self, shows: Iterable[Show]) -> None:
        """A mark that met no glyph's core takes those that it clearly grazes."""
        missed = {at for at in range(len(self.areas)) if at not in self._hit}
        if not missed:
            return
        for show in shows:
            near = missed.intersection(self._near(show))
            for glyph in show.glyphs if near else ():
                for at in near:
                    area = self.areas[at]
                    if glyph.label is None and is_taken(glyph.area, area, 0.1):
                        glyph.label = self._marks[at].label
                        self._hit.add(at)

    def _drawn(self, element: Element, visible: Area) -> Iterable[Instruction]:
        if isinstance(element, Op):
            return [(list(element.operands), Operator(element.operator))]
        if isinstance(element, Show):
            return shown(element)
        if isinstance(element, Path):
            return self._painted(element)
        return self._pictured(element, visible)

    def _painted(self, path: Path) -> Iterable[Instruction]:
        if path.clip is not None:
            return self._clipped(path)
        if path.is_plain and len(path.steps) > 1 and all_rectangles(path):
            apart_paths = [rectangle(path, step) for step in path.steps]
            kept = [p for p in apart_paths if not self._is_under(p)]
            steps = [step for one in kept for step in one.steps]
        else:
            steps = [] if self._is_under(path) else path.steps
        if not steps:
            return []
        return [
            ([], Operator("q")),
            (list(rounded(path.ctm)), Operator("cm")),
            *((list(step.operands), Operator(step.operator)) for step in steps),
            ([], Operator(path.paint)),
            ([], Operator("Q")),
        ]

    def _clipped(self, path: Path) -> Iterable[Instruction]:
        """A clip, placed absolutely. One cut to the marked words is left out."""
        assert path.clip is not None
        if self._is_under(path):
            return []
        return [
            *absolute(path),
            ([], Operator(path.clip)),
            ([], Operator("n")),
        ]

    def _is_under(self, path: Path) -> bool:
        if path.area is None or path.is_moved:
            return False
        return any(belongs_under(path, area) for area in self.areas)

    def _pictured(self, picture: Picture, visible: Area) -> Iterable[Instruction]:
        seen = shared(picture.area, visible)
        if apart(picture.area, visible) or seen[0] >= seen[2] or seen[1] >= seen[3]:
            return []
        under = [area for area in self.areas if meet(picture.area, area)]
        if picture.is_moved:
            under = []
        image = picture.image
        unseen = hidden(area_of(picture.ctm, 0, 0, 1, 1), seen)
        gone = Gone(tuple(under), tuple(unseen), picture.shapes)
        if isinstance(image, pikepdf.ContentStreamInlineImage):
            image = of_inline(image.iimage, self._out)
        name = self._image_name(image, picture, gone)
        drawn: Instruction = ([Name(name)], Operator("Do"))
        return [
            ([], Operator("q")),
            (list(rounded(picture.ctm)), Operator("cm")),
            drawn,
            ([], Operator("Q")),
        ]

    def _image_name(self, image: pikepdf.Object, picture: Picture, gone: Gone) -> str:
        name = f"/I{image.objgen[0]}"
        if gone or not image.is_indirect or picture.is_inline:
            name = f"/B{len(self._images) + 1}"
        if name not in self._images:
            new: pikepdf.Object = (
                burned(image, picture.ctm, gone, self._number, self._out)
                if gone
                else copied(image, self._number, self._out)
            )
            self._images[name] = new
        return name

    def _numbered(self, instructions: list[Instruction]) -> list[Instruction]:
        """With the kept tagged content counted anew, from 0."""
        made: list[Instruction] = []
        for operands, operator in instructions:
            if str(operator) == "BDC":
                number = self.numbers.setdefault(operands[1], len(self.numbers))
                made.append(([operands[0], Dictionary(MCID=number)], operator))
            else:
                made.append((operands, operator))
        return made

    def _boxes(self) -> Iterable[Instruction]:
        """A black box with its label for each mark that no line shows."""
        for at, mark in enumerate(self._marks):
            if at in self._hit:
                continue
            box = mark.box
            size = min(10.0, 0.8 * box.height)
            if label_width(mark.label, size) > box.width:
                size *= box.width / label_width(mark.label, size)
            yield [], Operator("q")
            yield [0], Operator("g")
            yield [box.x0, box.y0, box.width, box.height], Operator("re")
            yield [], Operator("f")
            yield [], Operator("BT")
            yield [1], Operator("g")
            yield [Name(LABEL_FONT), round(size, 2)], Operator("Tf")
            at_y = box.y0 + (box.height - 0.7 * size) / 2
            yield [1, 0, 0, 1, round(box.x0, 2), round(at_y, 2)], Operator("Tm")
            yield [String(mark.label)], Operator("Tj")
            yield [], Operator("ET")
            yield [], Operator("Q")

    def _add(
        self,
        instructions: list[Instruction],
        visible: Area,
        *,
        is_copied: bool = True,
    ) -> None:
        out, source = self._out, self._page.obj
        resources = new_resources(self._kept.by_kind, out, self._new.copies)
        rows = self._kept.by_kind.get("/Font", {})
        used = {name: rows[name] for name in fonts_shown(instructions) & rows.keys()}
        self._try(used, instructions)
        if self._images:
            resources.XObject = Dictionary(
                {name: out.make_indirect(image) for name, image in self._images.items()}
            )
        new = Dictionary(
            Type=Name.Page,
            MediaBox=Array([round(number, 3) for number in visible]),
            Resources=resources,
        )
        turned = int(self._page.rotation) % 360
        if turned:
            new.Rotate = turned
        if "/UserUnit" in source and float(source.UserUnit) > 0:
            new.UserUnit = source.UserUnit
        if is_copied and isinstance(source.get("/Group"), Dictionary):
            new.Group = kept_copy(source.Group, "page group", out)
        number = len(out.pages) + 1
        self.links = links_of(self._page, number, visible, self.areas)
        # Last: from here on nothing is refused, and the page is counted once.
        uses = {name: self._new.fonts.use_of(font) for name, font in used.items()}
        instructions = recoded(
            instructions, {n: codes for n, (codes, _) in uses.items()}
        )
        new.Contents = out.make_stream(pikepdf.unparse_content_stream(instructions))
        new.Resources.Font = Dictionary(
            {LABEL_FONT: label_font()} | {n: place for n, (_, place) in uses.items()}
        )
        out.pages.append(pikepdf.Page(out.make_indirect(new)))

    def _try(
        self, used: Mapping[str, pikepdf.Object], instructions: list[Instruction]
    ) -> None:
        """Whether the fonts that are new can be cut to what is shown here."""
        fresh = {
            name: Codes(font)
            for name, font in used.items()
            if self._new.fonts.is_new(font)
        }
        if fresh:
            recoded(instructions, fresh)
        for codes in fresh.values():
            self._new.fonts.check(codes)
