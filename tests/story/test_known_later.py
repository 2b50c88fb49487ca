"""What officers set right after the machine was wrong, and what comes to light then."""

from dataclasses import replace

import pytest

from casework import adding, correcting, reviewing, sealing
from casework.records import schedule
from casework.release import release
from casework.screening import read_all
from decisions.decision import DecisionId, State
from decisions.flags import Place, Verdict
from decisions.parts import Part
from decisions.text import Box
from fixtures import recipes
from fixtures.officers import ANN, BOB, approve, review, take_in
from fixtures.paper import CANARY, bold, drawn, joined, para
from fixtures.recipes import Form, part_2, request
from fixtures.scans import scanned

BOILERS = DecisionId("pcd-9300")
FORM = Form(
    reference="PCD 9300",
    title="Boilers",
    summary="New boilers.",
    body=("The price of £61,250 was agreed.",),
)
SECRET = f"The price is £61,250, from {CANARY}."


@pytest.fixture
def public(office) -> DecisionId:
    """Published, with the price in it, since no Part 2 was known."""
    take_in(office, {"form.pdf": request(FORM)})
    review(office, BOILERS)
    approve(office, BOILERS)
    release(BOILERS, office=office)
    assert office.store.load(BOILERS).state is State.PUBLISHED
    office.clock.on(hours=1)
    return BOILERS


def let_out(office, price: Verdict) -> None:
    """Publish it, the price ruled on so and all else released."""
    decision = reviewing.open_review(BOILERS, by=ANN, office=office)
    for flag in decision.flags_to_rule():
        verdict = price if "61,250" in flag.text else Verdict.RELEASE
        reviewing.rule(
            BOILERS, [flag.id], verdict, by=ANN, office=office, reason="told"
        )
    for problem in decision.open_problems():
        which = correcting.problem_seen(problem)
        correcting.settle(BOILERS, which, "looked", by=ANN, office=office)
    approve(office, BOILERS)
    release(BOILERS, office=office)


def a_paper(*lines: str) -> bytes:
    return drawn([bold("Business case for PCD 9300"), *map(para, lines)], "paper")


def test_a_paper_that_an_officer_finds_to_be_part_2_takes_back_its_echoes(
    office, public
) -> None:
    take_in(office, {"PCD 9300 business case.pdf": a_paper(SECRET)})
    decision = reviewing.open_review(public, by=ANN, office=office)
    assert decision.release is not None, "nothing says yet that it is confidential"
    paper = next(d for d in decision.documents if "case" in d.name)
    pages = [p.page for p in decision.parts if p.file == paper.sha256]
    after = correcting.set_part(
        public, paper.sha256, pages, Part.TWO, by=ANN, office=office
    )
    assert after.release is None
    assert after.tombstone is not None
    assert after.state is State.IN_REVIEW
    assert CANARY not in after.history[-1].note


def test_a_page_that_becomes_public_again_withdraws_nothing(office, public) -> None:
    """An echo on a page that was not public says nothing of what is."""
    hidden = part_2("PCD 9300", "The sum of £77,310 is agreed.")
    take_in(
        office, {"two.pdf": hidden, "PCD 9300 x.pdf": a_paper("The sum is £77,310.")}
    )
    decision = reviewing.open_review(public, by=ANN, office=office)
    assert decision.release is not None, "the paper was not public"
    paper = next(d for d in decision.documents if d.name == "PCD 9300 x.pdf")
    for part in (Part.TWO, Part.ONE):
        decision = correcting.set_part(
            public, paper.sha256, [1], part, by=ANN, office=office
        )
        assert decision.release is not None
    echoes = [f for f in decision.flags if f.is_echo and f.file == paper.sha256]
    assert echoes


def test_what_is_ruled_on_anew_is_an_echo_of_a_later_part_2_all_the_same(
    office, public
) -> None:
    take_in(office, {"PCD 9300 x.pdf": a_paper("The vans are new.")})
    decision = reviewing.open_review(public, by=ANN, office=office)
    price = next(f for f in decision.flags_to_rule() if "61,250" in f.text)
    reviewing.rule(
        public, [price.id], Verdict.WITHHOLD, by=ANN, office=office, section="s43(2)"
    )
    take_in(office, {"two.pdf": part_2("PCD 9300", SECRET)})
    assert office.store.load(public).release is None, "the price was public"


def test_a_public_page_that_is_part_2_after_all_is_taken_back(office, public) -> None:
    take_in(office, {"PCD 9300 x.pdf": a_paper("The vans are new.")})
    decision = reviewing.open_review(public, by=ANN, office=office)
    form = decision.documents[0]
    after = correcting.set_part(
        public, form.sha256, [1], Part.TWO, by=ANN, office=office
    )
    assert after.release is None
    assert after.tombstone is not None


def test_what_was_blacked_out_already_says_nothing_of_a_later_part_2(office) -> None:
    take_in(office, {"form.pdf": request(FORM)})
    let_out(office, Verdict.WITHHOLD)
    office.clock.on(hours=1)
    take_in(office, {"two.pdf": part_2("PCD 9300", SECRET)})
    after = office.store.load(BOILERS)
    assert any(flag.is_echo for flag in after.flags)
    assert after.release is not None


def test_an_echo_in_a_title_that_is_not_public_yet_withdraws_nothing(
    office, public
) -> None:
    take_in(office, {"PCD 9300 x.pdf": a_paper("The vans are new.")})
    decision = reviewing.open_review(public, by=ANN, office=office)
    facts = replace(decision.facts, title="Boilers for £88,440")
    correcting.correct_facts(public, facts, by=ANN, office=office)
    take_in(office, {"two.pdf": part_2("PCD 9300", "It costs £88,440.")})
    after = office.store.load(public)
    assert any(f.is_echo and f.place is Place.TITLE for f in after.flags)
    assert after.release is not None


def test_a_mark_on_a_page_that_is_not_public_governs_no_proof(office) -> None:
    take_in(office, recipes.plain())
    decision_id = DecisionId("pcd-9001")
    decision = reviewing.open_review(decision_id, by=ANN, office=office)
    (document,) = decision.documents
    adding.add_by_text(decision_id, "Head of Unit", "s38(1)", by=ANN, office=office)
    after = correcting.set_part(
        decision_id, document.sha256, [2], Part.TWO, by=ANN, office=office
    )
    assert any(f.text == "Head of Unit" and f.page == 2 for f in after.flags)
    assert "Head of Unit" not in sealing._terms(after, read_all(after, office))


def test_an_echo_that_was_known_when_it_was_released_stays_public(office) -> None:
    hidden = part_2("PCD 9300", SECRET)
    take_in(office, {"form.pdf": request(FORM), "two.pdf": hidden})
    let_out(office, Verdict.RELEASE)
    take_in(office, {"PCD 9300 x.pdf": a_paper("The vans are new.")})
    after = office.store.load(BOILERS)
    assert any(flag.is_echo for flag in after.flags)
    assert after.release is not None


def test_marks_of_an_officer_outlive_a_page_that_was_part_2_for_a_while(office) -> None:
    take_in(office, recipes.plain())
    decision_id = DecisionId("pcd-9001")
    decision = reviewing.open_review(decision_id, by=ANN, office=office)
    (document,) = decision.documents
    box = Box(page=2, x0=100, y0=100, x1=200, y1=150)
    adding.add_region(
        decision_id, document.sha256, box, "s40(2)", by=ANN, office=office
    )
    marked = adding.add_by_text(
        decision_id, "Head of Unit", "s38(1)", by=ANN, office=office
    )
    by_hand = {f.id for f in marked.flags if f.sources == (ANN,) and f.page == 2}
    assert len(by_hand) >= 2
    away = correcting.set_part(
        decision_id, document.sha256, [2], Part.TWO, by=BOB, office=office
    )
    assert not any(line.page == 2 for line in schedule(away)), "it is not public"
    again = correcting.set_part(
        decision_id, document.sha256, [2], Part.ONE, by=BOB, office=office
    )
    kept = {f.id for f in again.flags if f.is_withheld and f.sources == (ANN,)}
    assert by_hand <= kept


def test_a_scan_behind_part_2_is_to_be_looked_at_once_it_is_public(office) -> None:
    letter = scanned(["A letter to the unit", "about the boilers"])
    file = joined(
        request(FORM),
        drawn([bold("PART 2 – CONFIDENTIAL FACTS AND ADVICE"), para("None.")], "x"),
        letter,
    )
    take_in(office, {"form.pdf": file})
    decision = reviewing.open_review(BOILERS, by=ANN, office=office)
    last = decision.parts[-1]
    assert last.part is Part.TWO
    for _ in range(2):
        after = correcting.set_part(
            BOILERS, last.file, [last.page], Part.ONE, by=ANN, office=office
        )
        codes = [p.code for p in after.open_problems() if p.page == last.page]
        assert codes.count("scan") == 1
    take_in(office, {"PCD 9300 x.pdf": a_paper("The vans are new.")})
    left = office.store.load(BOILERS).open_problems()
    assert [p.code for p in left if p.page == last.page].count("scan") == 1


def test_title_and_summary_are_screened_where_no_form_is_known(office) -> None:
    take_in(office, {"PCD 9300.pdf": drawn([bold("A note"), para("Words.")], "x")})
    (decision_id,) = office.store.in_states((State.FLAGGED,))
    decision = reviewing.open_review(decision_id, by=ANN, office=office)
    facts = replace(
        decision.facts,
        reference="PCD 9300",
        title="Settlement with Larkmere Systems Ltd for £61,250",
    )
    after = correcting.correct_facts(decision_id, facts, by=ANN, office=office)
    found = {f.text for f in after.flags if f.place is Place.TITLE}
    assert any("61,250" in text for text in found)


def test_another_form_asks_about_what_an_officer_wrote(office) -> None:
    take_in(office, {"form.pdf": request(FORM)})
    decision = reviewing.open_review(BOILERS, by=ANN, office=office)
    facts = replace(decision.facts, title="Boilers of the north")
    correcting.correct_facts(BOILERS, facts, by=ANN, office=office)
    take_in(office, {"PCD 9300 x.pdf": a_paper("The vans are new.")})
    codes = {p.code for p in office.store.load(BOILERS).open_problems()}
    assert "facts-differ" not in codes, "the form is the same"
    other = replace(FORM, title="Boilers of the south")
    take_in(office, {"new.pdf": request(other)})
    codes = {p.code for p in office.store.load(BOILERS).open_problems()}
    assert "facts-differ" in codes
    take_in(office, {"PCD 9300 x.pdf": a_paper("More of the vans.")})
    codes = [p.code for p in office.store.load(BOILERS).open_problems()]
    assert codes.count("facts-differ") == 1, "it is still to be settled"
