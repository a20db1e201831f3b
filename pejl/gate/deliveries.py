"""The door for what was delivered and published: counts of rows, checks, versions, parts.

No figure of citizens and no row comes through here, so no scope narrows it; the role matrix and
the trail hold as at the other doors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from pejl.base.errors import ConsistencyError
from pejl.gate.decide import decide
from pejl.gate.labels import municipality_name
from pejl.gate.purpose import Purpose
from pejl.gate.quality import CheckQuality, FeedQuality, LeftOut, QualityFacts
from pejl.gate.versions import DeliveryFacts, Parts, PublishedFacts, VersionFacts
from pejl.gate.viewer import Viewer
from pejl.store.home import Home
from pejl.store.snapshots import Snapshot, Version, read_version, version_numbers

if TYPE_CHECKING:
    from pejl.store.engines import Engine, Warehouse
    from pejl.store.trail import Trail

_KINDS_DA = {
    "grant": "Bevillinger",
    "commitment": "Dispositioner som ydelser",
    "projection": "Dispositioner som penge",
    "posting": "Posteringer",
    "case": "Sager",
}


_SEVERITIES = {"E": "error", "W": "warning", "I": "info"}


def read_quality(
    viewer: Viewer, purpose: Purpose, *, warehouse: Warehouse, trail: Trail
) -> QualityFacts:
    """How good the newest delivery is: rows read and rejected, rows left out, what checks said."""
    decide(viewer, purpose, "quality", trail=trail)
    snapshot = warehouse.snapshot()
    left_out = _left_out(warehouse.engine(snapshot))
    event = trail.append(
        "quality", who=viewer.name, purpose=purpose, what={"version": warehouse.version.number}
    )
    return QualityFacts(
        delivery_day=snapshot.delivery_day,
        version=warehouse.version.number,
        municipality_da=municipality_name(warehouse.home, snapshot.own_municipality),
        feeds=_feeds(snapshot),
        checks=_checks(snapshot),
        left_out=left_out,
        trace_id=str(event),
    )


def read_versions(
    viewer: Viewer, purpose: Purpose, *, warehouse: Warehouse, trail: Trail
) -> PublishedFacts:
    """Every published version with its deliveries, and which of them readers see."""
    decide(viewer, purpose, "versions", trail=trail)
    trail.append(
        "versions", who=viewer.name, purpose=purpose, what={"version": warehouse.version.number}
    )
    home = warehouse.home
    numbers = sorted(version_numbers(home), reverse=True)
    return PublishedFacts(
        current=_version(warehouse.version),
        versions=tuple(_version_or_damage(home, number) for number in numbers),
    )


def read_parts(viewer: Viewer, purpose: Purpose, *, warehouse: Warehouse, trail: Trail) -> Parts:
    """The teams, facilities and case workers a role can be given for."""
    decide(viewer, purpose, "people", trail=trail)
    trail.append(
        "parts", who=viewer.name, purpose=purpose, what={"version": warehouse.version.number}
    )
    engine = warehouse.engine(warehouse.snapshot())
    case = engine.table("case")
    facility = engine.table("facility")
    workers = engine.run(case.filter(case.closed.isnull()).select("team", "case_worker").distinct())
    facilities = engine.run(facility.select("facility_id", "facility_name", "ownership"))
    return Parts(
        teams=tuple(sorted({team for team, _ in workers if team})),
        facilities=tuple(
            sorted((key, name or "", kind == "own") for key, name, kind in facilities)
        ),
        case_workers=tuple(sorted((worker, team or "") for team, worker in workers if worker)),
    )


def _left_out(engine: Engine) -> tuple[LeftOut, ...]:
    from pejl.figures.spine.excluded import REASONS_DA

    rows: Any = engine.table("spine_excluded")
    counted = engine.run(rows.group_by("kind", "reason").agg(rows=ibis._.count()))
    return tuple(
        LeftOut(_KINDS_DA[kind], int(count), REASONS_DA[reason])
        for kind, reason, count in sorted(counted)
    )


def _version_or_damage(home: Home, number: int) -> VersionFacts:
    """A damaged old version is listed as such: the others are still there to choose."""
    try:
        return _version(read_version(home, number))
    except ConsistencyError as error:
        return VersionFacts(number, "", error.message, (), damaged=True)


def _version(version: Version) -> VersionFacts:
    return VersionFacts(
        number=version.number,
        published_at=version.published_at,
        reason_da=version.reason,
        deliveries=tuple(
            DeliveryFacts(one.delivery_day, one.loaded_at, _feeds(one), _checks(one))
            for one in version.snapshots
        ),
    )


def _feeds(snapshot: Snapshot) -> tuple[FeedQuality, ...]:
    return tuple(
        FeedQuality(one.file, one.rows_read, one.rows_loaded, one.rows_rejected)
        for one in snapshot.feeds
    )


def _checks(snapshot: Snapshot) -> tuple[CheckQuality, ...]:
    return tuple(
        CheckQuality(one.rule, _SEVERITIES[one.severity], one.file, one.message, one.count)
        for one in snapshot.checks
    )
