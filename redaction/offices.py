"""Who holds public office, and so may be named.

By role scope, not by nearness: in "X on behalf of the Deputy Commissioner" it is X
who is protected, not the post.
"""

from bisect import bisect_right
from functools import lru_cache
from typing import Final

import regex

from redaction.firmwords import FORM, TRADE
from redaction.personnames import TITLE
from redaction.rules.base import Passage, Span, compiled, matches
from redaction.searching import plain

STYLES: Final = (
    r"(?:Cllr|Councillor|Lord|Lady|Baroness|Baron|Sir|Dame|(?:Rt\.?[ ])?Hon\.?|Judge|"
    r"HHJ|Minister|Alderman|Bishop|Commissioner|Mayor)"
)


@lru_cache(maxsize=8)
def _posts(posts: tuple[str, ...]) -> "regex.Pattern[str]":
    wanted = "|".join(
        regex.escape(post).replace("\\ ", r"\s")
        for post in sorted(posts, key=len)[::-1]
    )
    return regex.compile(rf"(?i)\b(?:{wanted or '(?!)'})")


_BEFORE_POST: Final = compiled(
    r"""(?i)(?:assistant\sto|adviser\sto|advisor\sto|secretary\sto|officer\sto|
    deputising\sfor)\s(?:the\s)?$"""
)
_STYLE: Final = regex.compile(
    r"(?:(?:\s(?:for|of)(?:\sthe)?(?:\s(?:and\s)?\p{Lu}[\p{L}'-]*+){1,5}+(?=\s*[,:(-]))?\s*[,:(-]*\s*(?:(?:is|was|being|will\sbe|remains)\s)?(?:the\s)?(?:(?:Rt\.?\s)?Hon\.?\s|Sir\s|Dame\s|Lord\s|Lady\s|"
    r"Baroness\s|Mr\s|Mrs\s|Ms\s|Dr\s|Professor\s)*)$"
)
_LEADS_IN: Final = regex.compile(
    r"^(?:,?\s(?:QPM|KPM|[OMC]BE|KBE|DBE|QC|KC|QFSM|KFSM|JP|DL|[FACIPMF]{4,5})\b){0,3}"
    r"\s*[,(:-]*\s*(?:(?:who\s)?(?:is|was|became|remains)\s|as\s|then\s|now\s"
    r"|(?:took\sup\sthe\spost\sof|(?:(?:who|was|is|has\sbeen)\s){0,2}(?:re)?"
    r"(?:appointed|elected|confirmed|sworn\sin)(?:\s(?:as|to\sbe))?|serves\sas)\s)?(?:the\s|our\s)?"
    r"(?:then\s|new\s|former\s|current\s|acting\s|interim\s|temporary\s|T/|A/)*"
    r"(?:(?:statutory|elected|independent)\s)?",
    regex.IGNORECASE,
)
_SOMEBODY_ELSES: Final = regex.compile(
    r"'s\s(?!office\b)|\sto\s|\w|(?:'s)?\s(?:office|staff|adviser|team)\b"
)
_OF_A_FIRM: Final = compiled(
    rf"\s(?:of|at|for|with)\s(?:the\s)?(?:[A-Z][\w&'-]*\s(?:(?:&|and|of)\s)?){{1,5}}"
    rf"(?:{FORM}|{TRADE})\b"
)
"""The post is one of a firm, and nobody answers in public who holds it."""
_OWN_ROLE: Final = compiled(r"\s?[,(-]\s?\p{Lu}")
_ELECTED: Final = compiled(
    r"""(?:\b(?:Cllr|Councillor|Lord|Lady|Baroness|Baron|Sir|Dame|(?:Rt\.?\s)?Hon\.?|Mr\sJustice|
    Mrs\sJustice|Ms\sJustice|Lord\sJustice|Lady\sJustice|His\sHonour|Her\sHonour|Judge|HHJ|
    Recorder|Minister|Secretary\sof\sState|President|Prime\sMinister|King|Queen|Prince|
    Princess|Alderman|Sheriff|Bishop|Archbishop|Ambassador)\s(?:Judge\s|the\s)?)$"""
)
_MEMBER: Final = compiled(r"^,?\s?(?:MP|AM|MS|MSP|MEP|KC\sMP|QC\sMP)\b")


def is_cleared(passage: Passage, span: Span) -> bool:
    """Whether a name is of somebody who decides or answers in public."""
    if span.end - span.start > NAME_MAX:
        return False
    if _is_listed(passage, span):
        return True
    style = passage.text[max(0, span.start - STYLE_REACH) : span.start]
    after = passage.text[span.end : span.end + REACH]
    is_styled = style.endswith(" ") and any(matches(_ELECTED, style))
    if is_styled or _MEMBER.match(after):
        return True
    return bool(passage.lexicon.posts) and _holds_post(passage, span, after)


def _is_listed(passage: Passage, span: Span) -> bool:
    """Whether the name, or a longer one that it is the end of, is on the list."""
    title = _TITLED.match(passage.text, span.start, span.end)
    start = title.end() if title else span.start
    name = plain(passage.text[start : span.end]).split()
    before = plain(passage.text[max(0, span.start - NAME_REACH) : span.start]).split()
    return any(
        " ".join([*before[len(before) - more :], *name])
        in passage.lexicon.office_holders
        for more in range(min(len(before), NAMES_MORE) + 1)
    )


_TITLED: Final = compiled(rf"{TITLE}[ ]")
NAME_MAX: Final = 120
"""What is longer is no name, but text that was not weighed."""
NAME_REACH: Final = 40
NAMES_MORE: Final = 2
REACH: Final = 90
STYLE_REACH: Final = 36


def _posts_named(passage: Passage) -> list[Span]:
    """Where posts are named, in the order of the text."""
    post = _posts(passage.lexicon.posts)
    return [Span(*match.span()) for match in matches(post, passage.text)]


def _holds_post(passage: Passage, span: Span, after: str) -> bool:
    named = passage.once(_posts_named)
    for start, end in reversed(named[: bisect_right(named, (span.start,))]):
        if start < span.start - REACH:
            break
        rest = passage.text[end : span.start]
        lead = passage.text[max(0, start - STYLE_REACH) : start]
        is_others = _OF_A_FIRM.match(rest) or (
            # In a list each line is another's: this one has a role of its own.
            "\n" in rest and _OWN_ROLE.match(after)
        )
        if (
            end <= span.start
            and _STYLE.match(rest)
            and not is_others
            and not any(matches(_BEFORE_POST, lead))
        ):
            return True
    post = _posts(passage.lexicon.posts)
    lead_in = _LEADS_IN.match(after)
    found = post.match(after, lead_in.end() if lead_in else 0)
    if found is None:
        return False
    rest = after[found.end() :]
    return not (_SOMEBODY_ELSES.match(rest) or _OF_A_FIRM.match(rest))
