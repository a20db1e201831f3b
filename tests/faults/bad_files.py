"""E3: wrong files by the thousand, each judged by a plain reading of its own.

    python -m tests.faults.bad_files --cases 100000 --seed 1 --write
    python -m tests.faults.bad_files --only odd_dates --seed 17 --cases 1     one case again
    python -m tests.faults.bad_files --big                                    a file of a gigabyte

Ends with 1 when a case fails. A case is (mutator, seed); it draws its file and its fault from them.
Every so many cases the wrong file is also loaded as part of a whole delivery.
"""

from __future__ import annotations

import argparse
import multiprocessing
import pickle
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.faults.bases import PROBES, Base, bases
from tests.faults.full_loads import Town
from tests.faults.judging import complaints, differences, outcome
from tests.faults.mutations import Mutator, all_mutators
from tests.faults.oracle import Reading, Unreadable, read_plainly
from tests.faults.oracle_books import read_book_plainly
from tests.faults.page import facts, keep
from tests.faults.taking import Taker, opened_taker
from tests.faults.towns import make_home

RARE = {"book_zip_bomb": 50, "giant_line": 5, "giant_field": 5}
"""Slow mutators are drawn so many times more seldom."""

LOADED = "(loaded whole)"
AT_ONCE = 1_000


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
    loaded: bool = False

    @property
    def again(self) -> str:
        """The arguments that run the case again."""
        every = " --load-every 1" if self.loaded else ""
        return f"--only {self.mutator} --seed {self.seed} --cases 1{every}"


@dataclass(frozen=True)
class Plan:
    """What to run: how many cases, from which seed, one mutator or all, how often a whole load."""

    cases: int
    seed: int
    only: str | None = None
    load_every: int = 100
    processes: int = 1


def drawn(plan: Plan) -> Iterator[tuple[str, int]]:
    """(mutator, seed) of every case: every mutator in turn, the slow ones more seldom."""
    names = [plan.only] if plan.only else list(all_mutators())
    made = turn = 0
    while made < plan.cases:
        for name in names:
            if made < plan.cases and (plan.only or turn % RARE.get(name, 1) == 0):
                yield name, plan.seed + turn
                made += 1
        turn += 1


def run_case(taker: Taker, mutator: Mutator, seed: int) -> Verdict:
    """Make the file, let the product and the oracle read it, and compare."""
    base, random = _base(mutator, seed)
    case = mutator.mutate(base, random)
    name, profile = mutator.name, base.profile
    try:
        taken = taker.take(base, case)
    except Exception:
        crash = traceback.format_exc(limit=-3)
        return Verdict(name, seed, profile.id, "crash", "", fast=False, complaints=(crash,))
    if case.same_as is None:
        found = complaints(case, taken, _plainly(base, case.data), profile)
    else:
        found = differences(taken, _plainly(base, case.same_as), profile)
    code = taken.error or "+".join(sorted(taken.stopped))
    return Verdict(name, seed, profile.id, outcome(taken), code, taken.fast, tuple(found))


def run_load(town: Town, mutator: Mutator, seed: int) -> Verdict | None:
    """The same file in a whole delivery; None where something must happen while it is read, and
    for the probes, which no delivery has."""
    base, random = _base(mutator, seed)
    case = mutator.mutate(base, random)
    if case.meanwhile or case.afterwards or case.same_as or base.profile.id in PROBES:
        return None
    try:
        ended, code, found = town.load(base, case, _plainly(base, case.data))
    except Exception:
        ended, code, found = "crash", "", [traceback.format_exc(limit=-3)]
    return Verdict(mutator.name, seed, base.profile.id, ended, code, False, tuple(found), True)


def _base(mutator: Mutator, seed: int) -> tuple[Base, Random]:
    random = Random(f"{mutator.name}-{seed}")
    fitting = [one for one in bases().values() if one.is_book == (mutator.kind == "book")]
    return random.choice(fitting), random


def _plainly(base: Base, data: bytes) -> Reading | Unreadable:
    read = read_book_plainly if base.is_book else read_plainly
    return read(data, base.profile)


def _work(part: tuple[Sequence[tuple[str, int]], Sequence[tuple[str, int]]]) -> list[Verdict]:
    """One process's share: files to be read alone, and files to be loaded whole."""
    mutators = all_mutators()
    cases, loads = part
    with (
        tempfile.TemporaryDirectory(prefix="bad-files-") as name,
        opened_taker(Path(name)) as taker,
    ):
        verdicts = [run_case(taker, mutators[name], seed) for name, seed in cases]
        if not loads:
            return verdicts
        town = Town(Path(name) / "town", make_home(Path(name)))
        whole = [run_load(town, mutators[name], seed) for name, seed in loads]
    return [*verdicts, *(one for one in whole if one)]


def run(plan: Plan) -> list[Verdict]:
    """All cases, in parts, over so many processes."""
    every = list(drawn(plan))
    parts = []
    for at in range(0, len(every), AT_ONCE):
        part = every[at : at + AT_ONCE]
        parts.append((part, part[:: plan.load_every] if plan.load_every else []))
    bases()
    if plan.processes == 1:
        return [verdict for part in parts for verdict in _work(part)]
    with multiprocessing.get_context("fork").Pool(plan.processes) as pool:
        return [verdict for done in pool.imap(_work, parts) for verdict in done]


def table(verdicts: Sequence[Verdict]) -> str:
    """Per mutator: cases, outcomes, failures, codes; the whole loads apart."""
    heads = ("kind", "cases", "whole", "rejects", "stopped", "refused", "failed", "codes")
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    alone = [one for one in verdicts if not one.loaded]
    for name in sorted({one.mutator for one in alone}):
        lines.append(_row(name, [one for one in alone if one.mutator == name]))
    lines.append(_row("all", alone))
    lines.append(_row(LOADED, [one for one in verdicts if one.loaded]))
    return "\n".join(lines)


def _row(name: str, mine: Sequence[Verdict]) -> str:
    ended = Counter(one.outcome for one in mine)
    codes = Counter(one.code for one in mine if one.code).most_common(4)
    counts = (len(mine), ended["whole"], ended["rejects"], ended["stopped"], ended["refused"])
    failed = sum(1 for one in mine if one.complaints)
    numbers = " | ".join(str(one) for one in (*counts, failed))
    return f"| {name} | {numbers} | {' '.join(f'{code}:{count}' for code, count in codes)} |"


def summary(verdicts: Sequence[Verdict], kinds: int) -> str:
    """How many cases of how many kinds, and what went wrong."""
    loads = sum(one.loaded for one in verdicts)
    fast = sum(one.fast for one in verdicts)
    crashes = sum(one.outcome == "crash" for one in verdicts)
    failed = sum(1 for one in verdicts if one.complaints)
    return (
        f"{len(verdicts) - loads:,} files of {kinds} kinds alone ({fast:,} read the fast way), "
        f"{loads:,} in whole loads: {crashes} crashes, {failed} failed."
    )


def failures(verdicts: Sequence[Verdict]) -> str:
    """Failing cases with the arguments that repeat them; a few of each mutator."""
    told: Counter[str] = Counter()
    lines = []
    for one in verdicts:
        told[one.mutator] += bool(one.complaints)
        if one.complaints and told[one.mutator] <= 3:
            lines.append(f"{one.mutator} in {one.profile} ({one.outcome} {one.code}): {one.again}")
            lines += [f"    {text}" for text in one.complaints[:3]]
    return "\n".join(lines) or "no failures"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.bad_files")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="one mutator")
    parser.add_argument("--load-every", type=int, default=100, help="0 = no whole loads")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--big", action="store_true", help="load a file of a gigabyte instead")
    parser.add_argument("--add-to", type=Path, help="a file with the parts run before, added to")
    parser.add_argument("--write", action="store_true", help="keep it in docs/benchmarks.md")
    asked = parser.parse_args()
    if asked.big:
        from tests.faults.big_file import main as big

        return big(write=asked.write)
    started = time.monotonic()
    plan = Plan(asked.cases, asked.seed, asked.only, asked.load_every, asked.processes)
    seeds, seconds, verdicts = _before(asked.add_to)
    verdicts += run(plan)
    seeds.append(asked.seed)
    seconds += time.monotonic() - started
    if asked.add_to:
        asked.add_to.write_bytes(pickle.dumps((seeds, seconds, verdicts)))
    told = (
        facts(", ".join(map(str, seeds)), seconds),
        summary(verdicts, len({one.mutator for one in verdicts})),
        "",
        table(verdicts),
    )
    print("\n".join(told))
    if asked.write:
        keep("files", "\n".join(told))
    print(failures(verdicts))
    return 1 if any(one.complaints for one in verdicts) else 0


def _before(path: Path | None) -> tuple[list[int], float, list[Verdict]]:
    """Seeds, seconds and verdicts of the parts run before."""
    if path is None or not path.exists():
        return [], 0.0, []
    seeds, seconds, verdicts = pickle.loads(path.read_bytes())
    return seeds, seconds, verdicts


if __name__ == "__main__":
    from tests.faults.bad_files import main as main_of_the_module

    sys.exit(main_of_the_module())
