"""What the names of firms end with."""

from typing import Final

FORM: Final = (
    r"(?:Ltd|Limited|LTD|LIMITED|plc|PLC|Plc|LLP|L\.L\.P\.|Inc|Incorporated|GmbH|AG|BV|B\.V\.|SA|S\.A\.|"
    r"SARL|NV|CIC|CIO|Corp|Corporation|Pty|ApS|AB|Oy|SpA|LLC|LP|Holdings)"
)
TRADE: Final = (
    r"(?:Systems|Solutions|Consulting|Consultants|Consultancy|Technologies|Technology|Software|"
    r"Services|Associates|Partners|Partnership|Group|Logistics|Security|Construction|Builders|"
    r"Engineering|Analytics|Digital|Networks|Communications|Telecom|Recruitment|Interiors|"
    r"Electrical|Facilities|Forensics|Laboratories|Labs|Motors|Garages|Fleet|Properties|"
    r"Estates|Developments|Investments|Capital|Architects|Surveyors|Solicitors|Data|Cloud|"
    r"Aviation|Uniforms|Catering|Cleaning|Transport|Industries|Instruments|Media|Printing|"
    r"Publishing|Energy|Utilities|Insurance|Brokers|Advisory|Research|Studios|Dynamics|"
    r"Modular|Hire|Analytical|Mutual|Coachworks|Works|Mobility|Textiles|Interiors|Gym|Studio|Press|Foods|Fabrication|"
    r"Robotics|Aerospace|Marine|Couriers|Translations|Interpreting)"
)
