"""The open findings that touch some figures: those of rules that read what the figures rest on.

Which rules those are is found in the lineage; nobody lists them. Findings are counted within the
viewer's own part of the municipality, and so are the kroner that are not explained.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pejl.gate.decide import decide
from pejl.gate.findings import places
from pejl.gate.purpose import Purpose
from pejl.gate.reconciliation import Choice, read_totals
from pejl.gate.roles import can
from pejl.gate.viewer import Viewer

if TYPE_CHECKING:
    from pejl.store.engines import Warehouse
    from pejl.store.home import Home
    from pejl.store.trail import Trail


@dataclass(frozen=True)
class Touching:
    """Open findings of one rule and severity (`error`, `warning`, `info`). `kroner` is what is at
    stake, None where no finding of it says."""

    rule: str
    name_da: str
    severity: str
    count: int
    kroner: Decimal | None


@dataclass(frozen=True)
class Unexplained:
    """Of a year's kroner in the reconciliation: all that is posted, and what is open of it."""

    year: int
    posted: Decimal
    open: Decimal


@dataclass(frozen=True)
class FigureQuality:
    """`rules` is how many rules look at the data the figures rest on. `unexplained` is None for
    who may not see the reconciliation, and where there is none."""

    touching: tuple[Touching, ...]
    rules: int
    unexplained: Unexplained | None
    trace_id: str

    def count(self, severity: str) -> int:
        return sum(one.count for one in self.touching if one.severity == severity)


_SEVERITIES = {"E": "error", "W": "warning", "I": "info"}
_ORDER = tuple(_SEVERITIES.values())


def rules_touching(home: Home, indicators: Collection[str]) -> frozenset[str]:
    """The rules that read any canonical column one of the indicators rests on."""
    from pejl.lineage.definitions import read_definitions
    from pejl.lineage.graph import Node

    graph = read_definitions(home).graph
    return frozenset(
        rule.id
        for indicator in indicators
        for column in graph.rests_on.get(Node("indicator", indicator), ())
        for rule in graph.serves.get(column, ())
        if rule.kind == "rule"
    )


def read_figure_quality(
    viewer: Viewer,
    purpose: Purpose,
    indicators: Collection[str],
    *,
    year: int,
    today: date,
    warehouse: Warehouse,
    trail: Trail,
) -> FigureQuality:
    """What touches the figures of some indicators, in the newest delivery."""
    from pejl.quality.ground import FINDING
    from pejl.quality.listing import Wanted, count_open

    scope = decide(viewer, purpose, "quality", trail=trail)
    snapshot = warehouse.snapshot()
    rules = rules_touching(warehouse.home, indicators)
    found = []
    if rules and FINDING in snapshot.tables:
        wanted = Wanted(rules=rules, places=places(scope))
        found = count_open(warehouse.engine(snapshot), wanted)
    names = _names(warehouse.home)
    touching = [
        Touching(rule, names.get(rule, rule), _SEVERITIES[severity], count, kroner)
        for rule, severity, count, kroner in found
    ]
    what = {"delivery": snapshot.id, "indicators": sorted(indicators)}
    event = trail.append("quality", who=viewer.name, purpose=purpose, what=what)
    return FigureQuality(
        tuple(sorted(touching, key=lambda one: (_ORDER.index(one.severity), one.rule))),
        len(rules),
        _unexplained(viewer, purpose, year=year, today=today, warehouse=warehouse, trail=trail),
        str(event),
    )


def _unexplained(
    viewer: Viewer,
    purpose: Purpose,
    *,
    year: int,
    today: date,
    warehouse: Warehouse,
    trail: Trail,
) -> Unexplained | None:
    may = can(viewer, "reconciliation", purpose).allowed
    if not may or "reconciliation" not in warehouse.snapshot().tables:
        return None
    seen = read_totals(
        viewer, purpose, (), Choice(year=year), today=today, warehouse=warehouse, trail=trail
    )
    return Unexplained(year, seen.whole.posted, seen.whole.open) if seen.whole.posted else None


def _names(home: Home) -> dict[str, str]:
    from pejl.lineage.definitions import read_definitions
    from pejl.quality.registry import all_rules

    return {one.id: one.name_da for one in all_rules(read_definitions(home).rules)}
