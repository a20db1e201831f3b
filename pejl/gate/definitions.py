"""What the figures mean, for those right of the gate: plain facts, no data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldFacts:
    """One of an indicator's numbers. `unit` is `persons`, `citizens`, `dkk`, `share` and so on."""

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
