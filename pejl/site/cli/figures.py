"""Commands about figures: `indicator`, `changes`, `report`, `explain`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pejl.base.display import danish_number, danish_percent
from pejl.base.errors import UsageError
from pejl.base.period import Period, parse_period
from pejl.base.tables import Cell, ReleasedTable, Value
from pejl.figures.request import DIMENSIONS, TIME_SLICES, FigureRequest, RowFilter, dimension_named
from pejl.site.cli.common import (
    Operator,
    format_option,
    key_values,
    pick_format,
    progress_bar,
    show_table,
    write_out,
)

if TYPE_CHECKING:
    from pejl.gate.definitions import IndicatorFacts

AS_OF = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Som kendt den dag (åååå-mm-dd); ellers som kendt nu.",
)
PERIOD = click.option("--period", required=True, help="Periode, fx 2026, 2026-Q2 eller 2026-06.")
WHERE = click.option(
    "--where",
    multiple=True,
    metavar="DIMENSION=VÆRDI",
    help="Kun rækker med denne værdi (gentages).",
)
OPTIONS = click.option(
    "--option",
    "options",
    multiple=True,
    metavar="NAVN=VÆRDI",
    help="Indikatorens egne valg (gentages).",
)
READING = click.option("--reading", help="I-01: accumulated, average eller expected.")
POPULATION = click.option("--population", help="paying, acting, both eller either.")


IN_DANISH = {
    "indicator": "Indikator",
    "field": "Felt",
    "period": "Periode",
    "delivery_day": "Leverance",
    "version": "Version",
    "trace": "Spor",
    "file": "Fil",
    "line": "Linje",
    "table": "Tabel",
    "part": "Del",
    "kind": "Slags",
    "row": "Række",
    "grant": "Bevilling",
    "citizen": "Borger",
    "first_day": "Første dag",
    "last_day": "Sidste dag",
    "adds": "Bidrag",
    "measure": "Måling",
    "then": "Som kendt da",
    "now": "Som kendt nu",
    "change": "Forskel",
    **{name: one.label_da for name, one in DIMENSIONS.items()},
}
"""Heads of the tables on the terminal; JSON and CSV keep the names in code."""


def request_from(
    indicator: str,
    period: Period,
    by: tuple[str, ...],
    where: tuple[str, ...],
    as_of: date | None,
    options: Mapping[str, str | None],
    known_to: date = date.max,
) -> tuple[FigureRequest, str | None]:
    """The request, and the time slice `--by` named (it has become several periods).

    `known_to` is the delivery's day.
    """
    from pejl.figures.compute import split_period

    named = [dimension_named(one) for part in by for one in part.split(",") if one.strip()]
    slices = [one for one in named if one in TIME_SLICES]
    if len(slices) > 1:
        raise UsageError(
            "flere-tidsdele",
            f"--by har både {slices[0]} og {slices[1]}.",
            next_step="Vælg én: month, quarter eller year.",
        )
    time_slice = slices[0] if slices else None
    filters = tuple(
        RowFilter(dimension_named(name), frozenset({value}))
        for name, value in key_values(where, "--where").items()
    )
    parts = split_period(period, time_slice) if time_slice else (period,)
    request = FigureRequest(
        indicator=indicator.strip().upper(),
        # A year asked for by month stops with the delivery; a period wholly after it is refused.
        periods=tuple(one for one in parts if one.start <= known_to) or parts,
        by=tuple(one for one in named if one not in TIME_SLICES),
        as_of=as_of,
        options={name: value for name, value in options.items() if value is not None},
        filters=filters,
    )
    return request, time_slice


@click.command("indicator")
@click.argument("indicator_id", metavar="ID")
@PERIOD
@click.option(
    "--by", multiple=True, metavar="DIMENSION", help="Del tallet på fx paragraph eller month."
)
@WHERE
@AS_OF
@READING
@POPULATION
@click.option("--gap-days", help="I-04: så mange dages hul er ingen bevægelse.")
@OPTIONS
@format_option()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Skriv til en fil."
)
@click.pass_obj
def indicator_command(
    operator: Operator,
    indicator_id: str,
    period: str,
    by: tuple[str, ...],
    where: tuple[str, ...],
    as_of: Any,
    reading: str | None,
    population: str | None,
    gap_days: str | None,
    options: tuple[str, ...],
    form: str,
    output: Path | None,
) -> None:
    """Beregn en indikator, fx: pejl indicator I-01 --period 2026 --by paragraph

    Tallet er det samme som i rapporterne: én definition, én beregning.
    """
    from pejl.gate.numbers import read_figures
    from pejl.gate.purpose import Purpose

    day = as_of.date() if as_of else None
    chosen = {"reading": reading, "population": population, "gap_days": gap_days}
    request, time_slice = request_from(
        indicator_id,
        parse_period(period),
        by,
        where,
        day,
        {**key_values(options, "--option"), **chosen},
        operator.warehouse.snapshot(day).delivery_day,
    )
    table = read_figures(
        operator.viewer,
        Purpose.OPERATION,
        request,
        warehouse=operator.warehouse,
        trail=operator.trail,
    )
    if form == "table" and output is None:
        _print_cells(table, time_slice)
        return
    rows = [cell_row(cell, time_slice) for cell in table]
    text = pick_format("csv" if form == "table" else form, rows=rows, more=facts_of(table, period))
    write_out(text, output)


def cell_row(cell: Cell, time_slice: str | None) -> dict[str, Any]:
    """One row as JSON and CSV give it, with what is lacking and why."""
    when = {time_slice or "period": cell.period.text}
    row = {**when, **cell.dims, "value": cell.value, "persons": cell.persons, **cell.fields}
    if not cell.lacking:
        return row
    unknown = {name: None for name in cell.lacking if name not in row}
    return {**row, **unknown, "lacking": dict(cell.lacking)}


def facts_of(table: ReleasedTable, period: str) -> dict[str, Any]:
    from pejl.gate.definitions import definition

    facts = table.facts
    told = definition(facts.indicator)
    return {
        "indicator": facts.indicator,
        "title": told.title_da,
        "unit": told.unit,
        "period": period,
        "options": dict(facts.options),
        "delivery_day": facts.delivery_day.isoformat(),
        "version": facts.version,
        "trace": table.trace_id,
        "notes": list(facts.notes),
    }


def _print_cells(table: ReleasedTable, time_slice: str | None) -> None:
    from pejl.gate.definitions import definition

    told = definition(table.facts.indicator)
    click.echo(f"{told.id} {told.title_da} ({told.unit_da})")
    click.echo(
        f"Kendt ved leverancen {table.facts.delivery_day:%d-%m-%Y}, version {table.facts.version}"
    )
    click.echo()
    fields = [one for one in told.fields if any(one.name in cell.fields for cell in table)]
    dims = list(table.facts.by)
    heads = [
        "Periode",
        *(IN_DANISH[name] for name in dims),
        told.title_da,
        "Borgere",
        *(one.title_da for one in fields),
    ]
    rows = [
        [
            cell.period.label_da if time_slice else cell.period.text,
            *(cell.dims.get(name, "") for name in dims),
            shown(cell.value, told.unit, told.decimals),
            danish_number(cell.persons),
            *(shown(cell.fields.get(one.name), one.unit, one.decimals) for one in fields),
        ]
        for cell in table
    ]
    show_table(heads, rows, right=range(1 + len(dims), len(heads)))
    for note in (*table.facts.notes, *_lacking_da(table, told)):
        click.echo(f"Bemærk: {note}")


def _lacking_da(table: ReleasedTable, told: IndicatorFacts) -> Iterator[str]:
    """What the data lack, a line a reason: the columns it goes for, by their heads."""
    heads = {"value": told.title_da, **{one.name: one.title_da for one in told.fields}}
    columns: dict[str, dict[str, None]] = {}
    for cell in table:
        for name, why in cell.lacking.items():
            columns.setdefault(why, {})[heads.get(name, name)] = None
    for why, names in columns.items():
        yield f"{', '.join(names)}: {why}"


def shown(value: Value | None, unit: str, decimals: int) -> str:
    """A share as percent, everything else as a Danish number."""
    return danish_percent(value, decimals) if unit == "share" else danish_number(value, decimals)


@click.command("changes")
@click.argument("indicator_id", metavar="ID")
@PERIOD
@click.option("--by", multiple=True, metavar="DIMENSION", help="Del tallet på fx paragraph.")
@click.option(
    "--then",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="Som kendt den dag (åååå-mm-dd).",
)
@click.option(
    "--now", type=click.DateTime(["%Y-%m-%d"]), help="Sammenlign med denne dag; ellers nu."
)
@OPTIONS
@format_option()
@click.pass_obj
def changes_command(
    operator: Operator,
    indicator_id: str,
    period: str,
    by: tuple[str, ...],
    then: Any,
    now: Any,
    options: tuple[str, ...],
    form: str,
) -> None:
    """Vis forskellen mellem tallet, som det var kendt, og som det er kendt nu.

    Forskellen er delt op på de bevillinger, dispositioner, posteringer eller sager og de borgere
    (nøgler), den kommer fra: hvad hver lagde til tallet da, og hvad den lægger til nu.
    """
    from pejl.gate.news import read_difference
    from pejl.gate.purpose import Purpose

    request, _ = request_from(
        indicator_id,
        parse_period(period),
        by,
        (),
        now.date() if now else None,
        key_values(options, "--option"),
    )
    told = read_difference(
        operator.viewer,
        Purpose.OPERATION,
        request,
        then=then.date(),
        warehouse=operator.warehouse,
        trail=operator.trail,
    )
    if form != "table":
        click.echo(pick_format(form, rows=told.rows, more={"cells": told.cells, **told.facts}))
        return
    for title, rows in (("Tal", told.cells), ("Bag forskellen", told.rows)):
        click.echo(f"\n{title}")
        _show_rows(rows)


def _plain_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return danish_number(value, 0 if isinstance(value, int) else 2)


@click.command("report")
@click.argument("report_id", metavar="ID")
@PERIOD
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Filen, der skrives: .pdf, .xlsx, .html eller .json.",
)
@click.pass_obj
def report_command(operator: Operator, report_id: str, period: str, output: Path) -> None:
    """Skriv en rapport som PDF, Excel, HTML eller JSON.

    Fx: pejl report maanedsopfoelgning-myndighed --period 2026-10 -o rapport.pdf
    """
    from pejl.gate.purpose import Purpose
    from pejl.reports.catalogue import deliverable_named
    from pejl.reports.deliverable import build
    from pejl.site.rendering import renderer_for

    render = renderer_for(output)
    with progress_bar("Rapport") as step:
        document = build(
            deliverable_named(report_id),
            parse_period(period),
            operator.viewer,
            purpose=Purpose.STEERING,
            warehouse=operator.warehouse,
            trail=operator.trail,
            today=operator.today,
        )
        step(1, 2)
        data = render(document)
        step(2, 2)
    output.write_bytes(data)
    click.echo(f"Skrevet: {output} ({danish_number(len(data) // 1024)} kB)", err=True)


@click.command("explain")
@click.argument("indicator_id", metavar="ID", required=False)
@click.option("--period", help="Periode, fx 2026-06.")
@WHERE
@AS_OF
@READING
@POPULATION
@OPTIONS
@click.option("--row", metavar="FIL:LINJE", help="I stedet: følg én linje i en leveret fil.")
@click.option("--delivery", type=click.DateTime(["%Y-%m-%d"]), help="Leverancedagen for --row.")
@click.option("--limit", default=100, show_default=True, help="Højst så mange rækker.")
@format_option()
@click.pass_obj
def explain_command(
    operator: Operator,
    indicator_id: str | None,
    period: str | None,
    where: tuple[str, ...],
    as_of: Any,
    reading: str | None,
    population: str | None,
    options: tuple[str, ...],
    row: str | None,
    delivery: Any,
    limit: int,
    form: str,
) -> None:
    """Følg et tal til rækkerne bag det, og hver række til fil, linje og leverance.

    Fx: pejl explain I-01 --period 2026-06 --where "paragraph=§ 107"
    eller: pejl explain --row cura/Bevillinger.csv:867
    """
    from pejl.gate.persons import read_line, read_rows
    from pejl.gate.purpose import Purpose
    from pejl.gate.traces import SeenLine, SeenTrace

    seen: SeenLine | SeenTrace
    if row:
        file, _, line = row.rpartition(":")
        if not file or not line.isdigit():
            raise UsageError(
                "raekke", "--row skrives FIL:LINJE.", next_step="Fx cura/Bevillinger.csv:867."
            )
        seen = read_line(
            operator.viewer,
            Purpose.DATA_QUALITY,
            file=file,
            line=int(line),
            delivery_day=delivery.date() if delivery else None,
            warehouse=operator.warehouse,
            trail=operator.trail,
        )
    elif indicator_id and period:
        request, _ = request_from(
            indicator_id,
            parse_period(period),
            (),
            where,
            as_of.date() if as_of else None,
            {**key_values(options, "--option"), "reading": reading, "population": population},
        )
        seen = read_rows(
            operator.viewer,
            Purpose.DATA_QUALITY,
            request,
            limit=limit,
            warehouse=operator.warehouse,
            trail=operator.trail,
        )
    else:
        raise UsageError(
            "forklar-hvad",
            "Skriv enten en indikator med --period eller en linje med --row.",
            next_step="Se eksemplerne med: pejl explain --help",
        )
    if form != "table":
        click.echo(pick_format(form, rows=seen.rows, more=seen.facts))
        return
    for name, value in seen.facts.items():
        click.echo(f"{IN_DANISH.get(name, name)}: {_plain_text(value)}")
    _show_rows(seen.rows)


def _show_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of one shape with Danish heads."""
    if not rows:
        click.echo("Ingen rækker.")
        return
    names = list(dict.fromkeys(name for row in rows for name in row))
    heads = [IN_DANISH.get(name, name) for name in names]
    show_table(heads, [[_cell_text(name, row.get(name)) for name in names] for row in rows])


def _cell_text(name: str, value: Any) -> str:
    """A line's number is a name, not an amount; kinds of rows have Danish words."""
    if name == "line":
        return str(value)
    if name == "kind":
        from pejl.gate.traces import KINDS_DA

        return KINDS_DA.get(value, str(value))
    return _plain_text(value)


COMMANDS = (indicator_command, changes_command, report_command, explain_command)
