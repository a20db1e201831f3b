"""The whole way from a declaration to a document, with a made-up gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pejl.base.errors import ConsistencyError, UsageError
from pejl.base.period import parse_period
from pejl.base.tables import Cell, ReleasedTable
from pejl.reports.catalogue import deliverable_named, deliverables
from pejl.reports.deliverable import lay_out
from pejl.reports.document import ChartBlock, Document, Figure, KeyFigures, NoteBlock, TableBlock
from pejl.reports.questions import requests_for
from tests.unit.reports.world import OCTOBER, World, monthly

MONTHLY = deliverable_named("maanedsopfoelgning-myndighed")


def tables_of(document: Document) -> list[TableBlock]:
    blocks = [block for section in document.sections for block in section.blocks]
    charts = [block.table for block in blocks if isinstance(block, ChartBlock)]
    return [*(block for block in blocks if isinstance(block, TableBlock)), *charts]


def test_every_figure_with_a_place_is_the_cell_the_gate_released() -> None:
    """Nothing is added up, rounded or guessed on the way: value for value the same."""
    world = World()
    document = monthly(world)
    released = {
        (one.indicator, one.by, tuple(sorted(one.options.items())), one.as_of): table
        for one, table in zip(world.asked, world.figures(world.asked[:]), strict=False)
    }
    placed = [figure for figure in document.figures() if figure.place]
    assert len(placed) > 500
    for figure in placed:
        place = figure.place
        assert place is not None
        by = tuple(name for name, _ in place.dims)
        cell = released[place.indicator, by, place.options, place.as_of].at(
            place.period, **dict(place.dims)
        )
        assert cell is not None
        expected = cell.value if place.field == "value" else cell.fields[place.field]
        assert figure.value == expected


def test_every_other_figure_is_a_difference_of_two_that_stand_in_the_report() -> None:
    derived = [one for one in monthly().figures() if not one.place and not one.name]
    assert derived
    assert all(len(one.made_of) == 2 for one in derived)


def test_a_total_is_asked_for_and_is_not_the_sum_of_the_lines() -> None:
    """The made-up answers do not add up, so a report that added would be caught."""
    for table in tables_of(monthly()):
        totals = [row for row in table.rows if row.kind == "total"]
        if not totals or not isinstance(totals[0].cells[0], Figure):
            continue
        for cell in totals[0].cells:
            if isinstance(cell, Figure) and cell.place:
                assert cell.place.dims == ()


def test_the_questions_are_few_and_each_is_asked_once() -> None:
    requests = list(requests_for(MONTHLY, OCTOBER, before=date(2026, 9, 30)).values())
    assert len(requests) <= 22
    keys = [(one.indicator, one.by, tuple(one.options.items()), one.as_of) for one in requests]
    assert len(set(keys)) == len(keys)


def test_all_questions_go_to_the_gate_in_one_call() -> None:
    world = World()
    calls: list[int] = []
    doors = world.doors()
    counted = replace(doors, figures=lambda asked: calls.append(len(asked)) or world.figures(asked))
    lay_out(MONTHLY, OCTOBER, counted)
    assert len(calls) == 1


def test_months_back_are_24_and_end_with_the_report() -> None:
    lines = [
        block.table
        for section in monthly().sections
        for block in section.blocks
        if isinstance(block, ChartBlock) and block.id == "aktivitet-24"
    ]
    assert lines[0].rows[0].label_da == "november 2024"
    assert lines[0].rows[-1].label_da == "oktober 2026"
    assert len(lines[0].rows) == 24


def test_each_figure_section_begins_with_a_sentence_made_of_its_figures() -> None:
    for section in monthly().sections:
        assert section.summary_da
        if section.kind == "figures":
            assert any(digit in section.summary_da[0] for digit in "0123456789")
        assert all(not sentence.endswith("..") for sentence in section.summary_da)


def test_each_key_figure_and_each_column_has_its_help() -> None:
    for section in monthly().sections:
        for block in section.blocks:
            if isinstance(block, KeyFigures):
                assert all(item.help_da for item in block.items)
            if isinstance(block, TableBlock) and section.kind == "figures":
                assert all(column.help_da for column in block.columns)


def test_what_the_data_lack_is_a_dash_with_its_reason_under_the_table() -> None:
    table = next(one for one in tables_of(monthly()) if one.id == "oekonomi-funktion")
    paragraph = next(row for row in table.rows if row.indent == 1)
    budget = paragraph.cells[0]
    assert isinstance(budget, Figure)
    assert budget.display == "–"
    assert any("Budgettet kendes pr. funktion og år" in note for note in table.notes_da)


def test_a_not_additive_indicator_says_that_its_total_is_counted() -> None:
    table = next(one for one in tables_of(monthly()) if one.id == "aktivitet-paragraf")
    assert any("ikke summen af linjerne" in note for note in table.notes_da)


def test_an_empty_municipality_gives_a_report_that_says_so() -> None:
    document = monthly(World(empty=True))
    assert document.sections[0].title_da == "Økonomi"
    blocks = [block for section in document.sections for block in section.blocks]
    assert any(isinstance(block, NoteBlock) and "ingen tal" in block.text_da for block in blocks)
    assert all(figure.value is None for figure in document.figures() if figure.place)


def test_a_month_that_is_not_over_at_the_delivery_is_said_so() -> None:
    world = World()
    document = lay_out(MONTHLY, parse_period("2026-10"), world.doors())
    assert document.notes_da == ()
    early = replace(
        world.doors(),
        quality=lambda: replace(world.quality(), delivery_day=date(2026, 10, 15)),
        figures=lambda asked: [on_day(one, date(2026, 10, 15)) for one in world.figures(asked)],
    )
    notes = lay_out(MONTHLY, parse_period("2026-10"), early).notes_da
    assert any("15. oktober 2026" in note and "ikke hel" in note for note in notes)


def test_a_period_after_the_newest_delivery_is_refused() -> None:
    with pytest.raises(UsageError, match="begynder efter den seneste leverance"):
        lay_out(MONTHLY, parse_period("2026-11"), World().doors())


@pytest.mark.parametrize("text", ["2026", "2026-Q3", "2026-01..2026-10"])
def test_a_monthly_report_is_made_for_a_month(text: str) -> None:
    with pytest.raises(UsageError, match="én måned") as caught:
        lay_out(MONTHLY, parse_period(text), World().doors())
    assert "2026-10" in str(caught.value)


def test_stock_and_flow_that_do_not_agree_stop_the_report() -> None:
    world = World()

    def broken(table: ReleasedTable) -> ReleasedTable:
        if table.facts.indicator != "I-04" or table.facts.by != ("paragraph",):
            return table
        cells = tuple(
            one_more(cell) if cell.dims["paragraph"] == "§ 107" else cell for cell in table
        )
        return replace(table, cells=cells)

    doors = replace(
        world.doors(), figures=lambda asked: [broken(one) for one in world.figures(asked)]
    )
    with pytest.raises(ConsistencyError, match="§ 107"):
        lay_out(MONTHLY, OCTOBER, doors)


def test_a_bridge_that_does_not_lead_to_its_end_stops_the_report() -> None:
    world = World()

    def broken(table: ReleasedTable) -> ReleasedTable:
        if table.facts.indicator != "I-11" or table.facts.by:
            return table
        cells = tuple(replace(cell, fields={**cell.fields, "price": 1}) for cell in table)
        return replace(table, cells=cells)

    doors = replace(
        world.doors(), figures=lambda asked: [broken(one) for one in world.figures(asked)]
    )
    with pytest.raises(ConsistencyError, match="stemmer ikke"):
        lay_out(MONTHLY, OCTOBER, doors)


def test_answers_from_two_versions_are_not_mixed() -> None:
    world = World()

    def mixed(tables: list[ReleasedTable]) -> list[ReleasedTable]:
        other = replace(tables[-1].facts, version=3)
        return [*tables[:-1], replace(tables[-1], facts=other)]

    doors = replace(world.doors(), figures=lambda asked: mixed(world.figures(asked)))
    with pytest.raises(ConsistencyError, match="Dan rapporten igen"):
        lay_out(MONTHLY, OCTOBER, doors)


def test_figure_ids_are_stable_and_name_one_place_each() -> None:
    first, again = monthly(World()), monthly(World())
    assert [one.id for one in first.figures()] == [one.id for one in again.figures()]
    places: dict[str, object] = {}
    for figure in first.figures():
        key = (figure.place, figure.made_of, figure.name, figure.unit.kind)
        if figure.place:
            key = (figure.place, (), "", "")
        assert places.setdefault(figure.id, key) == key


def test_every_deliverable_can_be_found_by_id_and_alias_in_any_case() -> None:
    for one in deliverables().values():
        for name in (one.id, *one.aliases, one.id.upper()):
            assert deliverable_named(name) is one
    with pytest.raises(UsageError, match="findes-ikke"):
        deliverable_named("findes-ikke")


def one_more(cell: Cell) -> Cell:
    end = cell.fields["stock_end"]
    assert isinstance(end, int)
    return replace(cell, fields={**cell.fields, "stock_end": end + 1})


def on_day(table: ReleasedTable, day: date) -> ReleasedTable:
    return replace(table, facts=replace(table.facts, delivery_day=day))
