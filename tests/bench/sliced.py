"""A sliced indicator against SQL written by hand for DuckDB, on the same files, same answer first.

Two yardsticks: SQL on the canonical tables, as a BI consultant would write it, and SQL on the
prepared spine, which is the harder one since joins and counts are already done for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import duckdb

from pejl.base.period import Period, days_in_year, parse_period
from pejl.figures.compute import compute
from pejl.figures.request import FigureRequest, RowFilter
from pejl.store.engines import Warehouse
from pejl.store.home import Home
from pejl.store.snapshots import snapshot_folder
from tests.bench.timing import Compared, in_turn

Answer = dict[tuple[str, ...], tuple[Any, ...]]

CANONICAL_SPELLS = """
    select g.citizen, g.paragraph, g.facility_id facility, c.team, g.start_date start_day,
           least(coalesce(g.end_date, p.death_date), coalesce(p.death_date, g.end_date)) end_day
    from "grant" g
    left join (select distinct on (citizen) citizen, death_date from citizen) p using (citizen)
    left join "case" c on c.case_id = g.case_id
    where g.paying_municipality = $own
    union all
    select m.citizen, m.paragraph, m.facility_id, null, m.start_date,
           least(coalesce(m.end_date, p.death_date), coalesce(p.death_date, m.end_date))
    from commitment m
    left join (select distinct on (citizen) citizen, death_date from citizen) p using (citizen)
    where m.paying_municipality = $own and m.acting_municipality <> $own
      and m.grant_id not in (select grant_id from "grant")
"""
SPINE_SPELLS = (
    "select citizen, paragraph, facility, team, start_day, end_day from spine_spell where paying"
)

PERSON_DAYS = """
    with spells as ({spells}), cut as (
        select {by}, citizen, greatest(start_day, $first) a,
               least(coalesce(end_day, $last), $last) b
        from spells where start_day <= $last and coalesce(end_day, $last) >= $first
          and coalesce(end_day, $last) >= start_day {filter}),
    new_days as (
        select {by}, citizen, b - greatest(a, coalesce(max(b) over (
            partition by {by}, citizen order by a, b
            rows between unbounded preceding and 1 preceding) + 1, a)) + 1 as fresh, b - a + 1 as served
        from cut)
    select {by}, sum(greatest(fresh, 0))::bigint, sum(served)::bigint, count(distinct citizen)
    from new_days group by all
"""
CANONICAL_COST = """
    select coalesce(m.paragraph, g.paragraph) paragraph, sum(p.amount), count(distinct p.citizen)
    from posting p
    left join (select distinct on (grant_id) grant_id, paragraph from commitment) m using (grant_id)
    left join (select distinct on (grant_id) grant_id, paragraph from "grant") g using (grant_id)
    where p.booked_on between $first and $last group by 1
"""
SPINE_COST = """
    select paragraph, sum(amount), coalesce(any_value(citizens), 0)::bigint from spine_booked
    left join (select paragraph, sum(citizens) citizens from spine_turn_paragraph
        where booked_on between $first and $last and before < $first group by 1) using (paragraph)
    where booked_on between $first and $last group by 1
"""


@dataclass(frozen=True)
class Slice:
    """A question, the fields of ours to compare, and the same question in SQL."""

    name: str
    request: FigureRequest
    canonical_sql: str
    spine_sql: str
    ours: Callable[[Any], tuple[Any, ...]]
    theirs: Callable[[tuple[Any, ...]], tuple[Any, ...]]
    dims: int


def slices(period: Period, team: str) -> list[Slice]:
    year_days = days_in_year(period.end.year)
    of_team = RowFilter("team", frozenset({team}))

    def person_days(by: str, where: str) -> tuple[str, str]:
        return (
            PERSON_DAYS.format(spells=CANONICAL_SPELLS, by=by, filter=where),
            PERSON_DAYS.format(spells=SPINE_SPELLS, by=by, filter=where),
        )

    def years(cell: Any) -> tuple[Any, ...]:
        return cell.value, cell.persons

    def years_sql(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return Fraction(row[0], year_days), row[2]

    def asked(indicator: str, *by: str, filters: tuple[RowFilter, ...] = ()) -> FigureRequest:
        return FigureRequest(indicator, (period,), by, filters=filters)

    plain = person_days("paragraph", "")
    one_team = person_days("paragraph, facility", "and team = $team")
    return [
        Slice("I-01 by paragraph", asked("I-01", "paragraph"), *plain, years, years_sql, 1),
        Slice(
            "I-01 by paragraph and facility, one team",
            asked("I-01", "paragraph", "facility", filters=(of_team,)),
            *one_team,
            years,
            years_sql,
            2,
        ),
        Slice(
            "I-02 by paragraph",
            asked("I-02", "paragraph"),
            *plain,
            lambda cell: (cell.value,),
            lambda row: (row[2],),
            1,
        ),
        Slice(
            "I-10 by paragraph",
            asked("I-10", "paragraph"),
            CANONICAL_COST,
            SPINE_COST,
            lambda cell: (cell.value, cell.persons),
            lambda row: (row[0], row[1]),
            1,
        ),
    ]


def run(home: Home, warehouse: Warehouse, size: str) -> list[Compared]:
    snapshot = warehouse.snapshot()
    connection = duckdb.connect()
    connection.execute("set threads=2; set enable_progress_bar=false")
    for file in snapshot_folder(home, snapshot.id).glob("*.parquet"):
        connection.execute(f"create view \"{file.stem}\" as from read_parquet('{file}')")
    found = connection.execute("select team from spine_spell where team is not null limit 1")
    team = str((found.fetchone() or ("",))[0])
    period = parse_period("2026").clip(snapshot.delivery_day)
    values = {
        "first": period.start,
        "last": period.end,
        "own": snapshot.own_municipality,
        "team": team,
    }
    return [
        compared
        for one in slices(period, team)
        for compared in _compare(one, warehouse, connection, values, size)
    ]


def _compare(
    one: Slice,
    warehouse: Warehouse,
    connection: duckdb.DuckDBPyConnection,
    values: dict[str, date | str],
    size: str,
) -> list[Compared]:
    def ours() -> Answer:
        table = compute(warehouse, one.request)
        return {
            tuple(cell.dims[name] for name in one.request.by): one.ours(cell)
            for cell in table.cells_for_gate()
        }

    results = []
    for kind, sql in (("canonical tables", one.canonical_sql), ("spine", one.spine_sql)):
        used = {name: value for name, value in values.items() if f"${name}" in sql}

        def by_hand(sql: str = sql, used: dict[str, Any] = used) -> Answer:
            rows = connection.execute(sql, used).fetchall()
            return {row[: one.dims]: one.theirs(row[one.dims :]) for row in rows}

        _same(one.name, ours(), by_hand())
        results.append(
            in_turn(f"{one.name} / SQL on the {kind}", ours, by_hand, size=size, goal="≤ 1.5")
        )
    return results


def _same(name: str, ours: Answer, theirs: Answer) -> None:
    """The same cells; those that only we have are zero (known to be none)."""
    known = {
        tuple("Uoplyst" if part is None else part for part in key): value
        for key, value in theirs.items()
    }
    for key, value in ours.items():
        zero = tuple(0 for _ in value)
        assert known.pop(key, zero) == value, f"{name} {key}"
    assert not known, f"{name}: {list(known)[:3]}"
