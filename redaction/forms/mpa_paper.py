"""Report to the Metropolitan Police Authority or a committee of it, to January 2012.

Sections A, B and C; no question on deferral or Part 2, so an officer answers both.
"""

from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, title

FORM: Final = FormTemplate(
    id="mpa-paper",
    kind=DocumentKind.FORM,
    title=title(
        r"Metropolitan Police Authority|\bMPA\b|Finance and Resources Committee|"
        r"Strategic and Operational Policing Committee"
    ),
    needs=(
        title(
            r"^\s*Report(?: No\.?)?:?\s*\d{1,2}\b|^\s*A\. RECOMMENDATION|^\s*Report by:?"
        ),
    ),
    below_title=title(r"^\s*Report(?: No\.?)?:?\s*\d{1,2}\b"),
    decision_maker="Metropolitan Police Authority",
)
