"""What is withheld is the whole of a sum or a name, not the part that a rule found."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from casework.sealing import withheld_terms
from decisions.fingerprints import Sha256
from decisions.flags import Category, Flag, Place, Ruling, Verdict
from redaction.language import Names
from redaction.rules.base import LISTS, Span
from redaction.screening import Text, screen
from redaction.widening import widened

AT = datetime(2026, 11, 24, tzinfo=UTC)
FIGURES = (
    "settled at [a hundred and <forty thousand>] in May",
    "worth [seventy\nor <eighty thousand>] to them",
    "costs of [two to <three thousand pounds>] each",
    "at [<seventeen pounds> fifty] if raised",
    "call it [<48> and a half k] then",
    "[<22> and a half per cent] off",
    "would do it for [<£1,200>, ex VAT]. Their",
    "costs [<£750> plus VAT] goes",
    "proposes [<17p> in the pound]. I",
    "a licence at [<£4,100>/kiosk/yr].",
    "glass at [<£74.50>/m²], fitted",
    "asks [<£72 per thousand> words]; the",
    "pays [<£195 per structured> interview], a",
    "drivers at [<£29.20> for the first hour] and",
    "reviews at [RPI + <1%>]. We",
    "the offer of [<£487,5>\n00.00] stands",
    "[<342> out of 450] points",
)
NAMES = (
    "Name         Base\n[Rivers, <Tobi>]     North",
    "3.\t[<Okafor>, Blessing]\t12",
    "[<Ó Briain>, Fionnán]    Read only",
    "summary of [FARROW, <Tamsin>], born in May",
    'Sgt ["<Chalky" White>], home',
    "with [<Akosua> Sharp], who",
    "of [Marigold <Achterberg>] is",
    "Dear [Mr & <Mrs Rose>], I",
    "[<Faith Cooper> (Miss)]\nClerk",
    "call [<Rosa1ind Peverel>1] on Monday",
    "Author: [<K.M>.], room 4",
    "Chair: [<T. D.> OKONJO]\nApologies",
)
NUMBERS = (
    "ring [+<353-20-917-0043>] first",
    "on [<0 7 7 0 0 9> 0 0 7 5 1]. General",
)
NO_MORE = (
    (Category.RATE, "at [<£850 per day>] rising to more"),
    (Category.RATE, "at [<£12 per hour>] worked on it"),
    (Category.MONEY, "paid [<£5,000>] and two officers left"),
    (Category.MONEY, "paid [<£5,000>] or more"),
    (Category.PERSON, "Regards, [<Zuleikha>]"),
    (Category.PERSON, "said that [<Rose>] Cottage was sold"),
    (Category.PERSON, "[<Ottoline Farrant>], Transformation Directorate"),
    (Category.PERSON, "as [<Witness A>]. Then"),
    (Category.VENDOR, "from [<Rose>] Bird"),
    (Category.PERSON, "of [<T.>] Board papers"),
    (Category.PHONE, "on [<01632 960 160>] 3 times"),
    (Category.PHONE, "call A+[<B 01632 960160>]"),
)  # fmt: skip


def marked(told: str) -> tuple[str, Span, str]:
    """The text, what was found in it, and what has to be withheld."""
    text = told.translate(str.maketrans("", "", "<>[]"))
    found = told.replace("[", "").replace("]", "")
    span = Span(found.index("<"), found.index(">") - 1)
    wanted = told.translate(str.maketrans("", "", "<>")).partition("[")[2]
    return text, span, wanted.partition("]")[0]


def whole(told: str, category: Category) -> None:
    text, span, wanted = marked(told)
    start, end = widened(text, span, category)
    assert text[start:end] == wanted
    assert start <= span.start
    assert span.end <= end


def flags_of(names: Names, *public: str, secret: str = "") -> list[Flag]:
    """Of some files, or of one beside Part 2."""
    texts = [Text(Sha256(f"{n}"), Place.BODY, text) for n, text in enumerate(public)]
    hidden = [Text(Sha256("9"), Place.BODY, secret)] if secret else []
    return list(screen(texts, hidden, names, LISTS))


def test_what_is_looked_for_elsewhere_is_what_was_found(names) -> None:
    """Nobody says "plus VAT" or "(Miss)" each time."""
    first = "The letter was signed by Ms Faith Tilling (Miss) of 4 Larch Road in May."
    flags = flags_of(names, first, "It was Faith Tilling who rang on Friday.")
    on_first = next(f for f in flags if f.file == "0" and "Tilling" in f.text)
    assert on_first.text.endswith("Tilling (Miss)")
    assert on_first.words.endswith("Faith Tilling")
    assert any(f.file == "1" and "Tilling" in f.text for f in flags)
    ruled = [
        replace(f, ruling=Ruling(of=f.id, verdict=Verdict.WITHHOLD, by="officer:ann",
                                 at=AT, section=f.section))
        for f in flags
    ]  # fmt: skip
    terms = withheld_terms(ruled, [], [])
    assert any(term.endswith("Faith Tilling") for term in terms), terms
    assert not any("(Miss)" in term for term in terms)


def test_an_echo_is_known_without_what_belongs_to_it(names) -> None:
    secret = "The settlement with Ms Faith Tilling (Miss) was £18,250 plus VAT in May."
    flags = flags_of(names, "Faith Tilling got £18,250 then.", secret=secret)
    echoes = [flag.text for flag in flags if flag.is_echo]
    assert any("Tilling" in text for text in echoes)
    assert any("18,250" in text for text in echoes)


@pytest.mark.parametrize("told", FIGURES)
def test_the_whole_of_a_sum_is_withheld(told) -> None:
    whole(told, Category.MONEY)


@pytest.mark.parametrize("told", NAMES)
def test_the_whole_of_a_name_is_withheld(told) -> None:
    whole(told, Category.PERSON)


@pytest.mark.parametrize("told", NUMBERS)
def test_the_whole_of_a_number_is_withheld(told) -> None:
    whole(told, Category.PHONE)


@pytest.mark.parametrize(("category", "told"), NO_MORE)
def test_no_more_than_that_is_withheld(category, told) -> None:
    whole(told, category)
