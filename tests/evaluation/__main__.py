"""How well screening finds what may be withheld, beside other detectors.

    python -m tests.evaluation            the passages that nothing was learned from
    python -m tests.evaluation FILE ...   other files of the same form

Presidio stands beside it where the group `bench` is installed.
"""

import logging
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import spacy

from flows.settings import LanguageSettings
from flows.wiring import Wiring
from redaction.screening import flags_of_text
from tests.evaluation.labelled import HELD_BACK, Labelled, passages
from tests.evaluation.scoring import Found, Score, add

Detector: TypeAlias = Callable[[str], Sequence[Found]]
GROUPS: Final = {
    "money": ("money", "rate", "percent", "bid_score"),
    "firms": ("vendor", "contract_ref"),
    "persons": ("person", "signature"),
    "identifiers": (
        *("email", "phone", "address", "date_of_birth", "ni_number", "nhs_number"),
        *("passport", "vehicle", "warrant_number", "other_identifier", "bank"),
    ),
    "passages": (
        *("legal_advice", "law_enforcement", "security", "health", "confidence"),
        *("policy", "future_publication"),
    ),
}


def ours() -> Detector:
    screener = Wiring.bare().screener

    def detect(text: str) -> Sequence[Found]:
        (flags,) = flags_of_text([text], screener.names, screener.lexicon)
        return [Found(*f.span, f.section, f.confidence) for f in flags]

    return detect


def every_label() -> Detector:
    """Whatever the language model names."""
    nlp = spacy.load(LanguageSettings().model)

    def detect(text: str) -> Sequence[Found]:
        return [Found(e.start_char, e.end_char, "s40(2)") for e in nlp(text).ents]

    return detect


def presidio() -> Detector | None:
    """Microsoft's detector as it comes, with the same language model."""
    try:
        from presidio_analyzer import AnalyzerEngine
        from presidio_analyzer.nlp_engine import NlpEngineProvider
    except ImportError:
        return None
    # It would fetch a list of domains from the network, and tells at length if not.
    logging.getLogger("tldextract").setLevel(logging.CRITICAL)
    model = {"lang_code": "en", "model_name": LanguageSettings().model}
    provider = NlpEngineProvider(
        nlp_configuration={"nlp_engine_name": "spacy", "models": [model]}
    )
    engine = AnalyzerEngine(nlp_engine=provider.create_engine())

    def detect(text: str) -> Sequence[Found]:
        return [Found(r.start, r.end, "s40(2)") for r in engine.analyze(text, "en")]

    return detect


def scored(rows: Sequence[Labelled], detect: Detector) -> tuple[Score, float]:
    """The score, and words a second of the processor."""
    score = Score()
    began = time.process_time()
    found = [detect(passage.text) for passage in rows]
    spent = time.process_time() - began
    for passage, flags in zip(rows, found, strict=True):
        add(score, passage, flags)
    return score, sum(len(passage.text.split()) for passage in rows) / spent


def main(paths: Sequence[Path]) -> None:
    detectors = {"Part One": ours(), "spaCy, every label": every_label()}
    peer = presidio()
    if peer is not None:
        detectors["Presidio"] = peer
    for path in paths:
        rows = list(passages(path))
        spans = sum(len(row.wanted) for row in rows)
        alike = sum(len(row.look_alikes) for row in rows)
        print(f"{path.stem}: {len(rows)} passages, {spans} spans, {alike} look-alikes")
        print(
            "                     whole  half  right  alike  section  /1,000  words/s"
        )
        for name, detect in detectors.items():
            score, pace = scored(rows, detect)
            print(
                f"  {name:18} {score.recall():5.2f} {score.recall(half=True):5.2f} "
                f"{score.precision:5.2f} {score.alike_rate:6.2f} "
                f"{score.section_rate:7.2f} {score.flags_per_1000:8.1f} {pace:8.0f}"
            )
            if detect is detectors["Part One"]:
                kept = score
        for name, kinds in GROUPS.items():
            print(f"  whole spans, {name}: {kept.recall(kinds):.2f}")
        tell_kinds(kept)
        tell_reliability(kept)


def tell_kinds(score: Score) -> None:
    told = [
        f"{kind} {score.recall([kind]):.2f} of {score.spans[kind]}"
        for kind in sorted(score.spans)
    ]
    print("  by kind: " + ", ".join(told))


def tell_reliability(score: Score) -> None:
    """What share of flags of each confidence an officer would withhold."""
    told = [
        f"{low / 10:.1f}+: {sum(hits) / len(hits):.2f} of {len(hits)}"
        for low, hits in sorted(score.bins.items())
    ]
    print("  right by confidence: " + ", ".join(told))


if __name__ == "__main__":
    named = [Path(name) for name in sys.argv[1:]]
    main(named or [HELD_BACK])
