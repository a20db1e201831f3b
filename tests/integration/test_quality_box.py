"""From the delivered file to the report's box of data quality: counted by hand, then by Pejl."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from pejl.base.period import parse_period
from pejl.delivery.excel.render import render_xlsx
from pejl.delivery.html.render import render_html
from pejl.delivery.json.render import render_json
from pejl.gate.figure_quality import read_figure_quality, rules_touching
from pejl.gate.purpose import Purpose
from pejl.gate.reconciliation import Choice, read_totals
from pejl.gate.scope import Scope
from pejl.gate.viewer import Role, Viewer
from pejl.reports.catalogue import deliverable_named
from pejl.reports.deliverable import build
from pejl.reports.document import Document, Figure, TableBlock
from pejl.reports.whence import indicators_of
from pejl.store.engines import Warehouse, open_warehouse
from pejl.store.home import Home
from pejl.store.trail import Trail
from tests.integration.loads import load_into

MONTHLY = deliverable_named("maanedsopfoelgning-myndighed")
BOSS = Viewer.operator("drift")
TODAY = date(2026, 9, 30)


@pytest.fixture(scope="module")
def delivered(shared_extracts: Path) -> Path:
    return shared_extracts / "nordvig" / "2026-09-30"


@pytest.fixture(scope="module")
def warehouse(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    from pejl.figures.spine import write_spine

    home = Home(tmp_path_factory.mktemp("box") / "home")
    load_into(home, delivered, finish=write_spine)
    opened = open_warehouse(home)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trail]:
    opened = Trail(f"sqlite:///{tmp_path_factory.mktemp('trail') / 'people.sqlite'}")
    yield opened
    opened.close()


def report(warehouse: Warehouse, trail: Trail, viewer: Viewer = BOSS) -> Document:
    return build(
        MONTHLY,
        parse_period("2026-09"),
        viewer,
        purpose=Purpose.STEERING,
        warehouse=warehouse,
        trail=trail,
        today=TODAY,
    )


def box(document: Document) -> dict[str, int]:
    """Open findings by rule, as the box shows them."""
    section = next(one for one in document.sections if one.kind == "quality")
    tables = [one for one in section.blocks if isinstance(one, TableBlock)]
    found: dict[str, int] = {}
    for table in tables:
        for row in table.rows if table.id == "kvalitet-fund" else ():
            count = row.cells[1]
            assert isinstance(count, Figure) and count.value is not None
            rule = row.label_da.split()[0]
            found[rule] = found.get(rule, 0) + int(count.value)
    return found


def ended_before_they_began(delivered: Path) -> int:
    """Distinct grants of the file, read by Python alone."""
    text = (delivered / "cura" / "Bevillinger.csv").read_bytes().decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    return len({row["BevillingsID"] for row in rows if _is_backwards(row)})


def _is_backwards(row: dict[str, str]) -> bool:
    start, end = (_day(row[name] or "") for name in ("Startdato", "Slutdato"))
    return start is not None and end is not None and start.year > 1900 and end < start


def _day(text: str) -> date | None:
    try:
        day = datetime.strptime(text, "%d-%m-%Y").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None
    return None if day in (date(1900, 1, 1), date(9999, 12, 31)) else day


def test_what_is_wrong_in_the_file_stands_in_the_box(
    delivered: Path, warehouse: Warehouse, trail: Trail
) -> None:
    wrong = ended_before_they_began(delivered)
    assert wrong > 0
    assert box(report(warehouse, trail))["V-010"] == wrong


def test_the_box_has_just_the_rules_that_read_what_the_figures_rest_on(
    warehouse: Warehouse, trail: Trail
) -> None:
    indicators = indicators_of(MONTHLY)
    touching = rules_touching(warehouse.home, indicators)
    assert "V-043" in touching and set(box(report(warehouse, trail))) <= touching
    # No figure of the report rests on the deadlines of applications.
    assert "V-071" not in touching
    assert rules_touching(warehouse.home, ()) == frozenset()


def test_who_sees_nothing_is_told_of_no_finding(warehouse: Warehouse, trail: Trail) -> None:
    nobody = Viewer.of("alice", Role.LEADER, Scope(teams=frozenset({"findes ikke"})))
    assert box(report(warehouse, trail, nobody)) == {}


def test_a_part_has_its_own_findings_and_no_more(warehouse: Warehouse, trail: Trail) -> None:
    engine = warehouse.engine(warehouse.snapshot())
    sql = """select team, count(*) from finding where closed_on is null and rule = 'V-010'
        and team is not null group by team order by 2 desc, 1 limit 1"""
    ((team, count),) = engine.run_sql(sql)
    leader = Viewer.of("alice", Role.LEADER, Scope(teams=frozenset({team})))
    assert box(report(warehouse, trail, leader))["V-010"] == count


def test_the_kroner_not_explained_are_the_reconciliations(
    warehouse: Warehouse, trail: Trail
) -> None:
    facts = read_figure_quality(
        BOSS,
        Purpose.STEERING,
        ("I-12",),
        year=2026,
        today=TODAY,
        warehouse=warehouse,
        trail=trail,
    )
    whole = read_totals(
        BOSS,
        Purpose.STEERING,
        (),
        Choice(year=2026),
        today=TODAY,
        warehouse=warehouse,
        trail=trail,
    ).whole
    assert facts.unexplained is not None and facts.unexplained.open == whole.open
    section = next(one for one in report(warehouse, trail).sections if one.kind == "quality")
    assert any("hverken afstemt" in text for text in section.summary_da)


def test_every_file_tells_the_box(warehouse: Warehouse, trail: Trail, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    document = report(warehouse, trail)
    assert "V-010 Slut før start" in render_json(document).decode()
    assert "V-010 Slut før start" in render_html(document).decode()
    path = tmp_path / "rapport.xlsx"
    path.write_bytes(render_xlsx(document))
    book = CalamineWorkbook.from_path(str(path))
    cells = {
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    }
    assert "V-010 Slut før start" in cells
