"""What a page says of other decisions, and what stands while pages are put anew."""

from dataclasses import replace

import pytest

from casework.gone import checks
from casework.publishing import bring_up_to_date
from casework.surveying import kept_manifest
from casework.withdrawal import withdraw
from decisions.decision import DecisionId
from decisions.errors import CorruptRecord, TooManyDeletions
from fixtures.officers import BOB
from fixtures.released import CANARY, publish, release
from publish.manifest import Key
from publish.site import NAMELESS

ID = DecisionId("pcd-1")


def page_of(number: int) -> Key:
    return Key(f"decisions/pcd-{number}/index.html")


def texts(office) -> bytes:
    return b"".join(office.bucket.get(key)[0] for key, _ in office.bucket.listing())


@pytest.fixture
def linked(office):
    """The second names the first, and the first names the third."""
    publish(office.store, release(office.files, 1, CANARY, mentions=("pcd-3",)))
    publish(office.store, release(office.files, 2, mentions=("pcd-1",)))
    publish(office.store, release(office.files, 3))
    publish(office.store, release(office.files, 4))
    bring_up_to_date(office)
    for number in (2, 3):
        assert CANARY.encode() in office.bucket.get(page_of(number))[0]
    return office


def test_a_withdrawn_title_goes_from_other_pages(linked) -> None:
    before = linked.bucket.get(page_of(4))[1]["ETag"]
    withdraw(ID, "a witness", by=BOB, office=linked)
    waiting = linked.store.load(ID)
    told = {check.told: check.is_met for check in checks(waiting, linked)}
    assert not told["Its title stands on no other decision's page"]
    bring_up_to_date(linked)
    assert CANARY.encode() not in texts(linked)
    for number in (2, 3):
        assert b"Radios of area" in linked.bucket.get(page_of(number))[0]
    assert linked.bucket.get(page_of(4))[1]["ETag"] == before
    assert all(check.is_met for check in checks(linked.store.load(ID), linked))


@pytest.mark.parametrize("fault", ["deletions", "record"])
def test_it_goes_though_the_run_is_refused(linked, fault) -> None:
    withdraw(ID, "a witness", by=BOB, office=linked)
    if fault == "deletions":
        made = linked.store.load(DecisionId("pcd-4"))
        linked.store.save(replace(made, release=None))
        linked.website = replace(linked.website, deletions_max=0)
    else:
        with linked.store._engine.begin() as connection:
            connection.exec_driver_sql(
                "UPDATE public SET record = '{}' WHERE decision_id = 'pcd-4'"
            )
    with pytest.raises((TooManyDeletions, CorruptRecord)):
        bring_up_to_date(linked)
    assert CANARY.encode() not in texts(linked)
    there = {key for key, _ in linked.bucket.listing()}
    assert page_of(4) in there
    named = kept_manifest(linked)[0]
    for name in NAMELESS:
        assert set(named.get(name).objects) <= there, "it names no decision"


def test_the_old_style_stays_until_no_page_asks_for_it(office, monkeypatch) -> None:
    publish(office.store, release(office.files, 1))
    bring_up_to_date(office)
    (old,) = (k for k, _ in office.bucket.listing("static/body-"))
    new_body = replace(office.website.body, colour="#aa0000")
    office = replace(office, website=replace(office.website, body=new_body))
    real, seen = office.bucket.put, []

    def put(key, body, replaces):
        if key.endswith(".html"):
            seen.append((key, office.bucket.get(old) is not None))
        return real(key, body, replaces)

    monkeypatch.setattr(office.bucket, "put", put)
    bring_up_to_date(office)
    assert len(seen) > 10
    assert all(is_there for _, is_there in seen)
    assert office.bucket.get(old) is None, "and then it goes"
