"""What a page draws, as a list of elements whose places are known.

An interpreter of content streams (ISO 32000-2, chapters 8 and 9). It keeps the
graphics and text state that decides where things stand, flattens form XObjects
into the page, and turns every text-showing operator into a `Show` with its own
absolute text matrix, so that a glyph can be taken out or moved without moving
anything else. What it does not understand it refuses.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import pikepdf
from pikepdf import Array, ContentStreamInlineImage, Dictionary, Name

from decisions.errors import CannotRedact
from redaction.clips import Shape
from redaction.elements import (
    Element,
    Glyph,
    Kept,
    Op,
    Operand,
    Operands,
    Path,
    Picture,
    Show,
)
from redaction.fonts import Font, font_of
from redaction.layers import Layers
from redaction.marked import ON_PAGE, MarkedContent
from redaction.matrix import (
    IDENTITY,
    Area,
    Matrix,
    apart,
    area_of,
    grown,
    is_level,
    meet,
    point,
    shared,
    then,
)
from redaction.operands import (
    CLIPS_FROM,
    DEVICE_SPACES,
    DROPPED,
    FILLS,
    INTENTS,
    LINE_PT,
    PAINTS,
    PASSED,
    STEPS,
    flat,
    is_number,
    is_rectangle,
    matrix_of,
)
from redaction.showing import State, as_one, taken_apart

DEPTH_MAX: Final = 12
ELEMENTS_MAX: Final = 1_000_000


class Interpreter:
    """Reads one page into `elements`.

    Args:
        number: The page, 1-based: for refusals.
        kept: Collects the resources that are still used.
        visible: The part of the page that a viewer shows, in user space.
        layers: Which content a viewer hides.
        marks: In user space: text far from all of them is not taken apart.
    """

    def __init__(
        self,
        number: int,
        kept: Kept,
        visible: Area,
        layers: Layers,
        marks: Sequence[Area] = (),
    ) -> None:
        self.number = number
        self.kept = kept
        self.elements: list[Element] = []
        self._marked = MarkedContent(layers)
        self._stream = ON_PAGE
        self._marks = marks
        self._state = State(clip=visible)
        self._stack: list[State] = []
        self._text: Matrix = IDENTITY
        self._line: Matrix = IDENTITY
        self._steps: list[Op] = []
        self._points: list[tuple[float, float]] = []
        self._is_plain = True
        self._here: tuple[float, float] = (0.0, 0.0)
        self._clip: str | None = None
        self._fonts: dict[str, Font] = {}

    def read(self, page: pikepdf.Page) -> list[Element]:
        """The elements of a whole page.

        Raises:
            CannotRedact: Something on it is not understood.
        """
        try:
            self._run(page.obj, page.obj.get("/Resources", Dictionary()), 0)
            self._end_marked(0)
        except (pikepdf.PdfError, LookupError, AttributeError, TypeError, ValueError):
            pass
        else:
            self.elements += [Op("Q", []) for _ in self._stack]
            return self.elements
        raise self._refusal("its drawing instructions are damaged")

    def _refusal(self, what: str) -> CannotRedact:
        return CannotRedact(
            f"page {self.number}: {what}; withhold the page, or have the document "
            "exported again"
        )

    def _run(
        self, source: pikepdf.Object, resources: pikepdf.Object, depth: int
    ) -> None:
        if depth > DEPTH_MAX:
            raise self._refusal(f"drawings nest more than {DEPTH_MAX} deep")
        open_before = self._marked.depth
        for instruction in pikepdf.parse_content_stream(source):
            if len(self.elements) > ELEMENTS_MAX:
                raise self._refusal(f"it draws more than {ELEMENTS_MAX} things")
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self._inline(instruction)
                continue
            operator = str(instruction.operator)
            operands = list(instruction.operands)
            self._step(operator, operands, resources, depth)
        self._end_marked(open_before)

    def _end_marked(self, depth: int) -> None:
        """End what was left open, down to a depth."""
        while self._marked.depth > depth:
            self._keep(self._marked.end())

    def _keep(self, element: Element | None) -> None:
        if element is not None:
            self.elements.append(element)

    def _step(
        self,
        operator: str,
        operands: Operands,
        resources: pikepdf.Object,
        depth: int,
    ) -> None:
        if operator in STEPS:
            self._path_step(operator, operands)
        elif operator in PAINTS:
            self._paint(operator)
        elif operator in {"W", "W*"}:
            self._clip = operator
        elif operator in PASSED:
            self._colour(operator, operands, resources)
        elif operator in {"SCN", "scn"}:
            self._pattern_colour(operator, operands, resources)
        elif operator == "Do":
            self._draw(resources.XObject[str(operands[0])], resources, depth)
        elif operator in self._SIMPLE:
            self._SIMPLE[operator](self, operands)
        elif operator in {"Tf", "gs", "sh"}:
            self._named(operator, operands, resources)
        elif operator in {"BMC", "BDC"}:
            self._keep(self._marked.begin(operands, resources, self._stream))
        elif operator == "EMC":
            self._keep(self._marked.end())
        elif operator not in DROPPED:
            raise self._refusal("it has an operator that is not known")

    # graphics state

    def _save(self, _: Operands) -> None:
        self._stack.append(replace(self._state))
        self.elements.append(Op("q", []))

    def _restore(self, _: Operands) -> None:
        if self._stack:
            self._state = self._stack.pop()
            self.elements.append(Op("Q", []))

    def _transform(self, operands: Operands) -> None:
        matrix = matrix_of(operands)
        # Not passed on: where something stands may depend on what was removed
        # before it. Everything is placed absolutely when it is drawn.
        self._state.ctm = then(matrix, self._state.ctm)

    def _named(
        self, operator: str, operands: Operands, resources: pikepdf.Object
    ) -> None:
        name = str(operands[0])
        if operator == "Tf":
            self._set_font(resources.Font[name], operands[1])
            return
        kind = {"gs": "/ExtGState", "sh": "/Shading"}[operator]
        obj = resources[kind][name]
        if operator == "gs" and obj.get("/SMask", Name("/None")) != Name("/None"):
            raise self._refusal("it paints through a soft mask")
        if operator == "gs":
            self._state.set_alpha(obj)
            if "/Font" in obj:
                self._set_font(*obj.Font.as_list())
        if operator == "gs" or not self._marked.is_hidden:
            self.elements.append(Op(operator, [Name(self.kept.name(kind, obj))]))

    def _set_font(self, font: pikepdf.Object, size: Operand) -> None:
        self._state.font_name = self.kept.name("/Font", font)
        self._state.size = float(size)
        name = self._state.font_name
        if name not in self._fonts:
            self._fonts[name] = font_of(font, self.number)
        self._state.font = self._fonts[name]

    def _colour(
        self, operator: str, operands: Operands, resources: pikepdf.Object
    ) -> None:
        if operator in {"CS", "cs", "ri"}:
            if len(operands) != 1 or not isinstance(operands[0], Name):
                raise self._refusal("an operator has operands it may not have")
        elif not all(map(is_number, flat(operands))):
            raise self._refusal("an operator has operands it may not have")
        if operator == "ri" and str(operands[0]) not in INTENTS:
            return
        if operator in {"CS", "cs"}:
            operands = [Name(self._space(str(operands[0]), resources))]
        self.elements.append(Op(operator, operands))

    def _space(self, name: str, resources: pikepdf.Object) -> str:
        if name in DEVICE_SPACES or name == "/Pattern":
            return name
        return self.kept.name("/ColorSpace", resources.ColorSpace[name])

    def _pattern_colour(
        self, operator: str, operands: Operands, resources: pikepdf.Object
    ) -> None:
        if operands and isinstance(operands[-1], Name):
            pattern = resources.Pattern[str(operands[-1])]
            self._state.is_tiled |= int(pattern.PatternType) != 2
            self._state.is_normal &= operator != "scn"
            name = Name(self.kept.name("/Pattern", pattern))
            operands = [*operands[:-1], name]
        self.elements.append(Op(operator, operands))

    # paths

    def _path_step(self, operator: str, operands: Operands) -> None:
        numbers = [float(number) for number in operands]
        places = list(zip(numbers[::2], numbers[1::2], strict=True))
        if operator == "re":
            x, y, width, height = numbers
            places = [(x, y), (x + width, y + height)]
            self._points += [(x + width, y), (x, y + height)]
        elif operator in {"c", "v", "y"}:
            self._is_plain = False
        elif operator == "l":
            x, y = places[0]
            level = abs(x - self._here[0]) < 0.01 or abs(y - self._here[1]) < 0.01
            self._is_plain = self._is_plain and level
        if places:
            self._here = places[0] if operator == "re" else places[-1]
        self._points += places
        self._steps.append(Op(operator, operands))

    def _paint(self, operator: str) -> None:
        if operator == "n" and self._clip is None:
            self._begin_path()
            return
        area = None
        seen: list[tuple[float, float]] = []
        if self._points:
            seen = [point(self._state.ctm, x, y) for x, y in self._points]
            xs, ys = zip(*seen, strict=True)
            area = (min(xs), min(ys), max(xs), max(ys))
        state, before = self._state, self._state.clip
        if state.is_tiled and area and any(meet(area, m) for m in self._marks):
            raise self._refusal("a mark lies on a pattern")
        turned = min(abs(n) for n in self._state.ctm[:2]) > 1e-6
        is_plain = self._is_plain and not turned
        is_box = is_plain and is_rectangle(self._steps)
        cover = None
        if is_box and area is not None and operator in FILLS and state.is_opaque:
            cover = shared(before, area)
        if self._clip is not None and area is not None:
            state.clip = shared(before, area)
            if not is_box:
                steps = [(s.operator, [*map(float, s.operands)]) for s in self._steps]
                state.shapes += (Shape.of(steps, state.ctm, self._clip),)
        if self._marked.is_hidden:
            operator, cover = "n", None
        is_seen = area is not None and not apart(grown(area, LINE_PT), before)
        if self._clip is not None or (is_seen and operator != "n"):
            path = Path(
                self._steps,
                operator,
                self._clip,
                area,
                is_plain,
                state.ctm,
                seen,
                cover,
            )
            self.elements.append(path)
        self._begin_path()

    def _begin_path(self) -> None:
        self._steps, self._points, self._clip, self._is_plain = [], [], None, True

    # things drawn by name

    def _draw(self, obj: pikepdf.Object, resources: pikepdf.Object, depth: int) -> None:
        subtype = str(obj.get("/Subtype", ""))
        if self._marked.is_hidden or not self._marked.shows(obj):
            return
        if subtype == "/Image":
            self._picture(
                obj, is_whole=not {"/SMask", "/Mask", "/ImageMask"} & set(obj)
            )
        elif subtype == "/Form":
            self._form(obj, resources, depth)
        else:
            raise self._refusal("it draws an object that is not known")

    def _form(
        self, form: pikepdf.Object, resources: pikepdf.Object, depth: int
    ) -> None:
        """Draw a form in place: `q`, its matrix, its clip, its content, `Q`."""
        levels = len(self._stack)
        text, line = self._text, self._line
        self._save([])
        self._transform(list(form.get("/Matrix", Array(IDENTITY)).as_list()))
        x0, y0, x1, y1 = (float(number) for number in form.BBox.as_list())
        self._path_step("re", [x0, y0, x1 - x0, y1 - y0])
        self._clip = "W"
        self._paint("n")
        outer, self._stream = self._stream, form.objgen
        self._run(form, form.get("/Resources", resources), depth + 1)
        self._stream = outer
        while len(self._stack) > levels:
            self._restore([])
        self._text, self._line = text, line

    def _inline(self, image: ContentStreamInlineImage) -> None:
        if not self._marked.is_hidden:
            self._picture(image, is_whole=False)

    def _picture(
        self, image: pikepdf.Object | ContentStreamInlineImage, *, is_whole: bool
    ) -> None:
        state = self._state
        if state.fill_alpha == 0:
            return
        area = shared(area_of(state.ctm, 0, 0, 1, 1), state.clip)
        if not state.lets_through(area):
            return
        cover = area if is_whole and is_level(state.ctm) and state.is_opaque else None
        self.elements.append(Picture(image, state.ctm, area, cover, state.shapes))

    # text

    def _begin_text(self, _: Operands) -> None:
        self._text = self._line = IDENTITY
        self.elements.append(Op("BT", []))

    def _end_text(self, _: Operands) -> None:
        self.elements.append(Op("ET", []))

    def _text_matrix(self, operands: Operands) -> None:
        self._text = self._line = matrix_of(operands)

    def _next_line(self, operands: Operands) -> None:
        x, y = (float(number) for number in operands)
        self._text = self._line = then((1, 0, 0, 1, x, y), self._line)

    def _next_line_leading(self, operands: Operands) -> None:
        self._state.leading = -float(operands[1])
        self._next_line(operands)

    def _new_line(self, _: Operands) -> None:
        self._next_line([0, -self._state.leading])

    def _set_leading(self, operands: Operands) -> None:
        self._state.leading = float(operands[0])

    def _set(self, name: str, operands: Operands) -> None:
        value = float(operands[0])
        if name == "scaling":
            value /= 100
        setattr(self._state, name, int(value) if name == "mode" else value)

    def _show(self, operands: Operands) -> None:
        self._show_items([operands[0]], Op("Tj", operands))

    def _show_array(self, operands: Operands) -> None:
        self._show_items(operands[0].as_list(), Op("TJ", operands))

    def _show_next(self, operands: Operands) -> None:
        self._new_line([])
        self._show(operands)

    def _show_spaced(self, operands: Operands) -> None:
        self._set("word_spacing", [operands[0]])
        self._set("char_spacing", [operands[1]])
        self._new_line([])
        self._show([operands[2]])

    def _show_items(self, items: Sequence[Operand], op: Op) -> None:
        state, font = self._state, self._state.font
        if font is None:
            raise self._refusal("it shows text without a font")
        to_user = then(self._text, state.ctm)
        glyphs: list[Glyph] = []
        is_hidden = self._marked.is_hidden
        if state.mode >= CLIPS_FROM:
            raise self._refusal("its text cuts out what is drawn after it")
        if font.is_widened and state.word_spacing:
            raise self._refusal("a font of mapped short codes has word spacing")
        whole = as_one(items, state, font, to_user, self._marks)
        if whole is not None:
            glyph, x = whole
            glyphs.append(glyph)
            if is_hidden or state.hides:
                glyph.label = ""
        else:
            glyphs, x = taken_apart(items, state, font, to_user)
            if is_hidden:
                for glyph in glyphs:
                    glyph.label = ""
        self.elements.append(
            Show(
                font=state.font_name,
                size=state.size,
                matrix=self._text,
                ctm=state.ctm,
                char_spacing=state.char_spacing,
                word_spacing=state.word_spacing,
                scaling=state.scaling,
                rise=state.rise,
                mode=state.mode,
                op=op,
                glyphs=glyphs,
                is_one=whole is not None,
            )
        )
        self._text = then((1, 0, 0, 1, x, 0), self._text)

    _SIMPLE: Final[dict[str, Callable[["Interpreter", Operands], None]]] = {
        "q": _save,
        "Q": _restore,
        "cm": _transform,
        "BT": _begin_text,
        "ET": _end_text,
        "Tm": _text_matrix,
        "Td": _next_line,
        "TD": _next_line_leading,
        "T*": _new_line,
        "TL": _set_leading,
        "Tc": lambda self, o: self._set("char_spacing", o),
        "Tw": lambda self, o: self._set("word_spacing", o),
        "Tz": lambda self, o: self._set("scaling", o),
        "Ts": lambda self, o: self._set("rise", o),
        "Tr": lambda self, o: self._set("mode", o),
        "Tj": _show,
        "TJ": _show_array,
        "'": _show_next,
        '"': _show_spaced,
    }
