"""The first deliverable on a loaded town: from the gate's doors to the four files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pejl.base.errors import DeniedError
from pejl.base.period import Period, month_of
from pejl.delivery.excel.render import render_xlsx
from pejl.delivery.html.render import render_html
from pejl.delivery.json.render import render_json
from pejl.delivery.pdf.render import render_pdf
from pejl.gate.numbers import read_figures
from pejl.gate.purpose import Purpose
from pejl.gate.questions import FigureRequest
from pejl.gate.scope import NOTHING, Scope
from pejl.gate.viewer import Role, Viewer
from pejl.reports.catalogue import deliverable_named
from pejl.reports.deliverable import build
from pejl.reports.document import Document, TableBlock
from pejl.store.engines import Warehouse, open_warehouse
from pejl.store.home import Home
from pejl.store.trail import Trail

MONTHLY = deliverable_named("maanedsopfoelgning-myndighed")
BOSS = Viewer.operator("drift")


@pytest.fixture(scope="module")
def warehouse(small_home: Home) -> Iterator[Warehouse]:
    opened = open_warehouse(small_home)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trail]:
    folder: Path = tmp_path_factory.mktemp("trail")
    opened = Trail(f"sqlite:///{folder / 'people.sqlite'}")
    yield opened
    opened.close()


def month(warehouse: Warehouse) -> Period:
    return month_of(warehouse.snapshot().delivery_day)


def built(warehouse: Warehouse, trail: Trail, viewer: Viewer = BOSS) -> Document:
    return build(
        MONTHLY,
        month(warehouse),
        viewer,
        purpose=Purpose.STEERING,
        warehouse=warehouse,
        trail=trail,
    )


@pytest.fixture(scope="module")
def document(warehouse: Warehouse, trail: Trail) -> Document:
    return built(warehouse, trail)


def test_each_figure_is_what_the_gate_answers_to_its_place(
    document: Document, warehouse: Warehouse, trail: Trail
) -> None:
    """The place is enough to ask again: what the page links to its trace by."""
    placed = [figure for figure in document.figures() if figure.place][::23]
    assert len(placed) > 20
    for figure in placed:
        place = figure.place
        assert place is not None
        request = FigureRequest(
            place.indicator,
            (place.period,),
            by=tuple(name for name, _ in place.dims),
            as_of=place.as_of,
            options=dict(place.options),
        )
        table = read_figures(BOSS, Purpose.STEERING, request, warehouse=warehouse, trail=trail)
        cell = table.at(place.period, **dict(place.dims))
        answer = None
        if cell is not None:
            answer = cell.value if place.field == "value" else cell.fields[place.field]
        assert figure.value == answer


def test_the_report_is_one_event_in_the_trail_for_all_its_figures(document: Document) -> None:
    traces = {figure.trace_id for figure in document.figures() if figure.place and figure.value}
    assert traces == {document.edition.trace_id}


def test_what_was_known_then_and_now_stand_side_by_side(document: Document) -> None:
    changes = next(section for section in document.sections if section.kind == "changes")
    tables = [block for block in changes.blocks if isinstance(block, TableBlock)]
    assert [table.id for table in tables] == ["aendringer-paragraf", "aendringer-tal"]
    then, now, change = tables[1].rows[-1].cells
    assert not isinstance(then, str)
    assert not isinstance(now, str)
    assert then.place is not None
    assert now.place is not None
    assert then.place.as_of is not None
    assert now.place.as_of is None
    assert not isinstance(change, str)


def test_all_four_files_can_be_made_of_it(document: Document) -> None:
    assert render_pdf(document).startswith(b"%PDF-1.7")
    assert render_xlsx(document).startswith(b"PK")
    assert render_json(document).startswith(b"{")
    assert render_html(document).startswith(b"<!doctype html>")


def test_a_leader_of_a_team_sees_less_and_is_told_nothing_of_others(
    warehouse: Warehouse, trail: Trail, document: Document
) -> None:
    engine = warehouse.engine(warehouse.snapshot())
    team = sorted({name for (name,) in engine.run(engine.table("case").select("team")) if name})[0]
    leader = Viewer.of("alice", Role.LEADER, Scope(teams=frozenset({team})))
    mine = built(warehouse, trail, leader)
    figures = {one.place: one.value for one in mine.figures() if one.place}
    whole = {one.place: one.value for one in document.figures() if one.place}
    persons = [place for place in whole if place and place.indicator == "I-02" and not place.dims]
    assert persons
    assert all((figures[place] or 0) < (whole[place] or 0) for place in persons)


def test_no_scope_is_a_report_without_figures(warehouse: Warehouse, trail: Trail) -> None:
    empty = built(warehouse, trail, Viewer.of("bob", Role.LEADER, NOTHING))
    assert all(figure.value is None for figure in empty.figures() if figure.place)
    assert render_pdf(empty).startswith(b"%PDF")


@pytest.mark.parametrize("role", [Role.POLITICIAN, Role.CASE_WORKER, Role.FACILITY_LEADER])
def test_other_roles_are_refused_before_anything_is_computed(
    warehouse: Warehouse, trail: Trail, role: Role
) -> None:
    with pytest.raises(DeniedError):
        built(warehouse, trail, Viewer.of("charlie", role))


def test_the_first_delivery_has_no_earlier_to_compare_with(
    warehouse: Warehouse, trail: Trail
) -> None:
    first = warehouse.version.snapshots[0].delivery_day
    report = build(
        MONTHLY,
        month_of(first),
        BOSS,
        purpose=Purpose.STEERING,
        warehouse=warehouse,
        trail=trail,
        as_of=first,
    )
    changes = next(section for section in report.sections if section.kind == "changes")
    assert changes.blocks == ()
    assert "kun én leverance" in changes.summary_da[0]
    assert report.edition.delivery_day == first
    assert render_pdf(report).startswith(b"%PDF")
