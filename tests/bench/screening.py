"""How fast text is screened, beside the language model alone; run by `make bench`.

The model is the floor: nothing that reads names with it can be faster.
"""

import resource
import subprocess
import sys
import time

import spacy

from flows.settings import LanguageSettings
from flows.wiring import Wiring
from redaction.screening import flags_of_text
from tests.bench.reading import by_turns
from tests.evaluation.labelled import FOLDER, passages

AIM = 0.7
MEBIBYTE = 1024


def start_up() -> tuple[float, float]:
    """Seconds until a fresh process has screened its first line, and its MiB."""
    code = (
        "import resource;"
        "from flows.wiring import Wiring;"
        "from redaction.screening import flags_of_text;"
        "s = Wiring.bare().screener;"
        "flags_of_text(['Paid to Nadia Quill.'], s.names, s.lexicon);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return time.perf_counter() - began, int(done.stdout) / MEBIBYTE


def main() -> None:
    texts = [
        row.text for file in sorted(FOLDER.glob("*.txt")) for row in passages(file)
    ]
    words = sum(len(text.split()) for text in texts)
    screener = Wiring.bare().screener
    apart = ["tagger", "parser", "lemmatizer", "senter", "attribute_ruler"]
    nlp = spacy.load(LanguageSettings().model, exclude=apart)

    def screened() -> None:
        flags_of_text(texts, screener.names, screener.lexicon)

    def named() -> None:
        for text in texts:
            nlp(text)

    screened()
    ours, floor = by_turns(screened, named, runs=5)
    print(f"screening: {len(texts)} passages, {words} words")
    print(f"screened: {words / ours:.0f} words a second of the processor")
    print(f"the language model alone (names only): {words / floor:.0f}")
    print(f"ratio: {floor / ours:.2f}, aim {AIM}")
    seconds, memory = start_up()
    print(f"start-up: {seconds:.1f} s, aim 3; {memory:.0f} MiB, aim 600")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE
    print(f"memory of this run: {most:.0f} MiB, aim 600")


if __name__ == "__main__":
    main()
