"""A body's settings change what it starts from, and say what is wrong in them."""

from pathlib import Path

import pytest

from decisions.errors import BadSettings
from flows.settings import Settings, read_settings

BODY = """
[body]
name = "Office of the Warden of Fenwick"
url = "https://decisions.fenwick.example"
contact = "decisions@fenwick.example"
review = "Write to decisions@fenwick.example."
[ledger]
url = "sqlite:///ledger.db"
[files]
folder = "private"
[inbox]
folder = "inbox"
[site]
bucket = "fenwick-decisions"
"""


def _settings(folder: Path, text: str) -> Settings:
    path = folder / "partone.toml"
    path.write_text(BODY + text)
    return read_settings(path)


def test_a_body_adds_to_the_lists_and_takes_from_them(tmp_path: Path) -> None:
    screening = _settings(
        tmp_path,
        '[screening]\nposts = ["Warden of the Marsh", "-Commander"]\n'
        'public_bodies = ["Fenwick Drainage Board"]\n',
    ).screening
    assert {"Warden of the Marsh", "Chief Constable"} <= set(screening.posts)
    assert "Commander" not in screening.posts
    assert {"Fenwick Drainage Board", "Home Office"} <= set(screening.public_bodies)


def test_a_name_that_is_on_no_list_cannot_be_taken_off(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="Chief Cook"):
        _settings(tmp_path, '[screening]\nposts = ["-Chief Cook"]\n')


def test_secrets_may_lie_beside_the_settings(tmp_path) -> None:
    (tmp_path / "partone.toml").write_text(BODY)
    (tmp_path / "secrets.env").write_text("PARTONE_S3__SECRET=from the file beside\n")
    found = read_settings(tmp_path / "partone.toml")
    assert found.s3.secret.get_secret_value() == "from the file beside"
    (tmp_path / "secrets.env").write_text("PARTONE_S3__SECRETS=x\n")
    with pytest.raises(BadSettings, match=r"s3\.secrets"):
        read_settings(tmp_path / "partone.toml")


def test_a_file_of_secrets_that_cannot_be_read_is_named(tmp_path) -> None:
    (tmp_path / "partone.toml").write_text(BODY)
    # Reading it is an error of the system's, whoever reads.
    (tmp_path / "secrets.env").symlink_to("/proc/self/mem")
    with pytest.raises(BadSettings, match=r"secrets\.env beside it, cannot be read"):
        read_settings(tmp_path / "partone.toml")


def test_the_public_bucket_is_no_place_for_private_files(tmp_path) -> None:
    same = BODY.replace('folder = "private"', 'bucket = "fenwick-decisions"')
    (tmp_path / "partone.toml").write_text(same)
    with pytest.raises(BadSettings, match=r"another bucket than site\.bucket"):
        read_settings(tmp_path / "partone.toml")
