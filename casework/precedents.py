"""What officers of this body ruled before, used to rank what is found now.

Never to drop: a flag moves up or down the desk's list and says why. Strings are kept
as fingerprints, so the table itself says nothing.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from casework.ports import DecisionStore, Office
from decisions.errors import AnotherPublisher, CorruptRecord
from decisions.exemptions import Section
from decisions.fingerprints import of_values
from decisions.flags import Flag, RuleId, Verdict

NOTE: Final = "precedents.json"
_STRING_WEIGHT: Final = 2
"""So many rulings on the same words weigh as much as the screening itself;"""
_RULE_WEIGHT: Final = 20
"""and so many rulings on one rule's findings."""
_RULE_MIN: Final = 10
LEAST: Final = 0.05
MOST: Final = 0.95


@dataclass(frozen=True, slots=True)
class Tally:
    """How often officers withheld, and released."""

    withheld: int = 0
    released: int = 0

    @property
    def ruled(self) -> int:
        return self.withheld + self.released

    @property
    def precision(self) -> float:
        """The share of findings that were withheld."""
        return self.withheld / self.ruled if self.ruled else 0.0


@dataclass(frozen=True, slots=True)
class Precedents:
    """Tallies by words and by rule.

    Attributes:
        words: By the fingerprint that `key_of` gives.
        rules: By rule; of a finding by several rules each counts it.
        flags: How much each rule found in all, ruled on or not.
        sections: How often each exemption was relied on.
    """

    words: Mapping[str, Tally] = field(default_factory=dict)
    rules: Mapping[RuleId, Tally] = field(default_factory=dict)
    flags: Mapping[RuleId, int] = field(default_factory=dict)
    sections: Mapping[Section, int] = field(default_factory=dict)


def key_of(flag: Flag) -> str:
    """The same words of one kind have one key, which does not tell them."""
    return of_values(flag.category.value, flag.group)[:24]


def gathered(store: DecisionStore) -> Precedents:
    """Counted anew from every decision in the ledger.

    A decision whose record cannot be read is passed over: the audit tells of it, and
    a count that lacks it only ranks a little less well.
    """
    words: dict[str, Counter[Verdict]] = {}
    rules: dict[RuleId, Counter[Verdict]] = {}
    flags: Counter[RuleId] = Counter()
    sections: Counter[Section] = Counter()
    for flag in _flags(store):
        flags.update(flag.sources)
        if flag.ruling is None:
            continue
        if flag.ruling.section is not None:
            sections[flag.ruling.section] += 1
        words.setdefault(key_of(flag), Counter())[flag.ruling.verdict] += 1
        for rule in flag.sources:
            rules.setdefault(rule, Counter())[flag.ruling.verdict] += 1
    return Precedents(
        {key: _tally(counts) for key, counts in words.items()},
        {rule: _tally(counts) for rule, counts in rules.items()},
        dict(flags),
        dict(sections),
    )


def _flags(store: DecisionStore) -> Iterator[Flag]:
    for decision_id in store.in_states(()):
        try:
            decision = store.load(decision_id)
        except CorruptRecord:
            continue
        yield from decision.flags_to_rule()


def _tally(counts: Mapping[Verdict, int]) -> Tally:
    return Tally(counts.get(Verdict.WITHHOLD, 0), counts.get(Verdict.RELEASE, 0))


def learn(office: Office) -> int:
    """Write the table down for the next screening; returns how many words it knows."""
    found = gathered(office.store)
    note = office.files.read_note(NOTE)
    told = {
        "words": {key: [t.withheld, t.released] for key, t in found.words.items()},
        "rules": {rule: [t.withheld, t.released] for rule, t in found.rules.items()},
        "flags": found.flags,
        "sections": found.sections,
    }
    body = json.dumps(told, sort_keys=True).encode()
    try:
        office.files.write_note(NOTE, body, note[1] if note else None)
    except AnotherPublisher:
        pass  # another run has just written down the same rulings
    return len(found.words)


def known(office: Office) -> Precedents:
    """The table as it was last written; an empty one where there is none."""
    note = office.files.read_note(NOTE)
    if note is None:
        return Precedents()
    told = json.loads(note[0])
    return Precedents(
        {key: Tally(*counts) for key, counts in told["words"].items()},
        {RuleId(rule): Tally(*counts) for rule, counts in told["rules"].items()},
        {RuleId(rule): count for rule, count in told.get("flags", {}).items()},
        {Section(name): count for name, count in told.get("sections", {}).items()},
    )


def ranked(flag: Flag, precedents: Precedents) -> Flag:
    """The flag, surer or less sure by what was ruled before; an echo stays as it is."""
    if flag.is_echo:
        return flag
    same = precedents.words.get(key_of(flag), Tally())
    if same.ruled:
        told = f" Of {same.ruled} like it {same.withheld} were withheld before."
        moved = _moved(flag.confidence, same, _STRING_WEIGHT)
        return replace(flag, confidence=moved, why=flag.why + told)
    tallies = [precedents.rules.get(rule, Tally()) for rule in flag.sources]
    most = max(tallies, key=lambda tally: tally.ruled, default=Tally())
    if most.ruled < _RULE_MIN:
        return flag
    return replace(flag, confidence=_moved(flag.confidence, most, _RULE_WEIGHT))


def _moved(confidence: float, tally: Tally, weight: int) -> float:
    share = (tally.withheld + weight * confidence) / (tally.ruled + weight)
    return round(min(MOST, max(LEAST, share)), 2)
