"""Files submitted in the browser: each has its outcome, and none is too large."""

from dataclasses import replace

import pytest

from decisions.decision import DecisionId, State
from fixtures import recipes
from fixtures.browsing import PASSWORD
from fixtures.desk import at_desk, token
from reviewdesk.app import create_app
from reviewdesk.limits import MEBIBYTE
from reviewdesk.submitting import FILES_MAX
from strongroom.sessions import Role


@pytest.fixture
def sam(office):
    office.officers.add("sam", "Sam", PASSWORD, [Role.SUBMITTER])
    small = replace(office.screener.limits, mebibytes=1)
    office.screener = replace(office.screener, limits=small)
    return at_desk(create_app(office, secure_cookies=False), "sam")


def send(client, files: dict[str, bytes]):
    chosen = [("file", (name, pdf, "application/pdf")) for name, pdf in files.items()]
    return client.post("/upload", data={"form_token": token(client)}, files=chosen)


def test_each_of_several_files_is_taken_in_and_read(office, sam) -> None:
    files = recipes.plain() | recipes.broken()
    page = send(sam, files).text
    assert page.count('class="desk-outcome"') == len(files)
    assert "taken in, read and screened" in page
    decision = office.store.load(DecisionId("pcd-9001"))
    assert decision.state is State.FLAGGED
    assert decision.submitters == {"officer:sam"}
    aside = office.store.all_set_aside()
    assert [row.by for row in aside] == ["officer:sam"]
    again = send(sam, recipes.plain()).text
    assert "these bytes are known already" in again
    assert office.store.load(DecisionId("pcd-9001")) == decision


def test_what_is_too_large_is_refused_and_the_rest_is_not_lost(office, sam) -> None:
    files = {"large.pdf": b"%PDF-1.7\n" + b"x" * (MEBIBYTE + 1)} | recipes.plain()
    page = send(sam, files).text
    assert "larger than 1 MiB; not taken in" in page
    assert office.store.in_states(()) == (DecisionId("pcd-9001"),)
    flood = {f"{n}.pdf": b"x" * MEBIBYTE * 2 for n in range(FILES_MAX // 2 + 1)}
    answer = send(sam, flood)
    assert answer.status_code == 413
    assert answer.headers["cache-control"] == "no-store"
    many = {f"{n}.pdf": b"x" for n in range(FILES_MAX + 1)}
    assert send(sam, many).status_code == 400
    assert send(sam, {}).status_code in {400, 404}


def test_a_form_without_its_token_takes_nothing_in(office, sam) -> None:
    chosen = [("file", ("a.pdf", next(iter(recipes.plain().values()))))]
    assert sam.post("/upload", files=chosen).status_code == 403
    assert office.store.in_states(()) == ()


def test_no_other_form_takes_a_large_body(sam) -> None:
    large = {"officer": "sam", "password": "x" * (2 * MEBIBYTE)}
    assert sam.post("/sign-in", data=large).status_code == 413
    long = sam.post("/sign-in", data={"officer": "s" * 5_000, "password": "x"})
    assert long.status_code == 404
    assert "field officer: expected at most" in long.text


def test_a_name_is_never_markup(office, sam) -> None:
    page = send(sam, {"<img src=x>.pdf": b"no pdf"}).text
    assert "<img" not in page
    assert "&lt;img src=x&gt;.pdf" in page
