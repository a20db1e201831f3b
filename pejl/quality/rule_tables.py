"""The tables a rule may ask: the canonical ones, the same a delivery earlier, and a few more."""

from __future__ import annotations

from functools import cache

from pejl.canon import tables  # noqa: F401  the tables register themselves
from pejl.canon.model import SQL_TYPES, TABLES

EARLIER = "earlier_"

OTHER_TABLES: dict[str, dict[str, str]] = {
    "service": {
        "service_key": "VARCHAR",
        "label": "VARCHAR",
        "service_kind": "VARCHAR",
        "residential": "BOOLEAN",
        "activity_unit": "VARCHAR",
        "function_code": "VARCHAR",
        "valid_from": "DATE",
        "valid_to": "DATE",
    },
    "municipality": {"code": "VARCHAR", "name": "VARCHAR"},
    "function_map": {"service_key": "VARCHAR", "function_code": "VARCHAR"},
    "delivered": {
        "feed": "VARCHAR",
        "file": "VARCHAR",
        "system": "VARCHAR",
        "rows_read": "BIGINT",
        "rows_rejected": "BIGINT",
    },
    "reject": {
        "feed": "VARCHAR",
        "file": "VARCHAR",
        "line": "BIGINT",
        "column_name": "VARCHAR",
        "column_type": "VARCHAR",
        "reason": "VARCHAR",
    },
    "pair": {
        "grant_id": "VARCHAR",
        "commitment_id": "VARCHAR",
        "how": "VARCHAR",
    },
    "calendar_day": {"day": "DATE", "working": "BOOLEAN", "number": "BIGINT"},
    "reconciliation": {
        "row_no": "BIGINT",
        "group_no": "BIGINT",
        "side": "VARCHAR",
        "class": "BIGINT",
        "explanation": "VARCHAR",
        "citizen": "VARCHAR",
        "service_key": "VARCHAR",
        "facility_id": "VARCHAR",
        "function_code": "VARCHAR",
        "year": "BIGINT",
        "month": "DATE",
        "grant_id": "VARCHAR",
        "lines": "BIGINT",
        "kroner": "DECIMAL(18,2)",
        "matched": "DECIMAL(18,2)",
        "explained": "DECIMAL(18,2)",
        "open": "DECIMAL(18,2)",
        "days": "BIGINT",
        "days_matched": "BIGINT",
        "days_explained": "BIGINT",
        "days_open": "BIGINT",
    },
    "reconciliation_activity": {
        "row_no": "BIGINT",
        "source": "VARCHAR",
        "id": "VARCHAR",
        "feed": "VARCHAR",
        "line": "BIGINT",
        "days": "BIGINT",
        "expected": "DECIMAL(18,2)",
        "due": "BOOLEAN",
    },
    "reconciliation_posting": {"row_no": "BIGINT", "feed": "VARCHAR", "line": "BIGINT"},
    "finding_now": {
        "finding_id": "VARCHAR",
        "rule": "VARCHAR",
        "subject": "VARCHAR",
        "key": "VARCHAR",
        "feed": "VARCHAR",
        "line": "BIGINT",
        "citizen": "VARCHAR",
        "case_id": "VARCHAR",
        "grant_id": "VARCHAR",
        "facility_id": "VARCHAR",
        "case_worker": "VARCHAR",
        "team": "VARCHAR",
        "kroner": "DECIMAL(18,2)",
        "fingerprint": "VARCHAR",
    },
    "finding_before": {
        "finding_id": "VARCHAR",
        "rule": "VARCHAR",
        "fingerprint": "VARCHAR",
        "closed_on": "DATE",
        "times_returned": "BIGINT",
    },
}
"""What a rule may ask beside the canonical tables: column = type."""


MACROS = (
    """create macro working_days_between(from_day, to_day) as greatest(0,
        (select number from calendar_day where day = to_day)
        - (select number from calendar_day where day = from_day))""",
)
"""`working_days_between(a, b)`: working days after `a`, to and with `b`; 0 when `b` is not later.
`calendar_day.number` counts the working days up to and with the day."""


@cache
def schema() -> dict[str, dict[str, str]]:
    """Every table a rule may ask: its columns and their types."""
    found: dict[str, dict[str, str]] = {}
    for name, table in TABLES.items():
        columns = {one.name: SQL_TYPES[one.type] for one in table.all_columns()}
        found[name] = columns
        found[f"{EARLIER}{name}"] = columns
    return {**found, **OTHER_TABLES}
