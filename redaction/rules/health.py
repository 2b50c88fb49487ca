"""Health and other special category data; people who are told apart without a name."""

from collections.abc import Iterator, Sequence
from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.rules.base import Passage, Rule, Span, compiled, matches, sentences_with

_ONE: Final = (
    r"\b(?:he|she|his|her|him|hers|himself|herself|they|their|mr|mrs|ms|miss|dr|PC|DC|DS|PS|sergeant|inspector|constable|"
    r"the\s(?:officer|claimant|complainant|employee|victim|suspect|detainee|witness|applicant|individual|patient|man|woman|boy|girl|"
    r"child|teenager|deceased|member\sof\sstaff|postholder|post\sholder|driver|analyst|manager|resident|tenant|caller|prisoner|worker|pupil|student|"
    r"mother|father|daughter|son|wife|husband|partner|family|nurse|teacher|informant|subject)|"
    r"an?\s(?:officer|employee|detainee|sergeant|constable|inspector|witness|man|woman|boy|girl|child|teenager|\d+-year-old|member\sof\sstaff)|"
    r"(?:witness|officer|person|child|adult)\s[a-z]\b|(?-i:[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\s(?:has|had|is|was|suffers?|suffered)|whose|who)\b"
)
_PUBLIC_HEALTH: Final = (
    r"\b(?:policy|strategy|services?\s(?:for|to|will)|training|programme|commissioned|all\s(?:staff|officers)|awareness|"
    r"no\s(?:\w+\s)?(?:health|equality)\simplications|public\shealth|wellbeing\s(?:strategy|programme|services)|health\sand\ssafety|"
    r"mental\shealth\s(?:act|services|team|crisis|provision|nurses|demand|trust)|NHS\s(?:england|trust)|per\scent\sof|rates?\sof|"
    r"victims\sof\s(?:crime|domestic)\s(?:will|can|are)|protected\scharacteristics?|equality\s(?:act|impact|duty))\b"
)
_ILL: Final = r"""\b(?:diagnos\w+|suffer(?:s|ed|ing)?\s(?:from|with|a|an|two|three|serious|severe|life)|P\.?T\.?S\.?D\b|post-?traumatic|depress(?:ion|ed|ive)|anxiety|
    bipolar|schizophreni\w+|psychos\w+|psychiatric|autis\w+|ADHD|dyslexi\w+|epilep\w+|diabet\w+|cancer|tumour|chemotherapy|leukaemia|HIV|
    hepatitis|asthma|multiple\ssclerosis|parkinson\w*|dementia|stroke|heart\s(?:attack|condition|disease|failure)|cardiac|miscarr\w+|pregnan\w+|
    IVF|hysterectomy|pain\ssyndrome|(?:was|were|is)\sbroken|will\snot\swork\sagain|surgery|operated\son|amputat\w+|fractur\w+|broken\s(?:leg|arm|jaw|rib|wrist|nose|collarbone|ankle)|concussion|head\sinjury|brain\sinjury|spinal|
    disab(?:led|ility)|wheelchair|blind\sin|deaf\b|hearing\sloss|tinnitus|self-?harm\w*|suicid\w+|overdos\w+|attempt(?:ed)?\s(?:to\stake|suicide)|alcohol\w*\s(?:depend\w+|addict\w+|misuse|problem)|
    addict(?:ion|ed)|drug\s(?:dependen\w+|addict\w+|habit)|rehab(?:ilitation)?|methadone|medicat(?:ion|ed)|prescri(?:bed|ption)|antidepressants?|insulin|
    sick(?:ness)?\s(?:leave|absence)|off\ssick|long-?term\s(?:sick|absence)|occupational\shealth|ill[ -]?health\s(?:retire\w*|pension)|medically\s(?:retired|unfit)|unfit\sfor\s(?:duty|work)|
    reasonable\sadjustments?|phased\sreturn|counselling|therapy|therapist|GP\b|hospitali[sz]ed|in\s(?:intensive\scare|hospital)|stab\swound|gunshot|wounds?\b|injur(?:y|ies|ed)|paralys\w+|chronic\s\w+|back\s(?:pain|injury)|
    sectioned|eating\sdisorder|anorexi\w+|panic\sattacks?|burn-?out|breakdown|seizures?|migraines?|Crohn\w*|colitis|arthritis|sciatica|long\scovid|blood\s(?:pressure|test)|DNA\s(?:sample|profile)|fingerprints?)\b"""
_SPECIAL: Final = r"""\b(?:sexual\sorientation|(?:is|was|as)\s(?:gay|lesbian|bisexual|transgender|homosexual)|gay\sman|trans\s(?:man|woman)|gender\sreassignment|transition(?:ing|ed)\b|
    practising\s(?:muslim|jew|christian|catholic|hindu|sikh)|(?:is|was)\sa\s(?:devout\s|practising\s)?(?:muslim|jew|christian|catholic|hindu|sikh|jehovah's\switness|buddhist|mormon)|converted\sto\s(?:islam|judaism|christianity|catholicism)|
    religious\sbeliefs?|trade\sunion\s(?:member\w*|rep\w*|activist)|member\sof\s(?:unison|unite|gmb|pcs|the\slabour\sparty|the\sconservative\sparty|a\strade\sunion)|(?:votes?|voted)\sfor|political\s(?:opinions?|beliefs?)|
    ethnic\sorigin|racial\sorigin|of\s(?:\w+\s){0,2}(?:heritage|descent|origin)|previous\sconvictions?|criminal\srecord|(?:was|been)\sconvicted\sof|spent\sconviction|caution(?:ed)?\sfor|bankrupt\w*|divorc\w+|immigration\sstatus|refused\sasylum|extra-?marital|affair\swith)\b"""


_FACTS: Final = tuple(
    compiled(expression)
    for expression in (
        r"""(?i)\b(?:aged?\s\d{1,2}|\d{1,2}[ -]years?[ -]old|in\s(?:his|her|their)\s(?:early\s|mid-?|late\s)?(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties)|
        (?:teen-?aged?|elderly|pensioner|newborn|toddler)|\((?:\d{2})\)|aged\s(?:\w+-)?\w+\b|born\sin)""",
        r"""(?ix)\b(?:black|asian|white|mixed-?race|somali|bangladeshi|pakistani|indian|nigerian|ghanaian|jamaican|caribbean|african|chinese|
        polish|romanian|albanian|turkish|kurdish|afghan|iraqi|iranian|syrian|irish|traveller|roma|jewish|muslim|sikh|hindu|eritrean|
        ethiopian|vietnamese|tamil|lithuanian|bulgarian|portuguese|brazilian|colombian|arab|yemeni|ukrainian)\b""",
        r"""(?ix)\b(?:on\s(?:the\s)?(?:\w+day,?\s)?(?:the\s)?\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?(?:january|february|march|april|may|june|july|august|september|october|november|december)|
        on\s\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|(?:last|on)\s(?:\w+\s)?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|night)|(?:in|since)\s(?:early\s|late\s|mid-?)?(?:january|february|march|april|may|june|july|august|september|october|november|december)|
        new\syear's|christmas\seve|bank\sholiday)\b""",
        r"""(?x)(?:\b(?i:in|at|near|outside|of|from|on|behind|by)\s(?:the\s)?(?:[A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,3})(?:\s(?i:estate|station|ward|road|street|school|market|park|mosque|church|hospital|village|hostel))?)""",
        r"""(?ix)\b(?:stab\w*|shot\b|fractur\w+|broken|burns?|injur\w+|wound\w*|raped?|assault\w*|diagnos\w+|lost\s(?:an?|his|her|the\ssight)\s(?:eye|leg|arm|hand|finger|hearing|of)|paralys\w+|
        amputat\w+|miscarr\w+|overdos\w+|hanged|suicid\w+|drown\w*|scar\w*|coma|concuss\w+|bruis\w+|pregnan\w+|autis\w+|epilep\w+|schizophreni\w+|depress\w+|cancer|wheelchair|deaf|blind|self-?harm\w*|psychos\w+|seizure\w*|HIV|stroke|acid)\b""",
        r"""(?ix)\b(?:only|sole|the\sfirst)\s(?:female|woman|male|black|asian|muslim|openly|deaf|trans\w*|\w+)\b|\bworks?\sas\s(?:a|an|the)\b|\bemployed\sas\b|\b(?:imam|headteacher|councillor|landlord|shopkeeper|taxi\sdriver|postmaster|midwife|bus\sdriver|caretaker|librarian|pharmacist|dentist|vicar|butcher|barber)\b""",
    )
)
"""Age; ethnicity; day; place; injury or illness; what only one person is."""
_SOMEBODY: Final = compiled(
    r"""(?i)\b(?:man|woman|boy|girl|male|female|child|teenager|pensioner|mother|father|daughter|son|wife|husband|resident|officer|constable|sergeant|
    victim|suspect|complainant|claimant|detainee|deceased|student|pupil|nurse|driver|worker|he|she|his|her|imam|headteacher|refugee|youth|
    year[ -]old|shopkeeper|landlord|employee|witness|informant|tenant|patient|prisoner|midwife|vicar|postmaster)\b"""
)
FACTS_MIN: Final = 3


_PERSONAL: Final = (0, 1, 4, 5)
PERSONAL_MIN: Final = 2


def _by_sentence(passage: Passage, which: Sequence[int]) -> dict[int, set[int]]:
    """Which facts stand in which sentence, by its number."""
    found: dict[int, set[int]] = {}
    for at in which:
        for match in matches(_FACTS[at], passage.text):
            number = passage.number_of(Span(*match.span()))
            found.setdefault(number, set()).add(at)
    return found


def _facts_of(passage: Passage, span: Span) -> set[int]:
    sentence = passage.text[span.start : span.end]
    others = set(range(len(_FACTS))) - set(_PERSONAL)
    return {at for at in others if any(matches(_FACTS[at], sentence))}


def told_apart(passage: Passage) -> Iterator[Span]:
    """Sentences whose facts together say who somebody is, though no name does."""
    personal = _by_sentence(passage, _PERSONAL)
    likely = {at for at, facts in personal.items() if len(facts) >= PERSONAL_MIN}
    if not likely:
        return
    found = [
        (
            span,
            personal.get(at, set())
            | (_facts_of(passage, span) if at in likely else set()),
        )
        for at, span in enumerate(passage.sentences)
    ]
    at = 0
    while at < len(found):
        span, facts = found[at]
        is_somebody = any(matches(_SOMEBODY, passage.text[span.start : span.end]))
        if at in likely and is_somebody and len(facts) >= FACTS_MIN:
            end = span.end
            while at + 1 < len(found) and _goes_on(passage, *found[at + 1]):
                at += 1
                end = found[at][0].end
            yield Span(span.start, end)
        at += 1


def _goes_on(passage: Passage, span: Span, facts: set[int]) -> bool:
    """Whether the next sentence says more of the same person."""
    text = passage.text[span.start : span.end]
    return bool(facts.intersection(_PERSONAL)) and text.startswith(
        (
            "He ",
            "She ",
            "They ",
            "His ",
            "Her ",
            "Their ",
            "The victim",
            "The man",
            "The woman",
        )
    )


RULES: Final = (
    Rule(
        id=RuleId("health.condition"),
        category=Category.HEALTH,
        section=Section("s40(2)"),
        confidence=0.75,
        why="The sentence speaks of somebody's health.",
        source="FOIA s.40(2); UK GDPR art. 9(1)",
        find=sentences_with(_ILL, also=_ONE, unless=_PUBLIC_HEALTH),
        hits=("[[She has been off sick with depression since May.]]",),
        misses=(
            "Mental health services are commissioned.",
            "The budget is in good health.",
        ),
    ),
    Rule(
        id=RuleId("health.special"),
        category=Category.HEALTH,
        section=Section("s40(2)"),
        confidence=0.7,
        why="The sentence speaks of somebody's belief, origin, private life or convictions.",
        source="FOIA s.40(2); UK GDPR arts 9(1), 10",
        find=sentences_with(_SPECIAL, also=_ONE, unless=_PUBLIC_HEALTH),
        hits=("[[He was convicted of theft in 1998.]]",),
        misses=("The equality impact on sexual orientation was assessed.",),
    ),
    Rule(
        id=RuleId("health.told-apart"),
        category=Category.HEALTH,
        section=Section("s40(2)"),
        confidence=0.7,
        why="Age, origin, day, place or injury together may say who somebody is.",
        source="FOIA s.40(2); ICO, Anonymisation: motivated intruder test",
        find=told_apart,
        hits=(
            "Costs follow. [[A 34-year-old Somali woman was stabbed at Larkmere Market on 4 May.]] Costs rose.",
        ),
        misses=("A woman spoke to the board in Fenwick.",),
    ),
)
