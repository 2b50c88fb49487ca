"""Names that may be firms', and what tells whether one is an unannounced bidder."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from redaction import leaning
from redaction.commonwords import is_common
from redaction.contexts import Features
from redaction.firmwords import FORM, TRADE
from redaction.firstnames import FIRST_NAMES
from redaction.rules.base import Passage, Span, compiled, matches
from redaction.rules.columns import in_one_column, in_one_row
from redaction.searching import plain

_WORD: Final = r"(?:(?:[A-Z]\.){1,4}|(?<![\w.,£&'-])(?:[A-Z]|\d{1,3}[A-Za-z])[\w&'-]{0,30}+(?:\.[\w&'-]{1,30}+){0,2})"
_NOT_A_FIRM: Final = compiled(
    r"""(?ix)^(?:the\s)?(?:crown|home|public|national|part|lot|option|phase|stage|table|estates?)\b|\b(?:police|constabulary|council|borough|office|commission(?:er|ers)?|ministry|department|
    government|parliament|court|tribunal|university|college|school|hospital|NHS|authority|
    committee|board|panel|advisory\sgroup|independent|chaps|bacs|land\sregistry|policing|inspectorate|HMICFRS|HMIC|IOPC|MOPAC|MPS|GLA|CPS|NCA|TfL|HMRC|DVLA|
    ICO|act|regulations?|code|strategy|programme|project|plan|policy|framework|directive|
    legal|service\sdesk|directorate|unit|team|command|division|section|appendix|annex|schedule|
    foi|gdpr|bwv|anpr|cctv|vat|oj[eu]+|ojeu|sro|pir|it|ict|
    hr|finance|treasury|audit|cabinet|mayor\w*|deputy|chief|london|england|
    wales|scotland|uk|eu|brexit|decision|request|report|paper|minutes|agenda|item|business|
    case|contracts\sfinder|find\sa\stender|college\sof\spolicing)\b"""
)


def firms(passage: Passage) -> Iterator[Span]:
    """Names that end as firms' names do."""
    if not any(matches(_A_FORM, passage.text)):
        return  # told fast, where a search for names that lead up to one is slow
    for match in matches(_FIRM, passage.text):
        span = _without_head(passage, Span(*match.span("it")))
        if span is not None and not _is_public(passage, span):
            yield span


_A_FORM: Final = compiled(rf"[ ]{FORM}\b")
_FIRM: Final = compiled(
    rf"""(?<![\w])(?P<it>(?:{_WORD}[ ](?:(?:{_WORD}|and|of|&|the|for)[ ]){{0,5}}?)
    (?:\([A-Z][\w ]+\)[ ])?{FORM}(?:[ ]{FORM}|[ ]\(UK\))?\b)"""
)
_HEADS: Final = frozenset(
    "the a an if when where while for from by to of in on at as and but both either neither "
    "under after before since although because between with without our their its his her this "
    "that these those all any each every no not only supplier vendor contractor bidder tenderer "
    "incumbent bids tenders messrs company provider dear sirs".split()
)


def _without_head(passage: Passage, span: Span) -> Span | None:
    """Without a first word that only begins the sentence."""
    text = passage.text[span.start : span.end]
    start = span.start
    while text.split(" ")[0].lower() in _HEADS:
        head, _, text = text.partition(" ")
        start += len(head) + 1
        if " " not in text:
            return None
    return Span(start, span.end) if " " in text else None


def _is_public(passage: Passage, span: Span) -> bool:
    text = passage.text[span.start : span.end]
    name = " ".join(plain(text.removeprefix("the ").removeprefix("The ")).split())
    return name in passage.lexicon.public_bodies


def candidates(passage: Passage) -> list[Span]:
    """Every name that may be a firm's, each once."""
    return sorted({*passage.found_by(firms), *_named(passage)})


def _named(passage: Passage) -> Iterator[Span]:
    """Runs of capitalised words that no list knows for people or public bodies."""
    for start, end in _capital_runs(passage):
        text = passage.text[start:end]
        text = text.removesuffix("'s").removesuffix("'").rstrip(" ,;:.")
        legal = _UP_TO_FORM.match(text)
        text = legal[0] if legal else text
        bare = _THE.sub("", text)
        span = Span(start + len(text) - len(bare), start + len(text))
        words = bare.split()
        if not words or "  " in bare or not bare[:1].isupper():
            continue
        if plain(bare) in _CRITERIA:
            continue
        if not _may_be_one(passage, bare):
            continue
        if sum(map(str.isalpha, bare)) >= LETTERS_MIN and not _is_public(passage, span):
            yield span


def _may_be_one(passage: Passage, name: str) -> bool:
    """Whether it is no ordinary word, or one that is written like a name."""
    word = plain(name)
    is_ordinary = " " not in name and is_common(word)
    return not is_ordinary or word in passage.once(_capital_words)


def _capital_words(passage: Passage) -> frozenset[str]:
    """Ordinary words that have a capital letter within a sentence, as names have."""
    found = (plain(match["it"]) for match in matches(_WITHIN, passage.text))
    return frozenset(word for word in found if is_common(word)) - _POSTS


_WITHIN: Final = compiled(
    r"""(?<=[a-z0-9,;&)][ ])(?P<it>[A-Z][a-z]{2,})(?![\w-]|[ ](?:[A-Z]|\d))
    |(?<![\w'-])(?P<it>[A-Z][a-z]{2,})(?='s\b|[ \t]+£|\t+\d|,?[ ](?:at|on|for)[ ]£?\d
    |[ ](?:bids?|offer(?:s|ed)|quote[sd]|scored|came|beat|won|lost|wants?|wanted|asks?|asked|pays|paid)\b)"""
)
"""A word alone, "the Signal bid" and not "Part 2" or "Head of Estates"; or one that
does what bidders do, where it may begin a sentence.
"""
_POSTS: Final = frozenset(
    (
        *("commissioner", "deputy", "mayor", "board", "panel", "committee", "force"),
        *("office", "officer", "police", "government", "parliament", "minister"),
        *("secretary", "constable", "chair", "chief", "council", "councillor"),
        *("court", "crown", "treasury", "appendix", "annex", "director", "head"),
        *("service", "act", "section", "part", "decision", "report", "team", "unit"),
    )
)
LETTERS_MIN: Final = 3
_CRITERIA: Final = frozenset(
    (
        *("social value", "whole life cost", "method statement", "added value"),
        *("technical quality", "commercial price", "value for money"),
    )
)
"""What tenders are judged by: written like names, and no firm's."""


def of_a_firm(passage: Passage, span: Span) -> Features:
    """What tells of a name itself: its words, and what they look like."""
    features: dict[str, float] = {}
    text = passage.text[span.start : span.end]
    words = text.split()
    for word in words:
        features[f"own {word[:5].lower()}"] = 0.6
    folded = [plain(word.strip(".,'")) for word in words]
    traits = {
        "form": any(matches(_ENDS_AS_FIRM, text)),
        "trade": any(matches(_TRADES, text)),
        "public": any(matches(_NOT_A_FIRM, text)),
        "ampersand": "&" in text,
        "first name": folded[0] in FIRST_NAMES,
        "all common": all(is_common(word) for word in folded),
        "capitals": text.isupper(),
        f"words {len(words)}": True,
        "line start": passage.text[max(0, span.start - 40) : span.start].rstrip(" ")[
            -1:
        ]
        in {"", "\n"},
        "weighted": _SHARE.match(passage.text, span.end) is not None,
        "cell": passage.text[span.end : span.end + 2] in {"  ", "\t"},
    }
    features.update((name, 1.0) for name, is_there in traits.items() if is_there)
    for entity in passage.entities_in(span):
        features[f"entity {entity.label}"] = 1.0
    return features


_SHARE: Final = compiled(r"[ \t]{1,4}\(?\d{1,3}(?:\.\d)?[ ]?(?:%|per[ ]cent)")
_ENDS_AS_FIRM: Final = compiled(rf"[ ]{FORM}$")
_TRADES: Final = compiled(rf"\b{TRADE}\b")


def judged(passage: Passage) -> dict[Span, float]:
    """Every candidate, and how likely it is a firm that is not yet public."""
    told = leaning.all_judged("firms", passage, passage.once(candidates), of_a_firm)
    found = {span: sum(shares.values()) for span, shares in told.items()}
    found = _as_those_beside(passage, found)
    for span in leaning.beyond(passage, _RUN, leaning.most(passage)):
        found[span] = leaning.UNWEIGHED
    return found


def _as_those_beside(
    passage: Passage, found: Mapping[Span, float]
) -> dict[Span, float]:
    """What is listed with bidders, or is said of one elsewhere, is most likely one."""
    lent = dict(found)
    fit = [name for name in sorted(found) if _may_be_a_bidder(passage, name)]
    for alike in (_said_again(passage, found), _listed(passage, _apart(fit))):
        for names in alike:
            best = max(found[name] for name in names)
            lent.update((name, max(lent[name], leaning.LENT * best)) for name in names)
    fitting = set(fit)
    for line in (*passage.once(in_one_column), *passage.once(in_one_row)):
        cells = [cell for cell in line if cell in fitting]
        if len(cells) >= leaning.LINE_MIN and 2 * len(cells) > len(line):
            whole = sum(found[cell] for cell in cells)
            for cell in cells:
                others = (whole - found[cell]) / (len(cells) - 1)
                lent[cell] = max(lent[cell], leaning.LENT * others)
    return lent


def _may_be_a_bidder(passage: Passage, name: Span) -> bool:
    """Whether it is neither a public body's name nor a person's."""
    if any(matches(_NOT_A_FIRM, passage.text[name.start : name.end])):
        return False
    return all(entity.label != "PERSON" for entity in passage.entities_in(name))


def _apart(names: Sequence[Span]) -> list[Span]:
    """Of names that overlap the longest, in order."""
    kept: list[Span] = []
    for name in names:
        if kept and name.start < kept[-1].end:
            kept[-1] = max(kept[-1], name, key=lambda n: n.end - n.start)
        else:
            kept.append(name)
    return kept


def _said_again(passage: Passage, names: Iterable[Span]) -> Iterable[list[Span]]:
    """The places of each name."""
    places: dict[str, list[Span]] = {}
    for span in names:
        places.setdefault(plain(passage.text[span.start : span.end]), []).append(span)
    return places.values()


def _listed(passage: Passage, names: Sequence[Span]) -> Iterator[list[Span]]:
    """Names that little but figures keeps apart: "Alder 74, Brook 70 and Crag 58"."""
    run: list[Span] = []
    for span in names:
        if run and not _IN_A_LIST.fullmatch(passage.text, run[-1].end, span.start):
            yield run
            run = []
        run.append(span)
    if run:
        yield run


_IN_A_LIST: Final = compiled(
    r"""(?:[ ](?:on|at|with|scored|got|bid|quoted|of|wants?)\b)?
    (?:[ ]*[(£]*\d[\d,./½]*[km%)]{0,2}(?:[ ](?:of|out[ ]of)[ ]\d+)?)?
    (?:[,;/]|[ ]and|[ ]&|[ ]or|,[ ]and|,[ ]or)[ ]"""
)
_UP_TO_FORM: Final = compiled(rf".*?[ ]{FORM}\b")
_RUN: Final = compiled(
    rf"(?<![\w.'-]){_WORD}(?:[ ](?:(?:&|and|of)[ ])?{_WORD}){{0,4}}(?:[ ]\((?:UK|[A-Z][a-z]{{2,12}})\))?"
)


def _capital_runs(passage: Passage) -> Iterator[tuple[int, int]]:
    """What the model found, and runs of capitalised words."""
    for entity in passage.entities:
        if entity.label in {"ORG", "PERSON", "GPE", "PRODUCT", "NORP", "FAC"}:
            text = passage.text[entity.start : entity.end]
            yield entity.start, entity.start + len(re.split(r"[\n\t]", text)[0])
    for match in islice(matches(_RUN, passage.text), leaning.most(passage)):
        text = match[0].rstrip(".,'")
        head = _without_heads(text)
        before = passage.text[max(0, match.start() - 2) : match.start()]
        is_first = not before.strip() or before[0] in ".!?:\n\t" or before[-1] in "\n\t"
        if is_first and not _may_be_one(passage, text):
            continue
        if text[head : head + 1].isupper():
            yield match.start() + head, match.start() + len(text)


def _without_heads(text: str) -> int:
    """Where a name begins behind words that only lead to it: "Although Brackwater"."""
    for word in _HEAD_WORD.finditer(text):
        head = word[0].lower()
        if head in _HEADS:
            continue
        is_numbered = head in _NUMBERS and " " in text[word.start() :]
        is_start = head in _STARTERS and not is_numbered
        return len(text) if is_start else word.start()
    return len(text)


_HEAD_WORD: Final = re.compile(r"\S+")


_NUMBERS: Final = frozenset("first second third two three four five six seven".split())
"""A name may begin with them that has more words: "Two Rivers"."""
_STARTERS: Final = frozenset(
    "i we you mr mrs ms miss dr pc ds dc sir dame lord january february march april may june july august "
    "september october november december monday tuesday wednesday thursday friday saturday sunday "
    "renewal terms three two four five six seven eight nine ten one second third first last next "
    "bidder supplier tenderer evaluation negotiations officers members what which who how gross net "
    "day hourly annual total price prices bids tenders payment payments recommendation".split()
)
_TAIL: Final = compiled(
    rf"(?:,?[ ](?:\([A-Z][\w ]+\)|UK|Europe|International|{FORM}|{TRADE}|and|&|Sons?|Co|Company|Practice|Agency|FM|Works))+$"
)


_LEGAL_TAIL: Final = compiled(rf"(?:,?[ ]{FORM})+$")
_THE: Final = compiled("^[Tt]he[ ]")


def short_names(name: str) -> Iterator[str]:
    """What a firm is called once its full name has been said."""
    short = _TAIL.sub("", name)
    legal = _LEGAL_TAIL.sub("", name)
    for one in dict.fromkeys((legal, short)):
        if one == name:
            continue
        is_short = len(one) == 4 and is_common(one.casefold())
        is_telling = " " in one or (len(one) > 3 and one[0].isupper() and not is_short)
        if is_telling and not any(matches(_NOT_A_FIRM, one)):
            yield one
