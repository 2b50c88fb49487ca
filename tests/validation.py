"""Every kind of page and file of the site before validators that others made.

    make validate

The Nu HTML checker (https://validator.github.io/validator/) for the pages, `csvw` for
the catalogue, `feedparser` for the feeds, `openapi-spec-validator` for the addresses.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import feedparser
from csvw import CSVW
from lxml import etree
from openapi_spec_validator import validate

from casework.ports import Website
from casework.website import released, wanted
from casework.withdrawal import withdraw
from decisions.decision import DecisionId, State
from decisions.deferral import Deferral
from decisions.text import Block, BlockKind, blocks_to_json
from fixtures.officers import BOB
from fixtures.released import AT, publish, release
from publish.public_view import Body
from strongroom.database import open_database
from strongroom.ledger import Ledger
from strongroom.local import LocalFiles

VNU = Path("node_modules/vnu-jar/build/dist/vnu.jar")
ODD = 'Radios & "masts" <b>not bold</b> in Larkmere, café, 5 > 4'


class Office:
    """What working out a site asks for."""

    def __init__(self, folder: Path) -> None:
        self.store = Ledger(open_database(f"sqlite:///{folder}/ledger.db"))
        self.files = LocalFiles(folder / "private")
        self.clock = self
        self.screener = None
        body = Body(
            name="Office & Commissioner of Fenwick",
            url="https://decisions.fenwick.example",
            contact="decisions@fenwick.example",
            logo=b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        )
        self.website = Website(None, body, 50, show_deferred=True)

    def now(self):
        return AT + timedelta(days=1)


def site(office: Office) -> dict[str, bytes]:
    """One object of every kind, with the words that break careless pages."""
    blocks = [Block(kind, ODD + " [s43(2)]¹", 1, "1.1") for kind in BlockKind]
    blocks += [
        Block(BlockKind.TABLE, "Year\tCost\n2026\t[s43(2)]\n2027", 2),
        Block(BlockKind.ITEM, "a bullet", 2, "•"),
        Block(BlockKind.FOOTNOTE, "a note", 1, "1"),
        Block(BlockKind.FOOTNOTE, "a note", 1, "1"),
    ]
    text = office.files.put(blocks_to_json(tuple(blocks)))
    odd = {"title": ODD, "summary": ODD, "decision_maker": ODD, "text": text}
    publish(office.store, release(office.files, 1, mentions=("pcd-4",), **odd))
    for number in range(2, 90):
        day = date(2026, 1 + number % 9, 1)
        made = release(office.files, number, published_on=day, signed_on=None)
        publish(office.store, made)
    withdraw(DecisionId("pcd-2"), "x", by=BOB, office=office)
    held = office.store.load(publish(office.store, release(office.files, 300)))
    deferral = Deferral(deferred=True, until=date(2031, 1, 2))
    office.store.save(replace(held, state=State.HELD, release=None, deferral=deferral))
    found = wanted(released(office), office)
    bundles = [found.site.static(), *found.site.left(), *found.site.lists()]
    bundles += found.decisions(found.site.cards, office)
    objects = {k: v for bundle in bundles for k, v in bundle.make().items()}
    return {k: v.body for k, v in objects.items() if v.body is not None}


def checked(files: list[str], *more: str) -> list[dict]:
    """What the Nu HTML checker says of files."""
    command = ["java", "-jar", str(VNU), "--format", "json", "--stdout", *more, *files]
    done = subprocess.run(command, capture_output=True, check=False)
    return json.loads(done.stdout)["messages"]


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        objects = site(Office(folder))
        out = folder / "site"
        for key, body in objects.items():
            path = out / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        pages = sorted(map(str, out.rglob("*.html")))
        wrong = [m for m in checked(pages) if m["type"] != "info"]
        styles = sorted(map(str, out.rglob("*.css")))
        faults = [m for m in checked(styles, "--css") if m["type"] == "error"]
        # A way of GOV.UK Frontend to keep rules from old browsers.
        faults = [m for m in faults if "unrecognized media" not in m["message"]]
        for message in [*wrong, *faults][:20]:
            print(Path(message.get("url", "")).name, message["message"])
        print(f"{len(pages)} pages: {len(wrong)} errors and warnings")
        print(f"{len(styles)} stylesheets: {len(faults)} errors")
        catalogue = CSVW(str(out / "decisions.csv"), validate=True)
        rows = list(catalogue.tables[0].iterdicts(with_metadata=False))
        print(f"catalogue: {len(rows)} rows, valid: {catalogue.is_valid}")
        feeds = list(out.rglob("*.atom"))
        bad = [str(f.name) for f in feeds if feedparser.parse(str(f)).get("bozo")]
        print(f"{len(feeds)} feeds: {len(bad)} not well made {bad}")
        maps = [etree.parse(str(p)) for p in out.glob("sitemap*.xml")]
        print(f"{len(maps)} sitemaps")
        validate(json.loads((out / "openapi.json").read_bytes()))
        print("openapi.json: valid")
        return 1 if wrong or faults or bad or not catalogue.is_valid else 0


if __name__ == "__main__":
    sys.exit(main())
