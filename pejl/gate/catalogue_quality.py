"""How good the data behind a thing in the catalogue are now: counts, never rows or persons.

Findings are counted within the viewer's own part of the municipality; how full a column is, and
how many rows of a file were rejected, are facts of the delivery.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from pejl.base.errors import ConsistencyError
from pejl.gate.decide import decide
from pejl.gate.findings import places
from pejl.gate.purpose import Purpose
from pejl.gate.viewer import Viewer

if TYPE_CHECKING:
    from pejl.store.engines import DuckEngine, Warehouse
    from pejl.store.trail import Trail


@dataclass(frozen=True)
class OpenFindings:
    """Open findings of one rule: how many, and how grave."""

    rule: str
    severity: str
    count: int


@dataclass(frozen=True)
class Filled:
    """How many of a column's rows have a value."""

    rows: int
    filled: int


@dataclass(frozen=True)
class CatalogueQuality:
    """The newest delivery's quality. `open` by rule; `filled` by canonical column and, where the
    load counted it, by profile and column; `rejected` by profile: rows read and rejected."""

    delivery_day: date
    open: Mapping[str, tuple[OpenFindings, ...]] = field(default_factory=dict)
    filled: Mapping[str, Filled] = field(default_factory=dict)
    rejected: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def of_rules(self, rules: Iterable[str]) -> tuple[OpenFindings, ...]:
        return tuple(one for rule in sorted(rules) for one in self.open.get(rule, ()))


def read_catalogue_quality(
    viewer: Viewer, purpose: Purpose, *, warehouse: Warehouse, trail: Trail
) -> CatalogueQuality:
    """Raises DeniedError for who may not see the quality of data."""
    scope = decide(viewer, purpose, "quality", trail=trail)
    snapshot = warehouse.snapshot()
    engine = warehouse.engine(snapshot)
    trail.append("quality", who=viewer.name, purpose=purpose, what={"delivery": snapshot.id})
    fields = {
        f"{feed.profile}:{name}": Filled(feed.rows_loaded, count)
        for feed in snapshot.feeds
        for name, count in feed.filled.items()
    }
    return CatalogueQuality(
        snapshot.delivery_day,
        _open(engine, places(scope)),
        {**_filled(engine, snapshot.id), **fields},
        {feed.profile: (feed.rows_read, feed.rows_rejected) for feed in snapshot.feeds},
    )


def _open(
    engine: DuckEngine, where: Mapping[str, frozenset[str]] | None
) -> dict[str, tuple[OpenFindings, ...]]:
    from pejl.quality.listing import Wanted, count_open

    found: dict[str, list[OpenFindings]] = {}
    for rule, severity, count, _ in count_open(engine, Wanted(places=where)):
        found.setdefault(rule, []).append(OpenFindings(rule, severity, count))
    return {rule: tuple(parts) for rule, parts in found.items()}


_counted: dict[str, dict[str, Filled]] = {}


def _filled(engine: DuckEngine, snapshot: str) -> dict[str, Filled]:
    """Counted once a snapshot: it never changes."""
    from pejl.canon.model import TABLES

    if snapshot not in _counted:
        found: dict[str, Filled] = {}
        for name, table in TABLES.items():
            columns = table.column_names()
            told = ", ".join(f'count("{one}")' for one in columns)
            try:
                engine.table(name)
            except ConsistencyError:  # loaded before there was such a table
                continue
            ((rows, *counts),) = engine.run_sql(f'select count(*), {told} from "{name}"')
            if rows:
                found |= {
                    f"{name}.{one}": Filled(rows, count)
                    for one, count in zip(columns, counts, strict=True)
                }
        _counted.clear()
        _counted[snapshot] = found
    return _counted[snapshot]
