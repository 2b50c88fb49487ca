"""Findings that may have to be withheld, and what officers ruled on them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from decisions.exemptions import Section
from decisions.fingerprints import Sha256, of_values
from decisions.geometry import Box

FlagId = NewType("FlagId", str)
RuleId = NewType("RuleId", str)


class Category(StrEnum):
    """What kind of thing was found."""

    MONEY = "money"
    RATE = "rate"
    PERCENT = "percent"
    VENDOR = "vendor"
    BID_SCORE = "bid_score"
    CONTRACT_REF = "contract_ref"
    BANK = "bank"
    PERSON = "person"
    SIGNATURE = "signature"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    DATE_OF_BIRTH = "date_of_birth"
    NI_NUMBER = "ni_number"
    NHS_NUMBER = "nhs_number"
    VEHICLE = "vehicle"
    WARRANT_NUMBER = "warrant_number"
    PASSPORT = "passport"
    OTHER_IDENTIFIER = "other_identifier"
    HEALTH = "health"
    LEGAL_ADVICE = "legal_advice"
    LAW_ENFORCEMENT = "law_enforcement"
    SECURITY = "security"
    CONFIDENCE = "confidence"
    MARKING = "marking"
    ECHO = "echo"
    FUTURE_PUBLICATION = "future_publication"
    POLICY = "policy"


class Place(StrEnum):
    """Where a finding stands."""

    BODY = "body"
    TITLE = "title"
    SUMMARY = "summary"
    METADATA = "metadata"
    FILENAME = "filename"
    BOOKMARK = "bookmark"
    ANNOTATION = "annotation"
    ATTACHMENT = "attachment"
    FORM_FIELD = "form field"


PUBLISHED_PLACES = frozenset({Place.BODY, Place.TITLE, Place.SUMMARY})
"""Everything else is removed from every public file whatever officers rule."""


class Verdict(StrEnum):
    WITHHOLD = "withhold"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What one officer decided about one flag, and why."""

    of: FlagId
    """The flag it was made for: a changed flag has another id."""
    verdict: Verdict
    section: Section | None
    """The exemption relied on; None where the text is released."""
    by: str
    at: datetime
    reason: str = ""
    interest: str = ""
    """Where the exemption is qualified: why the public interest in withholding is the
    greater (FOIA s.2(2)(b))."""

    def __post_init__(self) -> None:
        assert (self.section is not None) == (self.verdict is Verdict.WITHHOLD)
        assert self.at.tzinfo is not None, "times are timezone-aware"


FIGURES: Final = frozenset(
    {Category.MONEY, Category.RATE, Category.PERCENT, Category.BID_SCORE}
)


def is_anybodys(words: str, category: Category) -> bool:
    """Whether a figure is one ordinary word, "second" or "four".

    It is withheld where it tells of a bid; elsewhere it tells nothing.
    """
    return category in FIGURES and words.isalpha()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One thing found in one place."""

    id: FlagId
    file: Sha256
    place: Place
    text: str
    category: Category
    section: Section
    confidence: float
    """0 to 1: how likely an officer is to withhold it."""
    why: str
    """One sentence for the officer."""
    sources: tuple[RuleId, ...]
    page: int | None = None
    span: tuple[int, int] = (0, 0)
    """Characters of the page's text, or of the field, that it covers."""
    boxes: tuple[Box, ...] = ()
    context: str = ""
    """The words around it, for the officer."""
    ruling: Ruling | None = None
    core: str = ""
    """Of `text` what a rule found; beside it is what belongs to that, "(Miss)" or "plus
    VAT", and the core is said elsewhere without it. Empty: all of it."""

    def __post_init__(self) -> None:
        assert 0 <= self.confidence <= 1, self.confidence
        assert self.sources, "a flag names the rule that made it"

    @property
    def needs_ruling(self) -> bool:
        return self.place in PUBLISHED_PLACES

    @property
    def group(self) -> str:
        """Flags with the same group are one question to an officer."""
        return " ".join(self.words.casefold().split())

    @property
    def words(self) -> str:
        """What it is known by wherever it is said again."""
        return self.core or self.text

    @property
    def is_withheld(self) -> bool:
        return self.ruling is not None and self.ruling.verdict is Verdict.WITHHOLD

    @property
    def is_echo(self) -> bool:
        return self.category is Category.ECHO


def flag_id(
    file: Sha256, place: Place, page: int | None, span: tuple[int, int], text: str
) -> FlagId:
    """The same finding in the same file always has the same id."""
    return FlagId(of_values(file, place, page, list(span), text)[:16])
