"""The site: what pages say, what they must escape, and the smallest change."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from decisions.decision import Redaction
from decisions.errors import CorruptRecord
from decisions.exemptions import Section
from decisions.text import Block, BlockKind
from publish.manifest import (
    Key,
    PublicObject,
    Rank,
    Stored,
    Tag,
    manifest_from_json,
    manifest_to_json,
    plan,
)
from publish.public_view import Body, PublicDecision, PublicTombstone
from publish.render import withheld
from publish.site import TwoOfOneReference, site_objects

AT = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/London"))
BODY = Body(name="Body & Co", url="https://d.example", contact="a@d.example")


def a_decision(number: int = 1, **changes: object) -> PublicDecision:
    made = PublicDecision(
        reference=f"PCD {number}",
        title="Radios [s43(2)]",
        decision_maker="Deputy Mayor",
        signed_on=date(2026, 1, 2),
        summary="A summary.",
        part_2_exists=True,
        published_on=date(2026, 11, 24),
        updated_at=AT,
        pages=2,
        redactions=(Redaction(page=1, section=Section("s43(2)")),),
        blocks=(
            Block(BlockKind.HEADING, "1. Introduction", 1),
            Block(BlockKind.ITEM, "It costs [s43(2)].", 1, "1.1"),
        ),
        pdf=b"%PDF-1.7",
    )
    return replace(made, **changes)


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [v for k, v in attrs if k in {"href", "src"} and v]


def test_every_link_leads_somewhere() -> None:
    gone = PublicTombstone("PCD 99", AT, "Withdrawn.")
    site = site_objects([a_decision(n) for n in range(1, 46)], [gone], BODY)
    for key, thing in site.items():
        if not key.endswith(".html"):
            continue
        reader = Links()
        reader.feed(thing.body.decode())
        for link in reader.found:
            if link.startswith(("#", "https://")):
                continue
            path = urljoin("/" + key, link).lstrip("/")
            wanted = path + "index.html" if path.endswith("/") or not path else path
            assert Key(wanted) in site, (key, link)


def test_a_page_has_what_a_reader_needs() -> None:
    html = site_objects([a_decision()], [], BODY)[Key("decisions/pcd-1/index.html")]
    text = html.body.decode()
    for wanted in (
        "Deputy Mayor",
        "2 January 2026",
        "A confidential Part 2 exists",
        'id="p2"',
        "Commercial interests",
        "pcd-1.pdf",
        "Body &amp; Co",
    ):
        assert wanted in text, wanted


def test_words_of_a_document_are_never_markup() -> None:
    evil = '<script>alert(1)</script> & "quotes" {{ 7*7 }}'
    decision = a_decision(
        title=evil, summary=evil, blocks=(Block(BlockKind.PARAGRAPH, evil, 1),)
    )
    site = site_objects([decision], [], BODY)
    for key, thing in site.items():
        if key.endswith(".html"):
            assert b"<script>" not in thing.body, key
    assert etree.fromstring(site[Key("feed.atom")].body) is not None
    told = json.loads(site[Key("decisions/pcd-1/decision.json")].body)
    assert told["title"] == evil


def test_labels_are_shown_and_read_out() -> None:
    shown = str(withheld("a < [s43(2)] [s99]"))
    assert "a &lt; " in shown
    assert "withheld under section" in shown
    assert "[s99]" in shown


def test_a_cell_never_begins_a_formula() -> None:
    site = site_objects([a_decision(title="=HYPERLINK(1)")], [], BODY)
    rows = list(csv.DictReader(io.StringIO(site[Key("decisions.csv")].body.decode())))
    assert rows[0]["title"] == "'=HYPERLINK(1)"
    assert rows[0]["part_2_exists"] == "true"


def test_lists_show_twenty_newest_first() -> None:
    decisions = [
        a_decision(n, published_on=date(2026, 1, 1 + n % 28)) for n in range(1, 46)
    ]
    site = site_objects(decisions, [], BODY)
    assert Key("page/3/index.html") in site
    assert Key("page/4/index.html") not in site
    first = site[Key("index.html")].body.decode()
    assert first.count("<li>") == 20
    assert site == site_objects(decisions[::-1], [], BODY), "the order does not matter"


def test_two_decisions_at_one_address_stop_everything() -> None:
    with pytest.raises(TwoOfOneReference):
        site_objects([a_decision(1), a_decision(1, reference="pcd-1")], [], BODY)


def test_an_empty_site_has_a_page() -> None:
    site = site_objects([], [], BODY)
    assert b"No decision has been published yet" in site[Key("index.html")].body


KEYS = st.sampled_from([Key(c) for c in "abcdef"])
SITES = st.dictionaries(KEYS, st.binary(max_size=2), max_size=6)


@given(wanted=SITES, present=SITES, foreign=SITES)
def test_carrying_out_the_plan_gives_the_wanted_site(
    wanted: dict[Key, bytes], present: dict[Key, bytes], foreign: dict[Key, bytes]
) -> None:
    """`foreign` is what somebody else wrote over ours: it is put again."""
    objects = {k: PublicObject(b, "text/plain", Rank.PAGE) for k, b in wanted.items()}
    old = {k: PublicObject(b, "text/plain", Rank.PAGE) for k, b in present.items()}
    manifest = {k: Stored(o.sha256, Tag(o.sha256)) for k, o in old.items()}
    there = {k: Tag(o.sha256) for k, o in old.items()} | {
        k: Tag(f"foreign {b!r}") for k, b in foreign.items()
    }
    the_plan = plan(objects, manifest, there)
    kept = {k: v for k, v in there.items() if k not in the_plan.delete}
    kept |= {k: Tag(objects[k].sha256) for k in the_plan.put}
    assert kept == {k: Tag(o.sha256) for k, o in objects.items()}
    assert not set(the_plan.put) & set(the_plan.delete)


def test_uploads_go_from_what_is_pointed_to_to_what_points() -> None:
    objects = {
        Key(name): PublicObject(b"x", "text/plain", rank)
        for name, rank in (
            ("a", Rank.LIST),
            ("b", Rank.PAGE),
            ("c", Rank.FILE),
            ("d", Rank.ASSET),
        )
    }
    assert plan(objects, {}, {}).put == tuple(Key(k) for k in "dcba")


def test_changed_headers_are_a_change() -> None:
    one = PublicObject(b"x", "text/plain", Rank.PAGE)
    assert one.sha256 != replace(one, cache_control="no-store").sha256


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b'{"objects": 1}', b'{"objects": {"a": ["x"]}}']
)
def test_a_damaged_manifest_is_refused(raw: bytes) -> None:
    with pytest.raises(CorruptRecord, match="publish again"):
        manifest_from_json(raw)


def test_a_manifest_comes_back_as_it_was() -> None:
    from decisions.fingerprints import Sha256

    manifest = {Key("a"): Stored(Sha256("1"), Tag("2"))}
    assert manifest_from_json(manifest_to_json(manifest)) == manifest


def test_a_tombstone_takes_away_every_list_that_named_the_page() -> None:
    old = site_objects([a_decision(1), a_decision(2)], [], BODY)
    stone = PublicTombstone("PCD 1", AT, "Withdrawn.")
    new = site_objects([a_decision(2)], [stone], BODY)
    manifest = {k: Stored(o.sha256, Tag(k)) for k, o in old.items()}
    page = Key("decisions/pcd-1/index.html")
    the_plan = plan(new, manifest, {k: Tag(k) for k in old}, [page])
    named = {k for k, o in old.items() if b"PCD 1" in o.body}
    assert named <= set(the_plan.delete)
    assert page in the_plan.put
    again = {k: Stored(o.sha256, Tag(k)) for k, o in new.items()}
    assert plan(new, again, {k: Tag(k) for k in new}, [page]).is_empty
