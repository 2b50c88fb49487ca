"""Words that no name of a person holds, though a language model takes them for one."""

from typing import Final

NO_NAME: Final = frozenset(
    """
    resource management manager summary learning apparel landscapes inquest
    a academy account act advisory aerodrome agency agenda all an analytical and
    annex anpr appeal appendix approach approval april article association assurance
    at audit august authority autumn avenue bank bidder bill board borough brexit
    bridge britain british bronze business bwv by case cctv centre chief christmas
    church city clause client close coachworks code college commercial commissioner
    committee constable consulting contract control coroner cost council county
    court crescent crime custody customer data date dear december decision
    department deputy digital director diversity east easter email engineering
    england english enquiry equality estate estates european executive faithfully
    fax february figure finance fleet for force forensic forensics forum foundation
    framework fraud freedom friday fund gardens gate gateway gdpr gold governance
    green group grove gym hall he head health her hire his holdings home hospital
    house human in information inquiry investment invoice it item january july june
    justice lane law legal limited llp london lot ltd march mayor met mews ministry
    minutes mips mobile modular monday motors mutual network north november number
    october of office officer on operation option order our oversight panel parade
    paragraph park part partnership phase phone plan plc police policy principles
    private procurement programme project protection provider public purchase ref
    reference regards regulation report request review rights road room safety
    saturday schedule school scotland section security september service services
    she signature silver sincerely software solutions south spring square stage
    station strategic strategy street summer sunday supplier support systems table
    taser team technologies technology tel tenderer terrace that the these they this
    thursday title to town tranche treasury tree tribunal trust tuesday union unit
    university valley vendor victims violence wales way we wednesday west winter
    witness works yard your
    """.split()
)
"""Words that no name of a person holds; the model takes them for names."""
SURNAMES_TOO: Final = frozenset(
    """
    green march may park hill close law hall bridge north west south east street
    lane day field banks church court castle king bishop head house wood price town
    young winter summer
    """.split()
)
"""Last names as well: behind a sure first name they are one."""
