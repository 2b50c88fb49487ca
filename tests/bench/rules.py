"""How long each rule takes at worst on texts of one piece repeated; by `make bench`.

The aim is 50 ms for 10,000 letters, on a processor that counts to 400,000 in 10 ms:
what is told is divided by how much slower this one just counted.
"""

import random
import time
from collections import defaultdict
from typing import Final

from fixtures.repeating import ATOMS, repeated
from redaction.rules import catalogue
from redaction.rules.base import Passage
from redaction.weighing import Weighed

LETTERS: Final = 10_000
PAIRS: Final = 150
AIM_MS: Final = 50
COUNTED, COUNTED_SECONDS = 400_000, 0.01
SHOWN: Final = 8


def slowness() -> float:
    """How many times longer this processor, just now, counts than a usual one."""
    began = time.process_time()
    for _ in range(COUNTED):
        pass
    return max(1.0, (time.process_time() - began) / COUNTED_SECONDS)


def main() -> None:
    chosen = random.Random(5)
    units = [[atom] for atom in ATOMS]
    units += [chosen.choices(ATOMS, k=chosen.randint(2, 4)) for _ in range(PAIRS)]
    worst: dict[str, tuple[float, str]] = defaultdict(lambda: (0.0, ""))
    for unit in units:
        passage = Passage(repeated(unit, LETTERS))
        passage.once(Weighed)
        slow = slowness()
        for rule in catalogue().values():
            spent = min(_seconds(rule.find, passage) for _ in range(2)) / slow
            worst[rule.id] = max(worst[rule.id], (1000 * spent, "".join(unit)))
    print(
        f"slowest rules on {len(units)} texts of {LETTERS} letters (aim {AIM_MS} ms):"
    )
    ranked = sorted(worst.items(), key=lambda row: row[1], reverse=True)
    for name, (spent, unit) in ranked[:SHOWN]:
        print(f"  {name:24} {spent:6.1f} ms on {unit!r}")


def _seconds(find, passage: Passage) -> float:
    began = time.process_time()
    for _ in find(passage):
        pass
    return time.process_time() - began


if __name__ == "__main__":
    main()
