"""The public page of a decision before it is public, made as the site makes it."""

from dataclasses import replace
from typing import Final

from casework.ports import Office
from casework.release import as_released
from casework.website import public_view
from decisions.decision import Decision
from decisions.errors import NotFound
from publish.manifest import Key
from publish.site import site_objects, stylesheet

STYLE: Final = b"/static/site/site.css"
"""Where the desk has the stylesheet of the site."""


def public_page(decision: Decision, office: Office) -> bytes:
    """The page that would be published now; only its stylesheet stands elsewhere.

    Raises:
        NotFound: Nothing was sealed, or not of the decision as it is.
    """
    if not decision.is_sealed:
        message = f"decision {decision.id}: no public file was made of it as it is"
        raise NotFound(message)
    released = replace(decision, release=as_released(decision, office.clock.now()))
    view = public_view(released, office)
    made = site_objects([view], [], office.website.body)
    page = made[Key(f"{view.path}index.html")].body
    return page.replace(f"/{stylesheet()[0]}".encode(), STYLE)
