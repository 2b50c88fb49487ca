"""The public bucket: list all of it, put, delete with every version."""

import base64
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from decisions.errors import SiteNotAsPlanned
from publish.manifest import Key, PublicObject, Tag

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class PublicBucket:
    """An S3 bucket, or whatever speaks as one."""

    def __init__(self, client: "S3Client", name: str) -> None:
        self._client = client
        self._name = name

    def listing(self) -> Mapping[Key, Tag]:
        """Every object there is, over all pages of the listing."""
        found: dict[Key, Tag] = {}
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._name
        )
        for page in pages:
            for row in page.get("Contents", []):
                found[Key(row["Key"])] = Tag(row["ETag"])
        return found

    def put(self, key: Key, body: PublicObject) -> Tag:
        """Upload with a checksum that the server compares."""
        digest = base64.b64encode(hashlib.sha256(body.body).digest()).decode()
        answer = self._client.put_object(
            Bucket=self._name,
            Key=key,
            Body=body.body,
            ContentType=body.content_type,
            CacheControl=body.cache_control,
            ChecksumSHA256=digest,
        )
        return Tag(answer["ETag"])

    def get(self, key: Key) -> tuple[bytes, str] | None:
        """The bytes and content type that a reader gets; None: there is nothing."""
        try:
            answer = self._client.get_object(Bucket=self._name, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                return None
            raise
        return answer["Body"].read(), answer["ContentType"]

    def earlier(self, prefix: str = "") -> int:
        """Versions that were replaced or deleted and can still be read by their id."""
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self._name, Prefix=prefix
        )
        return sum(
            not row["IsLatest"] for page in pages for row in page.get("Versions", [])
        )

    def delete(self, key: Key) -> None:
        """Remove an object and every earlier version of it.

        The version "null" is of the time before the bucket kept versions: left
        there, it would be what readers get once the newer ones are gone.

        Raises:
            SiteNotAsPlanned: The server kept one.
        """
        self._client.delete_object(Bucket=self._name, Key=key)
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self._name, Prefix=key
        )
        failed = 0
        for page in pages:
            rows = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            for row in rows:
                if row["Key"] != key or not row["VersionId"]:
                    continue
                answer = self._client.delete_object(
                    Bucket=self._name, Key=key, VersionId=row["VersionId"]
                )
                failed += answer["ResponseMetadata"]["HTTPStatusCode"] >= 300
        if failed:
            raise SiteNotAsPlanned(
                f"public site: {failed} versions of an object were not removed"
            )
