"""I-10 Actual against budget: kroner by booking date.

Fields: `gross` (what is above 0), `income` (what is below, as it is signed), `net` (their sum, the
value), and for a period from 1 January, by function or in all: `budget` (the whole year's revised),
`rate` (posted / budget; None beside no budget or one of 0) and `expected_rate` (the number of the
period's last month / 12). The persons are the distinct citizens posted on in the period.
"""

from __future__ import annotations

from decimal import Decimal
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
                fields=_fields(request, booked, budgets.get(dims, []), period),
                persons=ledger.citizens(booked),
            )
    return answers


def _fields(
    request: FigureRequest, booked: list[Posted], lines: list[BudgetLine], period: Period
) -> dict[str, Value | None]:
    net, budget = ledger.kroner(booked), ledger.revised_budget(lines, period)
    comparable = ledger.knows_only_function(request) and period.is_year_to_date
    return {
        "gross": ledger.kroner(one for one in booked if one.amount > 0),
        "income": ledger.kroner(one for one in booked if one.amount < 0),
        "net": net,
        "budget": budget,
        "rate": share(net, budget),
        "expected_rate": Fraction(period.end.month, 12) if comparable else None,
    }


def share(part: Decimal, whole: Decimal | None) -> Fraction | None:
    return Fraction(part) / Fraction(whole) if whole else None
