"""Request for DMPC Decision, the form of the PCD series from 2016 to 2020.

The approval, signature and date stand on the first page, before the heading of
Part 1; the answers on deferral and Part 2 near the end of the form.
"""

import re
from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, label

FORM: Final = FormTemplate(
    id="dmpc-request",
    kind=DocumentKind.FORM,
    # No word boundary after the number: in print the next bold run follows
    # without a space, "PCD 9991Title:".
    title=re.compile(
        r"REQUEST\s+FOR\s+DMPC\s+DECISION\s*[–—-]\s*PCD\s?\d{1,4}(?!\d)",
        re.IGNORECASE,
    ),
    decision_maker="Deputy Mayor for Policing and Crime",
    labels={
        "title": label(r"\bTitle ?:|(?<=\d)Title ?:"),
        "summary": label(r"Executive Summary ?:"),
        "recommendation": label(r"Recommendations? ?:"),
    },
    approval=label(r"The above request has my approval"),
    approval_end=label(r"PART (?:I|1|one)\b ?[–—-]? ?NON-? ?CONFIDENTIAL"),
    deferred=label(
        r"Is the publication of (?:Part 1 of )?this approval to be deferred ?\?"
    ),
    deferral_reason=label(r"If yes, for what reason ?:"),
    deferral_until=label(r"Until what date ?:"),
    part_2_declared=label(r"Is there a Part 2 form ?[–—-]?"),
    after_answers=label(r"Part 2 Confidentiality ?:|Is there a Part 2 form"),
)
