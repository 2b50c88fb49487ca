"""What names of people look like."""

from typing import Final

import regex

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
    r"""(?x)^(?:'s)?[ ](?:(?:Public[ ]|Independent[ ]|Judicial[ ])?(?:Inquiry|Enquiry|Review|Report|Panel)|Act|Law|
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
