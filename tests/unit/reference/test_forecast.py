"""I-11 of the judge: the worked example, the kroner of a month, and the bridge."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pejl.base.display import danish_percent
from tests.reference.commitments import Terms, kroner_of_month
from tests.reference.judge import Answer, World
from tests.unit.reference.small import OWN, commitment, day, one, posting, sliced, span, world

DAY24 = {"tariff": Decimal("100.00"), "tariff_unit": "day24", "acting_municipality": OWN}
BRIDGE = ("price", "volume", "new", "ended", "corrections")


def test_21_36_posted_and_25_90_to_come_are_47_26() -> None:
    there = {"function_code": "5.38.52"}
    dear = DAY24 | there | {"tariff": Decimal("129500.00")}
    where = world(
        "2024-06-30",
        posting=[posting("1", "2024-06-30", "21360000.00", citizen="a", **there)],
        commitment=[
            commitment("D1", None, "a", "2024-01-01", "2024-12-27", **dear),
            commitment("D2", None, "b", "2024-12-12", **dear),
        ],
        budget=[{"year": 2024, "function_code": "5.38.52", "revised": Decimal(48_000_000)}],
    )
    found = one(where, "I-11", "2024-01..2024-06")
    assert found.value == Decimal(47_260_000)
    assert found.fields["rest"] == Decimal(25_900_000)
    assert found.fields["deviation"] == Decimal(-740_000)
    assert danish_percent(found.fields["deviation_rate"]) == "−1,5 %"
    assert found.persons == 2
    assert {name: found.fields[name] for name in ("previous", "change", *BRIDGE)} == dict.fromkeys(
        ("previous", "change", *BRIDGE)
    )
    assert one(where, "I-11", "2024-06").fields["deviation"] == Decimal(-740_000)
    by_function = sliced(where, "I-11", "2024-06", "function")
    assert by_function["5.38.52"].fields["deviation"] == Decimal(-740_000)


@pytest.mark.parametrize(
    ("unit", "quantity", "tariff", "month", "kroner"),
    [
        ("day24", None, "2000.00", "2024-02", "58000.00"),
        ("weekday", None, "100.00", "2024-02", "2100.00"),  # 29 x 5/7 = 20.7
        ("weekday", None, "100.00", "2024-02-01..2024-02-07", "500.00"),
        ("hour", "10.0000", "300.00", "2024-04", "12858.00"),  # 42.857... = 42.86 hours
        ("hour", "0.0350", "100.00", "2024-02-01..2024-02-01", "0.00"),  # 0.005 hours: to even
        ("hour", "0.1050", "100.00", "2024-02-01..2024-02-01", "2.00"),  # 0.015 hours: to even
        ("hour", "0.0700", "100.50", "2024-02-01..2024-02-01", "1.00"),  # 1.005 kr.: to even
        ("hour", None, "100.00", "2024-02", "0.00"),
        ("week", "1.0000", "100.00", "2024-02", "0.00"),
        ("day24", None, None, "2024-02", "0.00"),
    ],
)
def test_kroner_of_a_month(
    unit: str, quantity: str | None, tariff: str | None, month: str, kroner: str
) -> None:
    terms = Terms(
        day("2020-01-01"),
        None,
        Decimal(quantity) if quantity else None,
        Decimal(tariff) if tariff else None,
        unit,
    )
    assert kroner_of_month(terms, span(month)) == Decimal(kroner)


def of_october(*commitments: dict, earlier: World | None = None, **more: Any) -> World:
    """Posted to October; the rest are November and December, 61 days."""
    return world(
        "2026-10-31",
        posting=[posting("P", "2026-10-31", "1000.00"), *more.pop("posting", [])],
        commitment=list(commitments),
        earlier=earlier,
        **more,
    )


def rest(where: World) -> tuple[Any, Any]:
    found = one(where, "I-11", "2026-10").fields
    return found["rest"], found["past_end"]


@pytest.mark.parametrize(
    ("start", "end", "more", "days"),
    [
        ("2020-01-01", None, {}, 61),
        ("2026-12-01", None, {}, 31),
        ("2020-01-01", "2026-11-10", {}, 10),
        ("2020-01-01", "2026-10-10", {}, 0),
        ("2020-01-01", None, {"paying_municipality": "902"}, 0),
        ("2020-01-01", None, {"paying_municipality": None}, 0),
    ],
)
def test_the_rest_of_a_commitment(start: str, end: str | None, more: dict, days: int) -> None:
    where = of_october(commitment("D", "G", "a", start, end, **DAY24 | more))
    assert rest(where) == (Decimal(100 * days), 0)


def test_death_ends_a_commitment_too() -> None:
    dead = [{"citizen": "a", "death_date": day("2026-11-05")}]
    where = of_october(commitment("D", "G", "a", "2020-01-01", **DAY24), citizen=dead)
    assert rest(where) == (Decimal(500), 0)


def test_with_nothing_posted_the_whole_year_is_rest() -> None:
    where = world("2026-10-31", commitment=[commitment("D", "G", "a", "2020-01-01", **DAY24)])
    assert rest(where) == (Decimal(36_500), 0)


def test_a_month_that_is_not_posted_yet_is_rest() -> None:
    where = of_october(commitment("D", "G", "a", "2020-01-01", **DAY24))
    found = one(where, "I-11", "2026-01..2026-09")
    assert found.fields["rest"] == Decimal(36_500)
    assert one(where, "I-11", "2026-10").fields["posted"] == Decimal(1000)


ENDED_107 = commitment("D1", "G", "a", "2020-01-01", "2026-09-15", service_key="SEL-107", **DAY24)
INVOICED = {"grant_id": "G", "kind": "invoice", "service_month": day("2026-10-01")}


@pytest.mark.parametrize(
    ("invoice", "change", "days"),
    [
        ({}, {}, 61),
        ({}, {"service_key": "SEL-108"}, 0),
        ({}, {"end_date": day("2026-10-01")}, 0),
        ({"kind": "regulation"}, {}, 0),
        ({"service_month": day("2026-09-01")}, {}, 0),
        ({"grant_id": "H"}, {}, 0),
    ],
)
def test_a_107_stay_past_its_end_that_is_still_invoiced_is_carried_on(
    invoice: dict, change: dict, days: int
) -> None:
    posted = [posting("I", "2026-10-31", "3100.00", **INVOICED | invoice)]
    where = of_october(ENDED_107 | change, posting=posted)
    assert rest(where) == (Decimal(100 * days), Decimal(100 * days))


def test_a_successor_on_the_same_grant_is_no_stay_past_its_end() -> None:
    posted = [posting("I", "2026-10-31", "3100.00", **INVOICED)]
    successor = commitment("D2", "G", "a", "2026-09-16", service_key="SEL-107", **DAY24)
    assert rest(of_october(ENDED_107, successor, posting=posted)) == (Decimal(6100), 0)


def bridge(before: list[dict], now: list[dict], booked: str = "1000.00") -> Answer:
    """From September's forecast (three months of rest: 92 days) to October's."""
    earlier = world(
        "2026-09-30",
        posting=[posting("P", "2026-09-30", "1000.00")],
        commitment=before,
    )
    where = world(
        "2026-10-31",
        posting=[
            posting("P", "2026-09-30", "1000.00"),
            posting("Q", "2026-10-31", booked),
        ],
        commitment=now,
        earlier=earlier,
    )
    return one(where, "I-11", "2026-10")


A = commitment("A", "GA", "a", "2020-01-01", **DAY24)
B = commitment("B", "GB", "b", "2020-01-01", **DAY24)


@pytest.mark.parametrize(
    ("before", "now", "causes"),
    [
        ([A], [A], (0, 0, 0, 0)),
        ([A], [A, B], (0, 0, 9200, 0)),
        ([A, B], [A], (0, 0, 0, -9200)),
        ([A], [A | {"tariff": Decimal("110.00")}], (920, 0, 0, 0)),
        ([A], [A | {"end_date": day("2026-10-31")}], (0, 0, 0, -6100)),
        ([A | {"end_date": day("2026-10-31")}], [A], (0, 6100, 0, 0)),
        (
            [A | {"tariff_unit": "hour", "quantity_per_week": Decimal(7)}],
            [A | {"tariff_unit": "hour", "quantity_per_week": Decimal(14)}],
            (0, 9200, 0, 0),
        ),
        (
            [A],
            [A | {"tariff": Decimal("110.00"), "end_date": day("2026-10-31")}],
            (310, 0, 0, -6100),
        ),
    ],
)
def test_the_bridge(before: list[dict], now: list[dict], causes: tuple) -> None:
    found = bridge(before, now).fields
    assert tuple(found[name] for name in BRIDGE[:4]) == causes
    assert found["change"] == sum(found[name] for name in BRIDGE)


def test_booked_otherwise_than_expected_is_a_correction() -> None:
    found = bridge([A], [A], booked="3200.00")
    assert found.fields["previous"] == Decimal(1000 + 9200)
    assert found.value == Decimal(1000 + 3200 + 6100)
    assert found.fields["corrections"] == Decimal(100)


def test_a_commitment_that_moved_stands_where_it_is_now() -> None:
    there, here = A | {"facility_id": "T1"}, A | {"facility_id": "T2"}
    earlier = world("2026-10-31", commitment=[there])
    where = world("2026-10-31", commitment=[here], earlier=earlier)
    found = sliced(where, "I-11", "2026-10", "facility")
    assert {name: (cell.value, cell.fields["corrections"]) for name, cell in found.items()} == {
        "T1": (Decimal(0), Decimal(-36_500)),
        "T2": (Decimal(36_500), Decimal(36_500)),
    }


def test_a_quarter_no_invoice_is_for_is_owed() -> None:
    where = world(
        "2024-06-30",
        posting=[
            posting("1", "2024-06-30", "0.00"),
            posting("2", "2024-04-30", "9100.00", grant_id="G", kind="invoice")
            | {"service_month": day("2024-02-01")},
        ],
        commitment=[
            commitment("D1", "G", "a", "2024-01-01", tariff=Decimal(100), tariff_unit="day24")
        ],
    )
    found = one(where, "I-11", "2024-01..2024-06")
    assert found.fields["accruals"] == Decimal("9100.00")  # April, May and June


def test_a_budget_of_what_is_on_no_citizen_is_expected_by_twelfths() -> None:
    where = world(
        "2024-06-30",
        posting=[posting("1", "2024-06-30", "70.00", function_code="5.38.99")],
        budget=[{"year": 2024, "function_code": "5.38.99", "revised": Decimal("120.06")}],
    )
    found = one(where, "I-11", "2024-01..2024-06")
    assert (found.fields["profile"], found.value) == (Decimal("60.03"), Decimal("130.03"))
