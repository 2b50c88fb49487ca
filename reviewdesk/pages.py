"""Pages of the desk from their templates."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from casework.seen import (
    deferral_seen,
    facts_seen,
    part_seen,
    problem_seen,
    rulings_seen,
)
from reviewdesk.views import in_context
from strongroom.sessions import IDLE_MAX


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("reviewdesk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["in_context"] = in_context
    environment.filters["seen"] = rulings_seen
    environment.filters["problem_seen"] = problem_seen
    environment.filters["facts_seen"] = facts_seen
    environment.filters["deferral_seen"] = deferral_seen
    environment.globals["part_seen"] = part_seen
    environment.globals["idle_seconds"] = int(IDLE_MAX.total_seconds())
    return environment


def written(template: str, **values: object) -> str:
    """A page as text; every value is escaped where the template shows it."""
    return _templates().get_template(template).render(**values)


def html(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page as an answer."""
    return HTMLResponse(written(template, **values), status)


def pdf(template: str, **values: object) -> bytes:
    """A page that stands alone as a tagged PDF (PDF/UA-1); nothing is fetched."""
    # Loading Pango takes a while, and only schedules need it.
    from weasyprint import CSS, HTML, URLFetcher  # noqa: PLC0415

    style = files("reviewdesk").joinpath("static/schedule.css").read_text()
    nothing = URLFetcher(allowed_protocols=())
    page = HTML(string=written(template, **values), url_fetcher=nothing)
    made: bytes = page.write_pdf(
        stylesheets=[CSS(string=style)], pdf_variant="pdf/ua-1"
    )
    return made
