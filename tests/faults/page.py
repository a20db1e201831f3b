"""What the long arms came to, kept in docs/benchmarks.md between marks of their own."""

from __future__ import annotations

import datetime as dt
import os
import platform
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


def keep(mark: str, text: str, page: Path = PAGE) -> None:
    """Write between the two marks. Raises ValueError when the page lacks them."""
    start, end = f"<!-- faults {mark}: start -->", f"<!-- faults {mark}: end -->"
    before, found, rest = page.read_text("utf-8").partition(start)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"{page.name} lacks the marks of {mark}")
    page.write_text(f"{before}{start}\n{text}\n{end}{after}", "utf-8")


def facts(seed: int | str, seconds: float) -> str:
    """One line: which day, on what, which seed, how long."""
    today = dt.datetime.now(dt.UTC).date()
    cores = len(os.sched_getaffinity(0))
    return (
        f"Run {today}, {cores} cores, Python {platform.python_version()}, "
        f"DuckDB {version('duckdb')}; seed {seed}; {seconds / 60:.0f} minutes."
    )
