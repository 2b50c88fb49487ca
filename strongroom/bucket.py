"""Private files and an inbox in an S3 bucket that nobody but the service reads."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from casework.ports import Waiting
from decisions.errors import (
    AnotherPublisher,
    FileDamaged,
    FileMissing,
    StoreUnreachable,
    told_of,
)
from decisions.fingerprints import Sha256, of_bytes
from publish.connection import Connection
from publish.manifest import Tag

if TYPE_CHECKING:
    from boto3.session import Session
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client

    from publish.sending import Sender

_MISSING: Final = {"NoSuchKey", "404"}
_CHANGED: Final = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Access:
    """How an S3 server is reached; without a key by the machine's own credentials."""

    endpoint: str = ""
    """Empty: Amazon's."""
    region: str
    key: str = ""
    secret: str = field(default="", repr=False)

    def _session(self) -> "Session":
        # Loaded where a bucket is really used: a machine with folders needs none.
        import boto3  # noqa: PLC0415

        return boto3.session.Session(
            aws_access_key_id=self.key or None,
            aws_secret_access_key=self.secret or None,
            region_name=self.region,
        )

    def client(self) -> "S3Client":
        """A client with our time limits and tries."""
        return _client(self._session(), self.endpoint)

    def sender(self) -> "Sender":
        """An engine for many uploads, with the same credentials."""
        from s3transfer.crt import (  # noqa: PLC0415
            BotocoreCRTCredentialsWrapper,
            create_s3_crt_client,
        )

        from publish.sending import Sender  # noqa: PLC0415

        session = self._session()
        signs = BotocoreCRTCredentialsWrapper(session.get_credentials())
        engine = create_s3_crt_client(
            self.region,
            signs.to_crt_credentials_provider(),
            use_ssl=not self.endpoint.startswith("http://"),
        )
        return Sender(engine, _client(session, self.endpoint))


def _client(session: "Session", endpoint: str) -> "S3Client":
    from botocore.config import Config  # noqa: PLC0415

    # Half the time of a long listing goes into dates that nobody here looks at.
    parsers = session._session.get_component("response_parser_factory")
    parsers.set_parser_defaults(timestamp_parser=str)
    return session.client(
        "s3",
        endpoint_url=endpoint or None,
        config=Config(
            retries={"mode": "standard", "max_attempts": 5},
            s3={"addressing_style": "path" if endpoint else "auto"},
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=32,
            # botocore's own takes a sixth of the time of a request to put together.
            user_agent="partone",
        ),
    )


def cloudfront_client(key: str, secret: str) -> "CloudFrontClient":
    """A client of the service that stands before the public bucket."""
    import boto3  # noqa: PLC0415

    return boto3.client(
        "cloudfront",
        region_name="us-east-1",
        aws_access_key_id=key or None,
        aws_secret_access_key=secret or None,
    )


class PrivateBucket:
    """Files under their hashes below a prefix of a private bucket.

    It can be sent to another process, where it connects anew.
    """

    def __init__(self, access: S3Access, name: str, prefix: str = "") -> None:
        self._connection = Connection["S3Client"](access, "client")
        self._name = name
        self._prefix = prefix

    @property
    def _client(self) -> "S3Client":
        return self._connection()

    def put(self, content: bytes) -> Sha256:
        name = of_bytes(content)
        try:
            self._client.put_object(
                Bucket=self._name, Key=self._key(name), Body=content, IfNoneMatch="*"
            )
        except ClientError as error:
            if error.response["Error"]["Code"] not in _CHANGED:
                raise
        return name

    def get(self, name: Sha256) -> bytes:
        """As `LocalFiles.get`.

        Raises:
            StoreUnreachable: The server does not give it.
        """
        fault = content = None
        try:
            content = self._read(self._key(name))
        except (BotoCoreError, ClientError) as error:
            fault = told_of(error)
        if fault:
            raise StoreUnreachable(f"private file {name[:12]} cannot be read: {fault}")
        if content is None:
            raise FileMissing(f"private file {name[:12]} is missing; restore it")
        if of_bytes(content[0]) != name:
            raise FileDamaged(f"private file {name[:12]} has changed; restore it")
        return content[0]

    def names(self) -> Iterator[Sha256]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._name, Prefix=f"{self._prefix}objects/"
        )
        for page in pages:
            for row in page.get("Contents", []):
                yield Sha256(row["Key"].rpartition("/")[2])

    def destroy(self, name: Sha256) -> None:
        """Delete a file and every version of it that the bucket keeps."""
        _delete_versions(self._client, self._name, self._key(name))

    def clear(self) -> None:
        """An object is there whole or not at all: there is nothing to remove."""

    def read_note(self, name: str) -> tuple[bytes, Tag] | None:
        return self._read(f"{self._prefix}notes/{name}")

    def write_note(self, name: str, content: bytes, replaces: Tag | None) -> Tag:
        """As `LocalFiles.write_note`: a conditional write of the server's."""
        key = f"{self._prefix}notes/{name}"
        try:
            if replaces is None:
                answer = self._client.put_object(
                    Bucket=self._name, Key=key, Body=content, IfNoneMatch="*"
                )
            else:
                answer = self._client.put_object(
                    Bucket=self._name, Key=key, Body=content, IfMatch=replaces
                )
        except ClientError as error:
            if error.response["Error"]["Code"] not in _CHANGED:
                raise
        else:
            return Tag(answer["ETag"])
        raise AnotherPublisher(
            f"note {name} was written by somebody else meanwhile; run again"
        )

    def _key(self, name: Sha256) -> str:
        return f"{self._prefix}objects/{name[:2]}/{name}"

    def _read(self, key: str) -> tuple[bytes, Tag] | None:
        try:
            answer = self._client.get_object(Bucket=self._name, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return None
            raise
        return answer["Body"].read(), Tag(answer["ETag"])


def _delete_versions(client: "S3Client", bucket: str, key: str) -> None:
    """Delete an object and whatever the bucket keeps of it."""
    pages = client.get_paginator("list_object_versions").paginate(
        Bucket=bucket, Prefix=key
    )
    for page in pages:
        for row in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
            if row["Key"] == key:
                client.delete_object(Bucket=bucket, Key=key, VersionId=row["VersionId"])
    client.delete_object(Bucket=bucket, Key=key)


class BucketInbox:
    """The objects below a prefix of the private bucket. They are left there, but for
    what is disposed of.
    """

    def __init__(self, client: "S3Client", name: str, prefix: str) -> None:
        self._client = client
        self._name = name
        self._prefix = prefix

    def waiting(self) -> Waiting:
        """Every object below the prefix, by name."""
        found = []
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._name, Prefix=self._prefix
        )
        for page in pages:
            for row in page.get("Contents", []):
                if not row["Key"].endswith("/"):
                    found.append((row["Key"].removeprefix(self._prefix), row["Size"]))
        return Waiting(sorted(found))

    def read(self, name: str) -> bytes:
        answer = self._client.get_object(Bucket=self._name, Key=self._prefix + name)
        return answer["Body"].read()

    def remove(self, name: str) -> None:
        _delete_versions(self._client, self._name, self._prefix + name)
