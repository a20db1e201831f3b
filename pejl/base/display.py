"""Danish display. Rounding happens here and nowhere else: half-up, as Danish reports do it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

Number = int | float | Decimal | Fraction

NONE_MARK = "–"
"""Shown where a figure is not known. Unknown is not zero."""


def round_half_up(value: Number, decimals: int) -> Decimal:
    """Exact for int, Decimal and Fraction of any size; a float is taken at its shortest form."""
    return Decimal(f"{_steps(value, decimals)}E-{decimals}")


def _steps(value: Number, decimals: int) -> int:
    """How many times 10^-decimals, rounded half away from zero. Whole numbers know no precision."""
    exact = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    scaled = exact * 10**decimals
    steps: int = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return -steps if scaled < 0 else steps


def danish_number(value: Number | None, decimals: int = 0) -> str:
    """`1234567.8` with one decimal is `1.234.567,8`; a real minus sign; None is a dash."""
    if value is None:
        return NONE_MARK
    steps = _steps(value, decimals)
    whole, rest = divmod(abs(steps), 10**decimals)
    text = f"{whole:,}".replace(",", ".")
    if decimals:
        text = f"{text},{rest:0{decimals}d}"
    return f"−{text}" if steps < 0 else text


def danish_percent(share: Number | None, decimals: int = 1) -> str:
    """A share of one as percent: `0.445` is `44,5 %`."""
    if share is None:
        return NONE_MARK
    exact = Fraction(repr(share)) if isinstance(share, float) else Fraction(share)
    return f"{danish_number(exact * 100, decimals)} %"


def danish_kroner(value: Number | None) -> str:
    """Whole kroner: `1.234.567 kr.`"""
    return NONE_MARK if value is None else f"{danish_number(value)} kr."
