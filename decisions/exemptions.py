"""The exemptions of the Freedom of Information Act 2000, as data.

A row says what the section protects in words a reader understands, whether it
is absolute (section 2(3)) or needs a public-interest test (section 2(2)), and
whether it protects a class of information or needs a likely harm.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, NewType

from decisions.errors import Refusal

Section = NewType("Section", str)
"""As printed in a label: "s43(2)"."""


class UnknownExemption(Refusal):
    """No row of the table has this section."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """One section of the Act under which text may be withheld."""

    section: Section
    title: str
    plain: str
    """Completes the sentence "Withheld because it ..."."""
    absolute: bool
    ground: Literal["class", "prejudice"]

    @property
    def label(self) -> str:
        """What stands in the document in place of the withheld text."""
        return f"[{self.section}]"


def _row(
    section: str,
    title: str,
    plain: str,
    kind: Literal["absolute", "qualified"],
    ground: Literal["class", "prejudice"],
) -> Exemption:
    return Exemption(Section(section), title, plain, kind == "absolute", ground)


_ROWS: Final = (
    _row("s21(1)", "Accessible by other means", "is reasonably accessible elsewhere", "absolute", "class"),
    _row("s22(1)", "Intended for future publication", "will be published at a later date", "qualified", "class"),
    _row("s23(1)", "Security bodies", "relates to bodies dealing with security matters", "absolute", "class"),
    _row("s24(1)", "National security", "must be kept back to safeguard national security", "qualified", "prejudice"),
    _row("s27(1)", "International relations", "would harm relations with another state", "qualified", "prejudice"),
    _row("s28(1)", "Relations within the United Kingdom", "would harm relations between administrations in the United Kingdom", "qualified", "prejudice"),
    _row("s30(1)", "Investigations and proceedings", "was held for an investigation or for proceedings", "qualified", "class"),
    _row("s30(2)", "Confidential sources", "relates to information from confidential sources", "qualified", "class"),
    _row("s31(1)", "Law enforcement", "would harm the prevention or detection of crime or the administration of justice", "qualified", "prejudice"),
    _row("s31(1)(a)", "Prevention or detection of crime", "would harm the prevention or detection of crime", "qualified", "prejudice"),
    _row("s32(1)", "Court records", "is held only in documents of a court", "absolute", "class"),
    _row("s33(1)", "Audit functions", "would harm the audit of another public body", "qualified", "prejudice"),
    _row("s36(2)", "Conduct of public affairs", "would, in the opinion of the qualified person, harm the conduct of public affairs", "qualified", "prejudice"),
    _row("s38(1)", "Health and safety", "would endanger somebody's health or safety", "qualified", "prejudice"),
    _row("s39(1)", "Environmental information", "falls under the Environmental Information Regulations", "qualified", "class"),
    _row("s40(2)", "Personal information", "is personal data of somebody whose rights would be infringed by its release", "absolute", "class"),
    _row("s41(1)", "Information provided in confidence", "was given in confidence and its release could be taken to court", "absolute", "class"),
    _row("s42(1)", "Legal professional privilege", "is legal advice or was prepared for legal proceedings", "qualified", "class"),
    _row("s43(1)", "Trade secrets", "is a trade secret", "qualified", "class"),
    _row("s43(2)", "Commercial interests", "would harm somebody's commercial interests", "qualified", "prejudice"),
    _row("s44(1)", "Prohibitions on disclosure", "may not be disclosed because another law forbids it", "absolute", "class"),
)  # fmt: skip

EXEMPTIONS: Final = MappingProxyType({row.section: row for row in _ROWS})


def exemption(section: str) -> Exemption:
    """The row of a section.

    Raises:
        UnknownExemption: There is none; the message lists those there are.
    """
    found = EXEMPTIONS.get(Section(section))
    if found is None:
        raise UnknownExemption(
            f"no exemption {section!r:.24}; known are {', '.join(EXEMPTIONS)}"
        )
    return found
