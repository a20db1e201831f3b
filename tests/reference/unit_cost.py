"""I-12 Cost per full-year person: what was booked on citizens / accumulated full-year persons.

Numerator and denominator are the same population, those we pay for: what is booked on a grant that
names another payer, or none, leaves the cost as its citizen's days leave the persons, and stands
apart (`others_pay`). Who pays is what the grant says; where the case system has none, the
commitment. A posting that refers to neither is ours: we have paid it.

Regulations of earlier years count (`earlier_years` is that part of the cost). Cost with no citizen
stands apart. With cost but no full-year persons the value is unknown. The persons are the citizens
with an active day.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from pejl.base.period import Period
from pejl.figures.request import FigureRequest
from tests.reference import ledger
from tests.reference.asking import Answer, Answers, counted_period, in_cells
from tests.reference.full_year_persons import accumulated, person_days
from tests.reference.ledger import Posted
from tests.reference.places import Dims
from tests.reference.spells import Spell, citizen_days, of_population
from tests.reference.world import World, said


@dataclass(frozen=True)
class Costs:
    """What a cell cost in a period, and whom."""

    booked: list[Posted]
    spells: list[Spell]
    period: Period

    @property
    def operating(self) -> list[Posted]:
        return ledger.operating(self.booked)

    @property
    def of_paying(self) -> list[Posted]:
        return [one for one in self.operating if one.citizen is not None and one.we_pay]

    @cached_property
    def cost(self) -> Decimal:
        return ledger.kroner(self.of_paying)

    @property
    def others_pay(self) -> Decimal:
        booked = (one for one in self.operating if one.citizen is not None and not one.we_pay)
        return ledger.kroner(booked)

    @property
    def not_attributable(self) -> Decimal:
        return ledger.kroner(one for one in self.operating if one.citizen is None)

    @property
    def earlier_years(self) -> Decimal:
        return ledger.kroner(one for one in self.of_paying if _of_an_earlier_year(one))

    @cached_property
    def full_year_persons(self) -> Fraction:
        return accumulated(self.spells, self.period, person_days)

    @property
    def per_person(self) -> Fraction | None:
        persons = self.full_year_persons
        return Fraction(self.cost) / persons if persons else None

    @property
    def persons(self) -> int:
        return len(citizen_days(self.spells, self.period))


def answer(world: World, request: FigureRequest) -> Answers:
    answers: Answers = {}
    for asked in request.periods:
        for dims, costs in costs_by_cell(world, request, counted_period(world, asked)).items():
            answers[asked, dims] = Answer(
                value=costs.per_person,
                fields={
                    "cost": costs.cost,
                    "full_year_persons": costs.full_year_persons,
                    "not_attributable": costs.not_attributable,
                    "others_pay": costs.others_pay,
                    "earlier_years": costs.earlier_years,
                },
                persons=costs.persons,
            )
    return answers


def costs_by_cell(world: World, request: FigureRequest, period: Period) -> dict[Dims, Costs]:
    posted = in_cells(ledger.postings(world), request, period)
    active = in_cells(of_population(world, "paying"), request, period)
    return {
        dims: Costs(ledger.booked_in(posted.get(dims, []), period), active.get(dims, []), period)
        for dims in posted.keys() | active.keys()
    }


def _of_an_earlier_year(one: Posted) -> bool:
    covers = said(one.row, "service_month")
    return covers is not None and covers.year < one.booked_on.year
