"""Every screen of the desk, in every state: no violation, nothing wider than it is."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from casework import reviewing
from casework.release import release
from casework.website import bring_up_to_date
from decisions.decision import DecisionId
from fixtures import recipes
from fixtures.browsing import PASSWORD, sign_in
from fixtures.officers import ANN, approve, review, take_in
from reviewdesk.app import create_app

ID = DecisionId("pcd-9006")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTH_400_PER_CENT = 320
"""A screen of 1,280 at 400 %: nothing but tables may scroll sideways (1.4.10)."""


@pytest.fixture
def desk(office, serve) -> str:
    for name in ("ann", "bob"):
        office.officers.add(name, name.title(), PASSWORD)
    take_in(office, recipes.echo())
    take_in(office, recipes.deferred_to_an_event())
    take_in(office, recipes.broken())
    return serve(create_app(office, secure_cookies=False))


def see(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()
    wide = page.viewport_size
    page.set_viewport_size({"width": WIDTH_400_PER_CENT, "height": 900})
    reached = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(wide)
    assert reached <= WIDTH_400_PER_CENT, f"{page.url} is {reached} wide"


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
    at("/decisions/pcd-9005", "needs-a-hand")
    at(f"/decisions/{ID}", "flagged")
    reviewing.open_review(ID, by=ANN, office=office)
    office.queues.claim(ID, "officer:bob", office.clock.now())
    at(f"/decisions/{ID}", "claimed-by-another")
    office.queues.give_back(ID, "officer:bob")
    at(f"/decisions/{ID}/next", "one-flag")
    at(f"/decisions/{ID}", "in-review")
    page.goto(desk)
    page.get_by_label("Search decisions").fill("settlement")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Search").wait_for()
    see(page)
    shoot(page, "search")
    review(office, ID)
    at(f"/decisions/{ID}", "ruled")
    at(f"/decisions/{ID}/preview", "preview")
    at(f"/decisions/{ID}/record", "record")
    approve(office, ID)
    at(f"/decisions/{ID}", "approved")
    release(ID, office=office)
    bring_up_to_date(office)
    at(f"/decisions/{ID}", "published")
