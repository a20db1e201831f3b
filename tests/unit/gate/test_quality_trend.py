"""The share of active grants with no open error, against a count made row by row in Python."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import duckdb
import pytest

from pejl.base.errors import DeniedError
from pejl.delivery.web.quality_charts import told
from pejl.gate.asking_findings import Ask
from pejl.gate.findings import read_findings
from pejl.gate.handling import accepting, act_on_findings
from pejl.gate.purpose import Purpose
from pejl.gate.quality_trend import QualityTrend, Share, read_quality_trend
from pejl.gate.scope import NOTHING, Scope
from pejl.gate.viewer import Role, Viewer
from pejl.store.engines import Warehouse, open_warehouse
from pejl.store.home import Home
from pejl.store.snapshots import Snapshot, table_path
from pejl.store.trail import Trail

TODAY = date(2026, 11, 3)
DIRECTOR = Viewer.of("dorte", Role.DIRECTOR)
BI = Viewer.of("bente", Role.BI)


@pytest.fixture(scope="module")
def warehouse(small_home: Home) -> Iterator[Warehouse]:
    opened = open_warehouse(small_home)
    yield opened
    opened.close()


@pytest.fixture
def trail(people_url: str) -> Iterator[Trail]:
    opened = Trail(people_url)
    yield opened
    opened.close()


def trend(warehouse: Warehouse, trail: Trail, viewer: Viewer = DIRECTOR) -> QualityTrend:
    return read_quality_trend(
        viewer, Purpose.DATA_QUALITY, today=TODAY, warehouse=warehouse, trail=trail
    )


def rows(home: Home, snapshot: Snapshot, table: str, *columns: str) -> list[dict[str, Any]]:
    path = table_path(home, snapshot, table)
    found = duckdb.sql(f"select {', '.join(columns)} from read_parquet('{path}')").fetchall()
    return [dict(zip(columns, row, strict=True)) for row in found]


def plainly(
    home: Home, snapshot: Snapshot, *, severities: str, accepted: frozenset[str] = frozenset()
) -> dict[str | None, tuple[int, int]]:
    """Team: (grants with nothing open, grants)."""
    teams = {one["case_id"]: one["team"] for one in rows(home, snapshot, "case", "case_id", "team")}
    findings = [
        one
        for one in rows(
            home,
            snapshot,
            "finding",
            "finding_id",
            "severity",
            "grant_id",
            "case_id",
            "citizen",
            "closed_on",
        )
        if one["closed_on"] is None
        and one["severity"] in severities
        and one["finding_id"] not in accepted
    ]
    counted: dict[str | None, tuple[int, int]] = {None: (0, 0)}
    for grant in rows(home, snapshot, "grant", "grant_id", "case_id", "citizen", "start_date",
                      "end_date"):  # fmt: skip
        day = snapshot.delivery_day
        if not (grant["start_date"] <= day and (grant["end_date"] or day) >= day):
            continue
        wrong = any(
            one["grant_id"] == grant["grant_id"]
            if one["grant_id"]
            else one["case_id"] == grant["case_id"]
            if one["case_id"]
            else one["citizen"] == grant["citizen"]
            for one in findings
        )
        for team in (None, teams.get(grant["case_id"]) or ""):
            good, every = counted.get(team, (0, 0))
            counted[team] = (good + (not wrong), every + 1)
    return counted


def as_counts(found: QualityTrend, number: int, field: str) -> dict[str | None, tuple[int, int]]:
    return {
        one.team: (getattr(one, field).part, getattr(one, field).whole)
        for one in found.days[number].teams
    }


def test_each_delivery_is_counted_as_a_plain_count_has_it(
    warehouse: Warehouse, trail: Trail
) -> None:
    found = trend(warehouse, trail)
    snapshots = warehouse.version.snapshots
    assert [one.day for one in found.days] == [one.delivery_day for one in snapshots]
    for number, snapshot in enumerate(snapshots):
        errors = plainly(warehouse.home, snapshot, severities="E")
        either = plainly(warehouse.home, snapshot, severities="EW")
        assert as_counts(found, number, "without_errors") == errors
        assert as_counts(found, number, "without_either") == either
        assert errors[None][0] < errors[None][1]
        assert either[None][0] < errors[None][0]


def test_what_is_accepted_is_no_open_error_from_the_delivery_it_was_accepted_under(
    warehouse: Warehouse, trail: Trail
) -> None:
    common: dict[str, Any] = {"today": TODAY, "warehouse": warehouse, "trail": trail}
    seen = read_findings(BI, Purpose.DATA_QUALITY, Ask(severities=frozenset("E")), **common)
    marks = [one.mark for one in seen.rows]
    accepted = accepting("Aftalt", None, today=TODAY)
    act_on_findings(BI, Purpose.DATA_QUALITY, accepted, marks, **common)
    found = trend(warehouse, trail)
    (first, last) = warehouse.version.snapshots
    assert as_counts(found, 0, "without_errors") == plainly(warehouse.home, first, severities="E")
    ids = frozenset(one.id for one in seen.rows)
    expected = plainly(warehouse.home, last, severities="E", accepted=ids)
    assert as_counts(found, 1, "without_errors") == expected
    assert expected[None][0] == expected[None][1]


def test_a_leader_sees_her_team_and_an_empty_scope_nothing(
    warehouse: Warehouse, trail: Trail
) -> None:
    whole = trend(warehouse, trail)
    team = whole.teams[0]
    mine = trend(warehouse, trail, Viewer.of("alice", Role.LEADER, Scope(teams=frozenset({team}))))
    assert mine.teams == (team,)
    for day, all_of_day in zip(mine.days, whole.days, strict=True):
        assert day.of(team) == all_of_day.of(team)
        assert day.of(None) is not None
        assert day.of(None).without_errors == day.of(team).without_errors  # type: ignore[union-attr]
    none = trend(warehouse, trail, Viewer.of("charlie", Role.LEADER, NOTHING))
    assert none.teams == ()
    assert {one.without_errors.whole for day in none.days for one in day.teams} == {0}


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.FACILITY_LEADER, Role.POLITICIAN])
def test_others_are_refused(warehouse: Warehouse, trail: Trail, role: Role) -> None:
    with pytest.raises(DeniedError):
        trend(warehouse, trail, Viewer.of("eva", role))
    assert trail.latest(1)[0].kind == "denied"


def test_few_have_no_percent() -> None:
    assert Share(9, 9).share is None
    assert told(Share(9, 9)) == "9 af 9"
    assert Share(9, 10).share == Fraction(9, 10)
    assert told(Share(9, 10)) == "9 af 10 · 90,0 %"
    assert told(Share(0, 0)) == "–" == told(None)
