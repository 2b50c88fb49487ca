"""What was given in confidence, frank advice, and what waits for its publication."""

from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.rules.base import Rule, pattern, sentences_with

RULES: Final = (
    Rule(
        id=RuleId("confidence.given"),
        category=Category.CONFIDENCE,
        section=Section("s41(1)"),
        confidence=0.75,
        why="The sentence says that it was given in confidence.",
        source="FOIA s.41; Coco v A N Clark (Engineers) Ltd [1969] RPC 41",
        find=sentences_with(
            r"""\bin\s(?:the\s)?(?:strict(?:est)?\s|complete\s|commercial\s)?confidence\b|\b(?:breach|duty|obligation)s?\sof\s(?:confidence|confidentiality|the\sundertaking)|\bunderstanding\b[^.]{0,70}\b(?:neither|nobody|no\sone|nothing|not)\b|
            \b(?:on|under)\s(?:the\s|a\s)?(?:strict\s|express\s|clear\s)?(?:understanding|condition|basis|promise|assurance|terms?|obligation|duty)\s
              (?:that\s|of\s)[^.]{0,60}(?:confiden\w+|not\s(?:be\s)?(?:disclos\w+|shar\w+|pass\w+|publish\w+|repeat\w+|attribut\w+)|go\sno\sfurther|anonym\w+|secret\w*)|
            \bconfidential(?:ly|ity)?\s(?:basis|disclosure|disclosed|information\s(?:provided|supplied|from)|briefing|submission|discussions?|agreement|undertaking|terms|told|source|survey|report\s(?:from|by)|settlement)|
            \b(?:express|clear|strict)\sfooting\b|\bnon-?disclosure\b|\bexpressly\sconfidential|\bconfidential\sto\b|\bkept?\sbetween\b|\bfor\s(?:our|your|my)\s(?:ears|eyes)\sonly|\bgo\sno\sfurther|\bstrict\scondition\b|\b(?:promised|assured|undertook|agreed)\sthat\b[^.]{0,50}\b(?:no\sfurther|not\sbe|nobody|no\sone|confiden\w+|anonym\w+)|\btell\sno\s?-?one|\binformed\s(?:us|me)\s(?:privately|in\sconfidence)|\b(?:told|informed|disclosed|spoke|said|given|shared|supplied|gave)\b[^.]{0,30}\b(?:privately|confidentially|in\sprivate)\b|\bonly\sby\sthe\b[^.]{0,20}\bgroup\b|
            \b(?:asked|requested|insisted)\s(?:that\s|us\s|for\s)[^.]{0,50}(?:confiden\w+|not\s(?:be\s)?(?:disclos\w+|shar\w+|pass\w+|publish\w+|repeat\w+|named|identified))|
            \bnon-?disclosure\sagreement|\bNDA\b|\btrade\ssecrets?\b|\bdisclosed\s(?:it\s|this\s|them\s)?(?:privately|confidentially|in\sprivate)|
            \bnot\s(?:to\sbe|be|for)\s(?:disclosed|shared|passed\son|disclosure|onward|wider\s(?:circulation|distribution))|\bmarked\s(?:as\s)?confidential|
            \bspoke\s(?:to\sus\s)?(?:privately|confidentially|off\sthe\srecord)|\boff\sthe\srecord\b|\bwhistle-?blow\w*|\bproprietary\b""",
            unless=r"\b(?:public\sconfidence|confidence\sof\sthe\spublic|confidence\sin\s(?:the\s)?polic|confidentiality\spolicy|policy\son|part\s2\s(?:is|of)|vote\sof|no\sconfidential)\b",
        ),
        hits=("[[The survey was supplied in confidence.]] It is long.",),
        misses=("We have confidence in the plan.", "Public confidence rose."),
    ),
    Rule(
        id=RuleId("confidence.shared"),
        category=Category.CONFIDENCE,
        section=Section("s41(1)"),
        confidence=0.6,
        why="Somebody passed something on and asked that it be kept.",
        source="FOIA s.41; Coco v A N Clark (Engineers) Ltd [1969] RPC 41",
        find=sentences_with(
            r"\b(?:confiden\w+|in\sprivate|privately|undertak\w+|promis\w+|assur(?:ed|ance)|secret(?:ly)?|discreet(?:ly)?|unattributable|not\sto\sbe\s(?:named|repeated|attributed|quoted|shown|passed))\b",
            also=r"\b(?:told|gave|given|supplied|provided|shared|disclos\w+|said|spoke|reveal\w+|passed|let\sus|showed|shown|sent|handed|admitted|lent|learnt|heard)\b",
            unless=r"\b(?:public\sconfidence|confidence\s(?:in|of|level)|confidentiality\spolicy|vote\sof|exempt\sfrom|freedom\sof\sinformation|published|survey|satisfaction|victims?'?\sconfidence|community|part\s2|meeting\sin\sprivate|private\ssession|exempt)\b",
        ),
        hits=("[[The owner told us privately that he will sell.]]",),
        misses=("Public confidence was given weight.", "The papers were sent in May."),
    ),
    Rule(
        id=RuleId("policy.frank"),
        category=Category.POLICY,
        section=Section("s36(2)"),
        confidence=0.65,
        why="Frank advice: only the qualified person may decide that it is withheld.",
        source="FOIA s.36(2)(b); ICO, Prejudice to the effective conduct of public affairs",
        find=sentences_with(
            r"""\bfor\smy\spart\b|\bmy\s(?:\w+\s)?(?:concern|worry|fear|advice|preference|instinct|view)\sis\b|\bbound\sto\ssay\b|\b(?:private|candid|frank|honest|personal|unvarnished)\s(?:opinion|view|advice|assessment|note)\b|\bspeak\sfreely|\blooks\sto\sme\b|\bI\s(?:should|would)\s(?:want|like|rather|recommend|urge|advise)\b|
            \bin\smy\s(?:opinion|view|judge?ment|experience)\b|\bI\sconsider\b|
            \b(?:I|we|my|our)\b[^.;]{0,30}\b(?:think|thought|believe|feel|felt|fear|worry|worried|suspect|doubt|(?:would|am|are|remain|was|were)\s(?:\w+\s)?(?:uncomfortable|concerned|nervous|uneasy|reluctant|inclined|minded|sceptical|unhappy|worried|not\sconvinced|unconvinced|tempted)|
              (?:honest|candid|personal|frank|private|own|strong|preliminary|initial|provisional)\s(?:view|opinion|advice|assessment|feeling|preference|instinct)|instinct|hunch|prefer(?:red|ence)?|(?:would|do)\snot\s(?:want|wish|like|advise|support)|would\s(?:rather|advise|urge|caution|resist|strongly)|view\sis|opinion\sis|advice\sis)\b|
            \b(?:frankly|to\sbe\s(?:frank|candid|honest|blunt)|between\sourselves|candidly|for\syour\seyes|off\sthe\srecord|in\sall\shonesty)\b|
            \b(?:free\sand\sfrank|frank\s(?:advice|exchange|discussion|view)|candid\s(?:advice|view|discussion|assessment)|private\soffice\s(?:feels|thinks|is)|draft\s(?:advice|position|lines)|not\s(?:yet\s)?(?:a\s)?settled\s(?:view|policy)|
              policy\s(?:options?|position)\s(?:is|are|was|were|under|being)\s(?:still\s)?(?:being\s)?(?:consider\w+|develop\w+|discuss\w+|debat\w+)|blue-?sky|thinking\saloud|politically\s(?:difficult|awkward|toxic|sensitive|damaging)|handling\s(?:plan|risk)|presentational(?:ly)?)\b""",
            unless=r"\b(?:I\s(?:am\ssatisfied|have\sconsidered|confirm\sthat|approve|hereby|certify)|we\sbelieve\sin|we\sthank|I\sconfirm)\b",
        ),
        hits=(
            "[[I would be uncomfortable defending this to the panel.]]",
            "[[Frankly the business case is thin.]]",
        ),
        misses=(
            "The panel met in May.",
            "I am satisfied that the request should be approved.",
        ),
    ),
    Rule(
        id=RuleId("publication.later"),
        category=Category.FUTURE_PUBLICATION,
        section=Section("s22(1)"),
        confidence=0.7,
        why="The sentence tells of something that is to be published later.",
        source="FOIA s.22(1); ICO, Information intended for future publication",
        find=sentences_with(
            r"""\b(?:intends?|plans?|proposes?|expects?)\sto\s(?:announce|publish|release|launch|unveil)\b|\b(?:held|hold|kept)\sback\suntil\b|\b(?:must\snot|not\sto|may\snot|cannot)\sbe\s(?:released|published|announced|quoted|shared|disclosed)(?:\s\w+){0,3}\s(?:before|until)|\bmust\snot\sbe\s(?:released|published|announced)|\b(?:go|going|goes|put|posted|appear|appears)\s(?:up\s|live\s|out\s)?on\s(?:the|its|our)\s(?:\w+'s\s)?(?:web)?site\b|\bgo(?:es|ing)?\slive\b|\bto\sbe\sposted\s(?:on|by|in)\b|\bwill\scome\sout\b|\bwill\s(?:publish|release|announce|launch|unveil)\b|
            \b(?:will|shall|is|are|was|were|be|to\sbe)\s(?:not\s)?(?:to\sbe\s|be\s|due\sto\sbe\s|scheduled\s(?:to\sbe|for)\s|expected\sto\sbe\s|planned\sto\sbe\s|intended\sto\sbe\s|set\sto\sbe\s)(?:\w+\s)?
              (?:published|released|announced|launched|made\spublic|laid\sbefore|issued|unveiled)\b[^.]{0,70}?\b(?:on|in|by|after|at|until|before|later|next|once|following|during|when|alongside)\b|
            \bembargo\w*|\b(?:due|scheduled|planned|intended|expected)\s(?:for|to)\s(?:public(?:ation)?|release|be\s(?:published|released|announced))|
            \b(?:publication|announcement|release|launch)\s(?:is\s|has\sbeen\s|was\s|remains\s)?(?:planned|scheduled|due|set|expected|fixed|intended|timetabled|pencilled)\b|\b(?:ahead|in\sadvance)\sof\s(?:its\s|the\s|their\s)?(?:publication|announcement|launch|release)|
            \b(?:until|before|prior\sto)\s(?:its\s|the\s|their\s|formal\s|official\s)?(?:publication|announcement|release|launch)\b|\bnot\s(?:for|to\sbe)\s(?:publication|release[d]?|published)\s(?:before|until)|\bforthcoming\spublication""",
            unless=r"\b(?:freedom\sof\sinformation|subject\sto\sthe|made\savailable\son|part\s1\b|part\sone\b|in\sdue\scourse|as\susual|the\spapers|standstill|portal|this\s(?:decision|form|request|part|paper|report)\s(?:will|shall|is)|part\s1\s|deferred?\sfrom|publication\sscheme|within\s(?:one|1|\w+)\sworking\sdays?|as\srequired\sby|decisions?\s(?:are|will\sbe)\spublished|minutes\s(?:are|will)|contract\sregister|transparency)\b",
        ),
        hits=(
            "[[The review will be published on 3 June.]]",
            "[[The figures are under embargo until Monday.]]",
        ),
        misses=(
            "This decision will be published on the website.",
            "It was published in May.",
        ),
    ),
    Rule(
        id=RuleId("marking.sensitive"),
        category=Category.MARKING,
        section=Section("s31(1)"),
        confidence=0.4,
        why="A protective marking: the page says of itself that it is not for all.",
        source="Cabinet Office, Government Security Classifications",
        find=pattern(
            r"""(?P<it>\b(?:OFFICIAL[ ]?-?[ ]?SENSITIVE(?:[ ]?[-:(]?[ ]?(?:COMMERCIAL|PERSONAL|LOCSEN))?\)?|TOP[ ]SECRET|SECRET\b(?=\s*(?:\n|$|UK))|RESTRICTED\b(?=\s*(?:\n|$|-))|
            COMMERCIAL[ -]IN[ -]CONFIDENCE|PROTECT[ ]-[ ](?:COMMERCIAL|PERSONAL)|NOT[ ]FOR[ ]PUBLICATION))"""
        ),
        hits=("[[OFFICIAL-SENSITIVE]]", "[[COMMERCIAL IN CONFIDENCE]]"),
        misses=("OFFICIAL", "NOT PROTECTIVELY MARKED"),
    ),
)
