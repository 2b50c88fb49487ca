"""What is handed to others: a wheel of our packages, units and an image that fit it."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from io import BytesIO
from pathlib import Path

import pytest
from dockerfile_parse import DockerfileParser

from flows.timetable import TIMETABLE

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "deploy" / "systemd"
OURS = {
    *("casework", "decisions", "flows", "publish", "redaction"),
    *("reviewdesk", "strongroom"),
}
COMMANDS = {
    "release-at-midnight": ("release-due", "*-*-* 00:00:00 Europe/London"),
    "nightly": ("nightly", "*-*-* 04:00:00 Europe/London"),
    "site-follows": ("publish", "*-*-* *:03/10:00 Europe/London"),
    "watch": ("watch", "*-*-* *:05/15:00 Europe/London"),
    "digest": ("digest", "Mon..Fri *-*-* 07:30:00 Europe/London"),
}
"""The same times, as cron writes them in `flows.timetable` and as systemd does."""


def uv() -> str:
    found = ROOT / ".tools" / "bin" / "uv"
    program = str(found) if found.exists() else shutil.which("uv")
    assert program, "no uv: run `make setup`"
    return program


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [uv(), "build", "--wheel", "--quiet", "--out-dir", str(out), str(ROOT)],
        check=True, env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"},
    )  # fmt: skip
    [found] = out.glob("*.whl")
    return found


def test_the_wheel_has_our_packages_and_nothing_else(wheel) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == OURS
    for package in OURS:
        kept = {p.relative_to(ROOT).as_posix() for p in (ROOT / package).rglob("*")
                if p.is_file() and "__pycache__" not in p.parts}  # fmt: skip
        assert kept == {name for name in names if name.startswith(f"{package}/")}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_commands_work_from_the_wheel_alone(wheel, tmp_path) -> None:
    """With the dependencies that are installed, and no checkout in sight."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "import sys, flows.cli; assert flows.__file__.startswith(sys.argv.pop(1));"
        "flows.cli.main()"
    )

    def partone(*arguments: str, given: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "site"), *arguments],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / "site")},
            cwd=tmp_path, input=given, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "take-in" in partone("--help")
    text = '{"id": "a", "text": "Acme Fencing Ltd bid £418,000 for the works."}\n'
    assert "money" in partone("flag-text", given=text)
    (tmp_path / "partone.toml").write_text((ROOT / "partone.example.toml").read_text())
    assert '"public": 0' in partone("status", "--json")


@pytest.mark.parametrize("row", TIMETABLE, ids=lambda row: row.name)
def test_timers_say_what_the_timetable_says(row) -> None:
    if not row.cron:
        assert row.name not in COMMANDS, "it is called, not timed"
        return
    command, calendar = COMMANDS[row.name]
    text = (UNITS / f"partone-{command}.timer").read_text()
    assert f"OnCalendar={calendar}\n" in text
    assert f"Unit=partone@{command}.service\n" in text


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_takes_the_units(tmp_path) -> None:
    partone = Path(sys.executable).with_name("partone")
    for unit in UNITS.iterdir():
        text = unit.read_text().replace("/opt/partone/bin/partone", str(partone))
        (tmp_path / unit.name).write_text(
            re.sub("^(User|Group)=.*\n", "", text, flags=re.M)
        )
    units = [str(tmp_path / p.name) for p in UNITS.iterdir() if "@" not in p.name]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    wrong = [line for line in done.stderr.splitlines() if "partone" in line]
    assert wrong == []
    for _, calendar in COMMANDS.values():
        subprocess.run(["systemd-analyze", "calendar", calendar], check=True,
                       capture_output=True)  # fmt: skip


def test_the_image_runs_as_nobody_in_particular_and_copies_what_is_made() -> None:
    text = (ROOT / "deploy" / "Containerfile").read_bytes()
    parser = DockerfileParser(fileobj=BytesIO(text))
    steps = [(s["instruction"], s["value"]) for s in parser.structure]
    known = {"FROM", "RUN", "COPY", "USER", "WORKDIR", "ENV", "HEALTHCHECK",
             "ENTRYPOINT", "CMD", "COMMENT"}  # fmt: skip
    assert {name for name, _ in steps} <= known
    assert parser.baseimage.startswith("docker.io/library/python:3.11")
    copied = [value for name, value in steps if name == "COPY"]
    assert copied == ["dist/requirements.txt dist/partone-*.whl /tmp/dist/"]
    users = [value for name, value in steps if name == "USER"]
    assert users == ["10001"]
    assert parser.envs["PARTONE_CONFIG"] == "/etc/partone/partone.toml"


def test_nothing_that_we_ship_with_binds_whom_we_ship_to() -> None:
    """AGPL nowhere; the GPL only beside a licence that may be chosen instead."""
    listed = subprocess.run(
        [uv(), "export", "--frozen", "--no-dev", "--no-emit-project", "--no-hashes",
         "--all-extras", "--quiet"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    names = re.findall(r"^([A-Za-z0-9._-]+)", listed, re.M)
    assert len(names) > 100
    seen = 0
    for name in names:
        try:
            found = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # for another kind of machine
        seen += 1
        told = [found.get("License-Expression") or "", found.get("License") or ""]
        told += [c for c in found.get_all("Classifier") or [] if "License" in c]
        whole = " ".join(told)
        assert "AGPL" not in whole, name
        assert "Affero" not in whole, name
        is_gpl = re.search(r"(?<![AL])GPL|GNU General Public", whole)
        may_choose = re.search("LGPL|Lesser|Artistic|MPL", whole)
        assert not is_gpl or may_choose, name
    assert seen > 100
