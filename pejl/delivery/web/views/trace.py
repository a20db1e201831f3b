"""From a figure to the rows behind it; from a row to the line of the file it came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pejl.base.display import danish_number
from pejl.base.errors import UsageError
from pejl.base.tables import Cell, ReleasedTable
from pejl.delivery.web.access import Asked, shows
from pejl.delivery.web.addresses import as_figures, day_of, place_of, request_of, trace_address
from pejl.delivery.web.opening import opening
from pejl.gate.definitions import IndicatorFacts, definition
from pejl.gate.labels import label_for
from pejl.gate.numbers import read_figures
from pejl.gate.persons import read_counts, read_line, read_persons, read_rows
from pejl.gate.purpose import Purpose
from pejl.gate.questions import DIMENSIONS
from pejl.gate.roles import can
from pejl.gate.scope import why
from pejl.gate.traces import SeenTrace
from pejl.reports.document import Place, Unit

PAGE = 100
UNITS = ("team", "facility", "paragraph")
"""What the count behind a figure is split by, for those who do not see the rows."""


@dataclass(frozen=True)
class Split:
    """The figure by one dimension: (label, figure as text, address of its own trace)."""

    label_da: str
    lines: tuple[tuple[str, str, str], ...]


@shows("trace", Purpose.DATA_QUALITY)
@require_GET
def trace_page(request: Asked, indicator: str, period_text: str) -> HttpResponse:
    """The figure, the measures it is made of, and their rows - or only their count."""
    place = place_of(indicator, period_text, request.GET)
    facts = definition(place.indicator)
    field = facts.field(place.field)
    if field is None:
        raise UsageError("felt-ukendt", f"{facts.id} har ikke tallet »{place.field}«.")
    decision = can(request.viewer, "trace.rows", request.purpose)
    scope = can(request.viewer, "trace", request.purpose).scope
    number = _page_number(request)
    seen = _seen(request, place, rows=decision.allowed, offset=(number - 1) * PAGE)
    cell = _figure(request, place)
    persons = _persons(request, seen)
    context = {
        "place": place,
        "facts": facts,
        "field": field,
        "figure": _shown(facts, place.field, cell),
        "lacking": _lacking(cell, place.field),
        "dims": [
            (DIMENSIONS[name].label_da, _label(name, value, seen)) for name, value in place.dims
        ],
        "seen": seen,
        "rows_allowed": decision.allowed,
        "refusal": decision.reason_da,
        "splits": list(_splits(request, place, facts, seen)),
        "persons": persons,
        "may_identify": can(request.viewer, "identity", Purpose.CASEWORK).allowed,
        "scope_da": "" if scope.everything else why(scope),
        "number": number,
        "last": max(1, -(-max((part.count for part in seen.parts), default=0) // PAGE)),
    }
    return render(request, "web/trace.html", context)


@shows("trace.rows", Purpose.DATA_QUALITY)
@require_GET
def line_page(request: Asked, day: str, file: str, line: int) -> HttpResponse:
    """One line of one delivered file, and what it became."""
    here = opening()
    seen = read_line(
        request.viewer,
        request.purpose,
        file=file,
        line=line,
        delivery_day=day_of(day),
        warehouse=here.warehouse(),
        trail=here.trail,
    )
    tables = [
        (one.label_da, [(label, _text(value)) for label, value in one.values])
        for one in seen.tables
    ]
    return render(request, "web/line.html", {"seen": seen, "tables": tables})


def _seen(request: Asked, place: Place, *, rows: bool, offset: int) -> SeenTrace:
    here = opening()
    asked = request_of(place)
    if rows:
        return read_rows(
            request.viewer,
            request.purpose,
            asked,
            field=place.field,
            limit=PAGE,
            offset=offset,
            warehouse=here.warehouse(),
            trail=here.trail,
        )
    return read_counts(
        request.viewer,
        request.purpose,
        asked,
        field=place.field,
        warehouse=here.warehouse(),
        trail=here.trail,
    )


def _figure(request: Asked, place: Place) -> Cell | None:
    """The figure itself, asked for once more, so that the page and the report can be compared."""
    table = _figures(request, place, ())
    return table.cells[0] if table.cells else None


def _figures(request: Asked, place: Place, by: tuple[str, ...]) -> ReleasedTable:
    here = opening()
    return read_figures(
        request.viewer,
        request.purpose,
        as_figures(place, by),
        warehouse=here.warehouse(),
        trail=here.trail,
    )


def _splits(
    request: Asked, place: Place, facts: IndicatorFacts, seen: SeenTrace
) -> Iterator[Split]:
    """The figure by team, facility and paragraph, where the place has not settled them already."""
    settled = {name for name, _ in place.dims}
    for name in UNITS:
        if name in settled or name not in facts.dimensions:
            continue
        lines = tuple(
            (
                _label(name, cell.dims[name], seen),
                _shown(facts, place.field, cell, with_unit=False),
                trace_address(_inside(place, name, cell.dims[name])),
            )
            for cell in _figures(request, place, (name,))
            if _value(cell, place.field)
        )
        if lines:
            yield Split(DIMENSIONS[name].label_da, lines)


def _label(name: str, value: str, seen: SeenTrace) -> str:
    if name == "facility" and value in seen.facilities:
        return f"{value} {seen.facilities[value]}"
    return label_for(opening().home, name, value)


def _inside(place: Place, name: str, value: str) -> Place:
    return Place(
        place.indicator,
        place.field,
        place.period,
        (*place.dims, (name, value)),
        place.options,
        place.as_of,
    )


def _persons(request: Asked, seen: SeenTrace) -> dict[str, Any]:
    """CPR numbers and names, when a case worker asks for those of her own citizens."""
    if request.GET.get("vis") != "personer":
        return {}
    here = opening()
    keys = {row.citizen for part in seen.parts for row in part.rows if row.citizen}
    return dict(
        read_persons(
            request.viewer,
            Purpose.CASEWORK,
            keys,
            warehouse=here.warehouse(),
            trail=here.trail,
        )
    )


def _value(cell: Cell | None, field: str) -> Any:
    if cell is None:
        return None
    return cell.value if field == "value" else cell.fields.get(field)


def _shown(facts: IndicatorFacts, name: str, cell: Cell | None, *, with_unit: bool = True) -> str:
    field = facts.field(name)
    assert field is not None  # noqa: S101 - the page has asked for the field before
    unit = Unit("share" if field.unit == "share" else "number", field.unit_da, field.decimals)
    value = _value(cell, name)
    return unit.display_with_unit(value) if with_unit else unit.display(value)


def _lacking(cell: Cell | None, field: str) -> str:
    if cell is None:
        return "Der er ingen rækker i dit område."
    if _value(cell, field) is not None:
        return ""
    return cell.lacking.get(field, "Tallet kan ikke beregnes, for der er intet at dele med.")


def _page_number(request: Asked) -> int:
    text = request.GET.get("side", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _text(value: Any) -> str:
    """A delivered value as people read it."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, Decimal):
        return danish_number(value, 2)
    return str(value)
