"""The record of a decision tells where and why, never what; a broken chain is seen."""

import csv
import hashlib
import json
import re
from collections import Counter
from io import BytesIO, StringIO
from zipfile import ZipFile

import pdfplumber
import pikepdf
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from casework import adding, reviewing
from casework.records import as_csv, notice, schedule
from casework.sealing import seal
from decisions.decision import DecisionId
from decisions.flags import Verdict
from fixtures import recipes
from fixtures.browsing import PASSWORD
from fixtures.desk import at_desk
from fixtures.officers import ANN, review, take_in
from fixtures.paper import CANARY
from reviewdesk.app import create_app

ID = DecisionId("pcd-9006")


@pytest.fixture
def officer(office) -> TestClient:
    office.officers.add("ann", "Ann", PASSWORD)
    return at_desk(create_app(office, secure_cookies=False), "ann")


def test_the_schedule_tells_every_withheld_place_and_no_word_of_it(
    office, officer
) -> None:
    take_in(office, recipes.echo())
    review(office, ID)
    decision = office.store.load(ID)
    hidden = [flag for flag in decision.flags_to_rule() if flag.is_withheld]
    assert len(schedule(decision)) == len(hidden) > 0
    told = officer.get(f"/decisions/{ID}/schedule.csv")
    assert told.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(StringIO(told.text)))
    assert len(rows) == len(hidden)
    assert {row["section"] for row in rows} == {flag.ruling.section for flag in hidden}
    for flag in hidden:
        assert flag.text not in told.text
    assert CANARY not in officer.get(f"/decisions/{ID}/record").text


def test_a_reason_is_no_formula_of_a_spreadsheet(office) -> None:
    take_in(office, recipes.plain())
    decision_id = DecisionId("pcd-9001")
    reviewing.open_review(decision_id, by=ANN, office=office)
    flag = office.store.load(decision_id).flags_to_rule()[0]
    reviewing.rule(
        decision_id, [flag.id], Verdict.WITHHOLD, by=ANN, office=office,
        reason='=HYPERLINK("http://x")', interest="@SUM(A1)",
    )  # fmt: skip
    (row,) = csv.DictReader(StringIO(as_csv(office.store.load(decision_id))))
    assert row["reason"].startswith("'=")
    assert row["public_interest"].startswith("'@")


def test_the_notice_names_each_exemption_once_and_its_test(office) -> None:
    take_in(office, recipes.echo())
    review(office, ID)
    decision = office.store.load(ID)
    flag = next(f for f in decision.flags_to_rule() if f.is_withheld)
    seen = "Prices would fall into the hands of other bidders."
    reviewing.rule(
        ID, [flag.id], Verdict.WITHHOLD, by=ANN, office=office, section="s43(2)",
        reason="bid", interest=seen,
    )  # fmt: skip
    told = notice(office.store.load(ID), "Write to us.")
    assert sum("section 43(2)" in paragraph for paragraph in told) == 1
    assert any(seen in paragraph for paragraph in told)
    assert told[-2] == "Write to us."
    assert "Information Commissioner" in told[-1]


def test_a_changed_line_of_history_is_told(office, officer) -> None:
    take_in(office, recipes.plain())
    path = "/decisions/pcd-9001/record"
    assert "lines is whole" in officer.get(path).text
    with office.store._engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE history SET entry = replace(entry, 'officer:sam', 'eve')")
        )
    page = officer.get(path).text
    assert re.search(r"chain of this history is broken", page)


def test_the_schedule_is_a_page_and_a_tagged_pdf(office, officer) -> None:
    take_in(office, recipes.echo())
    review(office, ID)
    page = officer.get(f"/decisions/{ID}/schedule.html").text
    answer = officer.get(f"/decisions/{ID}/schedule.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].endswith('schedule.pdf"')
    with pikepdf.open(BytesIO(answer.content)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "en-GB"
        kinds = Counter(
            str(found.S)
            for found in opened.objects
            if isinstance(found, pikepdf.Dictionary) and "/S" in found
        )
    lines = schedule(office.store.load(ID))
    assert kinds["/TR"] == len(lines) + 1
    assert kinds["/TH"] >= 6
    with pdfplumber.open(BytesIO(answer.content)) as read:
        words = " ".join((p.extract_text() or "") for p in read.pages)
    assert lines
    for line in lines:
        assert line.section in words
        assert line.section in page
    for flag in office.store.load(ID).flags:
        if flag.is_withheld and len(flag.text) > 5:
            assert flag.text not in page + words


def test_the_archive_holds_the_record_and_no_secret(office, officer) -> None:
    take_in(office, recipes.echo())
    review(office, ID)
    seal(ID, office=office)
    answer = officer.get(f"/decisions/{ID}/record.zip")
    again = officer.get(f"/decisions/{ID}/record.zip")
    decision = office.store.load(ID)
    with ZipFile(BytesIO(answer.content)) as packed:
        names = {name.removeprefix(f"{ID}/") for name in packed.namelist()}
        files = {name: packed.read(f"{ID}/{name}") for name in names}
    assert names >= {
        "README.txt", "history.json", "rulings.csv", "schedule.csv", "schedule.html",
        "schedule.pdf", "notice.txt", "files.csv", "proof.json", "public.pdf",
        "SHA256SUMS",
    }  # fmt: skip
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(files[name]).hexdigest() == digest
    told = json.loads(files["history.json"])
    previous = ""
    for row in told["history"]:  # as its README says
        assert row["previous"] == previous
        fields = [row[k] for k in ("previous", "step", "state", "by", "at", "note")]
        body = json.dumps([told["id"], *fields], separators=(",", ":"))
        previous = hashlib.sha256(body.encode()).hexdigest()
        assert row["digest"] == previous
    assert len(told["history"]) == len(decision.history)
    assert hashlib.sha256(files["public.pdf"]).hexdigest() == decision.proof.output
    rulings = list(csv.DictReader(files["rulings.csv"].decode().splitlines()))
    assert len(rulings) == sum(flag.ruling is not None for flag in decision.flags)
    secrets = [f.text for f in decision.flags if f.is_withheld and len(f.text) > 5]
    assert secrets
    plain = b"".join(files[n] for n in names if not n.endswith(".pdf")).decode()
    assert not [text for text in secrets if text in plain]
    for document in decision.documents:
        assert document.sha256 not in plain, "ids of flags could be guessed from it"
        assert office.files.get(document.sha256) not in files.values()
    assert again.content == answer.content


def test_an_archive_holds_no_public_file_of_an_older_record(office, officer) -> None:
    take_in(office, recipes.echo())
    review(office, ID)
    seal(ID, office=office)
    adding.add_by_text(ID, "paper", "s43(2)", by=ANN, office=office)
    answer = officer.get(f"/decisions/{ID}/record.zip")
    with ZipFile(BytesIO(answer.content)) as packed:
        names = {name.removeprefix(f"{ID}/") for name in packed.namelist()}
        told = json.loads(packed.read(f"{ID}/proof.json"))
    assert "public.pdf" not in names
    assert told["is_of_this_record"] is False
