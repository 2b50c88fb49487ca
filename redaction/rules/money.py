"""Amounts, rates and percentages: the whole of each, sign and scale included."""

from collections.abc import Iterator
from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.figures import as_a_figure, as_figures_are
from redaction.rules.base import Passage, Rule, Span, compiled, matches, pattern

FIGURES: Final = (
    r"(?:\d{1,3}(?:[,'][ ]?\d{3})+|\d{1,3}(?:[ ]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
)
_NOTE: Final = r"(?:(?<=,\d{3})\d{1,2}|(?<=[a-zA-Z])\d)?+"
"""The mark of a footnote that reading has set down: "45,0001" is "45,000¹"."""
FRACTION: Final = r"(?:\d+[ ]?)?(?:[¼½¾⅓⅔]|[1-3]\u2044[2-4])"
SCALE: Final = (
    r"(?:[ ]?(?:(?i:hundred[ ]thousand|thousand|millions?|billions?|trillion|mill?|mln|"
    r"mn|bn|tn)(?![a-zA-Z])|[mkMK](?![a-zA-Z²2])|'?000s?(?![\d,])))"
)
CURRENCY: Final = r"(?:£|€|(?:US)?\$|(?:GBP|EUR|USD)[ ]?)"
AMOUNT: Final = (
    rf"(?:[(]{CURRENCY}[ ]?{FIGURES}{SCALE}?[)]|"
    rf"(?:(?:[-+]|minus)[ ]?)?{CURRENCY}[ ]?(?:[-]?(?:{FRACTION}|{FIGURES}){SCALE}?"
    rf"|[(]{FIGURES}{SCALE}?[)]))"
)
UNIT: Final = (
    r"(?:(?:working|calendar|man|person|full|half|12[- ]hour|8[- ]hour)[ -])?"
    r"(?:hours?|hrs?|days?|nights?|weeks?|months?|quarters?|annum|years?|yr|shifts?|"
    r"calls?|units?|users?|seats?|licen[cs]es?|devices?|handsets?|cameras?|vehicles?|cars?|"
    r"miles?|kilomet(?:re|er)s?|km|(?:sq(?:uare)?\.?\s?)(?:foot|feet|ft|metres?|m|yards?)|"
    r"m²|sqm|sqft|head|officers?|persons?|people|delegates?|places?|pupils?|students?|"
    r"sessions?|visits?|cases?|interviews?|searche?s?|tests?|samples?|items?|"
    r"transactions?|pages?|words?|minutes?|beds?|rooms?|desks?|kWh|kilowatt[- ]hours?|"
    r"lit(?:re|er)s?|tonnes?|kg|meals?|referrals?|checks?|files?|records?|examinations?|"
    r"post[- ]?mortems?|attendances?|deployments?|incidents?|sites?|stations?|lots?|"
    r"instances?|modules?|terabytes?|TB|GB|each)"
)
_NO_UNIT: Final = (
    r"(?!cent\b|(?:half|quarter|third|further|total|one|little|lot|few|result|maximum|"
    r"minimum|piece|time|discount|reduction|saving|sum|fee|share|figure|level|price|rate|"
    r"significant|substantial|large|small|new|single|single-|more|less|similar|separate|first)\b)"
)
_NOUN: Final = rf"(?:{_NO_UNIT}[a-z]{{3,}}+(?:-[a-z]+)*+)"
PER: Final = (
    rf"(?:\s?(?:(?:an?|each|every|/|p/|for\seach|for\severy|on\severy|for\sthe)\s?(?:{UNIT})\b|\san?\s{_NOUN}"
    rf"|(?i:per)\s(?:[\d,.]+[ -])?(?:{UNIT}\b(?!-)|(?i:{UNIT})\b(?!-)|(?!cent\b)[a-zA-Z]+(?:-[a-z]+)*+(?:\s(?:hour|day|month|week|year|mile)s?\b)?))"
    r"(?:\s?(?:(?:/|per\s)(?!cent)[a-z]+|an?\s(?:year|month|week|day|quarter|time|head)))?"
    r"|\s?(?i:each|apiece|pa|p\.[amwdh]\.?|pcm|pw|ph|p/h|pd|p/d|psf|psm|"
    r"hourly|daily|weekly|monthly|annually)(?![\w]))"
)
_ONES: Final = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundred|half|(?:quarter|third|fifth|eighth)s?|"
    r"dozen|couple|few)"
)
WORDS: Final = (
    rf"(?:(?:an?[ ])?{_ONES}(?:[ -](?:{_ONES}|and|a|an|of|point|zero|nought|"
    r"thousand|million|billion)){0,11})"
)
_TO: Final = r"\s?(?:-|to)\s?"
_WHOLE: Final = rf"(?:{AMOUNT}(?:{_TO}(?:{AMOUNT}|{FIGURES}{SCALE}?(?![\d%])))?)"

_RATE_BEFORE: Final = compiled(
    r"""(?ix)(?:(?:day|daily|hourly|weekly|unit|blended|overtime|charge-?out|standby|
    call-?out|mileage|per-?\w+)[ ](?:rate|price|charge|fee)s?|rates?)\b[^.;£]{0,24}$"""
)

_RATE_WORDS: Final = ("rate", "price", "charge", "fee")


def sums(passage: Passage) -> Iterator[Span]:
    """Every amount with a currency, alone or for one of something."""
    for match in matches(_SUM, passage.text):
        yield Span(*match.span())


_SUM: Final = compiled(
    rf"(?<!£)(?:(?<!\w)|(?<=[a-zA-Z])(?=[£€]))"
    rf"(?:(?<=between[ ]){AMOUNT}[ ]and[ ]{AMOUNT}|{_WHOLE}){_NOTE}(?!\d)"
)
_VAT: Final = r"(?:\s?[(+]?\s?(?:(?:plus|ex(?:cl(?:uding|\.)?)?|inc(?:l(?:uding|\.)?)?)\s)?VAT\)?)"
_PER: Final = compiled(rf"{_VAT}?{PER}|\s?[(]{PER}[)]")


def amounts(passage: Passage) -> Iterator[Span]:
    """Amounts that are not for one of something."""
    for span in passage.found_by(sums):
        if not _PER.match(passage.text, span.end):
            yield span


def rates(passage: Passage) -> list[Span]:
    """Amounts for one of something, or said to be a rate."""
    found = []
    is_rated = any(word in passage.lower for word in _RATE_WORDS)
    for span in passage.found_by(sums):
        per = _PER.match(passage.text, span.end)
        if per:
            found.append(Span(span.start, per.end()))
        elif is_rated and any(matches(_RATE_BEFORE, passage.before(span, 50))):
            found.append(span)
    if any(word in passage.lower for word in ("pounds", "pence")):
        found += [Span(*match.span("it")) for match in matches(_RATED, passage.text)]
    for match in matches(_PENCE, passage.text):
        per = _PER.match(passage.text, match.end())
        span = Span(match.start(), per.end() if per else match.end())
        if not any(s.start <= span.start < s.end for s in found):
            found.append(span)
    return found


_PENCE: Final = compiled(
    r"(?<![\w.,])\d{1,3}(?:\.\d+)?(?:\s?-\s?\d+)?(?:p\b|[ ]pence\b)(?!\.?\d)"
)


_RATED: Final = compiled(rf"(?P<it>(?i:{WORDS}[ ](?:pounds|pence)){PER})")


_PERCENT: Final = compiled(
    r"%|(?i:p[ ]?er\s?cent(?:age\spoints?)?|percent)\b|(?<=[\d ])p[.][ ]?c[.]"
    r"|(?<=\d)p[ ]in[ ]the[ ]pound\b"
)
_SHARE: Final = compiled(
    rf"""(?<![\d.,\w])(?:[+±-][ ]?)?
    (?:\d{{1,3}}(?:[ ]?\.[ ]?\d+)?{FRACTION}?|{FRACTION}|(?i:{WORDS}))
    (?:\s?(?:-|to)\s?\d{{1,3}}(?:\.\d+)?)?\s?$"""
)
SHARE_REACH: Final = 60


def percentages(passage: Passage) -> Iterator[Span]:
    """Shares in figures or in words, one or from one to another."""
    done = 0
    for sign in matches(_PERCENT, passage.text):
        first = max(done, sign.start() - SHARE_REACH)
        done = sign.end()
        share = next(matches(_SHARE, passage.text[first : sign.start()]), None)
        if share is not None:
            yield Span(first + share.start(), sign.end())


RULES: Final = (
    Rule(
        id=RuleId("money.rate"),
        category=Category.RATE,
        section=Section("s43(2)"),
        confidence=0.75,
        why="A price per unit lets rivals work out a supplier's bid.",
        source="FOIA s.43(2); ICO, Commercial interests",
        find=rates,
        weigh=as_a_figure("money.rate"),
        tell=as_figures_are,
        hits=(
            "a day rate of [[£850 per day]]",
            "[[£12.50 an hour]] for guards",
            "at [[45p per call]]",
            "let at [[£21.50 per sq ft]] on",
            "at a blended rate of [[£612]] and",
            "[[£18.20 per square metre]], or",
            "licences at [[£240 each]].",
            "of [[£850 + VAT per day]] for",
            "of [[£45 (per hour)]] for",
            "copies at [[£30 per 1,000 pages]] in",
            "let at [[£950 PCM]] from",
            "paid [[£41,200 PA]] in",
            "charged [[£850 Per Day]] then",
            "of [[£650 p.d.]] for",
        ),
        misses=("£850 in total", "45 calls per day", "see p. 45"),
    ),
    Rule(
        id=RuleId("money.amount"),
        category=Category.MONEY,
        section=Section("s43(2)"),
        confidence=0.6,
        why="An amount of money may show a price, a bid or a settlement.",
        source="FOIA s.43(2); ICO, Commercial interests",
        find=amounts,
        weigh=as_a_figure("money.amount"),
        tell=as_figures_are,
        hits=(
            "a cost of [[£1,284,550.75]] over",
            "up to [[£4.2m]].",
            "[[£1.2 million]] is needed",
            "from [[£5,000 to £7,500]] a piece",
            "[[GBP 12,000]] was paid",
            "about c[[£1.2m]] over five years",
            "a cost of[[£5,000]] in all",
            "worth [[£1.2 Million]] and",
            "worth [[£3.5Bn]] and",
            "paid [[£45,0001]] in",
            "paid [[£1.2m3]] in",
            "[[£ 3,400]]",
            "a variance of [[-£14,200]] on",
            "a variance of [[£(14,200)]] on",
            "about [[£1½m]] more",
            "bids of [[£3-4m]] came",
            "some [[£450k]] less",
            "the sum of [[£l,2O0,550]] was",
        ),
        misses=("24 projects", "Part 2", "PCD 9991", "£850 per day"),
    ),
    Rule(
        id=RuleId("money.in-words"),
        category=Category.MONEY,
        section=Section("s43(2)"),
        confidence=0.6,
        why="An amount of money, in words, may show a price, a bid or a settlement.",
        source="FOIA s.43(2); ICO, Commercial interests",
        find=pattern(
            rf"""(?i:(?P<it>(?<![\w£.,])
            (?:{FIGURES}|{WORDS}(?:,[ ]{WORDS})?)(?:{SCALE})?
            (?:\s(?:hundred|thousand|million|billion))?
            (?:\sof\sa\smillion)?
            [ ](?:pounds(?:\ssterling)?|pence|euros|dollars)
            (?:\sand\s{WORDS}\spence)?\b))(?!{PER})""",
            needs=("pound", "pence", "euro", "dollar"),
        ),
        weigh=as_a_figure("money.in-words"),
        tell=as_figures_are,
        hits=(
            "some [[four point two million pounds]] over",
            "paid [[1.2 million pounds]] for",
            "[[a quarter of a million pounds]] was",
            "[[half a million pounds]]",
        ),
        misses=("one million people", "a weight of two stones"),
    ),
    Rule(
        id=RuleId("money.suffixed"),
        category=Category.MONEY,
        section=Section("s43(2)"),
        confidence=0.6,
        why="An amount of money may show a price, a bid or a settlement.",
        source="FOIA s.43(2); ICO, Commercial interests",
        find=pattern(
            rf"(?<![£\d,.])(?P<it>(?:{FIGURES}){SCALE}?[ ]?(?:GBP|EUR|USD)\b)",
            needs=("gbp", "eur", "usd"),
        ),
        weigh=as_a_figure("money.suffixed"),
        tell=as_figures_are,
        hits=("the sum of [[12,500 GBP]]", "a total of [[3.1m EUR]]"),
        misses=("12,500 people",),
    ),
    Rule(
        id=RuleId("percent.any"),
        category=Category.PERCENT,
        section=Section("s43(2)"),
        confidence=0.35,
        why="A percentage may be a discount, a margin or a bid's score.",
        source="FOIA s.43(2); ICO, Commercial interests",
        find=percentages,
        weigh=as_a_figure("percent.any"),
        tell=as_figures_are,
        hits=(
            "a discount of [[12.5%]]",
            "[[7 per cent]] less",
            "[[seven per cent]]",
            "between them [[2½%]] off",
        ),
        misses=("2017/18", "100 persons"),
    ),
)
