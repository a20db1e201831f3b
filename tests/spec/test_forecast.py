"""I-11 Forecast: what is posted, what is committed for the rest, and the bridge between two."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pejl.base.tables import Cell
from tests.spec.kit import OTHER, Row, budget, cell, cells, citizen, commitment, day, kr, posting

I = "I-11"
TO_OCTOBER = "2024-01..2024-10"
OCTOBER = "2024-10-31"


def rest(folder: Path, *rows: Row, booked: str = OCTOBER, **tables: Any) -> Decimal:
    """What the commitments come to after October."""
    told = {"commitment": list(rows), "posting": [posting("1", booked, 0)], **tables}
    return Decimal(cell(folder, I, TO_OCTOBER, told, delivered=OCTOBER).fields["rest"] or 0)


def test_nothing_is_zero(tmp_path: Path) -> None:
    found = cell(tmp_path, I, "2024", {})
    assert (found.value, found.persons) == (0, 0)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2024-01-01", None, 61),  # open: to year end
        ("2024-01-01", "2024-11-10", 10),
        ("2024-01-01", "2024-10-31", 0),
        ("2024-12-01", None, 31),  # decided, not begun
        ("2024-12-31", "2025-06-30", 1),
        ("2025-01-01", None, 0),
        ("2024-11-20", "2024-11-10", 0),
    ],
)
def test_days_left_at_a_day_tariff(tmp_path: Path, start: str, end: str | None, days: int) -> None:
    assert rest(tmp_path, commitment("D1", "anna", start, end)) == days * 100


@pytest.mark.parametrize(
    ("unit", "quantity", "tariff", "end", "wanted"),
    [
        ("day24", None, "1886.11", "2024-11-30", "56583.30"),
        # 30 days x 5/7 = 21.43 -> 21 weekdays; 31 -> 22
        ("weekday", None, "461.34", "2024-11-30", "9688.14"),
        ("weekday", None, "461.34", None, "19837.62"),
        # 5 hours a week x 30 / 7 = 21.428 -> 21.43 hours
        ("hour", "5", "400.55", "2024-11-30", "8583.79"),
        ("hour", "0", "400.55", None, "0.00"),
    ],
)
def test_kroner_of_a_month(
    tmp_path: Path, unit: str, quantity: str | None, tariff: str, end: str | None, wanted: str
) -> None:
    row = commitment(
        "D1",
        "anna",
        "2024-01-01",
        end,
        tariff=kr(tariff),
        tariff_unit=unit,
        quantity_per_week=Decimal(quantity) if quantity else None,
    )
    assert rest(tmp_path, row) == kr(wanted)


def test_half_oere_go_to_the_even_one(tmp_path: Path) -> None:
    """0.75 hours x 0.50 kr. = 37.5 øre -> 38, and 0.25 x 0.50 = 12.5 -> 12."""
    seven = {"start_date": kr, "tariff_unit": "hour", "tariff": kr("0.50")}
    del seven["start_date"]
    wanted = {"0.7500": "0.38", "0.2500": "0.12"}
    for quantity, amount in wanted.items():
        row = commitment(
            "D1", "a", "2024-11-01", "2024-11-07", quantity_per_week=Decimal(quantity), **seven
        )
        assert rest(tmp_path / quantity, row) == kr(amount)


@pytest.mark.parametrize(
    "missing", [{"tariff": None}, {"tariff_unit": None}, {"tariff_unit": "hour"}]
)
def test_what_cannot_be_priced_is_not_guessed(tmp_path: Path, missing: dict[str, Any]) -> None:
    assert rest(tmp_path, commitment("D1", "anna", "2024-01-01", **missing)) == 0


def test_only_what_we_pay(tmp_path: Path) -> None:
    rows = [
        commitment("D1", "anna", "2024-12-31", acting_municipality=OTHER),
        commitment("D2", "bo", "2024-12-31", paying_municipality=OTHER),
        commitment("D3", "eva", "2024-12-31", paying_municipality=None),
    ]
    assert rest(tmp_path, *rows) == 100


def test_death_ends_what_is_committed(tmp_path: Path) -> None:
    died = [citizen("anna", died="2024-11-05")]
    assert rest(tmp_path, commitment("D1", "anna", "2024-01-01"), citizen=died) == 500


def test_the_rest_begins_after_the_last_posted_month(tmp_path: Path) -> None:
    """October is not posted yet: it is rest."""
    row = commitment("D1", "anna", "2024-01-01")
    assert rest(tmp_path, row, booked="2024-09-30") == (31 + 30 + 31) * 100


def test_a_year_with_nothing_posted_is_all_rest(tmp_path: Path) -> None:
    rows = {"commitment": [commitment("D1", "anna", "2020-01-01")]}
    found = cell(tmp_path, I, "2024-01", rows, delivered="2024-01-31")
    assert (found.value, found.fields["posted"]) == (36600, 0)


def test_december_has_no_rest(tmp_path: Path) -> None:
    rows = {
        "commitment": [commitment("D1", "anna", "2020-01-01")],
        "posting": [posting("1", "2024-12-31", 7)],
    }
    found = cell(tmp_path, I, "2024", rows)
    assert (found.value, found.fields["rest"], found.persons) == (7, 0, 1)


def test_posted_is_the_year_to_date_whatever_the_period(tmp_path: Path) -> None:
    rows = {"posting": [posting("1", "2024-02-29", 10), posting("2", "2024-10-31", 5)]}
    found = cell(tmp_path, I, "2024-10", rows, delivered=OCTOBER)
    assert found.fields["posted"] == 15


def test_deviation_from_the_budget(tmp_path: Path) -> None:
    rows = {
        "posting": [posting("1", OCTOBER, 800, function_code="5.38.52")],
        "commitment": [commitment("D1", "anna", "2024-12-31", function_code="5.38.52")],
        "budget": [budget(2024, 1000)],
    }
    found = cells(tmp_path, I, "2024-10", rows, by=["function"], delivered=OCTOBER)["5.38.52",]
    assert (found.value, found.fields["deviation"]) == (900, -100)
    assert found.fields["deviation_rate"] == Fraction(-1, 10)


def test_by_paragraph_there_is_no_budget_to_deviate_from(tmp_path: Path) -> None:
    rows = {"commitment": [commitment("D1", "anna", "2024-12-31")], "budget": [budget(2024, 1000)]}
    found = cells(tmp_path, I, "2024-10", rows, by=["paragraph"], delivered=OCTOBER)["§ 107",]
    assert found.value == 100
    assert found.fields["deviation"] is None
    assert "kun pr. funktion og år" in found.lacking["deviation"]


# --- temporary residences past their end --------------------------------------------------------

PAST = {"service_key": "SEL-107"}


def invoice(month: str, number: str = "2") -> Row:
    return posting(number, month, 1, grant_id="B1", kind="invoice")


@pytest.mark.parametrize(
    ("ended", "billed", "days"),
    [
        ("2024-08-31", OCTOBER, 61),  # ended on paper, still invoiced: carried on
        ("2024-08-31", "2024-09-30", 0),  # not invoiced for the last posted month
        ("2024-10-01", OCTOBER, 0),  # ended within it
    ],
)
def test_a_temporary_residence_is_carried_on(
    tmp_path: Path, ended: str, billed: str, days: int
) -> None:
    rows = {
        "commitment": [commitment("D1", "anna", "2024-01-01", ended, **PAST)],
        "posting": [posting("1", OCTOBER, 0), invoice(billed)],
    }
    found = cell(tmp_path, I, TO_OCTOBER, rows, delivered=OCTOBER)
    assert found.fields["rest"] == found.fields["past_end"] == days * 100


def test_a_renewed_tariff_is_not_carried_on_beside_the_new_one(tmp_path: Path) -> None:
    rows = {
        "commitment": [
            commitment("D1", "anna", "2023-01-01", "2023-12-31", **PAST),
            commitment("D2", "anna", "2024-01-01", grant_id="B1", **PAST),
        ],
        "posting": [invoice(OCTOBER)],
    }
    found = cell(tmp_path, I, TO_OCTOBER, rows, delivered=OCTOBER)
    assert (found.fields["rest"], found.fields["past_end"]) == (6100, 0)


def test_other_services_end_when_they_end(tmp_path: Path) -> None:
    rows = {
        "commitment": [commitment("D1", "anna", "2024-01-01", "2024-08-31", service_key="SEL-85")],
        "posting": [invoice(OCTOBER)],
    }
    assert cell(tmp_path, I, TO_OCTOBER, rows, delivered=OCTOBER).fields["rest"] == 0


# --- the bridge ---------------------------------------------------------------------------------

CAUSES = ("price", "volume", "new", "ended", "corrections")


def bridge(folder: Path, then: list[Row], now: list[Row], booked: str | int = 3100) -> Cell:
    """From September, when October to December were still to post, to October."""
    september = {"commitment": then, "posting": [posting("1", "2024-09-30", 1000)]}
    october = {
        "commitment": now,
        "posting": [posting("1", "2024-09-30", 1000), posting("2", OCTOBER, booked)],
    }
    earlier = (september, "2024-09-30")
    return cell(folder, I, TO_OCTOBER, october, delivered=OCTOBER, earlier=earlier)


def causes(found: Cell) -> dict[str, Decimal]:
    return {name: Decimal(found.fields[name] or 0) for name in CAUSES if found.fields[name]}


OPEN = commitment("D1", "anna", "2024-01-01")


def test_nothing_happened(tmp_path: Path) -> None:
    found = bridge(tmp_path, [OPEN], [OPEN])
    assert found.fields["previous"] == found.value == 1000 + 9200
    assert causes(found) == {}


@pytest.mark.parametrize(
    ("then", "now", "booked", "wanted"),
    [
        ([OPEN], [OPEN], 3000, {"corrections": -100}),
        ([OPEN], [OPEN | {"tariff": kr(110)}], 3410, {"price": 920}),
        ([OPEN], [OPEN | {"end_date": OPEN["start_date"].replace(month=11, day=30)}], 3100,
         {"ended": -3100}),
        ([OPEN | {"end_date": OPEN["start_date"].replace(month=10, day=31)}], [OPEN], 3100,
         {"volume": 6100}),
        ([OPEN], [OPEN, commitment("D2", "bo", "2024-12-01")], 3100, {"new": 3100}),
        ([OPEN, commitment("D2", "bo", "2024-12-01")], [OPEN], 3100, {"ended": -3100}),
    ],
)  # fmt: skip
def test_one_cause_at_a_time(
    tmp_path: Path, then: list[Row], now: list[Row], booked: int, wanted: dict[str, int]
) -> None:
    found = bridge(tmp_path, then, now, booked)
    assert causes(found) == wanted
    assert found.fields["change"] == sum(wanted.values())


def test_more_hours_are_volume(tmp_path: Path) -> None:
    hours = commitment("D1", "anna", "2024-01-01", tariff_unit="hour", tariff=kr(7))
    old, new = (hours | {"quantity_per_week": Decimal(n)} for n in (1, 2))
    found = bridge(tmp_path, [old], [new], "62.02")
    assert causes(found) == {"volume": kr("91.98")}


def test_all_causes_add_up_to_the_change(tmp_path: Path) -> None:
    then = [OPEN, commitment("D2", "bo", "2024-01-01"), commitment("D3", "eva", "2024-01-01")]
    now = [
        OPEN | {"tariff": kr("133.37")},
        commitment("D2", "bo", "2024-01-01", "2024-11-11"),
        commitment("D4", "ib", "2024-10-15"),
    ]
    found = bridge(tmp_path, then, now, "7654.32")
    assert set(causes(found)) == {"price", "new", "ended", "corrections"}
    assert sum(causes(found).values()) == found.fields["change"]
    assert found.value == Decimal(found.fields["previous"] or 0) + sum(causes(found).values())


def test_the_first_delivery_has_no_previous_forecast(tmp_path: Path) -> None:
    found = cell(tmp_path, I, TO_OCTOBER, {"commitment": [OPEN]}, delivered=OCTOBER)
    assert found.fields["previous"] is None
    assert found.lacking["previous"] == "Der er ingen tidligere leverance at sammenligne med."
    assert all(found.fields[name] is None for name in CAUSES)


def test_the_previous_forecast_is_what_the_delivery_before_said(tmp_path: Path) -> None:
    september = {"commitment": [OPEN], "posting": [posting("1", "2024-09-30", 1000)]}
    said = cell(tmp_path / "then", I, "2024-01..2024-09", september, delivered="2024-09-30")
    assert bridge(tmp_path / "now", [OPEN], [OPEN], 0).fields["previous"] == said.value


def test_a_year_the_delivery_before_had_not_begun_was_all_rest(tmp_path: Path) -> None:
    found = cell(
        tmp_path,
        I,
        "2024-01",
        {"commitment": [OPEN], "posting": [posting("1", "2024-01-31", 3100)]},
        delivered="2024-01-31",
        earlier=({"commitment": [OPEN]}, "2023-12-31"),
    )
    assert found.fields["previous"] == found.value == 36600


def abroad(number: str, start: str, end: str | None = None, **more: Any) -> Row:
    """A commitment for a citizen another municipality acts for, at 100 kr. a day."""
    return commitment(number, "anna", start, end, acting_municipality=OTHER, **more)


@pytest.mark.parametrize(
    ("bills", "owed"),
    [
        ([], 181 * 100),  # nothing has come: January to June, of 2023
        ([("2023-04-30", "2023-03-01")], 91 * 100),  # one for a month of the first quarter
        ([("2023-04-30", "2023-01-01"), ("2023-06-30", "2023-06-01")], 0),
        ([("2023-07-31", "2023-03-01")], 181 * 100),  # not known by then
        ([("2023-04-30", "2022-12-01")], 181 * 100),  # for the year before
    ],
)
def test_invoices_other_municipalities_have_not_sent_are_owed(
    tmp_path: Path, bills: list[tuple[str, str]], owed: int
) -> None:
    """Late quarterly invoices: a quarter that no invoice is for is owed, month by month."""
    sent = [
        posting(f"P{place}", booked, 0, grant_id="B1", service_month=day(month))
        for place, (booked, month) in enumerate(bills)
    ]
    rows = {
        "commitment": [abroad("D1", "2022-01-01")],
        "posting": [posting("X", "2023-06-30", 7, citizen=None), *sent],
    }
    found = cell(tmp_path, I, "2023-01..2023-06", rows, delivered="2023-07-31")
    assert found.fields["accruals"] == owed
    assert found.fields["rest"] == 184 * 100
    assert found.value == 7 + owed + 184 * 100


@pytest.mark.parametrize(
    "told",
    [
        commitment("D1", "anna", "2023-01-01"),  # we act: we book it ourselves
        abroad("D1", "2023-01-01", grant_id=None),  # no invoice could refer to it
        abroad("D1", "2023-07-01"),  # it had not begun
        abroad("D1", "2023-01-01", paying_municipality=OTHER),  # not ours to pay
    ],
)
def test_nothing_else_is_owed(tmp_path: Path, told: Row) -> None:
    rows = {"commitment": [told], "posting": [posting("X", "2023-06-30", 7, citizen=None)]}
    found = cell(tmp_path, I, "2023-01..2023-06", rows, delivered="2023-06-30")
    assert found.fields["accruals"] == 0


def test_a_function_with_nothing_on_a_citizen_is_paid_after_its_budget(tmp_path: Path) -> None:
    """Objective funding: nine twelfths of 1,000.01 are left after March, to the øre."""
    rows = {
        "budget": [budget(2024, "1000.01", function="5.38.99"), budget(2024, 5000)],
        "commitment": [commitment("D1", "anna", "2024-12-31", function_code="5.38.52")],
        "posting": [posting("X", "2024-03-31", 240, citizen=None, function_code="5.38.99")],
    }
    found = cells(tmp_path / "a", I, "2024-Q1", rows, by=["function"])
    assert found["5.38.99",].fields["profile"] == kr("750.01")
    assert found["5.38.99",].value == kr("990.01")
    assert (found["5.38.52",].fields["profile"], found["5.38.52",].value) == (0, 100)
    by_paragraph = cells(tmp_path / "b", I, "2024-Q1", rows, by=["paragraph"])
    assert by_paragraph["Uoplyst",].fields["profile"] == kr("750.01")
    assert cell(tmp_path / "c", I, "2024-Q1", rows).value == kr("1090.01")


@pytest.mark.parametrize(
    "told",
    [
        {"posting": [posting("X", "2024-03-31", 240, function_code="5.38.52")]},  # on a citizen
        {
            "commitment": [
                commitment("D1", "anna", "2023-01-01", "2023-12-31", function_code="5.38.52")
            ]
        },
        {"posting": [posting("X", "2024-12-31", 240, citizen=None)]},  # nothing is left
    ],
)
def test_no_other_budget_is_expected_to_be_spent(tmp_path: Path, told: dict[str, Any]) -> None:
    rows = {"budget": [budget(2024, 1200)], **told}
    assert cell(tmp_path, I, "2024", rows).fields["profile"] == 0


def test_the_previous_forecast_had_its_own_owed_and_profile(tmp_path: Path) -> None:
    rows = {
        "commitment": [abroad("D1", "2024-01-01", "2024-03-31")],
        "posting": [posting("X", "2024-03-31", 5, citizen=None)],
    }
    billed = {
        **rows,
        "posting": [
            *rows["posting"],
            posting("P1", "2024-04-30", 9100, grant_id="B1", service_month=day("2024-03-01")),
        ],
    }
    found = cell(tmp_path, I, "2024", billed, delivered="2024-04-30", earlier=(rows, "2024-03-31"))
    assert (found.fields["previous"], found.value) == (9105, 9105)
    assert (found.fields["accruals"], found.fields["change"]) == (0, 0)
