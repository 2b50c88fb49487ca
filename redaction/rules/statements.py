"""Sentences that advise, give an operation away, tell of somebody's health.

Few such sentences say what they are; so no cue words are looked for. A learned model
judges every sentence by all its words and by its neighbours.
"""

from typing import Final

from decisions.flags import Category
from redaction.leaning import learned_rule
from redaction.rules.base import Rule
from redaction.statements import judged

TOLD_MIN: Final = 0.1
"""A sentence less likely to tell something is not shown."""


def _row(
    category: Category, section: str, why: str, source: str, hit: str, miss: str
) -> Rule:
    return learned_rule(
        "statements",
        judged,
        category,
        section,
        why,
        source,
        prefix="statement",
        least=TOLD_MIN,
        hit=f"[[{hit}]]",
        miss=miss,
    )


RULES: Final = (
    _row(
        Category.LEGAL_ADVICE,
        "s42(1)",
        "The sentence reads like a lawyer's advice.",
        "FOIA s.42; Three Rivers (No 6) [2004] UKHL 48",
        "Counsel advises that the claim is likely to succeed and that we should settle.",
        "There are no legal implications.",
    ),
    _row(
        Category.LAW_ENFORCEMENT,
        "s31(1)",
        "The sentence gives away what an investigation or operation is doing.",
        "FOIA s.31; ICO, Law enforcement (section 31)",
        "Officers will search the lock-up on Thursday, before the suspect moves the weapons.",
        "The police and crime plan was published in March.",
    ),
    _row(
        Category.SECURITY,
        "s31(1)",
        "The sentence shows how a place or a system may be attacked.",
        "FOIA ss.24 and 31; ICO, Safeguarding national security (section 24)",
        "The alarm at the rear of the armoury does not work and the door code has not been changed since 2019.",
        "Security staff wear uniforms.",
    ),
    _row(
        Category.HEALTH,
        "s40(2)",
        "The sentence speaks of somebody's health, belief, origin or private life.",
        "FOIA s.40(2); UK GDPR arts 9 and 10",
        "She has been off sick with depression since May and is taking medication.",
        "The budget is in good health.",
    ),
    _row(
        Category.CONFIDENCE,
        "s41(1)",
        "The sentence tells what somebody gave in confidence.",
        "FOIA s.41; Coco v A N Clark (Engineers) Ltd [1969] RPC 41",
        "The survey was given to us in strict confidence, on terms that nobody else would see it.",
        "Public confidence rose.",
    ),
    _row(
        Category.POLICY,
        "s36(2)",
        "The sentence is frank advice or opinion; the qualified person must be asked.",
        "FOIA s.36(2); ICO, Prejudice to the effective conduct of public affairs",
        "Frankly, I think that the plan is a mistake and that we should drop it.",
        "The board agreed the minutes.",
    ),
    _row(
        Category.FUTURE_PUBLICATION,
        "s22(1)",
        "The sentence tells what is to be published later.",
        "FOIA s.22; ICO, Information intended for future publication",
        "The report will be published on 4 May and its findings are not to be shared before then.",
        "The plan was published in 2019.",
    ),
)
