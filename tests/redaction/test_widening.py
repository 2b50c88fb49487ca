"""What is withheld is the whole of a sum or a name, not the part that a rule found."""

import pytest

from decisions.flags import Category
from redaction.rules.base import Span
from redaction.widening import widened

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
)  # fmt: skip


def marked(told: str) -> tuple[str, Span, str]:
    """The text, what was found in it, and what has to be withheld."""
    text = told.translate(str.maketrans("", "", "<>[]"))
    found = told.replace("[", "").replace("]", "")
    span = Span(found.index("<"), found.index(">") - 1)
    return (
        text,
        span,
        told.replace("<", "").replace(">", "").split("[")[1].split("]")[0],
    )


def whole(told: str, category: Category) -> None:
    text, span, wanted = marked(told)
    start, end = widened(text, span, category)
    assert text[start:end] == wanted
    assert start <= span.start
    assert span.end <= end


@pytest.mark.parametrize("told", FIGURES)
def test_the_whole_of_a_sum_is_withheld(told) -> None:
    whole(told, Category.MONEY)


@pytest.mark.parametrize("told", NAMES)
def test_the_whole_of_a_name_is_withheld(told) -> None:
    whole(told, Category.PERSON)


@pytest.mark.parametrize(("category", "told"), NO_MORE)
def test_no_more_than_that_is_withheld(category, told) -> None:
    whole(told, category)
