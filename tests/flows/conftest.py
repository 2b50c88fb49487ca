"""A service on real servers, with settings of its own."""

import pytest

from fixtures.servers import PUBLIC
from flows.wiring import Wiring
from tests.flows.test_doors import GOOD, settings_of


def at_the_door(wired: Wiring, monkeypatch) -> Wiring:
    """What the commands have, too."""
    for name in (
        "wiring",
        "recording",
        "takecommands",
        "startcommands",
        "filecommands",
        "lastword",
        "keepcommands",
        "sitecommands",
        "watchcommands",
    ):
        monkeypatch.setattr(f"flows.{name}.wiring", lambda: wired)
    return wired


@pytest.fixture
def wired(tmp_path, s3, bucket, monkeypatch) -> Wiring:
    for name, value in (
        ("ENDPOINT", s3.endpoint), ("KEY", s3.key), ("SECRET", s3.secret),
    ):  # fmt: skip
        monkeypatch.setenv(f"PARTONE_S3__{name}", value)
    text = GOOD.replace("public-site", PUBLIC)
    monkeypatch.chdir(tmp_path)
    made = Wiring(settings_of(tmp_path, text))
    (tmp_path / "inbox").mkdir()
    return made
