"""A real browser: an officer rules on a decision by keyboard, another approves."""

from collections import Counter
from pathlib import Path

from playwright.sync_api import Page

from casework.release import due, release
from casework.website import bring_up_to_date
from decisions.decision import DecisionId, State
from decisions.flags import Verdict
from fixtures import recipes
from fixtures.browsing import PASSWORD, sign_in
from fixtures.officers import take_in
from reviewdesk.app import create_app
from reviewdesk.site import create_site

ID = DecisionId("pcd-9006")


def test_two_officers_and_a_reader(office, browser, serve, tmp_path: Path) -> None:
    for name in ("ann", "bob"):
        office.officers.add(name, name.title(), PASSWORD)
    take_in(office, recipes.echo())
    desk = serve(create_app(office, secure_cookies=False))

    ann = sign_in(browser, desk, "ann")
    ann.goto(f"{desk}/decisions/{ID}")
    ann.get_by_role("button", name="Begin the review").press("Enter")
    ann.get_by_role("link", name="one by one").press("Enter")
    while ann.locator("#ruling").count():
        release_it = "75,000" in ann.get_by_role("heading", level=1).inner_text()
        name = "Release" if release_it else "Withhold"
        ann.get_by_role("button", name=name, exact=True).press("Enter")
        ann.wait_for_load_state()
    assert ann.get_by_text("Every flag has a ruling").count() == 1
    ann.screenshot(path=str(tmp_path / "desk.png"), full_page=True)
    assert ann.locator("svg a").count() >= 5
    picture = ann.locator("svg image").first
    assert ann.request.get(desk + picture.get_attribute("href")).ok

    bob = sign_in(browser, desk, "bob")
    bob.goto(f"{desk}/decisions/{ID}")
    bob.get_by_role("button", name="See what the public will get").press("Enter")
    bob.wait_for_url("**/preview")
    assert bob.get_by_text("0 traces of what is withheld").count() == 1
    bob.get_by_label("Your password").fill(PASSWORD)
    bob.get_by_role("button", name="Approve these bytes").press("Enter")
    bob.wait_for_load_state()
    assert office.store.load(ID).state is State.APPROVED

    for decision_id in due(office):
        release(decision_id, office=office)
    bring_up_to_date(office)
    site = serve(create_site(office.bucket))
    reader = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False
    ).new_page()
    reader.goto(site)
    reader.get_by_role("link", name="Settlement with").click()
    assert reader.get_by_role("heading", level=1).inner_text().startswith("Settlement")
    reader.screenshot(path=str(tmp_path / "site.png"), full_page=True)
    wide = reader.locator("html").bounding_box()
    assert wide is not None
    assert wide["width"] <= 360
    text = reader.content()
    assert recipes.CANARY not in text
    assert "£75,000" in text
    assert "4,218,650" not in text


def test_sixty_flags_are_ruled_on_by_keyboard_alone(office, browser, serve) -> None:
    office.officers.add("ann", "Ann", PASSWORD)
    take_in(office, {"many.pdf": recipes.many_flags("PCD 9600", 60)})
    decision_id = DecisionId("pcd-9600")
    wanted = len(
        {flag.group for flag in office.store.load(decision_id).flags_to_rule()}
    )
    assert wanted >= 60
    page = sign_in(browser, serve(create_app(office, secure_cookies=False)), "ann")
    keys = page.keyboard
    _tab_to(page, "Waiting for review")
    keys.press("Enter")
    page.get_by_role("heading", name="Waiting for review").wait_for()
    _tab_to(page, "PCD 9600")
    keys.press("Enter")
    page.get_by_role("button", name="Begin the review").wait_for()
    _tab_to(page, "Begin the review")
    keys.press("Enter")
    page.get_by_role("link", name="one by one").wait_for()
    _tab_to(page, "one by one")
    keys.press("Enter")
    for number in range(wanted):
        page.get_by_role("status").get_by_text(f"{number} of {wanted} ").wait_for()
        page.wait_for_function("document.activeElement.value === 'withhold'")
        if number % 2:  # the focus is on Withhold; the next button releases
            keys.press("Tab")
        keys.press("Enter")
    page.get_by_text("Every flag has a ruling").wait_for()
    verdicts = Counter(
        flag.ruling.verdict for flag in office.store.load(decision_id).flags_to_rule()
    )
    assert set(verdicts) == set(Verdict)


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so."""
    for _ in range(80):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "document.activeElement.matches('a, button') "
            "? document.activeElement.textContent : ''"
        )
        if name in told:
            return
    raise AssertionError(f"the focus never came to {name!r}")
