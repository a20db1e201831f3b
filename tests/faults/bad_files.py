"""E3: wrong files by the thousand, each judged by a plain reading of its own.

    python -m tests.faults.bad_files --cases 100000 --seed 1
    python -m tests.faults.bad_files --only odd_dates --seed 17 --cases 1     one case again

Ends with 1 when a case fails. A case is (mutator, seed); it draws its file and its fault from them.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.faults.bases import Base, bases
from tests.faults.judging import complaints, differences, outcome
from tests.faults.mutations import Mutator, all_mutators
from tests.faults.oracle import Reading, Unreadable, read_plainly
from tests.faults.oracle_books import read_book_plainly
from tests.faults.taking import Taker, opened_taker

RARE = {"book_zip_bomb": 50, "giant_line": 5, "giant_field": 5}
"""Slow mutators are drawn so many times more seldom."""


@dataclass(frozen=True)
class Verdict:
    """How one case ended."""

    mutator: str
    seed: int
    profile: str
    outcome: str
    code: str
    fast: bool
    complaints: tuple[str, ...]


def cases(count: int, seed: int, only: str | None) -> Iterator[tuple[str, int]]:
    """(mutator, seed) of every case: every mutator in turn, the slow ones more seldom."""
    names = [only] if only else list(all_mutators())
    made = turn = 0
    while made < count:
        for name in names:
            if made < count and (only or turn % RARE.get(name, 1) == 0):
                yield name, seed + turn
                made += 1
        turn += 1


def run_case(taker: Taker, mutator: Mutator, seed: int) -> Verdict:
    """Make the file, let the product and the oracle read it, and compare."""
    random = Random(f"{mutator.name}-{seed}")
    base = random.choice(_fitting(mutator))
    case = mutator.mutate(base, random)
    try:
        taken = taker.take(base, case)
    except Exception:
        crash = traceback.format_exc(limit=-3)
        return Verdict(
            mutator.name, seed, base.profile.id, "crash", "", fast=False, complaints=(crash,)
        )
    if case.same_as is None:
        found = complaints(case, taken, _plainly(base, case.data), base.profile)
    else:
        found = differences(taken, _plainly(base, case.same_as), base.profile)
    code = taken.error or "+".join(sorted(taken.stopped))
    return Verdict(
        mutator.name, seed, base.profile.id, outcome(taken), code, taken.fast, tuple(found)
    )


def _fitting(mutator: Mutator) -> list[Base]:
    return [one for one in bases().values() if one.is_book == (mutator.kind == "book")]


def _plainly(base: Base, data: bytes) -> Reading | Unreadable:
    read = read_book_plainly if base.is_book else read_plainly
    return read(data, base.profile)


def _work(part: Sequence[tuple[str, int]]) -> list[Verdict]:
    mutators = all_mutators()
    with (
        tempfile.TemporaryDirectory(prefix="bad-files-") as folder,
        opened_taker(Path(folder)) as taker,
    ):
        return [run_case(taker, mutators[name], seed) for name, seed in part]


def run(count: int, seed: int, *, only: str | None = None, processes: int = 1) -> list[Verdict]:
    """All cases, in chunks, over so many processes."""
    every = list(cases(count, seed, only))
    chunks = [every[at : at + 500] for at in range(0, len(every), 500)]
    bases()
    if processes == 1:
        return [verdict for chunk in chunks for verdict in _work(chunk)]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return [verdict for part in pool.imap(_work, chunks) for verdict in part]


def table(verdicts: Sequence[Verdict]) -> str:
    """Per mutator: cases, outcomes, codes, failures."""
    lines = [
        f"{'mutator':<28}{'cases':>8}{'whole':>8}{'rejects':>8}{'stopped':>8}{'refused':>8}"
        f"{'failed':>8}  codes"
    ]
    for name in [*sorted({one.mutator for one in verdicts}), "all"]:
        mine = [one for one in verdicts if name in (one.mutator, "all")]
        ended = Counter(one.outcome for one in mine)
        codes = Counter(one.code for one in mine if one.code)
        shown = "" if name == "all" else " ".join(f"{c}:{n}" for c, n in codes.most_common(4))
        failed = sum(1 for one in mine if one.complaints)
        lines.append(
            f"{name:<28}{len(mine):>8}{ended['whole']:>8}{ended['rejects']:>8}"
            f"{ended['stopped']:>8}{ended['refused']:>8}{failed:>8}  {shown}"
        )
    return "\n".join(lines)


def failures(verdicts: Sequence[Verdict]) -> str:
    """Each failing case with the command that repeats it; a few of each mutator."""
    told: Counter[str] = Counter()
    lines = []
    for one in verdicts:
        if not one.complaints or told[one.mutator] >= 3:
            continue
        told[one.mutator] += 1
        lines.append(
            f"{one.mutator} in {one.profile} ({one.outcome} {one.code}): "
            f"--only {one.mutator} --seed {one.seed} --cases 1"
        )
        lines += [f"    {text}" for text in one.complaints[:3]]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.bad_files")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="one mutator")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    started = time.monotonic()
    verdicts = run(asked.cases, asked.seed, only=asked.only, processes=asked.processes)
    seconds = time.monotonic() - started
    print(table(verdicts))
    fast = sum(one.fast for one in verdicts)
    print(
        f"seed {asked.seed}: {len(verdicts)} cases, {len({v.mutator for v in verdicts})} mutators, "
        f"{fast} read the fast way, {seconds:.0f} s, {len(verdicts) / seconds:.1f} cases/s"
    )
    wrong = [one for one in verdicts if one.complaints]
    print(failures(verdicts) if wrong else "no failures")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
