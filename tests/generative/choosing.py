"""Where generated worlds get their choices from: a seed when it must be fast, or hypothesis."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices(Protocol):
    def number(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""

    def pick(self, options: Sequence[T]) -> T:
        """One of them; put the plainest first, for that is what hypothesis shrinks to."""

    def chance(self, percent: int) -> bool:
        """True in about so many of a hundred."""


class Seeded:
    """The same seed makes the same choices."""

    def __init__(self, seed: int | str) -> None:
        self._random = random.Random(seed)

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def pick(self, options: Sequence[T]) -> T:
        return options[self._random.randrange(len(options))]

    def chance(self, percent: int) -> bool:
        return self._random.randrange(100) < percent


class Drawn:
    """Choices that hypothesis makes, remembers and shrinks."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self._draw = draw

    def number(self, low: int, high: int) -> int:
        return int(self._draw(st.integers(low, high)))

    def pick(self, options: Sequence[T]) -> T:
        return options[self.number(0, len(options) - 1)]

    def chance(self, percent: int) -> bool:
        return self.number(0, 99) >= 100 - percent


def some(choices: Choices, options: Sequence[T], most: int) -> tuple[T, ...]:
    """At most so many different ones, perhaps none."""
    left = list(options)
    found = []
    for _ in range(choices.number(0, min(most, len(left)))):
        one = choices.pick(left)
        left.remove(one)
        found.append(one)
    return tuple(found)
