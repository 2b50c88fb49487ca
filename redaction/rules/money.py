"""Amounts, rates and percentages: the whole of each, sign and scale included."""

from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.rules.base import Rule, pattern

NUMBER: Final = r"\d{1,3}(?:,[ ]?\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
SCALE: Final = r"(?:[ ]?(?:thousand|million|billion|mn|bn|[mkM](?![a-zA-Z])|K\b))"
AMOUNT: Final = rf"(?:£|GBP[ ]?|€|EUR[ ]?|US\$|\$)[ ]?-?(?:{NUMBER}){SCALE}?"
PER: Final = (
    r"(?:\s?(?:per|an?|each|every|/|p/)\s?(?:person\s)?"
    r"(?:hours?|hrs?|days?|weeks?|months?|annum|years?|call|unit|user|licen[cs]e|"
    r"square\s(?:foot|metre)|sq\.?\s?(?:ft|m)|head|officer)\b|\s?(?:p\.?a\.?\b|pcm\b))"
)
WORDS: Final = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|and|point|"
    r"half|a|quarter)"
)

RULES: Final = (
    Rule(
        id=RuleId("money.rate"),
        category=Category.RATE,
        section=Section("s43(2)"),
        confidence=0.8,
        why="A price per unit lets rivals work out a supplier's bid.",
        source="FOIA s.43(2); ICO, Commercial interests",
        find=pattern(
            rf"(?P<it>(?:{AMOUNT}(?:\s?(?:[-–—]|to)\s?(?:{AMOUNT}|{NUMBER}))?|\b\d+(?:\.\d+)?p){PER})"
        ),
        hits=(
            "a day rate of [[£850 per day]]",
            "[[£12.50 an hour]] for guards",
            "at [[45p per call]]",
        ),
        misses=("£850 in total", "45 calls per day"),
    ),
    Rule(
        id=RuleId("money.amount"),
        category=Category.MONEY,
        section=Section("s43(2)"),
        confidence=0.6,
        why="An amount of money may show a price, a bid or a settlement.",
        source="FOIA s.43(2); ICO, Commercial interests",
        find=pattern(
            rf"""(?P<it>
            (?<![\w£])-?{AMOUNT}                       # sign, number, scale
            (?:\s?(?:[-–—]|to|and)\s?(?:{AMOUNT}))?     # to another
            )(?!{PER})(?![\d])"""
        ),
        hits=(
            "a cost of [[£1,284,550.75]] over",
            "up to [[£4.2m]].",
            "[[£1.2 million]] is needed",
            "from [[£5,000 to £7,500]] a piece",
            "[[GBP 12,000]] was paid",
            "[[£ 3,400]]",
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
            rf"""(?i:(?P<it>\b
            (?:{NUMBER}|{WORDS}(?:[\s-]{WORDS}){{0,11}})
            (?:\s(?:thousand|million|billion))?
            \s(?:pounds(?:\ssterling)?|pence|euros)\b))"""
        ),
        hits=(
            "some [[four point two million pounds]] over",
            "paid [[1.2 million pounds]] for",
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
        find=pattern(rf"(?<![£\d,.])(?P<it>(?:{NUMBER}){SCALE}?[ ]?(?:GBP|EUR)\b)"),
        hits=("the sum of [[12,500 GBP]]",),
        misses=("12,500 people",),
    ),
    Rule(
        id=RuleId("percent.any"),
        category=Category.PERCENT,
        section=Section("s43(2)"),
        confidence=0.35,
        why="A percentage may be a discount, a margin or a bid's score.",
        source="FOIA s.43(2); ICO, Commercial interests",
        find=pattern(
            r"(?P<it>(?<![\d.,])[+-]?\d{1,3}(?:\.\d+)?(?:\s?[-–]\s?\d{1,3}(?:\.\d+)?)?\s?(?:%|per\s?cent\b|percent\b))"
        ),
        hits=("a discount of [[12.5%]]", "[[7 per cent]] less"),
        misses=("2017/18", "100 persons"),
    ),
    Rule(
        id=RuleId("bid.score"),
        category=Category.BID_SCORE,
        section=Section("s43(2)"),
        confidence=0.75,
        why="How a bid was scored harms the bidder and later competitions.",
        source="FOIA s.43(2); Procurement Act 2023, s.50 assessment summaries",
        find=pattern(
            r"""(?i)(?:scor(?:e|ed|es|ing)|evaluated\sat|awarded)\s(?:of\s|was\s|a\stotal\sof\s|a\s)?
            (?P<it>\d{1,3}(?:\.\d+)?(?:\s?(?:/|out\sof)\s?\d{1,3})?(?:\s?(?:points|marks))?)
            (?![\d,%]|\s?per|\scontract)"""
        ),
        hits=("the bidder scored [[82.5 out of 100]]", "a score of [[74 points]] for"),
        misses=("awarded in 2017/18", "they scored 12 per cent"),
    ),
)
