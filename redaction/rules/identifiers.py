"""Numbers that stand for one person or one account."""

from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.rules.base import Rule, pattern

RULES: Final = (
    Rule(
        id=RuleId("identifier.nino"),
        category=Category.NI_NUMBER,
        section=Section("s40(2)"),
        confidence=0.95,
        why="A National Insurance number identifies a living person.",
        source="HMRC NIM39110: format of a National Insurance number",
        find=pattern(
            r"""(?<![A-Z0-9])
            (?!BG|GB|KN|NK|NT|TN|ZZ)         # prefixes never issued
            [A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]
            \s?\d{2}\s?\d{2}\s?\d{2}         # six digits, often in pairs
            \s?[A-D](?![A-Z0-9])             # suffix"""
        ),
        hits=("NI no. [[AB 12 34 56 C]]", "[[AB123456C]] was given"),
        misses=("BG 12 34 56 C", "AB 12 34 56 E", "order AB1234567"),
    ),
    Rule(
        id=RuleId("identifier.bank-account"),
        category=Category.BANK,
        section=Section("s31(1)(a)"),
        confidence=0.9,
        why="Bank details invite fraud.",
        source="FOIA s.31(1)(a); ICO, Law enforcement: bank details and fraud",
        find=pattern(
            r"""(?i)(?:account|a/c|acct)\s?(?:no|number|num)?\.?\s?[:#]?\s?
            (?P<it>\d{4}\s?\d{4})(?!\d)"""
        ),
        hits=("account number [[12345678]]", "A/c no: [[1234 5678]]"),
        misses=("company number 12345678", "taken into account 2017"),
    ),
    Rule(
        id=RuleId("identifier.sort-code"),
        category=Category.BANK,
        section=Section("s31(1)(a)"),
        confidence=0.9,
        why="Bank details invite fraud.",
        source="FOIA s.31(1)(a); Pay.UK, sort codes",
        find=pattern(
            r"(?i)sort\s?code\s?(?:is|:)?\s?(?P<it>\d{2}[- ]?\d{2}[- ]?\d{2})(?!\d)"
        ),
        hits=("sort code [[12-34-56]]", "Sort code: [[123456]]"),
        misses=("on 12-03-17 it", "the sort code is secret"),
    ),
    Rule(
        id=RuleId("identifier.iban"),
        category=Category.BANK,
        section=Section("s31(1)(a)"),
        confidence=0.95,
        why="Bank details invite fraud.",
        source="ISO 13616: IBAN",
        find=pattern(r"\b[A-Z]{2}\d{2}\s?[A-Z]{4}(?:\s?\d{4}){3}\s?\d{2}\b"),
        hits=("IBAN [[GB29 NWBK 6016 1331 9268 19]]",),
        misses=("GB 29",),
    ),
    Rule(
        id=RuleId("identifier.birth"),
        category=Category.DATE_OF_BIRTH,
        section=Section("s40(2)"),
        confidence=0.9,
        why="A date of birth helps to identify somebody.",
        source="FOIA s.40(2)",
        find=pattern(
            r"""(?i)(?:date\sof\sbirth|d\.?o\.?b\.?|born(?:\son)?)\s?[:–-]?\s?(?:the\s)?
            (?P<it>\d{1,2}(?:\s?(?:st|nd|rd|th))?[\s/.-]\s?(?:\d{1,2}|[a-z]{3,9})[\s/.,-]\s?\d{2,4})"""
        ),
        hits=("born on [[12 March 1981]]", "DOB: [[03/07/1979]]"),
        misses=("Date 03/07/2017", "born in Fenwick"),
    ),
    Rule(
        id=RuleId("identifier.warrant"),
        category=Category.WARRANT_NUMBER,
        section=Section("s40(2)"),
        confidence=0.85,
        why="A warrant or collar number identifies an officer.",
        source="FOIA s.40(2)",
        find=pattern(
            r"""(?i)(?:warrant|collar|shoulder|badge|pay)\s(?:card\s)?(?:no|number|num)\.?\s?[:#]?\s?
            (?P<it>[A-Z]{0,3}\s?\d{3,7}[A-Z]{0,2})\b"""
        ),
        hits=("warrant number [[212345]]", "collar no. [[PL 4471]]"),
        misses=("the warrant of 2017", "number 24 of"),
    ),
    Rule(
        id=RuleId("identifier.nhs"),
        category=Category.NHS_NUMBER,
        section=Section("s40(2)"),
        confidence=0.95,
        why="An NHS number identifies a living person.",
        source="NHS Data Dictionary: NHS NUMBER",
        find=pattern(
            r"(?i)NHS\s(?:no|number)\.?\s?:?\s?(?P<it>\d{3}[ -]?\d{3}[ -]?\d{4})(?!\d)"
        ),
        hits=("NHS number [[943 476 5919]]",),
        misses=("phone 0114 496 0000",),
    ),
    Rule(
        id=RuleId("identifier.passport"),
        category=Category.PASSPORT,
        section=Section("s40(2)"),
        confidence=0.9,
        why="A passport number identifies a person.",
        source="FOIA s.40(2); ICAO Doc 9303",
        find=pattern(r"(?i)passport\s(?:no|number)?\.?\s?:?\s?(?P<it>\d{9})(?!\d)"),
        hits=("passport number [[123456789]]",),
        misses=("a passport office",),
    ),
    Rule(
        id=RuleId("identifier.vehicle"),
        category=Category.VEHICLE,
        section=Section("s40(2)"),
        confidence=0.6,
        why="A registration mark leads to a vehicle's keeper.",
        source="DVLA INF104: current format of registration marks",
        find=pattern(
            r"""(?i:vehicle|registration|reg\.?|VRM|index|car)\s?(?i:mark|no|number)?\.?\s?:?\s?
            (?P<it>[A-Z]{2}\d{2}\s?[A-Z]{3})\b"""
        ),
        hits=("vehicle [[AB51 XYZ]] was",),
        misses=("the AB51 form",),
    ),
    Rule(
        id=RuleId("identifier.contract"),
        category=Category.CONTRACT_REF,
        section=Section("s43(2)"),
        confidence=0.3,
        why="An order or invoice number leads to commercial papers.",
        source="FOIA s.43(2)",
        find=pattern(
            r"""(?i)(?:purchase\sorder|P\.?O\.?|invoice|contract)\s(?:ref(?:erence)?|no|number)\.?\s?:?\s?
            (?P<it>[A-Z0-9][A-Z0-9/-]*\d[A-Z0-9/-]*)"""
        ),
        hits=("invoice number [[INV-20417]]", "contract ref: [[SS3/17/042]]"),
        misses=("the contract was let", "an invoice of 2017"),
    ),
)
