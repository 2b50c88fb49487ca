"""Deputy Mayor for Fire Decision of the Greater London Authority: "DMFD262"."""

from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, role, title

FORM: Final = FormTemplate(
    id="gla-dmfd",
    kind=DocumentKind.FORM,
    title=title(
        r"(?:REQUEST FOR )?DEPUTY MAYOR FOR FIRE(?: (?:AND|&) RESILIENCE)? DECISION"
        r"\s*[–—:-]*\s*DMFD\s?\d{1,4}"
    ),
    like="REQUEST FOR DEPUTY MAYOR FOR FIRE DECISION",
    series=("dmfd",),
    decision_maker="Deputy Mayor for Fire and Resilience",
    maker=role(r"Deputy Mayor for Fire"),
)
