"""Decision Notice of the North Yorkshire commissioner: "Decision Notice 028-2021"."""

from typing import Final

from decisions.decision import DocumentKind
from redaction.forms.base import FormTemplate, role, title

FORM: Final = FormTemplate(
    id="north-yorkshire",
    kind=DocumentKind.FORM,
    title=title(r"\bDECISION NOTICE\b"),
    needs=(
        title(
            r"North Yorkshire|PART (?:1|I|ONE)\s*[–—-]+\s*UNRESTRICTED"
            r"|DECISION NOTICE\W+(?:No\.?|number)?:?\s*\d{3}\s?[/-]?\s?20\d{2}"
        ),
    ),
    series=("number-year", "number-spaced-year"),
    decision_maker="Police and Crime Commissioner",
    maker=role(
        r"(?:Signed by the )?Police(?:,? Fire)? (?:and|&) Crime Commissioner|PFCC|PCC|Commissioner"
    ),
    has_bare_references=True,
)
