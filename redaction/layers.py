"""Which optional content a viewer shows when it opens a file (ISO 32000-2, 8.11).

A public file has no layers: what is shown stays, as part of the page; what is
hidden goes.
"""

from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name

from redaction.baggage import dictionary

_DEPTH_MAX: Final = 12


class Layers:
    """The default states of a file's layers.

    Args:
        root: The document catalogue.
    """

    def __init__(self, root: pikepdf.Object) -> None:
        order = dictionary(dictionary(root.get("/OCProperties")).get("/D"))
        self._base = order.get("/BaseState", Name.ON) != Name.OFF
        self._on = _numbers(order.get("/ON"))
        self._off = _numbers(order.get("/OFF"))

    def shows(self, content: pikepdf.Object, depth: int = 0) -> bool:
        """Whether content of a layer, or of a rule over layers, is shown.

        Raises:
            ValueError: The rule is not understood.
        """
        if not isinstance(content, Dictionary) or depth > _DEPTH_MAX:
            message = "a layer that is not known"
            raise ValueError(message)
        kind = content.get("/Type")
        if kind == Name.OCG:
            if content.objgen in self._off:
                return False
            return self._base or content.objgen in self._on
        if kind != Name.OCMD:
            message = "a layer of a kind that is not known"
            raise ValueError(message)
        if "/VE" in content:
            return self._holds(content.VE, depth + 1)
        given = content.get("/OCGs", Array())
        groups = given.as_list() if isinstance(given, Array) else [given]
        states = [self.shows(group, depth + 1) for group in groups]
        policy = str(content.get("/P", "/AnyOn"))
        if not states:
            return True
        return {
            "/AllOn": all(states),
            "/AnyOn": any(states),
            "/AnyOff": not all(states),
            "/AllOff": not any(states),
        }[policy]

    def _holds(self, rule: pikepdf.Object, depth: int) -> bool:
        """A visibility expression: [/And ...], [/Or ...] or [/Not ...]."""
        if depth > _DEPTH_MAX:
            message = "a rule over layers nests too deep"
            raise ValueError(message)
        if not isinstance(rule, Array):
            return self.shows(rule, depth)
        operator, *rest = rule.as_list()
        states = [self._holds(item, depth + 1) for item in rest]
        return {
            "/And": all(states),
            "/Or": any(states),
            "/Not": not all(states),
        }[str(operator)]


def _numbers(listed: pikepdf.Object | None) -> frozenset[tuple[int, int]]:
    if not isinstance(listed, Array):
        return frozenset()
    return frozenset(item.objgen for item in listed.as_list())
