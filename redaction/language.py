"""The language model: names of people and organisations in their context."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import spacy

from decisions.errors import BadSettings


@dataclass(frozen=True, slots=True)
class Entity:
    """A name that the model found: characters start..end of the text."""

    start: int
    end: int
    label: str
    """spaCy's: PERSON, ORG, GPE ..."""


Names: TypeAlias = Callable[[Iterable[str]], list[tuple[Entity, ...]]]
"""Texts in, the names of each out."""


@cache
def load(model: str) -> Names:
    """A model that is installed as a package, with all but names switched off.

    Raises:
        BadSettings: It is not installed, or is no spaCy model.
    """
    nlp = None
    try:
        nlp = spacy.load(model, exclude=["tagger", "parser", "lemmatizer", "senter"])
    except (OSError, ImportError, ValueError):
        pass
    if nlp is None or "ner" not in nlp.pipe_names:
        raise BadSettings(
            f"language model {model!r}: expected an installed spaCy model with "
            f"names; installed are {', '.join(spacy.util.get_installed_models())}"
        )
    pipeline = nlp

    def names(texts: Iterable[str]) -> list[tuple[Entity, ...]]:
        return [
            tuple(Entity(e.start_char, e.end_char, e.label_) for e in doc.ents)
            for doc in pipeline.pipe(texts)
        ]

    return names
