"""Runs the steps of the reconciliation on the tables laid out for the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib import resources

import duckdb
import pyarrow as pa

from pejl.quality.matching.balance import Looser, RunMonth, balanced
from pejl.quality.matching.settings import Settings
from pejl.quality.residuals import check_residuals

TABLES: dict[str, str] = {
    "reconciliation": "row_no",
    "reconciliation_activity": "row_no, source, feed, line",
    "reconciliation_posting": "row_no, feed, line",
}
"""The tables made, and the order of their rows: the same delivery, the same bytes."""

STEPS = ("who", "place", "function", "service", "reference", "posting", "ledger", "span",
         "month", "dated", "activity", "exact", "left", "second", "left_second", "third",
         "left_third", "fourth", "failing", "run_month", "balanced")  # fmt: skip
"""The tables on the way, `rec_…`, let go of when all is made."""


def match(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    *,
    delivery_day: date,
    own_municipality: str,
) -> None:
    """Make the tables of TABLES. Raises ConsistencyError when a krone or a day is lost."""
    values = {
        "delivery_day": delivery_day,
        "own_municipality": own_municipality,
        **settings.values,
    }
    _run(connection, "sides", values)
    _run(connection, "stages", values)
    _run(connection, "groups", values)
    _balance(connection, settings)
    _run(connection, "split", values)
    check_residuals(connection)
    for name in STEPS:
        connection.execute(f"drop table rec_{name}")


def _run(connection: duckdb.DuckDBPyConnection, step: str, values: Mapping[str, object]) -> None:
    for statement in duckdb.extract_statements(_text(step)):
        used = {name: values[name] for name in statement.named_parameters}
        connection.execute(statement, used or None)


def _text(step: str) -> str:
    return resources.files(__package__).joinpath(f"{step}.sql").read_text("utf-8")


def _balance(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """The table `rec_balanced`: the groups that the cumulated test explains."""
    looser = Looser(settings.cumulated_kroner, settings.cumulated_share, settings.late_months)
    found = list(balanced(_run_months(connection), looser))
    rows = pa.table(
        {
            "group_no": pa.array([one[0] for one in found], pa.int64()),
            "code": pa.array([one[1] for one in found], pa.string()),
        }
    )
    connection.register("rec_found", rows)
    connection.execute("create temp table rec_balanced as select * from rec_found")
    connection.unregister("rec_found")


def _run_months(connection: duckdb.DuckDBPyConnection) -> Iterator[RunMonth]:
    result = connection.execute(
        "select run_no, month_no, group_no, posted, expected, within from rec_run_month "
        "order by run_no, month_no, group_no"
    )
    while rows := result.fetchmany(50_000):
        yield from (RunMonth(*row) for row in rows)
