"""The desk by its forms: who may, what is refused, and what never becomes markup."""

import re

import pytest
from starlette.testclient import TestClient

from decisions.decision import DecisionId, State
from fixtures import recipes
from fixtures.browsing import PASSWORD
from fixtures.desk import at_desk, hidden, post
from fixtures.officers import approve, review, take_in
from fixtures.paper import CANARY
from fixtures.recipes import Form, request
from redaction.screening import SURE
from reviewdesk.app import create_app
from reviewdesk.sessions import SAFE
from reviewdesk.site import create_site, key_of

ID = DecisionId("pcd-9001")
SPOT = {"left": "10", "top": "10", "width": "50", "height": "10"}


@pytest.fixture
def desk(office):
    for name in ("ann", "bob", "sam"):
        office.officers.add(name, name.title(), PASSWORD)
    return create_app(office, secure_cookies=False)


def test_strangers_are_sent_to_sign_in(desk, office) -> None:
    take_in(office, recipes.plain())
    client = TestClient(desk, follow_redirects=False)
    sha = office.store.load(ID).documents[0].sha256
    for path in (
        "/",
        f"/decisions/{ID}",
        f"/decisions/{ID}/page/{sha}/1",
        f"/decisions/{ID}/preview",
    ):
        answer = client.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].partition("?")[0] == "/sign-in"
    assert client.post(f"/decisions/{ID}/open").status_code == 303
    assert office.store.load(ID).state is State.FLAGGED


def test_a_wrong_password_is_refused(desk) -> None:
    client = TestClient(desk, follow_redirects=False)
    answer = client.post("/sign-in", data={"officer": "ann", "password": "x"})
    assert answer.status_code == 403
    assert "not right" in answer.text


def test_every_answer_has_the_safe_headers(desk) -> None:
    client = at_desk(desk, "ann")
    for path in ("/", "/sign-in", "/decisions/nowhere", "/static/site/site.css"):
        headers = client.get(path).headers
        for name in SAFE:
            assert name in headers, (path, name)


def test_a_form_of_another_site_is_refused(desk, office) -> None:
    take_in(office, recipes.plain())
    client = at_desk(desk, "ann")
    assert client.post(f"/decisions/{ID}/open", data={}).status_code == 403
    page = client.get("/").text
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    answer = client.post(
        f"/decisions/{ID}/open",
        data={"form_token": token},
        headers={"origin": "https://evil.example"},
    )
    assert answer.status_code == 403
    assert office.store.load(ID).state is State.FLAGGED
    odd = TestClient(desk).post("/sign-in", headers={"origin": "http://[x"})
    assert odd.status_code == 403


def test_two_officers_bring_a_decision_to_approval(desk, office) -> None:
    take_in(office, recipes.plain())
    ann, bob = at_desk(desk, "ann"), at_desk(desk, "bob")
    assert post(ann, f"/decisions/{ID}/open").status_code == 303
    for flag in office.store.load(ID).flags_to_rule():
        verdict = "withhold" if flag.confidence >= SURE else "release"
        done = post(
            ann, f"/decisions/{ID}/rule", flag=flag.id, verdict=verdict,
            section="s40(2)",
        )  # fmt: skip
        assert done.status_code == 303
    words = {"words": "youth", "section": "s43(2)"}
    found = post(ann, f"/decisions/{ID}/find", words="youth").text
    places = re.findall(r'name="place" type="checkbox" value="([0-9a-f]+)"', found)
    assert places
    assert post(ann, f"/decisions/{ID}/add", **words, place=places).status_code == 303
    assert bob.get(f"/decisions/{ID}/preview").text.count("No public file") == 1
    assert office.store.load(ID).proof is None, "looking makes nothing"
    assert post(bob, f"/decisions/{ID}/seal").status_code == 303
    preview = bob.get(f"/decisions/{ID}/preview")
    assert preview.status_code == 200
    output = re.search(r'name="output" value="([0-9a-f]{64})"', preview.text)[1]
    rulings = re.search(r'name="rulings" value="([0-9a-f]{64})"', preview.text)[1]
    seen = hidden(preview.text, "seen", "approve")
    shown = {"output": output, "rulings": rulings, "seen": seen}
    assert bob.get(f"/decisions/{ID}/sealed/1").headers["content-type"] == "image/png"
    wrong = post(bob, f"/decisions/{ID}/approve", **shown, password="no")
    assert wrong.status_code == 403
    alone = post(ann, f"/decisions/{ID}/approve", **shown, password=PASSWORD)
    assert alone.status_code == 409
    assert "another officer" in alone.text
    done = post(bob, f"/decisions/{ID}/approve", **shown, password=PASSWORD)
    assert done.status_code == 303
    assert office.store.load(ID).state is State.APPROVED
    assert office.store.load(ID).approval.output == output


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("rule", {}),
        ("rule", {"flag": "nope", "verdict": "withhold"}),
        ("rule", {"flag": "nope", "verdict": "perhaps"}),
        ("add", {"words": "absent words", "section": "s40(2)"}),
        ("add", {"words": "youth", "section": "s99"}),
        ("add", {}),
        ("add", {"words": "youth", "section": "s40(2)", "place": "0" * 16}),
        ("region", {"page": "x", "left": "a"}),
        ("region", {"page": "x:0", **SPOT}),
        ("region", {"page": "x:²", **SPOT}),
        ("region", {"page": "x:1", **SPOT, "left": "nan"}),
        ("region", {"page": "FILE:1", **SPOT, "width": "0"}),
        ("region", {"page": "FILE:1", **SPOT, "left": "5000"}),
        ("region", {"page": "FILE:99", **SPOT}),
        ("words", {"page": "FILE:1", "first": "0", "last": "4-9"}),
        ("words", {"page": "FILE:1", "first": "0-1", "last": "4-²"}),
        ("words", {"page": "FILE:1", "first": "0-1", "last": "4-999999999"}),
        ("words", {"page": "FILE:99", "first": "0-1", "last": "4-9"}),
        ("part", {"page": "x:" + "9" * 5000, "part": "1"}),
        ("rule", {"flag": "a\nb", "verdict": "undo"}),
        ("part", {"page": "x:1", "part": "3"}),
        ("part", {"page": "x:99", "part": "1"}),
        ("settle", {"problem": "99", "reason": "x"}),
        ("settle", {"problem": "1e400", "reason": "x"}),
        ("facts", {"signed_on": "yesterday"}),
        ("facts", {"reference": "–", "title": "t"}),
        ("facts", {"reference": "PCD 9001", "title": "t", "seen": "another"}),
        ("part", {"page": "FILE:1", "part": "2"}),
        ("part", {"page": "FILE:1", "part": "2", "seen": "another"}),
        ("send-back", {"comment": " "}),
        ("undo-last", {}),
        ("refresh", {"password": PASSWORD, "x": "y" * 2_000_000}),
        ("defer", {"until": "soon", "reason": "x"}),
        ("defer", {"until": "2031-01-01", "reason": ""}),
        ("approve", {"output": "0", "password": PASSWORD}),
        ("withdraw", {"reason": "x", "password": PASSWORD}),
        ("reopen", {"reason": "x"}),
        ("explode", {}),
    ],
)
def test_odd_forms_are_answered_not_crashed(desk, office, action, fields) -> None:
    take_in(office, recipes.plain())
    ann = at_desk(desk, "ann")
    post(ann, f"/decisions/{ID}/open")
    before = office.store.load(ID)
    sha256 = before.documents[0].sha256
    fields = {name: value.replace("FILE", sha256) for name, value in fields.items()}
    answer = post(ann, f"/decisions/{ID}/{action}", **fields)
    assert answer.status_code in {403, 404, 409, 413}, answer.status_code
    after = office.store.load(ID)
    assert (after.flags, after.facts, after.parts) == (
        before.flags, before.facts, before.parts,
    )  # fmt: skip


def test_an_unknown_decision_is_not_found(desk) -> None:
    ann = at_desk(desk, "ann")
    assert ann.get("/decisions/nowhere").status_code == 404
    assert ann.get("/decisions/nowhere/preview").status_code == 404
    assert ann.get("/decisions/nowhere/page/x/1").status_code == 404


def test_words_of_a_document_are_never_markup(desk, office) -> None:
    form = Form(
        reference="PCD 9400",
        title="&lt;script&gt;alert(1)&lt;/script&gt;",
        summary="S &lt;b&gt;.",
        body=("Contact officer: Tom Sedge, &lt;img src=x&gt;.",),
    )
    take_in(office, {"<b>x</b>.pdf": request(form)})
    ann = at_desk(desk, "ann")
    post(ann, "/decisions/pcd-9400/open")
    for path in ("/", "/decisions/pcd-9400"):
        page = ann.get(path).text
        assert "&lt;script&gt;" in page
        assert page.count("<script") == 2, "those of the desk"
        assert "<img src=x" not in page


def test_withdrawing_takes_the_page_down_at_once(desk, office) -> None:
    from casework.publishing import bring_up_to_date
    from casework.release import release

    take_in(office, recipes.plain())
    review(office, ID)
    approve(office, ID)
    release(ID, office=office)
    bring_up_to_date(office)
    site = TestClient(create_site(office.bucket))
    assert site.get("/decisions/pcd-9001/pcd-9001.pdf").status_code == 200
    ann = at_desk(desk, "ann")
    done = post(ann, f"/decisions/{ID}/withdraw", reason="wrong", password=PASSWORD)
    assert done.status_code == 303
    assert site.get("/decisions/pcd-9001/pcd-9001.pdf").status_code == 404


def test_held_and_unknown_are_answered_alike(office) -> None:
    from casework.publishing import bring_up_to_date

    take_in(office, recipes.deferred_to_a_date())
    bring_up_to_date(office)
    site = TestClient(create_site(office.bucket))
    held = site.get("/decisions/pcd-9004/")
    unknown = site.get("/decisions/pcd-0000/")
    assert held.status_code == unknown.status_code == 404
    assert held.content == unknown.content
    assert CANARY.lower() not in held.text.lower()


@pytest.mark.parametrize(
    ("path", "key"),
    [("/", "index.html"), ("/a/", "a/index.html"), ("/a.pdf", "a.pdf")],
)
def test_a_path_is_a_key(path: str, key: str) -> None:
    assert key_of(path) == key


def test_a_fault_is_told_without_its_words(desk, office, monkeypatch, caplog) -> None:
    take_in(office, recipes.plain())
    ann = at_desk(desk, "ann")

    def faulty(*_: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr("reviewdesk.views.pages_of", faulty)
    answer = ann.get(f"/decisions/{ID}")
    assert answer.status_code == 500
    assert "ValueError in faulty" in answer.text
    assert CANARY not in answer.text + caplog.text
    assert answer.headers["cache-control"] == "no-store"
