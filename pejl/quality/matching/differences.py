"""The open differences as they are stored: with an identity, an age, and the finding behind."""

from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path

import duckdb

from pejl.sources.typing import literal

DIFFERENCE = "reconciliation_difference"

CAUSES = ("V-010", "V-020", "V-041", "V-042", "V-026", "V-015", "V-016", "V-043", "V-044", "V-032",
          "V-033", "V-030", "V-011", "V-047", "V-046")  # fmt: skip
"""The rules whose finding on the same grant is why kroner differ; the first that holds is told."""

COLUMNS: dict[str, str] = {
    "difference_id": "VARCHAR",
    "fingerprint": "VARCHAR",
    "group_no": "BIGINT",
    "class": "BIGINT",
    "citizen": "VARCHAR",
    "service_key": "VARCHAR",
    "facility_id": "VARCHAR",
    "function_code": "VARCHAR",
    "year": "BIGINT",
    "month": "DATE",
    "grant_id": "VARCHAR",
    "posted": "DECIMAL(18,2)",
    "expected": "DECIMAL(18,2)",
    "too_much": "DECIMAL(18,2)",
    "too_little": "DECIMAL(18,2)",
    "days": "BIGINT",
    "days_open": "BIGINT",
    "rule": "VARCHAR",
    "finding_id": "VARCHAR",
    "case_worker": "VARCHAR",
    "team": "VARCHAR",
    "first_seen": "DATE",
    "changed_on": "DATE",
}


def tell_differences(
    connection: duckdb.DuckDBPyConnection, *, day: date, before: Path | None
) -> str:
    """Make the differences of what is matched and found; returns the SELECT that is to be stored.

    `first_seen` is the day of the first delivery with the difference, `changed_on` the day its
    rows became what they are.
    """
    text = resources.files(__package__).joinpath("differences.sql").read_text("utf-8")
    for statement in duckdb.extract_statements(text):
        used = {"causes": list(CAUSES)} if statement.named_parameters else None
        connection.execute(statement, used)
    today = f"DATE {literal(day.isoformat())}"
    known = (
        f"select difference_id, fingerprint, first_seen, changed_on "
        f"from read_parquet({literal(str(before))})"
        if before
        else "select '' as difference_id, '' as fingerprint, null::DATE as first_seen, "
        "null::DATE as changed_on where false"
    )
    own = ", ".join(f'd."{name}"' for name in COLUMNS if name not in ("first_seen", "changed_on"))
    return f"""select {own}, coalesce(k.first_seen, {today}) as first_seen,
            case when k.fingerprint = d.fingerprint then k.changed_on else {today} end as changed_on
        from {DIFFERENCE} d left join ({known}) k using (difference_id)
        order by d.difference_id"""
