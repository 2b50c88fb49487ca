"""Firms: by their legal form, and by the model's names in a bidder's role."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.commonwords import is_common, is_known
from redaction.firstnames import ALSO_WORDS, FIRST_NAMES
from redaction.rules.base import Passage, Rule, Span, compiled, matches
from redaction.searching import plain

_WORD: Final = r"(?:(?:[A-Z]\.){1,4}|(?<![\w.,£&'-])(?:[A-Z]|\d{1,3}[A-Za-z])[\w&'-]{0,30}+(?:\.[\w&'-]{1,30}+){0,2})"
_FORM: Final = (
    r"(?:Ltd|Limited|LTD|LIMITED|plc|PLC|Plc|LLP|L\.L\.P\.|Inc|Incorporated|GmbH|AG|BV|B\.V\.|SA|S\.A\.|"
    r"SARL|NV|CIC|CIO|Corp|Corporation|Pty|ApS|AB|Oy|SpA|LLC|LP|Holdings)"
)
_TRADE: Final = (
    r"(?:Systems|Solutions|Consulting|Consultants|Consultancy|Technologies|Technology|Software|"
    r"Services|Associates|Partners|Partnership|Group|Logistics|Security|Construction|Builders|"
    r"Engineering|Analytics|Digital|Networks|Communications|Telecom|Recruitment|Interiors|"
    r"Electrical|Facilities|Forensics|Laboratories|Labs|Motors|Garages|Fleet|Properties|"
    r"Estates|Developments|Investments|Capital|Architects|Surveyors|Solicitors|Data|Cloud|"
    r"Aviation|Uniforms|Catering|Cleaning|Transport|Industries|Instruments|Media|Printing|"
    r"Publishing|Energy|Utilities|Insurance|Brokers|Advisory|Research|Studios|Dynamics|"
    r"Modular|Hire|Analytical|Mutual|Coachworks|Works|Mobility|Textiles|Interiors|Gym|Studio|Press|Foods|Fabrication|"
    r"Robotics|Aerospace|Marine|Couriers|Translations|Interpreting)"
)
_BUYS: Final = compiled(
    r"""(?ix)\b(?:suppliers?|vendors?|contractors?|bidd?(?:ers?|s)?|tender(?:er|ers|s|ed)?|consultan(?:t|cy)|
    procur\w+|incumbent|award\w*|quot(?:e|es|ed|ation)|purchas\w+|supplied|provided\sby|
    negotiat\w+|novat\w+|sub-?contract\w*|shortlist\w*|unsuccessful|outbid|undercut|withdrew|
    framework|lots?|invoic\w+|pric(?:e|ed|ing)|rival|competitor|competing|losing|preferred|
    runner-?up|offer(?:ed|s)?|proposal|proposed\sby|compliant|non-compliant|appoint\w*|
    engage\w*|commission(?:ed|ing)|firms?|company|companies|landlord|manufacturer|reseller|
    acquired|acquisition|subsidiary|liquidat\w+|administration|insolven\w+|licensed\sfrom|
    provider|partner|scored|ranked)\b"""
)
_WON: Final = compiled(
    r"""(?ix)\b(?:(?:award\s(?:notice|was|has)|contract\s(?:notice|was|has))[^.]{0,30}published|
    has\sbeen\spublished|was\spublished|as\spublished|are\spublished|is\spublished|shown\sin\sthe|publicly|(?<!not\s)(?<!not\syet\s)announced|award\snotice|public\snotice|contract\stitle|contracts\sfinder|find\sa\stender|
    (?:current|existing)\s(?:published\s)?supplier|contracts\sregister|
    external\sauditors?|appointed\sauditors?|internal\sauditors?|auditors?|PSAA)\b"""
)
_LOST: Final = compiled(
    r"""(?ix)\b(?:unsuccessful|losing|lost|second|third|runner-?up|shortlist\w*|rejected|withdrew|
    withdrawn|outbid|undercut|lower|higher|bid|tendered|quoted|priced|scored|rival|
    non-compliant|negotiat\w+|not\s(?:yet\s)?(?:been\s)?announced|preferred|insolven\w+|
    administration|confiden\w+|before\s(?:any|the)\saward|intends?\sto\saward|offer(?:ed)?)\b"""
)
_BEATEN: Final = compiled(
    r"""(?ix)\b(?:unsuccessful|losing|lost\sto|runner-?up|shortlist\w*|rejected|withdrew|withdrawn|outbid|undercut|
    did\snot\smeet|failed\sto|excluded|disqualified|eliminated|not\s(?:yet\s)?(?:been\s)?announced|
    before\s(?:any|the)\saward|standstill|came\s(?:second|third|last)|ranked\s(?:second|third|last))\b"""
)
_GIVEN: Final = compiled(
    r"""(?ix)\b(?:approve\w*\s(?:the\s)?(?:award|extension|renewal|contract)|exten(?:d|ds|ded|sion)\b|renew\w*|
    subscription|current\scontract|existing\scontract|incumbent\scontract)\b"""
)
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
    for match in matches(_FIRM, passage.text):
        span = _without_head(passage, Span(*match.span("it")))
        if span is not None and not _is_public(passage, span):
            yield span


_FIRM: Final = compiled(
    rf"""(?<![\w])(?P<it>(?:{_WORD}[ ](?:(?:{_WORD}|and|of|&|the|for)[ ]){{0,5}}?)
    (?:\([A-Z][\w ]+\)[ ])?{_FORM}(?:[ ]{_FORM}|[ ]\(UK\))?\b)"""
)
_TRADED: Final = compiled(
    rf"""(?<![\w])(?P<it>{_WORD}[ ](?:(?:{_WORD}|&)[ ]){{0,2}}?{_TRADE}(?:[ ]{_TRADE})?\b
    |[A-Z]\w+[ ](?:(?:&|and)[ ](?:Sons?|Co|Partners|Daughters|Brothers)|&[ ][A-Z]\w+)\b
    |(?:The[ ])?[A-Z]\w+(?:[ ][A-Z]\w+)?[ ](?:Practice|Company|Agency|FM|Works)\b)
    (?:[ ](?:UK|\(UK\)|Europe|International))?(?![ ](?:and[ ]\w+[ ])?(?:Authority|Agency|Regulator|Council|Commission|Board|Committee|Panel|Unit|Team|Directorate|Department|Forum|Scheme|Act|Police))"""
)
_HEADS: Final = frozenset(
    "the a an if when where while for from by to of in on at as and but both either neither "
    "under after before since although because between with without our their its his her this "
    "that these those all any each every no not only supplier vendor contractor bidder tenderer "
    "incumbent bids tenders messrs company provider".split()
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


def trading(passage: Passage) -> Iterator[Span]:
    """Names that say what is traded, where buying is spoken of."""
    if not passage.found_by(buying):
        return
    for match in matches(_TRADED, passage.text):
        span = _without_head(passage, Span(*match.span("it")))
        if span is None or _is_public(passage, span):
            continue
        text = passage.text[span.start : span.end]
        first, _, second = text.partition(" & ")
        if second and is_known(plain(first)) and is_known(plain(second)):
            continue  # "Custody & Prosecutions" are two things, not two partners
        if not any(matches(_NOT_A_FIRM, text)) and _is_of_buying(passage, span):
            yield span


_REACH_BEFORE: Final = 200
_REACH_BEHIND: Final = 120


def buying(passage: Passage) -> Iterator[Span]:
    """Words of buying."""
    for match in matches(_BUYS, passage.text):
        yield Span(*match.span())


def _is_of_buying(passage: Passage, span: Span) -> bool:
    words = passage.found_by(buying)
    at = bisect_left(words, Span(span.start - _REACH_BEFORE, 0))
    return at < len(words) and words[at].start < span.end + _REACH_BEHIND


def in_a_bidders_role(passage: Passage) -> Iterator[Span]:
    """Names in a bidder's role, whatever the model took them for."""
    if not passage.found_by(buying):
        return
    told: set[Span] = set()
    for start, end in _capital_runs(passage):
        text = passage.text[start:end]
        text = text.removesuffix("'s").removesuffix("'").rstrip(" ,;:.")
        legal = _UP_TO_FORM.match(text)
        text = legal[0] if legal else text
        bare = _THE.sub("", text)
        span = Span(start + len(text) - len(bare), start + len(text))
        text = bare
        words = text.split()
        if len(words) > 1 and plain(words[0]) in FIRST_NAMES - ALSO_WORDS:
            continue
        if len(words) == 1 and is_common(plain(text)):
            continue
        letters = sum(map(str.isalpha, text))
        if letters < 4 or not text[:1].isupper() or _is_public(passage, span):
            continue
        if text.isupper() and " " not in text and letters < 5:
            continue
        if "  " in text or any(matches(_NOT_A_FIRM, text)):
            continue
        if span in told:
            continue
        told.add(span)
        before, after = passage.before(span, 45), passage.after(span, 45)
        if any(matches(_ROLE_BEFORE, before)) or any(matches(_ROLE_AFTER, after)):
            yield span


_UP_TO_FORM: Final = compiled(rf".*?[ ]{_FORM}\b")
_RUN: Final = compiled(rf"(?<![\w.'-]){_WORD}(?:[ ](?:(?:&|and|of)[ ])?{_WORD}){{0,4}}")


def _capital_runs(passage: Passage) -> Iterator[tuple[int, int]]:
    """What the model found, and runs of capitalised words."""
    for entity in passage.entities:
        if entity.label in {"ORG", "PERSON", "GPE", "PRODUCT", "NORP", "FAC"}:
            text = passage.text[entity.start : entity.end]
            yield entity.start, entity.start + len(re.split(r"[\n\t]", text)[0])
    for match in matches(_RUN, passage.text):
        text = match[0].rstrip(".,'")
        first = text.split()[0]
        before = passage.text[max(0, match.start() - 2) : match.start()]
        is_first = not before.strip() or before[0] in ".!?:\n\t" or before[-1] in "\n\t"
        if " " not in text and is_first:
            continue
        if first[0].isupper() and first.lower() not in _HEADS | _STARTERS:
            yield match.start(), match.start() + len(text)


_STARTERS: Final = frozenset(
    "i we you mr mrs ms miss dr pc ds dc sir dame lord january february march april may june july august "
    "september october november december monday tuesday wednesday thursday friday saturday sunday "
    "renewal terms three two four five six seven eight nine ten one second third first last next "
    "bidder supplier tenderer evaluation negotiations officers members what which who how gross net "
    "day hourly annual total price prices bids tenders payment payments recommendation".split()
)
_ROLE_BEFORE: Final = compiled(
    r"""(?ix)(?:\b(?:supplier|vendor|contractor|bidders?|tenderers?|incumbent|manufacturer|reseller|
    consultants?|landlord|firm|company|provider|competitor|rival|sub-?contractor|agency|
    awarded?\sto|(?:bids?|tenders?|quot(?:e|es|ation|ations)|offers?|proposals?|prices?|submissions?|
    invoices?|responses?)\s(?:\w+\s){0,2}(?:by|from)|(?:contract\w*|negotiat\w+|
    discussions?|talks|agreement|settle\w*|disput\w+|terms)\s(?:\w+\s){0,2}(?:with|against|to)|
    offered\sby|quoted\sby|sold\sby|let\sto|fall-?back\swith|supplied\sby|provided\sby|procured?\sfrom|purchased?\s(?:\w+\s){0,3}from|bought\sfrom|
    novated?\sto|rank(?:ed|ing)|preferred|appoint(?:ed|ing)?|engag(?:ed|ing)|commission(?:ed|ing)|
    outbid|undercut|beat(?:ing)?|rejected|paid\sto|payable\sto|leas(?:ed|ing)\sfrom)
    (?:[ ,:(]+(?:namely|were|was|are|is|the|both|either)?[ ,:]*)
    |\b(?:bids?|tenders?|bidders?|suppliers?|firms?|companies|offers?|quotes?|prices?|shortlist\w*)\b
      [^.;]{0,40}(?:,|\band|\bor|\bfrom|\bby)[ ])$"""
)
_ROLE_AFTER: Final = compiled(
    r"""(?ix)^(?:'s?)?[ ,]*(?:\(?(?:the\s)?(?:incumbent|losing|winning|preferred|unsuccessful|second|supplier|
    bidder)\b|(?:has\s|had\s|have\s|then\s|also\s|only\s|both\s)*(?:bid|tendered|quoted|priced|offered|scored|
    withdrew|undercut|sought|wanted|proposes|put\sin|would\s(?:charge|accept|give|not)|will\s(?:charge|accept|give)|asks?\sfor|asked\sfor|proposed\sa\s(?:price|rate)|submitted|was\s(?:ranked|shortlisted|unsuccessful|
    rejected|outbid|excluded|the\s(?:lowest|highest|cheapest|only|incumbent|preferred))|were\s
    (?:unsuccessful|ranked|rejected|shortlisted|excluded)|charges|charged|invoiced|supplied|
    failed\sto\smeet|came\s(?:second|third|in)|finished\s(?:second|third)|
    (?:bid|tender|quote|quotation|offer|price|pricing|proposal|submission|margin|discount|
    rate\scard|day\srates?|invoice)\b))"""
)


_TAIL: Final = compiled(
    rf"(?:,?[ ](?:\([A-Z][\w ]+\)|UK|Europe|International|{_FORM}|{_TRADE}|and|&|Sons?|Co|Company|Practice|Agency|FM|Works))+$"
)


_LEGAL_TAIL: Final = compiled(rf"(?:,?[ ]{_FORM})+$")
_THE: Final = compiled("^[Tt]he[ ]")


def short_names(name: str) -> Iterator[str]:
    """What a firm is called once its full name has been said."""
    short = _TAIL.sub("", name)
    legal = _LEGAL_TAIL.sub("", name)
    for one in dict.fromkeys((legal, short)):
        if one == name:
            continue
        is_telling = " " in one or (len(one) > 4 and one[0].isupper())
        if is_telling and not any(matches(_NOT_A_FIRM, one)):
            yield one


def by_outcome(passage: Passage, span: Span, confidence: float) -> float:
    """A losing bidder is not public; a supplier whose contract is published is."""
    around = passage.before(span, 120) + " # " + passage.after(span, 120)
    if any(matches(_BEATEN, around)) or any(
        matches(_LOST, passage.before(span, 60) + " # " + passage.after(span, 60))
    ):
        confidence += 0.2
    elif any(matches(_WON, around)):
        confidence -= 0.35
    elif any(matches(_LOST, around)):
        confidence += 0.2
    elif any(matches(_GIVEN, around)):
        confidence -= 0.15
    return round(min(0.95, max(0.05, confidence)), 2)


RULES: Final = (
    Rule(
        id=RuleId("vendor.company"),
        category=Category.VENDOR,
        section=Section("s43(2)"),
        confidence=0.6,
        why="A firm is named; an unannounced or losing bidder is not public.",
        source="FOIA s.43(2); Companies Act 2006, Part 5: endings of company names",
        find=firms,
        weigh=by_outcome,
        hits=(
            "awarded to [[Larkmere Systems Ltd]] in",
            "[[Brackwater & Sons Limited]] bid",
        ),
        misses=("limited resources", "the Metropolitan Police"),
    ),
    Rule(
        id=RuleId("vendor.trade"),
        category=Category.VENDOR,
        section=Section("s43(2)"),
        confidence=0.5,
        why="A name like a firm's stands where buying is spoken of.",
        source="FOIA s.43(2); ICO, Commercial interests",
        find=trading,
        weigh=by_outcome,
        hits=("A bid came from [[Brackwater Analytics]] in May.",),
        misses=("Digital Services were asked.", "The supplier met Legal Services."),
    ),
    Rule(
        id=RuleId("vendor.role"),
        category=Category.VENDOR,
        section=Section("s43(2)"),
        confidence=0.5,
        why="A name stands where a bidder or supplier is spoken of.",
        source="FOIA s.43(2); ICO, Commercial interests",
        find=in_a_bidders_role,
        weigh=by_outcome,
        hits=("The contract was awarded to [[Larkmere Consulting Group]] last year.",),
        misses=("The Home Office wrote to the board.",),
    ),
)
