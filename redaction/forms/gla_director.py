"""Director Decision of the Greater London Authority: "DD1171"."""

from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, role, title

FORM: Final = FormTemplate(
    id="gla-dd",
    kind=DocumentKind.FORM,
    title=title(
        r"(?:REQUEST FOR )?(?<!ASSISTANT\s)DIRECTOR DECISION\s*[–—:-]*\s*DD\s?\d{3,4}"
    ),
    like="REQUEST FOR DIRECTOR DECISION",
    series=("dd",),
    decision_maker="Director",
    maker=role(r"AUTHORISING DIRECTOR|DIRECTOR|Executive Director(?!,? Resources)"),
)
