"""The public bucket: list, put where nothing else is, delete with every version."""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from decisions.errors import AnotherPublisher, SiteNotAsPlanned, SiteUnreachable
from publish.connection import Connection
from publish.manifest import Key, PublicObject, Tag
from publish.sending import Sender

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MISSING: Final = frozenset({"NoSuchKey", "404", "NotFound"})
CHANGED: Final = frozenset({404, 409, 412})
"""Answers to a conditional upload where something else is there, or nothing is."""
AT_ONCE: Final = 8
"""Requests at once where many objects are asked for or deleted."""


class Access(Protocol):
    """How the server is reached; it can be sent to another process."""

    def client(self) -> "S3Client":
        """A new client."""
        ...

    def sender(self) -> Sender:
        """A new engine for uploads."""
        ...


class PublicBucket:
    """An S3 bucket, or whatever speaks as one.

    It can be sent to another process, where it connects anew.
    """

    def __init__(self, access: Access, name: str) -> None:
        self._connection = Connection["S3Client"](access, "client")
        self._sending = Connection[Sender](access, "sender")
        self._name = name

    @property
    def _client(self) -> "S3Client":
        return self._connection()

    def listing(self, prefix: str = "") -> Iterator[tuple[Key, Tag]]:
        """Every object there is, over all pages of the listing."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._name, Prefix=prefix
        )
        for page in pages:
            for row in page.get("Contents", []):
                yield Key(row["Key"]), Tag(row["ETag"])

    def now(self) -> datetime:
        """What the server says that it is now (RFC 9110, Date).

        Raises:
            SiteUnreachable: It does not say.
        """
        told = None
        try:
            answer = self._client.list_objects_v2(Bucket=self._name, MaxKeys=1)
        except (BotoCoreError, ClientError) as fault:
            told = type(fault).__name__
        if told:
            raise SiteUnreachable(
                f"public site: the server could not be asked ({told})"
            )
        headers = answer["ResponseMetadata"]["HTTPHeaders"]
        return parsedate_to_datetime(headers["date"])

    def folders(self, prefix: str) -> Iterator[str]:
        """What stands between a prefix and the next slash, with both."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._name, Prefix=prefix, Delimiter="/"
        )
        for page in pages:
            for row in page.get("CommonPrefixes", []):
                yield row["Prefix"]

    def tags(self, keys: Sequence[Key]) -> Mapping[Key, Tag]:
        """Of objects asked for one by one; missing ones are left out."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = zip(keys, pool.map(self._tag, keys), strict=True)
            return {key: tag for key, tag in found if tag is not None}

    def _tag(self, key: Key) -> Tag | None:
        answer = self._head(key)
        return Tag(answer["ETag"]) if answer else None

    def _head(self, key: Key) -> Any | None:  # noqa: ANN401 - a typed dict
        try:
            return self._client.head_object(
                Bucket=self._name, Key=key, ChecksumMode="ENABLED"
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                return None
            raise

    def put(self, key: Key, body: PublicObject, replaces: Tag | None) -> Tag:
        """Upload with a checksum that the server compares.

        Args:
            replaces: The tag of what is there; None: nothing is. A server compares
                it with what there is when the object arrives.

        Raises:
            AnotherPublisher: Something else is there by now.
        """
        content = body.body
        assert content is not None, "bytes were read before"
        digest = base64.b64encode(bytes.fromhex(body.content)).decode()
        headers = {
            "Content-Type": body.content_type,
            "Cache-Control": body.cache_control,
            "x-amz-checksum-sha256": digest,
        }
        if replaces is None:
            headers["If-None-Match"] = "*"
        else:
            headers["If-Match"] = replaces
        if body.disposition:
            headers["Content-Disposition"] = body.disposition
        answer = self._sending().put(self._name, key, content, headers)
        if answer.status in CHANGED:
            tag = self._after_all(key, content, digest)
            if replaces is not None:  # the answer that was lost named its version
                self._delete_versions(key, earlier_only=True)
            return tag
        if answer.status >= 300 or "etag" not in answer.headers:
            raise SiteUnreachable(
                f"public site: the server answered {answer.status} to an upload; see "
                "whether the service may write to the bucket"
            )
        version = answer.headers.get("x-amz-version-id", "null")
        if replaces is not None and version != "null":
            self._delete_versions(key, earlier_only=True)
        return Tag(answer.headers["etag"])

    def _after_all(self, key: Key, content: bytes, digest: str) -> Tag:
        """The tag of what is there, if it is what was to be put.

        An upload whose answer was lost is sent again, and then finds itself.
        """
        there = self._head(key)
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        if there is not None and (
            there.get("ChecksumSHA256") == digest or there["ETag"].strip('"') == md5
        ):
            return Tag(there["ETag"])
        raise AnotherPublisher(
            "public site: an object is not what it was when this run began; somebody "
            "else publishes, or changed it. Run it again"
        )

    def get(self, key: Key) -> tuple[bytes, Mapping[str, str]] | None:
        """The bytes and headers that a reader gets; None: there is nothing."""
        try:
            answer = self._client.get_object(Bucket=self._name, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                return None
            raise
        headers = {
            "Content-Type": answer["ContentType"],
            "Cache-Control": answer.get("CacheControl", ""),
            "Content-Disposition": answer.get("ContentDisposition", ""),
            "ETag": answer["ETag"],
        }
        told = {name: value for name, value in headers.items() if value}
        return answer["Body"].read(), told

    def earlier(self, prefix: str = "") -> int:
        """Versions that were replaced or deleted and can still be read by their id."""
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self._name, Prefix=prefix
        )
        return sum(
            not row["IsLatest"] for page in pages for row in page.get("Versions", [])
        )

    def delete(self, keys: Sequence[Key]) -> None:
        """Remove objects and every earlier version of them.

        Raises:
            SiteNotAsPlanned: The server kept a version.
        """
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._delete, keys))

    def _delete(self, key: Key) -> None:
        self._client.delete_object(Bucket=self._name, Key=key)
        self._delete_versions(key, earlier_only=False)

    def _delete_versions(self, key: Key, *, earlier_only: bool) -> None:
        """Remove versions by their ids.

        The version "null" is of the time before the bucket kept versions: left
        there, it would be what readers get once the newer ones are gone.
        """
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self._name, Prefix=key
        )
        failed = 0
        for page in pages:
            rows = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            for row in rows:
                if row["Key"] != key or not row["VersionId"]:
                    continue
                if earlier_only and row["IsLatest"]:
                    continue
                answer = self._client.delete_object(
                    Bucket=self._name, Key=key, VersionId=row["VersionId"]
                )
                failed += answer["ResponseMetadata"]["HTTPStatusCode"] >= 300
        if failed:
            raise SiteNotAsPlanned(
                f"public site: {failed} versions of an object were not removed"
            )
