"""E11: loads killed at any moment, at every named step and at every touch of the disk.

    python -m tests.faults.kills --kills 500 --seed 1 --write
    python -m tests.faults.kills --kills 50 --seed 2 --add-to tally     in parts, added together

While loads are killed a reader asks for two linked figures all the time. After every kill the
version served is whole, be it the old one or the new one; nobody points at anything half-made; no
person stands in clear text in what is left; and the next load succeeds and sweeps it. Then the
other faults: two loads at once, a full disk, a load stopped and continued, a load asked to end, and
a rollback while a load runs. Ends with 1 when anything of this fails.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import pickle
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Literal
from unittest import mock

from pejl.site.load import STEPS
from pejl.store import engines
from pejl.store.home import Home
from tests.faults.inspector import inspect
from tests.faults.linked import few_profiles, load_variant, make_linked_home, secrets
from tests.faults.page import facts, keep
from tests.faults.processes import Child, ask, fork, sleep_until
from tests.faults.reader import Read, start_reader, stop_reader
from tests.faults.touches import Touch, die_at_touch, is_move, touches_of
from tests.faults.towns import leftovers, wrong_with

Mode = Literal["moment", "step", "touch"]
FULL_EVERY = 5
"""After so many kills a load is left in peace and must sweep what they left."""


@dataclass
class Tally:
    """What the kills have come to."""

    fired: Counter[Mode] = field(default_factory=Counter)
    missed: int = 0
    old_served: int = 0
    new_served: int = 0
    left_behind: int = 0
    recovered: int = 0
    where: Counter[tuple[str, Mode]] = field(default_factory=Counter)
    """How many died in which step, by what decided the moment."""

    switched: Counter[str] = field(default_factory=Counter)
    """In which step those died after whom the new version was served."""

    wrong: list[str] = field(default_factory=list)
    read: Read = field(default_factory=Read)

    @property
    def kills(self) -> int:
        return sum(self.fired.values())

    def add(self, other: Tally) -> None:
        """Another part's tally on top of this one."""
        self.fired += other.fired
        self.where += other.where
        self.switched += other.switched
        self.wrong += other.wrong
        for name in ("missed", "old_served", "new_served", "left_behind", "recovered"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.read.add(other.read)


class Range:
    """A data folder under fire, with its deliveries and the places its processes may write to."""

    def __init__(self, place: Path, seed: int) -> None:
        self.random = Random(seed)
        self.temporary = place / "tmp"
        self.home, self.deliveries = ask(lambda: make_linked_home(place))
        warm_up(self.home, self.deliveries[0])
        self.fresh = shutil.copytree(self.home.path, place / "fresh")
        self.secrets = secrets()
        self.durations: list[float] = []
        self.undisturbed()

    def builder(self, before: Callable[[], None] | None = None, die_in: str | None = None) -> Child:
        """A load under way; it tells every step it comes to."""
        folder = self.random.choice(self.deliveries)

        def work(tell: Callable[[Any], None]) -> None:
            if before:
                before()

            def progress(what: str, done: int, total: int) -> None:
                tell(("step", what))
                if what == die_in:
                    os.kill(os.getpid(), 9)

            load_variant(self.home, folder, progress)
            tell(("done", ""))

        return fork(work)

    def undisturbed(self) -> list[Any]:
        """A load in peace; how long it took is remembered. Everything it told."""
        started = time.monotonic()
        _, told = self.builder().wait()
        self.durations = [*self.durations[-6:], time.monotonic() - started]
        return told

    @property
    def duration(self) -> float:
        """Seconds a load takes just now; the machine has other things to do."""
        return statistics.median(self.durations)


def warm_up(home: Home, folder: Path) -> None:
    """What every load would import and compile anew is brought over from one load in a child, so
    that a killed load spends its time on the disk."""

    def learn() -> tuple[list[str], dict[Any, Any]]:
        load_variant(home, folder)
        return sorted(sys.modules), engines._kept

    names, compiled = ask(learn)
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    engines._kept.update(compiled)


@contextmanager
def firing_range(seed: int) -> Iterator[Range]:
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        place = Path(name)
        with few_profiles(place / "profiles"), _temporary_files_in(place / "tmp"):
            yield Range(place, seed)


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """Whatever a process puts in the system's folder of temporary files is looked at too."""
    with mock.patch.dict(os.environ, TMPDIR=str(folder)), mock.patch.object(tempfile, "tempdir"):
        folder.mkdir()
        tempfile.tempdir = None
        yield


def steps(field_: Range) -> list[str]:
    """The names a load tells as it goes."""
    return [what for kind, what in field_.undisturbed() if kind == "step"]


def kill_once(field_: Range, mode: Mode, tally: Tally, target: Any) -> None:
    """One load, killed as the mode says, and everything looked at afterwards."""
    before = field_.home.current.read_text()
    killed, told = _fire(field_, mode, target)
    last = next((what for kind, what in reversed(told) if kind == "step"), "start")
    failed = [what for kind, what in told if kind == "error"]
    tally.wrong += [f"{mode} {target}: the load failed: {one}" for one in failed]
    if not killed:
        tally.missed += 1
        return
    tally.fired[mode] += 1
    step = "read" if "/" in last else last
    tally.where[step, mode] += 1
    if field_.home.current.read_text() == before:
        tally.old_served += 1
    else:
        tally.new_served += 1
        tally.switched[step] += 1
    home, temporary = field_.home, field_.temporary
    found = ask(lambda: inspect(home, temporary, field_.secrets))
    tally.wrong += [f"{mode} {target} in {last}: {one}" for one in found]
    tally.left_behind += bool(leftovers(home))


def _fire(field_: Range, mode: Mode, target: Any) -> tuple[bool, list[Any]]:
    if mode == "moment":
        child = field_.builder()
        sleep_until(time.monotonic() + target * field_.duration, child)
        child.kill()
        return child.wait()
    if mode == "step":
        return field_.builder(die_in=target).wait()
    return field_.builder(before=lambda: die_at_touch(field_.home.path, target)).wait()


def recover(field_: Range, tally: Tally) -> None:
    """The next load succeeds, publishes, and leaves nothing behind."""
    before = field_.home.current.read_text()
    told = field_.undisturbed()
    after, left, wrong = ask(
        lambda: (field_.home.current.read_text(), leftovers(field_.home), wrong_with(field_.home))
    )
    failed = [what for kind, what in told if kind == "error"]
    tally.wrong += [f"the load after the kill failed: {what}" for what in failed]
    tally.wrong += [f"the load after the kill left {one}" for one in left]
    tally.wrong += wrong
    if after == before:
        tally.wrong.append("the load after the kill published nothing")
    tally.recovered += 1


def targets(field_: Range, kills: int) -> Iterator[tuple[Mode, Any]]:
    """Half of the kills spread evenly over the run, a quarter at the steps in turn, and a quarter
    at touches of the disk: half of those anywhere, half where the load publishes."""
    named = steps(field_)
    home, folder = field_.home, field_.deliveries[0]
    touched = ask(lambda: touches_of(home.path, lambda: load_variant(home, folder)))
    last = len(touched) - next(n for n, one in enumerate(touched) if is_move(one))
    moments, touches = kills // 2, kills // 4
    for number in range(moments):
        yield "moment", (number + field_.random.random()) / moments
    for number in range(kills - moments - touches):
        yield "step", named[-1 - number % len(named)]
    for number in range(touches // 2):
        place = (number + field_.random.random()) / (touches // 2)
        yield "touch", Touch(int(place * len(touched)))
    for number in range(touches - touches // 2):
        yield "touch", Touch(last - 1 - number * 3 % last, from_move=True)


def campaign(field_: Range, kills: int) -> Tally:
    """So many kills in a mixed order beside a reader, with a load in peace now and then."""
    tally = Tally()
    planned = list(targets(field_, kills))
    field_.random.shuffle(planned)
    reader = start_reader(field_.home, field_.random.randrange(2**32))
    for number, (mode, target) in enumerate(planned, 1):
        kill_once(field_, mode, tally, target)
        if number % FULL_EVERY == 0 or number == len(planned):
            recover(field_, tally)
    tally.read = stop_reader(reader)
    tally.wrong += [f"a reader saw a mix: {one}" for one in tally.read.mixes]
    tally.wrong += [f"a reader failed: {one}" for one in sorted(set(tally.read.errors))]
    return tally


def report(tally: Tally) -> str:
    fired = ", ".join(f"{count} at a {mode}" for mode, count in sorted(tally.fired.items()))
    return "\n".join(
        (
            f"kills fired: {tally.kills} ({fired}); ended before the kill: {tally.missed}",
            f"old version served: {tally.old_served}, new one: {tally.new_served}; "
            f"left something behind: {tally.left_behind}; loads in peace after: {tally.recovered}",
            f"reads: {tally.read.reads} of {len(tally.read.versions)} versions, "
            f"{tally.read.crossed} while it was switched, every file hashed {tally.read.hashed} "
            f"times; mixes seen: {len(tally.read.mixes)}, errors: {len(tally.read.errors)}",
            "",
            *_by_step(tally),
        )
    )


def _by_step(tally: Tally) -> Iterator[str]:
    """A table of where the kills fell, in the order of the load."""
    modes: tuple[Mode, ...] = ("moment", "step", "touch")
    yield (
        "| Killed in | " + " | ".join(f"at a {mode}" for mode in modes) + " | new version served |"
    )
    yield "|---|---|---|---|---|"
    for step in ("start", *STEPS):
        counts = [tally.where[step, mode] for mode in modes]
        if any(counts):
            yield f"| {step} | {' | '.join(map(str, counts))} | {tally.switched[step]} |"


def main() -> int:
    from tests.faults.other_faults import ALL

    parser = argparse.ArgumentParser(prog="python -m tests.faults.kills")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="keep it in docs/benchmarks.md")
    parser.add_argument("--add-to", type=Path, help="a file with the parts run before, added to")
    parser.add_argument("--only-kills", action="store_true", help="without the other faults")
    asked = parser.parse_args()
    started = time.monotonic()
    sofar = Sofar.read(asked.add_to)
    with firing_range(asked.seed) as field_:
        sofar.tally.add(campaign(field_, asked.kills))
        for fault in () if asked.only_kills else ALL:
            outcome, found = fault(field_)
            sofar.others.append(f"- {fault.__name__.replace('_', ' ')}: {outcome}")
            sofar.tally.wrong += [f"{fault.__name__}: {one}" for one in found]
    sofar.seeds.append(asked.seed)
    sofar.seconds += time.monotonic() - started
    if asked.add_to:
        asked.add_to.write_bytes(pickle.dumps(sofar))
    print(sofar.text)
    if asked.write:
        keep("kills", sofar.text)
    return 1 if sofar.tally.wrong else 0


@dataclass
class Sofar:
    """What the parts run so far have come to."""

    tally: Tally = field(default_factory=Tally)
    others: list[str] = field(default_factory=list)
    seeds: list[int] = field(default_factory=list)
    seconds: float = 0

    @classmethod
    def read(cls, path: Path | None) -> Sofar:
        if path is None or not path.exists():
            return cls()
        found = pickle.loads(path.read_bytes())
        assert isinstance(found, cls)
        return found

    @property
    def text(self) -> str:
        wrong = self.tally.wrong
        seeds = ", ".join(map(str, self.seeds))
        return "\n".join(
            [
                facts(seeds, self.seconds), "", report(self.tally), "", *self.others, "",
                f"Failed: {len(wrong)}.", *wrong[:40],
            ]
        )  # fmt: skip


if __name__ == "__main__":
    from tests.faults.kills import main as main_of_the_module

    sys.exit(main_of_the_module())
