"""From settings to the real things: database, files, buckets, model, clock.

What a property is made of is imported in it: most commands need some of it, and
database, cloud and language model take a second each to load.
"""

import os
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from decisions.errors import BadSettings
from flows.clock import OfficeClock
from flows.logs import settle_logs
from flows.settings import BodySettings, Settings, SiteSettings, read_settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from casework.ports import Inbox, PrivateFiles, Screener, Website
    from publish.bucket import PublicBucket
    from publish.edge import CloudFront
    from redaction.rules.base import Lexicon
    from strongroom.bucket import S3Access
    from strongroom.database import Database
    from strongroom.leases import Leases
    from strongroom.ledger import Ledger
    from strongroom.officers import Officers
    from strongroom.queues import Queues
    from strongroom.retention import Disposals
    from strongroom.running import Alarms, Runs

CONFIG_VARIABLE: Final = "PARTONE_CONFIG"


class Wiring:
    """Everything casework needs, made when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = OfficeClock(ZoneInfo(settings.zone))

    @classmethod
    def bare(cls) -> "Wiring":
        """Without a body: for the commands that keep and publish nothing."""
        body = BodySettings(name="-", url="https://example.org", contact="-")
        return cls(Settings(body=body, site=SiteSettings(bucket="none")))

    @cached_property
    def engine(self) -> "Database":
        """The ledger's database, its tables brought up to date."""
        from strongroom.database import migrate

        migrate(self.bare_engine)
        return self.bare_engine

    @cached_property
    def bare_engine(self) -> "Database":
        """The same as it is: for whoever puts a copy back."""
        from strongroom.database import connect_to

        url = self.settings.ledger.url
        if url.startswith("sqlite:///"):
            folder = Path(url.removeprefix("sqlite:///")).parent
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return connect_to(url)

    @cached_property
    def store(self) -> "Ledger":
        from strongroom.ledger import Ledger

        return Ledger(self.engine)

    @cached_property
    def officers(self) -> "Officers":
        from strongroom.officers import Officers

        return Officers(self.engine)

    @cached_property
    def queues(self) -> "Queues":
        from strongroom.queues import Queues

        return Queues(self.engine)

    @cached_property
    def leases(self) -> "Leases":
        from strongroom.leases import Leases

        return Leases(self.engine)

    @cached_property
    def disposals(self) -> "Disposals":
        from strongroom.retention import Disposals

        return Disposals(self.engine)

    @cached_property
    def runs(self) -> "Runs":
        from strongroom.running import Runs

        return Runs(self.engine)

    @cached_property
    def alarms(self) -> "Alarms":
        from strongroom.running import Alarms

        return Alarms(self.engine)

    @property
    def _access(self) -> "S3Access":
        from strongroom.bucket import S3Access

        s3 = self.settings.s3
        return S3Access(
            endpoint=s3.endpoint,
            region=s3.region,
            key=s3.key,
            secret=s3.secret.get_secret_value(),
        )

    @cached_property
    def s3(self) -> "S3Client":
        return self._access.client()

    @cached_property
    def files(self) -> "PrivateFiles":
        """The private files of the ledger.

        Raises:
            WrongStore: The place that the settings name has none of them.
        """
        from strongroom.ownfiles import see_ours

        see_ours(self.bare_files, self.store)
        return self.bare_files

    @cached_property
    def bare_files(self) -> "PrivateFiles":
        """The same, whatever is there: for whoever puts a copy back."""
        from strongroom.bucket import PrivateBucket
        from strongroom.local import LocalFiles

        files = self.settings.files
        if files.bucket:
            return PrivateBucket(self._access, files.bucket, files.prefix)
        assert files.folder is not None, "settings ask for one of the two"
        return LocalFiles(files.folder)

    @cached_property
    def inboxes(self) -> "tuple[Inbox, ...]":
        from strongroom.bucket import BucketInbox
        from strongroom.local import FolderInbox

        inbox = self.settings.inbox
        found: list[Inbox] = []
        if inbox.folder is not None:
            found.append(FolderInbox(inbox.folder))
        if inbox.prefix:
            bucket = self.settings.files.bucket
            found.append(BucketInbox(self.s3, bucket, inbox.prefix))
        return tuple(found)

    @cached_property
    def bucket(self) -> "PublicBucket":
        from publish.bucket import PublicBucket

        return PublicBucket(self._access, self.settings.site.bucket)

    @cached_property
    def website(self) -> "Website":
        from casework.ports import Website
        from publish.public_view import Body

        body, site = self.settings.body, self.settings.site
        return Website(
            site=self.bucket,
            body=Body(
                name=body.name,
                url=body.url,
                contact=body.contact,
                review=body.review,
                colour=body.colour,
                logo=_logo(body.logo) if body.logo else b"",
            ),
            deletions_max=site.deletions_max,
            show_deferred=site.show_deferred,
            edge=self._edge,
        )

    @property
    def _edge(self) -> "CloudFront | None":
        from publish.edge import CloudFront
        from strongroom.bucket import cloudfront_client

        s3, distribution = self.settings.s3, self.settings.site.distribution
        if not distribution:
            return None
        secret = s3.secret.get_secret_value()
        return CloudFront(partial(cloudfront_client, s3.key, secret), distribution)

    @cached_property
    def lexicon(self) -> "Lexicon":
        from redaction.rules.base import Lexicon

        lists = self.settings.screening
        return Lexicon(
            office_holders=frozenset(map(_key, lists.office_holders)),
            posts=lists.posts,
            public_bodies=frozenset(map(_key, lists.public_bodies)),
        )

    @cached_property
    def screener(self) -> "Screener":
        from casework.ports import Screener
        from redaction.inspection import Limits
        from redaction.language import load

        return Screener(
            names=load(self.settings.language.model),
            lexicon=self.lexicon,
            confirm_releases=self.settings.approvals.confirm_releases,
            forms=frozenset(self.settings.screening.forms),
            limits=Limits(**self.settings.limits.model_dump()),
        )


LOGO_MAX: Final = 100_000
"""Bytes."""


def _logo(path: Path) -> bytes:
    """The body's logo.

    Raises:
        BadSettings: It is not one.
    """
    content = path.read_bytes() if path.is_file() else b""
    is_known = content.startswith(b"\x89PNG") or b"<svg" in content[:1000]
    if not is_known or len(content) > LOGO_MAX:
        told = f"expected a PNG or SVG file of at most {LOGO_MAX // 1000} kB"
        raise BadSettings(f"body.logo: {path}: {told}")
    return content


def _key(name: str) -> str:
    from redaction.searching import folded

    return " ".join(folded(name).text.split())


@cache
def wiring() -> Wiring:
    """The wiring of this process, by the file that PARTONE_CONFIG names."""
    path = Path(os.environ.get(CONFIG_VARIABLE, "partone.toml"))
    made = Wiring(read_settings(path))
    settle_logs(made.settings.logs)
    return made
