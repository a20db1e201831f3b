"""The door for findings: decision, scope, rows, trail. What is wrong in the viewer's own data.

    seen = read_findings(viewer, Purpose.DATA_QUALITY, warehouse=warehouse, trail=trail)

A finding that belongs to no team, facility or case worker is seen only by who sees everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pejl.gate.decide import decide
from pejl.gate.purpose import Purpose
from pejl.gate.scope import Scope
from pejl.gate.viewer import Viewer

if TYPE_CHECKING:
    from pejl.quality.listing import FindingRow
    from pejl.store.engines import Warehouse
    from pejl.store.trail import Trail


@dataclass(frozen=True)
class SeenFindings:
    """The findings a viewer may see, and the number of the look in the trail."""

    delivery_day: date
    rows: tuple[FindingRow, ...]
    trace_id: str


def read_findings(
    viewer: Viewer,
    purpose: Purpose,
    *,
    as_of: date | None = None,
    rules: frozenset[str] = frozenset(),
    only_open: bool = True,
    warehouse: Warehouse,
    trail: Trail,
) -> SeenFindings:
    """Findings of the newest delivery, or as known on a day, within the viewer's scope."""
    from pejl.quality.listing import Wanted, list_findings

    scope = decide(viewer, purpose, "findings", trail=trail, asked=", ".join(sorted(rules)))
    snapshot = warehouse.snapshot(as_of)
    wanted = Wanted(rules=rules, only_open=only_open, places=places(scope))
    rows = list_findings(warehouse.engine(snapshot), wanted)
    event = trail.append(
        "findings",
        who=viewer.name,
        purpose=purpose,
        what={
            "delivery": snapshot.id,
            "rules": sorted(rules),
            "only_open": only_open,
            "findings": [one.finding_id for one in rows],
        },
    )
    return SeenFindings(snapshot.delivery_day, tuple(rows), str(event))


def places(scope: Scope) -> dict[str, frozenset[str]] | None:
    """The scope as the places a finding may belong to; None for everything."""
    if scope.everything:
        return None
    return {
        "team": scope.teams,
        "facility_id": scope.facilities,
        "case_worker": scope.case_workers,
    }
