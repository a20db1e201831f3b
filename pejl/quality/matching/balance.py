"""The cumulated test: months that fail by themselves and even out within a run of months.

A late invoice leaves one month too little and a later one too much; a quarterly invoice leaves
two empty months and a full one. Read in order, the first months that fail and come back to
nothing, within some months, explain each other; the rest stand. No month is used twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple


class RunMonth(NamedTuple):
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
        return abs(deviation) <= self._oere or abs(deviation) * self._per <= self._of * expected

    @cached_property
    def _oere(self) -> int:
        return int(self.kroner * 100)

    @cached_property
    def _per(self) -> int:
        return self.share.as_integer_ratio()[1]

    @cached_property
    def _of(self) -> int:
        return self.share.as_integer_ratio()[0]


class Month(NamedTuple):
    """A month of a run in sum; `failing` is how many of its groups fail by themselves."""

    number: int
    deviation: int
    expected: int
    failing: int
    rows: tuple[RunMonth, ...]


def balanced(rows: Iterable[RunMonth], looser: Looser) -> Iterator[tuple[int, str]]:
    """(group, explanation) for the groups that explain each other. `rows` come by run, month."""
    for _, run in groupby(rows, itemgetter(0)):
        months = [_summed(tuple(one)) for _, one in groupby(run, itemgetter(1))]
        if sum(month.failing for month in months) > 1:
            yield from _in_run(months, looser)


def _summed(rows: tuple[RunMonth, ...]) -> Month:
    deviations = [row.deviation for row in rows]
    return Month(
        rows[0].month,
        sum(deviations),
        sum(row.expected for row in rows),
        sum(map(bool, deviations)),
        rows,
    )


def _in_run(months: Sequence[Month], looser: Looser) -> Iterator[tuple[int, str]]:
    place = 0
    while place < len(months):
        end = _evens_out(months, place, looser) if months[place].failing else None
        if end is not None:
            block = months[place : end + 1]
            code = _told(block)
            yield from ((row.group, code) for month in block for row in month.rows if row.deviation)
            place = end
        place += 1


def _evens_out(months: Sequence[Month], start: int, looser: Looser) -> int | None:
    """The first month from `start` on by which the deviations have come to nothing."""
    deviation = expected = failing = 0
    furthest = months[start].number + looser.months
    for place in range(start, len(months)):
        month = months[place]
        if month.number > furthest:
            return None
        deviation += month.deviation
        expected += month.expected
        failing += month.failing
        if failing > 1 and looser.allows(deviation, expected):
            return place
    return None


def _told(block: Sequence[Month]) -> str:
    if len(block) == 1:
        return "netted"
    paid = [any(row.posted for row in month.rows) for month in block]
    spans_three = block[-1].number - block[0].number == 2 and len(block) == 3
    if spans_three and sum(paid) == 1 and (paid[-1] or paid[0]):
        return "quarterly"
    return "timing"
