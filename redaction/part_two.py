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
    r"^\W*(?:(?:TOP\s+)?SECRET|RESTRICTED|(?:STRICTLY\s+)?CONFIDENTIAL|PROTECT|"
    r"NOT\s+FOR\s+PUBLICATION|PRIVATE\s+AND\s+CONFIDENTIAL|"
    r"COMMERCIAL[\s-]+IN[\s-]+CONFIDENCE|EXEMPT)"
    r"(?:\s*+[-–—:[(][-–—:[(\s]*+(?:(?!\s+page\b)[\w) ]){1,40}+\]*+)*+"
    r"(?:\s+page\b.{0,14})?\W*$"
    r"|^(?:\W*+\w++){0,4}\W*\bOFF(?:ICIAL)?\W{0,4}SEN(?:SITIVE)?\b(?:\W*+\w++){0,6}\W*$",
    re.IGNORECASE,
)
"""A protective marking that is a line of its own. OFFICIAL alone says nothing.

What is repeated takes all it can and gives nothing back: else a long line of one sign
is gone through in as many ways as it can be cut.
"""

RUNNING: Final = re.compile(
    rf"\b{PART_2}\b|\bCONFIDENCE\b|(?<!NON-)(?<!NON )\b(?:CONFIDENTIAL|RESTRICTED)\b|"
    r"\bEXEMPT\b|\bNOT\s+FOR\s+PUBLICATION\b|\bOFF(?:ICIAL)?\W{0,4}SEN",
    re.IGNORECASE,
)
"""Words in a running head or foot of pages that are not public."""

SUSPECT: Final = re.compile(
    rf"""(?:^\W*(?:(?:DM)?PCD\s?[\d ]+\W+)?{PART_2}\b | [–—:|-]\s*{PART_2}\W*$
    | \bnot\s+for\s+publication\b | \bnot\s+open\s+to\b
    | \bprivate\s+(?:and|&)\s+confidential\b | \bstrictly\s+confidential\b
    | \bcommercial(?:ly)?[\s-]+(?:in[\s-]+confidence|sensitive|confidential)\b
    | \bexempt\s+(?:information|appendix|annex|report|from|under)\b
    | \b(?:part|section|appendix|annex)\s+\w{{1,3}}\W+
      (?:exempt|confidential|restricted)\b
    | \b(?:confidential|exempt|restricted|private|closed|sensitive)\s+
      (?:annex(?:es)?|append(?:ix|ices)|addend(?:um|a)|schedules?|parts?|sections?|
         reports?|papers?|minutes?|notes?|briefings?|business|information|facts|
         advice|items?|sessions?|matters)\b
    | \boff(?:icial)?\W{{0,4}}sen(?:sitive)?\b)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words that, in a heading, may head something confidential."""

TAIL: Final = re.compile(
    r"\bcease[s]?\s+to\s+be\s+(?:exempt|confidential)\b|\bSchedule\s+12A\b|"
    r"\bthis\s+(?:part\s*(?:2|ii|two)|annex|appendix|paper|report)\b[^.]{0,60}"
    r"\b(?:exempt|confidential|not\s+for\s+publication)\b|"
    r"\bis\s+(?:therefore\s+)?exempt\s+(?:from\s+\w+\s+)?under\s+(?:section|s\.?)\s?\d",
    re.IGNORECASE,
)
"""Why a Part 2 is exempt and until when: what stands at its end."""

PUBLIC: Final = re.compile(
    r"^\s*(?:(?:NON|NOT)\W{0,2}(?:CONFIDENTIAL|EXEMPT|RESTRICTED|PROTECTIVELY\s+MARKED)"
    r"|UNRESTRICTED)\W*$",
    re.IGNORECASE,
)
"""A whole line by which a page says itself that it is public."""

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


_SENTENCE: Final = re.compile(
    r"\b(?:which|that|who|see|seen|have|has|had|was|were|says|said|is|are|will|be)\b",
    re.IGNORECASE,
)
_SPREAD: Final = re.compile(r"(?<![^\s])(?:[^\W_]\s){2,}[^\W_](?![^\s])")
_NEGATED: Final = re.compile(
    r"\bno[nt]\b(?!\s+(?:for|open)\b)"
    r"(?!\W?\s*(?:(?:to\s+)?be\s+|suitable\s+for\s+)?"
    r"(?:publi|disclos|released\b|release\b|shared\b|made\s+public))",
    re.IGNORECASE,
)
"""No part that is confidential; "not to be published" and "non-disclosable" are one."""
_HEADED: Final = re.compile(rf"^\W*(?:\d{{1,3}}\s+)?{PART_2}\s*[–—:|-]", re.IGNORECASE)
"""A line that is built as a heading is, whatever words it has."""


def plain_line(line: str) -> str:
    """A line as headings are compared: tidied, s p r e a d letters joined."""
    return tidied(_SPREAD.sub(lambda m: re.sub(r"\s", "", m[0]), line))


def is_heading(line: str) -> bool:
    """Whether a line heads Part 2, also where a scan has damaged its words."""
    tidy = plain_line(line)
    if _is_sentence(tidy):
        return False
    if HEADING.match(tidy):
        return True
    if not 14 <= len(line) <= 90 or _NEGATED.search(tidy):
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


def is_run_in(line: str) -> bool:
    """Whether a sentence begins as the heading of Part 2 would."""
    tidy = plain_line(line)
    is_about = ELSEWHERE.search(tidy[1:]) is not None
    return HEADING.match(tidy) is not None and _is_sentence(tidy) and not is_about


def is_suspect(line: str) -> bool:
    """Whether a line, where it is a heading, may head something confidential."""
    tidy = plain_line(line)
    is_built = _HEADED.match(tidy) and not tidy.rstrip().endswith((".", ";", ","))
    if NOTE.match(tidy) or _NEGATED.search(tidy):
        return False
    if _is_sentence(tidy) and not is_built:
        return False
    return SUSPECT.search(tidy) is not None


def _is_sentence(line: str) -> bool:
    words = line.split()
    ends = line.rstrip().endswith((".", ";", ","))
    return len(words) > 4 and (ends or _SENTENCE.search(line) is not None)


def has_tail(text: str) -> bool:
    """Whether words say why and until when *this* is exempt.

    A sentence that speaks of Part 2 as elsewhere says so of that.
    """
    for sentence in re.split(r"(?<=[.?!])\s+", " ".join(text.split())):
        found = TAIL.search(sentence)
        if found and not ELSEWHERE.search(sentence):
            return True
    return False
