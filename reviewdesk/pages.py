"""Pages of the desk from their templates."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from casework.reviewing import rulings_seen
from reviewdesk.views import in_context


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
    return environment


def html(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page; every value is escaped where the template shows it."""
    return HTMLResponse(_templates().get_template(template).render(**values), status)
