"""I-10 Actual against budget: kroner by booking date.

The budget and what is held against it are told for a period from 1 January only, by function or in
all; `expected_rate` (the number of the period's last month / 12) beside a known budget, as it is
there to be held against `rate`. The persons are the distinct citizens posted on in the period.

The state's refund (dranst 2) is told apart and is in no other number, unless asked for in the value.
The option *seasonal* holds `rate` against the mean of the last three years' cumulative share.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from pejl.base.period import Period, month_end
from pejl.base.tables import Value
from pejl.figures.request import FigureRequest
from tests.reference import ledger
from tests.reference.asking import Answer, Answers, counted_period, in_cells
from tests.reference.ledger import BudgetLine, Posted
from tests.reference.world import World


def answer(world: World, request: FigureRequest) -> Answers:
    posted, lines = ledger.postings(world), ledger.budget_lines(world, request)
    answers: Answers = {}
    for asked in request.periods:
        period = counted_period(world, asked)
        cells, budgets = in_cells(posted, request, period), in_cells(lines, request, period)
        for dims in cells.keys() | budgets.keys():
            inside = cells.get(dims, [])
            everything = ledger.booked_in(inside, period)
            booked = ledger.operating(everything)
            refunds = [one for one in everything if ledger.is_state_refund(one)]
            with_refund = request.options.get("state_refund", "apart") == "with"
            actual = ledger.kroner(everything if with_refund else booked)
            fields = _fields(booked, actual, budgets.get(dims, []), period)
            fields["state_refund"] = ledger.kroner(refunds)
            if request.options.get("profile") == "seasonal" and fields["budget"] is not None:
                fields["expected_rate"] = seasonal(ledger.operating(inside), period)
            answers[asked, dims] = Answer(
                value=actual, fields=fields, persons=ledger.citizens(booked)
            )
    return answers


def seasonal(posted: list[Posted], period: Period) -> Fraction | None:
    """The mean, over the last three years, of the share of the year's net that was booked by the
    same day; the last day of a month stands for the last day of that month. A year whose net is 0
    has no share."""
    shares = []
    for year in (period.end.year - back for back in (1, 2, 3)):
        whole = [one for one in posted if one.booked_on.year == year]
        share = ledger.share(
            ledger.kroner(one for one in whole if one.booked_on <= same_day(period.end, year)),
            ledger.kroner(whole),
        )
        if share is not None:
            shares.append(share)
    return sum(shares, Fraction(0)) / len(shares) if shares else None


def same_day(day: date, year: int) -> date:
    last = month_end(date(year, day.month, 1))
    return last if day == month_end(day) else date(year, day.month, day.day)


def _fields(
    booked: list[Posted], actual: Decimal, lines: list[BudgetLine], period: Period
) -> dict[str, Value | None]:
    net = ledger.kroner(booked)
    comparable = lines if period.is_year_to_date else []
    revised = ledger.budget_of(comparable, period.end.year)
    return {
        "gross": ledger.kroner(one for one in booked if not ledger.is_income(one)),
        "income": ledger.kroner(one for one in booked if ledger.is_income(one)),
        "net": net,
        "budget": revised,
        "budget_original": ledger.budget_of(comparable, period.end.year, "original"),
        "rate": ledger.share(actual, revised),
        "expected_rate": None if revised is None else Fraction(period.end.month, 12),
    }
