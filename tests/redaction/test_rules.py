"""Every rule finds what its own hits mark, and leaves its misses alone."""

import re

import pytest

from decisions.exemptions import EXEMPTIONS
from redaction.cleaning import cleaned
from redaction.language import Names
from redaction.rules import catalogue
from redaction.rules.base import Lexicon, Passage, Rule

BRACKETS = re.compile(r"\[\[(.+?)\]\]")
HITS = [(rule, text) for rule in catalogue().values() for text in rule.hits]
MISSES = [(rule, text) for rule in catalogue().values() for text in rule.misses]


def name(value: object) -> str:
    return value.id if isinstance(value, Rule) else ""


def found(
    rule: Rule, text: str, names: Names, lexicon: Lexicon | None = None
) -> list[str]:
    clean = cleaned(text)
    (entities,) = names([clean.text])
    passage = Passage(clean.text, entities, lexicon or Lexicon())
    spans = [clean.span(start, end) for start, end in rule.find(passage)]
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(("rule", "marked"), HITS, ids=name)
def test_a_rule_finds_what_its_hits_mark(rule: Rule, marked: str, names: Names) -> None:
    plain = BRACKETS.sub(r"\1", marked)
    assert found(rule, plain, names) == BRACKETS.findall(marked)


@pytest.mark.parametrize(("rule", "text"), MISSES, ids=name)
def test_a_rule_leaves_its_misses_alone(rule: Rule, text: str, names: Names) -> None:
    assert found(rule, text, names) == []


@pytest.mark.parametrize("rule", catalogue().values(), ids=name)
def test_a_rule_says_why_and_shows_what(rule: Rule) -> None:
    assert rule.hits
    assert rule.misses
    assert rule.why.endswith(".")
    assert rule.source
    assert rule.section in EXEMPTIONS


@pytest.mark.parametrize(
    ("text", "is_flagged"),
    [
        ("Report by Tom Sedge on behalf of the Deputy Commissioner", True),
        ("Tom Sedge, Deputy Commissioner, spoke to the board.", False),
        ("Deputy Commissioner Tom Sedge spoke to the board.", False),
        ("Ann Orr, office-holder, spoke to the board.", False),
    ],
)
def test_a_post_clears_its_holder_and_nobody_else(
    text: str, is_flagged: bool, names: Names
) -> None:
    lexicon = Lexicon(
        office_holders=frozenset({"ann orr"}), posts=("Deputy Commissioner",)
    )
    hits = [
        hit
        for rule in catalogue().values()
        if rule.id.startswith("person.")
        for hit in found(rule, text, names, lexicon)
    ]
    assert bool(hits) == is_flagged
