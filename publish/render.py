"""HTML pages from templates: escaped by default, an unknown name is a fault."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from decisions.exemptions import EXEMPTIONS
from decisions.fingerprints import Sha256, of_bytes, of_values
from publish import linked
from publish.headers import BASE_POLICY, SEARCH_POLICY
from publish.listing import COLUMNS, maker_path, near
from publish.texthtml import text_html, withheld
from publish.textual import recommendation

_MONTHS: Final = tuple(f"{date(2000, month, 1):%B}" for month in range(1, 13))
_MADE_OF: Final = (".py", ".html", ".css", ".js")


def long_date(day: date | datetime) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def time_html(when: date | datetime) -> Markup:
    """A day as people read it and as programs do."""
    stamp, shown = when.isoformat(), long_date(when)
    return Markup(f'<time datetime="{stamp}">{shown}</time>')  # noqa: S704 - figures


def linked_data(told: object) -> Markup:
    """JSON for a script element of a type that is not run: no "<" can end it."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["withheld"] = withheld
    made.filters["long_date"] = long_date
    made.filters["time"] = time_html
    made.filters["linked_data"] = linked_data
    made.globals.update(
        recommendation=recommendation,
        text_html=text_html,
        maker_path=maker_path,
        near=near,
        of_decision=linked.of_decision,
        of_dataset=linked.of_dataset,
        of_catalogue=linked.of_catalogue,
        base_policy=BASE_POLICY,
        search_policy=SEARCH_POLICY,
        addresses=linked.ADDRESSES,
        columns=COLUMNS,
    )
    return made


def page(template: str, values: Mapping[str, object]) -> bytes:
    """One page as UTF-8."""
    return environment().get_template(template).render(**values).encode()


@cache
def generation() -> Sha256:
    """Of the code, templates and tables that pages are made with.

    It is a part of every recipe: a new version of them makes every page anew.
    """
    rows = [[e.section, e.title, e.plain] for e in EXEMPTIONS.values()]
    return of_values(sorted(_made_of(files("publish"))), rows)


def _made_of(folder: Traversable) -> list[list[str]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _made_of(entry)
        elif entry.name.endswith(_MADE_OF):
            found.append([entry.name, of_bytes(entry.read_bytes())])
    return found
