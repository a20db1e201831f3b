"""Residuals add up: what the ledger says = matched + explained + open, to the øre and the day.

Checked on every load, per function and year, before anything is stored.
"""

from __future__ import annotations

import duckdb

from pejl.base.errors import ConsistencyError

_KRONER = """
    with ledger as (
        select coalesce(function_code, '') as function_code, coalesce(year(booked_on), 0) as year,
            sum(amount) as posted, count(*) as lines
        from posting group by all
    ),
    told as (
        select coalesce(function_code, '') as function_code, year,
            sum(matched) + sum(explained) + sum(open) as posted, sum(lines) as lines
        from reconciliation where side = 'cost' group by all
    )
    select count(*) from ledger full join told using (function_code, year)
    where coalesce(ledger.posted, 0) <> coalesce(told.posted, 0)
        or ledger.lines is distinct from told.lines"""

_DAYS = """
    with due as (
        select coalesce(function_code, '') as function_code, year(month)::BIGINT as year,
            sum(days) as days, sum(coalesce(expected, 0)) as expected
        from rec_activity left join rec_function using (func) group by all
    ),
    told as (
        select coalesce(function_code, '') as function_code, year,
            sum(days_matched) + sum(days_explained) + sum(days_open) as days,
            sum(matched) + sum(explained) + sum(open) as expected
        from reconciliation where side = 'activity' group by all
    )
    select count(*) from due full join told using (function_code, year)
    where due.days is distinct from told.days or due.expected is distinct from told.expected"""

_ONCE = """
    select (select count(*) from posting) - (select count(*) from reconciliation_posting)
        + (select count(*) - count(distinct (feed, line)) from reconciliation_posting)"""


def check_residuals(connection: duckdb.DuckDBPyConnection) -> None:
    """Raises ConsistencyError unless every krone, day and posting is told exactly once."""
    for what, sql in (
        ("kroner", _KRONER),
        ("dage", _DAYS),
        ("posteringer", _ONCE),
    ):
        row = connection.execute(sql).fetchone()
        if row is None or row[0]:
            raise ConsistencyError(
                "afstemning-gaar-ikke-op",
                f"Afstemningen går ikke op: {what} i regnskabet er ikke matchet + forklaret + "
                "åbent.",
                next_step="Intet er udgivet. Meld fejlen til leverandøren med version og dag.",
            )
