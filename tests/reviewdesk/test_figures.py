"""Charts say what the ledger holds, and the table beside each says the same."""

import re
from datetime import date

from casework.precedents import learn
from casework.release import release
from decisions.decision import DecisionId
from fixtures import recipes
from fixtures.browsing import PASSWORD
from fixtures.desk import at_desk
from fixtures.officers import approve, review, take_in
from reviewdesk.app import create_app
from reviewdesk.figures import days
from tests.reviewdesk.test_acts import ID


def test_days_are_counted_from_signature_to_publication() -> None:
    waits = [
        (date(2026, 1, 1), date(2026, 3, 2)),
        (date(2026, 3, 1), date(2026, 3, 3)),
        (date(2026, 3, 1), date(2026, 3, 11)),
        (date(2026, 3, 31), date(2026, 4, 1)),
    ]
    chart = days(waits)
    assert [(bar.name, bar.value) for bar in chart.bars] == [
        ("2026-03", 10), ("2026-04", 1),
    ]  # fmt: skip
    assert [bar.share for bar in chart.bars] == [1.0, 0.1]
    assert chart.told == ("Half of all 4 took 6 days or less, nine of ten 60 or less.")
    assert days([]).bars == ()


def test_the_page_counts_what_is_there(office) -> None:
    office.officers.add("ann", "Ann", PASSWORD)
    take_in(office, recipes.plain())
    take_in(office, recipes.deferred_to_a_date())
    review(office, ID)
    approve(office, ID)
    release(ID, office=office)
    learn(office)
    ann = at_desk(create_app(office, secure_cookies=False), "ann")
    page = ann.get("/figures").text
    rows = dict(
        re.findall(r'<th scope="row"[^>]*>([^<]+)</th><td[^>]*>([^<]+)</td>', page)
    )
    decision = office.store.load(ID)
    signed = decision.facts.signed_on
    waited = (decision.release.published_on - signed).days
    assert rows["2026-11"] == f"{waited} days, 1 decision"
    assert rows["Waiting for review"] == "1"
    withheld = [f.ruling.section for f in decision.flags_to_rule() if f.is_withheld]
    for section in set(withheld):
        named = next(
            value for name, value in rows.items() if name.startswith(f"{section} ")
        )
        assert int(named) == withheld.count(section)
    assert page.count('role="img"') == page.count("as a table")


def test_the_calendar_tells_what_ends_when(office) -> None:
    office.officers.add("ann", "Ann", PASSWORD)
    take_in(office, recipes.deferred_to_a_date())
    take_in(office, recipes.deferred_to_an_event())
    for name in ("pcd-9004", "pcd-9005"):
        review(office, DecisionId(name))
        approve(office, DecisionId(name))
    from casework.release import hold, to_hold

    for each in to_hold(office):
        hold(each, office=office)
    ann = at_desk(create_app(office, secure_cookies=False), "ann")
    page = ann.get("/deferrals").text
    until = office.store.load(DecisionId("pcd-9004")).deferral.until
    assert f'<time datetime="{until.isoformat()}">' in page
    assert f"{until:%B %Y}" in page
    assert "overdue" not in page
    assert "Until something happens (1)" in page
    office.clock.go_to(until.year, until.month, until.day)
    ann = at_desk(create_app(office, secure_cookies=False), "ann")
    assert "due today" in ann.get("/deferrals").text
    assert ann.get("/deferrals?page=2").status_code == 200
