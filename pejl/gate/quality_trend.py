"""The door for data quality over time: counts per team and delivery, never a row or a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from pejl.gate.asking_findings import Ask
from pejl.gate.decide import decide
from pejl.gate.findings import FINDING, findings_in, places
from pejl.gate.purpose import Purpose
from pejl.gate.scope import Scope
from pejl.gate.viewer import Viewer
from pejl.quality.handling import State
from pejl.store.handling import Handlings
from pejl.store.snapshots import snapshot_folder

if TYPE_CHECKING:
    from pejl.store.engines import Warehouse
    from pejl.store.trail import Trail

FEWEST = 10
"""With fewer grants than this a share says more of one person than of the quality."""


@dataclass(frozen=True)
class Share:
    """So many of so many active grants."""

    part: int
    whole: int

    @property
    def share(self) -> Fraction | None:
        """None when there are too few to make a share of."""
        return Fraction(self.part, self.whole) if self.whole >= FEWEST else None


@dataclass(frozen=True)
class TeamQuality:
    """One team on one delivery's day; `team` None is the whole of what the viewer sees."""

    team: str | None
    without_errors: Share
    without_either: Share


@dataclass(frozen=True)
class DayQuality:
    """A delivery: the whole first, then the teams. `until` is the day acceptances are seen from."""

    day: date
    until: date
    teams: tuple[TeamQuality, ...]

    def of(self, team: str | None) -> TeamQuality | None:
        return next((one for one in self.teams if one.team == team), None)


@dataclass(frozen=True)
class QualityTrend:
    """Every delivery of the version in turn, and the teams that are in any of them."""

    days: tuple[DayQuality, ...]
    teams: tuple[str, ...]
    trace_id: str


def read_quality_trend(
    viewer: Viewer, purpose: Purpose, *, today: date, warehouse: Warehouse, trail: Trail
) -> QualityTrend:
    """The share of active grants with no open error, delivery by delivery, within the scope.

    An acceptance counts from the delivery under which it was given: each delivery is judged as it
    stood on the day before the next one, the newest as it stands today.
    """
    scope = decide(viewer, purpose, "quality.trend", trail=trail)
    event = trail.append(
        "quality trend",
        who=viewer.name,
        purpose=purpose,
        what={"version": warehouse.version.number},
    )
    snapshots = [one for one in warehouse.version.snapshots if FINDING in one.tables]
    last_days = [*(one.delivery_day - timedelta(days=1) for one in snapshots[1:]), today]
    days = tuple(
        DayQuality(
            one.delivery_day,
            until,
            _teams(scope, one.id, one.delivery_day, until, warehouse=warehouse, trail=trail),
        )
        for one, until in zip(snapshots, last_days, strict=True)
    )
    names = {team.team for day in days for team in day.teams if team.team is not None}
    return QualityTrend(days, tuple(sorted(names)), str(event))


def _teams(
    scope: Scope,
    snapshot_id: str,
    day: date,
    until: date,
    *,
    warehouse: Warehouse,
    trail: Trail,
) -> tuple[TeamQuality, ...]:
    from pejl.quality.trend import as_places, shares_of

    found = shares_of(
        snapshot_folder(warehouse.home, snapshot_id),
        day,
        as_places(places(scope)),
        _accepted(scope, day, until, warehouse=warehouse, trail=trail),
    )
    return tuple(
        TeamQuality(
            one.team,
            Share(one.without_errors, one.grants),
            Share(one.without_either, one.grants),
        )
        for one in found
    )


def _accepted(
    scope: Scope, day: date, until: date, *, warehouse: Warehouse, trail: Trail
) -> frozenset[str]:
    """Those of a delivery's findings that somebody's acceptance stood for on a day."""
    touched = frozenset(Handlings(trail).of(FINDING))
    if not touched:
        return frozenset()
    ask = Ask(ids=touched, as_of=day)
    found = findings_in(scope, ask, today=until, on=until, warehouse=warehouse, trail=trail)
    return frozenset(one.id for one in found if one.state is State.ACCEPTED)
