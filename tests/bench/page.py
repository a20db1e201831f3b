"""The report page's queries together, the whole document, and the PDF, at a size."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pejl.base.period import parse_period
from pejl.delivery.pdf.render import render_pdf
from pejl.gate.purpose import Purpose
from pejl.gate.viewer import Viewer
from pejl.reports.catalogue import deliverable_named
from pejl.reports.deliverable import build
from pejl.store.engines import DuckEngine, Warehouse
from pejl.store.home import Home
from pejl.store.trail import Trail
from tests.bench.timing import median_seconds


@dataclass(frozen=True)
class Page:
    """Median seconds of a warm server: the engine's queries, the document, the PDF."""

    size: str
    queries: int
    query_seconds: float
    document_seconds: float
    pdf_seconds: float


@contextmanager
def engine_time() -> Iterator[list[float]]:
    """Every question to the engine, timed where it is asked."""
    times: list[float] = []
    real = DuckEngine.ask

    def timed(self: DuckEngine, *arguments: Any, **named: Any) -> Any:
        start = time.perf_counter()
        try:
            return real(self, *arguments, **named)
        finally:
            times.append(time.perf_counter() - start)

    DuckEngine.ask = timed  # type: ignore[method-assign]
    try:
        yield times
    finally:
        DuckEngine.ask = real  # type: ignore[method-assign]


def run(home: Home, warehouse: Warehouse, size: str) -> Page:
    trail = Trail(f"sqlite:///{home.people_db}")
    period = parse_period(f"{warehouse.snapshot().delivery_day:%Y-%m}")
    deliverable = deliverable_named("maanedsopfoelgning-myndighed")

    def document() -> Any:
        return build(
            deliverable,
            period,
            Viewer.operator("bench"),
            purpose=Purpose.STEERING,
            warehouse=warehouse,
            trail=trail,
        )

    laid_out = document()
    sums, counts = [], []
    for _ in range(5):
        with engine_time() as times:
            document()
        sums.append(sum(times))
        counts.append(len(times))
    return Page(
        size,
        counts[-1],
        sorted(sums)[2],
        median_seconds(document),
        median_seconds(lambda: render_pdf(laid_out)),
    )
