"""What the desk tells when something was not done, or is not all that there is."""

from dataclasses import replace

import pytest

from casework import approving, intake, reviewing
from casework.publishing import bring_up_to_date
from casework.release import release
from casework.seen import rulings_seen
from casework.withdrawal import withdraw
from decisions.decision import DecisionId, State
from decisions.deferral import Deferral
from decisions.errors import SiteNotAsPlanned, StaysWithdrawn
from decisions.flags import Verdict
from fixtures import recipes
from fixtures.browsing import PASSWORD
from fixtures.desk import at_desk, post
from fixtures.officers import ANN, BOB, SAM, approve, review, take_in
from fixtures.released import publish
from fixtures.released import release as released
from reviewdesk.app import create_app
from strongroom.queues import PAGE
from strongroom.sessions import SESSION_MAX

ID = DecisionId("pcd-9001")


@pytest.fixture
def desk(office):
    for name in ("ann", "bob"):
        office.officers.add(name, name.title(), PASSWORD)
    take_in(office, recipes.plain())
    return create_app(office, secure_cookies=False)


def make_public(office) -> None:
    review(office, ID)
    approve(office, ID)
    release(ID, office=office)
    bring_up_to_date(office)


def test_a_later_withdrawal_is_not_called_gone_for_an_earlier_ones_sake(
    office, desk
) -> None:
    bob = at_desk(desk, "bob")
    make_public(office)
    post(bob, f"/decisions/{ID}/withdraw", reason="x", password=PASSWORD)
    assert "It is gone" in bob.get(f"/decisions/{ID}/withdrawal").text
    approving.reopen(ID, "a new version", by=BOB, office=office)
    office.clock.on(days=1)
    make_public(office)
    withdraw(ID, "again", by=BOB, office=office)
    bob = at_desk(desk, "bob")
    page = bob.get(f"/decisions/{ID}/withdrawal").text
    assert "It is gone" not in page
    assert "was not looked at here yet" in page


def test_a_site_that_did_not_follow_is_told_with_the_decision(
    office, desk, monkeypatch
) -> None:
    bob = at_desk(desk, "bob")
    review(office, ID)
    approve(office, ID)

    def refuse(*_: object) -> None:
        raise SiteNotAsPlanned("public site: 3 objects are missing")

    monkeypatch.setattr("casework.publishing.bring_up_to_date", refuse)
    post(bob, f"/decisions/{ID}/publish", password=PASSWORD)
    page = bob.get(f"/decisions/{ID}").text
    assert "The public site could not be changed" in page
    assert "3 objects are missing" in page


def test_another_ones_trouble_is_no_failure_of_this_withdrawal(
    office, desk, monkeypatch
) -> None:
    bob = at_desk(desk, "bob")
    make_public(office)

    def refuse(*_: object) -> None:
        bring_up_to_date(office)
        raise StaysWithdrawn("public site: 1 decisions were withdrawn from it")

    monkeypatch.setattr("casework.publishing.bring_up_to_date", refuse)
    post(bob, f"/decisions/{ID}/withdraw", reason="x", password=PASSWORD)
    assert "It is gone" in bob.get(f"/decisions/{ID}/withdrawal").text


def test_what_was_written_into_a_refused_form_is_given_back(office, desk) -> None:
    ann, bob = at_desk(desk, "ann"), at_desk(desk, "bob")
    post(ann, f"/decisions/{ID}/open")
    post(bob, f"/decisions/{ID}/claim", over="yes")
    long = "A summary with <b>words</b> that took an hour to write."
    refused = post(ann, f"/decisions/{ID}/facts", summary=long, password="secret one")
    assert refused.status_code >= 400
    assert "A summary with &lt;b&gt;words" in refused.text
    assert "secret one" not in refused.text
    from_elsewhere = ann.post(f"/decisions/{ID}/facts", data={"summary": long})
    assert "took an hour" not in from_elsewhere.text


def test_more_than_a_thousand_choices_are_a_form(office, desk) -> None:
    ann = at_desk(desk, "ann")
    post(ann, f"/decisions/{ID}/open")
    first = office.store.load(ID).flags_to_rule()[0].id
    done = post(ann, f"/decisions/{ID}/rule", flag=[first] * 1_500, verdict="withhold")
    assert done.status_code == 303


def test_a_reason_that_was_written_meanwhile_is_not_written_over(office, desk) -> None:
    reviewing.open_review(ID, by=ANN, office=office)
    flag = office.store.load(ID).flags_to_rule()[0]
    told = {"by": ANN, "office": office, "section": "s43(2)"}
    reviewing.rule(ID, [flag.id], Verdict.WITHHOLD, **told)
    seen = rulings_seen([f for f in office.store.load(ID).flags if f.id == flag.id])
    reviewing.rule(ID, [flag.id], Verdict.WITHHOLD, **told, interest="A long test.")
    now = rulings_seen([f for f in office.store.load(ID).flags if f.id == flag.id])
    assert now != seen


def test_the_first_page_lists_what_can_still_be_done_something_about(
    office, desk
) -> None:
    for number in range(55):
        intake.submit(f"bad {number:02}.pdf", b"%d" % number, by=SAM, office=office)
        office.clock.on(seconds=1)
    page = at_desk(desk, "ann").get("/").text
    assert "Files set aside (55)" in page
    assert "These are the newest 50." in page
    assert "bad 54.pdf" in page
    assert "bad 00.pdf" not in page


def test_all_that_wait_for_something_are_counted(office, desk) -> None:
    for number in range(1, PAGE + 4):
        of = publish(office.store, released(office.files, number))
        made = office.store.load(of)
        deferral = Deferral(deferred=True, until=None, reason="a trial")
        office.store.save(
            replace(made, state=State.HELD, release=None, deferral=deferral)
        )
    page = at_desk(desk, "ann").get("/deferrals").text
    assert f"Until something happens ({PAGE + 3})" in page
    assert 'href="/queues/held">all that are held' in page


def test_a_session_says_how_long_it_can_last(office, desk) -> None:
    ann = at_desk(desk, "ann")
    whole = int(SESSION_MAX.total_seconds())
    assert f'id="end" role="alert" data-seconds="{whole}"' in ann.get("/").text
    office.clock.on(minutes=20)
    assert f'data-seconds="{whole - 1200}"' in ann.get("/").text
