"""A paper of an advisory board, submitted as a file of its own."""

import re
from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate

FORM: Final = FormTemplate(
    id="board-paper",
    kind=DocumentKind.PAPER,
    title=re.compile(
        r"\A(?:[^\n]{0,120}\n){0,4}?\s*(?:Investment\s+Advisory\s+Board|"
        r"Portfolio\s+Investment\s+Board|Business\s+Case\b)",
        re.IGNORECASE,
    ),
)
