"""Making the public bucket what it has to be, and who may do what with it.

Nothing here is a secret or a decision of the body's: every rule follows from what
publishing does. The rules for versions are there although none are to be kept: a
bucket that was used before may have some.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Document = dict[str, Any]
"""A policy as it is written down, ready to be JSON."""
_ALREADY: Final = frozenset({"BucketAlreadyOwnedByYou", "BucketAlreadyExists"})
_VERSION: Final = "2012-10-17"
UNSEEN: Final = "NothingIsOverwrittenUnseen"
PROBE: Final = "partone-set-up"
_MISUNDERSTOOD: Final = "AccessDenied to PutObject"
"""What such a rule makes of a write that keeps to it, where a server cannot tell."""


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was asked of the server."""

    what: str
    problem: str = ""
    """Why it is not so; empty: it is."""


def bucket_policy(
    bucket: str, distribution_arn: str, *, is_tls: bool = True
) -> Document:
    """What everybody, and the distribution, may do with the bucket.

    Args:
        distribution_arn: Empty: nobody may read yet.
        is_tls: Whether this service itself reaches it over TLS; else it would shut
            itself out.
    """
    everything = f"arn:aws:s3:::{bucket}/*"
    only_over_tls: Document = {
        "Sid": "OnlyOverTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", everything],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    rules: list[Document] = [
        *((only_over_tls,) if is_tls else ()),
        {
            "Sid": "NobodyReadsWhatWasReplaced",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["s3:GetObjectVersion", "s3:GetObjectVersionAcl"],
            "Resource": everything,
        },
        {
            "Sid": UNSEEN,
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:PutObject",
            "Resource": everything,
            "Condition": {"Null": {"s3:if-match": "true", "s3:if-none-match": "true"}},
        },
    ]
    if distribution_arn:
        rules.append(
            {
                "Sid": "TheDistributionReads",
                "Effect": "Allow",
                "Principal": {"Service": "cloudfront.amazonaws.com"},
                "Action": "s3:GetObject",
                "Resource": everything,
                "Condition": {"StringEquals": {"aws:SourceArn": distribution_arn}},
            }
        )
    return {"Version": _VERSION, "Statement": rules}


def publisher_policy(bucket: str, distribution_arn: str) -> Document:
    """All that the service needs of the public bucket, and nothing else."""
    rules: list[Document] = [
        {
            "Sid": "See",
            "Effect": "Allow",
            "Action": ["s3:ListBucket", "s3:ListBucketVersions"],
            "Resource": f"arn:aws:s3:::{bucket}",
        },
        {
            "Sid": "PublishAndTakeBack",
            "Effect": "Allow",
            "Action": [
                "s3:GetObject",
                "s3:PutObject",
                "s3:DeleteObject",
                "s3:DeleteObjectVersion",
            ],
            "Resource": f"arn:aws:s3:::{bucket}/*",
        },
    ]
    if distribution_arn:
        rules.append(
            {
                "Sid": "ForgetInCaches",
                "Effect": "Allow",
                "Action": "cloudfront:CreateInvalidation",
                "Resource": distribution_arn,
            }
        )
    return {"Version": _VERSION, "Statement": rules}


def reader_policy(bucket: str) -> Document:
    """For who checks the public bucket without being able to change it."""
    return {
        "Version": _VERSION,
        "Statement": [
            {
                "Sid": "See",
                "Effect": "Allow",
                "Action": ["s3:ListBucket", "s3:ListBucketVersions"],
                "Resource": f"arn:aws:s3:::{bucket}",
            },
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{bucket}/*",
            },
        ],
    }


LIFECYCLE: Final[Any] = {
    "Rules": [
        {
            "ID": "no-half-uploads",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
        },
        {
            "ID": "no-earlier-versions",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
            "Expiration": {"ExpiredObjectDeleteMarker": True},
        },
    ]
}
CLOSED: Final[Any] = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}
ENCRYPTED: Final[Any] = {
    "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
}
OWNED: Final[Any] = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}


def set_up(
    client: "S3Client", bucket: str, region: str, policy: Document
) -> Iterator[Done]:
    """Create the bucket if it is not there, and set what it has to have.

    It can be run again at any time. What a server lacks or refuses is told, and the
    rest is set all the same.

    Args:
        policy: `bucket_policy`.
    """
    where: Any = {"LocationConstraint": region}
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        (
            "the bucket is there",
            lambda: client.create_bucket(
                Bucket=bucket, CreateBucketConfiguration=where
            ),
        ),
        (
            "public access is blocked but for the distribution",
            lambda: client.put_public_access_block(
                Bucket=bucket, PublicAccessBlockConfiguration=CLOSED
            ),
        ),
        (
            "objects belong to the bucket's owner, without lists of their own",
            lambda: client.put_bucket_ownership_controls(
                Bucket=bucket, OwnershipControls=OWNED
            ),
        ),
        (
            "what is kept is encrypted",
            lambda: client.put_bucket_encryption(
                Bucket=bucket, ServerSideEncryptionConfiguration=ENCRYPTED
            ),
        ),
        (
            "earlier versions and half uploads do not stay",
            lambda: client.put_bucket_lifecycle_configuration(
                Bucket=bucket, LifecycleConfiguration=LIFECYCLE
            ),
        ),
    )
    for what, act in steps:
        yield Done(what, _refused(act))
    yield from _closed(client, bucket, policy)
    yield _versions(client, bucket)


def _refused(act: Callable[[], object]) -> str:
    """Why the server did not do it; empty: it did."""
    try:
        act()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code not in _ALREADY:
            return f"the server refused it ({code})"
    return ""


def _closed(client: "S3Client", bucket: str, policy: Document) -> Iterator[Done]:
    """Set the policy; a rule of it is left out only where a server misunderstands it.

    A server that does not know the headers of conditional writes as conditions of a
    policy takes every write for one without them, and refuses what it took before.
    """
    unseen = ""
    rules = [rule for rule in policy["Statement"] if rule["Sid"] != UNSEEN]
    less = {**policy, "Statement": rules}
    before = _write_refused(client, bucket)
    if before == _MISUNDERSTOOD:
        # The rule may stand there already: an earlier run was cut off.
        _refused(lambda: _put(client, bucket, less))
        before = _write_refused(client, bucket)
    problem = _refused(lambda: _put(client, bucket, policy))
    if not problem and not before:
        problem = _write_refused(client, bucket)
        if problem == _MISUNDERSTOOD:
            problem = _refused(lambda: _put(client, bucket, less))
            unseen = "this server does not know the condition; that rule is left out"
    elif before:
        unseen = f"this service may not write there ({before})"
    yield Done("who may read and write is set", problem)
    yield Done("nothing is overwritten unseen, whoever writes", unseen)


def _put(client: "S3Client", bucket: str, policy: Document) -> None:
    client.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))


def _write_refused(client: "S3Client", bucket: str) -> str:
    """Why what publishing does is refused; empty: it is not.

    An object without content, of a name that nobody has, is there for a moment.
    """
    key = f"{PROBE}-{uuid4().hex}"
    try:
        client.list_objects_v2(Bucket=bucket, MaxKeys=1)
        client.put_object(Bucket=bucket, Key=key, Body=b"", IfNoneMatch="*")
        client.delete_object(Bucket=bucket, Key=key)
    except ClientError as error:
        return f"{error.response['Error']['Code']} to {error.operation_name}"
    return ""


def _versions(client: "S3Client", bucket: str) -> Done:
    """What is withdrawn is deleted with its versions, so they are not forbidden;
    but whoever keeps none has none to forget.
    """
    what = "no versions are kept"
    try:
        status = client.get_bucket_versioning(Bucket=bucket).get("Status")
    except ClientError as error:
        code = error.response["Error"]["Code"]
        return Done(what, f"the server did not say ({code})")
    if status == "Enabled":
        return Done(what, "the bucket keeps versions; suspend versioning if you can")
    return Done(what)
