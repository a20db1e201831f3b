"""The arithmetic between measures, done once, in exact numbers.

Integers stay integers and kroner decimals as long as they are added and multiplied; a quotient is
a Fraction. None is a number that is not known, and what is made of it is not known either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from pejl.base.period import Period
from pejl.figures.algebra import (
    Constant,
    IfKnown,
    InComparison,
    MeanOfKnown,
    Measure,
    Minus,
    Node,
    Otherwise,
    Over,
    PeriodDays,
    PerYear,
    Plus,
    SumOver,
    Times,
    Window,
    YearDays,
    YearsBack,
)
from pejl.figures.counting.counted import CellKey, Counted, Lacking, Number


@dataclass(frozen=True)
class Place:
    """Where a formula is evaluated. `comparison` is the period's partner in the same answers."""

    by: tuple[str, ...]
    cell: CellKey
    period: Period
    number: int
    comparison: tuple[Period, int] | None = None
    years_back: Mapping[tuple[int, bool], tuple[Period, int]] = field(default_factory=dict)
    """The partners that YearsBack asks for, by its years and whether the whole year is meant."""


@dataclass(frozen=True)
class Answers:
    """What the families counted, by the dimensions they were asked for."""

    counted: Callable[[Measure, tuple[str, ...]], Counted]
    finer: dict[tuple[Node, tuple[str, ...], tuple[int, ...]], dict[CellKey, list[CellKey]]] = (
        field(default_factory=dict)
    )

    def value(self, node: Node, at: Place) -> Number | None:
        """Raises Lacking where the data do not know a measure of it."""
        match node:
            case Measure():
                found: Number | None = self.counted(node, at.by).number(node, at.number, at.cell)
            case PerYear(measure):
                found = self.value(replace(measure, over=Window.EACH_YEAR), at)
            case Plus() | Minus() | Times() | Over():
                found = self._arithmetic(node, at)
            case Otherwise(first, instead):
                found = self.value(first, at)
                found = self.value(instead, at) if found is None else found
            case IfKnown(condition, inner):
                found = None if self.value(condition, at) is None else self.value(inner, at)
            case InComparison():
                found = self._in_comparison(node, at)
            case YearsBack(years, whole, inner):
                period, number = at.years_back[years, whole]
                found = self.value(inner, replace(at, period=period, number=number))
            case MeanOfKnown(terms):
                found = self._mean_of_known(terms, at)
            case SumOver():
                found = self._sum_over(node, at)
            case _:
                found = _of_period(node, at.period)
        return found

    def _arithmetic(self, node: Plus | Minus | Times | Over, at: Place) -> Number | None:
        if isinstance(node, Plus):
            terms = [self.value(term, at) for term in node.terms]
            known = [term for term in terms if term is not None]
            return None if len(known) < len(terms) else total(known)
        left, right = self.value(node.left, at), self.value(node.right, at)
        if left is None or right is None:
            return None
        if isinstance(node, Minus):
            return total((left, negative(right)))
        if isinstance(node, Times):
            return product(left, right)
        if right == 0 and left != 0 and node.lone_da:
            raise Lacking(node.lone_da)
        return quotient(left, right)

    def _mean_of_known(self, terms: tuple[Node, ...], at: Place) -> Fraction | None:
        values = [self.value(term, at) for term in terms]
        known = [Fraction(value) for value in values if value is not None]
        return quotient(total(known), len(known))

    def _in_comparison(self, node: InComparison, at: Place) -> Number | None:
        if at.comparison is None:
            return None
        period, number = at.comparison
        return self.value(node.node, replace(at, period=period, number=number, comparison=None))

    def _sum_over(self, node: SumOver, at: Place) -> Number:
        if node.dimension in at.by:
            return self.value(node.node, at) or 0
        finer = (*at.by, node.dimension)
        inside = self._finer_cells(node.node, finer, at).get(at.cell, [])
        values = [self.value(node.node, replace(at, by=finer, cell=cell)) for cell in inside]
        return total([one for one in values if one is not None])

    def _finer_cells(
        self, node: Node, by: tuple[str, ...], at: Place
    ) -> dict[CellKey, list[CellKey]]:
        """The cells inside each cell, found once a period."""
        numbers = (at.number, *(at.comparison[1:] if at.comparison else ()))
        key = (node, by, numbers)
        if key not in self.finer:
            found: set[CellKey] = set()
            for measure in measures_of(node):
                cells = self.counted(measure, by).cells
                found.update(*(cells[number] for number in numbers))
            inside: dict[CellKey, list[CellKey]] = {}
            for cell in sorted(found):
                inside.setdefault(cell[:-1], []).append(cell)
            self.finer[key] = inside
        return self.finer[key]


def measures_of(node: Node) -> list[Measure]:
    """The measures as they are asked of an engine, from a node without options left in it."""
    if isinstance(node, Measure):
        return [node]
    if isinstance(node, PerYear):
        return [replace(node.measure, over=Window.EACH_YEAR)]
    return [one for part in node.parts() for one in measures_of(part)]


def _of_period(node: Node, period: Period) -> Number | None:
    if isinstance(node, Constant):
        return node.number
    if isinstance(node, YearDays):
        return period.year_days
    if isinstance(node, PeriodDays):
        return period.days
    raise TypeError(f"no value of {node!r}")


def total(numbers: Sequence[Number]) -> Number:
    """The exact sum, as plain as its terms allow."""
    if any(isinstance(one, Fraction) for one in numbers):
        return sum((Fraction(one) for one in numbers), Fraction(0))
    if any(isinstance(one, Decimal) for one in numbers):
        return sum((Decimal(one) for one in numbers), Decimal(0))  # type: ignore[arg-type]
    return sum(numbers)


def negative(number: Number) -> Number:
    return -number


def product(left: Number, right: Number) -> Number:
    if isinstance(left, Fraction) or isinstance(right, Fraction):
        return Fraction(left) * Fraction(right)
    return left * right


def quotient(left: Number, right: Number) -> Fraction | None:
    """None when the divisor is 0: not known, never infinite and never 0."""
    return None if right == 0 else Fraction(left) / Fraction(right)
