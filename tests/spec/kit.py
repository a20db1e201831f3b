"""What spec tests are written with: rows in a line each, one question, one answer.

    rows = {"grant": [grant("A", "anna", "2024-02-15", "2024-06-30")]}
    cell(folder, "I-01", "2024", rows).value == Fraction(137, 366)

Rows are ours to act and pay for unless they say otherwise; the delivery is from 31 December of the
year 2024 unless a test says another day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pejl.base.period import parse_period
from pejl.base.tables import Cell
from pejl.figures.compute import compute
from pejl.figures.request import FigureRequest, RowFilter
from pejl.store.engines import DuckEngine
from tests.reference.engines import duck
from tests.reference.tables import OWN, Rows

OTHER = "902"
"""Another municipality."""

LAST_DAY = date(2024, 12, 31)

Row = dict[str, Any]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def grant(
    number: str, citizen: str | None, start: str | None, end: str | None = None, **more: Any
) -> Row:
    """`more` may be any column: paragraph, facility_id, case_id, paying_municipality ..."""
    told = {"grant_id": number, "citizen": citizen, "start_date": day(start), "end_date": day(end)}
    return {**told, "paragraph": "§ 107", **more}


def commitment(number: str, citizen: str, start: str, end: str | None = None, **more: Any) -> Row:
    """A commitment to a tariff a day of 100 kr. unless told otherwise."""
    told = {
        "commitment_id": number,
        "grant_id": number.replace("D", "B"),
        "citizen": citizen,
        "start_date": day(start),
        "end_date": day(end),
    }
    plain = {"paragraph": "§ 107", "tariff": kr(100), "tariff_unit": "day24"}
    return {**told, **plain, **more}


def posting(number: str, booked: str, amount: str | int, **more: Any) -> Row:
    told = {"posting_id": number, "booked_on": day(booked), "amount": kr(amount)}
    service_month = date.fromisoformat(booked).replace(day=1)
    return {**told, "citizen": "anna", "service_month": service_month, **more}


def citizen(key: str, born: str | None = "1980-05-05", died: str | None = None, **more: Any) -> Row:
    return {"citizen": key, "birth_date": day(born), "death_date": day(died), **more}


def case(number: str, key: str, opened: str, closed: str | None = None, **more: Any) -> Row:
    return {"case_id": number, "citizen": key, "opened": day(opened), "closed": day(closed), **more}


def budget(
    year: int, revised: str | int, original: str | int = 0, function: str = "5.38.52"
) -> Row:
    amounts = {"original": kr(original), "revised": kr(revised)}
    return {"year": year, "function_code": function, **amounts}


def kr(amount: str | int) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def engine(
    folder: Path, rows: Rows, delivered: str | date = LAST_DAY, *, earlier: Any = None
) -> DuckEngine:
    """`earlier` is (rows, day) of the delivery before."""
    known = date.fromisoformat(delivered) if isinstance(delivered, str) else delivered
    before = (earlier[0], date.fromisoformat(earlier[1])) if earlier else None
    return duck(folder, rows, known, earlier=before, own=OWN)


def cells(
    folder: Path,
    indicator: str,
    period: str,
    rows: Rows,
    *,
    by: Sequence[str] = (),
    delivered: str | date = LAST_DAY,
    earlier: Any = None,
    where: dict[str, set[str]] | None = None,
    scope: dict[str, set[str]] | None = None,
    **options: str,
) -> dict[tuple[str, ...], Cell]:
    """The cells by their dimension values, in the order of `by`."""
    request = FigureRequest(
        indicator,
        (parse_period(period),),
        tuple(by),
        options=options,
        filters=row_filters(where),
        scope=row_filters(scope),
    )
    table = compute(engine(folder, rows, delivered, earlier=earlier), request)
    return {tuple(one.dims[name] for name in by): one for one in table.cells_for_gate()}


def row_filters(told: dict[str, set[str]] | None) -> tuple[RowFilter, ...]:
    return tuple(RowFilter(name, frozenset(values)) for name, values in (told or {}).items())


def cell(folder: Path, indicator: str, period: str, rows: Rows, **more: Any) -> Cell:
    """The one cell without dimensions."""
    (only,) = cells(folder, indicator, period, rows, **more).values()
    return only
