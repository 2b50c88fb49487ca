"""Making the public bucket what it has to be, and who may do what with it.

Nothing here is a secret or a decision of the body's: every rule follows from what
publishing does. The rules for versions are there although none are to be kept: a
bucket that was used before may have some.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Document = dict[str, Any]
"""A policy as it is written down, ready to be JSON."""
_ALREADY: Final = frozenset({"BucketAlreadyOwnedByYou", "BucketAlreadyExists"})
_VERSION: Final = "2012-10-17"


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was asked of the server."""

    what: str
    problem: str = ""
    """Why it is not so; empty: it is."""


def bucket_policy(bucket: str, distribution_arn: str) -> Document:
    """What everybody, and the distribution, may do with the bucket.

    Args:
        distribution_arn: Empty: nobody may read yet.
    """
    everything = f"arn:aws:s3:::{bucket}/*"
    rules: list[Document] = [
        {
            "Sid": "OnlyOverTls",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [f"arn:aws:s3:::{bucket}", everything],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        {
            "Sid": "NobodyReadsWhatWasReplaced",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["s3:GetObjectVersion", "s3:GetObjectVersionAcl"],
            "Resource": everything,
        },
        {
            "Sid": "NothingIsOverwrittenUnseen",
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


def set_up(client: "S3Client", bucket: str, region: str, policy: str) -> Iterator[Done]:
    """Create the bucket if it is not there, and set what it has to have.

    It can be run again at any time. What a server lacks or refuses is told, and the
    rest is set all the same.

    Args:
        policy: The bucket policy as JSON.
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
        (
            "who may read and write is set",
            lambda: client.put_bucket_policy(Bucket=bucket, Policy=policy),
        ),
    )
    for what, act in steps:
        problem = ""
        try:
            act()
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code not in _ALREADY:
                problem = f"the server refused it ({code})"
        yield Done(what, problem)
    yield _versions(client, bucket)


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
