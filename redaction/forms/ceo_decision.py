"""Decisions of the Chief Executive under delegation: "CEOD 35 - 2024"."""

from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, role, title

FORM: Final = FormTemplate(
    id="ceo-decision",
    kind=DocumentKind.FORM,
    title=title(r"\bCEOD\s?\d{1,4}\s?[-–/]\s?\d{4}"),
    series=("ceod",),
    decision_maker="Chief Executive",
    maker=role(r"(?:Interim )?Chief Executive"),
)
