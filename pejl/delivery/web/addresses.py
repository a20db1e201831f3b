"""Between a figure's place and the address of its trace. No CPR number or name is ever in one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import QueryDict
from django.urls import reverse

from pejl.base.errors import UsageError
from pejl.base.period import parse_period
from pejl.gate.questions import DIMENSIONS, FigureRequest, RowFilter
from pejl.reports.document import Place

SLUGS = {
    "indikator": "indicator",
    "leverance": "deliverable",
    "regel": "rule",
    "arbejdsliste": "worklist",
    "tabel": "table",
    "kolonne": "column",
    "felt": "field",
}
"""How a kind is written in an address."""

_DIM, _OPTION, _FIELD, _AS_OF = "d.", "v.", "felt", "kendt"


def trace_address(place: Place) -> str:
    """`/spor/I-01/2026-10/?felt=value&d.paragraph=…`"""
    query = QueryDict(mutable=True)
    if place.field != "value":
        query[_FIELD] = place.field
    for name, value in place.dims:
        query[_DIM + name] = value
    for name, value in place.options:
        query[_OPTION + name] = value
    if place.as_of:
        query[_AS_OF] = place.as_of.isoformat()
    path = reverse("trace", args=[place.indicator, place.period.text])
    return f"{path}?{query.urlencode()}" if query else path


def place_of(indicator: str, period: str, query: Mapping[str, str]) -> Place:
    """The place an address names. UsageError when it names none."""
    for name, _ in _named(query, _DIM):
        if name not in DIMENSIONS:
            raise UsageError("dimension-ukendt", f"»{name}« er ikke en dimension.")
    return Place(
        indicator=indicator.upper(),
        field=query.get(_FIELD, "value"),
        period=parse_period(period),
        dims=_named(query, _DIM),
        options=_named(query, _OPTION),
        as_of=day_of(query.get(_AS_OF)),
    )


def request_of(place: Place) -> FigureRequest:
    """The question of one cell: its dimensions as filters."""
    return as_figures(place, ())


def as_figures(place: Place, by: tuple[str, ...]) -> FigureRequest:
    """The place's figure, split further by `by`."""
    return FigureRequest(
        indicator=place.indicator,
        periods=(place.period,),
        by=by,
        as_of=place.as_of,
        options=dict(place.options),
        filters=tuple(RowFilter(name, frozenset({value})) for name, value in place.dims),
    )


def _named(query: Mapping[str, str], prefix: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.removeprefix(prefix), query[name]) for name in query if name.startswith(prefix)
    )


def day_of(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            "dag-ukendt",
            f"»{text}« er ikke en dag.",
            next_step="Skriv den som åååå-mm-dd, fx 2026-09-30.",
        ) from error
