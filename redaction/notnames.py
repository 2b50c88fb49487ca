"""Words that no name of a person holds, though a language model takes them for one."""

from typing import Final

NO_NAME: Final = frozenset(
    """
    act annex appendix april august board bill brexit chief code committee cost date december
    deputy director executive february force friday head january july june lot centre
    march mayor met mips monday november october officer option part council office group
    programme project report saturday section september service signature sunday police crime
    thursday title tranche tuesday unit wednesday commissioner constable authority fund team
    operation strategy policy plan contract framework schedule table figure item agenda minutes
    decision request business case home town city county borough north south east west park
    house street road lane avenue court school hospital station university college church
    limited ltd plc llp department ministry agency trust foundation association partnership
    services systems solutions support public private data security digital legal finance
    commercial procurement technology safety health justice victims violence strategic
    investment approval procurement treasury audit panel oversight governance appeal tribunal
    equality diversity human rights gdpr freedom information protection bwv taser anpr cctv
    bidder tenderer supplier vendor provider client customer witness england wales scotland
    britain london english british european union christmas easter summer winter spring autumn
    the this that these a an and of for to in on at by we they it he she his her our your all
    gold silver bronze estate estates custody fleet forensic forensics network control room
    inquiry enquiry review principles foundation hall academy close square bridge green yard law
    coroner tree aerodrome assurance works coachworks valley mutual modular hire analytical trust foundation gym project
    fraud engineering consulting solutions software technologies group holdings motors way
    ministry advisory panel forum crescent gardens terrace grove mews approach parade
    account bank invoice order purchase reference number ref tel phone mobile fax email dear
    regards sincerely faithfully paragraph clause regulation article gateway stage phase gate
    """.split()
)
"""Words that no name of a person holds; the model takes them for names."""
SURNAMES_TOO: Final = frozenset(
    "green march may park hill close law hall bridge north west south east street lane day field "
    "banks church court castle king bishop head house wood price town young winter summer".split()
)
"""Last names as well: behind a sure first name they are one."""
