"""Notice of Decision of the West Midlands commissioner: "073/2013"."""

from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, role, title

FORM: Final = FormTemplate(
    id="west-midlands",
    kind=DocumentKind.FORM,
    title=title(r"\bNOTICE OF DECISION\b|\bWest Midlands\b"),
    needs=(title(r"\A\s*NON-?\s?CONFIDENTIAL"), title(r"\bDECISION\b")),
    series=("number-year", "number-spaced-year"),
    decision_maker="Police and Crime Commissioner",
    maker=role(r"Police(?:,? Fire)? (?:and|&) Crime Commissioner|PCC|Commissioner"),
    has_bare_references=True,
)
