"""Parts, facts and deferral of drawn forms."""

from datetime import date

import pytest

from casework.examining import read_file, split_files
from decisions.errors import RefusedFile
from decisions.parts import Part
from fixtures.paper import CANARY, bold, drawn, joined, note_page, para
from fixtures.recipes import (
    Form,
    broken,
    locked,
    part_2,
    plain,
    recipes,
    request,
)
from redaction.dates import dates_in
from redaction.forms import catalogue, recognise
from redaction.inspection import Limits
from redaction.part_two import MARKING, is_heading, is_suspect
from redaction.reading.pages import read_pages

TODAY = date(2026, 11, 24)
BASE = {"reference": "PCD 9100", "title": "A title", "summary": "A summary."}
RECIPES = {recipe.name: recipe.files for recipe in recipes()}


def examined(**files: bytes):
    return split_files([read_file(name, pdf) for name, pdf in files.items()], TODAY)


def a_form(**changes: object) -> bytes:
    return request(Form(**{**BASE, **changes}))


PARTS = {
    "plain": [1, 1],
    "part-2-appended": [1, 1, 2],
    "part-2-apart": [2, 1, 1],
    "deferred-to-a-date": [1, 1],
    "scanned-page": [1, 1, 1],
    "board-paper": [1, 1, 1],
}


@pytest.mark.parametrize("name", PARTS)
def test_every_page_gets_its_part(name: str) -> None:
    found = examined(**RECIPES[name])
    parts = [part.part.value if part.part else None for part in found.parts]
    assert parts == PARTS[name]


@pytest.mark.parametrize("name", [n for n in RECIPES if n != "broken"])
def test_no_page_with_part_2_is_called_part_1(name: str) -> None:
    """Pages of the recipes that hold a Part 2 heading are known by it."""
    for file, pdf in RECIPES[name].items():
        found = examined(**{file: pdf})
        texts = {page.number: page.text for page in read_pages(pdf)}
        for part in found.parts:
            if "CONFIDENTIAL FACTS AND ADVICE\n" in texts[part.page].replace(
                "NON-CONFIDENTIAL", ""
            ):
                assert part.part is not Part.ONE


@pytest.mark.parametrize("name", [n for n in RECIPES if n != "broken"])
def test_every_drawn_file_is_known_by_one_form(name: str) -> None:
    for pdf in RECIPES[name].values():
        assert len(recognise(read_pages(pdf))) == 1


def test_forms_have_different_ids() -> None:
    ids = [form.id for form in catalogue()]
    assert len(set(ids)) == len(ids) >= 3


MENTIONS = (
    "The cost is in part 2 of this paper.",
    "See Part 2. Part 2 has more; the Part 2 form explains part 2.",
    "Part 2 is confidential. PART 2 – CONFIDENTIAL matters are elsewhere, see part 2.",
    "It follows from part 2 and from Part II and from Part Two of the report.",
)


def test_mentions_divide_nothing() -> None:
    found = examined(a=a_form(body=MENTIONS))
    assert [part.part for part in found.parts] == [Part.ONE, Part.ONE]


@pytest.mark.parametrize(
    "heading",
    [
        "PART 2 – CONFIDENTIAL FACTS AND ADVICE",
        "Part II - Exempt information",
        "PART TWO: RESTRICTED",
        "EXEMPT APPENDIX 2",
        "APPENDIX 2 (EXEMPT)",
        "PCD 9100 PART 2 – CONFIDENTIAL FACTS AND ADVICE",
    ],
)
def test_a_heading_at_the_top_of_a_page_begins_part_2(heading: str) -> None:
    file = joined(a_form(), note_page([heading, "", f"{CANARY} pays"]))
    assert [p.part for p in examined(a=file).parts] == [Part.ONE, Part.ONE, Part.TWO]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["OFFICIAL-SENSITIVE [COMMERCIAL]", "Words."], "marking"),
        (["RESTRICTED", "Words."], "marking"),
        (["Official – Sensitive", "Words."], "marking"),
        (["OFFICIAL-SENSITIVE: COMMERCIAL", "Words."], "marking"),
        (["OFFICIAL-SENSITIVE – COMMERCIAL Page 3 of 4", "Words."], "marking"),
        (["Part 2", "Words."], "perhaps-part-2"),
        (
            ["Part 2: what it will cost (not for publication)", "Words."],
            "perhaps-part-2",
        ),
        ([*(f"Line {n}." for n in range(9)), "PART II – COSTS", "x"], "perhaps-part-2"),
        (
            [*(f"Line {n}." for n in range(9)), "Part 2 – confidential costs.", "x"],
            "perhaps-part-2",
        ),
    ],
)
def test_a_doubtful_page_has_no_part_and_waits(lines: list[str], code: str) -> None:
    found = examined(a=joined(a_form(), note_page(lines)))
    assert found.parts[2].part is None
    assert code in {problem.code for problem in found.problems}


@pytest.mark.parametrize(
    "heading",
    [
        "CONFIDENTIAL BUSINESS CASE",
        "Confidential briefing note",
        "Restricted Annex B",
        "Private appendix",
        "EXEMPT BUSINESS CASE",
        "Part 2 – Non-disclosable facts and advice",
        "Part 2 – Not to be published",
        "Part 2 – Must not be published",
        "Part 2 – Not suitable for publication",
        "CONFIDENTIAL APPENDICES",
        "EXEMPT ITEMS",
        "Part II: not for disclosure",
    ],
)
@pytest.mark.parametrize("above", [0, 4])
def test_what_may_head_a_confidential_paper_is_asked_about(
    heading: str, above: int
) -> None:
    lines = [f"Line {n} of the paper before it." for n in range(above)]
    story = [*map(para, lines), bold(heading), para("The bids were opened in May.")]
    found = examined(a=joined(a_form(), drawn(story, "paper")))
    assert found.parts[-1].part is not Part.ONE
    assert any(p.page == found.parts[-1].page for p in found.problems) or (
        found.parts[-1].part is Part.TWO
    )


@pytest.mark.parametrize(
    "line",
    [
        "Part 2 is not required for this decision.",
        "Part 2: there is none.",
        "There is no confidential annex to this paper.",
        "NON-CONFIDENTIAL FACTS AND ADVICE TO THE DMPC",
        "No exempt information was used.",
    ],
)
def test_what_says_that_nothing_is_confidential_holds_nothing_up(line: str) -> None:
    above = [para(f"Line {n} of the paper before it.") for n in range(4)]
    story = [bold("Background"), *above, para(line), para("It was in May.")]
    found = examined(a=joined(a_form(), drawn(story, "paper")))
    assert [part.part for part in found.parts] == [Part.ONE] * len(found.parts)


@pytest.mark.parametrize(
    "line",
    [
        "_" * 4_000,
        "a " * 2_000,
        "CONFIDENTIAL " + "(" * 4_000 + " a.b",
        "CONFIDENTIAL" + " (a" * 1_500 + ".b",
        "RESTRICTED - " + "word " * 1_000 + ".x",
    ],
)
def test_a_long_line_is_gone_through_once(line: str) -> None:
    """It ends at all: each of these was cut in more ways than there are atoms."""
    assert MARKING.search(line) is None
    assert not is_heading(line)
    assert not is_suspect(line[:90])


@pytest.mark.parametrize(
    "line",
    [
        "OFFICIAL-SENSITIVE",
        "PROTECT – Page 2 of 5",
        "SECRET - Page 1",
        "CONFIDENTIAL (\tCOMMERCIAL)",
        "HANDLING: OFFICIAL SENSITIVE (COMMERCIAL)",
        "RESTRICTED (when complete) page 3/4",
        "CONFIDENTIAL - (not for (all) readers)",
        "STRICTLY CONFIDENTIAL – COMMERCIAL page 2 of 3",
    ],
)
def test_a_marking_is_known_with_what_stands_behind_it(line: str) -> None:
    assert MARKING.search(line)


def test_two_decisions_in_one_file_have_no_part_at_all() -> None:
    found = examined(a=joined(a_form(), a_form(reference="PCD 9101")))
    assert {part.part for part in found.parts} == {None}
    assert "two-decisions" in {problem.code for problem in found.problems}


def test_an_unknown_form_has_no_part_at_all() -> None:
    found = examined(a=note_page(["Minutes of the allotment society"]))
    assert {part.part for part in found.parts} == {None}
    assert {"unknown-form", "no-form"} <= {problem.code for problem in found.problems}


def test_the_facts_are_those_of_the_form() -> None:
    facts = examined(**plain()).facts
    assert facts.reference == "PCD 9001"
    assert facts.title == "Grant for youth outreach in Fenwick"
    assert facts.signed_on == date(2023, 3, 14)
    assert facts.summary.startswith("This paper asks for a grant")
    assert facts.part_2_declared is False


def test_the_officers_date_is_not_the_date_signed() -> None:
    """The chief executive's 09/03/23 stands later in every drawn form."""
    assert examined(a=a_form(signed="")).facts.signed_on is None
    assert examined(a=a_form(signed="1st April 2023")).facts.signed_on == date(
        2023, 4, 1
    )


@pytest.mark.parametrize(
    ("answer", "until", "deferred", "day"),
    [
        ("NO", "", False, None),
        ("NO", "N/A", False, None),
        ("YES", "31/03/2031", True, date(2031, 3, 31)),
        ("YES", "31st March 2031", True, date(2031, 3, 31)),
        ("YES", "1 April 2031.", True, date(2031, 4, 1)),
        ("YES", "", True, None),
        ("YES", "TBC", True, None),
        ("YES", "on contract award", True, None),
        ("YES", "March 2031", True, None),
        ("YES", "Autumn 2031", True, None),
        ("YES", "2031/32", True, None),
        ("YES", "not before 31/03/2031", True, None),
        ("YES", "31/03/2031 or 30/06/2031", True, None),
        ("YES", "31/02/2031", True, None),
        ("YES", "14/03/2023", True, None),
        ("", "", None, None),
        ("Maybe", "", None, None),
        ("NO", "31/03/2031", None, None),
        ("NO / YES", "", None, None),
        ("No [ ] Yes [X]", "", True, None),
        ("Yes [ ] No [X]", "", False, None),
        ("NO, not before the contract is awarded", "", None, None),
        ("No - until 31 March 2031", "", None, None),
        ("YES", "12/13/2030", True, None),
        ("YES/NO", "", None, None),
    ],
)
def test_deferral_is_never_guessed_towards_release(
    answer: str, until: str, deferred: bool | None, day: date | None
) -> None:
    deferral = examined(a=a_form(deferred=answer, until=until)).deferral
    assert deferral.deferred is deferred
    assert deferral.until == day
    assert deferral.needs_officer == (deferred is None or (deferred and day is None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("02/11/17", [date(2017, 11, 2)]),
        ("7th September 2017", [date(2017, 9, 7)]),
        ("04 September 2015", [date(2015, 9, 4)]),
        ("24th May", []),
        ("Autumn 2018", []),
        ("2023/24", []),
        ("31/02/2024", []),
    ],
)
def test_dates_are_whole_and_day_first(text: str, expected: list[date]) -> None:
    assert [found.day for found in dates_in(text)] == expected


def test_a_part_2_that_was_not_declared_is_a_problem() -> None:
    found = examined(a=a_form(part_2="NO"), b=part_2("PCD 9100", "Words."))
    assert "part-2-not-declared" in {problem.code for problem in found.problems}


def test_a_part_2_that_was_not_received_is_a_problem() -> None:
    found = examined(a=a_form(part_2="YES"))
    assert "part-2-not-received" in {problem.code for problem in found.problems}


@pytest.mark.parametrize(
    ("pdf", "code"),
    [
        (b"", "empty"),
        (b"hello", "not-a-pdf"),
        (b"%PDF-1.7\n", "damaged"),
        (next(iter(locked().values())), "encrypted"),
        (next(iter(broken().values())), "damaged"),
    ],
)
def test_what_cannot_be_treated_is_refused_with_advice(pdf: bytes, code: str) -> None:
    with pytest.raises(RefusedFile, match=r"expected .* found") as refused:
        read_file("a.pdf", pdf)
    assert refused.value.code == code
    assert CANARY not in str(refused.value)


def test_no_with_a_reason_is_asked_about() -> None:
    found = examined(a=a_form(deferred="NO", reason="Court case"))
    assert found.deferral.deferred is None
    assert "deferral-contradicts" in {problem.code for problem in found.problems}


def test_what_follows_a_doubtful_page_is_doubtful_too() -> None:
    lines = (["Part 2", "What it costs"], ["goes on"])
    found = examined(a=joined(a_form(), *map(note_page, lines)))
    assert [part.part for part in found.parts] == [Part.ONE, Part.ONE, None, None]


def test_a_heading_on_two_lines_begins_part_2() -> None:
    lines = (["PART 2", "CONFIDENTIAL FACTS AND ADVICE"], ["goes on"])
    found = examined(a=joined(a_form(), *map(note_page, lines)))
    assert [p.part for p in found.parts] == [Part.ONE, Part.ONE, Part.TWO, Part.TWO]


def test_a_heading_in_the_middle_parts_the_page_above_it() -> None:
    """The ninth line stands at y 628.8 and the heading, 14.4 points on, at 614.4."""
    lines = [*(f"Line {n}." for n in range(9)), "PART 2 – CONFIDENTIAL FACTS", CANARY]
    found = examined(a=joined(a_form(), note_page(lines), note_page(["goes on"])))
    assert [p.part for p in found.parts][2:] == [Part.MIXED, Part.TWO]
    boundary = found.parts[2].boundary_y
    assert boundary is not None
    (page,) = read_pages(note_page(lines))
    assert page.above(boundary).text.split() == "\n".join(lines[:9]).split()
    assert page.below(boundary).text.split() == "\n".join(lines[9:]).split()
    assert "part-2-mid-page" in {problem.code for problem in found.problems}


def test_a_page_of_drawings_is_not_an_empty_page() -> None:
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.line(72, 700, 300, 720)
    canvas.showPage()
    canvas.save()
    found = examined(a=joined(a_form(), out.getvalue()))
    assert found.parts[2].part is None


@pytest.mark.parametrize(
    ("name", "first", "expected"),
    [
        ("PCD 9003 part 2.pdf", "PCD 9003: exempt information", "PCD 9003"),
        ("scan.pdf", "Reference: PCD 9003", "PCD 9003"),
        ("PCD 9003 part 2.pdf", "Further to PCD 9001, the price is kept.", "PCD 9003"),
        ("PCD 9003 part 2.pdf", "PCD 9001: exempt information", None),
        ("scan.pdf", "Further to PCD 9001, the price is kept.", None),
    ],
)
def test_a_part_2_joins_only_the_decision_it_names(
    name: str, first: str, expected: str | None
) -> None:
    pdf = note_page(["PART 2 – CONFIDENTIAL FACTS AND ADVICE", first])
    assert read_file(name, pdf).reference == expected


def test_only_the_forms_that_the_body_uses_are_known() -> None:
    file = read_file("a.pdf", a_form(), {"part-2-form"})
    assert file.form is None
    assert {p.part for p in split_files([file], TODAY).parts} == {None}


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(pages=1), "too-many-pages"),
        (Limits(objects=3), "too-many-objects"),
        (Limits(mebibytes=0), "too-large"),
    ],
)
def test_a_file_beyond_the_bodys_limits_is_refused(limits: Limits, code: str) -> None:
    with pytest.raises(RefusedFile, match=r"expected at most|expected 1 to") as refused:
        read_file("a.pdf", a_form(), frozenset(), limits)
    assert refused.value.code == code
