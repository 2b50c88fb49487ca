"""Names of people: from the language model, from first names, from titles and labels.

Holders of public office are cleared by role scope, not by nearness: in "X on
behalf of the Deputy Commissioner" it is X who is protected, not the post.
"""

from collections.abc import Iterator
from typing import Final

import regex

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.firstnames import ALSO_WORDS, FIRST_NAMES
from redaction.notnames import NO_NAME, SURNAMES_TOO
from redaction.offices import STYLES, is_cleared
from redaction.rules.base import Passage, Rule, Span, compiled, matches
from redaction.searching import folded

_NAME: Final = r"(?:(?:Mc|Mac|Fitz|\p{Lu}')?\p{Lu}\p{Ll}+(?:[-']\p{Lu}?\p{Ll}+)*)"
_PARTICLE: Final = (
    r"(?:(?:de[ ]la|de[ ]los|de|van[ ]der|van|von|bin|ibn|bint|ap|ab|ten|le|du|da|dos|di|"
    r"al|el|Al|El|St\.?|De|Van|Von|Le|La|Ó|Ní|Nic|Uí|Ap|Ab|du|Du)[ -])"
)
_INITIAL: Final = r"(?:\p{Lu}\.?)"
_LAST: Final = rf"(?:{_PARTICLE}?{_NAME})"
_FULL: Final = rf"(?:(?:{_NAME}|{_INITIAL}\.?)[ ]){{0,3}}{_LAST}"
_CAPS: Final = r"(?:(?:\p{Lu}\.[ ]?)*\p{Lu}[\p{Lu}'-]{1,}(?:[ ]\p{Lu}[\p{Lu}'-]+){0,3})"
_RANKS: Final = (
    r"(?:PCSO|PC|WPC|DC|TDC|PS|DS|DI|DCI|Insp|Sgt|CI|Ch[ ]Insp|Supt|Det[ ]Supt|DSupt|"
    r"(?:Detective[ ])?(?:Police[ ])?(?:Acting[ ])?(?:Chief[ ])?(?:Sergeant|Inspector|"
    r"Constable|Superintendent)|Special[ ]Constable|Sergeant|Sgt|Cpl|Staff[ ]Officer)"
)
_TITLE: Final = (
    r"(?:Mr\.?|Mrs\.?|Ms\.?|Miss|Mx\.?|Dr\.?|Prof\.?|Professor|Rev\.?|Reverend|Father|"
    r"Sister|Nurse|Imam|Rabbi|Messrs\.?|Master)"
)

_NOT_A_PERSON: Final = compiled(
    r"""(?x)^(?:'s)?[ ](?:(?:Public[ ]|Independent[ ]|Judicial[ ])?(?:Inquiry|Enquiry|Review|Report)|Act|Law|
    Principles?|Foundation|Trust|Centre|Center|House|Road|Street|Lane|Avenue|Close|Way|
    Square|Court|Park|Hall|School|Academy|College|University|Hospital|Station|Ward|Estate|
    Bridge|Green|Hill|Wood|Farm|Heath|Common|Town|Borough|Council|Police|Constabulary|
    Award|Prize|Lecture|Test|Rules?|Judgment|Ruling|Formula|Index|Committee|Commission|
    Group|Ltd|Limited|LLP|plc|PLC|Inc|&|and[ ](?:Sons|Partners|Co)|Associates|Partners|
    Consulting|Consultants|Solutions|Systems|Services|Software|Technologies|Construction|
    Security|Logistics|Bank|Stores|Solicitors|Chambers|Arms|Inn|Hotel|v[ ]|Unit|Wing|
    Building|Tower|Place|Gardens|Terrace|Crescent|Grove|Mews|Walk|Row|Drive|Yard)\b"""
)
_LAWS: Final = compiled(
    r"(?x)(?:[ ](?:v|vs|and[ ]Others[ ]v)\.?[ ]|'s[ ](?:Law|Rule|Charter|Code)\b)"
)
_SPEAKS: Final = compiled(
    r"""(?x)^,?[ ](?:(?:has|had|then|also|later|who|again|was|is)[ ])?(?:said|says|told|emailed|e-mailed|wrote|
    confirmed|explained|stated|asked|agreed|added|reported|attended|noted|alleged|lives|lived|aged|
    joined|left|resigned|retired|complained|described|replied|rang|called|raised|requested|
    interviewed|led|leads|managed|manages|chaired|drafted|prepared|presented|completed|
    suffered|suffers|suspended|dismissed|arrested|injured|assaulted|seconded|employed|
    recommended|declared|works|worked|signed|will|would|on[ ](?:0|ext)|\(?DOB|born)\b"""
)
_POINTS_AT: Final = compiled(
    r"""(?x)(?:\b(?:[Mm]et|[Ss]poke[n]?|[Cc]ontact|[Ee]mailed|[Ii]nterviewed|[Bb]y|[Ww]ith|[Ff]rom|
    [Nn]amed?|[Cc]alled|[Rr]eport(?:ed)?[ ]to|[Tt]elephone|[Aa]sk(?:ed)?[ ]for|[Aa]ttention[ ]of|
    [Ss]igned|[Cc]omplainant|[Cc]laimant|[Ww]itness|[Ss]uspect|[Vv]ictim|[Oo]fficer|[Aa]uthor|
    [Oo]wner|[Mm]anager|[Aa]pplicant|[Rr]esident|[Ll]ead|[Aa]nalyst|[Bb]uyer|[Ss]olicitor|
    [Ii]nformant|[Nn]eighbour|[Pp]artner|[Ww]ife|[Hh]usband|[Mm]other|[Ff]ather|[Ss]on|
    [Dd]aughter|[Bb]rother|[Ss]ister|[Cc]olleague|[Ee]mployee|[Mm]embers?|[Cc]onsultant|and)\b
    [ :,-]{1,3}|\b(?:act(?:s|ing)?\sfor|statement\sof|represented\sby|estate\sof|known\sas|called\sby\s\w+|her\s\w+|his\s\w+|their\s\w+)[ ]|^\s*(?:Cc|To|From|Name|Signed)[ :]+)$"""
)


def _first(words: list[str]) -> str:
    return folded(words[0].strip(".,'")).text


def _is_first_name(word: str) -> bool:
    return folded(word.strip(".,'")).text in FIRST_NAMES


def holders(passage: Passage) -> set[str]:
    """Names, folded, of those whom this passage says to hold public office."""
    found = set()
    for span in _candidates(passage):
        if is_cleared(passage, span):
            words = folded(passage.text[span.start : span.end]).text.split()
            found.add(" ".join(words))
            if len(words) > 1 and len(words[-1]) > 3:
                found.add(words[-1])
    return found


# Candidates


def _trimmed(passage: Passage, start: int, end: int) -> Span | None:
    """A candidate without titles, possessives and what follows a line end."""
    text = passage.text[start:end].split("\n")[0].split("\t")[0]
    while True:
        head = regex.match(
            rf"(?:{_TITLE}|{_RANKS}|{STYLES}|[Tt]he|[Ww]itness|Dear|pp)[ ]+|[^\p{{L}}]+",
            text,
        )
        if head is None or head.end() == len(text):
            break
        start += head.end()
        text = text[head.end() :]
    text = regex.sub(r"(?:'s|'|[^\p{L}.'])+$", "", text)
    return Span(start, start + len(text)) if text else None


_LOOKS: Final = compiled(rf"^(?:{_FULL}|{_CAPS}|{_NAME},[ ]{_NAME})$")


def _is_a_name(passage: Passage, span: Span) -> bool:
    text = passage.text[span.start : span.end]
    if not any(matches(_LOOKS, text)):
        return False
    words = [folded(word.strip(".,'")).text for word in regex.split(r"[ -]", text)]
    if len(words) > 1 and words[0] in FIRST_NAMES:
        is_sure = words[0] not in ALSO_WORDS
        words = [w for w in words[1:] if not (is_sure and w in SURNAMES_TOO)]
    if NO_NAME.intersection(words):
        return False
    after = passage.text[span.end : span.end + 30]
    return not (any(matches(_NOT_A_PERSON, after)) or _LAWS.match(after))


def _candidates(passage: Passage) -> Iterator[Span]:
    """Everything that may be a name, before anything is said about whose."""
    for entity in passage.entities:
        if entity.label in {"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT"}:
            span = _trimmed(passage, entity.start, entity.end)
            if span is not None and _is_a_name(passage, span):
                yield span
    yield from by_first_name(passage)
    for match in matches(_TITLED, passage.text):
        yield Span(*match.span("it"))


def named(passage: Passage) -> Iterator[Span]:
    """What the language model found and the words around it bear out."""
    for entity in passage.entities:
        span = _trimmed(passage, entity.start, entity.end)
        if span is None or not _is_a_name(passage, span):
            continue
        words = passage.text[span.start : span.end].split()
        is_person = entity.label == "PERSON"
        is_borne_out = _is_spoken_of(passage, span)
        if entity.label not in {"PERSON", "ORG", "GPE", "NORP", "PRODUCT"}:
            continue
        if not is_person and not (is_borne_out and len(words) > 1):
            continue
        if words[0].isupper() and len(words) == 1:
            continue
        if not is_cleared(passage, span):
            yield span


def _is_spoken_of(passage: Passage, span: Span) -> bool:
    after = passage.text[span.end : span.end + 40]
    before = passage.before(span, 40)
    return any(matches(_SPEAKS, after)) or any(matches(_POINTS_AT, before))


def as_a_person(passage: Passage, span: Span, confidence: float) -> float:
    """Surer with a first name, with two words, with what only people do."""
    words = passage.text[span.start : span.end].split()
    if _is_first_name(words[0]) and (len(words) > 1 or _first(words) not in ALSO_WORDS):
        confidence += 0.15
    elif len(words) == 1:
        confidence -= 0.1
    if _is_spoken_of(passage, span):
        confidence += 0.15
    return round(min(0.95, confidence), 2)


_PAIR: Final = compiled(
    rf"(?<![\w'-])(?P<first>{_NAME}|\p{{Lu}}{{3,}})(?P<rest>(?:[ ](?:{_NAME}|{_INITIAL})){{0,2}}"
    rf"[ ](?:{_LAST}|\p{{Lu}}[\p{{Lu}}'-]{{2,}}))(?![\w-])"
)
_BACKWARD: Final = compiled(
    rf"(?<![\w'-])(?P<it>(?:{_LAST}|\p{{Lu}}[\p{{Lu}}'-]{{2,}}),[ ]"
    rf"(?:(?P<first>{_NAME})(?:[ ]{_INITIAL}(?!\w))?|(?<=\p{{Lu}}{{3}},[ ])(?P<first>\p{{Lu}}\.(?:[ ]?\p{{Lu}}\.)*)|(?<=(?:^|\n|\t|[ ]{{3}})\p{{Lu}}\p{{Ll}}{{2,12}},[ ])(?P<first>\p{{Lu}}\.(?:[ ]?\p{{Lu}}\.)*)))(?![\w'-])"
)
_ALONE: Final = compiled(rf"(?<![\w'.-])(?P<first>{_NAME})(?![\w-])")


def by_first_name(passage: Passage) -> Iterator[Span]:
    """A first name with a last one, in either order; in capitals too."""
    for match in regex.finditer(_PAIR, passage.text, overlapped=True):
        first = match["first"]
        is_known = _is_first_name(first)
        if not is_known and "-" in first:
            is_known = _is_first_name(first.split("-")[0])
        span = Span(*match.span())
        rest = match["rest"]
        if is_known and first.isupper() == rest.split()[-1].isupper():
            trimmed = _without_tail(passage, span)
            if _is_a_name(passage, trimmed):
                yield trimmed
    for match in matches(_BACKWARD, passage.text):
        first = match["first"]
        is_known = _is_first_name(first) and _first([first]) not in ALSO_WORDS
        before = passage.text[max(0, match.start() - 20) : match.start()]
        if regex.search(r"\p{Lu}\w+ $", before):
            continue  # "Director General, Graham"
        is_listed = _ends_a_cell(passage, match.end()) and _begins_a_cell(
            passage, match.start()
        )
        if is_known or is_listed or first.endswith("."):
            span = Span(*match.span("it"))
            words = {folded(w.strip(",.")).text for w in match["it"].split()}
            last = match["it"].split(",")[0]
            is_a_list = _is_first_name(last) and not (is_listed or last.isupper())
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
    while (text.count(" ") > 1 or not _is_first_name(text.split()[0])) and _ends_oddly(
        text
    ):
        text = text.rsplit(" ", 1)[0]
    return Span(span.start, span.start + len(text))


def _ends_oddly(text: str) -> bool:
    return " " in text and folded(text.rsplit(" ", 1)[1]).text in NO_NAME


def first_names(passage: Passage) -> Iterator[Span]:
    """First name and last name of somebody who holds no public office."""
    end = 0
    for span in sorted(by_first_name(passage)):
        if span.start >= end and not is_cleared(passage, span):
            end = span.end
            yield span


_CAPS_FIRST: Final = compiled(
    rf"(?<![\w'-])(?P<it>\p{{Lu}}[\p{{Lu}}'-]{{2,}}(?:[ ](?P<first>{_NAME})){{1,2}}|(?:\p{{Lu}}[\p{{Lu}}'-]{{2,}}|{_NAME})[ ](?:\p{{Lu}}\.){{2,3}}(?![\w]))"
)


def capital_surnames(passage: Passage) -> Iterator[Span]:
    """SURNAME Given, as lists have it; a surname with initials behind it."""
    for match in matches(_CAPS_FIRST, passage.text):
        first = match["first"]
        is_known = first is None or _is_first_name(first)
        words = {folded(word.strip(".,")).text for word in match["it"].split()}
        if is_known and not words & NO_NAME:
            span = Span(*match.span("it"))
            if not is_cleared(passage, span):
                yield span


def single_names(passage: Passage) -> Iterator[Span]:
    """A first name alone, where somebody is spoken of."""
    for match in matches(_ALONE, passage.text):
        word = folded(match["first"]).text
        if word not in FIRST_NAMES:
            continue
        span = Span(*match.span())
        after = passage.text[span.end : span.end + 40]
        before = passage.text[max(0, span.start - 24) : span.start]
        if regex.match(r" \p{Lu}\p{Ll}", after):
            continue  # part of a longer name, which is judged as a whole
        if regex.search(r"\p{Lu}[\w'-]*\.? $", before) and not regex.search(
            rf"(?:[a-z][.!?] |\b{_TITLE} |[Ww]itness )$", before
        ):
            continue
        if any(matches(_NOT_A_PERSON, after)) or _LAWS.match(after):
            continue
        is_sure = word not in ALSO_WORDS or _is_spoken_of(passage, span)
        if is_sure and not is_cleared(passage, span):
            yield span


_TITLED: Final = compiled(
    rf"""\b(?:(?:{_TITLE}|{_RANKS})[ ](?:(?:{_RANKS}|\d{{3,6}}[A-Z]{{0,2}})[ ])?
    (?P<it>(?:(?:{_FULL})|{_CAPS}|[A-Z](?![\w.&]))))"""
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
        style = regex.match(rf"{STYLES}[ ]", passage.text[span.start : span.end])
        if style:
            span = Span(span.start + style.end(), span.end)
        first = passage.text[span.start : span.end].split()[0]
        if folded(first.strip(".,'")).text in NO_NAME:
            continue
        if not is_cleared(passage, span) and not any(
            matches(_NOT_A_PERSON, passage.text[span.end : span.end + 30])
        ):
            yield span


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
    [ ]?[:\t-]?\s?(?:{_TITLE}[ ]|{_RANKS}[ ])?(?P<it>{_FULL}|(?:{_CAPS}|{_LAST}),[ ]{_NAME}|{_CAPS})
    (?=\s*(?:,|$|\n|\t|;|on[ ]behalf|\(|\.|-[ ]|and[ ]))"""
)


def labelled(passage: Passage) -> Iterator[Span]:
    """A name behind a label that asks for one."""
    for match in matches(_LABELLED, passage.text):
        span = Span(*match.span("it"))
        words = {folded(w.strip(".,'")).text for w in match["it"].split()}
        if words & NO_NAME:
            continue
        if len(match["it"]) > 2 and not is_cleared(passage, span):
            yield span


_INITIALLED: Final = compiled(
    rf"(?<![\w.'-])(?P<it>(?:\p{{Lu}}\.[ ]?){{1,3}}{_LAST}|\p{{Lu}}[ ]{_NAME}(?:-{_NAME})?)(?![\w-])"
)


def initialled(passage: Passage) -> Iterator[Span]:
    """Initials and a last name."""
    for match in matches(_INITIALLED, passage.text):
        span = Span(*match.span("it"))
        text = match["it"]
        if text.startswith(("A ", "I ")) or not _is_a_name(passage, span):
            continue
        is_spoken = _is_spoken_of(passage, span)
        if ("." in text or is_spoken) and not is_cleared(passage, span):
            yield span


_LOCAL: Final = compiled(
    r"(?i)\b(?P<first>[a-z]+)[._](?:[a-z][._])?(?P<last>[a-z]{2,}(?:-[a-z]+)?)\d*[ ]?(?:@|\[at\]|\(at\)|[ ]at[ ])"
)


def from_addresses(passage: Passage) -> Iterator[Span]:
    """Names whose e-mail address stands beside them."""
    for match in matches(_LOCAL, passage.text):
        first, last = match["first"], match["last"]
        is_known = len(first) == 1 or _is_first_name(first)
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
        confidence=0.6,
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
        hits=("seen by Dr [[Orla Fenn]]", "DS [[Peter Hay]] said", "PC 4471 [[Lund]]"),
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
