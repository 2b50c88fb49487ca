"""Who gets in: second factors, an identity provider, administrators, and limits."""

import asyncio
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
import pyotp
import pytest

from decisions.decision import DecisionId, State
from fixtures import recipes
from fixtures.browsing import PASSWORD
from fixtures.desk import HOME, at_desk, client_of, post, token
from fixtures.officers import take_in
from reviewdesk import elsewhere
from reviewdesk.app import create_app
from reviewdesk.elsewhere import Provider
from reviewdesk.signing import TRIES
from strongroom.officers import FAILURES_MAX, LOCKED_FOR, BadOfficer
from strongroom.sessions import CODE_MAX, STEP_UP_FAILURES_MAX, Role
from tests.conftest import LONDON

NEW = "another set of words"


@pytest.fixture
def desk(office):
    office.officers.add("ann", "Ann", PASSWORD)
    office.officers.add("ada", "Ada", PASSWORD, [Role.ADMINISTRATOR])
    return create_app(office, secure_cookies=False)


def code_of(secret: str, office, later: int = 0) -> str:
    at = office.clock.now() + timedelta(seconds=30 * later)
    return pyotp.TOTP(secret).at(at)


def with_factor(office, desk) -> str:
    """Ann begins to use a second factor; its secret."""
    ann = at_desk(desk, "ann")
    page = ann.get("/account").text
    assert "<svg" in page
    secret = re.search(r'Secret: <span class="desk-hash">([A-Z2-7]+)<', page)[1]
    wrong = post(ann, "/account/second-factor", code="000000", password=PASSWORD)
    assert wrong.status_code == 409
    no_password = post(ann, "/account/second-factor", code=code_of(secret, office))
    assert no_password.status_code == 403
    done = post(
        ann, "/account/second-factor", code=code_of(secret, office), password=PASSWORD
    )
    assert done.status_code == 303
    return secret


def test_a_second_factor_is_asked_for_and_each_code_is_right_once(office, desk) -> None:
    secret = with_factor(office, desk)
    client = client_of(desk)
    signing = {"officer": "ann", "password": PASSWORD}
    signing["next"] = "/queues/held"
    asked = client.post("/sign-in", data=signing).headers["location"]
    assert asked == "/sign-in/code?next=%2Fqueues%2Fheld"
    for path in ("/", "/account", "/queues/waiting"):
        answer = client.get(path)
        assert answer.headers["location"] == "/sign-in/code", path
    used = client.post("/sign-in/code", data={"code": code_of(secret, office)})
    assert used.status_code == 403, "that code began the second factor"
    code = code_of(secret, office, later=1)
    half = dict(client.cookies)
    done = client.post("/sign-in/code", data={"code": code, "next": "/queues/held"})
    assert done.headers["location"] == "/queues/held"
    assert client.get("/").status_code == 200
    assert dict(client.cookies) != half, "the session is a new one"
    other = client_of(desk)
    other.post("/sign-in", data=signing)
    assert other.post("/sign-in/code", data={"code": code}).status_code == 403


@pytest.mark.parametrize(
    "odd", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/a\r\nX: y"]
)
def test_signing_in_goes_on_to_this_desk_only(desk, odd) -> None:
    fields = {"officer": "ann", "password": PASSWORD, "next": odd}
    answer = client_of(desk).post("/sign-in", data=fields)
    assert answer.headers["location"] == "/"
    kept = client_of(desk).post("/sign-in", data={**fields, "next": "/account"})
    assert kept.headers["location"] == "/account"


def test_half_a_session_ends_soon_and_guesses_lock_the_account(office, desk) -> None:
    secret = with_factor(office, desk)
    signing = {"officer": "ann", "password": PASSWORD}
    late = client_of(desk)
    late.post("/sign-in", data=signing)
    office.clock.at += CODE_MAX + timedelta(seconds=1)
    ended = late.post("/sign-in/code", data={"code": "1"})
    assert ended.headers["location"] == "/sign-in?ended"
    assert late.get("/").headers["location"] == "/sign-in?ended=yes"
    office.officers.change("ann", [Role.REVIEWER], is_barred=False)
    client = client_of(desk)
    client.post("/sign-in", data=signing)
    for _ in range(FAILURES_MAX):
        client.post("/sign-in/code", data={"code": "000000"})
    good = client.post("/sign-in/code", data={"code": code_of(secret, office)})
    assert good.headers["location"] == "/sign-in?ended"
    assert client.post("/sign-in", data=signing).status_code == 403, "locked"


def test_a_code_confirms_and_wrong_ones_end_the_session(office, desk) -> None:
    secret = with_factor(office, desk)
    officers, now = office.officers, office.clock.now()
    whole = officers.sessions.begin("ann", now, is_whole=True)
    session = officers.sessions.find(whole, now)
    code = code_of(secret, office, later=1)
    assert officers.confirms(session, code, now)
    assert not officers.confirms(session, code, now), "once"
    assert officers.confirms(session, PASSWORD, now), "which also forgets the failure"
    for _ in range(STEP_UP_FAILURES_MAX - 1):
        assert not officers.confirms(session, "not it", now)
    assert officers.sessions.find(whole, now) is not None
    assert not officers.confirms(session, "not it", now)
    assert officers.sessions.find(whole, now) is None


def test_a_stranger_cannot_keep_an_officer_from_confirming(office, desk) -> None:
    now = office.clock.now()
    whole = office.officers.sessions.begin("ann", now, is_whole=True)
    for _ in range(FAILURES_MAX):
        assert office.officers.sign_in("ann", "guess", now) is None
    assert office.officers.sign_in("ann", PASSWORD, now) is None, "locked"
    session = office.officers.sessions.find(whole, now)
    assert office.officers.confirms(session, PASSWORD, now)


@pytest.mark.parametrize(
    "last",
    [datetime(2026, 10, 25, 1, 50), datetime(2027, 3, 28, 0, 50)],  # noqa: DTZ001
    ids=["clocks go back", "clocks go forward"],
)
def test_a_lock_lasts_as_long_when_the_clocks_change(office, desk, last) -> None:
    last = last.replace(tzinfo=LONDON)
    for _ in range(FAILURES_MAX):
        office.officers.sign_in("ann", "guess", last)
    opens = last.astimezone(UTC) + LOCKED_FOR
    for when, is_open in ((opens - timedelta(seconds=1), False), (opens, True)):
        session = office.officers.sign_in("ann", PASSWORD, when.astimezone(LONDON))
        assert (session is not None) is is_open, when


def test_one_address_is_slowed_down_whoever_it_tries(office, desk) -> None:
    client = client_of(desk)
    for number in range(TRIES.amount):
        wrong = {"officer": f"guess{number}", "password": "x"}
        assert client.post("/sign-in", data=wrong).status_code == 403
    right = client.post("/sign-in", data={"officer": "ann", "password": PASSWORD})
    assert right.status_code == 429
    assert "too many" in right.text


def test_right_ones_do_not_count_against_an_address(office, desk) -> None:
    client = client_of(desk)
    right = {"officer": "ann", "password": PASSWORD}
    for _ in range(TRIES.amount + 5):
        assert client.post("/sign-in", data=right).status_code == 303


def test_many_tries_at_once_are_no_more_than_one_after_another(
    office, desk, monkeypatch
) -> None:
    looked_at = []

    def slow(name: str, password: str, now: datetime) -> None:
        looked_at.append(name)
        time.sleep(0.5)

    monkeypatch.setattr(office.officers, "sign_in", slow)

    async def spray() -> list[int]:
        transport = httpx.ASGITransport(app=desk)
        async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
            tries = [
                client.post("/sign-in", data={"officer": f"g{n}", "password": "x"})
                for n in range(3 * TRIES.amount)
            ]
            return [answer.status_code for answer in await asyncio.gather(*tries)]

    codes = asyncio.run(spray())
    assert len(looked_at) == TRIES.amount == codes.count(403)
    assert codes.count(429) == 2 * TRIES.amount


def test_a_new_password_ends_every_session(office, desk) -> None:
    ann, other = at_desk(desk, "ann"), at_desk(desk, "ann")
    twice = {"new": NEW, "again": NEW}
    wrong = post(ann, "/account/password", **twice, password="not it")
    assert wrong.status_code == 403
    differs = post(ann, "/account/password", new=NEW, again="x", password=PASSWORD)
    assert differs.status_code == 409
    short = post(ann, "/account/password", new="x", again="x", password=PASSWORD)
    assert short.status_code == 409
    done = post(ann, "/account/password", **twice, password=PASSWORD)
    assert done.status_code == 303
    assert other.get("/").status_code == ann.get("/").status_code == 303
    assert office.officers.sign_in("ann", PASSWORD, office.clock.now()) is None
    assert office.officers.sign_in("ann", NEW, office.clock.now())


def seen_of(client, officer: str) -> str:
    """What the page of officers says it shows of one."""
    page = client.get("/officers").text
    return re.search(
        rf'name="officer" value="{officer}"><input type="hidden" name="seen" '
        r'value="([0-9a-f]+)"',
        page,
    )[1]


def test_an_old_page_lets_nobody_back_in(office, desk) -> None:
    office.officers.add("bea", "Bea", PASSWORD, [Role.ADMINISTRATOR])
    ada, bea = at_desk(desk, "ada"), at_desk(desk, "bea")
    old = {"officer": "ann", "seen": seen_of(ada, "ann"), "password": PASSWORD}
    done = post(bea, "/officers/change", **old, role="reviewer", barred="yes")
    assert done.status_code == 303
    late = post(ada, "/officers/change", **old, role=["reviewer", "approver"])
    assert late.status_code == 409
    assert "another administrator changed this officer" in late.text
    assert office.officers.sign_in("ann", PASSWORD, office.clock.now()) is None
    blind = {**old, "seen": ""}
    assert post(ada, "/officers/change", **blind, role="reviewer").status_code == 409


def test_administrators_add_change_and_bar(office, desk) -> None:
    ada = at_desk(desk, "ada")
    fields = {"officer": "cat", "name": "Cat", "first": NEW, "role": ["submitter"]}
    assert post(ada, "/officers/add", **fields).status_code == 403, "no password"
    added = post(ada, "/officers/add", **fields, password=PASSWORD)
    assert added.status_code == 303
    again = post(ada, "/officers/add", **fields, password=PASSWORD)
    assert again.status_code == 409
    none = post(ada, "/officers/add", officer="dan", role=["king"], password=PASSWORD)
    assert none.status_code == 409
    token = office.officers.sign_in("cat", NEW, office.clock.now())
    changed = post(
        ada, "/officers/change", officer="cat", role=["reviewer", "approver"],
        password=PASSWORD, seen=seen_of(ada, "cat"),
    )  # fmt: skip
    assert changed.status_code == 303
    now = office.clock.now()
    assert office.officers.sessions.find(token, now) is None, "signed out"
    token = office.officers.sign_in("cat", NEW, now)
    cat = office.officers.sessions.find(token, now)
    assert cat.roles == {Role.REVIEWER, Role.APPROVER}
    post(
        ada,
        "/officers/change",
        officer="cat",
        role="reviewer",
        barred="yes",
        password=PASSWORD,
        seen=seen_of(ada, "cat"),
    )
    assert office.officers.sessions.find(token, now) is None
    assert office.officers.sign_in("cat", NEW, now) is None
    own = post(
        ada, "/officers/change", officer="ada", role="reviewer", password=PASSWORD
    )
    assert own.status_code == 409
    with pytest.raises(BadOfficer, match="nobody would be administrator"):
        office.officers.change("ada", [Role.REVIEWER], is_barred=False)


def test_a_lost_second_factor_is_dropped(office, desk) -> None:
    with_factor(office, desk)
    ada = at_desk(desk, "ada")
    done = post(ada, "/officers/second-factor", officer="ann", password=PASSWORD)
    assert done.status_code == 303
    assert at_desk(desk, "ann").get("/").status_code == 200
    nobody = post(ada, "/officers/second-factor", officer="eve", password=PASSWORD)
    assert nobody.status_code == 404


@pytest.fixture
def provider():
    """A real OpenID Connect provider on loopback."""
    users = [
        oidc_provider_mock.User(sub=name, claims={"preferred_username": name})
        for name in ("cat", "eve")
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


def through(desk, sub: str, spoil=lambda address: address, again: str = ""):
    """Go to the provider, sign in there, and come back to the desk."""
    client = client_of(desk)
    there = client.get(f"/sign-in/elsewhere{again}").headers["location"]
    query = parse_qs(urlsplit(there).query)
    assert query.get("prompt", []) == (["login"] if again else [])
    assert query["code_challenge_method"] == ["S256"]
    assert query["nonce"]
    assert query["state"]
    back = httpx.post(there, data={"sub": sub}).headers["location"]
    assert back.startswith(f"{HOME}/sign-in/back?")
    return client, client.get(spoil(back))


def test_whoever_the_provider_vouches_for_comes_in_with_their_roles_here(
    office, provider
) -> None:
    office.officers.add("cat", "Cat", None, [Role.REVIEWER])
    desk = create_app(
        office,
        secure_cookies=False,
        provider=Provider(
            name="Fenwick", issuer=provider, client_id="partone", client_secret="s3cret"
        ),
    )
    assert "Sign in with Fenwick" in client_of(desk).get("/sign-in").text
    client, answer = through(desk, "cat")
    assert answer.headers["location"] == "/"
    take_in(office, recipes.plain())
    assert client.get("/decisions/pcd-9001").status_code == 200
    assert client.get("/officers").status_code == 403
    assert office.officers.sign_in("cat", "", office.clock.now()) is None
    _, unknown = through(desk, "eve")
    assert unknown.status_code == 403
    assert "no account here" in unknown.text
    _, forged = through(desk, "cat", lambda back: back.replace("state=", "state=x"))
    assert forged.status_code == 403
    _, stale = through(desk, "cat", lambda back: back.replace("code=", "code=x"))
    assert stale.status_code == 403
    stranger = client_of(desk).get("/sign-in/back?code=x&state=y")
    assert stranger.status_code == 403


def test_without_a_provider_there_is_no_way_elsewhere(desk) -> None:
    client = client_of(desk)
    assert client.get("/sign-in/elsewhere").status_code == 404
    assert client.get("/sign-in/back").status_code == 404


def test_of_many_confirmations_at_once_some_are_looked_at(
    office, desk, monkeypatch
) -> None:
    now = office.clock.now()
    officers = office.officers
    session = officers.sessions.find(
        officers.sessions.begin("ann", now, is_whole=True), now
    )
    guesses = [f"guess {number}" for number in range(30)]
    looked_at = []

    def slow(stored: str, password: str) -> bool:
        looked_at.append(password)
        time.sleep(0.2)
        return password == PASSWORD

    monkeypatch.setattr(officers, "_fits", slow)
    with ThreadPoolExecutor(15) as pool:
        tried = list(pool.map(lambda g: officers.confirms(session, g, now), guesses))
    assert not any(tried)
    assert len(looked_at) <= STEP_UP_FAILURES_MAX
    assert not officers.confirms(session, PASSWORD, now), "the session has ended"


@pytest.mark.parametrize(
    ("again", "signed_in", "may"),
    [
        ("", 0, False),
        ("?again=yes", 0, True),
        ("?again=yes", 900, False),
    ],
    ids=["known to the provider", "asked anew", "not asked anew"],
)
def test_without_a_password_a_factor_wants_a_fresh_proof(
    office, provider, monkeypatch, again, signed_in, may
) -> None:
    """Whoever sits down at a desk where a provider still knows its officer is not
    them.
    """
    office.officers.add("cat", "Cat", None, [Role.APPROVER])
    desk = create_app(
        office,
        secure_cookies=False,
        provider=Provider(
            name="Fenwick", issuer=provider, client_id="partone", client_secret="s3cret"
        ),
    )
    at = int(time.time()) - signed_in
    code = oidc_provider_mock._storage.AuthorizationCode
    monkeypatch.setattr(code, "get_auth_time", lambda _self: at)
    client, answer = through(desk, "cat", again=again)
    assert answer.headers["location"] == ("/account" if may else "/")
    page = client.get("/account").text
    found = re.search(r'Secret: <span class="desk-hash">([A-Z2-7]+)<', page)
    assert (found is not None) is may
    assert ("sign in again at the identity provider" in page) is not may
    secret = found[1] if found else office.officers.offer_second_factor("cat")
    code = code_of(secret, office)
    done = post(client, "/account/second-factor", code=code)
    assert done.status_code == (303 if may else 409)


@pytest.mark.parametrize("told", [None, "", "now", 0])
def test_a_provider_that_does_not_say_when_vouches_for_no_factor(told) -> None:
    assert not elsewhere._is_now(told)
    assert elsewhere._is_now(time.time() - 10)


def test_a_body_held_open_does_not_outlive_its_session(office, desk) -> None:
    """As a server hands it over: the second piece comes when Ann has been barred."""
    take_in(office, recipes.plain())
    ann = at_desk(desk, "ann")
    field = f"form_token={token(ann)}".encode()
    pieces = [
        {"type": "http.request", "body": field, "more_body": True},
        {"type": "http.request", "body": b"&x=y", "more_body": False},
    ]

    async def receive():
        if len(pieces) == 1:
            office.officers.change("ann", [Role.REVIEWER], is_barred=True)
        return pieces.pop(0)

    sent = []

    async def send(message):
        sent.append(message)

    [cookie] = [f"{name}={value}" for name, value in ann.cookies.items()]
    scope = {
        "type": "http", "method": "POST", "path": "/decisions/pcd-9001/open",
        "raw_path": b"", "query_string": b"", "root_path": "", "scheme": "http",
        "server": ("desk", 80), "client": ("127.0.0.1", 1), "http_version": "1.1",
        "headers": [
            (b"host", b"desk"), (b"cookie", cookie.encode()),
            (b"content-type", b"application/x-www-form-urlencoded"),
        ],
    }  # fmt: skip
    asyncio.run(desk(scope, receive, send))
    assert sent[0]["status"] == 403
    assert office.store.load(DecisionId("pcd-9001")).state is State.FLAGGED


def test_forms_are_in_utf_8(desk) -> None:
    kind = "application/x-www-form-urlencoded; charset=punycode"
    answer = client_of(desk).post(
        "/sign-in", content="officer=a", headers={"content-type": kind}
    )
    assert answer.status_code == 415
    assert answer.headers["cache-control"] == "no-store"


def test_another_name_than_the_desks_is_refused(office) -> None:
    named = create_app(office, secure_cookies=False, hosts=["desk.example"])
    assert client_of(named).get("/sign-in").status_code == 400
    there = client_of(named).get("/sign-in", headers={"host": "desk.example"})
    assert there.status_code == 200


def test_a_provider_that_is_down_is_told(office) -> None:
    gone = Provider(
        name="Fenwick", issuer="http://127.0.0.1:9", client_id="x", client_secret="y"
    )
    desk = create_app(office, secure_cookies=False, provider=gone)
    answer = client_of(desk).get("/sign-in/elsewhere")
    assert answer.status_code == 503
    assert "did not work" in answer.text
