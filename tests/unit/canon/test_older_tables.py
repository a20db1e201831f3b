"""A delivery stored before a column came is still the delivery before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from pejl.canon.knowledge import with_knowledge_time
from pejl.canon.model import TABLES
from pejl.canon.selects import typed_columns


def test_knowledge_time_survives_a_new_column(tmp_path: Path) -> None:
    grant = TABLES["grant"]
    given = {"grant_id": "'B1'"}
    rows = f"select {typed_columns(grant, given)}, 'f' as feed, 2::BIGINT as line"
    before = tmp_path / "grant.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select * exclude (status, decision_id, parallel), date '2026-09-30' as "
            f"recorded_on from ({rows})) to '{before}' (format parquet)"
        )
        query = with_knowledge_time(grant, rows, date(2026, 10, 31), before)
        found = connection.execute(f"select recorded_on from ({query})").fetchall()
    assert found == [(date(2026, 9, 30),)]
