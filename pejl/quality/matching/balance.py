"""The cumulated test: months that fail by themselves and even out within a run of months.

A late invoice leaves one month too little and a later one too much; a quarterly invoice leaves
two empty months and a full one. Read in order, the first months that fail and come back to
nothing, within some months, explain each other; the rest stand. No month is used twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter


@dataclass(frozen=True)
class RunMonth:
    """One group in a run (a citizen's service). Kroner in øre; `month` counts months."""

    run: int
    month: int
    group: int
    posted: int
    expected: int
    within: bool

    @property
    def deviation(self) -> int:
        return 0 if self.within else self.posted - self.expected


@dataclass(frozen=True)
class Looser:
    """The cumulated tolerance: the larger of kroner and a share; `months` is how far to look."""

    kroner: Decimal
    share: Decimal
    months: int

    def allows(self, deviation: int, expected: int) -> bool:
        return abs(deviation) <= max(self.kroner * 100, self.share * expected)


def balanced(rows: Iterable[RunMonth], looser: Looser) -> Iterator[tuple[int, str]]:
    """(group, explanation) for the groups that explain each other. `rows` come by run, month."""
    for _, run in groupby(rows, attrgetter("run")):
        months = [tuple(one) for _, one in groupby(run, attrgetter("month"))]
        yield from _in_run(months, looser)


def _in_run(months: Sequence[Sequence[RunMonth]], looser: Looser) -> Iterator[tuple[int, str]]:
    place = 0
    while place < len(months):
        end = _evens_out(months, place, looser)
        if end is not None:
            block = months[place : end + 1]
            code = _told(block)
            yield from ((row.group, code) for month in block for row in month if row.deviation)
            place = end
        place += 1


def _evens_out(months: Sequence[Sequence[RunMonth]], start: int, looser: Looser) -> int | None:
    """The first month from `start` on by which the deviations have come to nothing."""
    if not any(row.deviation for row in months[start]):
        return None
    deviation = expected = 0
    for place in range(start, len(months)):
        if months[place][0].month - months[start][0].month > looser.months:
            return None
        deviation += sum(row.deviation for row in months[place])
        expected += sum(row.expected for row in months[place])
        moved = sum(bool(row.deviation) for month in months[start : place + 1] for row in month)
        if moved > 1 and looser.allows(deviation, expected):
            return place
    return None


def _told(block: Sequence[Sequence[RunMonth]]) -> str:
    if len(block) == 1:
        return "netted"
    paid = [any(row.posted for row in month) for month in block]
    spans_three = block[-1][0].month - block[0][0].month == 2 and len(block) == 3
    if spans_three and sum(paid) == 1 and (paid[-1] or paid[0]):
        return "quarterly"
    return "timing"
