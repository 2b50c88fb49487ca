"""One contract for the ledger, one for private files, on the real things."""

import pickle
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from casework.ports import SetAside, Waiting
from decisions.decision import Decision, DecisionId, Facts, State
from decisions.errors import (
    AnotherPublisher,
    ChainBroken,
    CorruptRecord,
    FileDamaged,
    FileMissing,
    InboxMissing,
    StaleDecision,
    UnknownDecision,
)
from decisions.fingerprints import Sha256, of_bytes
from decisions.lifecycle import Act, Step, advance, verify_history
from fixtures.paper import CANARY
from fixtures.servers import PRIVATE, PUBLIC
from publish.bucket import PublicBucket
from strongroom import codec
from strongroom.bucket import BucketInbox, PrivateBucket
from strongroom.database import open_database
from strongroom.ledger import Ledger
from strongroom.local import FolderInbox, LocalFiles
from strongroom.officers import BadOfficer
from tests.decisions.test_lifecycle import NOON, act, ready

ONE = DecisionId("pcd-1")


@pytest.fixture
def ledger(ledger_url) -> Iterator[Ledger]:
    database = open_database(ledger_url)
    yield Ledger(database)
    database.dispose()


def test_a_decision_comes_back_as_it_was(ledger: Ledger) -> None:
    full = advance(ready(), act(Step.RULE, by="officer:ann"))
    saved = ledger.save(full)
    assert saved.version == 1
    assert ledger.load(saved.id) == saved
    verify_history(ledger.load(saved.id))


def test_the_second_of_two_saves_is_refused(ledger: Ledger) -> None:
    ledger.save(ready())
    first, second = ledger.load(ONE), ledger.load(ONE)
    ledger.save(advance(first, act(Step.RULE, by="officer:ann")))
    with pytest.raises(StaleDecision, match="load it again"):
        ledger.save(advance(second, act(Step.RULE, by="officer:bo")))
    with pytest.raises(StaleDecision):
        ledger.save(ready())
    assert [e.by for e in ledger.load(ONE).history] == ["officer:ann"]


def test_many_officers_at_once_lose_nothing(ledger: Ledger) -> None:
    ledger.save(ready())
    done: list[str] = []

    def work(name: str) -> None:
        for _ in range(5):
            while True:
                try:
                    ledger.save(advance(ledger.load(ONE), act(Step.RULE, by=name)))
                    break
                except StaleDecision:
                    continue
            done.append(name)

    names = [f"officer:{letter}" for letter in "abcd"]
    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    history = ledger.load(ONE).history
    assert sorted(entry.by for entry in history) == sorted(done)
    assert len(history) == 20
    verify_history(ledger.load(ONE))


def test_history_is_only_ever_appended(ledger: Ledger) -> None:
    ledger.save(advance(ready(), act(Step.RULE, by="officer:ann")))
    loaded = ledger.load(ONE)
    forged = replace(loaded, history=())
    with pytest.raises(ChainBroken, match="does not continue"):
        ledger.save(forged)


def test_the_ledger_finds_what_is_asked(ledger: Ledger) -> None:
    assert ledger.in_states(()) == ()
    assert ledger.of_reference("PCD 1") is None
    with pytest.raises(UnknownDecision, match="pcd-404"):
        ledger.load(DecisionId("pcd-404"))
    saved = ledger.save(ready(State.APPROVED))
    other = Decision(id=DecisionId("b"), state=State.SUBMITTED, facts=Facts())
    ledger.save(other)
    assert ledger.in_states((State.APPROVED,)) == (ONE,)
    assert ledger.in_states(()) == (DecisionId("b"), ONE)
    assert ledger.of_reference("PCD 1") == ONE
    assert ledger.of_file(saved.documents[0].sha256) == ONE
    assert [row.decision_id for row in ledger.public()] == [ONE]


def test_a_file_set_aside_is_recorded_once(ledger: Ledger) -> None:
    row = SetAside(sha256=Sha256("a"), name="n", code="c", message="m", by="b", at=NOON)
    ledger.set_aside(row)
    ledger.set_aside(replace(row, message="other"))
    assert [r.message for r in ledger.all_set_aside()] == ["m"]


def test_a_damaged_record_is_told_without_its_words() -> None:
    raw = codec.to_json(ready()).replace('"A title"', f'{{"{CANARY}": 1}}')
    with pytest.raises(CorruptRecord, match=r"facts\.title") as refused:
        codec.from_json(raw)
    assert CANARY not in str(refused.value)
    assert refused.value.__context__ is None


def test_times_come_back_with_their_offset() -> None:
    summer = datetime(2026, 7, 1, 0, 30, tzinfo=NOON.tzinfo)
    decision = advance(
        ready(), Act(step=Step.RULE, by="officer:ann", at=summer, note="")
    )
    entry = codec.entry_from_json(codec.entry_to_json(decision.history[0]))
    assert entry.at.isoformat() == summer.isoformat() == "2026-07-01T00:30:00+01:00"


@pytest.fixture(params=["folder", "bucket"])
def files(request, tmp_path, bucket, access):
    if request.param == "folder":
        return LocalFiles(tmp_path / "private")
    return PrivateBucket(access, PRIVATE, "p/")


def test_a_file_is_kept_under_its_hash(files) -> None:
    name = files.put(b"words")
    assert name == of_bytes(b"words")
    assert files.put(b"words") == name
    assert files.get(name) == b"words"
    with pytest.raises(FileMissing, match="restore"):
        files.get(of_bytes(b"other"))


def test_a_note_is_written_by_one_of_two(files) -> None:
    assert files.read_note("site/manifest.json") is None
    tag = files.write_note("site/manifest.json", b"1", None)
    with pytest.raises(AnotherPublisher, match="run again"):
        files.write_note("site/manifest.json", b"2", None)
    assert files.read_note("site/manifest.json") == (b"1", tag)
    newer = files.write_note("site/manifest.json", b"2", tag)
    with pytest.raises(AnotherPublisher):
        files.write_note("site/manifest.json", b"3", tag)
    assert files.read_note("site/manifest.json") == (b"2", newer)


def test_a_file_that_changed_is_not_handed_out(tmp_path) -> None:
    files = LocalFiles(tmp_path)
    name = files.put(b"words")
    (tmp_path / "objects" / name[:2] / name).write_bytes(b"others")
    with pytest.raises(FileDamaged, match="restore"):
        files.get(name)


def test_inboxes_give_names_and_bytes(tmp_path, bucket, client) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.pdf").write_bytes(b"b")
    (tmp_path / ".hidden").write_bytes(b"x")
    folder = FolderInbox(tmp_path)
    assert folder.waiting() == Waiting([("sub/b.pdf", 1)])
    assert folder.read("sub/b.pdf") == b"b"
    client.put_object(Bucket=PRIVATE, Key="in/c.pdf", Body=b"cc")
    below = BucketInbox(client, PRIVATE, "in/")
    assert below.waiting() == Waiting([("c.pdf", 2)])
    assert below.read("c.pdf") == b"cc"
    with pytest.raises(InboxMissing, match="mount or make it"):
        FolderInbox(tmp_path / "nowhere").waiting()


def test_officers_sign_in_and_out(office) -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    people = office.officers
    with pytest.raises(BadOfficer, match="12 characters"):
        people.add("ann", "Ann", "short")
    with pytest.raises(BadOfficer, match="letters"):
        people.add("ann orr", "Ann", "long enough words")
    people.add("ann", "Ann", "long enough words")
    assert people.sign_in("ann", "other long words", now) is None
    assert people.sign_in("eve", "long enough words", now) is None
    token = people.sign_in("ann", "long enough words", now)
    session = people.sessions.find(token, now)
    assert session.officer == "officer:ann"
    assert people.confirms(session, "long enough words", now)
    assert not people.confirms(session, "other long words", now)
    assert people.sessions.find("forged", now) is None
    assert people.sessions.find(token, now.replace(hour=13)) is None, "idle too long"
    again = people.sign_in("ann", "long enough words", now)
    people.sessions.end(people.sessions.find(again, now))
    assert people.sessions.find(again, now) is None


def test_what_is_sent_to_a_process_twice_connects_once(access) -> None:
    for bucket in (PrivateBucket(access, PRIVATE), PublicBucket(access, PUBLIC)):
        one, two = (pickle.loads(pickle.dumps(bucket)) for _ in range(2))
        assert one is not two
        assert one._connection is two._connection
    other = replace(access, secret="another")
    three = pickle.loads(pickle.dumps(PrivateBucket(other, PRIVATE)))
    assert three._connection is not one._connection
