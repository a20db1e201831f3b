"""How long there is to put a finding right: the municipality's own, in `rules/handling.toml`.

due_working_days = 3
closed_days = [2026-12-24, 2026-12-31]
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pejl.quality.handling import DUE_WORKING_DAYS
from pejl.sources.profile_faults import profile_fault
from pejl.sources.toml_lines import read_toml

FILE = "handling.toml"
_MANUAL = "Ret linjen. Nøglerne står i docs/how-to/arbejdsliste.md."


class HandlingFile(BaseModel):
    """Frister for det, reglerne finder."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    due_working_days: int = Field(default=DUE_WORKING_DAYS, ge=0, le=250)
    closed_days: tuple[date, ...] = Field(default=(), strict=False)


@dataclass(frozen=True)
class DueTime:
    """Working days from a finding is opened, and the days that are none besides the holidays."""

    working_days: int = DUE_WORKING_DAYS
    closed_days: frozenset[date] = frozenset()


def read_due_time(rules: Path) -> DueTime:
    """Ours where the municipality has set nothing. InputError names the line of what is wrong."""
    path = rules / FILE
    if not path.is_file():
        return DueTime()
    toml = read_toml(path)
    try:
        file = HandlingFile.model_validate(toml.data)
    except ValidationError as error:
        raise profile_fault(error, HandlingFile, toml, code="frist-fejl", manual=_MANUAL) from error
    return DueTime(file.due_working_days, frozenset(file.closed_days))
