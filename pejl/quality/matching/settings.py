"""What a municipality may set of the reconciliation: ours in `limits.toml`, its own laid over."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import cast

from pejl.quality.rule_file import Parameter, Value
from pejl.sources.toml_lines import read_toml

SECTION = "afstemning"
"""The section of `rules/settings.toml` it is set in."""


@dataclass(frozen=True)
class Settings:
    """Kroner and shares of days x tariff; months and days are counted. `collective_groups` are
    the account groups of cost that belongs to no citizen, with spaces between."""

    tolerance_kroner: Decimal
    tolerance_share: Decimal
    cumulated_kroner: Decimal
    cumulated_share: Decimal
    late_months: int
    invoice_days: int
    old_year_explains: bool
    collective_groups: str

    def changed(self, values: dict[str, Value]) -> Settings:
        return Settings(**{**vars(self), **values})

    @property
    def values(self) -> dict[str, Value]:
        return cast("dict[str, Value]", dict(vars(self)))


@cache
def limits() -> dict[str, Parameter]:
    """Every limit with its Danish words, in the order of the file."""
    toml = read_toml(Path(__file__).with_name("limits.toml"))
    return {name: Parameter.model_validate(told) for name, told in toml.data.items()}


def our_settings() -> Settings:
    return Settings(**{name: one.default for name, one in limits().items()})  # type: ignore[arg-type]
