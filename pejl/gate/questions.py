"""The words one asks in: requests, dimensions, filters. Left of the gate they are the same."""

from __future__ import annotations

from pejl.figures.request import (
    DIMENSIONS,
    TIME_SLICES,
    Dimension,
    FigureRequest,
    RowFilter,
    dimension_named,
)

__all__ = [
    "DIMENSIONS",
    "TIME_SLICES",
    "Dimension",
    "FigureRequest",
    "RowFilter",
    "dimension_named",
]
