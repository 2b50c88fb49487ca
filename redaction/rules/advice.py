"""Passages: legal advice, and what was said in confidence. Spans are sentences."""

from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.rules.base import Rule, sentences_with

RULES: Final = (
    Rule(
        id=RuleId("advice.legal"),
        category=Category.LEGAL_ADVICE,
        section=Section("s42(1)"),
        confidence=0.75,
        why="The sentence gives away what lawyers advised.",
        source="FOIA s.42; ICO, Legal professional privilege",
        find=sentences_with(
            r"""(?i)\bcounsel(?:'s|’s)?\s(?:has\s|have\s)?(?:advi[sc]e|opinion|view)|
            legal(?:ly)?\s(?:and\sprofessional\s)?privileged?\b|
            \blegal\sadvice\s(?:received|obtained|given|provided)?\s?(?:is|was|states|indicates|confirms)\sthat|
            \bprospects?\sof\s(?:success|defending)|
            \b(?:lawyers?|solicitors?)\s(?:have\s|has\s)?(?:advised|consider|recommended?)\b""",
            unless=r"(?i)legal\sadvice\sis\snot\srequired|no\s(?:significant\s)?legal\simplications",
        ),
        hits=(
            "The claim was read. [[Counsel has advised that the claim is weak.]] We agree.",
            "[[Solicitors have advised a settlement.]]",
        ),
        misses=(
            "Legal advice is not required.",
            "There are no legal implications.",
        ),
    ),
    Rule(
        id=RuleId("advice.confidence"),
        category=Category.CONFIDENCE,
        section=Section("s41(1)"),
        confidence=0.6,
        why="The sentence says that it was given in confidence.",
        source="FOIA s.41; Coco v A N Clark (Engineers) Ltd [1969] RPC 41",
        find=sentences_with(
            r"(?i)\b(?:provided|supplied|given|shared|disclosed)\s(?:to\s\w+(?:\s\w+)?\s)?in\s(?:strict\s)?confidence\b"
        ),
        hits=("[[The survey was supplied in confidence.]] It is long.",),
        misses=("We have confidence in the plan.",),
    ),
)
