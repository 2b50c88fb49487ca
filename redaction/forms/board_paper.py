"""A paper of an advisory board or a business case, submitted as a file of its own."""

from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, title

FORM: Final = FormTemplate(
    id="board-paper",
    kind=DocumentKind.PAPER,
    title=title(
        r"\A(?:[^\n]{0,120}\n){0,4}?\s*(?:Investment Advisory (?:and Monitoring )?Board|"
        r"Portfolio (?:and )?Investment Board|(?:(?:Outline|Full|Strategic) )?"
        r"Business (?:Case|Justification)\b|Business Justification Paper)"
    ),
)
