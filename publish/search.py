"""The search of the site: static files that a script in the reader's browser reads.

They are made by Pagefind (https://pagefind.app), which needs about 370 kB of memory
for each page of an index; so beyond 10,000 pages each year has an index of its own.
"""

import gzip
import json
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from decisions.errors import Refusal
from publish.headers import SEARCH
from publish.listing import as_json
from publish.manifest import SHORT, Key, PublicObject, Rank, of_kind, public_object
from publish.public_view import Card, PublicDecision
from publish.render import page

ONE_INDEX: Final = 10_000
"""Pages of one index at most."""
FOLDER: Final = SEARCH
PAGE_KEY: Final = Key("search/index.html")
SHARDS_KEY: Final = Key("search/shards.json")
OPAQUE: Final = "application/octet-stream"
ENTRY: Final = "pagefind-entry.json"
_LEFT_OUT: Final = ("pagefind-ui", "pagefind-modular", "pagefind-component",
                    "pagefind-highlight", "wasm.unknown")  # fmt: skip
"""Parts of Pagefind that the search page has no use for."""
_HEAD: Final = b"pagefind_dcd"
SECONDS: Final = 1_800


class NoIndex(Refusal):
    """Pagefind did not make one."""

    retryable = True


@dataclass(frozen=True, slots=True)
class Index:
    """The files of an index, and in which of them each decision's words stand."""

    objects: Mapping[Key, PublicObject]
    fragments: Mapping[str, Key]
    """By the slug of a decision."""


def shards(cards: Sequence[Card]) -> dict[str, tuple[Card, ...]]:
    """The indexes of the site, by name, the latest years first.

    A decision stays in the index in which it is, so that a new one touches one.
    """
    if len(cards) <= ONE_INDEX:
        return {"all": tuple(cards)} if cards else {}
    years: dict[int, list[Card]] = {}
    for card in sorted(cards, key=lambda card: (card.published_on, card.reference)):
        years.setdefault(card.year, []).append(card)
    found = {}
    for year in sorted(years, reverse=True):
        for at in range(0, len(years[year]), ONE_INDEX):
            name = str(year) if at == 0 else f"{year}-{at // ONE_INDEX + 1}"
            found[name] = tuple(years[year][at : at + ONE_INDEX])
    return found


def index_of(name: str, views: Iterable[PublicDecision]) -> Index:
    """Make an index in a folder of its own, which is gone afterwards.

    Raises:
        NoIndex: Pagefind failed. What it said is not repeated.
    """
    with tempfile.TemporaryDirectory(prefix="partone-search-") as folder:
        pages, made = Path(folder, "pages"), Path(folder, "made")
        count = 0
        for view in views:
            own = pages / view.card.path
            own.mkdir(parents=True)
            html = page("indexed.html", {"decision": view, "card": view.card})
            (own / "index.html").write_bytes(html)
            count += 1
        if count:
            _run(pages, made)
        return _collected(name, made)


def _run(pages: Path, made: Path) -> None:
    import pagefind_bin  # noqa: PLC0415 - only where an index is made

    done = subprocess.run(  # noqa: S603 - our own arguments
        [pagefind_bin.get_executable(), "--site", pages, "--output-path", made,
         "--silent"],
        capture_output=True,
        check=False,
        timeout=SECONDS,
    )  # fmt: skip
    if done.returncode or not (made / ENTRY).exists():
        raise NoIndex(
            f"search: pagefind ended with {done.returncode} and made no index; see "
            "whether it has memory enough, then run again"
        )


def _collected(name: str, made: Path) -> Index:
    objects, fragments = {}, {}
    for path in sorted(made.rglob("*")):
        if not path.is_file() or path.name.startswith(_LEFT_OUT):
            continue
        key = Key(f"{FOLDER}{name}/{path.relative_to(made)}")
        body = path.read_bytes()
        objects[key] = _object(key, body)
        if path.suffix == ".pf_fragment":
            told = json.loads(gzip.decompress(body).removeprefix(_HEAD))
            fragments[told["url"].split("/")[2]] = key
    return Index(objects, fragments)


def _object(key: Key, body: bytes) -> PublicObject:
    rank = Rank.LIST if key.endswith(ENTRY) else Rank.FILE
    if key.endswith((".js", ".json")):
        return public_object(key, body, rank)
    return of_kind(OPAQUE, body, rank, SHORT)


def shards_object(names: Sequence[str]) -> PublicObject:
    """What the search page reads first: which indexes there are."""
    return public_object(SHARDS_KEY, as_json(list(names)), Rank.LIST)


def names_words(key: Key) -> bool:
    """Whether an object of an index may hold words of decisions, other than one
    decision's own text.
    """
    return not key.endswith((".js", ".pagefind", ".pf_fragment"))
