"""Ways to reach or find a person: e-mail, phone, address."""

from collections.abc import Iterator
from typing import Final

import phonenumbers

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.rules.base import Passage, Rule, Span, compiled, matches, pattern

_COMPANY_BEFORE: Final = compiled(
    r"(?i)(?:company|charity|registered|registration)\s(?:no|number|reg)?\.?\W*$"
)


def phones(passage: Passage) -> Iterator[Span]:
    """Numbers that can be called from Britain, by Google's phone metadata."""
    finder = phonenumbers.PhoneNumberMatcher(
        passage.text, "GB", leniency=phonenumbers.Leniency.POSSIBLE
    )
    for found in finder:
        text = found.raw_string
        digits = sum(character.isdigit() for character in text)
        begins = text.lstrip("( ").startswith(("0", "+"))
        before = passage.text[max(0, found.start - 40) : found.start]
        if begins and digits >= 10 and not any(matches(_COMPANY_BEFORE, before)):
            yield Span(found.start, found.end)


RULES: Final = (
    Rule(
        id=RuleId("contact.email"),
        category=Category.EMAIL,
        section=Section("s40(2)"),
        confidence=0.85,
        why="An e-mail address reaches a person.",
        source="FOIA s.40(2); RFC 5322, addr-spec",
        find=pattern(
            r"""(?i)(?P<it>[a-z0-9._%+'-]+\s?(?:@|\[at\]|\(at\))\s?
            [a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24})(?![a-z0-9])"""
        ),
        hits=(
            "write to [[ann.orr@fenwick.example.org]].",
            "[[a.orr (at) fenwick.org]]",
        ),
        misses=("see www.fenwick.example.org", "@fenwick"),
    ),
    Rule(
        id=RuleId("contact.phone"),
        category=Category.PHONE,
        section=Section("s40(2)"),
        confidence=0.8,
        why="A phone number reaches a person.",
        source="FOIA s.40(2); Ofcom, National Telephone Numbering Plan",
        find=phones,
        hits=(
            "call [[0114 496 0123]] today",
            "[[+44 20 7946 0958]]",
            "mobile: [[07700 900123]]",
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
        confidence=0.7,
        why="An address shows where somebody lives or works.",
        source="FOIA s.40(2); Royal Mail, Postcode Address File",
        find=pattern(
            r"""(?P<it>
            (?:(?:Flat|Unit|Apartment)\s\d+[A-Za-z]?,?\s)?
            (?:\d{1,4}[A-Za-z]?,?\s(?:[A-Z][A-Za-z'’-]+\s){1,4}   # 12 Orchard
             (?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Drive|Way|Place|Court|
                Crescent|Gardens|Terrace|Grove|Hill|Row|Square|Mews|Walk|Park)\b
             (?:,\s(?:[A-Z][A-Za-z'’-]+\s?){1,3}){0,3},?\s)?
            [A-Z]{1,2}\d[A-Z\d]?\s\d[ABD-HJLNP-UW-Z]{2}\b          # postcode
            | \d{1,4}[A-Za-z]?\s(?:[A-Z][A-Za-z'’-]+\s){1,3}
              (?:Street|Road|Lane|Avenue|Close|Drive|Crescent|Terrace|Grove|Mews)\b
            )"""
        ),
        hits=(
            "lives at [[12 Orchard Lane, Fenwick, ZZ1 4AB]] with",
            "postcode [[ZZ9 9ZZ]].",
            "the house, [[7 Mill Street]], is",
        ),
        misses=("Part 2", "Gate 2 Review", "along Mill Road"),
    ),
)
