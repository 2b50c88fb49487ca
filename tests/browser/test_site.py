"""The public site in a browser: reading, searching, a phone, paper, no script."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from casework.finding import bring_search_up_to_date
from casework.publishing import bring_up_to_date
from casework.withdrawal import withdraw
from decisions.decision import DecisionId
from decisions.text import Block, BlockKind, blocks_to_json
from fixtures.browsing import see
from fixtures.officers import BOB
from fixtures.released import AT, publish, release
from reviewdesk.site import create_site

LIGHT = 100_000
"""Bytes of a page with its stylesheets and scripts, without file and picture."""
ADDRESSES = (
    "/", "/decisions/", "/years/2021/", "/years/2021/page/2/", "/decision-makers/",
    "/decision-makers/deputy-mayor/", "/decision-makers/deputy-mayor/2021/",
    "/decisions/pcd-1/", "/decisions/pcd-2/", "/withdrawn/", "/search/?q=radios",
    "/about/", "/accessibility/", "/data/", "/licence/", "/review/", "/nothing/",
)  # fmt: skip

DARK = ("/decisions/pcd-1/", "/search/?q=radios")


@pytest.fixture
def site(office, serve) -> str:
    """One that has a page of everything."""
    blocks = (
        Block(BlockKind.HEADING, "1. Costs", 1),
        Block(BlockKind.ITEM, "The radios¹ cost [s43(2)].", 1, "1.1"),
        Block(BlockKind.ITEM, "one bullet", 1, "•"),
        Block(BlockKind.ITEM, "another bullet", 1, "•"),
        Block(BlockKind.TABLE, "Year\tCost\n2026\t[s43(2)]\n2027\t£40,000", 1),
        Block(BlockKind.FOOTNOTE, "Of the Larkmere pattern.", 1, "1"),
    )
    text = office.files.put(blocks_to_json(blocks))
    made = release(office.files, 1, "in Larkmere", text=text, mentions=("pcd-4",))
    publish(office.store, made)
    for number in range(2, 66):
        publish(office.store, release(office.files, number))
    bring_up_to_date(office)
    withdraw(DecisionId("pcd-2"), "x", by=BOB, office=office)
    bring_up_to_date(office)
    bring_search_up_to_date(office)
    return serve(create_site(office.bucket))


def test_every_page_is_accessible_light_and_silent(browser, site, shoot) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    page.on("pageerror", lambda fault: said.append(str(fault)))
    weight: list[int] = []

    def weigh(response) -> None:
        kind = response.headers.get("content-type", "")
        own = not response.url.split("/search/")[-1].startswith("all/")
        if (
            own
            and response.ok
            and not kind.startswith(("image/png", "application/pdf"))
        ):
            weight.append(len(response.body()))

    page.on("response", weigh)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for address in ADDRESSES if scheme == "light" else DARK:
            weight.clear()
            page.goto(site + address)
            page.wait_for_load_state("networkidle")
            assert sum(weight) <= LIGHT, (address, sum(weight))
            see(page)
            shoot(page, f"site-{scheme}{address.split('?')[0].replace('/', '-')}")
    wrong = [line for line in said if "404" not in line]
    assert wrong == []


def test_a_reader_finds_by_words_filters_and_goes_on(browser, site) -> None:
    page = browser.new_page()
    page.goto(site)
    page.get_by_label("Search decisions").fill("larkmere")
    page.keyboard.press("Enter")
    page.get_by_text("1 decision found").wait_for()
    link = page.locator("#found a")
    assert link.get_attribute("href") == "/decisions/pcd-1/"
    assert page.locator("#found mark").count() >= 1
    page.get_by_label("Search decisions").fill("radios")
    page.keyboard.press("Enter")
    page.get_by_text("64 decisions found").wait_for()
    page.locator("#found li").nth(9).wait_for()
    assert page.locator("#found li").count() == 10
    page.get_by_role("button", name="Show more").press("Enter")
    page.locator("#found li").nth(19).wait_for()
    focused = "document.activeElement.closest('li') === "
    focused += "document.querySelectorAll('#found li')[10]"
    assert page.evaluate(focused), "who goes on by keyboard stands at the first new one"
    page.get_by_label("Year", exact=True).select_option("2021")
    page.get_by_text("22 decisions found").wait_for()
    assert "year=2021" in page.url
    page.reload()
    page.get_by_text("22 decisions found").wait_for()
    page.get_by_label("Exemption used").select_option("s43(2)")
    page.get_by_text("22 decisions found").wait_for()
    page.get_by_label("Search decisions").fill("nothinglikethis")
    page.keyboard.press("Enter")
    page.get_by_text("0 decisions found").wait_for()


def test_what_is_withdrawn_is_not_found_even_before_the_index_is_made_anew(
    office, browser, site
) -> None:
    page = browser.new_page()
    page.goto(f"{site}/search/?q=withdrawn")
    page.get_by_text("decisions found").wait_for()
    page.goto(f"{site}/search/?q=larkmere")
    page.get_by_text("1 decision found").wait_for()
    withdraw(DecisionId("pcd-1"), "x", by=BOB, office=office)
    bring_up_to_date(office)
    page.goto(f"{site}/search/?q=larkmere")
    page.get_by_text("The search cannot be used now").wait_for()
    bring_search_up_to_date(office)
    page.goto(f"{site}/search/?q=larkmere")
    page.get_by_text("0 decisions found").wait_for()
    assert page.locator("#found li").count() == 0


def test_a_decision_that_changed_is_found_by_its_new_words_alone(
    office, browser, site
) -> None:
    later = AT + timedelta(days=1)
    new = release(office.files, 1, "in Fenwick", updated_at=later)
    publish(office.store, new)
    bring_up_to_date(office)
    bring_search_up_to_date(office)
    page = browser.new_page()
    page.goto(f"{site}/search/?q=larkmere")
    page.get_by_text("0 decisions found").wait_for()
    assert page.locator("#found li").count() == 0
    page.goto(f"{site}/search/?q=fenwick")
    page.get_by_text("1 decision found").wait_for()


def without_script(browser: Browser, **more: object) -> Page:
    return browser.new_context(java_script_enabled=False, **more).new_page()


def test_without_a_script_everything_can_be_reached(browser, site) -> None:
    page = without_script(browser, viewport={"width": 360, "height": 740})
    page.goto(site)
    page.get_by_role("link", name="2021").click()
    page.get_by_role("link", name="Older").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Decisions of 2021"
    page.get_by_role("link", name="Radios of area 1 in Larkmere").click()
    assert "is named in this one" in page.content()
    page.get_by_role("link", name="Footnote 1").click()
    assert page.url.endswith("#note-1-1")
    page.get_by_role("link", name="Deputy Mayor").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Deputy Mayor"
    page.goto(f"{site}/search/?q=radios")
    assert "needs a script" in page.content()


def test_a_page_prints_whole(browser, site) -> None:
    page = browser.new_page()
    page.goto(f"{site}/decisions/pcd-1/")
    page.emulate_media(media="print")
    assert not page.locator(".po-header__nav").is_visible()
    assert not page.get_by_role("link", name="#").first.is_visible()
    label = page.locator(".po-withheld").first
    assert label.evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"
    assert page.pdf(format="A4").count(b"/Type /Page") >= 2


def test_headers_and_policies(browser, site, office) -> None:
    context = browser.new_context()
    answer = context.request.get(f"{site}/decisions/pcd-1/pcd-1.pdf")
    assert (
        answer.headers["content-disposition"] == 'inline; filename="pcd-1-part-1.pdf"'
    )
    assert answer.headers["cache-control"] == "public, max-age=60, must-revalidate"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    known = {"If-None-Match": answer.headers["etag"]}
    assert context.request.get(answer.url, headers=known).status == 304
    style = next(k for k, _ in office.bucket.listing("static/site-"))
    assert (
        "immutable" in context.request.get(f"{site}/{style}").headers["cache-control"]
    )
    moved = context.request.get(f"{site}/years/2021", max_redirects=0)
    assert moved.headers["location"] == "/years/2021/"
    aside = context.request.get(f"{site}//years/2021", max_redirects=0)
    assert aside.headers["location"] == "/years/2021/"
    held, unknown = (
        context.request.get(f"{site}/decisions/{name}/") for name in ("held", "pcd-9")
    )
    assert held.status == 404
    assert unknown.ok
