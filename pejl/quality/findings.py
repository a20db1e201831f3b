"""Findings that live across deliveries: opened, seen again, closed by a later delivery, returned.

A finding is the same one when rule, system and subject are the same. Each snapshot keeps every
finding there has ever been, with what became of it, so an older version tells what was known then.

    opened      first_seen is the delivery's day
    seen again  first_seen stays, seen_count grows
    closed      a later delivery no longer shows it; closed_on is that delivery's day
    returned    it is there again: opened anew on returned_on, and V-107 tells of it
    changed     its facts are not those of the delivery before: changed_on is that delivery's day
    unmeasured  the rule, or the file, was not there to be asked: it stays as it was
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pejl.canon.knowledge import write_rows
from pejl.quality.asking import FOUND_COLUMNS, Asked, ask_all, reconcile
from pejl.quality.delivery_findings import add_delivery_findings
from pejl.quality.ground import FINDING, Delivered, laid_out
from pejl.quality.matching import TABLES as MATCHED
from pejl.quality.matching.differences import DIFFERENCE, tell_differences
from pejl.quality.rule_library import RuleLibrary
from pejl.sources.typing import literal
from pejl.store.snapshots import StoredTable, stored_table

LIFE_COLUMNS: dict[str, str] = {
    "first_seen": "DATE",
    "last_seen": "DATE",
    "seen_count": "BIGINT",
    "closed_on": "DATE",
    "returned_on": "DATE",
    "times_returned": "BIGINT",
    "changed_on": "DATE",
    "measured": "BOOLEAN",
}
"""What a finding's life adds to what was found."""

FINDING_COLUMNS = {**FOUND_COLUMNS, **LIFE_COLUMNS}
RULE_RUN = "rule_run"


@dataclass(frozen=True)
class Stored:
    """The tables a load keeps of its quality, and how each rule fared."""

    tables: dict[str, StoredTable]
    asked: tuple[Asked, ...]


def find_all(
    library: RuleLibrary,
    delivered: Delivered,
    folder: Path,
    *,
    spill: Path | None = None,
    memory_limit: str = "2GB",
) -> Stored:
    """Ask every rule of a delivery and store the findings beside its tables.

    Raises ConsistencyError when a rule cannot be asked; nothing is stored then.
    """
    with laid_out(delivered, spill, memory_limit=memory_limit) as connection:
        reconcile(connection, library, delivered)
        asked = (
            *ask_all(connection, library, delivered),
            *add_delivery_findings(connection, delivered),
        )
        before = delivered.before.get(FINDING)
        _live_on(connection, asked, delivered, before)
        rows = write_rows(
            connection, "select * from life order by finding_id", folder / f"{FINDING}.parquet"
        )
        runs = write_rows(connection, _runs(asked), folder / f"{RULE_RUN}.parquet")
        counts = {FINDING: rows, RULE_RUN: runs, **_keep_matched(connection, delivered, folder)}
    tables = {
        name: stored_table(folder / f"{name}.parquet", count) for name, count in counts.items()
    }
    return Stored(tables, asked)


def _keep_matched(
    connection: duckdb.DuckDBPyConnection, delivered: Delivered, folder: Path
) -> dict[str, int]:
    """Store the reconciliation's tables; how many rows each has."""
    queries = {name: f"select * from {name} order by {order}" for name, order in MATCHED.items()}
    queries[DIFFERENCE] = tell_differences(
        connection, day=delivered.day, before=delivered.before.get(DIFFERENCE)
    )
    return {
        name: write_rows(connection, query, folder / f"{name}.parquet")
        for name, query in queries.items()
    }


def _live_on(
    connection: duckdb.DuckDBPyConnection,
    asked: Sequence[Asked],
    delivered: Delivered,
    before: Path | None,
) -> None:
    """The table `life`: what is found now joined with what was known before."""
    columns = ", ".join(f'"{name}" {type_}' for name, type_ in FINDING_COLUMNS.items())
    connection.execute(f"create temp table known ({columns})")
    if before is not None:
        wanted = ", ".join(f'"{name}"' for name in FINDING_COLUMNS)
        connection.execute(
            f"insert into known select {wanted} from read_parquet({literal(str(before))})"
        )
    measured = [one.rule for one in asked if one.kind == "measured"]
    connection.execute("create temp table measured_rule (rule VARCHAR)")
    if measured:
        connection.executemany("insert into measured_rule values (?)", [[one] for one in measured])
    own = ", ".join(f'n."{name}"' for name in FOUND_COLUMNS)
    old = ", ".join(f'k."{name}"' for name in FOUND_COLUMNS)
    day = f"DATE {literal(delivered.day.isoformat())}"
    connection.execute(
        f"""create temp table life as
        select {own},
            coalesce(k.first_seen, {day}) as first_seen,
            {day} as last_seen,
            coalesce(k.seen_count, 0) + 1 as seen_count,
            null::DATE as closed_on,
            case when k.closed_on is not null then {day} else k.returned_on end as returned_on,
            coalesce(k.times_returned, 0) + (k.closed_on is not null)::BIGINT as times_returned,
            case when k.fingerprint = n.fingerprint then k.changed_on else {day} end as changed_on,
            true as measured
        from found n left join known k using (finding_id)
        union all
        select {old}, k.first_seen, k.last_seen, k.seen_count,
            case when k.closed_on is not null or not asked_now.yes then k.closed_on
                else {day} end,
            k.returned_on, k.times_returned, k.changed_on,
            k.closed_on is not null or asked_now.yes
        from known k,
            lateral (select k.rule in (select rule from measured_rule)
                and (k.feed is null or k.feed in (select feed from delivered)) as yes) asked_now
        where k.finding_id not in (select finding_id from found)"""
    )


def _runs(asked: Sequence[Asked]) -> str:
    """How each rule fared, as a table: rule, kind, found, why_da."""
    rows = ", ".join(
        f"({literal(one.rule)}, {literal(one.kind)}, {one.found}, {literal(one.why_da)})"
        for one in asked
    )
    values = rows or "(null, null, null, null)"
    empty = "" if rows else " where false"
    return (
        "select rule::VARCHAR as rule, kind::VARCHAR as kind, found::BIGINT as found, "
        f"why_da::VARCHAR as why_da from (values {values}) t(rule, kind, found, why_da){empty} "
        "order by rule"
    )
