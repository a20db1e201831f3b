"""The reader beside the kills: asks for two linked figures all the time, as a page does.

Every answer is from one version: whoever switches between the two questions, both come from the
version that was opened. Now and then every file of the version is hashed too.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from pejl.store.engines import Warehouse, WarehouseKeeper, open_warehouse
from pejl.store.home import Home
from pejl.store.snapshots import current_number
from tests.faults.linked import LINKED, agree
from tests.faults.processes import Child, fork
from tests.faults.towns import wrong_with


@dataclass
class Read:
    """What a reader has seen. `crossed` counts answers during which the version was switched."""

    reads: int = 0
    hashed: int = 0
    crossed: int = 0
    versions: set[int] = field(default_factory=set)
    mixes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add(self, other: Read) -> None:
        """Another part's reads; each part has its own data folder, so the versions are others."""
        self.reads += other.reads
        self.hashed += other.hashed
        self.crossed += other.crossed
        first = max(self.versions, default=0)
        self.versions |= {first + number for number in other.versions}
        self.mixes += other.mixes
        self.errors += other.errors


def start_reader(home: Home, seed: int) -> Child:
    """Reads until it gets SIGTERM, then tells what it has seen."""

    def work(tell: Callable[[Any], None]) -> None:
        seen = Read()
        going = [True]
        signal.signal(signal.SIGTERM, lambda *_: going.clear())
        keeper = WarehouseKeeper(home, look_every_seconds=0)
        random = Random(seed)
        while going:
            _read_once(home, keeper, random, seen)
            time.sleep(0.1)
        tell(seen)

    return fork(work)


def stop_reader(child: Child) -> Read:
    child.kill(signal.SIGTERM)
    killed, told = child.wait()
    assert not killed, "the reader died"
    seen = told[-1]
    assert isinstance(seen, Read), seen
    return seen


def _read_once(home: Home, keeper: WarehouseKeeper, random: Random, seen: Read) -> None:
    try:
        afresh = random.random() < 0.5
        warehouse = open_warehouse(home) if afresh else keeper.now()
        _ask_both(home, warehouse, random, seen)
        if afresh:
            warehouse.close()
        if random.random() < 0.1:
            seen.hashed += 1
            seen.errors += wrong_with(home)
    except Exception as error:
        seen.errors.append(f"{type(error).__name__}: {error}")


def _ask_both(home: Home, warehouse: Warehouse, random: Random, seen: Read) -> None:
    """One figure, a pause, the other."""
    engine = warehouse.engine(warehouse.snapshot())
    number = warehouse.version.number
    [(commitments,)] = engine.run_sql(LINKED[0])
    time.sleep(random.random() * 0.08)
    [(postings, amount)] = engine.run_sql(LINKED[1])
    seen.reads += 1
    seen.versions.add(number)
    seen.crossed += current_number(home) != number
    if not agree(commitments, postings, amount):
        seen.mixes.append(f"version {number}: {commitments} and {postings} of {amount}")
