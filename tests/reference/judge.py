"""The judge: one question put to a small world, answered slowly and plainly.

answers = answer(World({"grant": [...]}, "901", date(2024, 12, 31)), request)
answers[period, frozenset({("paragraph", "§ 107")})].value
"""

from __future__ import annotations

from collections.abc import Callable

from pejl.figures.request import FigureRequest
from tests.reference import (
    actual_vs_budget,
    cases_and_grants,
    distinct_citizens,
    forecast,
    full_year_persons,
    movements,
    price_volume,
    unit_cost,
)
from tests.reference.asking import Answer, Answers
from tests.reference.world import World

JUDGES: dict[str, Callable[[World, FigureRequest], Answers]] = {
    "I-01": full_year_persons.answer,
    "I-02": distinct_citizens.answer,
    "I-03": cases_and_grants.answer,
    "I-04": movements.answer,
    "I-10": actual_vs_budget.answer,
    "I-11": forecast.answer,
    "I-12": unit_cost.answer,
    "I-14": price_volume.answer,
}
"""Who judges which indicator."""


def answer(world: World, request: FigureRequest) -> Answers:
    return JUDGES[request.indicator](world, request)


__all__ = ["JUDGES", "Answer", "Answers", "World", "answer"]
