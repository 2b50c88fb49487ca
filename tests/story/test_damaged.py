"""What is damaged mends itself or is told, and no withdrawal waits for it."""

import gzip

import pytest

from casework.finding import Kepts, bring_search_up_to_date
from casework.publishing import bring_up_to_date, differences
from casework.surveying import kept_manifest
from casework.withdrawal import withdraw
from decisions.decision import DecisionId
from decisions.errors import CorruptRecord
from fixtures.officers import BOB
from fixtures.released import CANARY, publish, release
from publish.manifest import Key

ID = DecisionId("pcd-1")
HOME = Key("decisions/pcd-1/index.html")
OTHER = Key("decisions/pcd-2/index.html")
GZIP = b"\x1f\x8b"


def published(office, *numbers: int) -> None:
    for number in numbers:
        publish(office.store, release(office.files, number, CANARY * (number == 1)))
    bring_up_to_date(office)
    bring_search_up_to_date(office)


def texts(office) -> bytes:
    """Everything that is public, unpacked."""
    bodies = [office.bucket.get(key)[0] for key, _ in office.bucket.listing()]
    return b"".join(
        gzip.decompress(body) if body.startswith(GZIP) else body for body in bodies
    )


def spoil(office, name: str, raw: bytes | None) -> None:
    """Put other bytes into a private note; None: lose it."""
    path = office.files._folder / "notes" / name
    assert path.exists()
    if raw is None:
        path.unlink()
    else:
        path.write_bytes(raw)


def halved(office, name: str) -> bytes:
    raw, _ = office.files.read_note(name)
    return raw[: len(raw) // 2]


@pytest.mark.parametrize("raw", [b"", b"\xff", None, b"half"])
def test_a_damaged_manifest_is_made_anew(office, raw) -> None:
    published(office, 1, 2)
    withdraw(ID, "it names a witness", by=BOB, office=office)
    half = halved(office, "site/manifest")
    spoil(office, "site/manifest", half if raw == b"half" else raw)
    assert CANARY.encode() in texts(office)
    assert bring_up_to_date(office).put
    assert CANARY.encode() not in texts(office)
    assert b"data-withdrawn" in office.bucket.get(HOME)[0]
    assert b"Radios of area 2" in office.bucket.get(OTHER)[0]
    assert kept_manifest(office)[0].get("decisions/pcd-1/").gone_at
    assert bring_up_to_date(office).is_nothing
    assert differences(office) == (0, 0, 0)


@pytest.mark.parametrize("raw", [b"", b"{}", b'{"shards":[]}', None, b"half"])
def test_of_a_damaged_note_of_the_search_nothing_is_left(office, raw) -> None:
    """Nobody knows which of its files have words of what was withdrawn."""
    published(office, 1, 2)
    half = halved(office, "site/search")
    spoil(office, "site/search", half if raw == b"half" else raw)
    withdraw(ID, "it names a witness", by=BOB, office=office)
    bring_up_to_date(office)
    assert CANARY.encode() not in texts(office)
    assert list(dict(office.bucket.listing("search/"))) == ["search/index.html"]
    assert bring_search_up_to_date(office) > 0
    assert set(Kepts.read(office.files).shards["all"].pages) == {"pcd-2"}
    assert bring_search_up_to_date(office) == 0


def test_a_record_that_cannot_be_read_holds_up_no_withdrawal(office) -> None:
    published(office, 1, 2, 3)
    withdraw(ID, "it names a witness", by=BOB, office=office)
    with office.store._engine.begin() as connection:
        told = "SELECT record FROM public WHERE decision_id = 'pcd-3'"
        record = connection.exec_driver_sql(told).scalar_one()
        connection.exec_driver_sql(
            "UPDATE public SET record = '{}' WHERE decision_id = 'pcd-3'"
        )
    for _ in range(2):
        with pytest.raises(CorruptRecord, match="restore it"):
            bring_up_to_date(office)
        assert CANARY.encode() not in texts(office)
        assert office.bucket.get(HOME) is None
        assert office.bucket.get(OTHER) is not None
        assert office.bucket.get(Key("decisions/pcd-3/index.html")) is not None
    with office.store._engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE public SET record = ? WHERE decision_id = 'pcd-3'", (record,)
        )
    bring_up_to_date(office)
    assert b"data-withdrawn" in office.bucket.get(HOME)[0]
    assert differences(office) == (0, 0, 0)
