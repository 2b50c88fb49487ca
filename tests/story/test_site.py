"""The site against the ledger: what is put back, held, found, told to caches."""

import json
import shutil
import threading
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from casework import finding
from casework.finding import bring_search_up_to_date
from casework.ports import Office
from casework.publishing import bring_up_to_date, differences
from casework.sampling import bundles, spoilt
from casework.surveying import kept_manifest
from casework.withdrawal import withdraw
from decisions.decision import ChangeKind, DecisionId, State
from decisions.deferral import Deferral
from decisions.errors import (
    AnotherPublisher,
    CachesNotTold,
    LedgerTooOld,
    SiteUnreachable,
    TooManyDeletions,
)
from fixtures.officers import BOB
from fixtures.released import AT, CANARY, publish, release
from fixtures.servers import PUBLIC
from publish import provision, search
from publish.bucket import PublicBucket
from publish.edge import CloudFront, paths_of
from publish.manifest import Key, Rank, public_object
from strongroom.database import open_database
from strongroom.ledger import Ledger

ID = DecisionId("pcd-1")
HOME = Key("decisions/pcd-1/index.html")


def texts(office) -> bytes:
    return b"".join(office.bucket.get(key)[0] for key, _ in office.bucket.listing())


@pytest.mark.parametrize("notes_too", [False, True])
def test_a_ledger_put_back_brings_nothing_back(
    office, ledger_url, tmp_path, notes_too
) -> None:
    publish(office.store, release(office.files, 1, CANARY))
    publish(office.store, release(office.files, 2))
    bring_up_to_date(office)
    file = ledger_url.removeprefix("sqlite:///")
    for name in (file, f"{file}-wal"):
        shutil.copy(name, f"{name}.copy")
    notes = office.files._folder / "notes"
    shutil.copytree(notes, tmp_path / "notes")
    withdraw(ID, "it names a witness", by=BOB, office=office)
    bring_up_to_date(office)
    stone = office.bucket.get(HOME)
    office.store._engine.dispose()
    for name in (file, f"{file}-wal"):
        shutil.copy(f"{name}.copy", name)
    if notes_too:
        shutil.rmtree(notes)
        shutil.copytree(tmp_path / "notes", notes)
    old = replace(office, store=Ledger(open_database(ledger_url)))
    assert old.store.load(ID).state is State.PUBLISHED
    for _ in range(2):
        with pytest.raises(LedgerTooOld, match="1 decisions"):
            bring_up_to_date(old)
        assert office.bucket.get(HOME) == stone
        assert CANARY.encode() not in texts(office)
    assert differences(old) == (0, 0, 1)
    later = office.clock.now() + timedelta(hours=1)
    publish(old.store, release(office.files, 1, updated_at=later))
    bring_up_to_date(old)
    assert b"Radios of area 1" in office.bucket.get(HOME)[0], "published anew"
    old.store._engine.dispose()


def test_another_ledger_leaves_what_the_site_withdrew(office, tmp_path) -> None:
    """A copy from before a decision was there, then one from before its withdrawal."""
    publish(office.store, release(office.files, 1, CANARY))
    publish(office.store, release(office.files, 2))
    bring_up_to_date(office)
    withdraw(ID, "it names a witness", by=BOB, office=office)
    bring_up_to_date(office)
    stone, before = office.bucket.get(HOME), dict(office.bucket.listing())

    def with_ledger(name: str) -> Office:
        return replace(
            office, store=Ledger(open_database(f"sqlite:///{tmp_path / name}"))
        )

    new = with_ledger("new")
    held(new, 4, None)
    for _ in range(2):
        with pytest.raises(LedgerTooOld, match="has 1 decisions, and by the ledger"):
            bring_up_to_date(new)
        assert dict(office.bucket.listing()) == before, "nothing is changed"
    publish(new.store, release(office.files, 3))
    for _ in range(2):
        bring_up_to_date(new)
        assert office.bucket.get(HOME) == stone
        assert office.bucket.get(Key("decisions/pcd-2/index.html")) is None
        assert office.bucket.get(Key("decisions/pcd-3/index.html")) is not None
    assert differences(new) == (0, 0, 0)
    assert bring_up_to_date(new, anew=lambda _name: True).put
    assert office.bucket.get(HOME) == stone
    path = HOME.removesuffix("index.html")
    assert spoilt(new, kept_manifest(new)[0].get(path)) == 0
    old = with_ledger("old")
    publish(old.store, release(office.files, 1, CANARY))
    with pytest.raises(LedgerTooOld, match="1 decisions were withdrawn"):
        bring_up_to_date(old)
    assert office.bucket.get(HOME) == stone
    assert CANARY.encode() not in texts(office)
    for one in (new, old):
        one.store._engine.dispose()


def test_what_is_public_again_under_another_reference_leaves_its_address(
    office,
) -> None:
    publish(office.store, release(office.files, 1))
    bring_up_to_date(office)
    withdraw(ID, "its reference is wrong", by=BOB, office=office)
    bring_up_to_date(office)
    gone = office.store.load(ID)
    again = replace(
        release(office.files, 11),
        changes=gone.tombstone.changes,
        updated_at=office.clock.now() + timedelta(hours=1),
    )
    office.store.save(
        replace(gone, state=State.PUBLISHED, release=again, tombstone=None)
    )
    bring_up_to_date(office)
    assert office.bucket.get(HOME) is None
    assert office.bucket.get(Key("decisions/pcd-11/index.html")) is not None


def test_a_lost_manifest_keeps_nothing_from_being_put_right(office) -> None:
    """Lists seem to be nobody's then, and are more than may be deleted at once."""
    for number in (1, 2):
        publish(office.store, release(office.files, number, CANARY))
    bring_up_to_date(office)
    before = {key: office.bucket.get(key)[0] for key, _ in office.bucket.listing()}
    careful = replace(office, website=replace(office.website, deletions_max=5))
    shutil.rmtree(office.files._folder / "notes")
    bring_up_to_date(careful)
    after = {key: office.bucket.get(key)[0] for key, _ in office.bucket.listing()}
    assert after == before
    shutil.rmtree(office.files._folder / "notes")
    office.bucket.put(
        Key("foreign.txt"),
        public_object(Key("foreign.txt"), b"x", Rank.PAGE),
        replaces=None,
    )
    withdraw(ID, "it names a witness", by=BOB, office=office)
    bring_up_to_date(careful)
    assert office.bucket.get(Key("foreign.txt")) is None
    assert b"Radios of area 1" not in texts(office)


def test_what_is_withdrawn_goes_though_a_wrong_ledger_may_delete_no_more(
    office,
) -> None:
    for number in range(1, 9):
        publish(office.store, release(office.files, number, f"{CANARY}{number}"))
    bring_up_to_date(office)
    bring_search_up_to_date(office)
    for number in range(3, 9):  # the ledger does not know them any more
        decision_id = DecisionId(f"pcd-{number}")
        made = office.store.load(decision_id)
        office.store.save(replace(made, state=State.IN_REVIEW, release=None))
    careful = replace(office, website=replace(office.website, deletions_max=5))
    before = dict(office.bucket.listing())
    with pytest.raises(TooManyDeletions):
        bring_up_to_date(careful)
    assert dict(office.bucket.listing()) == before
    withdraw(ID, "it names a witness", by=BOB, office=office)
    for _ in range(2):
        with pytest.raises(TooManyDeletions):
            bring_up_to_date(careful)
        assert f"{CANARY}1".encode() not in texts(office)
        assert office.bucket.get(HOME) is None
        assert office.bucket.get(Key("decisions/pcd-5/index.html")) is not None
    bring_up_to_date(office)
    assert b"withdrawn" in office.bucket.get(HOME)[0]
    assert f"{CANARY}5".encode() not in texts(office)


@pytest.mark.parametrize(
    "when", [b"junk", b"2999-01-01T00:00:00+00:00", b"2020-01-01T00:00", b"\xff"]
)
def test_a_page_that_somebody_forged_is_no_tombstone(office, client, when) -> None:
    publish(office.store, release(office.files, 1))
    bring_up_to_date(office)
    forged = b'<h1 data-withdrawn="' + when + b'">Words</h1>'
    for key, _ in list(office.bucket.listing("decisions/pcd-1/")):
        client.delete_object(Bucket=PUBLIC, Key=key)
    client.put_object(Bucket=PUBLIC, Key=HOME, Body=forged)
    past = b'<h1 data-withdrawn="2026-01-01T00:00:00+00:00">Words</h1>'
    client.put_object(Bucket=PUBLIC, Key="decisions/pcd-66/index.html", Body=past)
    bring_up_to_date(office)
    assert b"Radios of area 1" in office.bucket.get(HOME)[0]
    assert office.bucket.get(Key("decisions/pcd-66/index.html")) is None


def test_a_new_ledger_may_be_said_to_be_the_right_one(office) -> None:
    publish(office.store, release(office.files, 1))
    bring_up_to_date(office)
    made = office.store.load(ID)
    office.store.save(replace(made, state=State.IN_REVIEW, release=None))
    with pytest.raises(LedgerTooOld, match="publish anew"):
        bring_up_to_date(office)
    bring_up_to_date(office, anew=lambda _name: True, is_right=True)
    assert office.bucket.get(HOME) is None


def held(office, number: int, until: date | None) -> None:
    decision_id = publish(office.store, release(office.files, number, CANARY))
    made = office.store.load(decision_id)
    deferral = Deferral(deferred=True, until=until, reason=CANARY)
    office.store.save(replace(made, state=State.HELD, release=None, deferral=deferral))


def test_what_is_held_is_nowhere_unless_the_body_says_so(office) -> None:
    held(office, 7, date(2031, 3, 1))
    bring_up_to_date(office)
    assert b"PCD 7" not in texts(office)
    assert not any(
        "7" in key.split("/")[1] for key, _ in office.bucket.listing("decisions/")
    )
    shows = replace(office, website=replace(office.website, show_deferred=True))
    bring_up_to_date(shows)
    assert b"1 March 2031" in office.bucket.get(Key("decisions/pcd-7/index.html"))[0]
    assert CANARY.encode() not in texts(office)
    bring_up_to_date(office)
    assert office.bucket.get(Key("decisions/pcd-7/index.html")) is None
    assert b"PCD 7" not in texts(office)


def test_an_update_leaves_no_earlier_version(versioned) -> None:
    office = versioned
    publish(office.store, release(office.files, 1, CANARY))
    bring_up_to_date(office)
    later = AT + timedelta(days=1)
    publish(office.store, release(office.files, 1, updated_at=later))
    changed = bring_up_to_date(office).put
    assert HOME in changed
    assert [key for key in changed if office.bucket.earlier(key)] == []
    assert CANARY.encode() not in texts(office)


def test_only_what_differs_is_put(office) -> None:
    for number in range(1, 6):
        publish(office.store, release(office.files, number))
    first = bring_up_to_date(office)
    assert len(first.put) > 40
    assert bring_up_to_date(office).is_nothing
    later = AT + timedelta(days=1)
    publish(office.store, release(office.files, 1, updated_at=later))
    put = set(bring_up_to_date(office).put)
    folders = {key.split("/")[1] for key in put if key.startswith("decisions/pcd")}
    assert folders == {"pcd-1"}
    assert Key("decisions/pcd-1/pcd-1.pdf") not in put, "its bytes are the same"
    assert Key("about/index.html") not in put


def test_what_somebody_else_wrote_is_put_right(office, client) -> None:
    publish(office.store, release(office.files, 1))
    bring_up_to_date(office)
    client.put_object(Bucket=PUBLIC, Key=HOME, Body=b"defaced")
    client.put_object(Bucket=PUBLIC, Key="decisions/pcd-99/x.pdf", Body=b"x")
    client.put_object(Bucket=PUBLIC, Key="notes.txt", Body=b"x")
    assert differences(office) == (2, 1, 0)
    bring_up_to_date(office)
    assert b"Radios" in office.bucket.get(HOME)[0]
    assert office.bucket.get(Key("decisions/pcd-99/x.pdf")) is None
    assert office.bucket.get(Key("notes.txt")) is None


def test_bytes_and_headers_are_read_again(office, client, clock) -> None:
    for number in range(1, 30):
        publish(office.store, release(office.files, number))
    bring_up_to_date(office)

    def found(again: frozenset[str] | set[str] = frozenset()) -> list[str]:
        manifest = kept_manifest(office)[0]
        names = bundles(office, manifest, again)
        return [name for name in names if spoilt(office, manifest.get(name))]

    assert found() == []
    body = office.bucket.get(HOME)[0]
    client.put_object(Bucket=PUBLIC, Key=HOME, Body=body, ContentType="text/plain")
    seen = []
    for _ in range(8):
        seen.append(found())
        clock.on(days=1)
    path = HOME.removesuffix("index.html")
    assert [path] in seen, "every bundle has its day"
    assert [] in seen
    assert bring_up_to_date(office, look=True).is_nothing, "its tag is the same"
    for _ in range(8):
        assert found({path}) == [path], "whosever turn it is"
        clock.on(days=1)
    put = bring_up_to_date(office, anew=lambda name: name == path).put
    assert HOME in put
    assert found({path}) == []
    assert bring_up_to_date(office, look=True).is_nothing


def test_a_conditional_upload_never_overwrites_what_it_did_not_see(office) -> None:
    thing = public_object(Key("a.txt"), b"one", Rank.PAGE)
    other = public_object(Key("a.txt"), b"two", Rank.PAGE)
    tag = office.bucket.put(Key("a.txt"), thing, replaces=None)
    assert office.bucket.put(Key("a.txt"), thing, replaces=None) == tag, "found itself"
    with pytest.raises(AnotherPublisher):
        office.bucket.put(Key("a.txt"), other, replaces=None)
    assert office.bucket.put(Key("a.txt"), other, replaces=tag) != tag
    with pytest.raises(AnotherPublisher):
        office.bucket.put(Key("a.txt"), thing, replaces=tag)
    assert office.bucket.get(Key("a.txt"))[0] == b"two"


def test_who_may_not_write_is_told(access) -> None:
    thing = public_object(Key("a.txt"), b"one", Rank.PAGE)
    wrong = PublicBucket(replace(access, secret="not it"), PUBLIC)
    with pytest.raises(SiteUnreachable, match="403"):
        wrong.put(Key("a.txt"), thing, replaces=None)
    nowhere = PublicBucket(replace(access, endpoint="http://127.0.0.1:9"), PUBLIC)
    with pytest.raises(SiteUnreachable):
        nowhere.put(Key("a.txt"), thing, replaces=None)


def test_history_says_what_happened(office) -> None:
    publish(office.store, release(office.files, 1))
    withdraw(ID, "x", by=BOB, office=office)
    stone = office.store.load(ID).tombstone
    kinds = [change.kind for change in stone.changes]
    assert kinds == [ChangeKind.PUBLISHED, ChangeKind.WITHDRAWN]
    assert stone.published_on == AT.date()
    bring_up_to_date(office)
    page = office.bucket.get(HOME)[0].decode()
    assert ": Withdrawn" in page
    assert ": Published" in page


# The search


def test_beyond_one_index_there_is_one_a_year(office, monkeypatch) -> None:
    monkeypatch.setattr(search, "ONE_INDEX", 3)
    for number in range(1, 9):
        publish(office.store, release(office.files, number))
    bring_up_to_date(office)
    bring_search_up_to_date(office)
    names = office.bucket.get(search.SHARDS_KEY)[0]
    assert names == b'["2022", "2021", "2020"]\n'
    entries = [key for key, _ in office.bucket.listing("search/") if "entry" in key]
    assert len(entries) == 3
    assert bring_search_up_to_date(office) == 0
    later = AT + timedelta(days=1)
    publish(office.store, release(office.files, 1, "anew", updated_at=later))
    before = dict(office.bucket.listing("search/2022/"))
    bring_up_to_date(office)
    bring_search_up_to_date(office)
    assert dict(office.bucket.listing("search/2022/")) == before


def test_what_is_withdrawn_while_the_index_is_made_does_not_come_back(
    office, monkeypatch
) -> None:
    publish(office.store, release(office.files, 1, CANARY))
    publish(office.store, release(office.files, 2))
    bring_up_to_date(office)
    real = search.index_of

    def slow(name, views):
        made = real(name, views)
        if office.store.load(ID).release is not None:
            withdraw(ID, "x", by=BOB, office=office)
            bring_up_to_date(office)
        return made

    monkeypatch.setattr(finding.search, "index_of", slow)
    bring_search_up_to_date(office)
    kept = finding.Kepts.read(office.files)
    assert kept.keys() | {Key("search/index.html")} == set(
        dict(office.bucket.listing("search/"))
    )
    assert not any("pcd-1" in shard.pages for shard in kept.shards.values())
    bring_search_up_to_date(office)
    assert "pcd-2" in finding.Kepts.read(office.files).shards["all"].pages


def test_a_search_that_was_overtaken_takes_back_what_it_put(
    office, monkeypatch
) -> None:
    publish(office.store, release(office.files, 1, CANARY))
    bring_up_to_date(office)
    real, seen = office.bucket.put, []

    def put(key, body, replaces):
        if not seen and key.endswith(".pf_fragment"):
            seen.append(key)
            withdraw(ID, "x", by=BOB, office=office)
            bring_up_to_date(office)
        return real(key, body, replaces)

    monkeypatch.setattr(office.bucket, "put", put)
    with pytest.raises(AnotherPublisher):
        bring_search_up_to_date(office)
    monkeypatch.undo()
    assert seen
    left = {key for key, _ in office.bucket.listing("search/")}
    assert not any(key.endswith(".pf_fragment") for key in left)
    assert [k for k in left if search.names_words(k)] == ["search/index.html"]
    assert CANARY.encode() not in texts(office)


# The bucket and what stands before it


def test_the_bucket_is_set_up_and_what_lacks_is_told(client) -> None:
    name, region = "set-up-here", "eu-west-2"
    policy = provision.bucket_policy(name, "", is_tls=False)
    client.create_bucket(Bucket=name)
    # As a run leaves it that was cut off in the middle.
    client.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
    done = list(provision.set_up(client, name, region, policy))
    again = list(provision.set_up(client, name, region, policy))
    assert [step.what for step in done] == [step.what for step in again]
    assert len(done) == 8
    told = {step.what: step.problem for step in done}
    assert told["the bucket is there"] == ""
    blocked = "public access is blocked but for the distribution"
    unseen = "nothing is overwritten unseen, whoever writes"
    assert [what for what, problem in told.items() if problem] == [blocked, unseen]
    assert "refused it" in told[blocked], "this server lacks it"
    assert "does not know the condition" in told[unseen], "and this"
    put = client.put_object(Bucket=name, Key="a", Body=b"a", IfNoneMatch="*")
    assert put["ETag"]
    client.delete_object(Bucket=name, Key="a")


def test_a_policy_that_shuts_the_service_out_is_told(client) -> None:
    """This server is reached without TLS, which the policy forbids."""
    name = "shut-out-here"
    policy = provision.bucket_policy(name, "")
    told = {
        step.what: step.problem
        for step in provision.set_up(client, name, "eu-west-2", policy)
    }
    assert told["who may read and write is set"] == "AccessDenied to ListObjectsV2"
    assert told["nothing is overwritten unseen, whoever writes"] == ""


def test_policies_forbid_versions_and_unseen_writes() -> None:
    rules = provision.bucket_policy("b", "arn:x")["Statement"]
    named = {rule["Sid"]: rule for rule in rules}
    assert named["NobodyReadsWhatWasReplaced"]["Effect"] == "Deny"
    assert named["TheDistributionReads"]["Principal"] != "*"
    allowed = [r for r in rules if r["Effect"] == "Allow"]
    assert [r["Action"] for r in allowed] == ["s3:GetObject"]
    assert len(provision.bucket_policy("b", "")["Statement"]) == len(rules) - 1
    publisher = str(provision.publisher_policy("b", "arn:x"))
    for never in ("Acl", "PutBucket", "s3:*", "GetObjectVersion'"):
        assert never not in publisher


class Caches(BaseHTTPRequestHandler):
    """Takes invalidations as CloudFront does."""

    asked: ClassVar[list[bytes]] = []
    answer = 201

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).asked.append(body)
        told = b"<Invalidation><Id>1</Id><Status>InProgress</Status></Invalidation>"
        self.send_response(type(self).answer)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)


@pytest.fixture
def caches():
    import boto3
    from botocore.config import Config

    server = HTTPServer(("127.0.0.1", 0), Caches)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Caches.asked.clear()
    Caches.answer = 201
    yield CloudFront(
        lambda: boto3.client(
            "cloudfront",
            endpoint_url=f"http://127.0.0.1:{server.server_address[1]}",
            region_name="us-east-1",
            aws_access_key_id="k",
            aws_secret_access_key="s",
            config=Config(retries={"max_attempts": 0}),
        ),
        "E123",
    )
    server.shutdown()
    server.server_close()


def test_caches_are_told_of_what_changed_even_later(office, caches) -> None:
    office = replace(office, website=replace(office.website, edge=caches))
    publish(office.store, release(office.files, 1))
    bring_up_to_date(office)
    assert b"<Path>/*</Path>" in Caches.asked[-1], "many paths are all of them"
    count = len(Caches.asked)
    bring_up_to_date(office)
    assert len(Caches.asked) == count, "nothing changed"
    withdraw(ID, "x", by=BOB, office=office)
    Caches.answer = 503
    with pytest.raises(CachesNotTold):
        bring_up_to_date(office)
    Caches.answer = 201
    bring_up_to_date(office)
    assert b"/*" in Caches.asked[-1] or b"/decisions/pcd-1/" in Caches.asked[-1]
    assert len(Caches.asked) == count + 2


def test_paths_with_other_letters_are_coded(caches) -> None:
    caches.forget(["/decision-makers/siân-davies/", "/*", "/a%20b/"])
    asked = Caches.asked[-1].decode()
    assert "<Path>/decision-makers/si%C3%A2n-davies/</Path>" in asked
    assert "<Path>/*</Path>" in asked
    assert "<Path>/a%20b/</Path>" in asked


def test_paths_are_those_that_readers_know() -> None:
    assert paths_of([Key("a/index.html")]) == ["/a/", "/a/index.html"]
    assert paths_of([Key(f"{n}.txt") for n in range(31)]) == ["/*"]
