"""Names of people: from the language model, from titles, from report headings.

Holders of public office are cleared by role scope, not by nearness: in "X on
behalf of the Deputy Commissioner" it is X who is protected, not the post.
"""

from collections.abc import Iterator
from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.rules.base import Passage, Rule, Span, compiled, matches, pattern
from redaction.searching import folded

_NAME: Final = r"[A-Z][a-zà-ÿ]+(?:['’-][A-Z]?[a-zà-ÿ]+)*"
_FULL: Final = rf"(?:(?:{_NAME}|[A-Z]\.?)[ ]){{0,3}}(?:(?:de|van|von|al|el|bin|Mac|Mc|O['’])[ ]?)?{_NAME}"

_LOOKS_LIKE_A_NAME: Final = compiled(
    rf"^(?:{_FULL}|[A-Z]{{2,}}(?:[ '-][A-Z]{{2,}}){{0,3}})(?:['’]s)?$"
)
_NO_NAME: Final = frozenset(
    "act annex appendix april august board bill brexit chief code committee cost date december "
    "deputy director executive february force friday head january july june lot "
    "march may mayor met mips monday november october officer option part "
    "programme project report saturday section september service signature sunday "
    "thursday title tranche tuesday unit wednesday met's".split()
)
"""Words that the model takes for names at the head of a line."""


def named(passage: Passage) -> Iterator[Span]:
    """People that the language model found, without those in public office."""
    for entity in passage.entities:
        if entity.label != "PERSON":
            continue
        text = passage.text[entity.start : entity.end]
        first = text.split("\n")[0].rstrip()
        span = Span(
            entity.start,
            entity.start + len(first.removesuffix("'s").removesuffix("’s")),
        )
        words = {word.strip(".,'’").casefold() for word in first.split()}
        if words & _NO_NAME or not any(matches(_LOOKS_LIKE_A_NAME, first)):
            continue
        if not _is_cleared(passage, span):
            yield span


def _is_cleared(passage: Passage, span: Span) -> bool:
    """Whether the name is of somebody who decides or answers in public."""
    name = " ".join(folded(passage.text[span.start : span.end]).text.split())
    if name in passage.lexicon.office_holders:
        return True
    before = folded(passage.text[max(0, span.start - 80) : span.start]).text
    after = folded(passage.text[span.end : span.end + 80]).text
    for post in passage.lexicon.posts:
        wanted = folded(post).text
        holds_before = before.rstrip(" ,:-").endswith(wanted)
        on_behalf = "behalf of" in before[-len(wanted) - 24 :]
        if holds_before and not on_behalf:
            return True
        rest = after.lstrip(" ,:-(").removeprefix("the ")
        if rest.startswith(wanted) and rest[len(wanted) : len(wanted) + 1] in {
            "",
            " ",
            ",",
            ".",
            ")",
            ";",
        }:
            return True
    return False


_TITLED: Final = compiled(
    rf"""\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|PC|DC|PS|DS|DI|DCI|Sgt|Insp|Cllr|
    Sergeant|Inspector|Constable|Witness)\.?[ ](?P<it>(?:{_FULL}|[A-Z](?![\w.])))"""
)


def titled(passage: Passage) -> Iterator[Span]:
    """A name behind a form of address or a rank below chief officer."""
    for match in matches(_TITLED, passage.text):
        span = Span(*match.span("it"))
        if not _is_cleared(passage, span):
            yield span


RULES: Final = (
    Rule(
        id=RuleId("person.model"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.7,
        why="A person is named who does not hold public office.",
        source="FOIA s.40(2); ICO, Requests for personal data about employees",
        find=named,
        hits=("The bid was led by [[Margaret Oldfield]] of the finance unit.",),
        misses=("The Investment Advisory Board met in September.",),
    ),
    Rule(
        id=RuleId("person.titled"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.8,
        why="A person is named with a title or rank.",
        source="FOIA s.40(2); ICO, Requests for personal data about employees",
        find=titled,
        hits=("seen by Dr [[Orla Fenn]]", "DS [[Peter Hay]] said"),
        misses=("PCD 9991", "DS 12 form"),
    ),
    Rule(
        id=RuleId("person.author"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.75,
        why="The author of a paper is named.",
        source="FOIA s.40(2); ICO, Requests for personal data about employees",
        find=pattern(
            rf"""(?:Report\s(?:by|author)|Author|Contact(?:\sofficer)?|Prepared\sby|
            Originating\sofficer|Name)\s?:?\s(?P<it>{_FULL})(?=\s*(?:,|$|\n|on\sbehalf|\())"""
        ),
        hits=(
            "Report author: [[Nadia Quill]], Programme Manager",
            "Report by [[Tom Sedge]] on behalf of the Deputy Commissioner",
        ),
        misses=("Report by the board", "Originating officer declaration"),
    ),
)
