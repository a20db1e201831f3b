"""The door for findings: decision, scope, rows, trail. What is wrong in the viewer's own data.

    seen = read_findings(viewer, Purpose.DATA_QUALITY, Ask(states=TO_DO), today=today,
                         warehouse=warehouse, trail=trail)

A finding that belongs to no team, facility or case worker is seen only by who sees everything. To
be given a finding widens nobody's scope. What was shown is logged, not what was looked through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pejl.gate.asking_findings import Ask, chosen, in_order, tallied
from pejl.gate.decide import decide
from pejl.gate.labels import facility_names
from pejl.gate.purpose import Purpose
from pejl.gate.rule_facts import facts_of, rule_facts
from pejl.gate.scope import Scope
from pejl.gate.seen_findings import SeenFinding, SeenFindings
from pejl.gate.viewer import Viewer
from pejl.quality.handling import Subject, handle
from pejl.store.handling import Handlings

if TYPE_CHECKING:
    from pejl.quality.listing import FindingRow
    from pejl.store.engines import Warehouse
    from pejl.store.trail import Trail

FINDING = "finding"
"""The kind of subject in `store.handling`."""


def read_findings(
    viewer: Viewer,
    purpose: Purpose,
    ask: Ask,
    *,
    today: date,
    warehouse: Warehouse,
    trail: Trail,
) -> SeenFindings:
    """The findings asked for, of the newest delivery or as known on a day, within the scope."""
    scope = decide(viewer, purpose, "findings", trail=trail, asked=", ".join(sorted(ask.rules)))
    every = findings_in(scope, ask, today=today, warehouse=warehouse, trail=trail)
    wanted = in_order(chosen(every, ask, viewer, scope), ask)
    first = (ask.page - 1) * ask.page_size if ask.page_size else 0
    shown = wanted[first : first + ask.page_size] if ask.page_size else wanted
    snapshot = warehouse.snapshot(ask.as_of)
    event = trail.append(
        "findings",
        who=viewer.name,
        purpose=purpose,
        what={
            "delivery": snapshot.id,
            "asked": ask.told,
            "found": len(wanted),
            "findings": [one.id for one in shown],
        },
    )
    return SeenFindings(
        delivery_day=snapshot.delivery_day,
        rows=tuple(shown),
        tally=tallied(wanted),
        all_in_scope=tallied(every),
        trace_id=str(event),
        facilities=facility_names(warehouse.engine(snapshot)),
    )


def findings_in(
    scope: Scope,
    ask: Ask,
    *,
    today: date,
    on: date | None = None,
    warehouse: Warehouse,
    trail: Trail,
) -> list[SeenFinding]:
    """Every finding of the scope with what has been done about it. For the doors only: unlogged.

    Deeds count up to `on`, else up to the day asked for, else up to today.
    """
    from pejl.quality.handling_settings import read_due_time
    from pejl.quality.listing import Wanted, list_findings

    snapshot = warehouse.snapshot(ask.as_of)
    engine = warehouse.engine(snapshot)
    day = on or ask.as_of or today
    wanted = Wanted(rules=ask.rules, ids=ask.ids, places=places(scope))
    rows = list_findings(engine, wanted)
    deeds = Handlings(trail).of(FINDING, [one.finding_id for one in rows])
    rules = rule_facts(warehouse.home)
    time = read_due_time(warehouse.home.rules)
    loaded = {
        one.delivery_day: date.fromisoformat(one.loaded_at[:10])
        for one in warehouse.version.snapshots
    }
    found = []
    for row in rows:
        done = tuple(one for one in deeds.get(row.finding_id, ()) if one.day <= day)
        handled = handle(
            _since_loaded(row, loaded),
            done,
            today=day,
            due_days=time.working_days,
            closed_days=time.closed_days,
        )
        newest = snapshot.delivery_day
        found.append(SeenFinding(row, facts_of(rules, row.rule), handled, done, day, newest))
    return found


def _since_loaded(row: FindingRow, loaded: Mapping[date, date]) -> Subject:
    """The finding as from the day somebody could know of it: that of the load, not the delivery."""
    subject = row.as_subject
    opened = max(subject.opened, loaded.get(subject.opened, subject.opened))
    changed = subject.changed and max(subject.changed, loaded.get(subject.changed, date.min))
    return replace(subject, opened=opened, changed=changed)


def places(scope: Scope) -> dict[str, frozenset[str]] | None:
    """The scope as the places a finding may belong to; None for everything."""
    if scope.everything:
        return None
    return {
        "team": scope.teams,
        "facility_id": scope.facilities,
        "case_worker": scope.case_workers,
    }


def covers(scope: Scope, one: SeenFinding) -> bool:
    """Whether a scope lets its holder see this finding."""
    held = places(scope)
    row = one.row
    return held is None or any(
        value in held[name]
        for name, value in (
            ("team", row.team),
            ("facility_id", row.facility_id),
            ("case_worker", row.case_worker),
        )
    )
