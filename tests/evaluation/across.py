"""How well screening finds what it was not taught, over every labelled file.

    python -m tests.evaluation.across [FOLDS]

The files, each of one writer, are dealt into folds; the passages of each fold are
judged by weights that the others taught. Minutes of work on each processor.
"""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias
from unittest.mock import patch

from redaction import weighing
from tests.evaluation.__main__ import GROUPS, ours, tell_kinds, tell_reliability
from tests.evaluation.examples import KINDS, cases
from tests.evaluation.labelled import LEARNED_FROM, Labelled, passages
from tests.evaluation.learning import MISSED, learn, write
from tests.evaluation.scoring import Found, Score, add

FOLDS: Final = 4
Judged: TypeAlias = tuple[str, Labelled, Sequence[Found]]
"""The file of a passage, the passage, and what was found in it."""


def dealt(folds: int) -> list[list[Path]]:
    return [list(LEARNED_FROM[at::folds]) for at in range(folds)]


def taught(name: str, folder: Path, folds: int) -> None:
    """Write weights of one kind, learned for each fold from all the others."""
    rows = [row for case in cases(LEARNED_FROM) for row in KINDS[name](case)]
    for at, held in enumerate(dealt(folds)):
        apart = {path.stem for path in held}
        into = folder / str(at)
        into.mkdir(exist_ok=True)
        others = [row for row in rows if row.source not in apart]
        write(name, learn(others, MISSED[name]), into)


def judged(folder: Path, held: Sequence[Path]) -> list[Judged]:
    """Screen the passages of some files with the weights of a folder."""
    with patch.object(weighing, "WEIGHTS", folder):
        weighing.weights.cache_clear()
        detect = ours()
        return [
            (path.stem, passage, detect(passage.text))
            for path in held
            for passage in passages(path)
        ]


def across(folds: int) -> Iterator[Judged]:
    """Every learned passage, screened by what the files of other folds teach."""
    with (
        TemporaryDirectory() as made,
        ProcessPoolExecutor(mp_context=get_context("spawn")) as pool,
    ):
        folder = Path(made)
        for done in [pool.submit(taught, name, folder, folds) for name in KINDS]:
            done.result()
        held = dealt(folds)
        folders = [folder / str(at) for at in range(folds)]
        yield from chain.from_iterable(pool.map(judged, folders, held))


def main(arguments: Sequence[str]) -> None:
    total = Score()
    files: dict[str, Score] = {}
    for source, passage, found in across(int(arguments[0]) if arguments else FOLDS):
        for score in (total, files.setdefault(source, Score())):
            add(score, passage, found)
    print("         whole  half  right  alike  section  /1,000")
    for name, score in {**files, "all": total}.items():
        print(
            f"  {name:6} {score.recall():5.2f} {score.recall(half=True):5.2f} "
            f"{score.precision:5.2f} {score.alike_rate:6.2f} "
            f"{score.section_rate:7.2f} {score.flags_per_1000:8.1f}"
        )
    for group, kinds in GROUPS.items():
        print(f"  whole spans, {group}: {total.recall(kinds):.2f}")
    tell_kinds(total)
    tell_reliability(total)


if __name__ == "__main__":
    main(sys.argv[1:])
