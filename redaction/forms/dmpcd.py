"""The form of the DMPCD series, 2012 to 2016: "DMPCD 2016 34"."""

from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, role, title

FORM: Final = FormTemplate(
    id="dmpcd",
    kind=DocumentKind.FORM,
    title=title(r"\bDMPCD\s?[–-]?\s?\d{4}\s?[-–/ ]?\s?\d{1,4}"),
    series=("dmpcd",),
    decision_maker="Deputy Mayor for Policing and Crime",
    maker=role(r"Deputy Mayor for Policing and Crime|DMPC"),
)
