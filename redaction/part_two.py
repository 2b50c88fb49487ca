"""The words that head a confidential Part 2, and those that only mention one."""

import re
from typing import Final

from rapidfuzz import fuzz

from redaction.labels import LIKE, folded_like, tidied

PART_2: Final = r"PART\s*(?:2|II|TWO)"
_CLOSED: Final = (
    r"(?:CONFIDENTIAL|EXEMPT|RESTRICTED|RESERVED|PRIVATE|SENSITIVE|CLOSED|"
    r"NOT\s+FOR\s+PUBLICATION)"
)

HEADING: Final = re.compile(
    rf"""^\s*
    (?:\d{{1,3}}\s+)?                       # a page number glued before it
    (?:(?:DM)?PCD\s?[\d ]{{1,9}}\W{{1,5}}|(?:MD|DD|ADD|DMFD)\s?\d{{2,4}}\W{{1,5}})?
    (?:{PART_2}\s*[–—:()\[-]*\s*(?:OF\s+(?:THE\s+)?(?:FORM|REPORT)\s*[–—:-]*\s*)?
       {_CLOSED}\b(?!ITY).*                 # says so itself
     | EXEMPT\s+(?:APPENDIX|INFORMATION|ANNEX|REPORT|PAPER)\b.{{0,60}}
     | CONFIDENTIAL\s+(?:APPENDIX|ANNEX|PART\s*(?:2|II|TWO))\b.{{0,60}}
     | (?:APPENDIX|ANNEX)\s+\w+\W+{_CLOSED}\b.{{0,60}}
    )\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
"""A line that can only be the head of a confidential part."""

PERHAPS: Final = re.compile(
    rf"^\s*(?:\d{{1,3}}\s+)?{PART_2}\b(?!\W*\s+(?:confidentiality|sensitive\s+information)\b).{{0,90}}$",
    re.IGNORECASE,
)
"""A line that begins with "Part 2": a heading, or a sentence broken there."""

CAPITALS: Final = re.compile(rf"^\s*(?:\d{{1,3}}\s+)?{PART_2}\b[^a-z]{{0,90}}$")
"""The same in capitals, which no sentence is: wherever it stands on a page."""

NOTE: Final = re.compile(
    rf"^\s*{PART_2}\W*\s*(?:confidentiality|sensitive\s+information)\b", re.IGNORECASE
)
"""The label of a form's question whether there is a Part 2."""

MARKING: Final = re.compile(
    r"^\W*(?:(?:TOP\s+)?SECRET|RESTRICTED|CONFIDENTIAL|PROTECT|NOT\s+FOR\s+PUBLICATION)"
    r"(?:\s*[-–—:[(]+\s*[A-Z ]+[])]*)?(?:\s+page\b.{0,14})?\W*$"
    r"|\bOFFICIAL\W{0,4}SENSITIVE\b",
    re.IGNORECASE,
)
"""A protective marking in a page's head or foot. OFFICIAL alone says nothing."""

PUBLIC: Final = re.compile(
    r"^\s*(?:PART\s*(?:1|I|ONE)\b|(?:NON|NOT)\W{0,2}(?:CONFIDENTIAL|EXEMPT|RESTRICTED|"
    r"PROTECTIVELY\s+MARKED)|UNRESTRICTED)",
    re.IGNORECASE,
)
"""A line by which a page says itself that it is public."""

ELSEWHERE: Final = re.compile(
    r"\b(?:in|out|to|see|within|the)\s+(?:a\s+|the\s+)?(?:separate\s+)?part\s*(?:2|ii|two)\b",
    re.IGNORECASE,
)
"""Words that speak of Part 2 as something else than what is being read."""

_DAMAGED: Final = tuple(
    folded_like(words)
    for words in (
        "part two confidential facts and advice",
        "part confidential facts and advice",
        "part ii confidential facts and advice",
        "part ii exempt information",
        "exempt appendix",
        "confidential facts and advice to the dmpc",
    )
)


def is_heading(line: str) -> bool:
    """Whether a line heads Part 2, also where a scan has damaged its words."""
    tidy = tidied(line)
    if HEADING.match(tidy):
        return True
    if not 14 <= len(line) <= 90 or re.search(r"\bno[nt]\b", tidy, re.IGNORECASE):
        return False
    if NOTE.match(tidy) or re.search(r"\b(?:see|in|of)\s*$", tidy, re.IGNORECASE):
        return False
    if re.match(r"\s*p\S{2,4}\s*(?:1|I|one)\b", tidy, re.IGNORECASE):
        return False
    folded = folded_like(tidy)
    return any(
        abs(len(folded) - len(words)) <= 6 and fuzz.ratio(folded, words) >= LIKE
        for words in _DAMAGED
    )
