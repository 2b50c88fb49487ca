"""A service on real servers, with settings of its own."""

import pytest

from fixtures.servers import PUBLIC
from flows.wiring import Wiring
from tests.flows.test_doors import GOOD, settings_of


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
