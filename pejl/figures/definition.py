"""What an indicator is: one frozen definition, read by engines, reports and the manual alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from pejl.base.errors import UsageError
from pejl.figures.algebra import POPULATIONS_DA, Asked, Choose, Node, Population
from pejl.figures.request import DIMENSIONS

Unit = Literal["persons", "citizens", "kroner", "kroner_per_person", "count", "share"]

UNITS_DA: dict[Unit, str] = {
    "persons": "helårspersoner",
    "citizens": "borgere",
    "kroner": "kr.",
    "kroner_per_person": "kr. pr. helårsperson",
    "count": "antal",
    "share": "andel",
}


@dataclass(frozen=True)
class Field:
    """A further number of an indicator. A `share` is of one; shown as percent."""

    name: str
    title_da: str
    unit: Unit
    formula: Node
    decimals: int = 0
    help_da: str = ""

    @property
    def unit_da(self) -> str:
        return UNITS_DA[self.unit]


@dataclass(frozen=True)
class Option:
    """Something the request may choose: one of `choices`, or a whole number up to `at_most`."""

    name: str
    title_da: str
    default: str
    choices: Mapping[str, str] = field(default_factory=dict)
    at_most: int | None = None

    def checked(self, value: str) -> str:
        """The value, if allowed. Raises UsageError naming those that are."""
        text = value.strip()
        if self.at_most is not None:
            if text.isascii() and text.isdigit() and int(text) <= self.at_most:
                return str(int(text))
            allowed = f"et helt tal fra 0 til {self.at_most}"
        else:
            if text in self.choices:
                return text
            allowed = ", ".join(self.choices)
        raise UsageError(
            "valg-ukendt",
            f"{self.title_da} ({self.name}) kan ikke være »{value}«.",
            next_step=f"Vælg: {allowed}.",
        )


def population_option(
    default: Population, allowed: tuple[Population, ...] = tuple(Population)
) -> Option:
    return Option(
        "population",
        "Population",
        default.value,
        {one.value: POPULATIONS_DA[one] for one in allowed},
    )


def only_paying() -> Option:
    """For kroner: what is posted, we pay."""
    return population_option(Population.PAYING, (Population.PAYING,))


Exact = int | Decimal | Fraction


@dataclass(frozen=True)
class Expected:
    """One cell of a worked example's answer."""

    value: Exact | None
    dims: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Exact | None] = field(default_factory=dict)
    persons: int | None = None


@dataclass(frozen=True)
class Example:
    """Small tables in, one question, the expected answer. A test runs it; the manual prints it.

    Rows name only the columns that matter; the rest are empty. The municipality is 901.
    """

    told_da: str
    tables: Mapping[str, tuple[Mapping[str, Any], ...]]
    delivery_day: date
    period: str
    expected: tuple[Expected, ...]
    by: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Indicator:
    """One indicator. `additive_over` names the dimensions whose cells may be added up.

    `dimensions` are those it can be sliced by; `lacks` says in Danish why it has not the others,
    and `field_lacks` the same for single fields whose data know less than the value's do.
    """

    id: str
    name: str
    title_da: str
    help_da: str
    unit: Unit
    decimals: int
    value: Node
    persons: Node | None
    better: Literal["up", "down", "neither"]
    owner_da: str
    purpose_da: str
    source_da: str
    examples: tuple[Example, ...]
    fields: tuple[Field, ...] = ()
    options: tuple[Option, ...] = ()
    population: Population = Population.PAYING
    additive_over: frozenset[str] = frozenset()
    dimensions: tuple[str, ...] = tuple(DIMENSIONS)
    lacks: Mapping[str, str] = field(default_factory=dict)
    notes_da: tuple[str, ...] = ()
    balance: tuple[tuple[str, int], ...] = ()
    """Fields with signs whose sum must be 0 in every cell; a ConsistencyError if not."""

    @property
    def additive(self) -> bool:
        """Whether cells may be added up over every dimension it has."""
        return set(self.dimensions) <= self.additive_over

    @property
    def unit_da(self) -> str:
        return UNITS_DA[self.unit]

    @property
    def population_da(self) -> str:
        return POPULATIONS_DA[self.population]

    def option_values(self, asked: Mapping[str, str]) -> dict[str, str]:
        """Every option's value: as asked, else its default. Raises UsageError."""
        known = {one.name: one for one in self.options}
        for name in asked:
            if name not in known:
                raise UsageError(
                    "valg-findes-ikke",
                    f"{self.id} har ikke valget »{name}«.",
                    next_step=f"Vælg blandt: {', '.join(known) or 'ingen'}.",
                )
        return {
            name: option.checked(asked[name]) if name in asked else option.default
            for name, option in known.items()
        }


def resolved(node: Node, options: Mapping[str, str]) -> Node:
    """The node with every `Asked` and `Choose` replaced by what the options say."""
    if isinstance(node, Choose):
        chosen = dict(node.cases)[options[node.option]]
        return resolved(chosen, options)
    changes: dict[str, Any] = {}
    for name, value in vars(node).items():
        if isinstance(value, Asked):
            changes[name] = _asked(value.option, options)
        elif isinstance(value, Node):
            changes[name] = resolved(value, options)
        elif isinstance(value, tuple):
            changes[name] = tuple(
                resolved(one, options) if isinstance(one, Node) else one for one in value
            )
    return replace(node, **changes) if changes else node  # type: ignore[type-var]


def _asked(option: str, options: Mapping[str, str]) -> Population | int:
    value = options[option]
    return int(value) if option == "gap_days" else Population(value)
