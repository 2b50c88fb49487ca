"""Every kind of decision that a records office receives, held to its truth."""

from datetime import date

import pytest
from rapidfuzz import fuzz

from casework.examining import public_side, read_file, split_files
from decisions.parts import Part
from fixtures.paper import CANARY
from fixtures.varied import cases
from fixtures.varied.case import NOT_ASKED, Case

TODAY = date(2026, 11, 24)
TOLD = {Part.ONE: 1, Part.TWO: 2, Part.MIXED: "mixed", None: None}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_decision_is_understood(case: Case) -> None:
    files = [read_file(name, pdf) for name, pdf in case.draw().items()]
    found = split_files(files, TODAY)
    facts, deferral = found.facts, found.deferral
    told = {
        "form": found.form,
        "reference": facts.reference or None,
        "title": facts.title or None,
        "signed_on": facts.signed_on,
        "decision_maker": facts.decision_maker,
        "deferred": deferral.deferred,
        "until": deferral.until,
        "declared": facts.part_2_declared,
    }
    wanted = {name: getattr(case, name) for name in told}
    asked = {name: value for name, value in wanted.items() if value != NOT_ASKED}
    assert {name: told[name] for name in asked} == asked
    assert tuple(TOLD[part.part] for part in found.parts) == case.parts
    codes = {problem.code for problem in found.problems}
    assert case.problems <= codes
    assert not case.untold & codes
    if case.is_accepted:
        assert codes == set()
        assert not deferral.needs_officer


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_nothing_of_part_2_is_called_part_1(case: Case) -> None:
    """The canary stands in all that is Part 2; OCR may misread it a little."""
    files = [read_file(name, pdf) for name, pdf in case.draw().items()]
    parts = {(p.file, p.page): p for p in split_files(files, TODAY).parts}
    for file in files:
        for page in file.pages:
            shown = public_side(page, parts.get((file.sha256, page.number)))
            words = shown.text.split() if shown else []
            assert all(fuzz.partial_ratio(CANARY, w) < 80 for w in words if len(w) > 7)


def test_there_are_cases_of_every_kind() -> None:
    assert len(cases()) >= 40
