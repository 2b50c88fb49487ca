"""What officers do with flags and decisions: undo, send back, choose, and collide."""

import re
from array import array
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import adding, correcting, reviewing
from casework.seen import ChangedMeanwhile, facts_seen, part_seen
from decisions.decision import DecisionId, State
from decisions.errors import GateClosed, NotFound
from decisions.flags import Verdict
from decisions.geometry import Box
from decisions.parts import Part
from decisions.text import PageText
from fixtures import recipes
from fixtures.browsing import PASSWORD
from fixtures.desk import at_desk, hidden, post
from fixtures.officers import ANN, BOB, review, take_in
from reviewdesk.app import create_app
from reviewdesk.pictures import Spot, box_of, size_of, spot_of
from strongroom.queues import Queue

ID = DecisionId("pcd-9001")


@pytest.fixture
def desk(office):
    for name in ("ann", "bob"):
        office.officers.add(name, name.title(), PASSWORD)
    take_in(office, recipes.plain())
    reviewing.open_review(ID, by=ANN, office=office)
    return create_app(office, secure_cookies=False)


def flags(office):
    return {flag.id: flag.ruling for flag in office.store.load(ID).flags}


def test_the_last_act_is_undone_whatever_it_was(office, desk) -> None:
    ann = at_desk(desk, "ann")
    before = flags(office)
    first = next(iter(before))
    post(ann, f"/decisions/{ID}/rule", flag=first, verdict="release")
    released = flags(office)
    assert released[first].verdict is Verdict.RELEASE
    post(ann, f"/decisions/{ID}/rule", flag=list(before), verdict="withhold")
    assert all(ruling.verdict is Verdict.WITHHOLD for ruling in flags(office).values())
    assert post(ann, f"/decisions/{ID}/undo-last").status_code == 303
    assert flags(office) == released, "all of the one act, and no other"
    again = post(ann, f"/decisions/{ID}/undo-last")
    assert again.status_code == 409
    assert flags(office) == released, "one step only"


def test_what_was_added_is_taken_away_again(office, desk) -> None:
    before = flags(office)
    adding.add_by_text(ID, "youth", "s43(2)", by=ANN, office=office)
    assert len(flags(office)) > len(before)
    reviewing.undo_last(ID, by=ANN, office=office)
    assert flags(office) == before


def test_only_ones_own_last_act_is_undone(office, desk) -> None:
    first = next(iter(flags(office)))
    reviewing.rule(ID, [first], Verdict.WITHHOLD, by=ANN, office=office)
    ruled = flags(office)
    with pytest.raises(GateClosed, match="another officer"):
        reviewing.undo_last(ID, by=BOB, office=office)
    reviewing.rule(ID, [first], Verdict.RELEASE, by=BOB, office=office)
    with pytest.raises(GateClosed, match="something else was done"):
        reviewing.undo_last(ID, by=ANN, office=office)
    reviewing.undo_last(ID, by=BOB, office=office)
    assert flags(office) == ruled


def test_nothing_is_undone_behind_what_was_done_since(office, desk) -> None:
    first = next(iter(flags(office)))
    reviewing.rule(ID, [first], Verdict.WITHHOLD, by=ANN, office=office)
    facts = replace(office.store.load(ID).facts, title="Another title")
    correcting.correct_facts(ID, facts, by=ANN, office=office)
    with pytest.raises(GateClosed, match="something else was done"):
        reviewing.undo_last(ID, by=ANN, office=office)
    assert flags(office)[first].verdict is Verdict.WITHHOLD


def test_what_is_sent_back_needs_a_hand_and_may_be_approved_later(office, desk) -> None:
    review(office, ID)
    bob = at_desk(desk, "bob")
    done = post(bob, f"/decisions/{ID}/send-back", comment="See the second page.")
    assert done.status_code == 303
    decision = office.store.load(ID)
    assert [p.message for p in decision.open_problems()] == [
        "Sent back by officer:bob, 2026-11-24 12:00: See the second page."
    ]
    assert office.queues.counts(office.clock.now().date())[Queue.HAND] == 1
    ann = at_desk(desk, "ann")
    page = ann.get(f"/decisions/{ID}").text
    assert "See the second page." in page
    which = hidden(page, "problem", "settle")
    settled = post(ann, f"/decisions/{ID}/settle", problem=which, reason="Seen.")
    assert settled.status_code == 303
    assert not office.store.load(ID).open_problems()
    again = post(ann, f"/decisions/{ID}/settle", problem=which, reason="Seen.")
    assert again.status_code == 404
    assert post(bob, f"/decisions/{ID}/seal").status_code == 303
    preview = bob.get(f"/decisions/{ID}/preview").text
    names = ("output", "rulings", "seen")
    shown = {name: hidden(preview, name, "approve") for name in names}
    post(bob, f"/decisions/{ID}/approve", **shown, password=PASSWORD)
    assert office.store.load(ID).state is State.APPROVED


def test_only_the_places_chosen_are_withheld(office, desk) -> None:
    ann = at_desk(desk, "ann")
    page = post(ann, f"/decisions/{ID}/find", words="the").text
    places = re.findall(r'name="place" type="checkbox" value="([0-9a-f]+)"', page)
    assert len(places) > 2
    before = set(flags(office))
    chosen = places[:2]
    post(ann, f"/decisions/{ID}/add", words="the", section="s43(2)", place=chosen)
    added = {key: ruling for key, ruling in flags(office).items() if key not in before}
    assert set(added) == set(chosen)
    assert {ruling.section for ruling in added.values()} == {"s43(2)"}
    none = post(ann, f"/decisions/{ID}/add", words="the", section="s43(2)")
    assert none.status_code == 404


def test_words_of_a_page_are_withheld_there_only(office, desk) -> None:
    ann = at_desk(desk, "ann")
    file = office.store.load(ID).documents[0].sha256
    page = ann.get(f"/decisions/{ID}/words/{file}/1").text
    options = re.findall(
        r'<option value="(\d+-\d+)" data-line="\d+"[^>]*>([^<]+) \(', page
    )
    words = [text for _, text in options]
    at = words.index("youth")
    before = set(flags(office))
    done = post(
        ann, f"/decisions/{ID}/words", page=f"{file}:1", section="s40(2)",
        first=options[at + 1][0], last=options[at][0],
    )  # fmt: skip
    assert done.status_code == 303
    new = [f for f in office.store.load(ID).flags if f.id not in before]
    assert [" ".join(f.text.split()) for f in new] == [f"youth {words[at + 1]}"]
    assert new[0].is_withheld
    assert new[0].boxes


@given(
    rotation=st.sampled_from([0, 90, 180, 270]),
    ends=st.lists(st.floats(1, 300), min_size=8, max_size=8),
)
def test_a_box_drawn_on_the_picture_is_the_box_of_the_page(rotation, ends) -> None:
    x0, y0, wide, high, left, below, width, height = ends
    page = PageText(
        number=1, text="", edges=array("f"), rotation=rotation,
        visible=Box(1, x0, y0, x0 + 300 + wide, y0 + 300 + high),
    )  # fmt: skip
    box = Box(
        1, x0 + left / 2, y0 + below / 2,
        x0 + left / 2 + width / 2, y0 + below / 2 + height / 2,
    )  # fmt: skip
    back = box_of(spot_of(box, page), page)
    assert back is not None
    for name in ("x0", "y0", "x1", "y1"):
        assert getattr(back, name) == pytest.approx(getattr(box, name), abs=1e-6)
    edge = size_of(page)
    assert box_of(Spot(edge[0] + 1, 0, 5, 5), page) is None


def test_a_stale_page_overwrites_nothing(office, desk) -> None:
    ann, bob = at_desk(desk, "ann"), at_desk(desk, "bob")
    stale = ann.get(f"/decisions/{ID}").text
    decision = office.store.load(ID)
    file = decision.documents[0].sha256
    told = {"reference": "PCD 9001", "title": "Bob's title", "decision_maker": "DMPC"}
    seen = facts_seen(decision)
    correcting.correct_facts(
        ID, office.store.load(ID).facts.__class__(**told), by=BOB, office=office,
        seen=seen,
    )  # fmt: skip
    late = post(
        ann, f"/decisions/{ID}/facts", **{**told, "title": "Ann's title"},
        seen=hidden(stale, "seen", "facts"),
    )  # fmt: skip
    assert late.status_code == 409
    assert "officer:bob changed these facts" in late.text
    assert office.store.load(ID).facts.title == "Bob's title"
    part = part_seen(decision, file, 1)
    correcting.set_part(ID, file, [1], Part.TWO, by=BOB, office=office, seen=part)
    with pytest.raises(ChangedMeanwhile, match="the part of the page"):
        correcting.set_part(ID, file, [1], Part.ONE, by=ANN, office=office, seen=part)
    assert office.store.load(ID).parts[0].part is Part.TWO
    fields = {"deferred": "yes", "until": "2027-01-05", "reason": "A tender."}
    bob.get(f"/decisions/{ID}")
    now = hidden(ann.get(f"/decisions/{ID}").text, "seen", "defer")
    assert post(ann, f"/decisions/{ID}/defer", **fields, seen=now).status_code == 303
    fields["until"] = "2027-02-05"
    late = post(ann, f"/decisions/{ID}/defer", **fields, seen=now)
    assert late.status_code == 409
    assert office.store.load(ID).deferral.until.isoformat() == "2027-01-05"


def test_where_each_fact_was_read_is_shown(office, desk) -> None:
    page = at_desk(desk, "ann").get(f"/decisions/{ID}").text
    places = {place.field: place for place in office.store.load(ID).places}
    assert {"title", "reference", "signed_on", "deferred"} <= set(places)
    assert places["title"].page == 1
    assert page.count("per cent sure of the reading") >= 4
    with pytest.raises(NotFound):
        correcting.settle(ID, "nothing", "x", by=ANN, office=office)
