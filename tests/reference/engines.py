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
    files = _spine_files(folder / "now", rows, delivery_day, own)
    if earlier:
        before = _spine_files(folder / "before", *earlier, own)
        files |= {f"{EARLIER}{name}": path for name, path in before.items()}
    facts = EngineFacts(delivery_day, own, earlier_day=earlier[1] if earlier else None)
    return DuckEngine(files, facts, threads=1)


def _spine_files(folder: Path, rows: Rows, delivery_day: date, own: str) -> dict[str, Path]:
    from pejl.figures.spine import write_spine

    files = write_tables(folder, rows)
    stored = write_spine(files, folder, own_municipality=own, delivery_day=delivery_day, threads=1)
    return files | {name: folder / table.file for name, table in stored.items()}


__all__ = ["build_spine", "duck"]
