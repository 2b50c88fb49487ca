"""Which decision a file belongs to: the reference that its title or name gives."""

import re
from collections.abc import Sequence
from typing import Final

from decisions.decision import DocumentKind
from decisions.text import PageText
from redaction.forms.base import FormTemplate, head_of
from redaction.references import reference_in, reference_of_name, references_in

_HEADED: Final = re.compile(
    r"^[^\S\n]*(?:ref(?:erence)?\b\W{0,3}|"
    r"(?:request\s+for\s+)?[A-Za-z ]{0,24}decision\W{0,4})?"
    r"((?:DMPCD|DMFD|CEOD|PCD|ADD|MD|DD)[^\S\n]?[-–]?[^\S\n]?\d[^\n]{0,100})$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that begins with the reference; one in running text is another's."""
_LABELLED: Final = re.compile(
    r"\b(?:reference|decision|ref)(?:[^\S\n]+(?:no\.?|number))?\W{1,4}"
    r"([^\n]{3,40})",
    re.IGNORECASE,
)


def reference_of(
    form: FormTemplate | None, pages: Sequence[PageText], name: str
) -> str | None:
    """The reference of the decision that a file belongs to.

    A form prints it in its title. Other files name it in their first lines or
    in the file name; references in running text are of other decisions.
    """
    first = next((page for page in pages if page.text.strip()), None)
    head = head_of(first) if first else ""
    named = reference_of_name(name)
    if form is not None and form.kind is DocumentKind.FORM:
        return _of_form(form, head) or named
    if form is not None and form.kind is DocumentKind.PART_2:
        headed = _HEADED.search(head)
        printed = reference_in(headed[1]) if headed else None
        both = {reference for reference in (printed, named) if reference}
        return both.pop() if len(both) == 1 else None
    for match in _LABELLED.finditer(head):
        labelled = next(references_in(match[1]), None)
        if labelled is not None and labelled.start < 3:
            return labelled.written
    return named


def _of_form(form: FormTemplate, head: str) -> str | None:
    """The reference in the title itself, or on a line of its own beside it."""
    if form.has_bare_references:
        bare = _BARE.search(head)
        return reference_in(bare["reference"], bare=True) if bare else None
    title = form.title.search(head)
    found = [
        r for r in references_in(head) if not form.series or r.series in form.series
    ]
    if title:
        inside = [r for r in found if title.start() <= r.start <= title.end() + 2]
        if inside:
            return inside[0].written
    headed = _HEADED.search(head)
    return reference_in(headed[1]) if headed else None


_BARE: Final = re.compile(
    r"^[^\S\n]*(?:(?:[A-Za-z,]+[^\S\n]+){0,3}"
    r"(?:DECISION(?:[^\S\n]+NOTICE)?|NOTICE|REF(?:ERENCE)?|NO\.?|NUMBER)[\s:.–—-]*)?"
    r"(?P<reference>\d{3}[^\S\n]?[/-]?[^\S\n]?20\d{2})(?!\d)[^\S\n]*(?=$|[–—-]|\t)",
    re.IGNORECASE | re.MULTILINE,
)
"""Figures that are a reference: alone on a line, or behind a word for it."""
