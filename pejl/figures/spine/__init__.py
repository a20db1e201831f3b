"""The spine: the canonical tables joined once, so that every indicator counts on the same rows.

    spine_spell        one row a grant of the case system, and a commitment for a citizen others
                       act for that the case system has no grant for; with its effective days
    spine_ending       one row a citizen and last day: why it ended, what goes on the day after
    spine_case         one row a case
    spine_cost         one row a posting, its paragraph through the commitment it refers to
    spine_commitment   one row a commitment, tariffs and quantities as whole numbers
    spine_excluded     one row a row that cannot be counted, with the reason

All of it is Ibis: DuckDB makes it once at load and stores it; Spark makes it from the canonical
tables. Where a key stands twice in a source, the first line counts for those that refer to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pejl.figures.spine.excluded import excluded
from pejl.figures.spine.money import commitments, costs
from pejl.figures.spine.spells import case_rows, endings, spells
from pejl.store.engines import DuckEngine, Engine, EngineFacts
from pejl.store.snapshots import StoredTable, stored_table
from pejl.store.workbench import engine_storage_errors

SPINE: dict[str, tuple[Callable[[Engine], Any], str]] = {
    "spine_spell": (spells, "citizen, start_day, end_day, row_id, feed, line"),
    "spine_ending": (endings, "citizen, end_day"),
    "spine_case": (case_rows, "case_id, feed, line"),
    "spine_cost": (costs, "booked_on, citizen, posting_id, feed, line"),
    "spine_commitment": (commitments, "commitment_id, feed, line"),
    "spine_excluded": (excluded, "kind, row_id, feed, line"),
}
"""Each table's expression and the order it is stored in; later ones may use earlier ones."""


def build_spine(engine: Engine) -> dict[str, Any]:
    """Define every spine table in the engine, in turn, and return them as Ibis tables."""
    for name, (expression, _) in SPINE.items():
        engine.define(name, expression(engine))
    return {name: engine.table(name) for name in SPINE}


def write_spine(
    tables: Mapping[str, Path],
    folder: Path,
    *,
    own_municipality: str,
    delivery_day: date,
    threads: int = 2,
    memory_limit: str = "2GB",
) -> dict[str, StoredTable]:
    """Make the spine of a delivery's canonical Parquet files and store it beside them.

    `tables` maps the canonical tables' names to their files. Raises StorageError when the disk is
    full; the folder is then as before or holds files nobody points at.
    """
    facts = EngineFacts(delivery_day=delivery_day, own_municipality=own_municipality)
    engine = DuckEngine(tables, facts, threads=threads, memory_limit=memory_limit, write_to=folder)
    try:
        with engine_storage_errors():
            build_spine(engine)
            return {
                name: _stored(engine, name, folder / f"{name}.parquet", order)
                for name, (_, order) in SPINE.items()
            }
    finally:
        engine.close()


def _stored(engine: DuckEngine, name: str, path: Path, order: str) -> StoredTable:
    return stored_table(path, engine.save(name, path, order_by=order))
