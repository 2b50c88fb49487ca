"""DMPC Decision, the form of the PCD series from 2020 on.

The approval stands at its end, behind that of the officers.
"""

from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, role, title

FORM: Final = FormTemplate(
    id="dmpc-decision",
    kind=DocumentKind.FORM,
    title=title(
        r"(?<!FOR\s)\b(?:MOPAC )?DMPC Decision\s*[–—-]+\s*(?:PCD\s?\d{1,4}(?!\d)|Title)"
        r"|^\s*PCD\s?\d{1,4}\s*[–—-]?\s*DMPC Decision"
    ),
    like="DMPC Decision PCD",
    series=("pcd",),
    decision_maker="Deputy Mayor for Policing and Crime",
    maker=role(r"Deputy Mayor for Policing and Crime|DMPC"),
)
