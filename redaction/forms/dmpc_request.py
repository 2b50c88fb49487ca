"""Request for DMPC Decision, the form of the PCD series from 2016 to 2020.

The approval, signature and date stand on the first page, before the heading of
Part 1; the answers on deferral and Part 2 near the end of the form.
"""

from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, role, title

FORM: Final = FormTemplate(
    id="dmpc-request",
    kind=DocumentKind.FORM,
    # No word boundary after the number: in print the next bold run follows
    # without a space, "PCD 9991Title:".
    title=title(
        r"REQUEST FOR DMPC DECISION\s*[–—:-]*\s*PCD\s?\d{1,4}(?!\d)"
        r"|PCD\s?\d{1,4}[^\S\n]*[–—:-]+[^\S\n]*REQUEST FOR DMPC DECISION"
    ),
    like="REQUEST FOR DMPC DECISION PCD",
    series=("pcd",),
    body=title(r"NON-?\s?CONFIDENTIAL FACTS AND ADVICE TO THE DMPC"),
    decision_maker="Deputy Mayor for Policing and Crime",
    maker=role(r"Deputy Mayor for Policing and Crime|DMPC"),
)
