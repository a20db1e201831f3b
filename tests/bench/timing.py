"""Fair timing: the two in turn, in one run, the same answer first, medians and ratios.

The machine's speed drifts, so a single second means little; a ratio of medians taken in turn does.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Compared:
    """Ours against a yardstick: median seconds of each, and the median of the paired ratios."""

    name: str
    size: str
    ours_seconds: float
    yardstick_seconds: float
    ratio: float
    low: float
    high: float
    pairs: int
    goal: str


def in_turn(
    name: str,
    ours: Callable[[], object],
    yardstick: Callable[[], object],
    *,
    size: str,
    goal: str,
    pairs: int = 7,
) -> Compared:
    """Time A B A B …, after one warm-up of each."""
    ours()
    yardstick()
    mine, theirs = [], []
    for _ in range(pairs):
        mine.append(seconds(ours))
        theirs.append(seconds(yardstick))
    ratios = [a / b for a, b in zip(mine, theirs, strict=True)]
    return Compared(
        name,
        size,
        statistics.median(mine),
        statistics.median(theirs),
        statistics.median(ratios),
        min(ratios),
        max(ratios),
        pairs,
        goal,
    )


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call, with the collector quiet."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start
    finally:
        gc.enable()


def median_seconds(work: Callable[[], object], times: int = 5) -> float:
    """Median of several calls after one warm-up."""
    work()
    return statistics.median(seconds(work) for _ in range(times))
