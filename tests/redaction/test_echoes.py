"""What Part 2 holds is found in Part 1, however it is written there."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.exemptions import Section
from decisions.fingerprints import Sha256
from decisions.flags import Category, Place
from redaction.amounts import amounts_at, amounts_in
from redaction.echoes import Secret, echoes_in, usable
from redaction.language import Names
from redaction.rules.base import Lexicon
from redaction.screening import Text, screen

S43 = Section("s43(2)")


def secret(text: str, category: Category = Category.MONEY) -> Secret:
    return Secret(text, category, S43, "page 2 of Part 2")


def echoed(text: str, *secrets: Secret, passages: tuple[Secret, ...] = ()) -> list[str]:
    found = echoes_in(text, usable(secrets, passages))
    return [text[echo.span.start : echo.span.end] for echo in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("£4,218,650", 4218650),
        ("£4.2m", 4200000),
        ("4.2 million", 4200000),
        ("£1½m", 1500000),
        ("£450k", 450000),
        ("GBP 12,500", 12500),
        ("four point two million", 4200000),
        ("two hundred and fifty thousand", 250000),
        ("one and a half million", 1500000),
        ("half a million", 500000),
        ("a quarter of a million", 250000),
        ("twelve thousand five hundred", 12500),
        ("£1.2 hundred thousand", 120000),
    ],
)
def test_an_amount_is_worth_what_it_says(text: str, value: int) -> None:
    assert [a.value for a in amounts_in(text)] == [Decimal(value)]


@pytest.mark.parametrize("text", ["12.5%", "1.2.3", "two people", "half of them"])
def test_what_is_no_amount_is_none(text: str) -> None:
    assert amounts_in(text) == []


@given(st.integers(1_000, 99_999_999))
def test_a_sum_in_figures_is_read_as_it_was_written(number: int) -> None:
    ((span, amount),) = amounts_at(f"of £{number:,} in all")
    assert amount.value == number
    assert tuple(span) == (3, 3 + len(f"£{number:,}"))


@pytest.mark.parametrize(
    "written",
    [
        "£4,218,650",
        "4,218,650",
        "£4.2m",
        "£4.22 million",
        "GBP 4.2m",
        "four point two million",
        "£4,218,650.00",
        "£4,219k",
    ],
)
def test_the_same_sum_is_an_echo(written: str) -> None:
    text = f"The total of {written} is met from reserves."
    assert echoed(text, secret("£4,218,650")) == [written]


@pytest.mark.parametrize(
    "other", ["£4.3m", "£4,218,651", "4.2 per cent", "PCD 4218", "42 people", "£42"]
)
def test_another_figure_is_none(other: str) -> None:
    assert echoed(f"It was {other} then.", secret("£4,218,650")) == []


def test_a_table_in_thousands_echoes_too() -> None:
    text = "Costs (£'000)\nCapital\t4,219\nTraining\t85"
    assert echoed(text, secret("£4,218,650")) == ["4,219"]
    assert echoed(text.replace("'000", ""), secret("£4,218,650")) == []


def test_what_a_total_lets_one_work_out_is_an_echo() -> None:
    text = "The total is £5,310,240. Of it £1,091,590 is for training."
    assert echoed(text, secret("£4,218,650")) == ["£5,310,240"]
    two = "In all £5,310,240: £1,000,000 for training and £91,590 for travel."
    assert echoed(two, secret("£4,218,650")) == ["£5,310,240"]


def test_round_sums_count_within_one_sentence_only() -> None:
    apart = "The total is £5m. The board met. It has £1m for training."
    assert echoed(apart, secret("£4,000,000")) == []
    together = "The total is £5m, of which £1m is for training."
    assert echoed(together, secret("£4,000,000")) == ["£5m"]


def test_names_echo_short_long_and_misread() -> None:
    firm = secret("Larkmere Systems Ltd", Category.VENDOR)
    assert echoed("A bid by Larkmere Systems came.", firm) == ["Larkmere Systems"]
    assert echoed("A bid by Larkmere came.", firm) == ["Larkmere"]
    assert echoed("A bid by Larkrnere Systems came.", firm) == ["Larkrnere Systems"]
    person = secret("Nadia Quillfeather", Category.PERSON)
    assert echoed("Ms Quillfeather asked.", person) == ["Quillfeather"]
    assert echoed("Nadia Qui1lfeather asked.", person) == ["Nadia Qui1lfeather"]
    assert echoed("Nothing of the kind.", firm, person) == []


def test_a_turned_sentence_is_an_echo() -> None:
    advice = secret(
        "Counsel has advised that the claim is weak and should be settled early.",
        Category.LEGAL_ADVICE,
    )
    said = "The claim is weak, counsel has advised, and should be settled early."
    text = f"The board met. {said} It closed."
    assert echoed(text, passages=(advice,)) == [said]
    assert (
        echoed("The claim was read and the board met early.", passages=(advice,)) == []
    )


def test_a_sentence_that_goes_on_over_a_line_end_is_one() -> None:
    advice = secret(
        "Counsel has advised that the claim brought by the former contractor is weak "
        "and should be settled early.",
        Category.LEGAL_ADVICE,
    )
    said = advice.text.replace(
        "former contractor is weak and", "former contractor\nis weak and"
    )
    assert echoed(f"The board met.\n{said}", passages=(advice,)) == [said]
    text = (
        "Of the whole programme, which has come to a total of £5m in all, of which\n"
        "£1m is for training."
    )
    assert echoed(text, secret("£4,000,000")) == ["£5m"]


@pytest.mark.parametrize(
    ("held", "written"),
    [
        ("£4.2m", "£4,200,000"),
        ("£4.2m", "four point two million"),
        ("£95k", "£95,000"),
        ("£5m", "£5m"),
        ("£650", "£650"),
    ],
)
def test_a_sum_with_few_digits_is_a_sum(held: str, written: str) -> None:
    assert echoed(f"It is {written} in all.", secret(held)) == [written]
    assert echoed("It is £7m in all, or £701.", secret(held)) == []


def test_a_table_of_part_2_in_thousands_echoes_too(names: Names) -> None:
    hidden = "Costs (£'000)\nItem\tCost\nCapital\t1,250\nTraining\t985\n"
    public = Text(
        Sha256("p"), Place.BODY, "The capital cost is £1.25m; training £985,000."
    )
    flags = screen([public], [Text(Sha256("s"), Place.BODY, hidden)], names, Lexicon())
    assert {f.text for f in flags if f.is_echo} == {"£1.25m", "£985,000"}
    apart = Text(Sha256("s"), Place.BODY, hidden.replace("(£'000)", "(£)"))
    flags = screen([public], [apart], names, Lexicon())
    assert [f.text for f in flags if f.is_echo] == []


def test_thousands_of_a_few_are_no_echo(names: Names) -> None:
    hidden = "Costs (£'000)\nItem\tCost\nCapital\t12\nTraining\t30\n"
    text = "Costs in £'000 of 12 March, by paragraph 12 and 30 officers."
    public = Text(Sha256("p"), Place.BODY, text)
    flags = screen([public], [Text(Sha256("s"), Place.BODY, hidden)], names, Lexicon())
    assert [f.text for f in flags if f.is_echo] == []


@pytest.mark.parametrize("written", ["£1½ million", "£1½m", "£1,500,000"])
def test_fractions_and_raised_figures_are_read_as_they_stand(written: str) -> None:
    text = f"It comes to {written} in all, for the “whole” of it."
    assert echoed(text, secret("£1.5m")) == [written]
    assert echoed(text, secret("£2 million")) == []
    noted = "The sum of £1,234,567¹ was met – in full."
    assert echoed(noted, secret("£1,234,567")) == ["£1,234,567"]


def test_short_names_echo_unless_they_are_ordinary_words() -> None:
    people = [secret(f"Amina {last}", Category.PERSON) for last in ("Khan", "Hall")]
    assert echoed("Ms Khan met in the Hall of the town.", *people) == ["Khan"]
    firms = [secret(name, Category.VENDOR) for name in ("Arup Ltd", "Next plc")]
    assert echoed("Arup bid. Next it closed.", *firms) == ["Arup"]


def test_a_sentence_of_part_2_stays_an_echo_where_rules_find_it_too(
    names: Names,
) -> None:
    said = (
        "Counsel advises that the claim has poor prospects and should be settled now."
    )
    for place in (Place.SUMMARY, Place.BODY):
        public = Text(Sha256("p"), place, said)
        flags = screen(
            [public], [Text(Sha256("s"), Place.BODY, said)], names, Lexicon()
        )
        whole = [f for f in flags if f.text == said]
        assert [f.is_echo for f in whole] == [True]


def test_work_on_one_page_is_bounded() -> None:
    """A page of a thousand sums, beside Part 2 with as many."""
    text = " ".join(f"£{1_000 + 7 * n:,}" for n in range(1_000))
    secrets = [secret(f"£{2_000_003 + 11 * n:,}") for n in range(1_000)]
    assert echoed(text, *secrets) == []


SECRETS = {
    "£4,218,650": ("£4,218,650", "£4.2m", "4,218,650", "four point two million"),
    "Larkmere Systems Ltd": ("Larkmere Systems Ltd", "Larkmere Systems", "LARKMERE"),
    "Nadia Quillfeather": ("Nadia Quillfeather", "Quillfeather", "Nadia Qui1lfeather"),
    "invoice number INV-20417": ("INV-20417", "inv-20417"),
    "nadia.quillfeather@larkmere.example": ("nadia.quillfeather@larkmere.example",),
    "account number 12345678": ("12345678", "1234 5678"),
}
PART_2 = (
    "The bid of Larkmere Systems Ltd stands at £4,218,650. It was put in by Nadia "
    "Quillfeather (nadia.quillfeather@larkmere.example). Pay invoice number INV-20417 "
    "to account number 12345678. Counsel has advised that the claim is weak and "
    "should be settled early."
)


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.parametrize(
    "written", [written for ways in SECRETS.values() for written in ways]
)
def test_what_part_2_holds_is_found_wherever_it_stands(
    place: Place, written: str, names: Names
) -> None:
    said = f"Approval for {written} as set out"
    text = {
        Place.FILENAME: f"PCD 9001 {written}.pdf",
        Place.BODY: f"Item\tFor\nFirst\t{written}\n\n{said} above.",
    }.get(place, said)
    public = Text(Sha256("p"), place, text)
    secret_text = Text(Sha256("s"), Place.BODY, PART_2)
    flags = screen([public], [secret_text], names, Lexicon())
    echoes = [flag for flag in flags if flag.is_echo]
    assert len(echoes) == text.count(written)
    assert all(written in flag.text for flag in echoes)
    assert all(flag.confidence == max(f.confidence for f in flags) for flag in echoes)
