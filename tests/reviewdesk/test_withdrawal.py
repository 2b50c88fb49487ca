"""After a withdrawal: what is still public is found, wherever it is."""

import re
from datetime import datetime, timedelta

import pytest

from casework.gone import checks
from casework.publishing import bring_up_to_date
from casework.release import release
from casework.withdrawal import withdraw
from decisions.decision import DecisionId, State
from decisions.errors import SiteNotAsPlanned
from fixtures import recipes
from fixtures.browsing import PASSWORD
from fixtures.desk import at_desk, post
from fixtures.nights import LONDON
from fixtures.officers import BOB, approve, review, take_in
from flows.clock import OfficeClock
from publish.manifest import Key
from reviewdesk.app import create_app

ID = DecisionId("pcd-9001")


@pytest.fixture
def public(office):
    """A decision on the site."""
    take_in(office, recipes.plain())
    review(office, ID)
    approve(office, ID)
    release(ID, office=office)
    bring_up_to_date(office)
    office.officers.add("bob", "Bob", PASSWORD)
    return at_desk(create_app(office, secure_cookies=False), "bob")


def test_the_page_that_is_shown_before_is_the_one_that_is_published(office) -> None:
    office.officers.add("bob", "Bob", PASSWORD)
    bob = at_desk(create_app(office, secure_cookies=False), "bob")
    take_in(office, recipes.plain())
    review(office, ID)
    assert bob.get(f"/decisions/{ID}/public.html").status_code == 404
    approve(office, ID)
    shown = bob.get(f"/decisions/{ID}/public.html").content
    assert b'href="/static/site/site.css"' in shown
    release(ID, office=office)
    bring_up_to_date(office)
    published, _ = office.bucket.get(Key("decisions/pcd-9001/index.html"))
    [style] = re.findall(rb'href="(/static/site-[0-9a-f]+\.css)"', published)
    published = published.replace(style, b"/static/site/site.css")
    # The picture of its first page is another file: the desk has the page itself.
    picture = re.compile(rb'<a class="po-thumbnail".*?</a>\n', re.DOTALL)
    assert picture.search(published)
    assert shown == picture.sub(b"", published)


def test_publish_now_asks_every_gate_and_names_the_officer(office) -> None:
    office.officers.add("bob", "Bob", PASSWORD)
    bob = at_desk(create_app(office, secure_cookies=False), "bob")
    take_in(office, recipes.plain() | recipes.deferred_to_a_date())
    later = DecisionId("pcd-9004")
    for each in (ID, later):
        review(office, each)
        assert (
            post(bob, f"/decisions/{each}/publish", password=PASSWORD).status_code
            == 409
        )
        approve(office, each)
    unsure = post(bob, f"/decisions/{ID}/publish", password="not it")
    assert unsure.status_code == 403
    early = post(bob, f"/decisions/{later}/publish", password=PASSWORD)
    assert early.status_code == 409
    assert "deferred until" in early.text
    assert "Publish it now" not in bob.get(f"/decisions/{later}").text
    assert "Publish it now" in bob.get(f"/decisions/{ID}").text
    assert post(bob, f"/decisions/{ID}/publish", password=PASSWORD).status_code == 303
    decision = office.store.load(ID)
    assert decision.state is State.PUBLISHED
    assert decision.history[-1].by == BOB
    assert office.bucket.get(Key("decisions/pcd-9001/index.html"))
    assert office.bucket.get(Key("decisions/pcd-9004/index.html")) is None


def test_publish_now_asks_another_clock_what_day_it_is(office) -> None:
    """A machine that believes it to be tomorrow ends no deferral today."""

    class Fast(OfficeClock):
        def now(self) -> datetime:
            return super().now() + timedelta(days=1)

    office.officers.add("bob", "Bob", PASSWORD)
    take_in(office, recipes.plain())
    review(office, ID)
    approve(office, ID)
    for clock, status in ((Fast(LONDON), 409), (OfficeClock(LONDON), 303)):
        office.clock = clock
        bob = at_desk(create_app(office, secure_cookies=False), "bob")
        told = post(bob, f"/decisions/{ID}/publish", password=PASSWORD)
        assert told.status_code == status
        if status == 409:
            assert "clocks of this machine and of the S3 server" in told.text
            assert office.store.load(ID).state is State.APPROVED
    assert office.store.load(ID).state is State.PUBLISHED


def put_over(office, key: str, body: bytes) -> None:
    """As somebody who does not ask what is there."""
    office.bucket._client.put_object(Bucket=office.bucket._name, Key=key, Body=body)


def unmet(office) -> list[str]:
    found = checks(office.store.load(ID), office)
    return [check.told for check in found if not check.is_met]


def test_it_is_withdrawn_and_seen_to_be_gone(office, public) -> None:
    assert unmet(office) == ["It is recorded as withdrawn"]
    done = post(public, f"/decisions/{ID}/withdraw", reason="x", password=PASSWORD)
    assert done.headers["location"] == f"/decisions/{ID}/withdrawal"
    page = public.get(f"/decisions/{ID}/withdrawal").text
    assert "It is gone" in page
    assert page.count(">yes</strong>") == 7
    assert unmet(office) == []


def test_before_the_site_follows_it_is_not_called_gone(office, public) -> None:
    withdraw(ID, "x", by=BOB, office=office)
    left = unmet(office)
    assert "Its file and its data are off the site" in left
    assert "No list, feed, search or data file names it" in left
    page = public.get(f"/decisions/{ID}/withdrawal").text
    assert "It is gone" not in page
    post(public, f"/decisions/{ID}/refresh")
    assert "It is gone" in public.get(f"/decisions/{ID}/withdrawal").text


LEFT = (
    ("decisions/pcd-9001/copy.pdf", b"x", "Its file and its data"),
    ("decisions/pcd-9001/index.html", b"x", "At its address stands"),
    ("old.html", b'<a href="/decisions/pcd-9001/">', "No list, feed"),
    ("feed.atom", b"decisions/pcd-9001/ decisions/pcd-9001/", "No list, feed"),
)


def test_whatever_is_left_is_told(office, public) -> None:
    withdraw(ID, "x", by=BOB, office=office)
    bring_up_to_date(office)
    for key, body, told in LEFT:
        assert unmet(office) == []
        put_over(office, key, body)
        assert [check[: len(told)] for check in unmet(office)] == [told]
        bring_up_to_date(office, look=True)


def test_earlier_versions_are_told(versioned, public) -> None:
    for key in ("decisions/pcd-9001/index.html", "index.html"):
        found = versioned.bucket.get(Key(key))
        put_over(versioned, key, found[0] + b" ")
    withdraw(ID, "x", by=BOB, office=versioned)
    assert "No earlier version of its pages is kept" in unmet(versioned)
    assert "No earlier version of a list is kept" in unmet(versioned)
    bring_up_to_date(versioned)
    assert unmet(versioned) == []


def test_a_site_that_cannot_be_changed_is_told(office, public, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise SiteNotAsPlanned("public site: 3 objects are missing")

    monkeypatch.setattr("casework.publishing.bring_up_to_date", refuse)
    post(public, f"/decisions/{ID}/withdraw", reason="x", password=PASSWORD)
    page = public.get(f"/decisions/{ID}/withdrawal").text
    assert "could not be changed" in page
    assert "3 objects are missing" in page
    assert office.store.load(ID).release is None, "the record leads"
