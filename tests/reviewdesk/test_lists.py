"""Searching leaves no words in addresses, and claims are of one time everywhere."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from decisions.decision import DecisionId
from fixtures import recipes
from fixtures.browsing import PASSWORD
from fixtures.desk import at_desk, post
from fixtures.officers import ANN, BOB, take_in
from reviewdesk.app import create_app
from strongroom.queues import CLAIM_MAX, TERMS_MAX

ID = DecisionId("pcd-9001")


def test_a_search_is_ones_own_and_can_be_gone_back_to(office) -> None:
    for name in ("ann", "bob"):
        office.officers.add(name, name.title(), PASSWORD)
    take_in(office, recipes.plain())
    desk = create_app(office, secure_cookies=False)
    ann, bob = at_desk(desk, "ann"), at_desk(desk, "bob")
    address = post(ann, "/search", words="youth outreach").headers["location"]
    assert "youth" not in address
    for _ in range(2):
        page = ann.get(address).text
        assert f'href="/decisions/{ID}' in page
        assert 'value="youth outreach"' in page
    assert "youth" not in bob.get(address).text
    assert "No decision has" not in ann.get("/search/unknown").text


def test_of_many_words_some_are_left_out_and_that_is_told(office) -> None:
    office.officers.add("ann", "Ann", PASSWORD)
    take_in(office, recipes.plain())
    ann = at_desk(create_app(office, secure_cookies=False), "ann")
    many = " ".join("abcdefghij"[: TERMS_MAX + 1]) + " youth"
    page = ann.get(post(ann, "/search", words=many).headers["location"]).text
    assert "Not every word was looked for" in page
    few = ann.get(post(ann, "/search", words="youth").headers["location"]).text
    assert "Not every word" not in few


def test_a_claim_lasts_as_long_when_the_clocks_change(office) -> None:
    take_in(office, recipes.plain())
    zone = ZoneInfo("Europe/London")
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).astimezone(zone)
    assert before.hour == 1, "summer time"
    office.queues.claim(ID, ANN, before)
    soon = (before.astimezone(UTC) + timedelta(minutes=90)).astimezone(zone)
    mine = office.queues.claim_of(ID, soon)
    assert mine.at == before
    assert mine.at.utcoffset() == before.utcoffset()
    assert [row.id for row in office.queues.of_officer(ANN, soon)] == [ID]
    assert office.queues.claim(ID, BOB, soon).officer == ANN
    late = (before.astimezone(UTC) + CLAIM_MAX + timedelta(minutes=1)).astimezone(zone)
    assert office.queues.claim_of(ID, late) is None
    assert office.queues.of_officer(ANN, late) == []
    assert office.queues.claim(ID, BOB, late).officer == BOB
