"""Numbers that stand for one person or one account.

What checks a number (a prefix that is issued, a check digit) makes a hit surer; it
does not decide, for scanners misread and people mistype.
"""

from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.codes import as_a_code
from redaction.rules.base import Passage, Rule, Span, compiled, matches, pattern


def nhs_check(passage: Passage, span: Span, confidence: float) -> float:
    """NHS numbers end with a digit that the others give, modulo 11."""
    digits = [int(c) for c in passage.text[span.start : span.end] if c.isdigit()]
    if len(digits) != 10:
        return confidence - 0.05
    rest = sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return confidence + 0.05 if (11 - rest) % 11 == digits[9] else confidence - 0.05


def card_check(passage: Passage, span: Span, confidence: float) -> float:
    """Card numbers pass Luhn's check."""
    digits = [int(c) for c in passage.text[span.start : span.end] if c.isdigit()]
    doubled = [d * 2 - 9 * (d > 4) for d in digits[-2::-2]]
    is_valid = (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
    return confidence if is_valid else confidence - 0.35


_LABEL_NINO: Final = compiled(
    r"(?i)(?:\bNI\b|\bNINO\b|national\sinsurance|insurance\sno)"
)
_ISSUED: Final = compiled(
    r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d"
)


def nino_check(passage: Passage, span: Span, confidence: float) -> float:
    """Surer behind its label, and with a prefix that is issued."""
    if any(matches(_LABEL_NINO, passage.before(span, 60))):
        return 0.95
    text = passage.text[span.start : span.end]
    return confidence if _ISSUED.match(text) else confidence - 0.25


RULES: Final = (
    Rule(
        id=RuleId("identifier.nino"),
        category=Category.NI_NUMBER,
        section=Section("s40(2)"),
        confidence=0.85,
        why="A National Insurance number identifies a living person.",
        source="HMRC NIM39110: format of a National Insurance number",
        find=pattern(
            r"(?<![A-Za-z0-9])(?P<it>[A-Z]{2}(?:[ -]?\d){6}[ -]?[A-D])(?![A-Za-z0-9])"
        ),
        weigh=nino_check,
        hits=(
            "NI no. [[AB 12 34 56 C]]",
            "[[AB123456C]] was given",
            "[[QQ 12 34 56 C]]",
            "read [[AB l2 34 5O C]] on",
        ),
        misses=("AB 12 34 56 E", "order AB1234567"),
    ),
    Rule(
        id=RuleId("identifier.sort-and-account"),
        category=Category.BANK,
        section=Section("s31(1)(a)"),
        confidence=0.85,
        why="Bank details invite fraud.",
        source="FOIA s.31(1)(a); Pay.UK, sort codes",
        find=pattern(
            r"""(?i)(?<![\d-])(?P<it>\d{2}-\d{2}-\d{2}(?:[ ,;/]{1,3}(?:and\s)?(?:account\s(?:no\.?|number)?\s?)?\d{8})?)(?![\d-])"""
        ),
        weigh=as_a_code,
        hits=("pay [[20-45-67 12345678]] now", "to [[20-45-67]], and"),
        misses=("2017-03-12", "0114-496-0123"),
    ),
    Rule(
        id=RuleId("identifier.iban"),
        category=Category.BANK,
        section=Section("s31(1)(a)"),
        confidence=0.95,
        why="Bank details invite fraud.",
        source="ISO 13616: IBAN; ISO 9362: BIC",
        find=pattern(
            r"""(?:\b(?P<it>[A-Z]{2}\d{2}[ ]?[A-Z]{4}(?:[ ]?[\dO]{4}){3}[ ]?[\dO]{2})\b
            |\b(?:IBAN)[ :]+(?P<it>[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{2,4}){3,7})\b
            |\b(?:BIC|SWIFT)(?:[ ]code)?[ :]+(?:is[ ])?(?P<it>[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b)"""
        ),
        hits=("IBAN [[GB29 NWBK 6016 1331 9268 19]]", "SWIFT: [[FNWKGB2L]]"),
        misses=("GB 29",),
    ),
    Rule(
        id=RuleId("identifier.card"),
        category=Category.BANK,
        section=Section("s31(1)(a)"),
        confidence=0.9,
        why="Card details invite fraud.",
        source="FOIA s.31(1)(a); ISO/IEC 7812-1",
        find=pattern(r"(?<![\d-])(?P<it>\d{4}([ -]?)\d{4}\2\d{4}\2\d{4})(?![\d-])"),
        weigh=card_check,
        hits=("card [[4111 1111 1111 1111]]",),
        misses=("call 0114 496 0123",),
    ),
    Rule(
        id=RuleId("identifier.nhs"),
        category=Category.NHS_NUMBER,
        section=Section("s40(2)"),
        confidence=0.9,
        why="An NHS number identifies a living person.",
        source="NHS Data Dictionary: NHS NUMBER",
        find=pattern(r"(?<![\d+(-])(?P<it>[1-9]\d{2}[ -]\d{3}[ -]\d{4})(?![\d-])"),
        weigh=nhs_check,
        hits=("NHS number [[943 476 5919]]", "patient [[943 476 5919]] was"),
        misses=("phone 0114 496 0000",),
    ),
    Rule(
        id=RuleId("identifier.vehicle"),
        category=Category.VEHICLE,
        section=Section("s40(2)"),
        confidence=0.8,
        why="A registration mark leads to a vehicle's keeper.",
        source="DVLA INF104: current format of registration marks",
        find=pattern(
            r"(?<![\w-])(?P<it>[A-HJ-PR-Y][A-HJ-PR-Y][0-7]\d[ ]?[A-HJ-PR-Z]{3})(?![\w-])"
        ),
        weigh=as_a_code,
        hits=("vehicle [[AB51 XYZ]] was", "[[LK19 WXY]]"),
        misses=("the AB51 form", "Part 2"),
    ),
    Rule(
        id=RuleId("identifier.driver"),
        category=Category.OTHER_IDENTIFIER,
        section=Section("s40(2)"),
        confidence=0.9,
        why="A driving licence number identifies a person.",
        source="FOIA s.40(2); DVLA, driver numbers",
        find=pattern(
            r"(?<![\w])(?P<it>[A-Z]{2,5}9{0,3}[ ]?\d{6}[ ]?[A-Z9]{2}\d[A-Z]{2})(?!\w)"
        ),
        hits=("licence [[QUILL 803127 N99AB]]",),
        misses=("licence to operate",),
    ),
    Rule(
        id=RuleId("identifier.ip"),
        category=Category.OTHER_IDENTIFIER,
        section=Section("s31(1)"),
        confidence=0.7,
        why="A network address helps whoever would attack a system.",
        source="FOIA s.31(1); ICO, What is personal data: online identifiers",
        find=pattern(
            r"(?<![\d.])(?P<it>(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?|(?:[0-9A-F]{2}[:-]){5}[0-9A-F]{2})(?![\d.])"
        ),
        hits=("at [[10.20.30.40]] in", "[[00:1B:44:11:3A:B7]]"),
        misses=("paragraph 1.2.3", "on 12.03.2017"),
    ),
)
