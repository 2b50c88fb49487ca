"""Any other form of a decision: known by the labels that they all print.

It is read, so that an officer finds its facts; its pages are never called
Part 1 without one.
"""

from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, role, title

FORM: Final = FormTemplate(
    id="generic",
    kind=DocumentKind.FORM,
    title=title(r"^\s*(?:Decision |Report )?(?:Title|Subject)\b"),
    needs=(
        title(r"^\s*(?:Executive )?Summary\b|^\s*(?:Recommendation|Decision)s?\b"),
        title(r"\b(?:decision|approval)\b"),
    ),
    decision_maker="",
    maker=role(
        r"Deputy Mayor for Policing and Crime|Deputy Mayor|Mayor|(?:Police|Deputy Police)(?:,? Fire)? (?:and|&) Crime Commissioner|"
        r"PFCC|PCC|Commissioner"
    ),
    splits=False,
)
