"""Ways to reach or find a person: e-mail, phone, address."""

from collections.abc import Iterator
from typing import Final

import phonenumbers

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.commonwords import is_common
from redaction.firstnames import FIRST_NAMES
from redaction.rules.base import Passage, Rule, Span, compiled, matches

_AT: Final = compiled(
    r"[ ]{0,2}@[ ]{0,2}|[ ]?[\[({<][ ]?(?i:at)[ ]?[\])}>][ ]?|[ ](?i:at)[ ](?=[\w-]{1,40}[ ](?i:dot)[ ])"
    r"|[ ]AT[ ](?=[\w-]{1,40}\.)"
)
_DOT: Final = r"(?:[ ]?\.[ ]?|[ ]?[\[({][ ]?dot[ ]?[\])}][ ]?|[ ]dot[ ])"
_LOCAL: Final = compiled(
    rf"(?i)(?<![\w@.-])[\w%+'-]{{1,40}}(?:{_DOT}[\w%+'-]{{1,40}}){{0,3}}$"
)
_DOMAIN: Final = compiled(
    r"(?i)[a-z0-9-]{1,60}(?:(?:[ ]?\[dot\][ ]?|[ ]?\(dot\)[ ]?|[ ]dot[ ]|[ ]\.[ ]?|\.)[a-z0-9-]{1,40}){1,5}"
)
_END: Final = compiled(r"(?i)(?:\.|dot\W{0,2})[ ]?[a-z]{2,12}$")
_LEFT: Final = 90
_RIGHT: Final = 120


def emails(passage: Passage) -> Iterator[Span]:
    """Addresses, however their signs are written, spaced or broken."""
    text = passage.text
    for sign in matches(_AT, text):
        left = text[max(0, sign.start() - _LEFT) : sign.start()]
        local = next(matches(_LOCAL, left), None)
        domain = _DOMAIN.match(text[sign.end() : sign.end() + _RIGHT])
        if local is None or domain is None or not any(matches(_END, domain[0])):
            continue
        yield Span(sign.start() - len(local[0]), sign.end() + domain.end())


_SHARED: Final = compiled(
    r"""(?ix)^(?:info|enquir\w*|inquir\w*|contact\w*|foi\w*|press\w*|media\w*|office\w*|admin\w*|hello|team\w*|
    communications?|comms|support|help\w*|complaints?|customer\w*|procurement\w*|tenders?|
    finance\w*|accounts?|payments?|recruitment\w*|careers|jobs|hr|legal\w*|governance\w*|records\w*|
    data\w*|dpo|privacy|decisions?|publish\w*|secretariat|committee\w*|scrutiny|audit\w*|
    mail\w*|post\w*|general\w*|reception|public\w*|web\w*|no-?reply|news\w*|feedback|consultation\w*|
    correspondence\w*|rural\w*|icv\w*|speak-?up\w*|ask\w*|hello\w*|volunteer\w*|visit\w*|research\w*|collaborat\w*|panel\w*|grants?\w*|fund\w*|community\w*|engagement\w*|
    events?|training\w*|[a-z]+[._-](?:scheme|team|unit|office|desk|panel|requests?|enquiries)|estates?|property|licens\w*|neighbourhood\w*|custody|control|police\w*|commissioner\w*|opcc\w*|
    mopac\w*|pcc\w*|[a-z]*(?:team|unit|desk|office|mailbox|inbox|enquiries|requests?))(?:[._-].*)?$"""
)


def mailboxes(passage: Passage, span: Span, confidence: float) -> float:
    """A box that a team shares reaches no person."""
    local = (
        passage.text[span.start : span.end].split("@")[0].split("[")[0].split(" ")[0]
    )
    local = local.strip(" .(<{").casefold()
    is_named = any(part in FIRST_NAMES for part in local.replace("_", ".").split("."))
    is_word = local not in FIRST_NAMES and is_common(local)
    is_shared = is_word or any(matches(_SHARED, local)) or local.endswith("ing")
    return 0.15 if is_shared and not is_named else confidence


_CALLS: Final = compiled(
    r"""(?ix)\b(?:tel(?:ephone)?|phone\w*|mobile|mob|cell|call(?:ed|s|ing)?|fax|ring|rang|contact(?:ed)?|
    direct\s(?:line|dial)|ddi|landline|number|ext(?:ension)?|whatsapp|text(?:ed)?|reach(?:ed)?|on)\b\W*[^.;]{0,30}$"""
)
_NO_PHONE: Final = compiled(
    r"""(?ix)(?:company|charity|registered|registration|UPRN|ISBN|ISSN|NHS|account|reference|ref|
    invoice|/S|order|VAT|passport|licence|policy|lot|notice|OJEU|document|version|serial|part)
    \s?(?:no|number|num|reg|code)?\.?\W{0,4}$"""
)
_PHONE: Final = compiled(
    r"""(?<![\w.,/£-])(?P<it>
    (?:(?:\+|00)[ ]?44[ ]?(?:\(0\))?[ ]?|\(?0(?=[\d ()-]{8}))
    \d(?:[ ()./-]{0,2}\d){7,10}
    (?:[ ,]{0,2}(?:\(?(?:then[ ])?(?:ext(?:n|ension)?|x)\.?[ ]?(?:no\.?[ ]?)?\d{2,6}\#?\)?))?
    |(?<=[+])\d[\d ()-]{9,16}\d
    )(?![\w/]|,\d|\.\d)"""
)
_EXTENSION: Final = compiled(
    r"""(?ix)\b(?P<it>(?:ext(?:n|ension)?\.?|x|(?<=internal[ ])|(?<=internally[ ]on[ ]))[ ]?(?:no\.?[ ]?)?:?[ ]?\d(?:-?\d){2,5}\#?)(?!\d)"""
)
_HELPLINE: Final = compiled(
    r"^\(?0(?:800|808|300|303|306|330|333|345|370|844|845|870|871)"
)


_COUNTER: Final = compiled(
    r"(?i)\b(?:switchboard|reception|general\senquiries|press\soffice|helpline|hotline|front\sdesk|public|enquiries)\b"
)


def phones(passage: Passage) -> Iterator[Span]:
    """Numbers that look like ones that can be called, also misread or made up."""
    found: list[Span] = []
    for match in matches(_PHONE, passage.text):
        span = Span(*match.span("it"))
        digits = sum(c.isdigit() for c in match["it"])
        before = passage.text[max(0, span.start - 40) : span.start]
        if digits >= 7 and not any(matches(_NO_PHONE, before)):
            found.append(span)
            yield span
    for match in matches(_EXTENSION, passage.text):
        span = Span(*match.span("it"))
        if not any(s.start < span.end and span.start < s.end for s in found):
            yield span


def as_a_phone(passage: Passage, span: Span, confidence: float) -> float:
    """Surer where the number is valid or called; helplines are public."""
    text = passage.text[span.start : span.end]
    is_counter = any(matches(_COUNTER, passage.before(span, 50))) or any(
        matches(_COUNTER, passage.after(span, 40))
    )
    if is_counter or any(matches(_HELPLINE, text)):
        return 0.2
    try:
        is_possible = phonenumbers.is_possible_number(phonenumbers.parse(text, "GB"))
    except phonenumbers.NumberParseException:
        is_possible = False
    is_called = any(matches(_CALLS, passage.before(span, 50)))
    return confidence + (0.1 if is_possible else -0.1) + (0.05 if is_called else -0.05)


_POSTCODE: Final = (
    r"(?:[A-Z]{1,2}\d[A-Z\d]?[ ]{0,2}\d[ABD-HJLNP-UW-Z]{2}"
    r"|[A-Z]{1,2}\d[ ]\dQ[A-Z]{2})"
)
_ROAD: Final = (
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Cl|Drive|Dr|Way|Place|Court|Crescent|Cres|"
    r"Gardens|Gdns|Terrace|Grove|Hill|Row|Square|Sq|Mews|Walk|Park|Parade|Rise|View|Vale|"
    r"Green|Green|Yard|Wharf|Quay|Gate|Heights|Embankment|Broadway|Meadow|Meadows|Fields|Croft|"
    r"Yd|Court|Bank|Brow|Common|Approach|Circus|Alley|Villas|Buildings)"
)
_TOWN: Final = r"(?:,?[ ][A-Z][a-z][A-Za-z'-]*(?:[ -](?:[A-Z][a-z][A-Za-z'-]*|on|upon|under|le|the|in)){0,3})"
_OFFICE: Final = compiled(
    r"""(?ix)(?:\boffices?\b|headquarter\w*|\bHQ\b|registered|reception|police\sstation|town\shall|
    city\shall|civic\scentre|venue|held\s(?:at|in)|meeting\s(?:at|in|room)|court|based\sat|
    post:|papers\s(?:are|is)|inspection|stores\s(?:are\s)?at|delivery|copies|kept\sat|had\s(?:[^.]{0,40})?from|obtained\sfrom|available\sfrom|library|correspondence|write\sto|post(?:ed)?\sto|in\swriting|visit(?:ed|ors)?|inspected\sat|available\sat|premises\sat|building|
    station\sat|front\scounter|custody\s(?:suite|centre)|depot|site\sat|estate)\b"""
)
_HOME: Final = compiled(
    r"""(?ix)\b(?:lives?|lived|living|home|residen\w+|resid(?:es|ing)|private|next\sof\skin|tenant|
    flat|apartment|neighbour|moved|address\sof|family|domestic|refuge|safe\shouse|rehoused|
    relocated|his|her|their\saddress|of)\b"""
)


def as_an_address(passage: Passage, span: Span, confidence: float) -> float:
    """Homes upward, offices that anybody may visit downward."""
    before = passage.before(span, 90)
    text = passage.text[span.start : span.end]
    is_home = any(matches(_HOME, before)) or "Flat" in text
    if any(matches(_OFFICE, before)) and not any(matches(_STRONG_HOME, before)):
        return 0.2
    return round(confidence + (0.15 if is_home else -0.1), 2)


_ADDRESS: Final = compiled(
    rf"""(?P<it>
            (?:(?:(?:Flat|Unit|Apartment|Apt|Room|Suite|Plot)\s\d{{1,4}}[A-Za-z]?|[A-Z][a-z]+[ ](?:House|Cottage|Farm|Lodge|Court)),?\s)?
            \d{{1,4}}[A-Za-z]?(?:-\d{{1,4}})?,?\s(?:[A-Z][A-Za-z'-]+\s){{1,3}}{_ROAD}\b
             {_TOWN}{{0,3}}(?:,?\s{_POSTCODE}\b)?
            |(?:Flat|Apartment|Apt)\s\d{{1,4}}[A-Za-z]?(?:,\s[A-Z][\w' ]+?){{1,3}}(?:,?\s{_POSTCODE}\b|(?=[.;]))
            |(?<![\w/-]){_POSTCODE}(?![\w-])
            )"""
)
_HOUSE: Final = compiled(
    rf"""(?P<it>(?:[A-Z][a-z']+[ ]){{0,2}}(?:House|Cottage|Farm|Lodge|Hall|Court|Barn|View|Flat|Mill|Villa|Manor|Grange|Rectory|Croft|Bungalow|Annexe)(?:,[ ](?:near[ ]|\d{{1,4}}[ ])?[A-Z][\w']+(?:[ ][A-Z][\w']+){{0,2}}){{1,4}}(?:,?\s{_POSTCODE}\b)?)"""
)
_HOUSES: Final = (
    *("house", "cottage", "farm", "lodge", "hall", "court", "barn", "view", "flat"),
    *("mill", "villa", "manor", "grange", "rectory", "croft", "bungalow", "annexe"),
)


def addresses(passage: Passage) -> Iterator[Span]:
    """Streets with a number, named houses, postcodes."""
    for match in matches(_ADDRESS, passage.text):
        yield Span(*match.span("it"))
    if any(word in passage.lower for word in _HOUSES):
        for match in matches(_HOUSE, passage.text):
            yield Span(*match.span("it"))


_STRONG_HOME: Final = compiled(
    r"(?ix)\b(?:lives?|lived|living\sat|home\saddress|resid\w+|next\sof\skin|refuge|safe\shouse)\b"
)

RULES: Final = (
    Rule(
        id=RuleId("contact.email"),
        category=Category.EMAIL,
        section=Section("s40(2)"),
        confidence=0.85,
        why="An e-mail address reaches a person.",
        source="FOIA s.40(2); RFC 5322, addr-spec",
        find=emails,
        weigh=mailboxes,
        hits=(
            "write to [[ann.orr@fenwick.example.org]].",
            "[[a.orr (at) fenwick.org]]",
            "[[nadia.quill [at] fenwick [dot] police [dot] uk]] was",
            "[[nadia dot quill at fenwick dot org]] replied",
        ),
        misses=("see www.fenwick.example.org", "@fenwick", "at 10 a.m. at Fenwick"),
    ),
    Rule(
        id=RuleId("contact.phone"),
        category=Category.PHONE,
        section=Section("s40(2)"),
        confidence=0.75,
        why="A phone number reaches a person.",
        source="FOIA s.40(2); Ofcom, National Telephone Numbering Plan",
        find=phones,
        weigh=as_a_phone,
        hits=(
            "call [[0114 496 0123]] today",
            "[[+44 20 7946 0958]]",
            "mobile: [[07700 900123]]",
            "on [[(020) 7946 0958 ext. 4471]] or",
            "ring [[ext 4471]] for",
        ),
        misses=(
            "dial 101 or 999",
            "company number 01234567",
            "PCD 9991",
            "between 2017 and 2019",
        ),
    ),
    Rule(
        id=RuleId("contact.address"),
        category=Category.ADDRESS,
        section=Section("s40(2)"),
        confidence=0.65,
        why="An address shows where somebody lives or works.",
        source="FOIA s.40(2); Royal Mail, Postcode Address File",
        find=addresses,
        weigh=as_an_address,
        hits=(
            "lives at [[12 Orchard Lane, Fenwick, ZZ1 4AB]] with",
            "postcode [[ZZ9 9ZZ]].",
            "the house, [[7 Mill Street]], is",
            "[[Flat 3, 88 Copper Row, Larkmere ZZ4 2TN]] is",
        ),
        misses=("Part 2", "Gate 2 Review", "along Mill Road"),
    ),
)
