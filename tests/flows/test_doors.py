"""The doors: settings, commands, and what Prefect is allowed to learn."""

import json
import os
import sqlite3
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from typer.main import get_group
from typer.testing import CliRunner

from decisions.errors import BadSettings, GateClosed, UnexpectedFault
from fixtures import paper, recipes
from fixtures.leaks import CASES
from fixtures.paper import CANARY
from fixtures.search import places_of
from fixtures.servers import PUBLIC
from flows.cli import COMMANDS, PLACES, app
from flows.quiet import quiet
from flows.settings import read_settings
from flows.timetable import TIMETABLE

RUN = CliRunner()
GOOD = """
[body]
name = "Fenwick"
url = "https://d.example"
contact = "a@d.example"
[site]
bucket = "public-site"
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch) -> Path:
    """No settings of the machine, nothing written into the checkout."""
    for name in [n for n in os.environ if n.startswith("PARTONE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settings_of(tmp_path: Path, text: str):
    path = tmp_path / "partone.toml"
    path.write_text(text)
    return read_settings(path)


def test_good_settings_are_read_and_the_environment_wins(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PARTONE_SITE__BUCKET", "other-site")
    monkeypatch.setenv("PARTONE_S3__SECRET", "hush")
    found = settings_of(tmp_path, GOOD)
    assert found.body.name == "Fenwick"
    assert found.site.bucket == "other-site"
    assert "hush" not in repr(found)


def test_all_problems_are_told_at_once_and_no_value(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PARTONE_S3__SECRET", "hush")
    bad = GOOD.replace("https://d.example", "ftp://SECRETVALUE/").replace(
        'bucket = "public-site"', 'bucket = "x"\ncolour = "red"'
    )
    with pytest.raises(BadSettings) as refused:
        settings_of(tmp_path, 'zone = "Mars/Olympus"\n' + bad + "[desk]\nport = 0\n")
    told = str(refused.value)
    for wanted in ("zone", "body.url", "site.bucket", "site.colour", "desk.port"):
        assert wanted in told, wanted
    assert "SECRETVALUE" not in told
    assert "hush" not in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "body"),
        ("not toml at all [", "TOML"),
        (GOOD + '[screening]\nforms = ["nope"]\n', "dmpc-request"),
        (GOOD + '[files]\nfolder = "a"\nbucket = "bbb"\n', "either"),
    ],
)
def test_bad_settings_are_refused(tmp_path, text: str, told: str) -> None:
    with pytest.raises(BadSettings, match=told):
        settings_of(tmp_path, text)


def test_a_fault_tells_its_type_and_place_only() -> None:
    @quiet
    def faulty() -> None:
        raise ValueError(CANARY)

    with pytest.raises(UnexpectedFault, match="ValueError in faulty") as told:
        faulty()
    assert CANARY not in str(told.value)
    assert told.value.__context__ is None
    assert told.value.__cause__ is None


def test_a_refusal_passes_as_it_is() -> None:
    @quiet
    def refusing() -> None:
        raise GateClosed("x", ("y",))

    with pytest.raises(GateClosed):
        refusing()


def written(tmp_path: Path, files: dict[str, bytes]) -> list[str]:
    for name, pdf in files.items():
        (tmp_path / name).write_bytes(pdf)
    return [str(tmp_path / name) for name in files]


KEYS = {
    "outcome", "problems", "reference", "title", "signed_on", "decision_maker",
    "form", "deferral", "part_2", "pages", "flags", "facts",
}  # fmt: skip


def test_inspect_says_what_a_file_set_is(tmp_path) -> None:
    done = RUN.invoke(app, ["inspect", "--json", *written(tmp_path, recipes.echo())])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert set(told) == KEYS
    assert told["outcome"] == "accepted"
    assert told["reference"] == "PCD 9006"
    assert told["signed_on"] == "2023-03-14"
    assert [page["part"] for page in told["pages"]] == [1, 1, 2]
    assert told["part_2"] == {"declared": True, "present": True}
    echo = next(f for f in told["flags"] if f["category"] == "echo" and f["boxes"])
    assert {"id", "file", "page", "place", "text", "section", "why"} <= set(echo)


def test_inspect_holds_what_is_doubtful_and_refuses_what_is_broken(tmp_path) -> None:
    held = RUN.invoke(
        app, ["inspect", "--json", *written(tmp_path, recipes.scanned_page())]
    )
    assert held.exit_code == 0
    assert json.loads(held.stdout)["outcome"] == "held"
    broken = RUN.invoke(
        app, ["inspect", "--json", *written(tmp_path, recipes.broken())]
    )
    assert broken.exit_code == 3
    assert json.loads(broken.stdout)["outcome"] == "refused"


def test_redact_and_prove(tmp_path) -> None:
    (tmp_path / "a.pdf").write_bytes(paper.note_page([f"Paid {CANARY} now"]))
    (tmp_path / "m.json").write_text(
        json.dumps({"texts": [{"text": CANARY, "label": "s43(2)"}]})
    )
    (tmp_path / "t.txt").write_text(CANARY + "\n")
    command = ["redact", "a.pdf", "--marks", "m.json", "--output", "o.pdf"]
    before = (tmp_path / "a.pdf").read_bytes()
    done = RUN.invoke(app, command)
    assert done.exit_code == 0, done.output
    assert places_of(CANARY, (tmp_path / "o.pdf").read_bytes()) == []
    assert (tmp_path / "a.pdf").read_bytes() == before
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["a.pdf", "m.json", "o.pdf", "t.txt"]
    assert RUN.invoke(app, ["prove", "o.pdf", "--withheld", "t.txt"]).exit_code == 0
    leaky = RUN.invoke(app, ["prove", "a.pdf", "--withheld", "t.txt", "--json"])
    assert leaky.exit_code == 1
    assert json.loads(leaky.stdout)["leaks"]
    assert CANARY not in leaky.stdout


def test_what_cannot_be_read_cannot_be_certified(tmp_path) -> None:
    pdf = tmp_path / "a.pdf"
    with pikepdf.open(BytesIO(paper.note_page(["Nothing of note"]))) as opened:
        picture = opened.make_stream(b"no picture at all")
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height = 40, 40
        picture.Filter = pikepdf.Name.JPXDecode
        resources = opened.pages[0].obj.Resources
        resources.XObject = pikepdf.Dictionary(X=picture)
        opened.save(pdf)
    (tmp_path / "t.txt").write_text(CANARY + "\n")
    done = RUN.invoke(app, ["prove", "a.pdf", "--withheld", "t.txt"])
    assert done.exit_code == 3, done.output
    assert "cannot be read" in done.output


def test_redact_says_which_pages_became_pictures(tmp_path) -> None:
    case = next(case for case in CASES if case.name == "tiling-pattern")
    (tmp_path / "a.pdf").write_bytes(case.draw())
    marks = [{"page": 1, "box": box, "label": "s43(2)"} for box in case.boxes]
    (tmp_path / "m.json").write_text(json.dumps({"marks": marks}))
    command = ["redact", "a.pdf", "--marks", "m.json", "--output", "o.pdf"]
    done = RUN.invoke(app, command)
    assert done.exit_code == 0, done.output
    assert "drawn as pictures" in done.output.replace("\n", " ")


def test_redact_leaves_no_file_without_a_clean_proof(tmp_path) -> None:
    (tmp_path / "a.pdf").write_bytes(paper.note_page([f"Paid {CANARY} now"]))
    (tmp_path / "m.json").write_text('{"marks": [{"page": 3}]}')
    command = ["redact", "a.pdf", "--marks", "m.json", "--output", "o.pdf"]
    done = RUN.invoke(app, command)
    assert done.exit_code == 4
    assert "kept pages" in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.pdf", "m.json"]


def test_flag_text_answers_line_by_line() -> None:
    lines = [
        json.dumps({"id": 7, "text": "They paid £1,250.50 to Larkmere Ltd."}),
        json.dumps({"id": "b", "text": "Nothing here."}),
    ]
    done = RUN.invoke(app, ["flag-text"], input="\n".join(lines))
    assert done.exit_code == 0, done.output
    one, two = (json.loads(line) for line in done.stdout.splitlines())
    assert [f["text"] for f in one["flags"]] == ["£1,250.50", "Larkmere Ltd"]
    first = one["flags"][0]
    text = json.loads(lines[0])["text"]
    assert text[first["start"] : first["end"]] == first["text"]
    assert two == {"id": "b", "flags": []}


def test_the_timetable_names_flows_by_module_path() -> None:
    from importlib import import_module

    for row in TIMETABLE:
        module, _, name = row.entrypoint.rpartition(".")
        assert callable(getattr(import_module(module), name))


def test_a_night_tells_prefect_nothing(tmp_path, s3, bucket) -> None:
    """The whole night as an operator runs it; then everything Prefect kept is read."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    # So few that no other worker is called: that night is in `test_deploying`.
    drawn = recipes.part_2_apart() | recipes.echo() | recipes.broken()
    for name, pdf in drawn.items():
        (inbox / f"{CANARY} {name}").write_bytes(pdf)
    (tmp_path / "partone.toml").write_text(GOOD.replace("public-site", PUBLIC))
    environment = {
        **os.environ,
        "PARTONE_S3__ENDPOINT": s3.endpoint,
        "PARTONE_S3__KEY": s3.key,
        "PARTONE_S3__SECRET": s3.secret,
        "PREFECT_LOGGING_LEVEL": "DEBUG",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    command = [sys.executable, "-c", "from flows.cli import main; main()", "nightly"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert b"received %d" % len(drawn) in done.stdout.replace(b"\n", b" "), done.stdout
    with sqlite3.connect(tmp_path / "data" / "ledger.db") as ledger:
        left = [ledger.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in
                ("received", "leases", "files", "set_aside")]  # fmt: skip
    assert left == [0, 0, len(drawn) - 1, 1], (
        "whoever read them: all were read, nothing is held"
    )
    assert CANARY.lower().encode() not in (done.stdout + done.stderr).lower()
    kept = [p for p in (tmp_path / "data" / "prefect").rglob("*") if p.is_file()]
    assert any(p.suffix == ".db" for p in kept)
    for path in kept:
        assert CANARY.lower().encode() not in path.read_bytes().lower(), path.name
    assert Path("index.html").name in dict(bucket.listing())


def test_the_example_settings_are_good() -> None:
    root = Path(__file__).parents[2]
    found = read_settings(root / "partone.example.toml")
    assert found.body.url == "https://decisions.fenwick.example"


@pytest.mark.parametrize("place", COMMANDS)
def test_every_command_of_a_module_can_be_called(place: str) -> None:
    module = import_module(f"flows.{place}")
    assert set(get_group(module.app).commands) == set(COMMANDS[place])


def test_a_version_is_told_and_a_slip_of_the_pen_is_understood() -> None:
    told = RUN.invoke(app, ["--version"])
    assert told.exit_code == 0
    assert told.output.split() == ["partone", version("partone")]
    slip = RUN.invoke(app, ["nightley"])
    assert slip.exit_code == 2
    assert "nightly" in slip.output


def test_every_command_is_in_the_readme() -> None:
    readme = " ".join((Path(__file__).parents[2] / "README.md").read_text().split())
    for command in PLACES:
        assert f"partone {command}" in readme or command == "demo", command


def test_submissions_come_from_a_prefix_of_the_private_bucket(
    tmp_path, s3, bucket, client, monkeypatch
) -> None:
    from fixtures.servers import PRIVATE
    from flows import steps
    from flows.wiring import Wiring

    for name, value in (
        ("PARTONE_S3__ENDPOINT", s3.endpoint),
        ("PARTONE_S3__KEY", s3.key),
        ("PARTONE_S3__SECRET", s3.secret),
    ):
        monkeypatch.setenv(name, value)
    text = GOOD + f'[files]\nbucket = "{PRIVATE}"\n[inbox]\nprefix = "in/"\n'
    wired = Wiring(settings_of(tmp_path, text))
    for files in (recipes.part_2_apart(), recipes.broken()):
        for name, pdf in files.items():
            client.put_object(Bucket=PRIVATE, Key=f"in/{name}", Body=pdf)
    for expected in ((3, 3), (0, 0)):
        tally = steps.Tally()
        steps.receive(wired, tally)
        steps.each(steps.READ, wired, tally)
        assert (tally.received, tally.read) == expected
    assert len(wired.store.all_set_aside()) == 1
    (decision_id,) = steps.to_flag(wired)
    assert steps.done(steps.FLAG, wired, decision_id) == "done"
    assert wired.store.load(decision_id).state == "flagged"
    decision = wired.store.load(decision_id)
    assert len(decision.documents) == 2
    kept = wired.files.get(decision.documents[1].sha256)
    assert kept == recipes.part_2_apart()["PCD 9003 part 2.pdf"]
    assert not list(bucket.listing())


def test_a_command_tells_a_fault_without_its_words(monkeypatch, capsys) -> None:
    import flows.cli

    def faulty() -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(flows.cli, "app", faulty)
    with pytest.raises(SystemExit) as ended:
        flows.cli.main()
    assert ended.value.code == 1
    told = capsys.readouterr()
    assert "ValueError in faulty" in told.err
    assert CANARY not in told.err + told.out
