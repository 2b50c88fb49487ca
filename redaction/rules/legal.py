"""Legal advice, and what is said of claims before they are settled."""

from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.rules.base import Rule, sentences_with

_LAWYER: Final = (
    r"(?:(?:leading\s|junior\s|external\s|treasury\s)?counsel|solicitors?|lawyers?|barristers?|"
    r"[KQ]C|legal\s(?:advisers?|advisors?|team|department|services|directorate|officers?|counsel)|"
    r"directorate\sof\slegal\s(?:and\s\w+\s)?services|DLS|TfL\slegal|monitoring\sofficer)"
)
_ADVISES: Final = (
    r"(?:advis(?:e[sd]?|ing)|opin(?:es|ed|ion)|consider(?:s|ed)?|warn(?:s|ed)?|recommend(?:s|ed)?|"
    r"caution(?:s|ed)?|conclud(?:es|ed)|confirmed?|believ(?:es|ed)|assess(?:es|ed)?|think|thinks|"
    r"thought|puts?\sthe|rates?\sthe|says?|said|suggest(?:s|ed)?|view|of\sthe\sview|doubt(?:s|ed)?)"
)
_PLAIN: Final = (
    r"exempt\sfrom\s(?:disclosure|publication)|freedom\sof\sinformation|"
    r"no\s(?:\w+\s){0,2}legal\simplications|legal\simplications\s(?:are|have\sbeen)\s(?:set|consid|addr)|"
    r"legal\sadvice\s(?:is|was)\snot\s(?:required|sought|needed)|no\slegal\sadvice|"
    r"(?:has|have)\sbeen\sconsulted\son\sthe\sproposal|paragraph\s[\d.]+\sof\sthe|"
    r"section\s\d+\w*\s(?:of\sthe\s)?(?:police|local|crime|equality|act)|scheme\sof\s(?:delegation|consent)|"
    r"legal\sadvice\s(?:has\sbeen|was|will\sbe)\s(?:sought|taken|obtained)\s(?:in\srespect|where|as\s(?:required|appropriate)|and\sis\sset)|"
    r"free\slegal\sadvice|legal\said|duty\ssolicitor|victims?'?\slegal"
)

_MORE: Final = (
    r"^(?:He|She|They|It|Counsel|The\s(?:advice|opinion|note|solicitors?)|On\sthat\s(?:footing|basis)|Further(?:more)?|We\s(?:are|were))\b"
    r"[^.]{0,60}\b(?:advis\w+|add(?:s|ed)?|consider\w*|conclu\w+|not(?:es|ed)|put|warn\w*|recommend\w*|likely|view|doubt\w*|think\w*|believ\w*|say|says|said)\b"
)

RULES: Final = (
    Rule(
        id=RuleId("legal.lawyer"),
        category=Category.LEGAL_ADVICE,
        section=Section("s42(1)"),
        confidence=0.8,
        why="The sentence gives away what lawyers advised.",
        source="FOIA s.42; ICO, Legal professional privilege",
        find=sentences_with(
            rf"\b{_LAWYER}(?:'s|'|s')?\b[^.;]{{0,40}}?\b{_ADVISES}|"
            rf"\b(?:advice|opinion|view|assessment|note)\s(?:of|from|by|given\sby|received\sfrom)\s(?:the\s|our\s|\w+\s)?{_LAWYER}|"
            rf"\b(?:advised|told|warned)\sby\s(?:the\s|our\s|\w+\s){{0,2}}{_LAWYER}",
            unless=_PLAIN,
            goes_on=_MORE,
        ),
        hits=(
            "The claim was read. [[Counsel has advised that the claim is weak.]] We agree.",
            "[[Solicitors have advised a settlement.]]",
            "[[In leading counsel's opinion the clause cannot be enforced.]]",
        ),
        misses=(
            "Legal advice is not required.",
            "There are no legal implications.",
            "A solicitor was appointed in May.",
        ),
    ),
    Rule(
        id=RuleId("legal.advice"),
        category=Category.LEGAL_ADVICE,
        section=Section("s42(1)"),
        confidence=0.75,
        why="The sentence gives away what lawyers advised.",
        source="FOIA s.42; ICO, Legal professional privilege",
        find=sentences_with(
            r"""\blegal(?:ly)?\s(?:and\sprofessional\s)?privilege[d]?\b|\bprivileged\s(?:and|advice|communication)|
            \blegal\s(?:advice|opinion|view|assessment)\s(?:\w+\s){0,3}?(?:is|was|states?|indicates?|confirms?|suggests?|concluded?|warns?)\s
            (?!required|not|sought|set|available|considered)|
            \b(?:we|they|MOPAC|the\sforce)\s(?:are|were|is|was|have\sbeen|has\sbeen)\s(?:also\s|further\s)?advised\s(?!of\b|by\sthe\sHome)|\bin\sconference\b|
            \b(?:written|oral|further|joint|legal)\s(?:opinion|advice)\s(?:s?he|it|they|counsel)\b|\bthe\sadvice\s(?:\w+\s){1,4}(?:is|was)\sthat\b|\bPart\s36\b|\bin\sour\sopinion\b|\byou\sasked\s(?:us\s)?whether\b|
            \b(?:our|the)\slegal\s(?:advice|position|view)\sis\b|\badvice\s(?:is|was)\sthat\b|
            \bprospects?\sof\s(?:success|defending|a\ssuccessful|recover)|\bmerits\sof\sthe\s(?:claim|case|defence)|
            \b(?:chance|likelihood|risk)\sof\s(?:losing|success|defending|an?\sadverse|a\ssuccessful)|
            \blitigation\srisk|\bwithout\sprejudice\b|\b(?:likely|bound|unlikely)\sto\s(?:lose|be\sfound\sliable|succeed\sat|fail\sat)|
            \b(?:vulnerable|exposed|open)\sto\s(?:a\s|judicial\s|legal\s)(?:review|challenge|claim)|
            \bjudicial\sreview\s(?:would|could|is\slikely|might)|\bsettl(?:e|ing)\s(?:the\s)?(?:claim|case|matter|action|proceedings)\s(?:at|for|below|before|rather)|
            \badmit\sliability|\bliability\s(?:is|would\sbe)\s(?:likely|difficult|not\sin)|\bin\scontemplation\sof\s(?:litigation|proceedings)""",
            unless=_PLAIN,
            goes_on=_MORE,
        ),
        hits=(
            "[[The prospects of success are put at 40 per cent.]]",
            "[[Our legal advice is that the notice was out of time.]]",
        ),
        misses=(
            "There are no legal implications.",
            "The law centre gives free legal advice to all.",
        ),
    ),
    Rule(
        id=RuleId("legal.matter"),
        category=Category.LEGAL_ADVICE,
        section=Section("s42(1)"),
        confidence=0.65,
        why="The sentence speaks of advice on a legal matter.",
        source="FOIA s.42; ICO, Legal professional privilege",
        find=sentences_with(
            r"\b(?:advice|advise[sd]?|advising|opinion|counsel|solicitors?|barristers?|KC|QC)\b",
            also=r"""\b(?:claims?|claimants?|liab\w+|tribunal|courts?|defen[cd]\w*|settle\w*|appeal|judicial\sreview|(?:un)?lawful\w*|
            enforc\w+|breach|prospects|damages|proceedings|compromis\w+|challenge[d]?|limitation|injunction|negligen\w+|
            disclosure|exposure|costs\sorder|arguable|indefensible)\b""",
            unless=rf"{_PLAIN}|\b(?:victims?|published|public|panel|website|grant|training|appointed|fees?|policy|citizens|inquiry|commissioner\smay|code)\b",
        ),
        hits=("[[Her advice on the appeal is that we should not defend it.]]",),
        misses=(
            "Advice for victims is on the website.",
            "A solicitor was appointed in May.",
        ),
    ),
)
