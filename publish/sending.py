"""Uploads through boto3's engine in C: as many a second as a disk takes.

botocore puts a request together in three to four milliseconds, which for a hundred
thousand decisions is half an hour; the AWS Common Runtime needs a fifth of that, signs
the same and tries again by itself where a server is busy or a connection breaks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from awscrt.exceptions import AwsCrtError
from awscrt.http import HttpHeaders, HttpRequest
from awscrt.s3 import S3RequestType, S3ResponseError

from decisions.errors import SiteUnreachable

if TYPE_CHECKING:
    from awscrt.s3 import S3Client as CrtClient
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to an upload."""

    status: int
    headers: Mapping[str, str]
    """By their names in small letters."""


class Sender:
    """Puts objects into buckets of one server."""

    def __init__(self, engine: "CrtClient", client: "S3Client") -> None:
        """Use an engine that signs for the server of a client."""
        self._engine = engine
        self._client = client
        self._addresses: dict[str, tuple[str, str]] = {}

    def put(
        self, bucket: str, key: str, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        """Put an object.

        Returns:
            What the server said, 2xx or 4xx.

        Raises:
            SiteUnreachable: It could not be reached, or went on failing.
        """
        host, path = self._address(bucket)
        rows = [("Host", host), ("Content-Length", str(len(body))), *headers.items()]
        request = HttpRequest(
            "PUT", path + quote(key, safe="/~"), HttpHeaders(rows), BytesIO(body)
        )
        answers: list[Answer] = []

        def hear(status_code: int, headers: list[tuple[str, str]], **_: object) -> None:
            told = {name.lower(): value for name, value in headers}
            answers.append(Answer(status_code, told))

        try:
            self._engine.make_request(
                type=S3RequestType.DEFAULT,
                operation_name="PutObject",
                request=request,
                on_headers=hear,
            ).finished_future.result()
        except S3ResponseError as error:
            told = str(error.status_code)
            if error.status_code < 500:
                return Answer(error.status_code, {})
        except AwsCrtError as error:
            told = error.name
        else:
            return answers[-1]
        raise SiteUnreachable(
            f"public site: an upload failed ({told}), also when it was tried again; "
            "see whether the server is there, then run it again"
        )

    def _address(self, bucket: str) -> tuple[str, str]:
        """Host and path of a bucket, as the client would address it."""
        known = self._addresses.get(bucket)
        if known is None:
            url = self._client.generate_presigned_url(
                "put_object", Params={"Bucket": bucket, "Key": "-"}
            )
            parts = urlsplit(url)
            known = parts.netloc, parts.path.removesuffix("-")
            self._addresses[bucket] = known
        return known
