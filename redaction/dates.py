"""Dates as people write them on forms: day first, and whole or not at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAME: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY: Final = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
)

DATE: Final = re.compile(
    rf"""(?<![\d/.,£-])(?:
      {_WEEKDAY}(?P<day>\d{{1,2}})(?:
          (?P<sep>\s*/\s*|\s*[.-]\s*)(?P<month>\d{{1,2}})(?P=sep)
            (?P<year>\d{{4}}|\d{{2}})(?![\d/])
        | \s*(?:st|nd|rd|th)?\s*(?:of\s+)?[\s\-]*
            (?P<name>{_NAME})\.?,?[\s\-]+(?P<long_year>\d{{4}}|'?\d{{2}}(?!\d))(?!\d)
        )
    | (?P<us_name>{_NAME})\.?\s+(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+
        (?P<us_year>\d{{4}})(?!\d)
    | (?P<iso_year>(?:19|20)\d{{2}})-(?P<iso_month>\d{{2}})-(?P<iso_day>\d{{2}})(?!\d)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""A whole date. A month, a season, a year or "2023/24" is none; figures alone are
day first."""


@dataclass(frozen=True, slots=True)
class Found:
    """A date and where it stands."""

    day: date
    start: int
    end: int


def dates_in(text: str) -> Iterator[Found]:
    """Every whole date in `text`; impossible ones are left out."""
    for match in DATE.finditer(text):
        day = _day(match)
        if day is not None:
            yield Found(day, *match.span())


def only_date(text: str) -> date | None:
    """The date that `text` is, and nothing but a date.

    "until" and "to" before it say nothing more, nor do brackets, a full stop or
    the name of the weekday; any other word may, and is for an officer.
    """
    bare = re.sub(
        r"^[\s:(\[–—-]*(?:(?:until|till|to)\b[\s:]*)?|[\s.)\]]+$", "", text, flags=re.I
    )
    match = DATE.fullmatch(bare)
    return _day(match) if match else None


def _day(match: re.Match[str]) -> date | None:
    got = match.groupdict()
    name = got["name"] or got["us_name"]
    month = (
        _MONTHS.index(name[:3].lower()) + 1
        if name
        else int(got["month"] or got["iso_month"])
    )
    day = int(got["day"] or got["us_day"] or got["iso_day"])
    if (
        got["sep"]
        and "." in got["sep"]
        and len(got["day"] + got["month"] + got["year"]) < 6
    ):
        return None  # "2.1.17" is the number of a paragraph
    written = got["year"] or got["long_year"] or got["us_year"] or got["iso_year"]
    year = int(written.strip("'"))
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
