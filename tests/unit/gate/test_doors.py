"""The doors: nothing without viewer and purpose, everything logged, scope pushed to the query."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import pejl
from pejl.base.errors import DeniedError, UsageError
from pejl.base.period import parse_period
from pejl.gate import deliveries, findings, news, numbers, persons
from pejl.gate.purpose import Purpose
from pejl.gate.questions import FigureRequest, RowFilter
from pejl.gate.scope import EVERYTHING, NOTHING, Scope
from pejl.gate.traces import SeenLine, SeenTrace
from pejl.gate.viewer import Assignment, Role, Viewer
from pejl.store.engines import Warehouse, open_warehouse
from pejl.store.home import Home
from pejl.store.trail import Trail

DOORS = (numbers, persons, deliveries, news, findings)
PACKAGE = Path(pejl.__file__).parent
OCTOBER = parse_period("2026-10")

LEADER = Viewer.of("alice", Role.LEADER)
CHARLIE = Viewer("charlie")


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


def ask(*by: str, filters: tuple[RowFilter, ...] = (), indicator: str = "I-01") -> FigureRequest:
    return FigureRequest(indicator, (OCTOBER,), by=by, filters=filters)


def public_functions(door: ModuleType) -> Iterator[tuple[str, object]]:
    for name, function in inspect.getmembers(door, inspect.isfunction):
        if function.__module__ == door.__name__ and name.startswith("read"):
            yield f"{door.__name__}.{name}", function


DOOR_FUNCTIONS = [pair for door in DOORS for pair in public_functions(door)]


@pytest.mark.parametrize(("name", "function"), DOOR_FUNCTIONS)
def test_every_way_through_a_door_takes_a_viewer_a_purpose_and_the_trail(
    name: str, function: object
) -> None:
    parameters = inspect.signature(function).parameters  # type: ignore[arg-type]
    assert list(parameters)[:2] == ["viewer", "purpose"], name
    assert parameters["viewer"].default is inspect.Parameter.empty
    assert parameters["purpose"].default is inspect.Parameter.empty
    assert parameters["trail"].default is inspect.Parameter.empty


def modules_naming(names: set[str], module: str) -> set[str]:
    """Files of the product that import one of the names, or the module that has them."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            whole = isinstance(node, ast.Import) and any(one.name == module for one in node.names)
            part = (
                isinstance(node, ast.ImportFrom)
                and node.module == module
                and any(one.name in names for one in node.names)
            )
            if whole or part:
                found.add(str(path.relative_to(PACKAGE)))
    return found


def test_figures_are_computed_at_the_door_and_in_their_own_room_only() -> None:
    """Lineage computes too, on empty tables, to hear what is asked; it tells no figure."""
    callers = modules_naming({"compute"}, "pejl.figures.compute")
    outside = {one for one in callers if not one.startswith("figures/")}
    assert outside == {"gate/numbers.py", "lineage/asking.py"}


def test_the_vault_is_opened_at_intake_and_at_the_door_for_rows_only() -> None:
    openers = modules_naming({"open_vault", "Vault"}, "pejl.store.vault")
    outside = {one for one in openers if not one.startswith(("store/", "sources/", "canon/"))}
    assert outside <= {"gate/persons.py", "site/load.py"}
    readers = modules_naming({"rejects", "read_rejects"}, "pejl.store.rejects")
    assert readers == {"gate/persons.py"}


def test_a_released_table_is_made_at_the_door_only() -> None:
    makers = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "ReleasedTable"
    }
    assert makers == {"gate/numbers.py"}


def test_a_release_names_its_viewer_its_purpose_and_its_event(
    warehouse: Warehouse, trail: Trail
) -> None:
    table = numbers.read_figures(LEADER, Purpose.STEERING, ask(), warehouse=warehouse, trail=trail)
    assert (table.viewer, table.purpose, table.trace_id) == ("alice", "steering", "1")
    event = trail.latest(1)[0]
    assert (event.kind, event.who, event.purpose) == ("figures", "alice", "steering")
    assert event.what["questions"][0]["indicator"] == "I-01"
    assert event.what["questions"][0]["periods"] == ["2026-10"]
    assert event.what["questions"][0]["version"] == 2


def test_several_questions_are_one_event(warehouse: Warehouse, trail: Trail) -> None:
    asked = (ask(), ask("team"), ask(indicator="I-02"))
    tables = numbers.read_many(LEADER, Purpose.STEERING, asked, warehouse=warehouse, trail=trail)
    assert [table.facts.indicator for table in tables] == ["I-01", "I-01", "I-02"]
    assert {table.trace_id for table in tables} == {"1"}
    assert trail.head().seq == 1


def test_a_refusal_is_logged_and_nothing_is_computed(trail: Trail) -> None:
    with pytest.raises(DeniedError, match="ingen rolle"):
        numbers.read_figures(
            CHARLIE,
            Purpose.STEERING,
            ask(),
            warehouse=None,  # type: ignore[arg-type]  # never looked at
            trail=trail,
        )
    event = trail.latest(1)[0]
    assert (event.kind, event.who) == ("denied", "charlie")
    assert event.what == {"thing": "figures", "asked": "I-01"}


def test_figures_are_narrowed_to_the_viewers_team(warehouse: Warehouse, trail: Trail) -> None:
    whole = numbers.read_figures(
        LEADER, Purpose.STEERING, ask("team"), warehouse=warehouse, trail=trail
    )
    team = sorted(cell.dims["team"] for cell in whole)[0]
    mine = Viewer.of("bob", Role.LEADER, Scope(teams=frozenset({team})))
    seen = numbers.read_figures(
        mine, Purpose.STEERING, ask("team"), warehouse=warehouse, trail=trail
    )
    assert {cell.dims["team"] for cell in seen if cell.value} == {team}
    assert seen.at(OCTOBER, team=team) == whole.at(OCTOBER, team=team)
    total = numbers.read_figures(mine, Purpose.STEERING, ask(), warehouse=warehouse, trail=trail)
    assert total.cells[0].value == seen.at(OCTOBER, team=team).value  # type: ignore[union-attr]


def test_two_kinds_of_scope_give_the_rows_of_either(warehouse: Warehouse, trail: Trail) -> None:
    def days(viewer: Viewer, *by: str) -> dict[tuple[str, ...], object]:
        table = numbers.read_figures(
            viewer, Purpose.STEERING, ask(*by), warehouse=warehouse, trail=trail
        )
        return {tuple(cell.dims.values()): cell.fields["days"] for cell in table}

    every = days(LEADER, "team", "facility")
    team, facility = next(key for key in sorted(every) if "Uoplyst" not in key)
    both = Viewer(
        "bob",
        (
            Assignment(Role.LEADER, Scope(teams=frozenset({team}))),
            Assignment(Role.FACILITY_LEADER, Scope(facilities=frozenset({facility}))),
        ),
    )
    seen = {key: value for key, value in days(both, "team", "facility").items() if value}
    assert seen == {
        key: value
        for key, value in every.items()
        if value and (key[0] == team or key[1] == facility)
    }
    assert len({key[0] for key in seen}) > 1


def test_no_scope_is_an_empty_answer_not_the_whole(warehouse: Warehouse, trail: Trail) -> None:
    nobody = Viewer.of("bob", Role.LEADER, NOTHING)
    for asked in (ask(), ask("paragraph"), ask(indicator="I-10")):
        table = numbers.read_figures(
            nobody, Purpose.STEERING, asked, warehouse=warehouse, trail=trail
        )
        assert not table.cells


def test_a_filter_of_the_viewers_own_cannot_widen_the_scope(
    warehouse: Warehouse, trail: Trail
) -> None:
    mine = Viewer.of("bob", Role.LEADER, Scope(teams=frozenset({"findes ikke"})))
    wide = RowFilter("facility", frozenset({"T001", "T002", "T003"}))
    table = numbers.read_figures(
        mine, Purpose.STEERING, ask(filters=(wide,)), warehouse=warehouse, trail=trail
    )
    assert not any(cell.value for cell in table)


@pytest.mark.parametrize(
    "asked",
    [
        ask("case_worker"),
        ask(filters=(RowFilter("case_worker", frozenset({"AB01"})),)),
        ask(
            filters=(
                RowFilter(
                    "team",
                    frozenset({"x"}),
                    or_else=(RowFilter("case_worker", frozenset({"AB01"})),),
                ),
            )
        ),
    ],
)
def test_figures_by_case_worker_are_not_for_directors(
    warehouse: Warehouse, trail: Trail, asked: FigureRequest
) -> None:
    director = Viewer.of("dorthe", Role.DIRECTOR)
    with pytest.raises(DeniedError, match="delt på sagsbehandler"):
        numbers.read_figures(director, Purpose.STEERING, asked, warehouse=warehouse, trail=trail)
    seen = numbers.read_figures(LEADER, Purpose.STEERING, asked, warehouse=warehouse, trail=trail)
    assert seen.viewer == "alice"


def test_an_answer_that_cannot_be_logged_is_not_given(warehouse: Warehouse) -> None:
    from pejl.base.errors import StorageError

    closed = Trail("sqlite:////proc/no-such-folder/people.sqlite")
    with pytest.raises(StorageError, match="intet blev vist"):
        numbers.read_figures(LEADER, Purpose.STEERING, ask(), warehouse=warehouse, trail=closed)
    with pytest.raises(StorageError, match="intet blev vist"):
        persons.read_rejects(LEADER, Purpose.DATA_QUALITY, warehouse=warehouse, trail=closed)


def test_rejects_come_without_raw_text_to_those_who_may_not_see_it(
    warehouse: Warehouse, trail: Trail
) -> None:
    seen = persons.read_rejects(LEADER, Purpose.DATA_QUALITY, warehouse=warehouse, trail=trail)
    assert seen
    assert all(one.raw is None and one.line > 1 and one.reason for one in seen)
    assert trail.latest(1)[0].what["raw"] is False


def test_bi_sees_raw_text_with_the_last_digits_hidden(warehouse: Warehouse, trail: Trail) -> None:
    bi = Viewer.of("bente", Role.BI)
    masked = persons.read_rejects(bi, Purpose.DATA_QUALITY, warehouse=warehouse, trail=trail)
    whole = persons.read_rejects(
        bi, Purpose.DATA_QUALITY, unmasked=True, warehouse=warehouse, trail=trail
    )
    assert len(masked) == len(whole)
    assert any("-xxxx" in (one.raw or "") for one in masked)
    assert not any("-xxxx" in (one.raw or "") for one in whole)
    assert trail.latest(1)[0].what["unmasked"] is True


def test_rejects_can_be_asked_for_a_day_a_file_or_all(warehouse: Warehouse, trail: Trail) -> None:
    def rejects(**more: object) -> tuple[object, ...]:
        return persons.read_rejects(
            Viewer.operator("root"),
            Purpose.DATA_QUALITY,
            warehouse=warehouse,
            trail=trail,
            **more,  # type: ignore[arg-type]
        )

    newest, every = rejects(), rejects(all_deliveries=True)
    first = rejects(delivery_day=warehouse.version.snapshots[0].delivery_day)
    assert set(every) == set(newest) | set(first)
    file = newest[0].file  # type: ignore[attr-defined]
    assert {one.file for one in rejects(file=file)} == {file}  # type: ignore[attr-defined]
    from datetime import date

    with pytest.raises(UsageError, match="ingen leverance fra den 01-01-2020"):
        rejects(delivery_day=date(2020, 1, 1))


def test_quality_counts_what_the_load_counted(warehouse: Warehouse, trail: Trail) -> None:
    told = deliveries.read_quality(LEADER, Purpose.STEERING, warehouse=warehouse, trail=trail)
    snapshot = warehouse.snapshot()
    assert told.rows_rejected == snapshot.rows_rejected
    assert told.municipality_da.endswith("Kommune")
    assert {one.severity for one in told.checks} <= {"error", "warning", "info"}
    assert all(one.rows > 0 for one in told.left_out)


def test_versions_are_told_newest_first(warehouse: Warehouse, trail: Trail) -> None:
    told = deliveries.read_versions(LEADER, Purpose.DATA_QUALITY, warehouse=warehouse, trail=trail)
    assert [one.number for one in told.versions] == [2, 1]
    assert told.current.number == 2
    assert len(told.current.deliveries) == 2


def test_the_operator_sees_the_whole(warehouse: Warehouse, trail: Trail) -> None:
    operator = Viewer.operator("root")
    assert operator.scope == EVERYTHING
    seen = numbers.read_figures(
        operator, Purpose.OPERATION, ask("case_worker"), warehouse=warehouse, trail=trail
    )
    assert len(seen) > 3


def trace_rows(
    viewer: Viewer, warehouse: Warehouse, trail: Trail, request: FigureRequest | None = None
) -> SeenTrace:
    return persons.read_rows(
        viewer,
        Purpose.DATA_QUALITY,
        request or ask(),
        limit=10_000,
        warehouse=warehouse,
        trail=trail,
    )


def test_the_rows_behind_a_figure_add_up_to_what_it_is_made_of(
    warehouse: Warehouse, trail: Trail
) -> None:
    figure = numbers.read_figures(LEADER, Purpose.STEERING, ask(), warehouse=warehouse, trail=trail)
    seen = trace_rows(LEADER, warehouse, trail)
    (part,) = seen.parts
    assert part.total == figure.cells[0].fields["days"] == sum(row.adds for row in part.rows)
    assert part.count == len(part.rows) > 10
    assert all(row.citizen and row.citizen.startswith("c_") for row in part.rows)
    assert all(row.file and row.line > 1 for row in part.rows)


def test_rows_are_narrowed_to_the_scope_and_their_lines_logged(
    warehouse: Warehouse, trail: Trail
) -> None:
    house = Viewer.of("tine", Role.FACILITY_LEADER, Scope(facilities=frozenset({"T001"})))
    seen = trace_rows(house, warehouse, trail)
    rows = seen.parts[0].rows
    assert rows
    assert {row.facility for row in rows} == {"T001"}
    assert len(rows) < trace_rows(LEADER, warehouse, trail).count
    trace_rows(house, warehouse, trail)
    event = trail.latest(1)[0]
    assert (event.kind, event.who) == ("rows", "tine")
    assert seen.trace_id == str(event.seq - 2)
    assert event.what["rows"] == [[row.file, row.line] for row in rows]


def test_no_scope_has_no_rows(warehouse: Warehouse, trail: Trail) -> None:
    seen = trace_rows(Viewer.of("bob", Role.LEADER, NOTHING), warehouse, trail)
    assert seen.count == 0
    assert not seen.rows


def test_a_director_gets_the_count_without_rows(warehouse: Warehouse, trail: Trail) -> None:
    director = Viewer.of("dorthe", Role.DIRECTOR)
    with pytest.raises(DeniedError, match="ikke de enkelte rækker"):
        trace_rows(director, warehouse, trail)
    counted = persons.read_counts(
        director, Purpose.DATA_QUALITY, ask(), warehouse=warehouse, trail=trail
    )
    assert counted.count == trace_rows(LEADER, warehouse, trail).count
    assert not counted.rows


def test_a_row_leads_to_its_line_and_what_it_became(warehouse: Warehouse, trail: Trail) -> None:
    row = trace_rows(LEADER, warehouse, trail).parts[0].rows[0]
    seen = persons.read_line(
        LEADER,
        Purpose.DATA_QUALITY,
        file=row.file,
        line=row.line,
        warehouse=warehouse,
        trail=trail,
    )
    values = [value for table in seen.tables for _, value in table.values]
    assert row.row_id in values
    assert row.citizen in values
    assert trail.latest(1)[0].what["line"] == row.line


def test_a_rejected_line_tells_why(warehouse: Warehouse, trail: Trail) -> None:
    reject = persons.read_rejects(LEADER, Purpose.DATA_QUALITY, warehouse=warehouse, trail=trail)[0]
    seen = persons.read_line(
        LEADER,
        Purpose.DATA_QUALITY,
        file=reject.file,
        line=reject.line,
        warehouse=warehouse,
        trail=trail,
    )
    assert seen.rejected_da == reject.reason
    assert not seen.tables


def test_a_line_outside_the_scope_is_refused_and_logged(warehouse: Warehouse, trail: Trail) -> None:
    def line(viewer: Viewer, file: str, number: int) -> SeenLine:
        return persons.read_line(
            viewer,
            Purpose.DATA_QUALITY,
            file=file,
            line=number,
            warehouse=warehouse,
            trail=trail,
        )

    rows = trace_rows(LEADER, warehouse, trail).parts[0].rows
    mine = next(row for row in rows if row.facility == "T001")
    other = next(row for row in rows if row.facility not in ("T001", None))
    house = Viewer.of("tine", Role.FACILITY_LEADER, Scope(facilities=frozenset({"T001"})))
    assert line(house, mine.file, mine.line).tables
    with pytest.raises(DeniedError, match="hører ikke til det område"):
        line(house, other.file, other.line)
    assert trail.latest(1)[0].kind == "denied"
    with pytest.raises(DeniedError, match="hører ikke til det område"):
        line(house, "cura/Borgere.csv", 2)
    with pytest.raises(UsageError, match="har ikke filen"):
        line(LEADER, "findes/ikke.csv", 2)


def test_a_case_worker_gets_her_own_citizens_and_nobody_elses(
    warehouse: Warehouse, trail: Trail
) -> None:
    every = trace_rows(LEADER, warehouse, trail).parts[0].rows
    by_worker = numbers.read_figures(
        LEADER, Purpose.STEERING, ask("case_worker"), warehouse=warehouse, trail=trail
    )
    worker = next(cell.dims["case_worker"] for cell in by_worker if cell.value)
    sara = Viewer.of("sara", Role.CASE_WORKER, Scope(case_workers=frozenset({worker})))
    own = {row.citizen for row in trace_rows(sara, warehouse, trail).parts[0].rows if row.citizen}
    asked = {row.citizen for row in every if row.citizen}
    found = persons.read_persons(sara, Purpose.CASEWORK, asked, warehouse=warehouse, trail=trail)
    assert own <= set(found) < asked
    one = next(iter(found.values()))
    assert len(one.cpr) == 10
    assert int(one.cpr[:2]) > 60
    event = trail.latest(1)[0]
    assert (event.kind, event.purpose) == ("persons", "casework")
    assert event.what["keys"] == sorted(found)
    assert one.cpr not in str(event.what)


@pytest.mark.parametrize(
    ("role", "purpose"),
    [(role, Purpose.CASEWORK) for role in Role if role != Role.CASE_WORKER]
    + [(Role.CASE_WORKER, Purpose.STEERING), (Role.CASE_WORKER, Purpose.DATA_QUALITY)],
)
def test_nobody_else_gets_a_cpr_number_nor_for_another_purpose(
    warehouse: Warehouse, trail: Trail, role: Role, purpose: Purpose
) -> None:
    with pytest.raises(DeniedError):
        persons.read_persons(
            Viewer.of("alice", role), purpose, ["c_1"], warehouse=warehouse, trail=trail
        )


def test_a_difference_tells_rows_only_to_those_who_may_see_them(
    warehouse: Warehouse, trail: Trail
) -> None:
    def difference(viewer: Viewer) -> news.Difference:
        return news.read_difference(
            viewer,
            Purpose.DATA_QUALITY,
            FigureRequest("I-01", (parse_period("2026-09"),), by=("paragraph",)),
            then=warehouse.version.snapshots[0].delivery_day,
            warehouse=warehouse,
            trail=trail,
        )

    leader, director = difference(LEADER), difference(Viewer.of("dorthe", Role.DIRECTOR))
    assert leader.cells == director.cells
    assert leader.rows
    assert not director.rows
