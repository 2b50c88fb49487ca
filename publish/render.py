"""HTML pages from templates: escaped by default, an unknown name is a fault."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from decisions.exemptions import EXEMPTIONS

_LABEL: Final = re.compile(
    "|".join(re.escape(row.label) for row in EXEMPTIONS.values())
)


def withheld(text: str) -> Markup:
    """Text with its redaction labels shown, and read out, as what they are."""
    out = Markup("")
    at = 0
    for match in _LABEL.finditer(text):
        section = match[0].strip("[]").removeprefix("s")
        out += escape(text[at : match.start()])
        out += Markup(
            '<span class="po-withheld"><span class="govuk-visually-hidden">withheld '
            'under section </span><span aria-hidden="true">s</span>{}</span>'
        ).format(section)
        at = match.end()
    return out + escape(text[at:])


def long_date(day: date | datetime) -> str:
    return f"{day.day} {day:%B %Y}"


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["withheld"] = withheld
    made.filters["long_date"] = long_date
    return made


def page(template: str, values: Mapping[str, object]) -> bytes:
    """One page as UTF-8."""
    return environment().get_template(template).render(**values).encode()
