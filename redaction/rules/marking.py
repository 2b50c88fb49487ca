"""Protective markings: what a page says of itself."""

from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.rules.base import Rule, pattern

RULES: Final = (
    Rule(
        id=RuleId("marking.sensitive"),
        category=Category.MARKING,
        section=Section("s31(1)"),
        confidence=0.4,
        why="A protective marking: the page says of itself that it is not for all.",
        source="Cabinet Office, Government Security Classifications",
        find=pattern(
            r"""(?P<it>\b(?:OFFICIAL[ ]?-?[ ]?SENSITIVE(?:[ ]?[-:(]?[ ]?(?:COMMERCIAL|PERSONAL|LOCSEN))?\)?|TOP[ ]SECRET|SECRET\b(?=\s*(?:\n|$|UK))|RESTRICTED\b(?=\s*(?:\n|$|-))|
            COMMERCIAL[ -]IN[ -]CONFIDENCE|PROTECT[ ]-[ ](?:COMMERCIAL|PERSONAL)|NOT[ ]FOR[ ]PUBLICATION))"""
        ),
        hits=("[[OFFICIAL-SENSITIVE]]", "[[COMMERCIAL IN CONFIDENCE]]"),
        misses=("OFFICIAL", "NOT PROTECTIVELY MARKED"),
    ),
)
