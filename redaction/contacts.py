"""E-mail and home addresses: what is written as one, and what tells whose it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from redaction import leaning
from redaction.codes import shape
from redaction.commonwords import is_common
from redaction.contexts import Features
from redaction.firstnames import FIRST_NAMES
from redaction.rules.base import Passage, Span, compiled, matches
from redaction.searching import plain

_AT: Final = compiled(
    r"\s{0,2}@\s{0,2}|\s?[\[({<]\s?(?i:at?)\s?[\])}>]\s?(?=[\w-]{1,60}[.\[(\s])|\s(?i:at)\s(?=[\w-]{1,40}\s(?i:dot)\s)"
    r"|\sAT\s(?=[\w-]{1,40}\s?\.)"
)
_SIGN: Final = re.compile(
    r"@|[\[({<]\s?[aA][tT]?\s?[\])}>]|\sAT\s|\s[aA][tT]\s[\w-]{1,40}\s[dD]"
)
"""Quick to see: without one of these there is no address."""
_DOT: Final = r"(?:\.|\s\.\s?|\s?[\[({]\s?dot\s?[\])}]\s?|\sdot\s|\sunderscore\s)"
_LOCAL: Final = compiled(
    rf"(?i)(?<![\w@.-])(?:(?:\w\s){{2,20}}(?:\.\s(?:\w\s){{0,19}})?\w|[\w%+'-]{{1,40}}(?:{_DOT}[\w%+'-]{{1,40}}){{0,3}})$"
)
_DOMAIN: Final = compiled(
    r"(?i)[a-z0-9-]{1,60}(?:(?:\[\.\]|\(\.\)|\s?\[dot\]\s?|\s?\(dot\)\s?|\sdot\s|\s\.\s?|\.\s(?-i:(?=[a-z]{2,8}\b))|\.)[a-z0-9-]{1,40}){1,5}"
)
_NOT_LETTERS: Final = re.compile(r"[^\w']+|\d+")
_END: Final = compiled(r"(?i)(?:\.|dot\W{0,2})\s?[a-z]{2,12}$")
_LEFT: Final = 90
_RIGHT: Final = 120


def emails(passage: Passage) -> Iterator[Span]:
    """Addresses, however their signs are written, spaced or broken."""
    text = passage.text
    if not _SIGN.search(text):
        return
    for sign in matches(_AT, text):
        domain = _DOMAIN.match(text[sign.end() : sign.end() + _RIGHT])
        if domain is None or not any(matches(_END, domain[0])):
            continue
        left = text[max(0, sign.start() - _LEFT) : sign.start()]
        local = next(matches(_LOCAL, left), None)
        if local is None:
            continue
        yield Span(sign.start() - len(local[0]), sign.end() + domain.end())


_CODE: Final = (
    r"(?:(?=\S{1,4}\d|\S{2,4}\s{1,2}\d|\S{0,4}\?)[A-Z]{1,2}[\dOIl?][A-Z\dOIl?]?\s{1,2}[\dOIlBSL?][A-Z\d?|]{2}"
    r"|[A-Z]{1,2}\d[A-Z\d]?\d[ABD-HJLNP-UW-Z]{2}|[A-Z]{1,2}\d{1,2}\s\d\s[A-Z]{2})(?![\w-])"
)
_POSTCODE: Final = compiled(rf"(?<![\w/£-]){_CODE}")
_WORD: Final = re.compile(r"\S+")
_PART: Final = compiled(
    r"""["'(]?(?:(?:[Nn]o\.?)?\d{1,4}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?
    |(?:\p{Lu}|\p{Lu}?[\p{L}]'\p{Lu})[\w'-]{1,30}|\p{Lu}
    |c/o|nr|near|off|the|on|upon|under|le|la|du|y|by|next|beyond|over|above|opposite|and|flat|plot|
    caravan|floor)["')]?[.,]?"""
)
_ENDS: Final = compiled(r"(?:(?<!\b(?:[Nn]r|[Nn]o|St|Rd|Ave|Mrs|Mr|Ms|Dr))\.|[;:)])$")
_ROADS: Final = frozenset(
    "street st road rd lane ln avenue ave close cl drive dr way place court crescent cres gardens gdns "
    "terrace grove hill row square sq mews walk park parade rise view vale green yard yd wharf quay gate "
    "heights embankment broadway meadow meadows fields croft bank brow common approach circus alley "
    "villas buildings fold drove end lade rue heol cottages almshouses maltings".split()
)
_HOMES: Final = frozenset(
    "house cottage farm lodge hall barn mill villa manor grange rectory bungalow annexe forge byre dairy "
    "caravan flat apartment vicarage smithy stables boathouse granary parsonage mooring narrowboat plot".split()
)
REACH: Final = 9
"""So many words to either side of a road or a house may be of its address."""


def addresses(passage: Passage) -> list[Span]:
    """Where a house may be: about a road, a kind of house or a postcode."""
    words = [match.span() for match in _WORD.finditer(passage.text)]
    codes = {match.start(): match.end() for match in matches(_POSTCODE, passage.text)}
    found: list[Span] = []
    reached = 0
    for at, (start, end) in enumerate(words):
        text = passage.text[start:end]
        is_code = start in codes
        if not is_code and _bare(text) not in _NAMED:
            continue
        if (not is_code and text.islower()) or start < reached:
            continue
        span = _about(passage, words, at, codes)
        reached = span.end
        inner = passage.text[span.start : span.end]
        is_told = "," in inner or any(map(str.isdigit, inner)) or "\n" in inner
        if is_code or is_told:
            found.append(span)
    return found


_NAMED: Final = _ROADS | _HOMES


def _bare(word: str) -> str:
    return word.strip("\"'(),.;:").lower()


def _about(
    passage: Passage,
    words: Sequence[tuple[int, int]],
    at: int,
    codes: Mapping[int, int],
) -> Span:
    """All of an address about one of its words."""
    text = passage.text
    first = last = at
    while at - first < REACH and first and _goes_on(text, words, first - 1):
        first -= 1
    end = codes.get(words[at][0], 0)
    while not end and last - at < REACH and last + 1 < len(words):
        start, stop = words[last + 1]
        is_part = start in codes or _PART.fullmatch(text[start:stop].rstrip(";:)"))
        if not is_part or not _runs_on(text, words, last):
            break
        last += 1
        end = codes.get(start, 0)
    while last > at and text[slice(*words[last])].islower():
        last -= 1
    while first < at and text[slice(*words[first])] in _NO_HEADS:
        first += 1
    whole = text[words[first][0] : end or words[last][1]].rstrip(".,;:")
    return Span(words[first][0], words[first][0] + len(whole))


_NO_HEADS: Final = frozenset("on by and next under over above".split())
_GAP: Final = compiled(r"[ ]{1,2}|[ ]?\n[ ]{0,8}")


def _runs_on(text: str, words: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether nothing ends between one word and the next."""
    (start, end), (following, _) = words[at], words[at + 1]
    is_near = _GAP.fullmatch(text[end:following]) is not None
    return is_near and not _ENDS.search(text[start:end])


def _goes_on(text: str, words: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether an address may begin with or before this word and reach the next."""
    told = text[slice(*words[at])]
    return _runs_on(text, words, at) and _PART.fullmatch(told) is not None


_ENDS_IN_CODE: Final = compiled(rf"{_CODE}$")


def of_an_email(passage: Passage, span: Span) -> Features:
    """What tells of an e-mail address itself: of what it is made."""
    features: dict[str, float] = {}
    text = passage.text[span.start : span.end]
    sign = next(matches(_AT, text))
    local = [plain(part) for part in _NOT_LETTERS.split(text[: sign.start()]) if part]
    domain = [plain(part) for part in _NOT_LETTERS.split(text[sign.end() :]) if part]
    features["is an email"] = 1.0
    features[f"local parts {len(local)}"] = 1.0
    features[f"local shape {'.'.join(str(min(3, len(p))) for p in local)}"] = 0.7
    for part in local:
        features[f"local {part[:6]}"] = 1.0
        features[f"local is {_kind_of(part)}"] = 1.0
    features["local " + " ".join(_kind_of(part) for part in local)] = 1.0
    for part in domain:
        features[f"domain {part[:6]}"] = 0.5
    return features


def _kind_of(part: str) -> str:
    if part in FIRST_NAMES:
        return "first"
    if len(part) == 1:
        return "initial"
    return "common" if is_common(part) else "other"


def of_an_address(passage: Passage, span: Span) -> Features:
    """What tells of an address itself: its words, and how it begins."""
    features: dict[str, float] = {}
    text = passage.text[span.start : span.end]
    features["is an address"] = 1.0
    words = [word for word in _NOT_LETTERS.split(text.lower()) if word]
    for word in words:
        features[f"own {word[:6]}"] = 0.6
    features[f"first {words[0][:6]}"] = 0.7
    features[f"begins {shape(text[:2])}"] = 0.7
    features[f"pieces {min(5, text.count(',') + text.count(chr(10)))}"] = 0.7
    traits = {
        "postcode": bool(_ENDS_IN_CODE.search(text)),
        "postcode alone": bool(_ENDS_IN_CODE.match(text)),
        "road": any(word in _ROADS for word in words),
        "home": any(word in _HOMES for word in words),
        "number": any(map(str.isdigit, text)),
        "number first": text[0].isdigit(),
    }
    features.update((f"has {name}", 1.0) for name, is_so in traits.items() if is_so)
    before = passage.text[max(0, span.start - 2) : span.start]
    features[f"sign {before}"] = 0.6
    return features


def candidates(passage: Passage) -> list[Span]:
    """Everything that is written as an e-mail address or as where a house is."""
    return sorted(
        {*passage.found_by(emails), *passage.found_by(addresses)},
    )


def features(passage: Passage, span: Span) -> Features:
    is_email = span in passage.once(_emails)
    return of_an_email(passage, span) if is_email else of_an_address(passage, span)


def _emails(passage: Passage) -> frozenset[Span]:
    return frozenset(passage.found_by(emails))


def judged(passage: Passage) -> Mapping[Span, dict[str, float]]:
    """Every candidate, and how likely it is a person's own."""
    return leaning.all_judged("contacts", passage, passage.once(candidates), features)
