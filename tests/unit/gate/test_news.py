"""What changed since the delivery before, against plain Python over the same two deliveries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import astuple, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pejl.base.errors import DeniedError, UsageError
from pejl.base.period import Period, days_in_year
from pejl.gate.differences import ChangedDays, Span
from pejl.gate.news import TOTAL, ChangeFacts, read_changes, read_difference
from pejl.gate.numbers import read_figures
from pejl.gate.purpose import Purpose
from pejl.gate.questions import FigureRequest
from pejl.gate.scope import NOTHING, Scope
from pejl.gate.viewer import Role, Viewer
from pejl.store.engines import EARLIER, DuckEngine, Warehouse, open_warehouse
from pejl.store.home import Home
from pejl.store.trail import Trail

BOSS = Viewer.operator("drift")


@pytest.fixture(scope="module")
def warehouse(small_home: Home) -> Iterator[Warehouse]:
    opened = open_warehouse(small_home)
    yield opened
    opened.close()


@pytest.fixture
def trail(tmp_path: Path) -> Iterator[Trail]:
    opened = Trail(f"sqlite:///{tmp_path / 'people.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def changes(warehouse: Warehouse, trail: Trail) -> ChangeFacts:
    return read_changes(BOSS, Purpose.STEERING, warehouse=warehouse, trail=trail)


@pytest.fixture
def engine(warehouse: Warehouse) -> DuckEngine:
    return warehouse.engine(warehouse.snapshot())


def grant_days(engine: DuckEngine, name: str, last: date) -> dict[tuple[str, str, str], int]:
    """Days up to `last` of every grant we pay for, counted one row at a time."""
    spell = engine.table(name)
    rows = engine.run(spell.select("kind", "row_id", "paragraph", "paying", "start_day", "end_day"))
    days: dict[tuple[str, str, str], int] = defaultdict(int)
    for kind, row_id, paragraph, paying, start, end in rows:
        if paying:
            days[kind, row_id, paragraph] += max(0, (min(end, last) - start).days + 1)
    return {key: count for key, count in days.items() if count}


def test_grants_and_days_are_those_that_differ_row_by_row(
    changes: ChangeFacts, engine: DuckEngine
) -> None:
    assert changes.then is not None
    now = grant_days(engine, "spine_spell", changes.then)
    then = grant_days(engine, f"{EARLIER}spine_spell", changes.then)
    expected: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for key in {*now, *then}:
        after, before = now.get(key, 0), then.get(key, 0)
        if after != before:
            line = expected[key[2]]
            line[0 if not before else 2 if not after else 1] += 1
            line[3] += after - before
    told = {
        one.paragraph: [one.added, one.changed, one.removed, one.days]
        for one in changes.paragraphs
        if any((one.added, one.changed, one.removed))
    }
    assert told == dict(expected)
    assert expected, "the sample changes something in retrospect"


def test_the_total_is_counted_for_itself(changes: ChangeFacts) -> None:
    total = changes.total
    assert total is not None
    assert total.paragraph == TOTAL
    assert total.days == sum(one.days or 0 for one in changes.paragraphs)
    assert total.added <= sum(one.added for one in changes.paragraphs)


def test_kroner_are_booked_since_for_months_that_were_covered(
    changes: ChangeFacts, engine: DuckEngine
) -> None:
    assert changes.then is not None
    cost = engine.table("spine_cost")
    rows = engine.run(cost.select("paragraph", "booked_on", "service_month", "amount"))
    expected: dict[str, Decimal] = defaultdict(Decimal)
    for paragraph, booked, month, amount in rows:
        if booked > changes.then and month <= changes.then:
            expected[paragraph] += amount
    told = {one.paragraph: one.kroner for one in changes.paragraphs if one.kroner}
    assert told == {name: amount for name, amount in expected.items() if amount}


def test_days_agree_with_what_the_indicator_says_then_and_now(
    warehouse: Warehouse, trail: Trail, changes: ChangeFacts, engine: DuckEngine
) -> None:
    """Service days of I-01 as known now, less as known then, are the grants' changed days."""
    assert changes.then is not None
    year = Period(date(changes.then.year, 1, 1), changes.then)
    request = FigureRequest("I-01", (year,), by=("paragraph",))
    now, then = (
        {
            cell.dims["paragraph"]: cell.fields["services"] or 0
            for cell in read_figures(BOSS, Purpose.OPERATION, one, warehouse=warehouse, trail=trail)
        }
        for one in (request, replace(request, as_of=changes.then))
    )
    told = {
        row[0]: row[4]
        for row in engine.ask(ChangedDays(Span(year.start, year.end), "paragraph", ()))
    }
    for paragraph in {*now, *then}:
        services = now.get(paragraph, 0) - then.get(paragraph, 0)
        assert services * days_in_year(year.end.year) == told.get(paragraph, 0)


def test_no_person_is_in_what_reports_are_told(changes: ChangeFacts) -> None:
    assert "c_" not in repr(astuple(changes))


def test_an_event_in_the_trail_names_the_two_days(
    warehouse: Warehouse, trail: Trail, changes: ChangeFacts
) -> None:
    assert changes.trace_id.isdigit()
    assert changes.now == warehouse.snapshot().delivery_day


def test_the_first_delivery_has_nothing_to_be_compared_with(
    warehouse: Warehouse, trail: Trail
) -> None:
    first = warehouse.version.snapshots[0].delivery_day
    told = read_changes(BOSS, Purpose.STEERING, as_of=first, warehouse=warehouse, trail=trail)
    assert told.then is None
    assert told.total is None


def test_a_scope_narrows_and_no_scope_is_nothing(warehouse: Warehouse, trail: Trail) -> None:
    def total(scope: Scope) -> int:
        viewer = Viewer.of("alice", Role.LEADER, scope)
        told = read_changes(viewer, Purpose.STEERING, warehouse=warehouse, trail=trail)
        return 0 if told.total is None else sum(astuple(told.total)[1:4])

    engine = warehouse.engine(warehouse.snapshot())
    teams = sorted({team for (team,) in engine.run(engine.table("case").select("team"))} - {None})
    whole = total(Scope(everything=True))
    parts = [total(Scope(teams=frozenset({team}))) for team in teams]
    assert 0 < sum(parts) <= whole
    assert min(parts) < whole
    assert total(NOTHING) == 0


def test_a_politician_is_refused(warehouse: Warehouse, trail: Trail) -> None:
    viewer = Viewer.of("erik", Role.POLITICIAN)
    with pytest.raises(DeniedError):
        read_changes(viewer, Purpose.STEERING, warehouse=warehouse, trail=trail)


@pytest.mark.parametrize("indicator", ["I-01", "I-02", "I-04", "I-10", "I-12"])
def test_a_difference_has_each_figure_then_and_now(
    warehouse: Warehouse, trail: Trail, indicator: str
) -> None:
    then = warehouse.version.snapshots[0].delivery_day
    request = FigureRequest(indicator, (Period(then.replace(day=1), then),), by=("paragraph",))
    told = read_difference(
        BOSS, Purpose.OPERATION, request, then=then, warehouse=warehouse, trail=trail
    )
    now, before = (
        read_figures(BOSS, Purpose.OPERATION, one, warehouse=warehouse, trail=trail)
        for one in (request, replace(request, as_of=then))
    )
    assert [cell["now"] for cell in told.cells] == [cell.value for cell in now]
    for cell in told.cells:
        known = before.at(request.periods[0], paragraph=str(cell["paragraph"]))
        assert cell["then"] == (known.value if known else None)
        if cell["now"] is not None and cell["then"] is not None:
            assert cell["change"] == cell["now"] - cell["then"]


def test_rows_lead_from_a_difference_to_its_grants_and_citizens(
    warehouse: Warehouse, trail: Trail, engine: DuckEngine
) -> None:
    then = warehouse.version.snapshots[0].delivery_day
    year = Period(date(then.year, 1, 1), then)
    request = FigureRequest("I-01", (year,))
    told = read_difference(
        BOSS, Purpose.OPERATION, request, then=then, warehouse=warehouse, trail=trail
    )
    assert told.rows
    assert all(row["citizen"].startswith("c_") for row in told.rows if row["now"])
    days = sum(row["change"] for row in told.rows)
    ((*_, expected),) = engine.ask(ChangedDays(Span(year.start, year.end), "all", ()))
    assert days == expected


def test_the_rows_are_those_of_the_figure_asked_for(warehouse: Warehouse, trail: Trail) -> None:
    """Kroner for what is booked, whatever days changed; cases where cases are counted."""
    then = warehouse.version.snapshots[0].delivery_day
    year = Period(date(then.year, 1, 1), warehouse.snapshot().delivery_day)
    kinds = {}
    for indicator in ("I-10", "I-03", "I-01"):
        told = read_difference(
            BOSS,
            Purpose.OPERATION,
            FigureRequest(indicator, (year,)),
            then=then,
            warehouse=warehouse,
            trail=trail,
        )
        kinds[indicator] = {row["kind"] for row in told.rows}
        if indicator == "I-10":
            booked = sum(row["change"] for row in told.rows)
            assert booked == told.cells[0]["now"] - told.cells[0]["then"]
    assert kinds["I-10"] == {"posting"}
    assert kinds["I-03"] <= {"case"}
    assert kinds["I-01"] <= {"grant", "commitment"}


def test_a_period_the_earlier_delivery_could_not_know_has_no_figure_then(
    warehouse: Warehouse, trail: Trail
) -> None:
    """The newest delivery's month: nothing was told of it then, so nothing is another."""
    then = warehouse.version.snapshots[0].delivery_day
    now = warehouse.snapshot().delivery_day
    request = FigureRequest("I-10", (Period(now.replace(day=1), now),))
    told = read_difference(
        BOSS, Purpose.OPERATION, request, then=then, warehouse=warehouse, trail=trail
    )
    assert told.cells[0]["then"] is None
    assert told.cells[0]["change"] is None
    assert told.rows == ()


def test_the_same_delivery_is_no_difference(warehouse: Warehouse, trail: Trail) -> None:
    now = warehouse.snapshot().delivery_day
    request = FigureRequest("I-01", (Period(now.replace(day=1), now),))
    with pytest.raises(UsageError, match="der sammenlignes med"):
        read_difference(
            BOSS, Purpose.OPERATION, request, then=now, warehouse=warehouse, trail=trail
        )
