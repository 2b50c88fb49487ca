"""Words that tell whether a figure is commercial or public.

Which of the two is meant is decided by the nearer one: an offer and a delegated limit
may stand in one sentence with the same amount.
"""

from typing import Final

from redaction.rules.base import Passage, Span, compiled, matches

COMMERCIAL: Final = compiled(
    r"""(?ix)\b(?:bids?|bidd(?:er|ing)s?|tender(?:s|ed|er|ers|ing)?|quot(?:e|es|ed|ation|ations)|
    pric(?:e|es|ed|ing)|offer(?:s|ed)?|counter-?offer\w*|discount\w*|rebate\w*|margins?|
    mark-?up|rate\s?cards?|(?:day|daily|hourly|unit|blended)\s(?:rates?|prices?)|
    negotiat\w+|(?<!funding\s)(?<!finance\s)settle(?!ment\sagreement\spolicy)\w*|
    compensat\w+|damages|(?<!audit\s)(?<!statutory\s)fees?|
    charg(?:e|es|ed|ing)\b(?!\swith)|invoic\w+|suppliers?|contractors?|vendors?|
    sub-?contractors?|unsuccessful|undercut\w*|competitors?|rivals?|reserve\sprice|
    valu(?:ed\sat|ation)|ceiling|walk-?away|commercial(?:ly)?|profit\w*|penalt(?:y|ies)|
    liquidated|break\s(?:cost|clause|fee)s?|contingency|retention|buy-?out|rent(?:al)?|
    lease|landlords?|premium|asking|guide\sprice|reward|informants?|ransom|ex\sgratia|
    claims?\b(?!\sclosed)|sought|overpaid|overpayment|shortfall|estimate[sd]?|pre-tender|walk\saway|unbilled|bailout|rescue|
    termination|exit\s(?:fee|cost|payment)s?|payment\sto|paid\sto|payable\sto|pay-?off|severance|payroll|pension|
    counter-?proposal|clarification|moderat\w+|confiden\w+|licen[cs]es?|per\s(?:unit|seat|user)|instal?ments?|
    purchase|sale|exposure|liabilit(?:y|ies)|overspend|underwrit\w+|deposit)\b"""
)
PUBLIC: Final = compiled(
    r"""(?ix)\b(?:grants?|grant-?funded|thresholds?|delegat\w+|limit\sof|financial\slimits?|
    precepts?|budget(?:s|ed|ary)?\b(?!\sholder)|council\stax|band\sd|VAT|inflation|CPI|RPI|audit\sfees?|statut\w+|
    population|publish\w*|publicly|already\spublic|announced|weight(?:ing|ed|ings)|
    funding\ssettlement|finance\ssettlement|general\sreserves?|earmarked\sreserves?|
    reserves|allocation|allocated|formula|Home\sOffice|HM\sTreasury|Treasury|
    annual\sreport|statement\sof\saccounts|gross\sexpenditure|net\sexpenditure|
    scheme\sof\s(?:delegation|consent)|contract\sregulations|standing\sorders|
    procurement\s(?:act|regulations|thresholds?)|contracts\sfinder|find\sa\stender|
    award\snotice|transparency|fines?\s(?:up\sto|of)|maximum\s(?:fine|penalty)|ICO|
    turnout|response\srate|crime\s(?:fell|rose|fall|rise)|satisfaction|confidence\slevel|
    increase\sin\s(?:crime|reports|demand)|reduction\sin\s(?:crime|reoffending)|
    minimum\swage|living\swage|bank\srate|interest\srate|base\srate|pay\saward|
    national\sinsurance|council's|capital\sprogramme|revenue\sbudget|medium\sterm|
    sponsor\w*|bursar\w+|small\sgrants|community\sfund|exceed(?:s|ing)?\s£|
    above\s£|over\s£|in\sexcess\sof|up\sto\sthe\svalue|recruits?|officers\sto)\b"""
)
GENERAL: Final = compiled(
    r"""(?ix)(?:\b(?:\w+s|procurement|expenditure|spend(?:ing)?|any\s\w+|every\s\w+|all\s\w+|anything|those|turnover|debt|test|limit|threshold|ceiling|cap|band)\s
    (?:of\s|with\sa\svalue\s|with\svalues?\s|valued\s|worth\s|whose\svalue\s(?:is\s)?|costing\s|that\sare\s|which\sare\s|is\s|at\s)?
    (?:of\s|at\s)?(?:below|under|over|above|beyond|exceed(?:ing|s)?|in\sexcess\sof|(?:no\s)?more\sthan|less\sthan|up\sto(?:\sand\sincluding)?|at\sleast|greater\sthan|from)\s
    |\b(?:thresholds?|limits?|delegat\w+(?:\slimits?)?|materiality|rateable\svalue|audit\sfee|scale\sfee|fee\sof\sthe\s(?:appointed\s)?auditor[^.;£]{0,30}|allowance|grants?(?:\sfunding)?|contributions?|precept|police\sgrant|maximum\s\w+(?:\s\w+)?|budget)
      \s(?:of\s|is\s|was\s|at\s|set\sat\s|are\s|as\sadvertised\swas\s|being\s|remains\s|to\s|stands\sat\s)*
    |(?<!would\s)(?<!not\s)\baccepts\s|\b(?:below|under|above|over|up\sto|within)\sthe\s$
    |\bgrant(?:ed)?\s(?:\w+\s){0,2}(?:of\s)?)$"""
)
"""What stands right before a figure that a rule or a budget names for all to see."""
SHOWN: Final = compiled(
    r"""(?ix)\b(?:as\s(?:published|stated|advertised|announced|shown|reported|set\sout)|published\s(?:in|on|at|as)|
    (?:already|been|was|is|are)\s(?:\w+\s)?(?:published|public|shown|announced)\b|in\spublic\b|public\s(?:budget|notice|list|framework|register|report|accounts)|
    on\s(?:the|its|our)\s(?:\w+'s\s)?website|award\snotice|contract\snotice|contracts?\s(?:finder|register)|find\sa\stender|budget\sbook|list\sprice|
    catalogue|prescribed|set\sby\s(?:the\s)?(?:regulation|parliament|statute|the\sHome|the\ssenior|law)|scale\s(?:of\s)?fees?|statement\sof\saccounts|
    advertised|brochure|auction\w*|hammer|open\sto\s(?:public\s)?inspection|police\sand\scrime\splan|noticeboard|
    fixed\s(?:penalt\w+|nationally)|national\s(?:rates?|scale)|statutory|tariff|audited\saccounts|annual\saccounts|allowances?|is\sset\sout\sin|
    grants?\s(?:register|programme|scheme)|subscribe|income\sfrom|awards?\s(?:are|is|was|were)|running\scosts?|audit\splan|laid\sdown|by\slaw|set\sby\sregulations?|released\sunder|freedom\sof\sinformation|match\sfunding|will\sreceive|civil\sservice|
    HMRC|(?<!not\s)(?<!not\syet\s)(?<!not\sbeen\s)published|national\s(?:figure|average|rate)|treasury\smanagement|investments?|borrowing|counterparty|revenue\sprovision|
    authorised\slimit|operational\sboundary|band\sd|core\sgrant|sold\sat\s£?[\d.]+\sincluding|per\sreferral|
    (?:was|were|been)\sapproved|met\sfrom|funded\s(?:from|by)|existing\sbudgets?|band\sin|the\sprice\sshown|annual\sreport|forfeited|confiscated|rates?\spayable|net\sbudget|standard\s(?:charge|rate)|contributes|fixed\spenalty|fined)\b"""
)
"""Words that say of a figure that anybody may read it."""
_COMPARED: Final = compiled(
    r"""(?i)\b(?:not\sexceed(?:ing)?|not\smore\sthan|no\smore\sthan|up\sto(?:\sand\sincluding)?|in\sexcess\sof|
    exceed(?:s|ed|ing)?|greater\sthan|less\sthan|more\sthan|at\sor\s(?:above|below)|over|under|above|below|beyond|
    between|from|within|reach(?:es)?)\s(?:the\s|a\s)?(?:[£€$][\d,.]+[km]?\s(?:and|to)\s)?$"""
)
_COMPARED_BEHIND: Final = compiled(
    r"(?i)^,?\s(?:or\s(?:more|less|over|under|above|below)|and\s(?:above|over|below|under)|upwards)\b"
)
_A_RULE: Final = compiled(
    r"""(?i)\b(?:approv\w+|authori[sz]\w+|delegat\w+|requires?|required|needs?|must|may\sbe|reserved|reported\sto|
    quotations?|competition|regulations?|scheme\sof|standing\s(?:orders?|financial)|consent|signed?|sign-?off|
    committee|key\sdecision|procurement\s(?:policy|rules|regulations)|rules|officers?|escalat\w+|refer(?:red|s)?|
    waiver|variations?|virements?|write-?offs?|insurance\sclaims|payments|purchases|awards|contracts|disposals)\b"""
)
_BARGAIN: Final = compiled(
    r"""(?i)\b(?:offer\w*|bids?|bidders?|settl(?:e|ed|ement)|negotiat\w+|walk|would\s(?:pay|accept|take|go|settle)|
    price[sd]?|quoted?|counter\w*|claimant|damages|landlord|valuer|valuation|rent|premium|indicat\w+|fallback|concede\w*|authority\sto)\b"""
)


def is_a_rule(passage: Passage, span: Span) -> bool:
    """Whether a figure is where a rule draws a line, for all to see."""
    is_compared = any(matches(_COMPARED, passage.before(span, 45))) or any(
        matches(_COMPARED_BEHIND, passage.after(span, 20))
    )
    if not is_compared:
        return False
    sentence = passage.sentence_of(span)
    text = passage.text[sentence.start : sentence.end]
    return any(matches(_A_RULE, text)) and not any(matches(_BARGAIN, text))


_PARTS: Final = compiled(
    r"""(?i)[;:]|\s-\s|,?\s(?:but|whereas|while|against|compared\swith|which\sis|
    although|however|within\sthe|under\sthe|above\sthe|below\sthe|and\sthe)\s"""
)
WIDE: Final = 350


def leaning(passage: Passage, span: Span) -> int:
    """Whether more commercial or more public words stand farther about: 1, -1 or 0."""
    around = passage.text[max(0, span.start - WIDE) : span.end + WIDE]
    commercial = sum(1 for _ in matches(COMMERCIAL, around))
    public = sum(1 for _ in matches(PUBLIC, around))
    public += 2 * sum(1 for _ in matches(SHOWN, around))
    if commercial == 0 and public:
        return -1
    return 1 if commercial > public else 0


_APART: Final = 45
"""A new clause counts as so many letters."""
FAR: Final = 400


def balance(passage: Passage, span: Span) -> float:
    """How commercial the words about a span are: -1 for public to 1.

    0 where nothing is said, or both are said equally near.
    """
    sentence = passage.sentence_of(span)
    text = passage.text[sentence.start : sentence.end]
    own = Span(span.start - sentence.start, span.end - sentence.start)
    breaks = [match.start() for match in matches(_PARTS, text)]
    distances = []
    for cue in (COMMERCIAL, PUBLIC):
        nearest: float = FAR
        for match in matches(cue, text):
            if match.start() < own.end and own.start < match.end():
                nearest = 0
                break
            behind = match.start() >= own.end
            low, high = (own.end, match.start()) if behind else (match.end(), own.start)
            between = sum(low <= at < high for at in breaks)
            # English says what a figure is before it more often than behind it.
            distance = (high - low) * (1.3 if behind else 1.0) + _APART * between
            nearest = min(nearest, distance)
        distances.append(nearest)
    commercial, public = distances
    if commercial >= FAR and public >= FAR:
        return 0.0
    return max(-1.0, min(1.0, (public - commercial) / 40))
