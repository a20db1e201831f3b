"""I-12 and I-14 of the judge, held to the worked examples."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from pejl.base.display import round_half_up
from tests.reference.judge import World
from tests.reference.price_volume import compared_with
from tests.unit.reference.small import commitment, grant, one, posting, sliced, span, world


def of_three() -> World:
    return world(
        "2024-12-31",
        grant=[
            grant("A", "a", "2019-01-01"),
            grant("B", "b", "2024-02-15", "2024-06-30"),
            grant("C", "c", "2024-11-20"),
        ],
        posting=[
            posting("1", "2024-12-31", str(366 * 3250), citizen="a"),
            posting("2", "2024-06-30", str(137 * 2100), citizen="b"),
            posting("3", "2024-12-31", str(42 * 1480), citizen="c"),
            posting("4", "2024-12-31", "1000.00"),
        ],
    )


def test_three_citizens_cost_1_033_772_each() -> None:
    found = one(of_three(), "I-12", "2024")
    assert found.value == Fraction(1_539_360 * 366, 545)
    assert round_half_up(found.value, 0) == Decimal(1_033_772)
    assert found.fields["cost"] == Decimal(1_539_360)
    assert found.fields["not_attributable"] == Decimal(1000)
    assert str(round_half_up(found.fields["full_year_persons"], 6)) == "1.489071"


def test_cost_without_persons_has_no_unit_cost() -> None:
    alone = world("2024-12-31", posting=[posting("1", "2024-05-31", "10.00", citizen="a")])
    found = one(alone, "I-12", "2024")
    assert (found.value, found.fields["cost"], found.persons) == (None, Decimal(10), 0)


def test_regulations_of_earlier_years_are_in_the_cost_and_beside_it() -> None:
    covers = span("2023-12").start
    regulated = world(
        "2024-12-31",
        grant=[grant("1", "a", "2023-01-01")],
        posting=[
            posting("1", "2024-01-31", "7.00", citizen="a", service_month=covers),
            posting("2", "2024-01-31", "5.00", service_month=covers),
            posting("3", "2024-01-31", "3.00", citizen="a", service_month=span("2024-01").start),
        ],
    )
    found = one(regulated, "I-12", "2024").fields
    assert (found["cost"], found["earlier_years"]) == (Decimal(10), Decimal(7))


def of_two_years() -> World:
    """40.0 full-year persons at 950,000 become 43.5 at 990,000 (2024 has 366 days)."""
    rows = [grant(f"o{n}", f"o{n}", "2020-01-01", paragraph="§ 107") for n in range(40)]
    rows += [grant(f"n{n}", f"n{n}", "2024-01-01", paragraph="§ 107") for n in range(3)]
    rows.append(grant("h", "h", "2024-07-02", paragraph="§ 107"))
    return world(
        "2024-12-31",
        grant=rows,
        commitment=[commitment("D", "o0", "o0", "2020-01-01", paragraph="§ 107")],
        posting=[
            posting("1", "2023-12-31", "38000000.00", citizen="o0", grant_id="o0"),
            posting("2", "2024-12-31", "43065000.00", citizen="o0", grant_id="o0"),
        ],
    )


@pytest.mark.parametrize("by", ["paragraph", None])
def test_volume_3_325_000_and_price_1_740_000(by: str | None) -> None:
    where = of_two_years()
    found = sliced(where, "I-14", "2024", by)["§ 107"] if by else one(where, "I-14", "2024")
    assert found.value == Decimal(5_065_000)
    assert found.fields["volume"] == 3_325_000
    assert found.fields["price"] == 1_740_000
    assert found.fields["mix"] == 0
    assert found.fields["full_year_persons"] == Fraction(87, 2)
    assert found.persons == 44


def test_several_paragraphs_together_leave_a_mix() -> None:
    where = world(
        "2023-12-31",
        grant=[
            grant("1", "a", "2022-01-01", paragraph="dear"),
            grant("2", "b", "2022-01-01", "2022-12-31", paragraph="cheap"),
            grant("3", "c", "2023-01-01", paragraph="dear"),
            grant("4", "d", "2023-01-01", paragraph="new"),
        ],
        posting=[
            posting("1", "2022-06-30", "100.00", citizen="a", grant_id="1"),
            posting("2", "2022-06-30", "20.00", citizen="b", grant_id="2"),
            posting("3", "2023-06-30", "220.00", citizen="a", grant_id="1"),
            posting("4", "2023-06-30", "7.00", citizen="d", grant_id="4"),
        ],
    )
    found = one(where, "I-14", "2023")
    # 2 persons at 60 each become 3; the dear ones cost 10 more each; the rest is mix.
    assert found.value == Decimal(107)
    assert (found.fields["volume"], found.fields["price"], found.fields["mix"]) == (60, 20, 27)
    new = sliced(where, "I-14", "2023", "paragraph")["new"]
    assert (new.value, new.fields["volume"], new.fields["price"], new.fields["mix"]) == (
        Decimal(7), None, None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("period", "comparison", "expected"),
    [
        ("2024", "year_before", "2023"),
        ("2024-02", "year_before", "2023-02"),
        ("2024-02-01..2024-02-15", "year_before", "2023-02-01..2023-02-15"),
        ("2024-02-15..2024-02-29", "year_before", "2023-02-15..2023-02-28"),
        ("2024-Q1", "period_before", "2023-Q4"),
        ("2024-03", "period_before", "2024-02"),
        ("2024-03-01..2024-03-15", "period_before", "2024-02-15..2024-02-29"),
    ],
)
def test_compared_periods(period: str, comparison: str, expected: str) -> None:
    assert compared_with(span(period), comparison) == span(expected)
