"""Every screen of the desk, in every state: no violation, nothing wider than it is."""

from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Route

from casework import reviewing, withdrawal
from casework.precedents import learn
from casework.publishing import bring_up_to_date
from casework.release import release
from casework.sealing import seal
from decisions.decision import DecisionId
from fixtures import recipes
from fixtures.browsing import PASSWORD, see, sign_in
from fixtures.officers import ANN, BOB, approve, review, take_in
from reviewdesk.app import create_app
from strongroom.sessions import Role

ID = DecisionId("pcd-9006")


@pytest.fixture
def desk(office, serve) -> str:
    office.officers.add("ann", "Ann", PASSWORD, list(Role))
    office.officers.add("bob", "Bob", PASSWORD)
    take_in(office, recipes.echo())
    take_in(office, recipes.deferred_to_an_event())
    take_in(office, recipes.broken())
    return serve(create_app(office, secure_cookies=False))


def test_every_screen_of_the_desk(office, browser, desk, shoot) -> None:
    stranger = browser.new_page()
    stranger.goto(f"{desk}/sign-in")
    see(stranger)
    shoot(stranger, "sign-in")
    stranger.get_by_label("Officer").fill("ann")
    stranger.get_by_label("Password").fill("wrong words")
    stranger.keyboard.press("Enter")
    stranger.get_by_text("not right").wait_for()
    see(stranger)
    page = sign_in(browser, desk, "ann")

    def at(path: str, name: str) -> None:
        page.goto(f"{desk}{path}")
        see(page)
        shoot(page, name)

    at("/", "home")
    at("/queues/waiting", "queue")
    at("/decisions/nowhere", "problem")
    at("/account", "account")
    at("/officers", "officers")
    page.get_by_text("Change Bob").click()
    see(page)
    at("/upload", "upload")
    page.get_by_label("PDF files").set_input_files(
        [{"name": n, "mimeType": "application/pdf", "buffer": pdf}
         for n, pdf in (recipes.plain() | {"odd.pdf": b"no pdf"}).items()]
    )  # fmt: skip
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("2 of 2 sent").wait_for(timeout=60_000)
    assert page.locator(".desk-outcome").count() == 2
    see(page)
    shoot(page, "uploaded")
    at("/deferrals", "deferrals")
    learn(office)
    at("/figures", "figures")
    at("/decisions/pcd-9005", "needs-a-hand")
    at(f"/decisions/{ID}", "flagged")
    reviewing.open_review(ID, by=ANN, office=office)
    office.queues.claim(ID, "officer:bob", office.clock.now())
    at(f"/decisions/{ID}", "claimed-by-another")
    office.queues.give_back(ID, "officer:bob")
    at(f"/decisions/{ID}/next", "one-flag")
    at(f"/decisions/{ID}", "in-review")
    page.get_by_label("Words, wherever they stand").fill("the")
    page.get_by_role("button", name="Show where they stand").press("Enter")
    page.get_by_text("choose those to withhold").wait_for()
    assert page.url.endswith(f"/decisions/{ID}"), "shown on the same page"
    see(page)
    shoot(page, "words-found")
    file = office.store.load(ID).documents[0].sha256
    at(f"/decisions/{ID}/words/{file}/1", "words")
    page.goto(desk)
    page.get_by_label("Search decisions").fill("settlement")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Search").wait_for()
    see(page)
    shoot(page, "search")
    review(office, ID)
    at(f"/decisions/{ID}", "ruled")
    at(f"/decisions/{ID}/preview", "not-made-yet")
    seal(ID, office=office)
    at(f"/decisions/{ID}/preview", "preview")
    page.get_by_text("Send it back to whoever").click()
    see(page)
    at(f"/decisions/{ID}/public.html", "public-page")
    at(f"/decisions/{ID}/record", "record")
    at(f"/decisions/{ID}/schedule.html", "schedule")
    approve(office, ID)
    at(f"/decisions/{ID}", "approved")
    release(ID, office=office)
    bring_up_to_date(office)
    at(f"/decisions/{ID}", "published")
    withdrawal.withdraw(ID, "x", by=BOB, office=office)
    at(f"/decisions/{ID}/withdrawal", "withdrawal-unseen")
    page.get_by_role("button", name="Bring the site in step").press("Enter")
    page.get_by_text("It is gone").wait_for()
    see(page)
    shoot(page, "withdrawal")
    at(f"/decisions/{ID}", "withdrawn")


def test_the_second_factor_is_asked_for(office, browser, desk, shoot) -> None:
    secret = office.officers.offer_second_factor("bob")
    now = office.clock.now()
    assert office.officers.take_second_factor("bob", pyotp.TOTP(secret).at(now), now)
    page = browser.new_page()
    page.goto(f"{desk}/sign-in")
    page.get_by_label("Officer").fill("bob")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Second factor").wait_for()
    see(page)
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    page.get_by_text("The code is not right").wait_for()
    see(page)
    shoot(page, "code-wrong")
    page.keyboard.type(pyotp.TOTP(secret).at(now + timedelta(seconds=30)))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Decisions").wait_for()


def test_whoever_is_idle_is_warned_and_may_stay(office, browser, desk) -> None:
    page = sign_in(browser, desk, "bob")

    def hurry(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace('data-seconds="1800"', 'data-seconds="121"')
        route.fulfill(response=answer, body=body)

    page.route("**/account", hurry)
    page.goto(f"{desk}/account")
    stay = page.get_by_role("button", name="Stay signed in")
    stay.wait_for()
    see(page)
    stay.press("Enter")
    stay.wait_for(state="detached")
    stay.wait_for()
    page.context.clear_cookies()
    stay.press("Enter")
    ended = page.get_by_text("You are signed out")
    ended.wait_for()
    assert ended.is_visible()
    assert stay.count() == 0, "there is nothing to stay in"


def test_the_end_of_a_session_is_told_before_it(browser, desk) -> None:
    page = sign_in(browser, desk, "bob")

    def hurry(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace('id="end" role="alert" data-seconds="', "$0000")
        assert "$0000" in body
        route.fulfill(
            response=answer,
            body=body.replace("$0000", 'id="end" role="alert" data-seconds="1" x="'),
        )

    page.route("**/account", hurry)
    page.goto(f"{desk}/account")
    page.get_by_text("are signed out within ten minutes").wait_for()
    see(page)


def test_a_search_that_does_not_arrive_is_told(office, browser, desk) -> None:
    reviewing.open_review(ID, by=ANN, office=office)
    page = sign_in(browser, desk, "ann")
    page.goto(f"{desk}/decisions/{ID}")
    page.route("**/find", lambda route: route.abort())
    page.get_by_label("Words, wherever they stand").fill("the")
    page.get_by_role("button", name="Show where they stand").press("Enter")
    told = page.get_by_text("The desk could not be reached")
    told.wait_for()
    assert told.is_visible()
    see(page)
