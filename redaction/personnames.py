"""What names of people look like, and what is said of people only."""

from typing import Final

import regex

from redaction.commonwords import is_common, is_known
from redaction.firstnames import ALSO_WORDS, FIRST_NAMES
from redaction.notnames import NO_NAME, SURNAMES_TOO
from redaction.rules.base import Passage, Span, compiled, matches
from redaction.searching import plain

NAME: Final = r"(?:(?:Mc|Mac|Fitz|\p{Lu}')?\p{Lu}\p{Ll}+(?:[-']\p{Lu}?\p{Ll}+)*)"
_PARTICLE: Final = (
    r"(?:(?:de[ ]la|de[ ]los|de|van[ ]der|van|von|bin|ibn|bint|ap|ab|ten|le|du|da|dos|di|"
    r"al|el|Al|El|St\.?|De|Van|Von|Le|La|Ó|Ní|Nic|Uí|Ap|Ab|du|Du)[ -])"
)
INITIAL: Final = r"(?:\p{Lu}\.?)"
LAST: Final = rf"(?:{_PARTICLE}?{NAME})"
FULL: Final = rf"(?:(?:{NAME}|{INITIAL}\.?)[ ]){{0,3}}{LAST}"
CAPS: Final = r"(?:(?:\p{Lu}\.[ ]?)*\p{Lu}[\p{Lu}'-]{1,}(?:[ ]\p{Lu}[\p{Lu}'-]+){0,3})"
RANKS: Final = (
    r"(?:PCSO|PC|WPC|DC|TDC|PS|DS|DI|DCI|Insp|Sgt|CI|Ch[ ]Insp|Supt|Det[ ]Supt|DSupt|"
    r"(?:Detective[ ])?(?:Police[ ])?(?:Acting[ ])?(?:Chief[ ])?(?:Sergeant|Inspector|"
    r"Constable|Superintendent)|Special[ ]Constable|Sergeant|Sgt|Cpl|Staff[ ]Officer)"
)
TITLE: Final = (
    r"(?:Mr\.?|Mrs\.?|Ms\.?|Miss|Mx\.?|Dr\.?|Prof\.?|Professor|Rev\.?|Reverend|Father|"
    r"Sister|Nurse|Imam|Rabbi|Messrs\.?|Master)"
)

NOT_A_PERSON: Final = compiled(
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
LAWS: Final = compiled(
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


def bare(word: str) -> str:
    """A word folded, without the signs that stand about it."""
    return plain(word.strip(".,'"))


def is_first_name(word: str) -> bool:
    return bare(word) in FIRST_NAMES


_LOOKS: Final = compiled(rf"^(?:{FULL}|{CAPS}|{NAME},[ ]{NAME})$")


_WORD_ENDS: Final = regex.compile("[ -]")


def is_a_name(passage: Passage, span: Span) -> bool:
    text = passage.text[span.start : span.end]
    if not any(matches(_LOOKS, text)):
        return False
    words = [bare(word) for word in _WORD_ENDS.split(text)]
    if len(words) > 1 and words[0] in FIRST_NAMES:
        is_sure = words[0] not in ALSO_WORDS
        words = [w for w in words[1:] if not (is_sure and w in SURNAMES_TOO)]
    if NO_NAME.intersection(words):
        return False
    after = passage.text[span.end : span.end + 30]
    return not (any(matches(NOT_A_PERSON, after)) or LAWS.match(after))


def is_spoken_of(passage: Passage, span: Span) -> bool:
    after = passage.text[span.end : span.end + 40]
    before = passage.before(span, 40)
    return any(matches(_SPEAKS, after)) or any(matches(_POINTS_AT, before))


_IN: Final = compiled(
    r"(?i)(?:\b(?:in|at|of|near|from|the|to|for|around|outside)\s|^)$"
)


def _is_no_place(passage: Passage, span: Span) -> bool:
    """Whether a single word is no word of English, nor stands as places do."""
    word = plain(passage.text[span.start : span.end])
    return not is_known(word) and not any(matches(_IN, passage.before(span, 12)))


def as_a_person(passage: Passage, span: Span, confidence: float) -> float:
    """Surer with a first name, with two words, with what only people do."""
    words = passage.text[span.start : span.end].split()
    if is_first_name(words[0]) and (len(words) > 1 or bare(words[0]) not in ALSO_WORDS):
        confidence += 0.15
    else:
        if len(words) == 1:
            confidence -= 0.1 if _is_no_place(passage, span) else 0.15
        told = [bare(word) for word in words if word[0].isupper()]
        is_turned = "," in words[0]
        if not is_turned and any(is_common(w) and w not in FIRST_NAMES for w in told):
            confidence -= 0.2
    if is_spoken_of(passage, span):
        confidence += 0.15
    return round(min(0.95, confidence), 2)
