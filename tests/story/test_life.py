"""A decision from submission to withdrawal, and the canary nowhere public."""

import gzip
from dataclasses import replace

import pytest

from casework import adding, approving, correcting, deferring, reviewing
from casework.audit import contradictions
from casework.finding import bring_search_up_to_date
from casework.intake import submit
from casework.publishing import bring_up_to_date
from casework.release import due, hold, release, to_hold
from casework.screening import read_all
from casework.sealing import public_summary, public_title, seal
from casework.withdrawal import withdraw
from decisions.decision import ChangeKind, DecisionId, State
from decisions.errors import (
    AnotherPublisher,
    GateClosed,
    LeakFound,
    NotFound,
    Refusal,
    TooManyDeletions,
)
from decisions.flags import Verdict
from decisions.parts import Part
from decisions.text import blocks_from_json
from fixtures import recipes
from fixtures.officers import ANN, BOB, SAM, approve, review, take_in
from fixtures.paper import CANARY
from fixtures.recipes import Form, part_2, request
from fixtures.search import looks_of, places_of, seen_in
from fixtures.varied import cases
from publish.manifest import Key


def public(office) -> dict[str, bytes]:
    return {key: office.bucket.get(key)[0] for key, _ in office.bucket.listing()}


def leaks(office, *, looks: bool = False) -> list[str]:
    """Keys, headers, bytes, unpacked bytes, decoded PDF objects and pictures that hold
    the canary; with `looks` also what a reader sees of every page.
    """
    found = []
    wanted = CANARY.lower()
    for key, _ in office.bucket.listing():
        body, headers = office.bucket.get(key)
        plain = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
        told = f"{key} {headers}".lower()
        if wanted in told or wanted.encode() in body.lower() + plain.lower():
            found.append(key)
        if body.startswith(b"%PDF-"):
            found += [f"{key}: {place}" for place in places_of(CANARY, body)]
            if looks:
                found += [f"{key}: {place}" for place in looks_of(CANARY, body)]
        if body.startswith(b"\x89PNG"):
            found += [f"{key}: {place}" for place in seen_in(CANARY, body)]
    return found


def publish_all(office) -> None:
    for decision_id in to_hold(office):
        hold(decision_id, office=office)
    for decision_id in due(office):
        release(decision_id, office=office)
    bring_up_to_date(office)


def test_from_submission_to_withdrawal(office) -> None:
    for recipe in recipes.recipes():
        take_in(office, recipe.files)
    assert len(office.store.all_set_aside()) == 1
    bring_up_to_date(office)
    assert not any("pcd" in key for key in public(office)), "nothing is approved yet"

    for decision_id in office.store.in_states((State.FLAGGED,)):
        review(office, decision_id)
        if office.store.load(decision_id).facts.reference == "PCD 9007":
            document = office.store.load(decision_id).documents[0]
            correcting.set_part(
                decision_id, document.sha256, [3], Part.TWO, by=ANN, office=office
            )
        approve(office, decision_id)
    publish_all(office)

    states = {i: office.store.load(i).state for i in office.store.in_states(())}
    assert states["pcd-9004"] is states["pcd-9005"] is State.HELD
    assert list(states.values()).count(State.PUBLISHED) == 6
    assert bring_search_up_to_date(office) > 10
    assert leaks(office, looks=True) == []
    assert contradictions(office) == ()
    everything = b"".join(public(office).values())
    assert b"PCD 9001" in everything
    assert b"9004" not in everything
    assert b"Larkmere" not in everything

    office.clock.go_to(2031, 3, 31, hour=0)
    publish_all(office)
    assert office.store.load(DecisionId("pcd-9004")).state is State.PUBLISHED
    assert office.store.load(DecisionId("pcd-9005")).state is State.HELD
    assert office.bucket.get(Key("decisions/pcd-9004/index.html")) is not None

    pdf = Key("decisions/pcd-9001/pcd-9001.pdf")
    assert office.bucket.get(pdf) is not None
    withdraw(DecisionId("pcd-9001"), "wrong file", by=ANN, office=office)
    bring_up_to_date(office)
    assert office.bucket.get(pdf) is None
    stone = office.bucket.get(Key("decisions/pcd-9001/index.html"))
    assert b"withdrawn" in stone[0]
    left = b"".join(body for key, body in public(office).items() if "9001" not in key)
    assert b"youth outreach" not in left
    assert b"deleted-entry" in public(office)["feed.atom"]
    assert contradictions(office) == ()
    assert bring_up_to_date(office).is_nothing


@pytest.fixture
def echoing(office) -> DecisionId:
    take_in(office, recipes.echo())
    return DecisionId("pcd-9006")


def test_every_echo_is_flagged(office, echoing: DecisionId) -> None:
    flags = office.store.load(echoing).flags
    echoes = {(f.place.value, f.text) for f in flags if f.is_echo}
    assert {
        ("title", f"{CANARY} Systems Ltd"),
        ("summary", f"{CANARY} Systems Ltd"),
        ("summary", "£4.2m"),
        ("body", "£4,218,650"),
        ("body", "£4.2m"),
        ("metadata", f"{CANARY} Systems Ltd"),
    } <= echoes
    assert ("body", "£75,000") not in echoes


def test_an_echo_is_not_released_without_a_reason(office, echoing: DecisionId) -> None:
    decision = reviewing.open_review(echoing, by=ANN, office=office)
    echo = next(f for f in decision.flags_to_rule() if f.is_echo)
    with pytest.raises(GateClosed, match="reason"):
        reviewing.rule(echoing, [echo.id], Verdict.RELEASE, by=ANN, office=office)
    reviewing.rule(
        echoing, [echo.id], Verdict.RELEASE, by=ANN, office=office, reason="public now"
    )
    assert office.store.load(echoing).history[-1].note.endswith("public now")


def test_a_secret_left_elsewhere_stops_the_seal(office) -> None:
    """One place is withheld, another was overlooked: there is no output at all."""
    body = (f"Contact officer: Tom {CANARY}, at the desk.", f"Tom {CANARY} again.")
    form = Form(reference="PCD 9200", title="T", summary="S.", body=body)
    take_in(office, {"a.pdf": request(form)})
    decision_id = DecisionId("pcd-9200")
    decision = reviewing.open_review(decision_id, by=ANN, office=office)
    chosen = [f for f in decision.flags_to_rule() if CANARY in f.text]
    assert len(chosen) >= 2, "the same name is flagged wherever it stands"
    for flag in decision.flags_to_rule():
        reviewing.rule(decision_id, [flag.id], Verdict.WITHHOLD, by=ANN, office=office)
    before = office.store.load(decision_id)
    kept = tuple(f for f in before.flags if f.id != chosen[-1].id)
    office.store.save(replace(before, flags=kept))
    with pytest.raises(LeakFound, match=r"traces of withheld words .* page") as refused:
        seal(decision_id, office=office)
    assert CANARY not in str(refused.value)
    assert office.store.load(decision_id).proof is None
    assert office.store.load(decision_id).history[-1].step == "refuse"


def test_whichever_file_comes_first_it_is_one_decision(office) -> None:
    files = recipes.part_2_apart()
    take_in(office, dict(reversed(list(files.items()))))
    again = take_in(office, files)
    assert [s.outcome for s in again] == ["known", "known"]
    assert office.store.in_states(()) == (DecisionId("pcd-9003"),)
    decision = office.store.load(DecisionId("pcd-9003"))
    assert [d.kind.value for d in decision.documents] == ["form", "part 2"]


def test_nobody_approves_alone(office) -> None:
    take_in(office, recipes.plain(), by=BOB)
    decision_id = DecisionId("pcd-9001")
    with pytest.raises(GateClosed, match="submitted"):
        reviewing.open_review(decision_id, by=BOB, office=office)
    review(office, decision_id)
    proof = seal(decision_id, office=office)
    for officer in (ANN, BOB):
        with pytest.raises(GateClosed, match="another officer"):
            approving.approve(decision_id, proof, by=officer, office=office)
    approving.approve(decision_id, proof, by="officer:cy", office=office)


def test_an_approval_is_of_the_bytes_that_were_seen(office) -> None:
    take_in(office, recipes.plain())
    decision_id = DecisionId("pcd-9001")
    review(office, decision_id)
    seen = seal(decision_id, office=office)
    flag = office.store.load(decision_id).flags_to_rule()[0]
    reviewing.rule(decision_id, [flag.id], Verdict.WITHHOLD, by=ANN, office=office)
    with pytest.raises(GateClosed, match="look again"):
        approving.approve(decision_id, seen, by=BOB, office=office)


def test_an_approval_is_of_the_listing_that_was_seen(office) -> None:
    """The same bytes with another summary are another publication."""
    take_in(office, recipes.plain())
    decision_id = DecisionId("pcd-9001")
    review(office, decision_id)
    seen = seal(decision_id, office=office)
    facts = replace(office.store.load(decision_id).facts, decision_maker="Another")
    correcting.correct_facts(decision_id, facts, by=ANN, office=office)
    assert seal(decision_id, office=office).output == seen.output
    with pytest.raises(GateClosed, match="look again"):
        approving.approve(decision_id, seen, by=BOB, office=office)


def test_a_late_part_2_takes_back_what_it_echoes(office) -> None:
    form = Form(
        reference="PCD 9300",
        title="Boilers",
        summary="New boilers.",
        body=("The price of £61,250 was agreed.",),
    )
    take_in(office, {"form.pdf": request(form)})
    decision_id = DecisionId("pcd-9300")
    review(office, decision_id)
    approve(office, decision_id)
    publish_all(office)
    assert b"61,250" in public(office)["decisions/pcd-9300/index.html"]

    late = part_2("PCD 9300", f"The price is £61,250, from {CANARY}.")
    take_in(office, {"late.pdf": late})
    after = office.store.load(decision_id)
    assert after.release is None
    assert after.state is State.FLAGGED
    kinds = [change.kind for change in after.tombstone.changes]
    assert kinds == [ChangeKind.PUBLISHED, ChangeKind.WITHDRAWN]
    assert after.tombstone.published_on == office.clock.now().date()
    bring_up_to_date(office)
    assert not any(b"61,250" in body for body in public(office).values())
    assert leaks(office) == []


def test_a_late_part_2_without_echo_leaves_what_is_public(office) -> None:
    take_in(office, recipes.plain())
    decision_id = DecisionId("pcd-9001")
    review(office, decision_id)
    approve(office, decision_id)
    publish_all(office)
    before = public(office)
    take_in(office, {"late.pdf": part_2("PCD 9001", f"{CANARY} alone.")})
    bring_up_to_date(office)
    assert office.store.load(decision_id).state is State.FLAGGED
    assert public(office) == before
    kept = [f.ruling for f in office.store.load(decision_id).flags_to_rule()]
    assert kept
    assert None not in kept, "rulings on what has not changed are kept"


def test_what_is_held_is_nowhere(office) -> None:
    take_in(office, recipes.deferred_to_a_date())
    decision_id = DecisionId("pcd-9004")
    review(office, decision_id)
    approve(office, decision_id)
    publish_all(office)
    office.clock.go_to(2031, 3, 30, hour=23)
    publish_all(office)
    assert not any(b"9004" in body for body in public(office).values())
    assert not any("9004" in key for key in public(office))
    deferring.defer(
        decision_id, office.clock.now().date().replace(year=2032), "talks go on",
        by=ANN, office=office,
    )  # fmt: skip
    office.clock.go_to(2031, 4, 1)
    publish_all(office)
    assert office.store.load(decision_id).state is State.HELD


def test_an_empty_ledger_does_not_empty_the_site(office) -> None:
    for number in range(60):
        office.bucket._client.put_object(
            Bucket=office.bucket._name,
            Key=f"old/{number}",
            Body=b"x",
        )
    with pytest.raises(TooManyDeletions, match="60 objects"):
        bring_up_to_date(office)
    assert len(list(office.bucket.listing())) == 60


def test_refusals_never_quote(office, caplog) -> None:
    for recipe in recipes.recipes():
        take_in(office, recipe.files)
    for decision_id in office.store.in_states(()):
        decision = office.store.load(decision_id)
        told = [entry.note for entry in decision.history]
        told += [problem.message for problem in decision.problems]
        try:
            seal(decision_id, office=office)
        except Refusal as refusal:
            told.append(str(refusal))
        assert not any(CANARY.lower() in line.lower() for line in told)
    assert CANARY.lower() not in caplog.text.lower()


def test_submitting_again_while_killed_in_between_loses_nothing(office) -> None:
    files = recipes.plain()
    ((name, pdf),) = files.items()
    office.files.put(pdf)  # killed after the file was kept, before the ledger
    assert submit(name, pdf, by=SAM, office=office).outcome == "taken in"
    assert submit(name, pdf, by=SAM, office=office).outcome == "known"


def test_a_page_of_a_part_2_form_cannot_be_made_public(office) -> None:
    take_in(office, recipes.part_2_apart())
    decision_id = DecisionId("pcd-9003")
    decision = reviewing.open_review(decision_id, by=ANN, office=office)
    secret = decision.documents[1].sha256
    with pytest.raises(GateClosed, match="Part 2 form"):
        correcting.set_part(
            decision_id, secret, [1], Part.ONE, by=ANN, office=office
        )  # fmt: skip


def test_one_damaged_record_does_not_stop_the_others(office) -> None:
    from sqlalchemy import text

    for files in (recipes.plain(), recipes.part_2_apart()):
        take_in(office, files)
    for decision_id in office.store.in_states(()):
        review(office, decision_id)
        approve(office, decision_id)
    with office.store._engine.begin() as connection:
        connection.execute(text("UPDATE decisions SET record='{}' WHERE id='pcd-9001'"))
    assert due(office) == (DecisionId("pcd-9003"),)
    assert "record" in {c.code for c in contradictions(office, with_site=False)}


def a_decision_with(office, **changes: object) -> DecisionId:
    form = Form(**{"reference": "PCD 9500", "title": "T", "summary": "S.", **changes})
    take_in(office, {"form.pdf": request(form)})
    decision_id = DecisionId("pcd-9500")
    reviewing.open_review(decision_id, by=ANN, office=office)
    return decision_id


def test_words_withheld_in_the_summary_stay_withheld(office) -> None:
    """A correction of another fact screens anew; what officers added must hold."""
    decision_id = a_decision_with(
        office, summary=f"Near the {CANARY} hideout.", title="Work near a hideout"
    )
    adding.add_by_text(
        decision_id, f"{CANARY} hideout", "s38(1)", by=ANN, office=office
    )
    facts = office.store.load(decision_id).facts
    changed = replace(facts, summary="Today, near the Quillonfrith hideout.")
    correcting.correct_facts(decision_id, changed, by=ANN, office=office)
    assert CANARY not in public_summary(office.store.load(decision_id))
    assert "[s38(1)]" in public_summary(office.store.load(decision_id))


def test_overlapping_findings_in_the_title_leave_no_tail(office) -> None:
    decision_id = a_decision_with(office, title=f"Unit at {CANARY} End, Dale")
    for words in (f"{CANARY} End, Dale", CANARY, "End, Dale"):
        adding.add_by_text(decision_id, words, "s31(1)", by=ANN, office=office)
    assert public_title(office.store.load(decision_id)) == "Unit at [s31(1)]"


def test_a_title_that_still_says_it_stops_the_seal(office) -> None:
    decision_id = a_decision_with(
        office, title="Radios", body=(f"Paid to {CANARY} Ltd.",)
    )
    review(office, decision_id)
    before = office.store.load(decision_id)
    said = replace(before, facts=replace(before.facts, summary=f"For {CANARY} Ltd."))
    office.store.save(said)
    with pytest.raises(LeakFound, match="public summary"):
        seal(decision_id, office=office)


def approved(office, files: dict[str, bytes], reference: str) -> DecisionId:
    take_in(office, files)
    decision_id = office.store.of_reference(reference)
    review(office, decision_id)
    approve(office, decision_id)
    return decision_id


def test_one_officer_does_not_end_a_deferral_that_two_agreed_on(office) -> None:
    decision_id = approved(office, recipes.deferred_to_a_date(), "PCD 9004")
    publish_all(office)
    today = office.clock.now().date()
    for until, deferred, by, told in (
        (None, False, ANN, "reopen"),
        (today.replace(year=2030), True, ANN, "reopen"),
        (today, True, ANN, "future"),
        (today.replace(year=2021), True, ANN, "future"),
        (today.replace(year=2033), True, SAM, "submitted"),
    ):
        with pytest.raises(GateClosed, match=told):
            deferring.defer(
                decision_id, until, "x", by=by, office=office, deferred=deferred
            )
    assert office.store.load(decision_id).state is State.HELD


def test_a_corrected_form_asks_again_about_deferral(office) -> None:
    decision_id = a_decision_with(office, deferred="YES", until="TBC")
    deferring.defer(decision_id, None, "none", by=ANN, office=office, deferred=False)
    form = Form(
        reference="PCD 9500",
        title="T",
        summary="S.",
        deferred="YES",
        until="31/03/2031",
    )
    take_in(office, {"new.pdf": request(form)})
    after = office.store.load(decision_id)
    assert after.deferral.deferred is not False
    assert "deferral-changed" in {problem.code for problem in after.open_problems()}


def test_a_decision_that_cannot_be_drawn_keeps_no_other_one_public(office) -> None:
    decision_id = approved(office, recipes.plain(), "PCD 9001")
    publish_all(office)
    other = approved(office, recipes.part_2_apart(), "PCD 9003")
    release(other, office=office)
    blocks = office.store.load(other).release.text
    (office.files._folder / "objects" / blocks[:2] / blocks).write_bytes(b"x")
    withdraw(decision_id, "wrong", by=ANN, office=office)
    with pytest.raises(Refusal):
        bring_up_to_date(office)
    left = {key for key in public(office) if "900" in key}
    assert left <= {"decisions/pcd-9001/index.html"}, "a tombstone at the most"
    assert not any(b"youth outreach" in body for body in public(office).values())


def test_one_address_belongs_to_one_decision(office) -> None:
    approved(office, recipes.plain(), "PCD 9001")
    decision_id = a_decision_with(office)
    facts = office.store.load(decision_id).facts
    for reference in ("pcd-9001", "PCD  9001", "x" * 61):
        with pytest.raises(GateClosed):
            correcting.correct_facts(
                decision_id, replace(facts, reference=reference), by=ANN, office=office
            )


def test_an_id_taken_by_another_reference_is_not_shared(office) -> None:
    decision_id = a_decision_with(office)
    facts = replace(office.store.load(decision_id).facts, reference="PCD 9501")
    correcting.correct_facts(decision_id, facts, by=ANN, office=office)
    form = Form(reference="PCD 9500", title="Other", summary="S.")
    (done,) = take_in(office, {"real.pdf": request(form)})
    assert done.decision_id != decision_id
    assert len(office.store.load(decision_id).documents) == 1


def test_odd_characters_stop_nothing(office) -> None:
    pdf = request(Form(reference="PCD 9500", title="T", summary="S."))
    (done,) = take_in(office, {"caf\udce9.pdf": pdf})
    assert done.outcome == "taken in"
    review(office, done.decision_id)
    before = office.store.load(done.decision_id)
    odd = replace(before.facts, title="T \ufffe \x0b end")
    correcting.correct_facts(done.decision_id, odd, by=ANN, office=office)
    review(office, done.decision_id)
    approve(office, done.decision_id)
    publish_all(office)
    assert office.bucket.get(Key("decisions/pcd-9500/index.html")) is not None


def test_of_two_publishers_the_earlier_one_stops(office, monkeypatch) -> None:
    """While one uploads, the other withdraws and finishes: it stays withdrawn."""
    decision_id = approved(office, recipes.plain(), "PCD 9001")
    for i in due(office):
        release(i, office=office)
    real, seen = office.bucket.put, []

    def put(key, body, replaces):
        if len(seen) == 2:
            seen.append("other")
            withdraw(decision_id, "wrong", by=ANN, office=office)
            bring_up_to_date(office)
        seen.append(key)
        return real(key, body, replaces)

    monkeypatch.setattr(office.bucket, "put", put)
    with pytest.raises(AnotherPublisher):
        bring_up_to_date(office)
    assert "other" in seen
    assert not any(key.endswith("9001.pdf") for key in public(office))
    assert not any(b"youth outreach" in body for body in public(office).values())
    assert contradictions(office) == ()


def test_what_stands_below_the_heading_of_part_2_is_not_published(office) -> None:
    """A page of both parts goes out with its foot empty."""
    case = next(c for c in cases() if c.name == "in-the-middle-of-a-page")
    take_in(office, case.draw())
    decision_id = DecisionId("pcd-9430")
    assert [p.part for p in office.store.load(decision_id).parts] == [Part.MIXED]
    review(office, decision_id)
    approve(office, decision_id)
    publish_all(office)
    assert office.store.load(decision_id).state is State.PUBLISHED
    assert leaks(office) == []
    page = public(office)["decisions/pcd-9430/index.html"]
    assert b"Kites see far" in page
    assert b"CONFIDENTIAL FACTS AND ADVICE</" not in page.replace(
        b"NON-CONFIDENTIAL", b""
    )
    pdf = public(office)["decisions/pcd-9430/pcd-9430.pdf"]
    assert places_of("tendered", pdf) == places_of("1,284,550", pdf) == []


def test_an_officer_may_take_a_whole_mixed_page_for_part_2(office) -> None:
    case = next(c for c in cases() if c.name == "in-the-middle-of-a-page")
    take_in(office, case.draw())
    decision_id = DecisionId("pcd-9430")
    decision = reviewing.open_review(decision_id, by=ANN, office=office)
    (document,) = decision.documents
    after = correcting.set_part(
        decision_id, document.sha256, [1], Part.TWO, by=ANN, office=office
    )
    (part,) = after.parts
    assert (part.part, part.boundary_y, part.by) == (Part.TWO, None, ANN)


def test_an_officer_says_at_which_line_part_2_begins(office) -> None:
    take_in(office, recipes.plain())
    decision_id = DecisionId("pcd-9001")
    decision = reviewing.open_review(decision_id, by=ANN, office=office)
    (document,) = decision.documents
    page = read_all(decision, office)[0].pages[1]
    lines = [line.strip() for _, line in page.body()]
    at = lines.index("2. Financial Comments")
    after = correcting.set_boundary(
        decision_id, document.sha256, 2, at, by=ANN, office=office
    )
    part = next(p for p in after.parts if p.page == 2)
    assert (part.part, part.by) == (Part.MIXED, ANN)
    for flag in after.flags_to_rule():
        reviewing.rule(
            decision_id, [flag.id], Verdict.RELEASE, by=ANN, office=office, reason="x"
        )
    proof = seal(decision_id, office=office)
    told = " ".join(
        block.text for block in blocks_from_json(office.files.get(proof.text))
    )
    assert "Introduction and background" in told
    assert "Financial Comments" not in told
    assert "Head of Unit" not in told


@pytest.mark.parametrize("line", [-1, 0, 999])
def test_part_2_begins_at_a_line_that_is_there(office, line: int) -> None:
    take_in(office, recipes.plain())
    decision_id = DecisionId("pcd-9001")
    decision = reviewing.open_review(decision_id, by=ANN, office=office)
    (document,) = decision.documents
    with pytest.raises(NotFound):
        correcting.set_boundary(
            decision_id, document.sha256, 2, line, by=ANN, office=office
        )
