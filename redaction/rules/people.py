"""Names of people: from the language model, from first names, from titles and labels.

Holders of public office are cleared by role scope, not by nearness: in "X on
behalf of the Deputy Commissioner" it is X who is protected, not the post.
"""

from collections.abc import Iterator, Set
from typing import Final

import regex

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.commonwords import is_common
from redaction.firstnames import ALSO_WORDS, FIRST_NAMES
from redaction.notnames import NO_NAME
from redaction.offices import STYLES, is_cleared
from redaction.personnames import (
    CAPS,
    FULL,
    INITIAL,
    LAST,
    LAWS,
    NAME,
    NOT_A_PERSON,
    RANKS,
    TITLE,
    as_a_person,
    bare,
    is_a_name,
    is_first_name,
    is_spoken_of,
)
from redaction.rules.base import Passage, Rule, Span, compiled, matches
from redaction.searching import plain


def holders(passage: Passage) -> set[str]:
    """Names, folded, of those whom this passage says to hold public office."""
    found = set()
    for span in passage.found_by(_candidates):
        if is_cleared(passage, span):
            words = plain(passage.text[span.start : span.end]).split()
            found.add(" ".join(words))
            if len(words) > 1 and len(words[-1]) > 3:
                found.add(words[-1])
    return found


def surnames_of_others(passage: Passage, cleared: Set[str]) -> set[str]:
    """Last names, folded, that people bear who hold no public office.

    Such a name alone may be theirs: it clears nobody.
    """
    found = set()
    for span in passage.found_by(_candidates):
        words = plain(passage.text[span.start : span.end]).split()
        behind_rank = _RANK_BEFORE.search(
            passage.text[max(0, span.start - 24) : span.start]
        )
        is_other = len(words) > 1 and " ".join(words) not in cleared
        if (is_other and not is_cleared(passage, span)) or behind_rank:
            found.add(words[-1])
    return found


_RANK_BEFORE: Final = compiled(rf"\b{RANKS}[ ](?:\d+[ ])?$")
_TAIL: Final = compiled(r"(?:'s|'|[^\p{L}.'])+$")
_CAPITAL_BEFORE: Final = compiled(r"\p{Lu}\w+[ ]$")
_PART_BEFORE: Final = compiled(r"\p{Lu}[\w'-]*\.?[ ]$")
_BEGINS_ANEW: Final = compiled(rf"(?:[a-z][.!?][ ]|\b{TITLE}[ ]|[Ww]itness[ ])$")
_CAPITAL_BEHIND: Final = compiled(r"[ ]\p{Lu}\p{Ll}")
_STYLED: Final = compiled(rf"{STYLES}[ ]")
_TITLE_FIRST: Final = compiled(rf"{TITLE}[ ]")
_HEAD: Final = compiled(
    rf"(?:{TITLE}|{RANKS}|{STYLES}|[Tt]he|[Ww]itness|Dear|pp)[ ]+|[^\p{{L}}]+"
)


def _trimmed(passage: Passage, start: int, end: int) -> Span | None:
    """A candidate without titles, possessives and what follows a line end."""
    text = passage.text[start:end].split("\n")[0].split("\t")[0]
    while True:
        head = _HEAD.match(text)
        if head is None or head.end() == len(text):
            break
        start += head.end()
        text = text[head.end() :]
    text = _TAIL.sub("", text)
    return Span(start, start + len(text)) if text else None


_NAMING: Final = frozenset({"PERSON", "ORG", "GPE", "NORP", "PRODUCT"})


def _people_named(passage: Passage) -> Iterator[Span]:
    """What the language model takes for people."""
    yield from _named_as(passage, frozenset({"PERSON"}))


def _others_named(passage: Passage) -> Iterator[Span]:
    """What it takes for something else and may be people all the same."""
    yield from _named_as(passage, _NAMING - {"PERSON"})


def _named_as(passage: Passage, labels: frozenset[str]) -> Iterator[Span]:
    for entity in passage.entities:
        if entity.label in labels:
            span = _trimmed(passage, entity.start, entity.end)
            if span is not None and is_a_name(passage, span):
                yield span


def _candidates(passage: Passage) -> Iterator[Span]:
    """Everything that may be a name, before anything is said about whose."""
    yield from passage.found_by(_people_named)
    yield from passage.found_by(_others_named)
    yield from passage.found_by(by_first_name)
    for match in matches(_TITLED, passage.text):
        yield Span(*match.span("it"))


def named(passage: Passage) -> Iterator[Span]:
    """What the language model found and the words around it bear out."""
    for span in passage.found_by(_people_named):
        text = passage.text[span.start : span.end]
        is_letters = text.isupper() and " " not in text
        if not is_letters and not is_cleared(passage, span):
            yield span
    for span in passage.found_by(_others_named):
        has_two = " " in passage.text[span.start : span.end]
        if has_two and is_spoken_of(passage, span) and not is_cleared(passage, span):
            yield span


_PAIR: Final = compiled(
    rf"(?<![\w'-])(?P<first>{NAME}|\p{{Lu}}{{3,}})(?P<rest>(?:[ ](?:{NAME}|{INITIAL})){{0,2}}"
    rf"[ ](?:{LAST}|\p{{Lu}}[\p{{Lu}}'-]{{2,}}))(?![\w-])"
)
_BACKWARD: Final = compiled(
    rf"(?<![\w'-])(?P<it>(?:{LAST}|\p{{Lu}}[\p{{Lu}}'-]{{2,}}),[ ]"
    rf"(?:(?P<first>{NAME})(?:[ ]{INITIAL}(?!\w))?|(?<=\p{{Lu}}{{3}},[ ])(?P<first>\p{{Lu}}\.(?:[ ]?\p{{Lu}}\.)*)|(?<=(?:^|\n|\t|[ ]{{3}})\p{{Lu}}\p{{Ll}}{{2,12}},[ ])(?P<first>\p{{Lu}}\.(?:[ ]?\p{{Lu}}\.)*)))(?![\w'-])"
)
_ALONE: Final = compiled(rf"(?<![\w'.-])(?P<first>{NAME})(?![\w-])")


def by_first_name(passage: Passage) -> Iterator[Span]:
    """A first name with a last one, in either order; in capitals too."""
    for match in _PAIR.finditer(passage.text, overlapped=True):
        first = match["first"]
        is_known = is_first_name(first)
        if not is_known and "-" in first:
            is_known = is_first_name(first.split("-")[0])
        span = Span(*match.span())
        rest = match["rest"]
        if is_known and first.isupper() == rest.split()[-1].isupper():
            trimmed = _without_tail(passage, span)
            if is_a_name(passage, trimmed):
                yield trimmed
    for match in matches(_BACKWARD, passage.text):
        first = match["first"]
        is_known = is_first_name(first) and bare(first) not in ALSO_WORDS
        before = passage.text[max(0, match.start() - 20) : match.start()]
        if _CAPITAL_BEFORE.search(before):
            continue  # "Director General, Graham"
        is_surname_in_capitals = match["it"].split(",")[0].isupper()
        is_listed = is_surname_in_capitals or (
            _ends_a_cell(passage, match.end())
            and _begins_a_cell(passage, match.start())
        )
        if is_known or is_listed or first.endswith("."):
            span = Span(*match.span("it"))
            words = {plain(w.strip(",.")) for w in match["it"].split()}
            last = match["it"].split(",")[0]
            is_a_list = is_first_name(last) and not (is_listed or last.isupper())
            if not words & NO_NAME and not is_a_list:
                yield span


def _begins_a_cell(passage: Passage, at: int) -> bool:
    before = passage.text[max(0, at - 3) : at]
    return at == 0 or before[-1:] in "\n\t;" or before == "   "


def _ends_a_cell(passage: Passage, at: int) -> bool:
    after = passage.text[at : at + 3]
    return after[:1] in "\n\t;" or after == "   " or not after


def _without_tail(passage: Passage, span: Span) -> Span:
    """Without last words that no name holds: "Nadia Quill Programme"."""
    text = passage.text[span.start : span.end]
    while (text.count(" ") > 1 or not is_first_name(text.split()[0])) and _ends_oddly(
        text
    ):
        text = text.rsplit(" ", 1)[0]
    return Span(span.start, span.start + len(text))


def _ends_oddly(text: str) -> bool:
    return " " in text and plain(text.rsplit(" ", 1)[1]) in NO_NAME


def first_names(passage: Passage) -> Iterator[Span]:
    """First name and last name of somebody who holds no public office."""
    end = 0
    for span in sorted(passage.found_by(by_first_name)):
        if span.start >= end and not is_cleared(passage, span):
            end = span.end
            yield span


_CAPS_FIRST: Final = compiled(
    rf"(?<![\w'-])(?P<it>\p{{Lu}}[\p{{Lu}}'-]{{2,}}(?:[ ](?P<first>{NAME})){{1,2}}|(?:\p{{Lu}}[\p{{Lu}}'-]{{2,}}|{NAME})[ ](?:\p{{Lu}}\.){{2,3}}(?![\w]))"
)


def capital_surnames(passage: Passage) -> Iterator[Span]:
    """SURNAME Given, as lists have it; a surname with initials behind it."""
    for match in matches(_CAPS_FIRST, passage.text):
        first = match["first"]
        is_known = first is None or is_first_name(first)
        words = {plain(word.strip(".,")) for word in match["it"].split()}
        if is_known and not words & NO_NAME:
            span = Span(*match.span("it"))
            if not is_cleared(passage, span):
                yield span


def single_names(passage: Passage) -> Iterator[Span]:
    """A first name alone, where somebody is spoken of."""
    for match in matches(_ALONE, passage.text):
        word = plain(match["first"])
        if word not in FIRST_NAMES:
            continue
        span = Span(*match.span())
        after = passage.text[span.end : span.end + 40]
        before = passage.text[max(0, span.start - 24) : span.start]
        if _CAPITAL_BEHIND.match(after):
            continue  # part of a longer name, which is judged as a whole
        if _PART_BEFORE.search(before) and not _BEGINS_ANEW.search(before):
            continue
        if any(matches(NOT_A_PERSON, after)) or LAWS.match(after):
            continue
        is_sure = word not in ALSO_WORDS or is_spoken_of(passage, span)
        if is_sure and not is_cleared(passage, span):
            yield span


_TITLED: Final = compiled(
    rf"""\b(?:(?:{TITLE}|{RANKS})[ ](?:(?:{RANKS}|\d{{3,6}}[A-Z]{{0,2}})[ ])?
    (?P<it>(?:(?:{FULL})|{CAPS}|[A-Z](?![\w.&]))))"""
)
_LETTERED: Final = compiled(
    r"""\b(?P<it>(?:[Ww]itness|Officer|Person|Child|Adult|Victim|Complainant|Source|Nominal|
    Informant|Patient|Claimant|Subject|Employee|Resident|Suspect)[ ](?:[A-Z]\d?|\d|[A-Z]{2}))
    (?![\w.-])"""
)


def titled(passage: Passage) -> Iterator[Span]:
    """A name behind a form of address or a rank below chief officer."""
    for match in matches(_TITLED, passage.text):
        span = _without_tail(passage, Span(*match.span("it")))
        style = _STYLED.match(passage.text[span.start : span.end])
        if style:
            span = Span(span.start + style.end(), span.end)
        first = passage.text[span.start : span.end].split()[0]
        if bare(first) in NO_NAME:
            continue
        if not is_cleared(passage, span) and not any(
            matches(NOT_A_PERSON, passage.text[span.end : span.end + 30])
        ):
            yield Span(_with_title(passage, match.start(), span.start), span.end)


def _with_title(passage: Passage, first: int, start: int) -> int:
    """Where a name begins with its form of address, which may tell a sex; not a rank."""
    title = _TITLE_FIRST.match(passage.text[first:start])
    return first if title and first + title.end() == start else start


def lettered(passage: Passage) -> Iterator[Span]:
    """Somebody who goes by a letter."""
    for match in matches(_LETTERED, passage.text):
        yield Span(*match.span("it"))


_LABELLED: Final = compiled(
    rf"""(?:(?:Report|Paper|Prepared|Drafted|Written|Submitted|Signed|Authorised|Completed|
    Checked|Reviewed)[ ]by|(?:Report[ ])?[Aa]uthor|Contact(?:[ ][Oo]fficer|[ ][Nn]ame|[ ][Pp]erson)?|
    (?:Originating|Lead|Reporting|Responsible|Case|Project|Investigating)[ ]
    (?:[Oo]fficer|[Mm]anager|[Ll]ead)|(?:Full[ ]|Print[ ]|Sur|First[ ]|Last[ ])?[Nn]ame|Signed|Signature|
    Complainant|Claimant|Applicant|Payee|Account[ ](?:name|holder)|Next[ ]of[ ]kin|Line[ ][Mm]anager|
    SRO|Senior[ ]Responsible[ ]Owner|Budget[ ][Hh]older|Buyer|Tel|FAO|Attn|cc|Cc|CC)
    [ ]?[:\t-]?\s?(?:{TITLE}[ ]|{RANKS}[ ])?(?P<it>{FULL}|(?:{CAPS}|{LAST}),[ ]{NAME}|{CAPS})
    (?=\s*(?:,|$|\n|\t|;|on[ ]behalf|\(|\.|-[ ]|and[ ]))"""
)


def labelled(passage: Passage) -> Iterator[Span]:
    """A name behind a label that asks for one."""
    for match in matches(_LABELLED, passage.text):
        span = Span(*match.span("it"))
        words = {bare(word) for word in match["it"].split()}
        is_a_unit = not words & FIRST_NAMES and all(map(is_common, words))
        if words & NO_NAME or is_a_unit:
            continue
        if len(match["it"]) > 2 and not is_cleared(passage, span):
            yield span


_INITIALLED: Final = compiled(
    rf"(?<![\w.'-])(?P<it>(?:\p{{Lu}}\.[ ]?){{1,3}}{LAST}|\p{{Lu}}[ ]{NAME}(?:-{NAME})?)(?![\w-])"
)


def initialled(passage: Passage) -> Iterator[Span]:
    """Initials and a last name."""
    for match in matches(_INITIALLED, passage.text):
        span = Span(*match.span("it"))
        text = match["it"]
        if text.startswith(("A ", "I ")) or not is_a_name(passage, span):
            continue
        is_spoken = is_spoken_of(passage, span)
        if ("." in text or is_spoken) and not is_cleared(passage, span):
            yield span


_LOCAL: Final = compiled(
    r"(?i)\b(?P<first>[a-z]+)[._](?:[a-z][._])?(?P<last>[a-z]{2,}(?:-[a-z]+)?)\d*[ ]?(?:@|\[at\]|\(at\)|[ ]at[ ])"
)


def from_addresses(passage: Passage) -> Iterator[Span]:
    """Names whose e-mail address stands beside them."""
    for match in matches(_LOCAL, passage.text):
        first, last = match["first"], match["last"]
        is_known = len(first) == 1 or is_first_name(first)
        if last.casefold() in NO_NAME or len(last) < 3 or not is_known:
            continue
        wanted = (
            rf"\b(?i:{first})(?:[ ]\p{{Lu}}\.?)?[ ](?i:{last})\b|\b{last.title()}\b"
        )
        for found in regex.finditer(wanted, passage.text):
            text = found[0]
            follows = passage.text[found.end() : found.end() + 1]
            before = passage.text[found.start() - 1 : found.start()]
            if text[0].isupper() and follows != "@" and before not in {".", "_"}:
                span = Span(*found.span())
                if not is_cleared(passage, span):
                    yield span


_LAW: Final = "FOIA s.40(2); ICO, Requests for personal data about employees"
RULES: Final = (
    Rule(
        id=RuleId("person.model"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.65,
        why="A person is named who does not hold public office.",
        source=_LAW,
        find=named,
        weigh=as_a_person,
        hits=("The bid was led by [[Margaret Oldfield]] of the finance unit.",),
        misses=("The Investment Advisory Board met in September.",),
    ),
    Rule(
        id=RuleId("person.first-name"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.65,
        why="A first name and a last name stand together.",
        source=_LAW,
        find=first_names,
        weigh=as_a_person,
        hits=(
            "The form was checked by [[Siobhan O'Dell]] in May.",
            "[[QUILL, Nadia]] was present",
            "TO [[TARIQ MALIK]] AND OTHERS",
        ),
        misses=("Grace Road", "the Harold Shipman Inquiry", "Victoria Street"),
    ),
    Rule(
        id=RuleId("person.capital-surname"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.65,
        why="A last name stands before a first name or initials.",
        source=_LAW,
        find=capital_surnames,
        hits=("1) [[NWOSU Chidi Grace]], 2) [[Plim J.K.]], and",),
        misses=("MOPAC Estates", "NHS England", "Section A.B."),
    ),
    Rule(
        id=RuleId("person.single"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.5,
        why="A first name alone: somebody is spoken of.",
        source=_LAW,
        find=single_names,
        weigh=as_a_person,
        hits=("After that [[Priya]] wrote to the unit.",),
        misses=("In May it was agreed.", "the Victoria line", "Grace is needed."),
    ),
    Rule(
        id=RuleId("person.titled"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.85,
        why="A person is named with a title or rank.",
        source=_LAW,
        find=titled,
        hits=("seen by [[Dr Orla Fenn]]", "DS [[Peter Hay]] said", "PC 4471 [[Lund]]"),
        misses=("PCD 9991", "DS 12 form"),
    ),
    Rule(
        id=RuleId("person.lettered"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.55,
        why="Somebody is named by a letter; with other facts it may say who it is.",
        source="FOIA s.40(2); ICO, What is personal data: identifiers",
        find=lettered,
        hits=("as [[Witness K]] said",),
        misses=("a witness said", "Officer training"),
    ),
    Rule(
        id=RuleId("person.author"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.75,
        why="A name stands where a form asks for one.",
        source=_LAW,
        find=labelled,
        hits=(
            "Report author: [[Nadia Quill]], Programme Manager",
            "Report by [[Tom Sedge]] on behalf of the Deputy Commissioner",
        ),
        misses=("Report by the board", "Originating officer declaration"),
    ),
    Rule(
        id=RuleId("person.initials"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.65,
        why="Initials and a last name stand together.",
        source=_LAW,
        find=initialled,
        hits=("checked by [[J. R. Pettifer]] in", "seen by [[N Okafor]] and"),
        misses=("A Report", "Appendix B Costs"),
    ),
    Rule(
        id=RuleId("person.address"),
        category=Category.PERSON,
        section=Section("s40(2)"),
        confidence=0.8,
        why="The name is that of an e-mail address.",
        source=_LAW,
        find=from_addresses,
        hits=("[[Greta Plim]] (greta.plim@fenwick.example)",),
        misses=("write to press.office@fenwick.example",),
    ),
)
