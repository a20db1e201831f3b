"""Engines over small tables, for tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pejl.figures.spine import build_spine
from pejl.store.engines import EARLIER, DuckEngine, EngineFacts
from tests.reference.tables import OWN, Rows, write_tables


def duck(
    folder: Path,
    rows: Rows,
    delivery_day: date,
    *,
    earlier: tuple[Rows, date] | None = None,
    own: str = OWN,
) -> DuckEngine:
    """DuckDB over the rows; `earlier` is the delivery before: its rows and its day."""
    files = write_tables(folder / "now", rows)
    if earlier:
        before = write_tables(folder / "before", earlier[0])
        files |= {f"{EARLIER}{name}": path for name, path in before.items()}
    facts = EngineFacts(delivery_day, own, earlier_day=earlier[1] if earlier else None)
    engine = DuckEngine(files, facts, threads=1)
    for prefix in ("", EARLIER) if earlier else ("",):
        build_spine(engine, prefix)
    return engine
