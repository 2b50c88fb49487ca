"""Assistant Director Decision of the Greater London Authority: "ADD304"."""

from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, role, title

FORM: Final = FormTemplate(
    id="gla-add",
    kind=DocumentKind.FORM,
    title=title(
        r"(?:REQUEST FOR )?ASSISTANT DIRECTOR DECISION\s*[–—:-]*\s*ADD\s?\d{2,4}"
    ),
    like="REQUEST FOR ASSISTANT DIRECTOR DECISION",
    series=("add",),
    decision_maker="Assistant Director",
    maker=role(r"(?:AUTHORISING )?ASSISTANT DIRECTOR"),
)
