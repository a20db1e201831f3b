"""The judge: one question put to a small world, answered slowly and plainly.

answers = answer(World({"grant": [...]}, "901", date(2024, 12, 31)), request)
answers[period, frozenset({("paragraph", "§ 107")})].value
"""

from __future__ import annotations

from collections.abc import Callable

from pejl.figures.request import FigureRequest
from tests.reference import actual_vs_budget, distinct_citizens, full_year_persons
from tests.reference.asking import Answer, Answers
from tests.reference.world import World

JUDGES: dict[str, Callable[[World, FigureRequest], Answers]] = {
    "I-01": full_year_persons.answer,
    "I-02": distinct_citizens.answer,
    "I-10": actual_vs_budget.answer,
}
"""Who judges which indicator."""


def answer(world: World, request: FigureRequest) -> Answers:
    return JUDGES[request.indicator](world, request)


__all__ = ["JUDGES", "Answer", "Answers", "World", "answer"]
