"""Rulings rank what is found later, and drop nothing."""

import json
from dataclasses import replace

from casework.precedents import (
    Precedents,
    Tally,
    gathered,
    key_of,
    known,
    learn,
    ranked,
)
from casework.reviewing import open_review, rule
from decisions.decision import State
from decisions.exemptions import Section
from decisions.fingerprints import Sha256
from decisions.flags import Category, Flag, Place, RuleId, Verdict, flag_id
from fixtures import recipes
from fixtures.officers import ANN, review, take_in

SURE = 0.6


def flag(text: str, *, category: Category = Category.MONEY, source: str = "r") -> Flag:
    file = Sha256("f")
    return Flag(
        id=flag_id(file, Place.BODY, 1, (0, len(text)), text),
        file=file,
        place=Place.BODY,
        text=text,
        category=category,
        section=Section("s43(2)"),
        confidence=SURE,
        why="Found.",
        sources=(RuleId(source),),
        page=1,
    )


def test_the_same_words_move_by_what_was_ruled() -> None:
    one = flag("£4.2m")
    often = Precedents({key_of(one): Tally(withheld=6, released=0)})
    seldom = Precedents({key_of(one): Tally(withheld=0, released=6)})
    assert ranked(one, often).confidence > SURE > ranked(one, seldom).confidence
    assert "Of 6 like it 0 were withheld before." in ranked(one, seldom).why
    assert ranked(flag("£9.9m"), often) == flag("£9.9m")


def test_a_rule_moves_its_findings_once_it_has_been_ruled_on_often() -> None:
    few = Precedents(rules={RuleId("r"): Tally(released=9)})
    many = Precedents(rules={RuleId("r"): Tally(released=90)})
    assert ranked(flag("£4.2m"), few).confidence == SURE
    assert ranked(flag("£4.2m"), many).confidence < 0.2


def test_an_echo_is_never_ranked_down() -> None:
    echo = flag("£4.2m", category=Category.ECHO)
    seldom = Precedents({key_of(echo): Tally(released=60)})
    assert ranked(echo, seldom) == echo


def test_the_table_is_written_read_and_says_no_words(office) -> None:
    assert known(office) == Precedents()
    for recipe in recipes.recipes():
        take_in(office, recipe.files)
    for decision_id in office.store.in_states((State.FLAGGED,)):
        review(office, decision_id)
    assert learn(office) > 0
    table = known(office)
    counted = gathered(office.store)
    assert (table.words, table.rules) == (counted.words, counted.rules)
    ruled = [
        flag
        for i in office.store.in_states(())
        for flag in office.store.load(i).flags_to_rule()
        if flag.ruling is not None
    ]
    assert sum(tally.ruled for tally in table.words.values()) == len(ruled)
    body = json.dumps(sorted(table.words)).casefold()
    assert not any(one.group in body for one in ruled if len(one.group) > 3)


def test_what_was_released_before_is_still_flagged(office) -> None:
    files = recipes.recipes()[0].files
    take_in(office, files)
    (first,) = office.store.in_states((State.FLAGGED,))
    open_review(first, by=ANN, office=office)
    asked = [f for f in office.store.load(first).flags_to_rule() if not f.is_echo]
    assert asked
    rule(first, [f.id for f in asked], Verdict.RELEASE, by=ANN, office=office)
    learn(office)
    before = {f.id: f for f in office.store.load(first).flags}
    from casework.screening import screened

    again = screened(office.store.load(first), office)
    assert {f.id for f in again} == set(before)
    moved = [f for f in again if f.confidence < before[f.id].confidence]
    assert {f.group for f in moved} <= {f.group for f in asked}
    assert moved
    assert all(replace(f, ruling=None).why.endswith("before.") for f in moved)
