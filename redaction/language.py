"""The language model: names of people and organisations in their context."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from decisions.errors import BadSettings

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Entity:
    """A name that the model found: characters start..end of the text."""

    start: int
    end: int
    label: str
    """spaCy's: PERSON, ORG, GPE ..."""


_NOT_NEEDED: Final = ["tagger", "parser", "lemmatizer", "senter", "attribute_ruler"]
"""What a model does beside finding names, which takes time."""

_MANY: Final = 4
Names: TypeAlias = Callable[[Iterable[str]], list[tuple[Entity, ...]]]
"""Texts in, the names of each out."""


@cache
def load(model: str) -> Names:
    """A model that is installed as a package, with all but names switched off.

    Raises:
        BadSettings: It is not installed, or is no spaCy model.
    """
    # It takes seconds, and most commands look at no text.
    import spacy  # noqa: PLC0415
    from thinc.api import use_ops  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    nlp = None
    # Its own products of matrices are built for any processor; those of NumPy know
    # the one they run on, and finding names takes two thirds of the time. A thread
    # for each: the work is shared out by document.
    threadpool_limits(1, user_api="blas")
    try:
        with use_ops("numpy", use_blis=False):
            nlp = spacy.load(model, exclude=_NOT_NEEDED)
    except (OSError, ImportError, ValueError):
        pass
    if nlp is None or "ner" not in nlp.pipe_names:
        raise BadSettings(
            f"language model {model!r}: expected an installed spaCy model with "
            f"names; installed are {', '.join(spacy.util.get_installed_models())}"
        )
    pipeline = nlp

    def names(texts: Iterable[str]) -> list[tuple[Entity, ...]]:
        waiting = list(texts)
        if len(waiting) < _MANY:  # one by one is faster than a stream of few
            docs: Iterable[Doc] = map(pipeline, waiting)
        else:
            docs = pipeline.pipe(waiting)
        return [
            tuple(Entity(e.start_char, e.end_char, e.label_) for e in doc.ents)
            for doc in docs
        ]

    return names
