"""Danish display. Rounding happens here and nowhere else: half-up, as Danish reports do it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Number = int | float | Decimal | Fraction

NONE_MARK = "–"
"""Shown where a figure is not known. Unknown is not zero."""


def round_half_up(value: Number, decimals: int) -> Decimal:
    """Exact for int, Decimal and Fraction; a float is taken at its shortest decimal form."""
    if isinstance(value, Fraction):
        scaled = value * 10**decimals
        sign = -1 if scaled < 0 else 1
        whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
        return Decimal(sign * whole).scaleb(-decimals)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def danish_number(value: Number | None, decimals: int = 0) -> str:
    """`1234567.8` with one decimal is `1.234.567,8`; a real minus sign; None is a dash."""
    if value is None:
        return NONE_MARK
    rounded = round_half_up(value, decimals)
    if rounded == 0:
        rounded = abs(rounded)
    text = f"{abs(rounded):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return f"−{text}" if rounded < 0 else text


def danish_percent(share: Number | None, decimals: int = 1) -> str:
    """A share of one as percent: `0.445` is `44,5 %`."""
    if share is None:
        return NONE_MARK
    exact = Decimal(repr(share)) if isinstance(share, float) else share
    return f"{danish_number(exact * 100, decimals)} %"


def danish_kroner(value: Number | None) -> str:
    """Whole kroner: `1.234.567 kr.`"""
    return NONE_MARK if value is None else f"{danish_number(value)} kr."
