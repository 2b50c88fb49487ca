"""The separate, confidential Part 2 form: its first line of text says so."""

import re
from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate

FORM: Final = FormTemplate(
    id="part-2-form",
    kind=DocumentKind.PART_2,
    # At the head of the page, perhaps below a marking, a body's name and a
    # reference; never a line of running text that speaks of "part 2".
    title=re.compile(
        r"\A(?:[^\n]{0,80}\n){0,5}?\s*PART\s+(?:2|II|TWO)\s*[–—:-]?\s*"
        r"(?:CONFIDENTIAL|EXEMPT|RESTRICTED|RESERVED)\b",
        re.IGNORECASE,
    ),
)
