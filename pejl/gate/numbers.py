"""The door for figures: decision, scope, computation, trail, release. In that order.

    table = read_figures(viewer, Purpose.STEERING, request, warehouse=warehouse, trail=trail)

Nothing else in the product calls `compute`, and nothing else makes a ReleasedTable. A refusal is
written to the trail as well. Protection of small cells has its place between computation and
release; until it is there, roles that need it are refused (`gate/roles.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pejl.base.tables import FigureTable, ReleasedTable
from pejl.figures.request import FigureRequest, RowFilter
from pejl.gate.decide import decide
from pejl.gate.purpose import Purpose
from pejl.gate.scope import filters
from pejl.gate.viewer import Viewer

if TYPE_CHECKING:
    from pejl.store.engines import Warehouse
    from pejl.store.trail import Trail


def read_figures(
    viewer: Viewer, purpose: Purpose, request: FigureRequest, *, warehouse: Warehouse, trail: Trail
) -> ReleasedTable:
    """The figures of one question, narrowed to what the viewer may see."""
    return read_many(viewer, purpose, (request,), warehouse=warehouse, trail=trail)[0]


def read_many(
    viewer: Viewer,
    purpose: Purpose,
    requests: Iterable[FigureRequest],
    *,
    warehouse: Warehouse,
    trail: Trail,
) -> tuple[ReleasedTable, ...]:
    """Several questions of one page or report: one event in the trail names them all."""
    from pejl.figures.compute import compute

    narrowed = [_narrow(viewer, purpose, one, trail) for one in requests]
    tables = [compute(warehouse, one) for one in narrowed]
    event = trail.append(
        "figures",
        who=viewer.name,
        purpose=purpose,
        what={"questions": [told(one, table) for one, table in zip(narrowed, tables, strict=True)]},
    )
    return tuple(_release(table, viewer, purpose, event) for table in tables)


def _narrow(
    viewer: Viewer, purpose: Purpose, request: FigureRequest, trail: Trail
) -> FigureRequest:
    """The request within the viewer's scope; DeniedError when refused."""
    asked_by = {*request.by, *_dimensions(request.filters)}
    thing = "figures.case_worker" if "case_worker" in asked_by else "figures"
    scope = decide(viewer, purpose, thing, trail=trail, asked=request.indicator)
    return replace(request, scope=filters(scope))


def _release(table: FigureTable, viewer: Viewer, purpose: Purpose, event: int) -> ReleasedTable:
    return ReleasedTable(
        facts=table.facts,
        cells=table.cells_for_gate(),
        viewer=viewer.name,
        purpose=purpose,
        trace_id=str(event),
    )


def told(request: FigureRequest, table: FigureTable | None = None) -> dict[str, Any]:
    """A question as the trail keeps it: what was asked, of which version, how many cells left."""
    said: dict[str, Any] = {
        "indicator": request.indicator,
        "periods": [period.text for period in request.periods],
        "by": list(request.by),
        "as_of": request.as_of.isoformat() if request.as_of else None,
        "options": dict(request.options),
        "filters": [_told_filter(one) for one in request.narrowed_by],
    }
    if table is not None:
        said |= {"version": table.facts.version, "cells": len(table.cells_for_gate())}
    return said


def _told_filter(one: RowFilter) -> Mapping[str, Any]:
    said: dict[str, Any] = {one.dimension: sorted(one.values)}
    return {**said, "or": [_told_filter(other) for other in one.or_else]} if one.or_else else said


def _dimensions(row_filters: Iterable[RowFilter]) -> Iterator[str]:
    for one in row_filters:
        yield one.dimension
        yield from _dimensions(one.or_else)
