"""The fields of a form, read: words, numbers, dates, pages and their fingerprints."""

import math
from datetime import date
from typing import Final

from starlette.datastructures import FormData

from decisions.errors import NotFound
from decisions.fingerprints import Sha256
from reviewdesk.addresses import page_number

LONGEST: Final = 2_000
"""Characters of a reason, a title, a comment;"""
LONGEST_SUMMARY: Final = 20_000
"""and of a summary."""


def text(form: FormData, name: str, most: int = LONGEST) -> str:
    """What was typed, without white space about it; empty where nothing was.

    Raises:
        NotFound: It is longer than `most` characters.
    """
    value = form.get(name, "")
    told = value.strip() if isinstance(value, str) else ""
    if len(told) > most:
        message = f"field {name}: expected at most {most} characters, found {len(told)}"
        raise NotFound(message)
    return told


def many(form: FormData, name: str) -> list[str]:
    """Every value of a field that may be chosen more than once."""
    return [value for value in form.getlist(name) if isinstance(value, str)]


def number(form: FormData, name: str) -> float:
    """A finite number.

    Raises:
        NotFound: It is none.
    """
    try:
        found = float(text(form, name))
    except ValueError:
        found = math.nan
    if math.isfinite(found):
        return found
    message = f"field {name}: expected a number"
    raise NotFound(message)


def page(form: FormData, name: str = "page") -> tuple[Sha256, int]:
    """A page as "file:number".

    Raises:
        NotFound: It is not written so.
    """
    file, _, count = text(form, name).partition(":")
    return Sha256(file), page_number(count)


def day(form: FormData, name: str) -> date | None:
    """A date as 2026-12-31; None where the field is empty.

    Raises:
        NotFound: It is no date.
    """
    told = text(form, name)
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        pass
    message = f"field {name}: expected a date as 2026-12-31"
    raise NotFound(message)
