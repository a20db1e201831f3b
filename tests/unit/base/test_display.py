"""Danish display: half-up, dots for thousands, comma for decimals, a dash for what is not known."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pejl.base.display import (
    danish_kroner,
    danish_number,
    danish_percent,
    round_half_up,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (1234567, 0, "1.234.567"),
        (Decimal("1234567.85"), 1, "1.234.567,9"),
        (Fraction(545, 366), 4, "1,4891"),
        (Fraction(1, 8), 2, "0,13"),
        (Fraction(-1, 8), 2, "−0,13"),
        (Decimal("0.125"), 2, "0,13"),
        (2.675, 2, "2,68"),
        (-0.4, 0, "0"),
        (Fraction(-1, 1000), 2, "0,00"),
        (None, 2, "–"),
    ],
)
def test_numbers(value: object, decimals: int, text: str) -> None:
    assert danish_number(value, decimals) == text  # type: ignore[arg-type]


def test_percent_and_kroner() -> None:
    assert danish_percent(Fraction(2136, 4800)) == "44,5 %"
    assert danish_percent(0.5, 0) == "50 %"
    assert danish_percent(None) == "–"
    assert danish_kroner(Decimal("1033772.40")) == "1.033.772 kr."
    assert danish_kroner(None) == "–"


@given(st.fractions(max_denominator=10**6), st.integers(0, 4))
def test_rounding_is_half_up_away_from_zero(value: Fraction, decimals: int) -> None:
    rounded = Fraction(round_half_up(value, decimals))
    step = Fraction(1, 10**decimals)
    assert abs(rounded - value) <= step / 2
    if abs(rounded - value) == step / 2:
        assert abs(rounded) > abs(value)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
    )
)
def test_a_decimal_and_its_fraction_show_the_same(value: Decimal) -> None:
    assert danish_number(value, 2) == danish_number(Fraction(value), 2)
