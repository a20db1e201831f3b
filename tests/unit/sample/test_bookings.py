"""Kroner: a plain recomputation, month by month, of every commitment in a delivery."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import pytest

from pejl.sample.days import amount_text
from pejl.sample.model import Version
from pejl.sample.money import Booking, Measure, bookings, month_amount
from tests.unit.sample.reading import Delivered, Row, parse_day, span

Both = tuple[Delivered, Delivered]
FIRST = date(2021, 1, 1)


def number(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


def expected(row: Row, year: int, month: int) -> Decimal:
    start, end = span(row)
    last = date(year, month, monthrange(year, month)[1])
    days = (min(end, last) - max(start, last.replace(day=1))).days + 1
    tariff = number(row["Takst"])
    if days <= 0:
        return Decimal(0)
    if row["Enhed"] == "døgn":
        return days * tariff
    if row["Enhed"] == "dag":
        return round(Decimal(days) * 5 / 7) * tariff
    hours = round(number(row["Antal pr. uge"]) * days / 7, 2)
    return (hours * tariff).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def booked(delivered: Delivered) -> dict[tuple[str, int, int], Decimal]:
    found: dict[tuple[str, int, int], Decimal] = defaultdict(Decimal)
    for row in delivered["calibra/Posteringer"]:
        day, text = parse_day(row["Bogføringsdato"]), row["Tekst"]
        year, month = day.year, day.month
        if text.startswith("Regulering "):
            month, year = int(text[11:13]), int(text[14:18])
        found[row["EksternReference"], year, month] += number(row["Beløb"])
    return found


@pytest.mark.parametrize("sample", ["faulty", "clean"])
@pytest.mark.parametrize("index", [0, 1])
def test_closed_months_add_up_to_the_formula(
    sample: str, index: int, request: pytest.FixtureRequest
) -> None:
    delivered: Delivered = request.getfixturevalue(sample)[index]
    found = booked(delivered)
    months = [
        (year, month)
        for year in range(FIRST.year, delivered.day.year + 1)
        for month in range(1, 13)
        if date(year, month, 1) <= delivered.day
    ]
    for key, row in delivered.commitments.items():
        for year, month in months:
            assert found.pop((key, year, month), 0) == expected(row, year, month), (key, year)
    assert not any(found.values())


def test_a_booking_stands_on_the_last_day_of_its_month(clean: Both) -> None:
    for row in clean[1]["calibra/Posteringer"]:
        day = parse_day(row["Bogføringsdato"])
        assert day.day == monthrange(day.year, day.month)[1]
        assert FIRST <= day <= clean[1].day


def test_a_regulation_names_an_earlier_month(clean: Both) -> None:
    rows = [
        row for row in clean[1]["calibra/Posteringer"] if row["Tekst"].startswith("Regulering ")
    ]
    assert {row["Beløb"].startswith("-") for row in rows} == {True, False}
    for row in rows:
        month = parse_day(f"01-{row['Tekst'][11:]}")
        assert month < parse_day(row["Bogføringsdato"]).replace(day=1)


def test_vouchers_and_places_follow_the_commitment(clean: Both) -> None:
    rows = clean[1]["calibra/Posteringer"]
    assert len({row["BilagsNr"] for row in rows}) == len(rows)
    for row in rows:
        commitment = clean[1].commitments[row["EksternReference"]]
        for column in ("CPRNR", "Funktion", "Leverandør"):
            assert row[column] == commitment[column]


def test_the_budget_is_near_the_cost(clean: Both) -> None:
    cost: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in clean[1]["calibra/Posteringer"]:
        cost[row["Bogføringsdato"][-4:], row["Funktion"]] += number(row["Beløb"])
    rows = clean[1]["opus/Budget"]
    assert {(row["År"], row["Funktion"]) for row in rows} == set(cost)
    for row in rows:
        whole_year = cost[row["År"], row["Funktion"]] * (
            Decimal("1.2") if row["År"] == "2026" else 1
        )
        original, revised = number(row["Oprindeligt budget"]), number(row["Korrigeret budget"])
        assert abs(original / whole_year - 1) < Decimal("0.06")
        assert original * Decimal("0.99") <= revised <= original * Decimal("1.03")


@pytest.mark.parametrize(
    ("unit", "quantity", "days", "tariff", "amount"),
    [
        ("døgn", 700, 31, 467_184, 14_482_704),
        ("dag", 500, 31, 74_641, 1_642_102),  # 22.14 days -> 22
        ("dag", 500, 1, 74_641, 74_641),  # 0.71 -> 1
        ("time", 300, 31, 57_219, 760_441),  # 13.29 hours
        ("time", 150, 28, 50_001, 300_006),
        ("time", 150, 1, 50_050, 10_510),  # 0.21 x 500.50 = 105.105: to the even øre
    ],
)
def test_a_month(unit: str, quantity: int, days: int, tariff: int, amount: int) -> None:
    assert month_amount(unit, quantity, days, tariff) == amount


def test_news_is_booked_with_the_month_it_came_in() -> None:
    january = 2026 * 12
    start, end = date(2026, 1, 1).toordinal(), date(2026, 2, 10).toordinal()
    versions = (
        Version(date(2026, 2, 20).toordinal(), start, date(2026, 3, 31).toordinal(), 100),
        Version(date(2026, 4, 2).toordinal(), start, end, 100),
    )
    made = bookings(versions, Measure("døgn", 700), first_month=january, last_month=january + 5)
    assert made == [
        Booking(january + 1, january, 3100),
        Booking(january + 1, january + 1, 2800),
        Booking(january + 2, january + 2, 3100),
        Booking(january + 3, january + 1, -1800),
        Booking(january + 3, january + 2, -3100),
    ]


def test_amounts_as_danes_write_them() -> None:
    assert amount_text(123_456_789) == "1.234.567,89"
    assert amount_text(-80_878_80) == "-80.878,80"
    assert amount_text(5) == "0,05"
