"""Names of people: which capitalised words are one, by the words about them.

A name has no form of its own: "Field", "Grace" and "May" are people in one sentence
and none in the next. So each capitalised word is judged by a learned model, and
neighbouring words that it takes for a name make one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from typing import Final

from redaction import leaning
from redaction.commonwords import is_common, is_known
from redaction.contexts import Features
from redaction.firstnames import ALSO_WORDS, FIRST_NAMES
from redaction.notnames import NO_NAME, SURNAMES_TOO
from redaction.offices import STYLES
from redaction.personnames import RANKS, TITLE, is_a_name
from redaction.rules.base import Passage, Span, compiled, matches
from redaction.searching import plain
from redaction.weighing import weights

_PARTICLE: Final = (
    r"(?i:de[ ]la|de[ ]los|de|van[ ]der|van[ ]den|van|von|bin|ibn|bint|binti|ap|ab|ten|le|la|du|da|dos|"
    r"di|al|el|an|y|n[íi]|nic|u[íi]|della|von[ ]der|zu|st\.?|mc|mac|o)"
)
_LETTERS: Final = r"\p{Lu}[\p{L}\p{M}]{0,30}+"
_WORD: Final = compiled(
    rf"(?<![\p{{L}}\p{{M}}\d@_\\£-]|[\p{{L}}\d]'|(?<!\p{{Ll}})/"
    rf"|(?<!\b\p{{Lu}}|\b(?:{TITLE}|{RANKS}))[.](?=\p{{L}}{{2}}))(?:(?:al|el|d|ap)[-'])?+"
    rf"{_LETTERS}(?:['-](?:{_LETTERS}|\p{{Ll}}{{2,20}}+)){{0,3}}+(?![\p{{L}}_@]|\d\w|/(?!\p{{Lu}}\p{{Ll}})|[.]\p{{Ll}})"
)
_JOINS: Final = compiled(
    rf"[.]?(?:[ ]|[ ]?\n(?!\n))(?:{_PARTICLE}[ ])?|-\n?|[.]|[ ][\"'(](?=\p{{Lu}}\p{{Ll}}+[\"')])|(?<=\p{{Ll}})[\"')][ ]"
)
_TITLED: Final = compiled(rf"(?:{TITLE}|{RANKS}|{STYLES})$")
_HEAD: Final = compiled(
    rf"\b(?:{TITLE}[ ])?(?:{_PARTICLE}[ ]|p\.?[ ]?p\.?[ ]|[(](?:sgd|signed)[)][ ])?$"
)
_POSSESSIVE: Final = compiled(r"'[sS]$")

JOIN_MIN: Final = 0.3
"""A word as likely as this, beside a surer one, is part of the same name."""
PROPOSED: Final = 0.5
TOLD_MIN: Final = 0.1
"""A name less likely is not shown."""
HEAD_REACH: Final = 24
WHOLE_WORD: Final = 6
"""Letters: what is shortened has fewer."""
RUN_MAX: Final = 8
"""So many words in a run at most: no name is longer, but a heading may be."""
WORDS_EACH: Final = 4
"""So many words of a name, and a longer run is told as that long."""


@dataclass(frozen=True, slots=True)
class Word:
    """A capitalised word, and the run of such words that it stands in."""

    span: Span
    at: int
    """Its number in the run, from 0."""
    run: tuple[Span, ...]
    kinds: str
    """What the words of the run are: first names, initials, common words ..."""


def words(passage: Passage) -> list[Word]:
    """Every word that is written as names are, in the order of the text.

    No more than any ordinary text of that length holds.
    """
    found: list[Word] = []
    run: list[Span] = []
    posts = {post.casefold() for post in passage.lexicon.posts}
    for match in islice(matches(_WORD, passage.text), leaning.most(passage)):
        start, end = match.span()
        possessive = _POSSESSIVE.search(match[0])
        span = Span(start, end - len(possessive[0]) if possessive else end)
        if _TITLED.match(match[0]) or match[0].casefold() in posts:
            found += _of_run(passage, run)
            run = []
            continue
        is_next = run and _are_joined(passage.text, run[-1].end, start)
        if not is_next or len(run) == RUN_MAX:
            found += _of_run(passage, run)
            run = []
        run.append(span)
    found += _of_run(passage, run)
    return [
        word
        for word in found
        if not (_only_begins(passage, word) or _is_a_month(passage, word))
    ]


def _are_joined(text: str, end: int, start: int) -> bool:
    """Whether what stands between two words leaves them beside each other.

    A stop behind a long word ends a sentence; it shortens "Thos." and "St.".
    """
    join = _JOINS.match(text, end)
    if join is None or join.end() != start:
        return False
    is_long = _LONG.search(text, max(0, end - WHOLE_WORD), end) is not None
    return not (is_long and join[0][:2] in {". ", ".\n"})


_LONG: Final = compiled(rf"[\p{{L}}'-]{{{WHOLE_WORD}}}$")


def _of_run(passage: Passage, run: Sequence[Span]) -> list[Word]:
    kinds = " ".join(
        ",".join(_word_traits(passage.text[start:end])) or "new" for start, end in run
    )
    return [Word(span, at, tuple(run), kinds) for at, span in enumerate(run)]


def _only_begins(passage: Passage, word: Word) -> bool:
    """An ordinary word, capitalised because a sentence begins with it."""
    if word.at or len(word.run) > 1:
        return False
    text = plain(passage.text[word.span.start : word.span.end])
    return text in _BEGINNERS


def _is_a_month(passage: Passage, word: Word) -> bool:
    """Whether a name that is also a month says when: "in June"."""
    if len(word.run) > 1:
        return False
    start, end = word.span
    before = passage.text[max(0, start - HEAD_REACH) : start]
    return passage.text[start:end] in _MONTHS and _WHEN.search(before) is not None


_MONTHS: Final = frozenset({"April", "May", "June", "August"})
_WHEN: Final = compiled(r"\b(?:[Ii]n|since|until|during|early|late)[ ]$")
_BEGINNERS: Final = frozenset(
    "a an the this that these those it its he she they we i you his her their our my your in on at "
    "to for from by with of as and or but if when while where what which who how there here not "
    "no yes all any each every some both neither either since after before under over".split()
)


@lru_cache(maxsize=8192)
def _word_traits(text: str) -> tuple[str, ...]:
    """What a word is by itself."""
    return tuple(_traits(text))


def _traits(text: str) -> Iterator[str]:
    bare = plain(text).strip(".'")
    first = bare.split("-")[0]
    if first in FIRST_NAMES:
        yield "first too" if first in ALSO_WORDS else "first"
    if bare in NO_NAME:
        yield "last too" if bare in SURNAMES_TOO else "no name"
    elif is_common(bare):
        yield "common"
    elif is_known(bare):
        yield "known"
    if len(bare) == 1:
        yield "initial"
    elif text.isupper():
        yield "capitals"
    if "-" in text:
        yield "hyphen"
    if "'" in text:
        yield "apostrophe"


def of_a_word(passage: Passage, word: Word) -> Features:
    """What tells of a word: itself, its neighbours in the run, the run's neighbours."""
    text = passage.text
    own = text[word.span.start : word.span.end]
    features: dict[str, float] = {}
    traits = _word_traits(own)
    bare = plain(own)
    size = min(WORDS_EACH, len(word.run))
    place = f"{min(WORDS_EACH, word.at)} of {size}"
    features[f"own {bare[:5]}"] = 0.7
    features[f"end {bare[-3:]}"] = 0.5
    features[f"place {place}"] = 0.5
    for trait in traits:
        features[f"is {trait}"] = 1.0
        features[f"is {trait}, {size}"] = 0.5
    if not traits:
        features["is new"] = 1.0
        features[f"is new, {size}"] = 0.5
    for name, other in (
        ("before", word.at - 1),
        ("behind", word.at + 1),
        ("two on", word.at + 2),
    ):
        if 0 <= other < len(word.run):
            span = word.run[other]
            told = text[span.start : span.end]
            features[f"{name} own {plain(told)[:5]}"] = 0.5
            for trait in _word_traits(told):
                features[f"{name} {trait}"] = 0.8
    features[f"run {word.kinds}"] = 0.7
    features[f"run {word.kinds} at {word.at}"] = 1.0
    first, last = word.run[0].start, word.run[-1].end
    features[f"sign before {text[max(0, first - 2) : first]}"] = 0.6
    features[f"sign behind {text[last : last + 2]}"] = 0.6
    if passage.sentence_of(word.span).start == word.span.start:
        features["begins"] = 0.8
    for entity in passage.entities_in(word.span):
        features[f"entity {entity.label}"] = 1.0
        many = text.count(" ", entity.start, entity.end) + 1
        features[f"entity {entity.label} {min(WORDS_EACH, many)}"] = 0.5
    if bare in passage.once(_in_addresses):
        features["in an address"] = 1.0
    if bare in passage.once(_titled):
        features["titled elsewhere"] = 1.0
    return features


_LOCAL: Final = compiled(
    r"(?i)(?<![\w.-])(?P<it>[a-z][a-z._-]{1,40})\d{0,4}[ ]?(?:@|\[at\]|\(at\)|[ ]at[ ](?=\w+[ ]dot))"
)
_AT_SIGNS: Final = ("@", "[at]", "(at)", " dot")
_CALLED: Final = compiled(
    rf"(?:{TITLE}|{RANKS})[ ](?:(?:\p{{Lu}}[.]?|\p{{Lu}}\p{{Ll}}+)[ ]){{0,2}}(?P<it>\p{{Lu}}[\p{{L}}'-]+)"
)


def _in_addresses(passage: Passage) -> frozenset[str]:
    """The parts of e-mail addresses, folded."""
    if not any(sign in passage.lower for sign in _AT_SIGNS):
        return frozenset()
    return frozenset(
        plain(part)
        for match in matches(_LOCAL, passage.text)
        for part in match["it"].replace("_", ".").split(".")
        if len(part) > 2
    )


def _titled(passage: Passage) -> frozenset[str]:
    """Last names that stand behind a form of address or a rank, folded."""
    return frozenset(plain(match["it"]) for match in matches(_CALLED, passage.text))


def whole(run: Sequence[Span]) -> Span:
    """From the first word of a run to its last."""
    return Span(run[0].start, run[-1].end)


def judged(passage: Passage) -> Mapping[Span, float]:
    """Every capitalised word, and how likely it is of the name of a private person."""
    kinds = weights().models["people"]
    told: dict[Span, float] = {}
    run: tuple[Span, ...] = ()
    about: list[float] = []
    for word in passage.once(words):
        if word.run is not run:
            run = word.run
            about = leaning.about("people", passage, whole(run))
        shares = leaning.shares(kinds, about, of_a_word(passage, word))
        told[word.span] = sum(shares.values())
    return told


def names(passage: Passage) -> Mapping[Span, float]:
    """Names of people who hold no public office, each with how likely it is one.

    Words next to each other are one name; a form of address before it, which may
    tell a sex, is part of it, and so is a particle; a rank is not. Where a text holds
    more capitals than any ordinary one, all from there on is one doubtful name.
    """
    told = passage.once(judged)
    found: dict[Span, float] = {}
    for piece in _pieces(passage, list(told)):
        for start, end, share in _cut(passage, [(span, told[span]) for span in piece]):
            found[Span(_with_head(passage, start), _with_stop(passage, end))] = share
    for span in leaning.beyond(passage, _WORD, leaning.most(passage)):
        found[span] = leaning.UNWEIGHED
    return found


def _with_head(passage: Passage, start: int) -> int:
    """Where a name begins with its form of address or particle."""
    if passage.text[start - 1 : start] not in {" ", "-", ")"}:
        return start
    head = _HEAD.search(passage.text, max(0, start - HEAD_REACH), start)
    return head.start() if head else start


def _with_stop(passage: Passage, end: int) -> int:
    """Behind the stop of a last initial: "Khalid, A."."""
    is_initial = passage.text[end - 2 : end - 1] in {" ", "."}
    return end + 1 if is_initial and passage.text[end : end + 1] == "." else end


def _pieces(passage: Passage, spans: Sequence[Span]) -> Iterator[list[Span]]:
    """Words that stand beside each other, also turned about: "Okafor, Blessing"."""
    piece: list[Span] = []
    for span in spans:
        between = passage.text[piece[-1].end : span.start] if piece else ""
        is_next = bool(piece) and _are_joined(passage.text, piece[-1].end, span.start)
        is_turned = between == ", " and _is_turned(passage, piece, span)
        if piece and (len(piece) == RUN_MAX or not (is_next or is_turned)):
            yield piece
            piece = []
        piece.append(span)
    if piece:
        yield piece


def _is_turned(passage: Passage, piece: Sequence[Span], given: Span) -> bool:
    """Whether a first name or an initial follows a last name and a comma."""
    last = passage.text[piece[0].start : piece[-1].end]
    first = passage.text[given.start : given.end]
    has_first = plain(last.split()[0]) in FIRST_NAMES and " " in last
    is_given = len(first) == 1 or plain(first) in FIRST_NAMES
    is_alone = len(piece) == 1 and _ENDS_A_NAME.match(passage.text, given.end)
    return (is_given or last.isupper() or bool(is_alone)) and not has_first


_ENDS_A_NAME: Final = compiled(
    r"(?:[-'][\p{L}]+)?(?:[\t\n]|[ ]{2}|[ ]?[(;:.]|[ ](?:PC|PS|DC|DS|DI)\b|$)"
)


def _cut(
    passage: Passage, words: Sequence[tuple[Span, float]]
) -> Iterator[tuple[int, int, float]]:
    """Of a run, what belongs to names: the sure words, and those they carry along."""
    is_sure = any(share >= PROPOSED for _, share in words)
    least = PROPOSED if is_sure else TOLD_MIN
    taken = [share >= least for _, share in words]
    for step in (1, -1):
        is_beside = False
        for at in range(len(words))[::step]:
            taken[at] = taken[at] or (is_beside and _may_belong(passage, *words[at]))
            is_beside = taken[at]
    for at in range(1, len(words) - 1):
        taken[at] = taken[at] or (taken[at - 1] and taken[at + 1])
    for is_name, group in groupby(
        zip(words, taken, strict=True), key=lambda pair: pair[1]
    ):
        if is_name:
            part = [word for word, _ in group]
            share = max(share for _, share in part)
            whole_name = Span(part[0][0].start, part[-1][0].end)
            if _is_full(passage, whole_name):
                share = max(share, PROPOSED)
            yield *whole_name, share


def _is_full(passage: Passage, span: Span) -> bool:
    """Whether a first name that is nothing else stands before what is no common word."""
    first, *more = map(plain, passage.text[span.start : span.end].split())
    is_first = first in FIRST_NAMES and first not in ALSO_WORDS
    is_two = len(more) == 1 and not is_common(more[0].strip(".,'"))
    return is_first and is_two and is_a_name(passage, span)


def _may_belong(passage: Passage, span: Span, share: float) -> bool:
    """Whether a word beside a name is part of it: an initial, what is no common word."""
    traits = set(_word_traits(passage.text[span.start : span.end]))
    if share >= JOIN_MIN or traits & {"initial", "first", "first too"}:
        return True
    return share >= TOLD_MIN and not traits & {"no name", "common"}
