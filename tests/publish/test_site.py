"""The site: what pages say, what they must escape, and what depends on what."""

import csv
import io
import json
import pickle
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from html.parser import HTMLParser
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from decisions.decision import Change, ChangeKind, Redaction
from decisions.errors import CorruptRecord
from decisions.exemptions import Section
from decisions.fingerprints import Sha256, of_bytes, of_values
from decisions.text import Block, BlockKind
from publish import feeds
from publish.manifest import (
    Key,
    Manifest,
    PublicObject,
    Rank,
    Stored,
    StoredBundle,
    manifest_from_bytes,
    public_object,
)
from publish.public_view import Body, Card, PublicDecision, PublicTombstone, Stub
from publish.site import Site, TwoOfOneReference, decision_objects
from publish.texthtml import with_notes, withheld
from publish.textual import anchored, pieces, recommendation

AT = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/London"))
BODY = Body(name="Body & Co", url="https://d.example", contact="a@d.example")
PDF = of_bytes(b"%PDF-1.7")
PNG = of_bytes(b"\x89PNG")


def a_card(number: int = 1, **changes: object) -> Card:
    made = Card(
        reference=f"PCD {number}",
        title="Radios [s43(2)]",
        summary="A summary.",
        decision_maker="Deputy Mayor",
        signed_on=date(2026, 1, 2),
        published_on=date(2026, 11, 24),
        updated_at=AT,
        part_2_exists=True,
        sections=(Section("s43(2)"),),
        mentions=(),
        size=8,
        pages=2,
        has_thumbnail=True,
        fingerprint=Sha256(""),
    )
    made = replace(made, **changes)
    return replace(made, fingerprint=of_values(repr(made)))


def a_view(card: Card, **changes: object) -> PublicDecision:
    made = PublicDecision(
        card=card,
        summary=card.summary,
        redactions=(Redaction(page=1, section=Section("s43(2)")),),
        changes=(Change(kind=ChangeKind.PUBLISHED, at=AT),),
        blocks=(
            Block(BlockKind.HEADING, "Recommendation", 1),
            Block(BlockKind.ITEM, "It costs [s43(2)].", 1, "1.1"),
        ),
        output=PDF,
        thumbnail=PNG,
    )
    made = replace(made, **changes)
    return replace(made, blocks=tuple(anchored(made.blocks)))


def a_stone(number: int = 99) -> PublicTombstone:
    return PublicTombstone(
        reference=f"PCD {number}", withdrawn_at=AT, reason="Withdrawn."
    )


def built(
    cards: list[Card],
    stones: list[PublicTombstone] | None = None,
    stubs: list[Stub] | None = None,
    **changes: object,
) -> dict[Key, PublicObject]:
    """Every object of a site."""
    site = Site(cards, stones or [], stubs or [], BODY)
    made = []
    for card in site.cards:
        names, named_by = site.links(card)
        view = a_view(card, names=names, named_by=named_by, **changes)
        make = partial(decision_objects, site.frame, view)
        made.append(site.decision(card, make))
    bundles = [site.static(), *site.left(), *made, *site.lists()]
    found: dict[Key, PublicObject] = {}
    for bundle in bundles:
        made = pickle.loads(pickle.dumps(bundle.make))()
        assert set(made) == set(bundle.keys), bundle.name
        assert not found.keys() & made.keys(), bundle.name
        found |= made
    return found


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [v for k, v in attrs if k in {"href", "src", "action"} and v]
        self.ids += [v for k, v in attrs if k == "id" and v]


def links(thing: PublicObject) -> Links:
    reader = Links()
    reader.feed(thing.body.decode())
    return reader


def test_every_link_leads_somewhere() -> None:
    cards = [a_card(n) for n in range(1, 46)]
    cards.append(a_card(60, mentions=("pcd-1", "pcd-404"), decision_maker=""))
    stubs = [Stub(reference="PCD 70", until=None)]
    site = built(cards, [a_stone()], stubs)
    seen = 0
    for key, thing in site.items():
        if not key.endswith(".html"):
            continue
        reader = links(thing)
        assert len(set(reader.ids)) == len(reader.ids), key
        for found in reader.found:
            link = found
            if link.startswith("#"):
                assert link[1:] in reader.ids, (key, link)
                continue
            if link.startswith("https://"):
                if not link.startswith(BODY.url + "/"):
                    continue
                link = link.removeprefix(BODY.url)
            seen += 1
            path = urljoin("/" + key, link).lstrip("/")
            wanted = path + "index.html" if path.endswith("/") or not path else path
            assert Key(wanted) in site, (key, link)
    assert seen > 500


def test_a_page_has_what_a_reader_needs() -> None:
    site = built([a_card(1, mentions=("pcd-2",)), a_card(2)])
    text = site[Key("decisions/pcd-1/index.html")].body.decode()
    for wanted in (
        "Deputy Mayor",
        "2 January 2026",
        "A confidential Part 2 exists",
        'id="para-1.1"',
        "Commercial interests",
        "pcd-1.pdf",
        "Body &amp; Co",
        "Recommendation</h2>",
        "24 November 2026</time>: Published",
        "is named in this one",
        "page-1.png",
        'rel="canonical" href="https://d.example/decisions/pcd-1/"',
        "Body &amp; Co (2026), PCD 1",
    ):
        assert wanted in text, wanted
    other = site[Key("decisions/pcd-2/index.html")].body.decode()
    assert "names this one" in other


def test_a_decision_is_linked_only_while_it_is_public() -> None:
    text = built([a_card(1, mentions=("pcd-2",))])[Key("decisions/pcd-1/index.html")]
    assert b"pcd-2" not in text.body
    one, both = (
        Site([a_card(1, mentions=("pcd-2",))], [], [], BODY),
        Site([a_card(1, mentions=("pcd-2",)), a_card(2)], [], [], BODY),
    )
    card = a_card(1, mentions=("pcd-2",))
    assert one.recipe(card) != both.recipe(card), "the page is made anew"


def test_words_of_a_document_are_never_markup() -> None:
    evil = '<script>alert(1)</script></script> & "quotes" {{ 7*7 }} <!-- '
    card = a_card(title=evil, summary=evil, decision_maker=evil)
    blocks = [
        Block(kind, evil + "\t" + evil, 1, "1.1" if kind is BlockKind.ITEM else "")
        for kind in BlockKind
    ]
    site = built([card], blocks=tuple(blocks))
    for key, thing in site.items():
        if key.endswith(".html"):
            assert b"<script>" not in thing.body, key
            assert b"<!-- " not in thing.body, key
            told = thing.body.split(b'<script type="application/ld+json">')[1:]
            for part in told:
                json.loads(part.split(b"</script>")[0])
    assert etree.fromstring(site[Key("feed.atom")].body) is not None
    told = json.loads(site[Key("decisions/pcd-1/decision.json")].body)
    assert told["title"] == evil


def test_labels_are_shown_and_read_out() -> None:
    shown = str(withheld("a < [s43(2)] [s99]"))
    assert "a &lt; " in shown
    assert "withheld under section" in shown
    assert "[s99]" in shown


def test_raised_numbers_lead_to_their_footnotes() -> None:
    shown = str(with_notes("word¹² < and² m²", 3, frozenset({"note-3-12"})))
    assert 'href="#note-3-12"' in shown
    assert shown.count("<sup>") == 1
    assert "m²" in shown
    assert "&lt;" in shown


def test_anchors_are_the_printed_numbers_where_there_is_one() -> None:
    blocks = [
        Block(BlockKind.ITEM, "a", 1, "1.1"),
        Block(BlockKind.ITEM, "b", 1, "2."),
        Block(BlockKind.ITEM, "c", 1, "(a)"),
        Block(BlockKind.ITEM, "d", 2, "3.1"),
        Block(BlockKind.ITEM, "e", 3, "3.1"),
        Block(BlockKind.FOOTNOTE, "f", 3, "1"),
        Block(BlockKind.FOOTNOTE, "g", 3, "1"),
    ]
    names = [anchor for anchor, _ in anchored(blocks)]
    assert names == ["para-1.1", "para-2", "p3", "p4", "p5", "note-3-1", "p7"]


def test_bullets_stand_in_one_list_and_rows_in_one_table() -> None:
    blocks = [
        Block(BlockKind.PARAGRAPH, "a", 1),
        Block(BlockKind.ITEM, "b", 1, "•"),
        Block(BlockKind.ITEM, "c", 1, "•"),
        Block(BlockKind.TABLE, "Year\tCost\n2026\t[s43(2)]\n2027", 1),
    ]
    shown = pieces(anchored(blocks))
    assert [piece.kind for piece in shown] == ["paragraph", "list", "table"]
    assert len(shown[1].blocks) == 2
    assert shown[2].has_head
    assert shown[2].rows == [["Year", "Cost"], ["2026", "[s43(2)]"], ["2027", ""]]


def test_the_recommendation_is_what_stands_below_its_heading() -> None:
    blocks = [
        Block(BlockKind.HEADING, "Executive summary", 1),
        Block(BlockKind.PARAGRAPH, "no", 1),
        Block(BlockKind.HEADING, "Recommendations", 1),
        Block(BlockKind.ITEM, "yes", 1, "1"),
        Block(BlockKind.HEADING, "Introduction", 1),
        Block(BlockKind.PARAGRAPH, "no", 1),
    ]
    assert [block.text for block in recommendation(anchored(blocks))] == ["yes"]
    assert recommendation(anchored(blocks[:2])) == ()


def test_a_cell_never_begins_a_formula() -> None:
    site = built([a_card(title="=HYPERLINK(1)")])
    rows = list(csv.DictReader(io.StringIO(site[Key("decisions.csv")].body.decode())))
    assert rows[0]["title"] == "'=HYPERLINK(1)"
    assert rows[0]["part_2_exists"] == "true"


def test_lists_show_twenty_newest_first() -> None:
    cards = [a_card(n, published_on=date(2026, 1, 1 + n % 28)) for n in range(1, 46)]
    site = built(cards)
    assert Key("years/2026/page/3/index.html") in site
    assert Key("years/2026/page/4/index.html") not in site
    first = site[Key("years/2026/index.html")].body.decode()
    assert first.count("<li>\n<h2") == 20
    days = [card.published_on for card in Site(cards, [], [], BODY).cards]
    assert days == sorted(days, reverse=True)
    assert site == built(cards[::-1]), "the order does not matter"


def test_a_new_decision_touches_few_bundles() -> None:
    years = [
        a_card(n, signed_on=date(2015 + n % 10, 1, 2), published_on=date(2026, 1, 1))
        for n in range(1, 200)
    ]
    before, after = Site(years, [], [], BODY), Site([*years, a_card(900)], [], [], BODY)
    old = {bundle.name: bundle.recipe for bundle in before.lists()}
    new = {bundle.name: bundle.recipe for bundle in after.lists()}
    changed = {name for name in new if new[name] != old.get(name)}
    assert "years/2026/" in changed
    assert not {f"years/{year}/" for year in range(2015, 2025)} & changed
    assert {"decisions.csv", "feed.atom", "index.html"} <= changed
    [archive] = [name for name in new if name.startswith("feeds/")]
    assert archive in changed, "its month is over: it is an archive now"
    assert archive.startswith("feeds/2026-01-")
    assert "about/index.html" not in changed


def test_two_decisions_at_one_address_stop_everything() -> None:
    for cards, stones, stubs in (
        ([a_card(1), a_card(1, reference="pcd-1")], [], []),
        ([a_card(1)], [a_stone(1)], []),
        ([], [a_stone(1)], [Stub(reference="PCD-1", until=None)]),
    ):
        with pytest.raises(TwoOfOneReference):
            Site(cards, stones, stubs, BODY)


def test_an_empty_site_has_a_page() -> None:
    site = built([])
    assert b"No decision has been published yet" in site[Key("index.html")].body
    assert Key("404.html") in site


def test_a_stub_says_a_reference_and_a_day() -> None:
    site = built([], [], [Stub(reference="PCD 7", until=date(2027, 3, 1))])
    text = site[Key("decisions/pcd-7/index.html")].body.decode()
    assert "1 March 2027" in text
    assert Key("deferred/index.html") in site
    assert not any(b"pcd-7" in site[Key(k)].body for k in ("feed.atom", "sitemap.xml"))
    assert Key("deferred/index.html") not in built([])


def test_the_feed_is_paged_by_month_and_tells_of_what_is_gone() -> None:
    months = [(1, date(2026, 9, 1)), (2, date(2026, 10, 1)), (3, date(2026, 10, 2))]
    cards = [a_card(n, published_on=day) for n, day in months]
    site = built(cards, [a_stone()])
    space = {"a": "http://www.w3.org/2005/Atom"}
    feed = etree.fromstring(site[Key("feed.atom")].body)
    gone = feed.find("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert gone.get("ref") == "https://d.example/decisions/pcd-99/"
    names = []
    while True:
        names += [entry.text for entry in feed.findall("a:entry/a:id", space)]
        at = feed.find("a:link[@rel='prev-archive']", space)
        if at is None:
            break
        feed = etree.fromstring(site[Key(at.get("href").split("/", 3)[3])].body)
    assert set(names) == {f"https://d.example/decisions/pcd-{n}/" for n in (1, 2, 3)}


def test_followers_hear_of_what_was_changed() -> None:
    cards = [
        a_card(n, published_on=date(2026, 1, 1), updated_at=AT - timedelta(days=n))
        for n in range(2, 90)
    ]
    old = a_card(1, published_on=date(2019, 1, 1), updated_at=AT)
    site = built([*cards, old])
    mine = "https://d.example/decisions/pcd-1/"
    feed = etree.fromstring(site[Key("feed.atom")].body)
    ids = [e.text for e in feed.iterfind(".//{http://www.w3.org/2005/Atom}entry/{*}id")]
    assert mine in ids
    items = json.loads(site[Key("feed.json")].body)["items"]
    assert items[0]["id"] == mine
    assert len(items) == feeds.LATEST
    assert len(ids) == len(cards) + 1 < feeds.HEARD


def test_an_archive_stays_as_it_is_while_its_month_goes_on() -> None:
    month = [a_card(n, published_on=date(2026, 11, 1 + n // 20)) for n in range(1, 451)]
    before = built([*month, a_card(900, published_on=date(2026, 10, 1))])
    names = sorted(k for k in before if k.startswith("feeds/"))
    assert [name[:14] for name in names] == [
        *("feeds/2026-10-", "feeds/2026-11-", "feeds/2026-11-")
    ]
    later = a_card(901, published_on=date(2026, 11, 30))
    after = built([*month, later, a_card(900, published_on=date(2026, 10, 1))])
    assert {n: after[Key(n)].content for n in names} == {
        n: before[Key(n)].content for n in names
    }
    feed = etree.fromstring(after[Key("feed.atom")].body)
    ids = {e.text for e in feed.iterfind("{*}entry/{*}id")}
    whole = {f"https://d.example/decisions/pcd-{n}/" for n in range(401, 451)}
    assert {*whole, "https://d.example/decisions/pcd-901/"} <= ids
    # Where one of the first is withdrawn, the others move up: no name is kept.
    moved = built([*month[1:], a_card(900, published_on=date(2026, 10, 1))])
    kept = {k for k in moved if k.startswith("feeds/2026-11-")} & {*names}
    assert not kept


def test_a_sitemap_is_never_too_long(monkeypatch) -> None:
    monkeypatch.setattr(feeds, "URLS", 20)
    site = built([a_card(n) for n in range(1, 46)])
    names = [k for k in site if k.startswith("sitemap-")]
    assert names == ["sitemap-2026.xml", "sitemap-2026-2.xml", "sitemap-2026-3.xml"]
    every = [len(etree.fromstring(site[Key(name)].body)) for name in names]
    assert every == [20, 20, 5]
    told = site[Key("sitemap.xml")].body
    assert all(f"https://d.example/{name}<".encode() in told for name in names)


def test_a_long_name_of_who_decided_is_cut_in_addresses() -> None:
    site = built([a_card(decision_maker="Ä" * 1_500)])
    assert max(len(key.encode()) for key in site) < 400


def test_a_feed_says_its_type() -> None:
    assert built([])[Key("feed.json")].content_type.startswith("application/feed+json")


def test_numbers_with_and_without_a_point_are_no_two_anchors() -> None:
    blocks = [
        Block(BlockKind.ITEM, "One", 1, "1."),
        Block(BlockKind.ITEM, "Two", 1, "1"),
        Block(BlockKind.ITEM, "Three", 1, "2."),
    ]
    names = [name for name, _ in anchored(blocks)]
    assert len(set(names)) == 3
    assert names[2] == "para-2"


def test_the_same_number_is_told_everywhere() -> None:
    site = built([a_card(n) for n in range(1, 31)])
    lines = site[Key("decisions.jsonl")].body.splitlines()
    rows = list(csv.reader(io.StringIO(site[Key("decisions.csv")].body.decode())))
    maps = etree.fromstring(site[Key("sitemap-2026.xml")].body)
    assert len(lines) == len(rows) - 1 == len(maps) == 30
    assert json.loads(lines[0])["url"] == "https://d.example/decisions/pcd-9/"


def test_data_tells_what_its_columns_are() -> None:
    site = built([a_card(), a_card(2, published_on=date(2026, 10, 1))])
    told = json.loads(site[Key("decisions.csv-metadata.json")].body)
    head = site[Key("decisions.csv")].body.decode().splitlines()[0].split(",")
    assert [column["name"] for column in told["tableSchema"]["columns"]] == head
    paths = json.loads(site[Key("openapi.json")].body)["paths"]
    [archive] = [k[6:-5] for k in site if k.startswith("feeds/")]
    for path in paths:
        filled = path.format(
            reference="pcd-1", year="2026", name="deputy-mayor", archive=archive
        ).lstrip("/")
        key = filled + "index.html" if filled.endswith("/") else filled
        assert Key(key) in site, path


def test_changed_headers_are_a_change() -> None:
    one = public_object(Key("a.html"), b"x", Rank.PAGE)
    assert one.sha256 != replace(one, cache_control="no-store").sha256
    assert one.sha256 != replace(one, disposition="inline").sha256
    assert one.sha256 != public_object(Key("a.html"), b"y", Rank.PAGE).sha256


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b"partone-manifest 3\nhalf a li", b"\xff\xfe",
            b'partone-manifest 3\na ["x"]\n', b'partone-manifest 3\na ["x","",[]\n',
            b'partone-manifest 3\na ["x","",[],[]]', b'\xff ["x","",[],[]]\n',
            b'partone-manifest 3\n\xff ["x","",[],[]]\n',
            b'partone-manifest 3\na ["\xff","",[],[]]\n',
            b'partone-manifest 3\na ["x","",[["k","\xff","t"]],[]]\n',
            b'partone-manifest 2\na ["x","",[],[]]\n']
)  # fmt: skip
def test_a_damaged_manifest_is_refused(raw: bytes) -> None:
    with pytest.raises(CorruptRecord, match="damaged"):
        manifest_from_bytes(raw)


NAMES = st.text("abcdefghij/.-", min_size=1, max_size=8)
ROWS = st.dictionaries(NAMES.map(Key), st.builds(Stored, NAMES, NAMES), max_size=3)


@given(st.dictionaries(NAMES, st.builds(StoredBundle, NAMES, ROWS, NAMES), max_size=4))
def test_a_manifest_comes_back_as_it_was(bundles: dict[str, StoredBundle]) -> None:
    manifest = Manifest()
    for name, bundle in bundles.items():
        manifest.put(name, bundle)
    again = manifest_from_bytes(manifest.to_bytes())
    assert {name: again.get(name) for name in again} == bundles
    heads = {name: (bundle.recipe, bundle.gone_at) for name, bundle in bundles.items()}
    assert {name: again.head(name) for name in again} == heads
    assert again.get("nobody ") is None
    assert again.head("nobody ") == ("", "")
