"""What the addresses and the fields of the desk name: decisions and small numbers."""

from typing import Final
from urllib.parse import quote, urlencode

from starlette.requests import Request

from decisions.decision import DecisionId
from decisions.errors import NotFound

DIGITS_MAX: Final = 5
WITHDRAWAL: Final = "/withdrawal"
"""Below a decision: where an officer sees how far a withdrawal is."""


def decision_id(request: Request) -> DecisionId:
    """The decision of an address.

    Raises:
        NotFound: No decision can have that id.
    """
    if "\0" in request.path_params["id"]:
        message = "there is no such decision"
        raise NotFound(message)
    return DecisionId(request.path_params["id"])


def page_number(given: str) -> int:
    """A number of a page, from 1.

    Raises:
        NotFound: It is no number, or a larger one than any page has.
    """
    is_number = given.isascii() and given.isdigit() and len(given) <= DIGITS_MAX
    if is_number and int(given):
        return int(given)
    message = "there is no such page"
    raise NotFound(message)


def home_of(of: DecisionId, done: str = "", anchor: str = "", **more: str) -> str:
    """The page of a decision.

    Args:
        done: A key of `casepages.DONE`: what the page says was done.
        more: Other fields of the address, such as the filters of the list.
    """
    fields = {"done": done, **more}
    query = urlencode({name: value for name, value in fields.items() if value})
    told = f"/decisions/{quote(of)}"
    return f"{told}{'?' if query else ''}{query}{'#' if anchor else ''}{anchor}"


def local(address: str) -> str:
    """An address of this desk to go on to; the first page in place of any other."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and address.isascii() and address.isprintable() else "/"
