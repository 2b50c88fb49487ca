"""The public page of a decision before it is public, made as the site makes it."""

from dataclasses import replace
from typing import Final

from casework.ports import Office
from casework.release import as_released
from casework.website import blocks_of, card_of, public_view
from decisions.decision import NOT_KEPT, Decision
from decisions.errors import NotFound
from publish.fixedpages import Frame, static_key
from publish.manifest import Key
from publish.site import decision_objects

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
    now = office.clock.now()
    released = replace(as_released(decision, now, office), thumbnail=NOT_KEPT)
    card = card_of(released, NOT_KEPT)
    view = public_view(released, card, blocks_of(released.text, office.files))
    made = decision_objects(Frame(office.website.body), view)
    page = made[Key(f"{card.path}index.html")].body
    assert page is not None, "pages are made here"
    return page.replace(f"/{static_key('site.css')}".encode(), STYLE)
