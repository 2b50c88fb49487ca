"""The public site at scale: rendering, publishing, and beside `rclone sync`.

Decisions are copies of one drawn form with other references, years and titles, so
that a hundred thousand of them fit a disk; everything else is real: the ledger in
SQLite, private files in a folder, an S3 server on loopback.

    python -m tests.bench.site [DECISIONS] [OBJECTS BESIDE RCLONE]
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert, update

from casework.publishing import bring_up_to_date
from casework.uploading import Task, uploaded
from casework.website import released, wanted
from decisions.decision import (
    Change,
    ChangeKind,
    Decision,
    DecisionId,
    Redaction,
    Release,
    State,
)
from decisions.exemptions import Section
from decisions.text import Block, BlockKind, blocks_to_json
from fixtures.servers import PUBLIC, S3Server, s3_server
from flows.settings import (
    BodySettings,
    FilesSettings,
    LedgerSettings,
    S3Settings,
    Settings,
    SiteSettings,
)
from flows.wiring import Wiring
from publish.manifest import Key, PublicObject, Tag
from strongroom.codec import public_to_json, to_json
from strongroom.listing import listed
from strongroom.tables import DECISIONS
from strongroom.tables import PUBLIC as RELEASED

LONDON = ZoneInfo("Europe/London")
WORDS = (
    "This paper concerns the work of the unit in the district and asks that the "
    "proposal be approved in line with the plan of the board for the year. "
)
SECTIONS = ("s43(2)", "s40(2)", "s31(1)", "s42(1)")
BATCH = 2_000
YEARS = 14


def blocks(number: int) -> bytes:
    """About 900 words, as a form has them."""
    found = [Block(BlockKind.HEADING, f"Request number {number}", 1)]
    for at in range(30):
        text = WORDS + f"It costs [s43(2)] in case {number}."
        found.append(
            Block(BlockKind.ITEM, text, 1 + at // 15, f"{1 + at // 5}.{at % 5}")
        )
    found.append(Block(BlockKind.TABLE, "Year\tCost\n2026\t[s43(2)]", 2))
    return blocks_to_json(tuple(found))


def releases(wired: Wiring, number: int) -> Iterator[Release]:
    texts = [wired.files.put(blocks(n)) for n in range(50)]
    pdfs = [wired.files.put(b"%PDF-1.7\n" + bytes([n]) * 20_000) for n in range(50)]
    picture = wired.files.put(b"\x89PNG" + b"x" * 6_000)
    for n in range(number):
        day = date(2013 + n % YEARS, 1 + n % 12, 1 + n % 28)
        at = datetime.combine(day, datetime.min.time(), LONDON) + timedelta(days=30)
        yield Release(
            reference=f"PCD {10_000 + n}",
            title=f"Renewal of the maintenance of radios in area {n}",
            decision_maker=f"Deputy Mayor {n % 3}",
            signed_on=day,
            summary=(WORDS * 3)[:300],
            part_2_exists=bool(n % 2),
            output=pdfs[n % 50],
            text=texts[n % 50],
            size=20_009,
            pages=2,
            redactions=tuple(
                Redaction(page=1 + k % 2, section=Section(SECTIONS[k % 4]))
                for k in range(8)
            ),
            published_on=at.date(),
            updated_at=at,
            thumbnail=picture,
            mentions=(f"pcd-{10_000 + n - 1}",) if n % 10 == 0 and n else (),
            changes=(Change(kind=ChangeKind.PUBLISHED, at=at),),
        )


def fill(wired: Wiring, number: int) -> None:
    """Write the releases as saving each decision would."""
    engine = wired.store._engine
    made = releases(wired, number)
    blank = Decision(id=DecisionId("x"), state=State.PUBLISHED, version=1)
    record = to_json(blank)
    while batch := list(islice(made, BATCH)):
        names = [one.reference.lower().replace(" ", "-") for one in batch]
        rows = [
            {
                "id": name,
                "reference": name,
                "state": State.PUBLISHED.value,
                "version": 1,
                **listed(blank),
                "record": record,
            }
            for name in names
        ]
        public = [
            {"decision_id": name, "is_gone": False, "record": public_to_json(one)}
            for name, one in zip(names, batch, strict=True)
        ]
        with engine.begin() as connection:
            connection.execute(insert(DECISIONS), rows)
            connection.execute(insert(RELEASED), public)


def change(wired: Wiring, number: int) -> None:
    """Another title for some decisions of different years."""
    some = list(islice(wired.store.public(), number))
    with wired.store._engine.begin() as connection:
        for record in some:
            new = replace(record.public, title=record.public.title + ", changed")
            connection.execute(
                update(RELEASED)
                .where(RELEASED.c.decision_id == record.decision_id)
                .values(record=public_to_json(new))
            )


class Nowhere:
    """A site that takes everything and keeps nothing: what is left is making it."""

    def put(self, key: Key, body: PublicObject, replaces: Tag | None) -> Tag:
        del key, body, replaces
        return Tag("0" * 32)


def render(wired: Wiring) -> int:
    """Every object of the site, made and thrown away."""
    found = wanted(released(wired), wired)
    site = found.site
    count = 0
    for bundles in (
        iter([site.static(), *site.left()]),
        found.decisions(site.cards, wired),
        site.lists(),
    ):
        tasks = (Task(bundle, {}, {}) for bundle in bundles)
        for one in uploaded(tasks, Nowhere(), wired.files, lambda: None):
            count += len(one.put)
    return count


def timed(act: Callable[[], object]) -> tuple[float, object]:
    began = time.perf_counter()
    done = act()
    return time.perf_counter() - began, done


def resident() -> tuple[float, float]:
    """Highest resident memory in MiB, of this process and of the largest child."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return own, child


def wired_for(folder: Path, server: S3Server, bucket: str = PUBLIC) -> Wiring:
    body = BodySettings(name="Office of Fenwick", url="https://d.example", contact="a")
    return Wiring(
        Settings(
            body=body,
            ledger=LedgerSettings(url=f"sqlite:///{folder}/ledger.db"),
            files=FilesSettings(folder=folder / "private"),
            site=SiteSettings(bucket=bucket, deletions_max=1_000_000),
            s3=S3Settings(
                endpoint=server.endpoint, key=server.key, secret=server.secret
            ),
        )
    )


def beside_rclone(folder: Path, server: S3Server, number: int) -> None:
    """The same objects by us and by `rclone sync`, into two empty buckets."""
    own = folder / "beside"
    client = wired_for(own, server).s3
    for name in ("by-us", "by-rclone"):
        client.create_bucket(Bucket=name)
    wired = wired_for(own, server, "by-us")
    fill(wired, number // 4)
    spent, done = timed(lambda: bring_up_to_date(wired))
    objects = done.count
    print(f"first publish of {objects} objects: {spent:.1f} s, {objects / spent:.0f}/s")
    dump = own / "dump"
    for key, _ in wired.bucket.listing():
        path = dump / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wired.bucket.get(key)[0])
    sync = [
        "rclone", "sync", str(dump), ":s3:by-rclone", "--s3-provider=Other",
        f"--s3-endpoint={server.endpoint}", f"--s3-access-key-id={server.key}",
        f"--s3-secret-access-key={server.secret}", "--checksum", "--config=/dev/null",
        "--transfers=16", "--checkers=16",
    ]  # fmt: skip
    beside = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    run = partial(subprocess.run, sync, check=True, env={**os.environ, **beside})
    theirs, _ = timed(run)
    print(f"rclone sync of the same: {theirs:.1f} s; ratio {theirs / spent:.2f}")
    again, _ = timed(lambda: bring_up_to_date(wired))
    theirs_again, _ = timed(run)
    print(
        f"nothing changed: {again:.1f} s, every object compared; rclone "
        f"{theirs_again:.1f} s; ratio {theirs_again / again:.2f}"
    )


def main(number: int, beside: int) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-site-") as name:
        folder = Path(name)
        with s3_server(folder / "s3") as server:
            beside_rclone(folder, server, beside)
            wired = wired_for(folder, server)
            fill(wired, number)
            print(f"{number} released decisions")
            spent, count = timed(lambda: render(wired))
            own, child = resident()
            print(
                f"full render: {spent:.0f} s, {count} objects, {own:.0f} MiB and "
                f"at most {child:.0f} MiB in each of the processes that make pages"
            )
            spent, done = timed(lambda: bring_up_to_date(wired))
            print(
                f"first publish: {spent:.0f} s, {done.count / spent:.0f} objects/s, "
                f"{resident()[0]:.0f} MiB"
            )
            for what, look in (("nothing changed", False), ("all looked at", True)):
                spent, done = timed(partial(bring_up_to_date, wired, look=look))
                print(f"{what}: {spent:.1f} s, {done.count} objects changed")
            change(wired, 10)
            spent, done = timed(lambda: bring_up_to_date(wired))
            print(f"ten changed: {spent:.1f} s, {done.count} objects changed")
            print(f"highest memory: {resident()[0]:.0f} MiB")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [100_000, 8_000][len(given) :]))
