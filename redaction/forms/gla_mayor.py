"""Mayoral Decision of the Greater London Authority: "MD2169"."""

from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, role, title

FORM: Final = FormTemplate(
    id="gla-md",
    kind=DocumentKind.FORM,
    title=title(r"(?:REQUEST FOR )?MAYORAL DECISION\s*[–—:-]*\s*MD\s?\d{3,4}"),
    like="REQUEST FOR MAYORAL DECISION",
    series=("md",),
    decision_maker="Mayor of London",
    maker=role(r"Mayor of London"),
)
