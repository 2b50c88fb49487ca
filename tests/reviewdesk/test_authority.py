"""Who may do what at the desk: every route, for every role."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from casework import reviewing
from casework.seen import ChangedMeanwhile, rulings_seen
from decisions.decision import DecisionId
from decisions.flags import Verdict
from fixtures import recipes
from fixtures.browsing import PASSWORD
from fixtures.desk import at_desk, token
from fixtures.officers import ANN, BOB, take_in
from reviewdesk.actions import ACTIONS
from reviewdesk.app import create_app
from reviewdesk.authority import MAY_ACT
from strongroom.officers import FAILURES_MAX, LOCKED_FOR, BadOfficer
from strongroom.sessions import Role

ID = DecisionId("pcd-9001")
READING = {Role.REVIEWER, Role.APPROVER}
"""Who may read what is confidential."""
WORKING, ANSWERING = {Role.REVIEWER}, {Role.APPROVER}
EXPECTED = {
    ("GET", "/"): set(Role),
    ("POST", "/sign-out"): set(Role),
    ("GET", "/account"): set(Role),
    ("POST", "/account/{what}"): set(Role),
    ("GET", "/stay"): set(Role),
    ("GET", "/officers"): {Role.ADMINISTRATOR},
    ("POST", "/officers/{what}"): {Role.ADMINISTRATOR},
    ("GET", "/upload"): {Role.SUBMITTER},
    ("POST", "/upload"): {Role.SUBMITTER},
    ("GET", "/queues/{queue}"): READING,
    ("GET", "/deferrals"): READING,
    ("GET", "/figures"): READING,
    ("POST", "/search"): READING,
    ("GET", "/search/{key}"): READING,
    ("GET", "/decisions/{id}"): READING,
    ("GET", "/decisions/{id}/next"): READING,
    ("GET", "/decisions/{id}/flags/{flag}"): READING,
    ("GET", "/decisions/{id}/preview"): READING,
    ("GET", "/decisions/{id}/record"): READING,
    ("GET", "/decisions/{id}/schedule.csv"): READING,
    ("GET", "/decisions/{id}/schedule.html"): READING,
    ("GET", "/decisions/{id}/schedule.pdf"): READING,
    ("GET", "/decisions/{id}/record.zip"): READING,
    ("GET", "/decisions/{id}/public.pdf"): READING,
    ("GET", "/decisions/{id}/public.html"): READING,
    ("GET", "/decisions/{id}/words/{file}/{page}"): READING,
    ("POST", "/decisions/{id}/find"): READING,
    ("GET", "/decisions/{id}/withdrawal"): READING,
    ("GET", "/decisions/{id}/page/{file}/{page}"): READING,
    ("GET", "/decisions/{id}/sealed/{page}"): READING,
    **{
        ("POST", f"/decisions/{{id}}/{action}"): WORKING
        for action in (
            "open rule undo-last add words region part boundary settle facts defer"
        ).split()
    },
    **{("POST", f"/decisions/{{id}}/{action}"): READING
       for action in ("claim", "leave", "reopen", "send-back", "seal")},
    **{("POST", f"/decisions/{{id}}/{action}"): ANSWERING
       for action in ("confirm", "approve", "publish", "withdraw", "refresh")},
}  # fmt: skip


def app_of(office):
    return create_app(office, secure_cookies=False)


def signed_in(office, officer: str, *roles: Role) -> TestClient:
    office.officers.add(officer, officer.title(), PASSWORD, roles)
    return at_desk(app_of(office), officer)


def test_every_route_and_action_has_its_line(office) -> None:
    there = set()
    for route in app_of(office).routes:
        if isinstance(route, Route) and not route.path.startswith("/sign-in"):
            for method in route.methods - {"HEAD"}:
                if route.path.endswith("{action}"):
                    there |= {
                        (method, route.path.replace("{action}", a)) for a in ACTIONS
                    }
                else:
                    there.add((method, route.path))
    assert there == set(EXPECTED)
    assert set(MAY_ACT) == set(ACTIONS)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_is_its_own_and_nothing_else(office, role: Role) -> None:
    take_in(office, recipes.plain())
    decision = office.store.load(ID)
    fill = {
        "{queue}": "waiting",
        "{id}": ID,
        "{flag}": decision.flags_to_rule()[0].id,
        "{file}": decision.documents[0].sha256,
        "{page}": "1",
        "{what}": "nothing",
    }
    client = signed_in(office, "eve", role)
    form = {"form_token": token(client), "password": PASSWORD}
    for (method, path), roles in EXPECTED.items():
        if path == "/sign-out":
            continue
        address = path
        for name, value in fill.items():
            address = address.replace(name, value)
        data = form if method == "POST" else None
        answer = client.request(method, address, data=data)
        if role in roles:
            assert "needs the role" not in answer.text, (method, path)
        else:
            assert answer.status_code == 403, (method, path)
            unknown = client.request(method, address.replace(ID, "pcd-0"), data=data)
            assert unknown.status_code == 403, "existence is told"
            assert unknown.text == answer.text


def test_a_guesser_is_locked_out_and_told_nothing(office) -> None:
    office.officers.add("ann", "Ann", PASSWORD)
    now = office.clock.now()
    for _ in range(FAILURES_MAX):
        assert office.officers.sign_in("ann", "some other words", now) is None
    assert office.officers.sign_in("ann", PASSWORD, now) is None
    soon = now + LOCKED_FOR - timedelta(seconds=1)
    assert office.officers.sign_in("ann", PASSWORD, soon) is None
    assert office.officers.sign_in("ann", PASSWORD, now + LOCKED_FOR) is not None


def test_guesses_that_come_at_once_are_all_counted(office) -> None:
    office.officers.add("ann", "Ann", PASSWORD)
    now = office.clock.now()

    def guess(number: int) -> None:
        office.officers.sign_in("ann", f"guess number {number}", now)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(guess, range(FAILURES_MAX)))
    assert office.officers.sign_in("ann", PASSWORD, now) is None


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaaaa", "ann has a password"]
)
def test_a_weak_password_is_refused(office, password: str) -> None:
    with pytest.raises(BadOfficer):
        office.officers.add("ann", "Ann", password)


def test_two_officers_who_rule_at_once_lose_nothing(office) -> None:
    take_in(office, recipes.echo())
    decision_id = DecisionId("pcd-9006")
    reviewing.open_review(decision_id, by=ANN, office=office)
    flags = [flag.id for flag in office.store.load(decision_id).flags_to_rule()]
    clients = {name: signed_in(office, name, Role.REVIEWER) for name in ("ann", "bob")}
    forms = {name: token(client) for name, client in clients.items()}
    # One works, the other takes over each time: both post until all is ruled on.
    todo = [(("ann", "bob")[number % 2], flag) for number, flag in enumerate(flags)]

    def rule(one: tuple[str, str]) -> int:
        name, flag = one
        form = {"form_token": forms[name]}
        while True:
            where = f"/decisions/{decision_id}"
            done = clients[name].post(
                f"{where}/rule",
                data={**form, "flag": flag, "verdict": "withhold", "section": "s43(2)"},
            )
            if done.status_code == 303:
                return done.status_code
            assert done.status_code == 409
            assert "has been at work" in done.text
            clients[name].post(f"{where}/claim", data={**form, "over": "yes"})

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(rule, todo)) == {303}
    rulings = {f.id: f.ruling for f in office.store.load(decision_id).flags_to_rule()}
    for name, flag in todo:
        assert rulings[flag].by == f"officer:{name}"


def test_a_ruling_on_what_another_changed_meanwhile_is_refused(office) -> None:
    take_in(office, recipes.plain())
    reviewing.open_review(ID, by=ANN, office=office)
    flag = office.store.load(ID).flags_to_rule()[0]
    seen = {flag.id: rulings_seen([flag])}
    reviewing.rule(ID, [flag.id], Verdict.WITHHOLD, by=BOB, office=office, seen=seen)
    with pytest.raises(ChangedMeanwhile, match="officer:bob"):
        reviewing.rule(ID, [flag.id], Verdict.RELEASE, by=ANN, office=office, seen=seen)
    now = office.store.load(ID).flags_to_rule()[0]
    assert now.ruling.verdict is Verdict.WITHHOLD
    again = {flag.id: rulings_seen([now])}
    reviewing.rule(ID, [flag.id], Verdict.RELEASE, by=ANN, office=office, seen=again)


def test_rulings_on_chosen_groups_are_of_what_was_shown(office) -> None:
    take_in(office, recipes.echo())
    decision_id = DecisionId("pcd-9006")
    reviewing.open_review(decision_id, by=ANN, office=office)
    client = signed_in(office, "bob", Role.REVIEWER)
    where = f"/decisions/{decision_id}"
    page = client.get(where).text
    value = re.search(r'name="group" type="checkbox" value="([^"]+)"', page)[1]
    form = {"form_token": token(client), "group": value, "verdict": "withhold"}
    flag = value.partition(":")[0]
    reviewing.rule(decision_id, [flag], Verdict.WITHHOLD, by=ANN, office=office)
    stale = client.post(f"{where}/rule", data=form)
    assert stale.status_code == 409
    assert "Look again" in stale.text
    undo = client.post(f"{where}/rule", data={**form, "verdict": "undo"})
    assert undo.status_code == 409


def test_one_place_of_many_may_be_ruled_on_apart(office) -> None:
    take_in(office, recipes.echo())
    decision_id = DecisionId("pcd-9006")
    reviewing.open_review(decision_id, by=ANN, office=office)
    client = signed_in(office, "bob", Role.REVIEWER)
    where = f"/decisions/{decision_id}"
    page = client.get(client.get(f"{where}/next").headers["location"]).text
    values = re.findall(r'name="flag" type="checkbox" value="([^"]+)"', page)
    assert len(values) > 1
    form = {"form_token": token(client), "verdict": "withhold", "section": "s43(2)"}
    done = client.post(f"{where}/rule", data={**form, "flag": values[0]})
    assert done.status_code == 303
    ruled = [f.id for f in office.store.load(decision_id).flags if f.ruling]
    assert ruled == [values[0].partition(":")[0]]


@pytest.mark.parametrize("page", ["0" * 5000, "9" * 5000, "x", "²"])
def test_odd_addresses_are_not_found(office, page: str) -> None:
    take_in(office, recipes.plain())
    client = signed_in(office, "bob", Role.REVIEWER)
    assert client.get(f"/decisions/{ID}/sealed/{page}").status_code == 404
    assert client.get("/decisions/%00").status_code == 404
