"""The separate, confidential Part 2 form: its first lines of text say so."""

from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, title

FORM: Final = FormTemplate(
    id="part-2-form",
    kind=DocumentKind.PART_2,
    # At the head of the page, perhaps below a marking, a body's name and a
    # reference; never a line of running text that speaks of "part 2".
    title=title(
        r"\A(?:[^\n]{0,80}\n){0,5}?[^\n]{0,40}?"
        r"(?:\bPART (?:2|II|TWO)\s*[–—:-]*\s*"
        r"(?:CONFIDENTIAL|EXEMPT|RESTRICTED|RESERVED|PRIVATE|SENSITIVE)\b(?!ITY)"
        r"|^\s*(?:EXEMPT|CONFIDENTIAL) (?:APPENDIX|ANNEX|REPORT)\b"
        r"|^\s*PART (?:2|II|TWO) FORM\b)"
    ),
)
