"""A copy that is put back is the same ledger, and nothing disposed of comes back."""

import gzip
import shutil
import time
from datetime import UTC, datetime, timedelta

import pytest

from casework import disposal
from casework.audit import contradictions
from casework.publishing import bring_up_to_date
from casework.release import release
from decisions.decision import DecisionId
from decisions.errors import BadBackup, FileDamaged
from decisions.retention import REFUSED, SCHEDULE
from fixtures import recipes
from fixtures.officers import approve, review, take_in
from strongroom.backup import back_up, put_back, snapshots
from strongroom.database import connect_to, open_database
from strongroom.ledger import Ledger
from strongroom.local import LocalFiles

PLAIN = DecisionId("pcd-9001")
NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
LATER = NOW + timedelta(days=365)


@pytest.fixture
def kept(office):
    """Two decisions, one of them public, and a file that was set aside."""
    take_in(office, recipes.plain() | recipes.part_2_apart() | recipes.broken())
    review(office, PLAIN)
    approve(office, PLAIN)
    release(PLAIN, office=office)
    office.officers.add("ann", "Ann", "long enough words")
    return office


def copy_of(office, folder, now=NOW, days=35):
    return back_up(office.store._engine, office.files, folder, now=now, days=days)


def rows(store):
    ids = store.in_states(())
    return [store.load(i) for i in ids], list(store.public()), store.all_set_aside()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_copy_is_put_back_whole_into_any_database(kept, tmp_path, kind, request):
    done = copy_of(kept, tmp_path / "copy")
    assert done.files == len(list(kept.files.names()))
    assert copy_of(kept, tmp_path / "copy", NOW + timedelta(days=1)).files == 0
    url = (
        f"sqlite:///{tmp_path}/new.db"
        if kind == "sqlite"
        else request.getfixturevalue("postgres").database()
    )
    engine, files = connect_to(url), LocalFiles(tmp_path / "new")
    again = put_back(engine, files, tmp_path / "copy", now=LATER)
    assert again.rows == done.rows
    assert rows(Ledger(engine)) == rows(kept.store)
    assert {n: files.get(n) for n in files.names()} == {
        n: kept.files.get(n) for n in kept.files.names()
    }
    kept.store, kept.files = Ledger(engine), files
    assert contradictions(kept, with_site=False) == ()
    with pytest.raises(BadBackup, match="empty ledger"):
        put_back(engine, files, tmp_path / "copy", now=LATER)
    engine.dispose()


def test_the_site_of_a_ledger_that_was_put_back_is_the_same(kept, tmp_path) -> None:
    bring_up_to_date(kept)
    before = dict(kept.bucket.listing())
    copy_of(kept, tmp_path / "copy")
    engine, files = (
        connect_to(f"sqlite:///{tmp_path}/new.db"),
        LocalFiles(tmp_path / "n"),
    )
    put_back(engine, files, tmp_path / "copy", now=LATER)
    kept.store, kept.files = Ledger(engine), files
    bring_up_to_date(kept)
    assert dict(kept.bucket.listing()) == before
    assert contradictions(kept) == ()
    engine.dispose()


def test_what_was_disposed_of_does_not_come_back(kept, tmp_path) -> None:
    """Not its files, and not its words from a snapshot of before."""
    copy_of(kept, tmp_path / "copy")
    original = kept.store.load(PLAIN).documents[0].sha256
    kept.clock.go_to(2040, 1, 1)
    (due,) = [d for d in disposal.due(kept, SCHEDULE) if d.decision_id == PLAIN]
    disposal.dispose(due, by="officer:ann", office=kept)
    old = tmp_path / "copy" / "objects" / original[:2] / original
    assert old.exists()
    assert copy_of(kept, tmp_path / "copy", NOW + timedelta(days=1)).destroyed
    assert not old.exists()

    first = snapshots(tmp_path / "copy")[0].name.removesuffix(".jsonl.gz")
    engine, files = (
        connect_to(f"sqlite:///{tmp_path}/new.db"),
        LocalFiles(tmp_path / "n"),
    )
    put_back(engine, files, tmp_path / "copy", first, now=LATER)
    kept.store, kept.files = Ledger(engine), files
    kept.disposals = type(kept.disposals)(engine)
    assert kept.store.load(PLAIN).flags, "the snapshot has its words"
    assert disposal.again(kept) == 1
    disposal.finish(kept)
    after = kept.store.load(PLAIN)
    assert (after.documents, after.flags) == ((), ())
    assert original not in set(files.names())
    assert contradictions(kept, with_site=False) == ()
    engine.dispose()


def test_what_was_destroyed_once_and_came_anew_is_copied(kept, tmp_path) -> None:
    (aside,) = kept.store.all_set_aside()
    pdf = kept.files.get(aside.sha256)
    kept.clock.go_to(2030, 1, 1)
    for due in disposal.due(kept, (REFUSED,)):
        disposal.dispose(due, by="officer:ann", office=kept)
    copy_of(kept, tmp_path / "copy")
    kept.files.put(pdf)
    assert copy_of(kept, tmp_path / "copy", NOW + timedelta(days=1)).files == 1
    engine = connect_to(f"sqlite:///{tmp_path}/new.db")
    files = LocalFiles(tmp_path / "n")
    put_back(engine, files, tmp_path / "copy", now=LATER)
    assert files.get(aside.sha256) == pdf
    engine.dispose()


@pytest.mark.parametrize("was_saved", [False, True])
def test_a_disposal_that_was_cut_off_is_settled_after_a_restore(
    kept, tmp_path, monkeypatch, was_saved
) -> None:
    """Killed before the ledger said so, the files stay; killed after it, they go."""

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    kept.clock.go_to(2040, 1, 1)
    (due,) = [d for d in disposal.due(kept, SCHEDULE) if d.decision_id == PLAIN]
    owner, name = (kept.files, "destroy") if was_saved else (kept.store, "save")
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, killed)
        with pytest.raises(Killed):
            disposal.dispose(due, by="officer:ann", office=kept)
    copy_of(kept, tmp_path / "copy")
    engine = connect_to(f"sqlite:///{tmp_path}/new.db")
    files = LocalFiles(tmp_path / "n")
    put_back(engine, files, tmp_path / "copy", now=LATER)
    kept.store, kept.files = Ledger(engine), files
    kept.disposals = type(kept.disposals)(engine)
    disposal.again(kept)
    disposal.finish(kept)
    left = set(due.names) & set(files.names())
    assert left == (set() if was_saved else set(due.names))
    assert contradictions(kept, with_site=False) == ()
    engine.dispose()


def test_a_backup_keeps_nobody_waiting(kept, tmp_path, monkeypatch) -> None:
    real, waited = gzip.open, []

    def slow(*args: object, **kwargs: object) -> object:
        opened = real(*args, **kwargs)
        write = opened.write

        def written(text: str) -> int:
            if '"table"' in text and not waited:
                began = time.monotonic()
                kept.store.save(kept.store.load(PLAIN))
                waited.append(time.monotonic() - began)
            return write(text)

        opened.write = written
        return opened

    monkeypatch.setattr("strongroom.backup.gzip.open", slow)
    copy_of(kept, tmp_path / "copy")
    assert waited
    assert waited[0] < 5, "the ledger was written to while it was copied"


def test_old_snapshots_go_and_the_newest_stays(kept, tmp_path) -> None:
    copy_of(kept, tmp_path / "copy")
    assert copy_of(kept, tmp_path / "copy", NOW + timedelta(days=36)).pruned == 1
    assert len(snapshots(tmp_path / "copy")) == 1
    assert len(list((tmp_path / "copy" / "snapshots").iterdir())) == 2


def test_a_copy_that_is_not_whole_is_not_put_back(kept, tmp_path) -> None:
    copy_of(kept, tmp_path / "copy")
    (path,) = snapshots(tmp_path / "copy")
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join(lines[:-1])))
    engine = connect_to(f"sqlite:///{tmp_path}/new.db")
    with pytest.raises(BadBackup, match="SHA-256"):
        put_back(engine, LocalFiles(tmp_path / "n"), tmp_path / "copy", now=LATER)
    with pytest.raises(BadBackup, match="expected a snapshot"):
        put_back(engine, LocalFiles(tmp_path / "n"), tmp_path, now=LATER)
    engine.dispose()


def test_a_damaged_file_is_told_and_the_others_are_copied(kept, tmp_path) -> None:
    name = next(iter(kept.files.names()))
    (kept.files._folder / "objects" / name[:2] / name).write_bytes(b"x")
    with pytest.raises(FileDamaged, match="1 private files"):
        copy_of(kept, tmp_path / "copy")
    copied = {p.name for p in (tmp_path / "copy" / "objects").glob("??/*")}
    assert copied == set(kept.files.names()) - {name}


def test_one_rotten_file_of_a_copy_spoils_no_restore(kept, tmp_path) -> None:
    copy = tmp_path / "copy"
    copy_of(kept, copy)
    rotten, *_ = sorted((copy / "objects").glob("??/*"))
    rotten.write_bytes(b"x")
    engine, files = (
        connect_to(f"sqlite:///{tmp_path}/new.db"),
        LocalFiles(tmp_path / "n"),
    )
    done = put_back(engine, files, copy, now=LATER)
    assert done.damaged == 1
    assert set(files.names()) == set(kept.files.names()) - {rotten.name}
    assert Ledger(engine).load(PLAIN) == kept.store.load(PLAIN)
    engine.dispose()


def test_what_rots_in_a_copy_is_copied_anew_within_a_month(kept, tmp_path) -> None:
    copy = tmp_path / "copy"
    copy_of(kept, copy)
    rotten, *_ = sorted((copy / "objects").glob("??/*"))
    whole = rotten.read_bytes()
    rotten.write_bytes(b"x")
    days = 0
    while rotten.read_bytes() != whole:
        days += 1
        assert days <= 32
        copy_of(kept, copy, NOW + timedelta(days=days))


def test_a_copy_of_an_older_ledger_is_put_back(kept, tmp_path) -> None:
    """Rows of an earlier edition are brought up to date after they are put back."""
    copy_of(kept, tmp_path / "copy")
    (path,) = snapshots(tmp_path / "copy")
    text = gzip.decompress(path.read_bytes()).decode()
    assert text.startswith('{"revision": "0007"}')
    older = text.replace('"0007"', '"0005"', 1)
    assert older.count(', "kept": ""') == 1, "the file that was set aside"
    older = older.replace(', "kept": ""', "")
    for new in ("received", "runs"):
        older = "".join(
            line for line in older.splitlines(keepends=True)
            if f'"table": "{new}"' not in line
        )  # fmt: skip
    assert older.count("\n") == text.count("\n"), "these tables are empty here"
    path.write_bytes(gzip.compress(older.encode()))
    from strongroom.backup import _digest, _sum_of

    _sum_of(path).write_text(f"{_digest(path)}  {path.name}\n")
    engine = connect_to(f"sqlite:///{tmp_path}/new.db")
    put_back(engine, LocalFiles(tmp_path / "n"), tmp_path / "copy", now=LATER)
    assert rows(Ledger(engine)) == rows(kept.store)
    engine.dispose()
    shutil.rmtree(tmp_path / "n")
    open_database(f"sqlite:///{tmp_path}/new.db").dispose()
