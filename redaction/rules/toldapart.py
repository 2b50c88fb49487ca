"""People who are told apart without a name: by facts that together fit one person."""

from collections.abc import Iterator, Sequence
from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.rules.base import Passage, Rule, Span, compiled, matches

_FACTS: Final = tuple(
    compiled(expression)
    for expression in (
        r"""(?i)\b(?:aged?\s\d{1,2}|\d{1,2}[ -]years?[ -]old|in\s(?:his|her|their)\s(?:early\s|mid-?|late\s)?(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties)|
        (?:teen-?aged?|elderly|pensioner|newborn|toddler)|\((?:\d{2})\)|aged\s(?:\w+-)?\w+\b|born\sin)""",
        r"""(?ix)\b(?:black|asian|white|mixed-?race|somali|bangladeshi|pakistani|indian|nigerian|ghanaian|jamaican|caribbean|african|chinese|
        polish|romanian|albanian|turkish|kurdish|afghan|iraqi|iranian|syrian|irish|traveller|roma|jewish|muslim|sikh|hindu|eritrean|
        ethiopian|vietnamese|tamil|lithuanian|bulgarian|portuguese|brazilian|colombian|arab|yemeni|ukrainian)\b""",
        r"""(?ix)\b(?:on\s(?:the\s)?(?:\w+day,?\s)?(?:the\s)?\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?(?:january|february|march|april|may|june|july|august|september|october|november|december)|
        on\s\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|(?:last|on)\s(?:\w+\s)?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|night)|(?:in|since)\s(?:early\s|late\s|mid-?)?(?:january|february|march|april|may|june|july|august|september|october|november|december)|
        new\syear's|christmas\seve|bank\sholiday)\b""",
        r"""(?x)(?:\b(?i:in|at|near|outside|of|from|on|behind|by)\s(?:the\s)?(?:[A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,3})(?:\s(?i:estate|station|ward|road|street|school|market|park|mosque|church|hospital|village|hostel))?)""",
        r"""(?ix)\b(?:stab\w*|shot\b|fractur\w+|broken|burns?|injur\w+|wound\w*|raped?|assault\w*|diagnos\w+|lost\s(?:an?|his|her|the\ssight)\s(?:eye|leg|arm|hand|finger|hearing|of)|paralys\w+|
        amputat\w+|miscarr\w+|overdos\w+|hanged|suicid\w+|drown\w*|scar\w*|coma|concuss\w+|bruis\w+|pregnan\w+|autis\w+|epilep\w+|schizophreni\w+|depress\w+|cancer|wheelchair|deaf|blind|self-?harm\w*|psychos\w+|seizure\w*|HIV|stroke|acid)\b""",
        r"""(?ix)\b(?:only|sole|the\sfirst)\s(?:female|woman|male|black|asian|muslim|openly|deaf|trans\w*|\w+)\b|\bworks?\sas\s(?:a|an|the)\b|\bemployed\sas\b|\b(?:imam|headteacher|councillor|landlord|shopkeeper|taxi\sdriver|postmaster|midwife|bus\sdriver|caretaker|librarian|pharmacist|dentist|vicar|butcher|barber)\b""",
    )
)
"""Age; ethnicity; day; place; injury or illness; what only one person is."""
_SOMEBODY: Final = compiled(
    r"""(?i)\b(?:man|woman|boy|girl|male|female|child|teenager|pensioner|mother|father|daughter|son|wife|husband|resident|officer|constable|sergeant|
    victim|suspect|complainant|claimant|detainee|deceased|student|pupil|nurse|driver|worker|he|she|his|her|imam|headteacher|refugee|youth|
    year[ -]old|shopkeeper|landlord|employee|witness|informant|tenant|patient|prisoner|midwife|vicar|postmaster)\b"""
)
FACTS_MIN: Final = 3


_PERSONAL: Final = (0, 1, 4, 5)
PERSONAL_MIN: Final = 2


def _by_sentence(passage: Passage, which: Sequence[int]) -> dict[int, set[int]]:
    """Which facts stand in which sentence, by its number."""
    found: dict[int, set[int]] = {}
    for at in which:
        for match in matches(_FACTS[at], passage.text):
            number = passage.number_of(Span(*match.span()))
            found.setdefault(number, set()).add(at)
    return found


def _facts_of(passage: Passage, span: Span) -> set[int]:
    sentence = passage.text[span.start : span.end]
    others = set(range(len(_FACTS))) - set(_PERSONAL)
    return {at for at in others if any(matches(_FACTS[at], sentence))}


def told_apart(passage: Passage) -> Iterator[Span]:
    """Sentences whose facts together say who somebody is, though no name does."""
    personal = _by_sentence(passage, _PERSONAL)
    likely = {at for at, facts in personal.items() if len(facts) >= PERSONAL_MIN}
    if not likely:
        return
    found = [
        (
            span,
            personal.get(at, set())
            | (_facts_of(passage, span) if at in likely else set()),
        )
        for at, span in enumerate(passage.sentences)
    ]
    at = 0
    while at < len(found):
        span, facts = found[at]
        is_somebody = any(matches(_SOMEBODY, passage.text[span.start : span.end]))
        if at in likely and is_somebody and len(facts) >= FACTS_MIN:
            end = span.end
            while at + 1 < len(found) and _goes_on(passage, *found[at + 1]):
                at += 1
                end = found[at][0].end
            yield Span(span.start, end)
        at += 1


def _goes_on(passage: Passage, span: Span, facts: set[int]) -> bool:
    """Whether the next sentence says more of the same person."""
    text = passage.text[span.start : span.end]
    return bool(facts.intersection(_PERSONAL)) and text.startswith(
        (
            "He ",
            "She ",
            "They ",
            "His ",
            "Her ",
            "Their ",
            "The victim",
            "The man",
            "The woman",
        )
    )


RULES: Final = (
    Rule(
        id=RuleId("health.told-apart"),
        category=Category.HEALTH,
        section=Section("s40(2)"),
        confidence=0.7,
        why="Age, origin, day, place or injury together may say who somebody is.",
        source="FOIA s.40(2); ICO, Anonymisation: motivated intruder test",
        find=told_apart,
        hits=(
            "Costs follow. [[A 34-year-old Somali woman was stabbed at Larkmere Market on 4 May.]] Costs rose.",
        ),
        misses=("A woman spoke to the board in Fenwick.",),
    ),
)
