"""The forms. A module in this folder with a `FORM` is one of them.

To add a form, add one file. No list elsewhere needs an entry.
"""

import pkgutil
from collections.abc import Sequence
from functools import cache
from importlib import import_module

from decisions.text import PageText
from redaction.forms.base import FormTemplate


@cache
def catalogue() -> tuple[FormTemplate, ...]:
    """All forms, in the order of their module names."""
    found: dict[str, FormTemplate] = {}
    for module_info in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        if module_info.name == "base":
            continue
        form = import_module(f"{__name__}.{module_info.name}").FORM
        assert form.id not in found, f"two forms have the id {form.id}"
        found[form.id] = form
    return tuple(found.values())


def recognise(pages: Sequence[PageText]) -> tuple[FormTemplate, ...]:
    """The forms whose title stands on the first page that has text.

    Usually one. None: the form is not known. Several: it is not clear which. A
    damaged title is taken where no whole one stands there, and a form that never
    splits by itself where no other one fits.
    """
    first = next((page for page in pages if page.text.strip()), None)
    if first is None:
        return ()
    titled = tuple(form for form in catalogue() if form.stands_on(first))
    known = tuple(form for form in titled if form.splits)
    like = tuple(form for form in catalogue() if form.is_like(first))
    of_body = tuple(form for form in catalogue() if form.has_body_of(first))
    return known or like or of_body or titled
