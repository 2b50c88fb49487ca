"""Everything in the public part that may have to be withheld, as flags.

Rules and names run over Part 1 and over the words around it (title, summary,
file name, bookmarks, metadata); then everything that Part 2 holds is looked for
there. What looks public keeps a low confidence and is still shown: nothing is
dropped silently.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from decisions.exemptions import Section
from decisions.fingerprints import Sha256
from decisions.flags import Category, Flag, Place, RuleId, flag_id, is_anybodys
from decisions.text import PageText
from redaction.cleaning import Clean, cleaned
from redaction.codes import SHARED
from redaction.echoes import Secret, Secrets, echoes_in, usable, worths_of
from redaction.firms import short_names
from redaction.holders import held, holders, surnames_of_others
from redaction.language import Names
from redaction.rules import catalogue
from redaction.rules.base import Lexicon, Passage, Rule, Span
from redaction.searching import occurrences
from redaction.widening import widened

ECHO_RULE: Final = RuleId("echo.part-2")
SAME_RULE: Final = RuleId("same.text")
CONTEXT_LETTERS: Final = 90

PASSAGES: Final = frozenset(
    {
        Category.LEGAL_ADVICE,
        Category.LAW_ENFORCEMENT,
        Category.SECURITY,
        Category.HEALTH,
        Category.CONFIDENCE,
        Category.POLICY,
        Category.FUTURE_PUBLICATION,
    }
)
"""Found as whole sentences; what stands in them is found beside them."""
_CONTACTS: Final = frozenset({Category.EMAIL, Category.PHONE, Category.ADDRESS})
_GUESSES: Final = ("bare.", "code.", "vendor.named", "person.named", "contact.")
"""Rules that weigh everything of a shape; what they think little of is anything."""
SURE: Final = 0.5
_SPREADS: Final = frozenset({Category.PERSON, Category.VENDOR})
"""What is flagged once is flagged wherever the same words stand."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text to screen and where it stands."""

    file: Sha256
    place: Place
    text: str
    page: PageText | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A text, what was found in it, and where holders of public office are named."""

    text: Text
    hits: list["_Hit"]
    public: list[Span]


@dataclass(frozen=True, slots=True)
class _Hit:
    """One finding before it becomes a flag. Offsets are into the text as read."""

    span: Span
    """All that is withheld."""
    category: Category
    section: Section
    confidence: float
    why: str
    sources: tuple[RuleId, ...]
    core: Span | None = None
    """What the rule found, where more belongs to it: that is looked for elsewhere."""

    def words(self, text: str) -> str:
        """What it is known by wherever it is said again."""
        start, end = self.core or self.span
        return text[start:end]


def screen(
    public: Sequence[Text], secret: Sequence[Text], names: Names, lexicon: Lexicon
) -> tuple[Flag, ...]:
    """Flag the public texts.

    Args:
        public: Pages of Part 1 and the words around them.
        secret: Pages of Part 2, and pages whose part is not known.
        names: The language model.
        lexicon: The body's own lists.

    Raises:
        RuleFailed: A rule did not finish; what it would have found is unknown.
    """
    secrets = _secrets(secret, names, lexicon)
    found = _hits(public, names, lexicon)
    spread = _spread(found)
    flags: dict[str, Flag] = {}
    for read in found:
        text, hits = read.text, read.hits
        echoes = [
            _Hit(
                span=echo.span,
                category=Category.ECHO,
                section=echo.secret.section,
                confidence=0.95,
                why=f"{echo.how} in {echo.secret.where}.",
                sources=(ECHO_RULE,),
            )
            for echo in echoes_in(text.text, secrets)
        ]
        same = list(_same(read, spread))
        for hit in _merged([*echoes, *hits, *same]):
            flag = _flag(text, hit)
            known = flags.get(flag.id)
            if known is None or not known.is_echo:  # a passage may be the same words
                flags[flag.id] = flag
    return tuple(flags.values())


def flags_of_text(
    texts: Iterable[str], names: Names, lexicon: Lexicon
) -> list[tuple[Flag, ...]]:
    """Flags of bare texts, each on its own: what `partone flag-text` prints."""
    return [
        screen([Text(Sha256(""), Place.BODY, text)], [], names, lexicon)
        for text in texts
    ]


def _hits(texts: Sequence[Text], names: Names, lexicon: Lexicon) -> list[_Read]:
    clean = [cleaned(text.text) for text in texts]
    entities = names([one.text for one in clean])
    read = [
        Passage(one.text, found, lexicon)
        for one, found in zip(clean, entities, strict=True)
    ]
    cleared = lexicon.office_holders.union(*(holders(passage) for passage in read))
    others = set().union(*(surnames_of_others(p, cleared) for p in read))
    cleared -= others - lexicon.office_holders
    for passage in read:
        passage.lexicon = replace(lexicon, office_holders=cleared)
    return [
        _Read(
            text,
            list(_by_rules(passage, one)),
            [Span(*one.span(*span)) for span in held(passage)],
        )
        for text, passage, one in zip(texts, read, clean, strict=True)
    ]


def _by_rules(passage: Passage, clean: Clean) -> Iterator[_Hit]:
    for rule in catalogue().values():
        for span in passage.found_by(rule.find):
            if span.start >= span.end:
                continue
            confidence = rule.weigh(passage, span, rule.confidence)
            whole = widened(passage.text, span, rule.category)
            yield _Hit(
                span=Span(*clean.span(*whole)),
                category=rule.category,
                section=rule.section,
                confidence=confidence,
                why=_why(rule, passage, span) if confidence >= SURE else rule.why,
                sources=(rule.id,),
                core=Span(*clean.span(*span)) if whole != span else None,
            )


def _why(rule: Rule, passage: Passage, span: Span) -> str:
    """One sentence: what a rule is about, and the words here that bear it out."""
    words = [f"\u201c{word}\u201d" for word in rule.tell(passage, span)]
    return f"{rule.why[:-1]}; telling: {', '.join(words)}." if words else rule.why


def _secrets(texts: Sequence[Text], names: Names, lexicon: Lexicon) -> Secrets:
    """All that Part 2 holds: things, and the sentences that give something away."""
    things: list[Secret] = []
    passages: list[Secret] = []
    for read in _hits(texts, names, lexicon):
        text = read.text
        number = f"page {text.page.number} of " if text.page else ""
        worths = worths_of(text.text)
        for hit in read.hits:
            if hit.category in _CONTACTS and hit.confidence <= SHARED:
                continue  # a switchboard or a team's mailbox: in both parts, and public
            is_guess = all(rule.startswith(_GUESSES) for rule in hit.sources)
            if is_guess and hit.confidence < SURE:
                continue  # any number may be a code: page numbers are no secret
            words = hit.words(text.text)
            if is_anybodys(words, hit.category):
                continue
            where = f"{number}Part 2"
            found = Secret(words, hit.category, hit.section, where, worths)
            (passages if hit.category in PASSAGES else things).append(found)
    return usable(things, passages)


def _spread(found: Sequence[_Read]) -> dict[str, _Hit]:
    """Names flagged anywhere, and bare surnames of people, by their words."""
    spread: dict[str, _Hit] = {}
    for read in found:
        for hit in read.hits:
            if hit.category not in _SPREADS or hit.confidence < SURE:
                continue
            words = " ".join(hit.words(read.text.text).split())
            spread.setdefault(words, hit)
            if hit.category is Category.VENDOR:
                for short in short_names(words):
                    spread.setdefault(short, hit)
            surname = words.split()[-1]
            if hit.category is Category.PERSON and " " in words and len(surname) > 3:
                spread.setdefault(surname, hit)
    return spread


def _same(read: _Read, spread: Mapping[str, _Hit]) -> Iterator[_Hit]:
    text = read.text
    taken = [
        hit.span
        for hit in read.hits
        if hit.category not in PASSAGES
        and (hit.confidence >= SURE or hit.category not in _SPREADS)
    ]
    taken += read.public
    for words, hit in spread.items():
        if not _stands_elsewhere(words.split()[0], text.text, taken):
            continue
        for start, end in occurrences(words, text.text):
            as_name = text.text[start : start + 1].isupper()
            if as_name and not any(s.start < end and start < s.end for s in taken):
                yield replace(
                    hit,
                    span=Span(start, end),
                    core=None,
                    why=hit.why + " The same name is flagged elsewhere.",
                    sources=(*hit.sources, SAME_RULE),
                )


def _stands_elsewhere(word: str, text: str, taken: Sequence[Span]) -> bool:
    """Whether a word stands where nothing was found yet: quickly told, mostly no."""
    text, word = text.casefold(), word.casefold()
    at = text.find(word)
    while at >= 0:
        if not any(span.start <= at < span.end for span in taken):
            return True
        at = text.find(word, at + 1)
    return False


def _merged(hits: Iterable[_Hit]) -> list[_Hit]:
    """One finding, one hit: of those that overlap, the strongest over the whole.

    An echo outranks everything. Passages stay beside what they hold.
    """
    ordered = sorted(
        hits,
        key=lambda hit: (hit.category in PASSAGES, hit.span.start, -hit.span.end),
    )
    merged: list[_Hit] = []
    for hit in ordered:
        last = merged[-1] if merged else None
        if (
            last is None
            or hit.span.start >= last.span.end
            or (hit.category in PASSAGES) != (last.category in PASSAGES)
        ):
            merged.append(hit)
            continue
        best = max(last, hit, key=lambda h: (h.category is Category.ECHO, h.confidence))
        merged[-1] = replace(
            best,
            span=Span(last.span.start, max(last.span.end, hit.span.end)),
            core=_core_of_both(last, hit),
            sources=tuple(dict.fromkeys((*last.sources, *hit.sources))),
        )
    return merged


def _core_of_both(one: _Hit, other: _Hit) -> Span | None:
    """From the first to the last that a rule found of two that are one."""
    if one.core is None and other.core is None:
        return None
    cores = [hit.core or hit.span for hit in (one, other)]
    return Span(min(c.start for c in cores), max(c.end for c in cores))


def _flag(text: Text, hit: _Hit) -> Flag:
    start, end = hit.span
    words = text.text[start:end]
    number = text.page.number if text.page else None
    around = text.text[max(0, start - CONTEXT_LETTERS) : end + CONTEXT_LETTERS]
    return Flag(
        id=flag_id(text.file, text.place, number, (start, end), words),
        file=text.file,
        place=text.place,
        text=words,
        category=hit.category,
        section=hit.section,
        confidence=hit.confidence,
        why=hit.why,
        sources=hit.sources,
        page=number,
        span=(start, end),
        core=hit.words(text.text) if hit.core not in {None, hit.span} else "",
        boxes=text.page.boxes_of(start, end) if text.page else (),
        context=" ".join(around.replace("\u00ad", "").split()),
    )
