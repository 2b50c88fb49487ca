"""The pages that do not depend on what is released, and what every page has."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from decisions.fingerprints import of_bytes
from publish.manifest import FOR_EVER, Key, PublicObject, Rank, public_object
from publish.public_view import Body
from publish.render import page

PAGES: Final = (
    ("about/", "about.html"),
    ("accessibility/", "accessibility.html"),
    ("data/", "data.html"),
    ("licence/", "licence.html"),
    ("review/", "review.html"),
    ("search/", "search.html"),
    ("", "404.html"),
)
"""Path and template; the last is what a server shows where nothing is."""
STATIC: Final = ("site.css", "search.js")
PNG: Final = b"\x89PNG"


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page is given."""

    body: Body

    @property
    def common(self) -> Mapping[str, object]:
        """Names that every template knows."""
        return _common(self)

    @property
    def look(self) -> bytes:
        """The body's own colour, as a stylesheet: a page holds no style."""
        return f":root{{--po-brand:{self.body.colour}}}\n".encode()

    @property
    def look_key(self) -> Key:
        return Key(f"static/body-{of_bytes(self.look)[:12]}.css")

    @property
    def icon(self) -> bytes:
        """A sheet of paper on the body's colour, for the tab of a browser."""
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
            f'<rect width="32" height="32" rx="6" fill="{self.body.colour}"/>'
            '<path fill="#fff" d="M9 6h10l5 5v15H9z"/>'
            '<path d="M12 14h9v2h-9zm0 5h9v2h-9z"/></svg>\n'
        ).encode()

    @property
    def icon_key(self) -> Key:
        return Key(f"static/icon-{of_bytes(self.icon)[:12]}.svg")

    @property
    def logo_key(self) -> Key:
        ending = "png" if self.body.logo.startswith(PNG) else "svg"
        return Key(f"static/logo-{of_bytes(self.body.logo)[:12]}.{ending}")


@lru_cache(maxsize=8)
def _common(frame: Frame) -> Mapping[str, object]:
    return {
        "body": frame.body,
        "css": f"/{static_key('site.css')}",
        "look": f"/{frame.look_key}",
        "script": f"/{static_key('search.js')}",
        "icon": f"/{frame.icon_key}",
        "logo": f"/{frame.logo_key}" if frame.body.logo else "",
    }


@cache
def static_file(name: str) -> bytes:
    return files("publish").joinpath("static", name).read_bytes()


@cache
def static_key(name: str) -> Key:
    """The name of a file with that of its content in it: it is kept for ever."""
    stem, ending = name.rsplit(".", 1)
    return Key(f"static/{stem}-{of_bytes(static_file(name))[:12]}.{ending}")


def static_objects(frame: Frame) -> Mapping[Key, PublicObject]:
    """Stylesheets, script and logo."""
    bodies = {static_key(name): static_file(name) for name in STATIC}
    bodies[frame.look_key] = frame.look
    bodies[frame.icon_key] = frame.icon
    if frame.body.logo:
        bodies[frame.logo_key] = frame.body.logo
    made = {
        key: public_object(key, body, Rank.ASSET, cache=FOR_EVER)
        for key, body in bodies.items()
    }
    robots = Key("robots.txt")
    lines = f"User-agent: *\nAllow: /\n\nSitemap: {frame.body.url}/sitemap.xml\n"
    return {**made, robots: public_object(robots, lines.encode(), Rank.ASSET)}


def key_of(path: str, template: str) -> Key:
    """Of a page by its path; that of what is not there has none."""
    return Key("404.html") if template == "404.html" else Key(path + "index.html")


def objects_of_pages(
    frame: Frame, path: str, template: str, values: Mapping[str, object]
) -> Mapping[Key, PublicObject]:
    """One page."""
    key = key_of(path, template)
    html = page(template, {**frame.common, "path": path, **values})
    return {key: public_object(key, html, Rank.PAGE)}
