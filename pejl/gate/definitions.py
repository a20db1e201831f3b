"""What the figures mean, for those right of the gate: plain facts, no data."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pejl.figures.definition import Field, Indicator


@dataclass(frozen=True)
class FieldFacts:
    """One of an indicator's numbers. `unit` is `persons`, `citizens`, `kroner`, `share` ..."""

    name: str
    title_da: str
    unit: str
    unit_da: str
    decimals: int
    help_da: str = ""


@dataclass(frozen=True)
class IndicatorFacts:
    """An indicator's definition as people read it. `fields` does not hold `value` itself."""

    id: str
    title_da: str
    help_da: str
    unit: str
    unit_da: str
    decimals: int
    better: str
    owner_da: str
    purpose_da: str
    population_da: str
    additive: bool
    dimensions: tuple[str, ...]
    fields: tuple[FieldFacts, ...]

    def field(self, name: str) -> FieldFacts | None:
        """A field by name, `value` among them; None when the indicator has no such field."""
        if name == "value":
            return FieldFacts(
                "value", self.title_da, self.unit, self.unit_da, self.decimals, self.help_da
            )
        return next((one for one in self.fields if one.name == name), None)


def definition(indicator: str) -> IndicatorFacts:
    """By id or code name. UsageError naming those there are."""
    from pejl.figures.registry import indicator_named

    return _facts(indicator_named(indicator))


def definitions() -> tuple[IndicatorFacts, ...]:
    """All of them, by id."""
    from pejl.figures.registry import INDICATORS

    return tuple(_facts(one) for one in INDICATORS.values())


def _facts(one: Indicator) -> IndicatorFacts:
    return IndicatorFacts(
        id=one.id,
        title_da=one.title_da,
        help_da=one.help_da,
        unit=one.unit,
        unit_da=one.unit_da,
        decimals=one.decimals,
        better=one.better,
        owner_da=one.owner_da,
        purpose_da=one.purpose_da,
        population_da=one.population_da,
        additive=one.additive,
        dimensions=one.dimensions,
        fields=tuple(_field_facts(field) for field in one.fields),
    )


def _field_facts(field: Field) -> FieldFacts:
    return FieldFacts(
        name=field.name,
        title_da=field.title_da,
        unit=field.unit,
        unit_da=field.unit_da,
        decimals=field.decimals,
        help_da=field.help_da,
    )


def label_of(dimension: str, value: str) -> str:
    """What people call a dimension's value: »§ 107 Midlertidigt botilbud« for »§ 107«.

    The value itself where there is no name for it.
    """
    names = {"paragraph": _paragraph_names, "function": _function_names}.get(dimension)
    name = names().get(value) if names else None
    return f"{value} {name}" if name else value


@cache
def _paragraph_names() -> dict[str, str]:
    from pejl.canon.services import services

    return {one.label: one.label_da for one in services().values()}


@cache
def _function_names() -> dict[str, str]:
    """The newest name of each account function; one that is not in the file keeps its code.

    `source` tells how sure a line is: S, the code was read in the authorised chart of accounts for
    budget 2018 (edition of February 2017); K, common knowledge of the field; A, the numbering
    municipalities report from the accounts of 2019 on, to be confirmed. The labels are ours. In
    2018 § 85 was booked on 5.38.38, later on 5.38.39: a code means something only with its year.
    """
    path = Path(__file__).parent / "functions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["valid_from_year"])
    return {row["function_code"]: row["label_da"] for row in rows}
