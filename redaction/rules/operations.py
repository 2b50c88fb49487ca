"""Police operations and security: what helps offenders or attackers."""

from collections.abc import Iterator, Sequence
from typing import Final

from decisions.exemptions import Section
from decisions.flags import Category, RuleId
from redaction.rules.base import (
    Find,
    Passage,
    Rule,
    Span,
    compiled,
    matches,
    sentences_with,
)

_GENERAL: Final = (
    r"\b(?:policy|strategy|training|national|published|annual\sreport|statutory|act\s(?:19|20)\d\d|code\sof\spractice|"
    r"public\sconfidence|will\ssupport|supports?\sthe|commitment|grant|budget|inspection|HMICFRS|objective|priority|"
    r"police\sand\scrime\splan|oversight|commissioner'?s?\soffice)\b"
)

_WEAK: Final = compiled(
    r"""(?ix)\b(?:deploy\w*|handsets?|devices?|range|metres|kilomet\w+|knots|estate[s]?|dark|night|nights|dawn|armed|cover(?:ed)?|teams?|
    roof|patrols?|crews?|drones?|aircraft|jammer|seizures?|sources?|controller|cash|hotel|informed|threat|associates?|defendants?|
    premises|observation|vehicle|plate|garaged|cover\sname|swapped|wire|probe|battery|concealed|fitted|hidden|withdrawn|posts?|
    guards?|cameras?|sensors?|lights?|fence|gate|doors?|windows?|lock(?:ed|s)?|keys?|vault|store|safe|stairwell|roofline|tunnel|basement|
    firmware|server|gateway|password|account|remote|patch\w*|backup|network|port|admin\w*|login|login|laptop|encrypted|router|
    staff\snumbers|rota|shift|relief|hours|between\s\d|(?:0\d|1\d|2[0-3])[.:]?\d\d|unaware|cannot|only|alone|never|reveal|help\s(?:anyone|them)|attack|
    search(?:ed|es)?|arrest\w*|suspects?|gang|dealers?|line[s]?|stash|drugs|firearms?|weapons?|knives|exhibit|intelligence|telematics|
    reporting\son|paid\sfor\sinformation|restock\w*|convoy|escort|route|rendezvous|plot|target\w*|raid\w*|custody|cells?)\b"""
)
NEAR: Final = 2
_WEAK_MIN: Final = 2


def beside(strong: Sequence[Find]) -> Find:
    """Sentences near one that gives an operation away, which say more of it."""

    def find(passage: Passage) -> Iterator[Span]:
        found = {span.start for find in strong for span in passage.found_by(find)}
        if not found:
            return
        rows = passage.sentences
        hits = {at for at, span in enumerate(rows) if span.start in found}
        for at, span in enumerate(rows):
            is_near = any(abs(at - hit) <= NEAR for hit in hits)
            if at in hits or not is_near:
                continue
            text = passage.text[span.start : span.end]
            weak = {match[0].casefold() for match in matches(_WEAK, text)}
            if len(weak) >= _WEAK_MIN and not any(matches(_ORDINARY, text)):
                yield span

    return find


_ORDINARY: Final = compiled(
    rf"""(?ix){_GENERAL}|\b(?:approv\w+|recommend\w+|decision|consult\w+|procure\w+|tender\w*|contract\w*|invoice\w*|
    report\w*\s(?:by|to)|panel|committee|VAT|per\scent|published|public|£)|£"""
)
_GIVING_AWAY: Final = (
    Rule(
        id=RuleId("operations.covert"),
        category=Category.LAW_ENFORCEMENT,
        section=Section("s31(1)"),
        confidence=0.75,
        why="The sentence tells how, where or against whom the police work.",
        source="FOIA s.31(1); ICO, Law enforcement",
        find=sentences_with(
            r"""\bsurveillance\b|\bcovert(?:ly)?\b|\bundercover\b|\binformants?\b|\bCHIS\b|\btest\spurchas\w+|
            \btracking\sdevices?|\blistening\sdevices?|\btrackers?\b|\bIMSI|\bintercept(?:ion|ed|s)?\b|\bdecoy\b|
            \bplain\s?-?clothes|\bunmarked\s(?:cars?|vehicles?|vans?)|\bobservation\s(?:post|point)|\bstake-?out|\bcover\snames?\b|\bunder\sobservation|\bthreats?\sto\skill|\bhandlers?\b|\bintegrity\stests?|\btipping\soff|\btipped\soff|\bwithout\s(?:his|her|their)\sknowledge|\bundetected\b|\bmoney\smule|\bin\sintelligence\b|\b(?:telephone|call|phone)\s(?:data|records)\b|\bconvoy\b|\bPrincipal\b[^.]{0,40}\bassessed|\bcooperating\switness|\b(?:technique|method)s?\b[^.]{0,50}\bnot\sbeen\sdisclosed|\bmust\snot\s(?:learn|know|be\stold)|\bsource\s(?:will|is|has|says|reports)\b|\bsources?\sreporting|\bsource\spayments?|\bremains?\scovert|\bunaware\sthat|
            \bsting\b|\bsubjects?\sof\sinterest|\bprincipal\snominal|\bnominals?\b|\b(?:identify|reveal|compromise|expose)\s(?:the\s|a\s)?sources?\b|\bdevices?\s(?:is|are)\s(?:fitted|hidden|placed|concealed)|\bteams?\smust\skeep|\bjam(?:med|ming)?\s(?:it|them|the)|\bfrequency\son\swhich|\bintelligence\s(?:graded|reports?|suggests?|indicates?|shows?|places|links|from|that|received|gathered|on)\b|
            \btactic(?:s|al)\b|\bmodus\soperandi""",
            also=r"""\b(?:will|would|are|is|was|were|has|have|had|can|cannot|only|between|at|near|from|outside|inside|
            against|used|deploy\w*|fitted|target\w*|suspects?|address|premises|gang|network|unit|team|officers?)\b""",
            unless=_GENERAL,
        ),
        hits=(
            "[[The surveillance team will watch the yard from the flat above the bakery.]]",
        ),
        misses=("The covert policing budget is published each year.",),
    ),
    Rule(
        id=RuleId("operations.live"),
        category=Category.LAW_ENFORCEMENT,
        section=Section("s31(1)"),
        confidence=0.7,
        why="The sentence tells of an operation or an investigation that goes on.",
        source="FOIA ss.30, 31(1); ICO, Investigations and proceedings",
        find=sentences_with(
            r"""\b(?:arrests?\sphase|(?:criminal|live|covert|fraud|murder)\sinvestigation|investigation\s(?:into|of)\b[^.]{0,60}\b(?:is\s(?:live|under\sway|continuing|ongoing)|continues|has\snot)|(?:not|never)\s(?:yet\s)?been\s(?:interviewed|charged|arrested|put\sto|told)|
            (?:search|arrests?|visit|interview)\s(?:of\s[^.]{0,40})?(?:is|are|has\sbeen)\splanned|served\swith\snotices|(?:is|are|being)\s(?:still\s)?(?:being\s)?(?:traced|watched|monitored)|do(?:es)?\snot\s(?:yet\s)?know\sthat|day\sof\saction|search\swarrants?|warrants?\s(?:will|is|are|was|were)\s(?:to\s)?(?:be\s)?(?:executed|obtained|served)|
            raids?\b|dawn\sraid|live\s(?:investigation|operation)|ongoing\s(?:investigation|operation|enquiry|inquiry)|
            current\sinvestigation|(?:prime|main|key|two|three|four)\ssuspects?|suspects?\s(?:is|are|has|have|was|were|will)|under\sinvestigation|
            charging\sdecision|not\syet\s(?:been\s)?(?:charged|arrested)|forensic\s(?:strategy|evidence|technique)|
            Operation\s(?-i:[A-Z][A-Za-z]+)|line\sof\s(?:enquiry|inquiry)|reconnaissance|hostage|firearms\s(?:team|officers)\s(?:will|are|would)|
            response\stimes?\s(?:at|in|to)\b[^.]{0,40}(?:night|minutes)|minimum\s(?:staffing|crewing|strength)|
            (?:only|just)\s(?:one|two|three|four|five|six|\d+)\s(?:armed\s)?(?:officers|cars|vehicles|units|crews)|
            patrols?\s(?:will|are|is|leave|cover|change|end|start|stop|pass)|shift\s(?:pattern|change|handover)s?|
            cameras?\s(?:is|are|will\sbe|at|on|do|does|cannot|covers?)\b|ANPR\s(?:camera|site|coverage|does|cannot|locations?)|
            detection\s(?:threshold|limit|technique)|decrypt\w*|phone\s(?:extraction|unlock\w*))""",
            unless=r"\b(?:no\simplications|ended\sin|concluded|convictions?|sentenced|public\sreport|rates\sexclude|policy\son|strategy|published|annual\sreport|inspection\sof|all\sforces|nationally|statutory\sguidance|commissioner's\soffice|now\sconcluded)\b",
        ),
        hits=(
            "[[Warrants will be executed at three addresses on 4 May.]]",
            "[[Operation Larkspur has two suspects.]]",
        ),
        misses=("Officers patrol the town.",),
    ),
    Rule(
        id=RuleId("operations.security"),
        category=Category.SECURITY,
        section=Section("s31(1)"),
        confidence=0.75,
        why="The sentence shows a weakness, or how a place or system is guarded.",
        source="FOIA ss.24(1), 31(1); ICO, Safeguarding national security",
        find=sentences_with(
            r"""\b(?:access|door|gate|alarm|entry|override|safe|key\s?pad|PIN|security)\s?-?(?:codes?|PINs?|passwords?)\b|\bpasswords?\s(?:is|are|for|to|was|remains?)\b|\bkeypad|
            \bblind\sspots?|\bcoverage\sgaps?|\bvulnerabilit(?:y|ies)\b|\bpen(?:etration)?\s?-?test\w*|\bfirewalls?\b|\bunpatched|\bunsupported\s(?:version|software|operating|server)|
            \bweakness(?:es)?\b|\battackers?\b|\bnot\scovered\sby\s(?:any\s|the\s)?(?:camera|alarm|guard)|\bcan\sbe\sopened\b|\bprincipals?\s(?:most\s)?at\srisk|\b(?:single|outer|inner)\scordon|\barmed\sreserve|\bservice\stunnel|
            \bremote\saccess\b|\barmed\scover|\bdetection\sequipment|\bjammer|\bplanning\san\sattack|\bstaff(?:ing)?\snumbers\sfall|
            \b(?:known|unfixed|serious|remote-?access)\s(?:\w+-?\w*\s)?(?:flaw|hole|fault|weakness)|\bcombination\b[^.]{0,30}\b(?:vault|safe|store|lock)|\bpasswords?\b[^.]{0,60}\b(?:same|shared|default|rotated|written)|\bprotection\scover|\bcannot\sbe\spatched|
            \bserver\sroom|\bcomms\sroom|\bdata\scentre\s(?:is|at|in|lies|sits)|\bperimeter\b|\bhostile\s(?:vehicle|reconnaissance|state|actor)|\bsafe\s?houses?\b|\bkey\s?holders?\b|
            \bintruder|\balarm\s(?:system|sensors?|panel|is|does|can)|\bguard(?:s|ed|ing)?\s(?:is|are|change|patrol|only|leave|post|room|between|at|from)|\bpanic\s(?:button|alarm|room)|
            \bsecurity\s(?:gap|weakness|flaw|arrangements|doors?|guards?|cameras?|systems?|vetting\slevel|measures|plan)\b|\bcounter-?terror\w*|\bterroris[tm]\w*|\bexplosive|\bblast|\bbollards?|\barmou?ry\b|\bweapons?\sstore|
            \bCCTV\s(?:does|do|is|are|cannot|coverage|cameras?|at|on|has|was|fails|blind)|\bencrypt(?:ed|ion)\s(?:key|radio|channel)|\bradio\s(?:channel|frequency|talk\s?group)|
            \bback-?up\sgenerator|\bsingle\spoint\sof\sfailure|\badmin(?:istrator)?\s(?:account|credentials|password)|\bmulti-?factor|\bexploit\w*|\bmalware|\bransomware|\bclose\sprotection|\broyalty\sprotection|\bprotected\s(?:witness|person)|
            \broute\sof\sthe\s(?:convoy|escort)|\bvetting\sfailure|\bunlocked\b|\bunguarded|\bunmanned""",
            unless=r"\b(?:policy|strategy|training|national\sthreat\slevel\s(?:is\s)?published|published|annual|statutory|act\s(?:19|20)\d\d|awareness|no\s(?:security|data)\s(?:implications|issues)|"
            r"will\scomply|compl(?:y|ies|iant)\swith|GDPR|data\sprotection|grant|public\sconsultation|cyber\sessentials)\b",
        ),
        hits=(
            "[[The alarm code for the armoury is changed on Mondays.]]",
            "[[The north gate has a blind spot by the bins.]]",
        ),
        misses=(
            "There are no security implications.",
            "Cyber training is national policy.",
        ),
    ),
    Rule(
        id=RuleId("operations.plan"),
        category=Category.LAW_ENFORCEMENT,
        section=Section("s31(1)"),
        confidence=0.6,
        why="The sentence tells what the police mean to do, or whom they watch.",
        source="FOIA s.31(1); ICO, Law enforcement",
        find=sentences_with(
            r"\b(?:officers?|teams?|units?|detectives?|source|suspects?|gang|group|dealers?|traffickers?|nominals?|targets?|smugglers?|burglars?)\b",
            also=r"\b(?:will|plans?|planned|intends?|about\sto|next\s(?:week|month)|tonight|on\sthe\s(?:night|morning)|not\sknow|unaware)\b[^.]{0,80}\b(?:watch\w*|follow(?:ed|ing)?|arrest\w*|search\w*|seiz\w+|raid\w*|deploy\w*|plain\sclothes|bug(?:ged|ging)?|intercept\w*|stak\w+|ambush\w*|swoop|tail(?:ed|ing)?)\b",
            unless=_GENERAL,
        ),
        hits=(
            "[[The gang does not know that officers will search the lock-up on Friday.]]",
        ),
        misses=("Officers search for lost dogs.", "The team will meet in May."),
    ),
    Rule(
        id=RuleId("operations.lapse"),
        category=Category.SECURITY,
        section=Section("s31(1)"),
        confidence=0.6,
        why="The sentence shows that something that should guard does not.",
        source="FOIA ss.24(1), 31(1); ICO, Safeguarding national security",
        find=sentences_with(
            r"\b(?:codes?|locks?|keys?|doors?|gates?|fence|cameras?|alarms?|guards?|servers?|passwords?|back-?ups?|patch(?:es)?|firmware|badges?|pass(?:es)?|shutters?|windows?|turnstiles?|vault|safe|cordon|sensors?)\b",
            also=r"\b(?:cannot|can\snot|does\snot|do\snot|is\snot|are\snot|not\sbeen|never|fails?|failed|broken|shared|the\ssame|unlocked|left\sopen|unguarded|unchanged|default|expired|propped|disabled|bypass\w*|switched\soff|out\sof\s(?:use|order)|forced|climbed|reached\sfrom|stuck)\b",
            unless=rf"{_GENERAL}|\b(?:vehicles?|fleet|residents?|tender\w*|price[sd]?|contract\w*|supplier\w*|delivery|purchase\w*|licen[cs]e\w*|£)\b|£",
        ),
        hits=("[[The rear gate does not lock and its camera is switched off.]]",),
        misses=("The keys were handed over.", "The cameras are not in the budget."),
    ),
)
RULES: Final = (
    *_GIVING_AWAY,
    Rule(
        id=RuleId("operations.beside"),
        category=Category.LAW_ENFORCEMENT,
        section=Section("s31(1)"),
        confidence=0.55,
        why="The sentence says more of what the one near it gives away.",
        source="FOIA s.31(1); ICO, Law enforcement",
        find=beside([rule.find for rule in _GIVING_AWAY]),
        hits=(
            "The surveillance team will watch the yard from the bakery. [[Two crews wait in a van until dark.]]",
        ),
        misses=("Two crews wait in a van until dark.",),
    ),
)
