"""I-10 Actual against budget: kroner by booking date.

The budget and what is held against it are told for a period from 1 January only, by function or in
all; `expected_rate` (the number of the period's last month / 12) beside a known budget, as it is
there to be held against `rate`. The persons are the distinct citizens posted on in the period.
"""

from __future__ import annotations

from fractions import Fraction

from pejl.base.period import Period
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
            booked = ledger.booked_in(cells.get(dims, []), period)
            answers[asked, dims] = Answer(
                value=ledger.kroner(booked),
                fields=_fields(booked, budgets.get(dims, []), period),
                persons=ledger.citizens(booked),
            )
    return answers


def _fields(
    booked: list[Posted], lines: list[BudgetLine], period: Period
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
        "rate": ledger.share(net, revised),
        "expected_rate": None if revised is None else Fraction(period.end.month, 12),
    }
