"""The share of active grants with no open error, per team, delivery by delivery.

A grant is active when the delivery's day lies within it. An error is its own when it is on the
grant; on its case or citizen when the finding names no grant. What people have accepted is no open
error. Counted in the deliveries' own files; only counts leave here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from pejl.quality.ground import FINDING
from pejl.sources.typing import literal
from pejl.store.workbench import open_workbench

READS = ("grant", "case", FINDING)


@dataclass(frozen=True)
class Shares:
    """Active grants of one team, or of the whole scope where `team` is None, and how many of them
    have no open error; and neither error nor warning. A grant without a team has an empty one."""

    team: str | None
    grants: int
    without_errors: int
    without_either: int


Places = tuple[tuple[str, tuple[str, ...]], ...]
"""`(("team", ("Team Nord",)), …)`: the scope as values that can be kept; None is everything."""


def as_places(held: Mapping[str, frozenset[str]] | None) -> Places | None:
    if held is None:
        return None
    return tuple(sorted((name, tuple(sorted(values))) for name, values in held.items()))


@lru_cache(maxsize=256)
def shares_of(
    folder: Path, day: date, places: Places | None, accepted: frozenset[str]
) -> tuple[Shares, ...]:
    """The whole first, then each team by name. Snapshots never change, so answers are kept."""
    with open_workbench(None) as connection:
        for name in READS:
            path = literal(str(folder / f"{name}.parquet"))
            connection.execute(f'create view "{name}" as select * from read_parquet({path})')
        connection.execute("create temp table accepted (finding_id VARCHAR)")
        if accepted:
            connection.executemany("insert into accepted values (?)", [[one] for one in accepted])
        condition, values = _held(places)
        rows = connection.execute(_SHARES.format(held=condition), [day, day, *values]).fetchall()
    return tuple(
        Shares(None if whole else team, grants, no_errors, neither)
        for whole, team, grants, no_errors, neither in rows
        if whole or grants
    )


def _held(places: Places | None) -> tuple[str, list[str]]:
    if places is None:
        return "true", []
    parts = [
        (f"{name} in ({', '.join('?' for _ in values)})", values)
        for name, values in places
        if values
    ]
    if not parts:
        return "false", []
    return " or ".join(part for part, _ in parts), [one for _, values in parts for one in values]


_SHARES = """
with of_case as (
    select case_id, any_value(team) as team, any_value(case_worker) as case_worker
    from "case" group by case_id
),
active as (
    select g.grant_id, any_value(g.case_id) as case_id, any_value(g.citizen) as citizen,
        any_value(g.facility_id) as facility_id, coalesce(any_value(c.team), '') as team,
        any_value(c.case_worker) as case_worker
    from "grant" g left join of_case c using (case_id)
    where g.start_date <= ? and (g.end_date is null or g.end_date >= ?)
    group by g.grant_id
),
mine as (select * from active where {held}),
wrong as (
    select severity, grant_id, case_id, citizen from finding
    where closed_on is null and severity in ('E', 'W')
        and finding_id not in (select finding_id from accepted)
),
hit as (
    select m.grant_id, w.severity from mine m join wrong w using (grant_id)
    union all
    select m.grant_id, w.severity from mine m join wrong w using (case_id)
    where w.grant_id is null
    union all
    select m.grant_id, w.severity from mine m join wrong w using (citizen)
    where w.grant_id is null and w.case_id is null
),
judged as (
    select team, grant_id,
        grant_id in (select grant_id from hit where severity = 'E') as has_error,
        grant_id in (select grant_id from hit) as has_either
    from mine
)
select grouping(team) = 1 as whole, team, count(*), count(*) filter (not has_error),
    count(*) filter (not has_either)
from judged group by grouping sets ((), (team)) order by 1 desc, 2
"""
