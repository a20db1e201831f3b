"""I-02 Distinct citizens: those with at least one active day in the period."""

from __future__ import annotations

from pejl.figures.request import FigureRequest
from tests.reference.asking import Answer, Answers, counted_period, in_cells
from tests.reference.spells import citizen_days, spells
from tests.reference.world import World


def answer(world: World, request: FigureRequest) -> Answers:
    found = spells(world, request)
    answers: Answers = {}
    for asked in request.periods:
        period = counted_period(world, asked)
        for dims, inside in in_cells(found, request, period).items():
            count = len(citizen_days(inside, period))
            answers[asked, dims] = Answer(value=count, persons=count)
    return answers
