"""The ledger: spells in each cell, in order, knowing what came before and what comes after.

Within a cell and citizen, ordered by first day, each spell knows
    prev_end      the latest last day of the spells before it
    cum_end       the same with its own
    next_start    the first day of the next
and so whether and from when it adds days, whether it is the first to be active in a period,
whether it begins or ends a stretch. Every measure is then a sum over spells, for any period.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis

from pejl.figures.algebra import Population
from pejl.figures.spine.parts import NO_END
from pejl.store.engines import TableNamed

BEFORE_ALL = date(1000, 1, 1)
"""Where there is no spell before: earlier than any date in a delivery."""


def population_rows(table: Any, population: Population) -> Any:
    """Rows of those we act or pay for."""
    condition = {
        Population.PAYING: table.paying,
        Population.ACTING: table.acting,
        Population.BOTH: table.paying & table.acting,
        Population.EITHER: table.paying | table.acting,
    }[population]
    return table.filter(condition)


def ledger(spells: Any, cell: tuple[str, ...]) -> Any:
    """Adds `prev_end`, `cum_end` and `next_start` within each cell and citizen."""
    group = [*cell, "citizen"]
    order = ["start_day", "end_day", "row_id", "feed", "line"]
    earlier = ibis.window(group_by=group, order_by=order, preceding=(None, 1))
    so_far = ibis.window(group_by=group, order_by=order, preceding=None, following=0)
    sequence = ibis.window(group_by=group, order_by=order)
    return spells.mutate(
        prev_end=ibis.coalesce(spells.end_day.max().over(earlier), ibis.literal(BEFORE_ALL)),
        cum_end=spells.end_day.max().over(so_far),
        next_start=ibis.coalesce(spells.start_day.lead().over(sequence), ibis.literal(NO_END)),
    )


def with_facility_runs(rows: Any, cell: tuple[str, ...]) -> Any:
    """Adds what tells a move within the cell: `there_end`, the latest last day before this spell
    of those at the same facility."""
    order = ["start_day", "end_day", "row_id", "feed", "line"]
    there = ibis.window(
        group_by=list(dict.fromkeys([*cell, "citizen", "facility"])),
        order_by=order,
        preceding=(None, 1),
    )
    there_end = rows.end_day.max().over(there)
    return rows.mutate(there_end=ibis.coalesce(there_end, ibis.literal(BEFORE_ALL)))


def with_endings(rows: Any, cell: tuple[str, ...], ending: Any, population: Population) -> Any:
    """Adds what is known of the citizen's last day in the cell, from the spells that end then;
    `ending` says where else is looked."""
    keys = ("citizen", "end_day", "paragraph")
    facts = {
        "left_died": "died",
        "left_turned_67": "turned_67",
        "left_listed": "listed",
        "left_moved": f"moved_{population.value}",
        "left_here": f"after_{population.value}",
    }
    ends = rows.select(*dict.fromkeys([*cell, *keys])).inner_join(ending, list(keys))
    ends = ends.group_by(
        left_citizen="citizen", left_on="end_day", **{f"left_{name}": name for name in cell}
    ).agg(**{name: ends[column].max() for name, column in facts.items()})
    same_cell = [rows[name] == ends[f"left_{name}"] for name in cell]
    same_end = [rows.citizen == ends.left_citizen, rows.cum_end == ends.left_on]
    return rows.left_join(ends, [*same_end, *same_cell])


PREPARED_FOR = Population.PAYING
PREPARED: dict[tuple[str, ...], str] = {
    (): "spine_ledger",
    ("paragraph",): "spine_ledger_paragraph",
}
"""Ledgers that are made at load, since every report asks for them: unfiltered, of those we pay
for. They hold what the same steps give at the time of asking; a test compares the two."""

PREPARED_COLUMNS = (
    "kind", "row_id", "grant_id", "citizen", "birth_date", "paragraph", "facility", "start_day",
    "end_day", "prev_end", "cum_end", "next_start", "there_end", "left_died", "left_moved",
    "left_here", "left_turned_67", "left_listed", "feed", "line",
)  # fmt: skip


def prepared(table: TableNamed, cell: tuple[str, ...]) -> Any:
    """A ledger with everything any measure asks about."""
    rows = ledger(population_rows(table("spine_spell"), PREPARED_FOR), cell)
    rows = with_facility_runs(rows, cell)
    rows = with_endings(rows, cell, table("spine_ending"), PREPARED_FOR)
    return rows.select(*PREPARED_COLUMNS)


def days_between(later: Any, earlier: Any) -> Any:
    """Whole days from one date to another; negative when they are the other way round."""
    return later.delta(earlier, unit="day")
