"""Ways to reach or find a person: e-mail, phone, address."""

from collections.abc import Iterable, Iterator
from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction import contacts
from redaction.codes import SHARED, as_a_code, is_an_office
from redaction.leaning import certainty, telling
from redaction.rules.base import Passage, Rule, Span, compiled, matches, pattern

DOUBT_MIN: Final = 0.15
DOUBTED: Final = 0.55
TOLD_MIN: Final = 0.1
"""What is less likely an address of a person's own is not shown."""


def _likely(passage: Passage, spans: Iterable[Span]) -> Iterator[Span]:
    for span in spans:
        if as_a_contact(passage, span, 0.0) >= TOLD_MIN:
            yield span


def emails(passage: Passage) -> Iterator[Span]:
    """E-mail addresses that may reach one person."""
    return _likely(passage, passage.found_by(contacts.emails))


def addresses(passage: Passage) -> Iterator[Span]:
    """Where somebody may live."""
    return _likely(passage, passage.found_by(contacts.addresses))


def as_a_contact(passage: Passage, span: Span, _confidence: float) -> float:
    """How likely an address is a person's own, and no office's."""
    shares = passage.once(contacts.judged)[span]
    return certainty(sum(shares.values()))


_NO_PHONE: Final = compiled(
    r"""(?ix)(?:company|charity|registered|registration|UPRN|ISBN|ISSN|NHS|account|reference|ref|
    invoice|/S|order|VAT|passport|licence|policy|lot|notice|OJEU|document|version|serial|part)
    \s?(?:no|number|num|reg|code)?\.?\W{0,4}$"""
)
_PHONE: Final = compiled(
    r"""(?<![\w.,/£-])(?P<it>
    (?:(?:\+|00)[ ]?44[ ]?(?:\(0\))?[ ]?|\(?0(?=[\d ()-]{8}))
    \d(?:[ ()./-]{0,2}\d){7,10}
    (?:[ ,]{0,2}(?:\(?(?:then[ ])?(?:ext(?:n|ension)?|x)\.?[ ]?(?:no\.?[ ]?)?\d{1,6}\#?\)?))?
    |(?<=[+])\d[\d ()-]{9,16}\d
    )(?![\w/]|,\d|\.\d)"""
)
_EXTENSION: Final = compiled(
    r"""(?ix)\b(?P<it>(?:ext(?:n|ension)?\.?|x|(?<=internal[ ])|(?<=internally[ ]on[ ]))[ ]?(?:no\.?[ ]?)?:?[ ]?\d(?:-?\d){2,5}\#?)(?!\d)"""
)
_POSTCODE: Final = r"[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[A-Z]{2}"
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
    """How likely the number reaches a person; helplines and counters are public."""
    is_counter = any(matches(_COUNTER, passage.before(span, 50))) or any(
        matches(_COUNTER, passage.after(span, 40))
    )
    if is_counter or is_an_office(passage.text, span):
        return SHARED
    told = as_a_code(passage, span, confidence)
    # Dialled, any number reaches somebody: only what reads like an office's is not asked for.
    return max(told, DOUBTED) if told >= DOUBT_MIN else told


RULES: Final = (
    Rule(
        id=RuleId("contact.email"),
        category=Category.EMAIL,
        section=Section("s40(2)"),
        confidence=0.85,
        why="An e-mail address reaches a person.",
        source="FOIA s.40(2); RFC 5322, addr-spec",
        find=emails,
        weigh=as_a_contact,
        tell=telling("contacts", "email"),
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
        weigh=as_a_contact,
        tell=telling("contacts", "address"),
        hits=(
            "lives at [[12 Orchard Lane, Fenwick, ZZ1 4AB]] with",
            "She has moved to [[3 Weir Road, Larkmere ZZ9 9ZZ]] since then.",
            "the house, [[7 Mill Street]], is",
            "[[Flat 3, 88 Copper Row, Larkmere ZZ4 2TN]] is",
        ),
        misses=("Part 2", "the Gate 2 Review was held", "along Mill Road"),
    ),
    Rule(
        id=RuleId("contact.home-postcode"),
        category=Category.ADDRESS,
        section=Section("s40(2)"),
        confidence=0.85,
        why="A postcode of a home is shared by some fifteen households.",
        source="FOIA s.40(2); Royal Mail, Postcode Address File",
        find=pattern(
            rf"""(?i:\b(?:home|his|her|their|my|your|personal|private|own)\s(?:post[ ]?code|
            address)\b[^.;\n]{{0,24}}?[ \t:(]|\blive[sd]?\s(?:in|at)\s)(?P<it>{_POSTCODE})(?!\w)""",
            needs=("postcode", "post code", "address", "live"),
        ),
        hits=(
            "She gave her home postcode as [[ZZ9 9ZZ]] when she rang.",
            "Home postcode\t[[LK4 2AB]]\nDate",
            "he lives in [[LK4 2AB]] with",
        ),
        misses=(
            "our office's postcode is LK4 2AB",
            "her address is known",
            "lives in the LK4 area",
        ),
    ),
)
