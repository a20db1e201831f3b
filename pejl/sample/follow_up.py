"""Goals of a grant and what the facility observed on the way to them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Protocol

from pejl.sample.catalogue import BACKWARD, FORWARD, REACHED, STABLE, THEMES
from pejl.sample.days import OPEN
from pejl.sample.model import Goal, Observation

FULL_SCORE = 4


class GoalNumbers(Protocol):
    goals: Iterator[str]
    observations: Iterator[str]


def make_goals(random: Random, numbers: GoalNumbers, start: int, until: int) -> tuple[Goal, ...]:
    draw = random.random
    themes = list(THEMES)
    made = []
    for _ in range(1 + int(draw() * 3)):
        theme = themes.pop(int(draw() * len(themes)))
        key = f"M{next(numbers.goals)}"
        observations = _observations(random, numbers, start, until)
        reached = bool(observations) and observations[-1].status == REACHED
        made.append(Goal(key, theme, observations, observations[-1].day if reached else OPEN))
    return tuple(made)


def _observations(
    random: Random, numbers: GoalNumbers, start: int, until: int
) -> tuple[Observation, ...]:
    draw = random.random
    score = int(draw() * FULL_SCORE)
    day = start + 30
    made = []
    while day <= until and score < FULL_SCORE:
        status = STABLE
        u = draw()
        if u < 0.11:
            score += 1
            status = FORWARD if score < FULL_SCORE else REACHED
        elif u < 0.15 and score > 0:
            score -= 1
            status = BACKWARD
        made.append(Observation(f"O{next(numbers.observations)}", day, status, score))
        day += 60 + int(draw() * 61)
    return tuple(made)
