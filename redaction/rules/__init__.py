"""The rule catalogue. A module in this folder with a `RULES` tuple is in it.

To add a rule, add a row to a table such as `identifiers.py`, or one file. No list
elsewhere needs an entry; the row's own hits and misses are its tests.
"""

import pkgutil
from functools import cache
from importlib import import_module

from decisions.flags import RuleId
from redaction.rules.base import Rule


@cache
def catalogue() -> dict[RuleId, Rule]:
    """All rules by id, in a fixed order: by module name, then as written."""
    rules: dict[RuleId, Rule] = {}
    for module_info in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        if module_info.name == "base":
            continue
        for rule in import_module(f"{__name__}.{module_info.name}").RULES:
            assert rule.id not in rules, f"two rules have the id {rule.id}"
            rules[rule.id] = rule
    return rules
