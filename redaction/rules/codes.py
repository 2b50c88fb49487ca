"""Numbers and codes by the words about them, whatever the label."""

from typing import Final

from decisions.flags import Category
from redaction.codes import judged
from redaction.leaning import learned_rule
from redaction.rules.base import Rule

TOLD_MIN: Final = 0.1
"""A code less likely to stand for somebody or something is not shown."""


def _row(
    category: Category, section: str, why: str, source: str, hit: str, miss: str
) -> Rule:
    return learned_rule(
        "codes",
        judged,
        category,
        section,
        why,
        source,
        prefix="code",
        least=TOLD_MIN,
        hit=hit,
        miss=miss,
    )


_PERSONAL: Final = "FOIA s.40(2); ICO, What is personal data: identifiers"
_DECISION: Final = "Decision reference PCD 1602 was published under form 57M."
RULES: Final = (
    _row(
        Category.BANK,
        "s31(1)(a)",
        "The number reads like bank details, which invite fraud.",
        "FOIA s.31(1)(a); ICO, Law enforcement: bank details and fraud",
        "The supplier is to be paid into sort code [[20-45-67]] in full.",
        _DECISION,
    ),
    _row(
        Category.CONTRACT_REF,
        "s43(2)",
        "The number reads like one of an order, an invoice or a cost centre.",
        "FOIA s.43(2)",
        "The sum was paid against invoice [[INV-20417]] in May.",
        _DECISION,
    ),
    _row(
        Category.DATE_OF_BIRTH,
        "s40(2)",
        "The date reads like somebody's date of birth.",
        _PERSONAL,
        "The applicant, whose date of birth is [[12 March 1981]], wrote again.",
        "The meeting of 12 March 2021 approved the minutes.",
    ),
    _row(
        Category.NI_NUMBER,
        "s40(2)",
        "The number reads like a National Insurance number.",
        _PERSONAL,
        "Her National Insurance number is [[AB 12 34 56 C]] and she lives alone.",
        _DECISION,
    ),
    _row(
        Category.NHS_NUMBER,
        "s40(2)",
        "The number reads like an NHS number.",
        _PERSONAL,
        "His NHS number is [[943 476 5919]] and he was seen in May.",
        _DECISION,
    ),
    _row(
        Category.PASSPORT,
        "s40(2)",
        "The number reads like that of a passport.",
        _PERSONAL,
        "She showed her passport, number [[533810264]], at the desk.",
        _DECISION,
    ),
    _row(
        Category.VEHICLE,
        "s40(2)",
        "The letters and figures read like a registration mark.",
        _PERSONAL,
        "He drives a grey van, registration [[FX68 LTO]], to work.",
        _DECISION,
    ),
    _row(
        Category.WARRANT_NUMBER,
        "s40(2)",
        "The number reads like an officer's warrant or collar number.",
        _PERSONAL,
        "The officer, collar number [[4471]], gave evidence.",
        _DECISION,
    ),
    _row(
        Category.PHONE,
        "s40(2)",
        "The number reads like one that reaches a person.",
        _PERSONAL,
        "He may be reached on his mobile, [[07700 900482]], after six.",
        _DECISION,
    ),
    _row(
        Category.OTHER_IDENTIFIER,
        "s40(2)",
        "The code reads like one that stands for one person or case.",
        _PERSONAL,
        "The detainee, custody record [[TW/24/009183]], was released.",
        _DECISION,
    ),
)
