"""A real browser: an officer rules on a decision by keyboard, another approves."""

from collections import Counter
from pathlib import Path

from playwright.sync_api import Page

from casework import reviewing
from casework.publishing import bring_up_to_date
from casework.release import due, release
from casework.screening import read_all
from decisions.decision import DecisionId, State
from decisions.flags import Flag, Verdict
from decisions.text import PageText
from fixtures import recipes
from fixtures.browsing import PASSWORD, sign_in
from fixtures.officers import ANN, take_in
from reviewdesk.app import create_app
from reviewdesk.site import create_site
from strongroom.sessions import Role

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
    bob.get_by_role("button", name="Approve this file").press("Enter")
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

    bob.goto(f"{desk}/decisions/{ID}")
    bob.get_by_label("Reason, for the record").fill("A name was missed.")
    bob.get_by_label("Your password").fill(PASSWORD)
    bob.get_by_role("button", name="Withdraw from the public site").press("Enter")
    bob.get_by_text("It is gone").wait_for(timeout=60_000)
    assert bob.locator(".desk-checks").get_by_text("not yet").count() == 0
    assert reader.goto(f"{site}/decisions/{ID}/").ok
    reader.reload()  # whoever reads it now keeps it for a minute
    assert reader.get_by_text("has been withdrawn").count() == 1
    assert reader.goto(f"{site}/decisions/{ID}/{ID}.pdf").status == 404


def test_a_box_is_drawn_and_words_are_chosen_by_keyboard(
    office, browser, serve, shoot
) -> None:
    office.officers.add("ann", "Ann", PASSWORD)
    take_in(office, recipes.plain())
    decision_id = DecisionId("pcd-9001")
    reviewing.open_review(decision_id, by=ANN, office=office)
    known = {flag.id for flag in office.store.load(decision_id).flags}

    def new() -> list[Flag]:
        found = [f for f in office.store.load(decision_id).flags if f.id not in known]
        known.update(flag.id for flag in found)
        return found

    desk = serve(create_app(office, secure_cookies=False))
    page = sign_in(browser, desk, "ann")
    page.goto(f"{desk}/decisions/{decision_id}")
    page.get_by_role("button", name="Draw a box on page 1").press("Enter")
    picture = page.locator(".desk-page svg").first
    picture.scroll_into_view_if_needed()
    wide = picture.bounding_box()
    scale = 595.276 / wide["width"]
    x, y = wide["x"] + 100 / scale, wide["y"] + 50 / scale
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 150 / scale, y + 20 / scale, steps=5)
    page.mouse.up()
    shoot(page, "box-drawn")
    assert page.evaluate("document.activeElement.id") == "region-section"
    page.get_by_role("button", name="Withhold this region").press("Enter")
    page.wait_for_url("**#flags")
    [drawn] = new()
    box = drawn.boxes[0]
    size = office_page(office, decision_id).visible
    wanted = (100, size.y1 - 70, 250, size.y1 - 50)
    for found, expected in zip((box.x0, box.y0, box.x1, box.y1), wanted, strict=True):
        assert abs(found - expected) < 2, (box, wanted)

    page.get_by_role("link", name="Choose words of page 1").press("Enter")
    page.get_by_text("arrow keys go from word to word").wait_for()
    first = page.locator(".desk-word").first
    first.focus()
    for key in ("ArrowDown", "ArrowDown", "Home", "ArrowRight"):
        page.keyboard.press(key)
    started = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Shift+ArrowRight")
    ended = page.evaluate("document.activeElement.textContent")
    told = page.locator("#words-chosen").inner_text()
    assert told == f"2 words chosen: {started} {ended}"
    assert page.locator("#words-page .desk-drawn").count() == 2
    shoot(page, "words-chosen")
    page.get_by_role("button", name="Withhold these words").press("Enter")
    page.wait_for_load_state()
    [chosen] = new()
    assert " ".join(chosen.text.split()) == f"{started} {ended}"


def office_page(office, decision_id: DecisionId) -> PageText:
    return read_all(office.store.load(decision_id), office)[0].pages[0]


def test_without_script_every_task_but_drawing_is_done(office, browser, serve) -> None:
    office.officers.add("ann", "Ann", PASSWORD, [*Role])
    take_in(office, recipes.plain())
    decision_id = DecisionId("pcd-9001")
    desk = serve(create_app(office, secure_cookies=False))
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(desk)
    page.get_by_label("Officer").fill("ann")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{desk}/decisions/{decision_id}")
    page.get_by_role("button", name="Begin the review").click()
    assert page.get_by_role("button", name="Draw a box").count() == 0
    page.get_by_label("Words, wherever they stand").fill("youth")
    page.get_by_role("button", name="Show where they stand").click()
    page.get_by_role("button", name="Withhold the places chosen").click()
    page.get_by_role("link", name="Choose words of page 1").click()
    page.get_by_label("First word").select_option(index=2)
    page.get_by_label("Last word").select_option(index=3)
    page.get_by_role("button", name="Withhold these words").click()
    page.goto(f"{desk}/decisions/{decision_id}")
    page.get_by_role("button", name="Undo your last act").click()
    spot = {"Left": 50, "Top": 50, "Width": 100, "Height": 20}
    for name, value in spot.items():
        page.get_by_label(name, exact=True).fill(str(value))
    page.get_by_role("button", name="Withhold this region").click()
    page.get_by_role("link", name="one by one").click()
    while page.locator("#ruling").count():
        page.get_by_role("button", name="Withhold", exact=True).click()
    page.goto(f"{desk}/upload")
    page.get_by_label("PDF files").set_input_files(
        [{"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"no pdf"}]
    )
    page.get_by_role("button", name="Upload").click()
    assert page.locator(".desk-outcome").count() == 1
    notes = [entry.note for entry in office.store.load(decision_id).history]
    assert sum("flags added" in note for note in notes) == 3
    assert sum("undo of the last act" in note for note in notes) == 1


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
        page.locator("button[value=withhold]:focus").wait_for()
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
