"""The site under faults of the network and of the power; an observer reads it all."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from casework.finding import bring_search_up_to_date
from casework.publishing import bring_up_to_date, differences
from casework.withdrawal import withdraw
from decisions.decision import DecisionId
from decisions.errors import Refusal
from fixtures.faults import KINDS, Fault, faulty
from fixtures.officers import BOB
from fixtures.released import AT, CANARY, publish, release
from fixtures.servers import PUBLIC, S3Server
from publish.bucket import PublicBucket
from publish.manifest import Key

WHOLE = os.environ.get("PARTONE_SOAK", "0") == "1"
"""Every request of a run, and not some of them."""
KILLS = ["killed before", "killed after"]


def content(bucket: PublicBucket) -> dict[Key, tuple[bytes, str]]:
    found = {key: bucket.get(key) for key, _ in bucket.listing()}
    return {
        key: (thing[0], thing[1]["Content-Type"])
        for key, thing in found.items()
        if thing is not None
    }


class Story:
    """A site, and the changes that a run has to make: one is withdrawn, one says
    less than before, one is new; a fourth stays.
    """

    def __init__(self, office) -> None:
        self.office = office
        for number in (1, 2, 4):
            words = CANARY if number != 4 else ""
            publish(office.store, release(office.files, number, words))
        bring_up_to_date(office)
        bring_search_up_to_date(office)
        self.before = content(office.bucket)
        withdraw(DecisionId("pcd-1"), "it names a witness", by=BOB, office=office)
        later = AT + timedelta(days=1)
        publish(office.store, release(office.files, 2, updated_at=later))
        publish(office.store, release(office.files, 3))
        folder = office.files._folder / "notes"
        self._notes, self._kept = folder, folder.with_name("kept")
        shutil.copytree(folder, self._kept)
        bring_up_to_date(office)
        bring_search_up_to_date(office)
        self.after = content(office.bucket)
        assert not any(CANARY.encode() in body for body, _ in self.after.values())
        assert self.before.keys() != self.after.keys()

    def reset(self) -> None:
        """Put the bucket, and what was written down of it, back to before."""
        client, name = self.office.bucket._client, self.office.bucket._name
        for key, _ in list(self.office.bucket.listing()):
            client.delete_object(Bucket=name, Key=key)
        for key, (body, kind) in self.before.items():
            client.put_object(Bucket=name, Key=key, Body=body, ContentType=kind)
        shutil.rmtree(self._notes)
        shutil.copytree(self._kept, self._notes)

    def see_after(self) -> None:
        """That one more run makes it right."""
        bring_up_to_date(self.office)
        bring_search_up_to_date(self.office)
        now = content(self.office.bucket)
        plain = {key for key in now if not key.startswith("search/")}
        assert plain == {key for key in self.after if not key.startswith("search/")}
        assert all(now[key] == self.after[key] for key in plain)
        assert not any(CANARY.encode() in body for body, _ in now.values())
        assert differences(self.office) == (0, 0, 0)
        assert bring_up_to_date(self.office).is_nothing


@contextmanager
def observed(story: Story, s3: S3Server) -> Iterator[None]:
    """Somebody lists and reads the bucket throughout: whatever is there is of the
    site before or of the site after.
    """
    client = boto3.client(
        "s3",
        endpoint_url=s3.endpoint,
        region_name="eu-west-2",
        aws_access_key_id=s3.key,
        aws_secret_access_key=s3.secret,
    )
    known = {(k, v[0]) for site in (story.before, story.after) for k, v in site.items()}
    wrong: list[str] = []
    rounds = 0
    stop = threading.Event()

    def look() -> None:
        nonlocal rounds
        while not stop.is_set():
            rows = client.list_objects_v2(Bucket=PUBLIC).get("Contents", [])
            for row in rows:
                key = row["Key"]
                if key.startswith("search/") and key != "search/index.html":
                    continue  # its files are named anew each time
                try:
                    body = client.get_object(Bucket=PUBLIC, Key=key)["Body"].read()
                except client.exceptions.NoSuchKey:
                    continue
                if (key, body) not in known:
                    wrong.append(key)
            rounds += 1

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    assert rounds > 0
    assert wrong == []


@pytest.fixture
def story(office) -> Story:
    return Story(office)


def requests(office, bucket: PublicBucket) -> None:
    """A run of which nobody cares how it ends."""
    through = replace(office, website=replace(office.website, site=bucket))
    try:
        bring_up_to_date(through)
    except (Refusal, BotoCoreError, ClientError) as fault:
        assert CANARY not in str(fault)


def test_a_fault_at_any_request_is_mended(story, s3, access) -> None:
    office, fault = story.office, Fault()
    with faulty(s3.endpoint, fault) as address:
        bucket = PublicBucket(replace(access, endpoint=address), PUBLIC)
        story.reset()
        fault.seen = 0
        requests(office, bucket)
        total = fault.seen
        assert total > 30
        for first, kind in enumerate(KINDS):
            for at in range(total) if WHOLE else range(1 + 8 * first, total, 67):
                story.reset()
                fault.kind, fault.at, fault.seen = kind, at, 0
                with observed(story, s3):
                    requests(office, bucket)
                fault.at = -1
                story.see_after()


SETTINGS = """\
zone = "Europe/London"
[body]
name = "{body.name}"
url = "{body.url}"
contact = "{body.contact}"
[ledger]
url = "{ledger}"
[files]
folder = "{files}"
[site]
bucket = "{bucket}"
"""


@pytest.mark.parametrize("kind", KILLS if WHOLE else KILLS[1:])
def test_a_run_that_is_killed_is_mended_by_the_next(
    story, s3, kind, tmp_path: Path, ledger_url
) -> None:
    office, fault = story.office, Fault()
    settings = tmp_path / "partone.toml"
    settings.write_text(
        SETTINGS.format(
            body=office.website.body,
            ledger=ledger_url,
            files=office.files._folder,
            bucket=PUBLIC,
        )
    )
    command = [sys.executable, "-c", "from flows.cli import main; main()"]
    command += ["--config", str(settings), "publish"]

    def run(address: str) -> int:
        given = {"ENDPOINT": address, "KEY": s3.key, "SECRET": s3.secret}
        told = {f"PARTONE_S3__{name}": value for name, value in given.items()}
        process = subprocess.Popen(command, env={**os.environ, **told})
        fault.kill = process.pid
        return process.wait(120)

    with faulty(s3.endpoint, fault) as address:
        story.reset()
        fault.seen = 0
        assert run(address) == 0
        total = fault.seen
        step = 1 if WHOLE else max(1, total // 2)
        killed = 0
        for at in range(2, total, step):
            story.reset()
            fault.kind, fault.at, fault.seen = kind, at, 0
            with observed(story, s3):
                killed += run(address) == -9
            fault.at = -1
            story.see_after()
    assert killed >= 1


def test_of_two_runs_at_once_the_site_is_that_of_the_ledger(story) -> None:
    office = story.office
    story.reset()
    told = []

    def run() -> None:
        try:
            bring_up_to_date(office)
        except Refusal as fault:
            told.append(fault)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) < 3
    story.see_after()
