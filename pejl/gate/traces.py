"""What a trace shows: the measures a figure is made of, their rows, and one delivered line."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pejl.base.period import Period

KINDS_DA = {
    "grant": "Bevilling",
    "commitment": "Disposition",
    "posting": "Postering",
    "case": "Sag",
    "budget": "Budgetlinje",
}

UNITS_DA = {
    "days": "dage",
    "citizens": "borgere",
    "count": "antal",
    "kroner": "kr.",
    "share": "andel",
}


@dataclass(frozen=True)
class SeenRow:
    """A row behind a figure and what it adds. `citizen` is a key; `last_day` None is open."""

    kind: str
    row_id: str | None
    grant: str | None
    citizen: str | None
    paragraph: str | None
    facility: str | None
    first_day: date | None
    last_day: date | None
    adds: int | Decimal
    file: str
    line: int

    @property
    def kind_da(self) -> str:
        return KINDS_DA.get(self.kind, self.kind)


@dataclass(frozen=True)
class SeenPart:
    """One measure of the figure: all `count` rows together add `total`; `rows` is a page of them.

    `rows` is empty for those who see the count only.
    """

    name_da: str
    unit: str
    period: Period
    count: int
    total: int | Decimal
    rows: tuple[SeenRow, ...] = ()

    @property
    def unit_da(self) -> str:
        return UNITS_DA.get(self.unit, self.unit)


@dataclass(frozen=True)
class SeenTrace:
    """Everything behind one number, as a named viewer may see it, for a named purpose."""

    indicator: str
    field: str
    period: Period
    parts: tuple[SeenPart, ...]
    delivery_day: date
    version: int
    viewer: str
    purpose: str
    trace_id: str
    facilities: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The facilities' names by id."""

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)

    @property
    def rows(self) -> tuple[Mapping[str, Any], ...]:
        """One line a row, for a terminal, CSV or JSON."""
        return tuple(
            {
                "part": part.name_da,
                "kind": row.kind,
                "row": row.row_id,
                "grant": row.grant,
                "citizen": row.citizen,
                "paragraph": row.paragraph,
                "facility": row.facility,
                "first_day": row.first_day,
                "last_day": row.last_day,
                "adds": row.adds,
                "file": row.file,
                "line": row.line,
            }
            for part in self.parts
            for row in part.rows
        )

    @property
    def facts(self) -> Mapping[str, Any]:
        parts = {
            part.name_da: f"{part.count} rækker, {part.total} {part.unit_da}" for part in self.parts
        }
        return {
            "indicator": self.indicator,
            "field": self.field,
            "period": self.period.text,
            "delivery_day": self.delivery_day.isoformat(),
            "version": self.version,
            "trace": self.trace_id,
            **parts,
        }


@dataclass(frozen=True)
class LineTable:
    """What a delivered line became in one canonical table: labels and values, persons as keys."""

    label_da: str
    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class SeenLine:
    """One line of one delivered file: the rows it became, or why it was rejected."""

    file: str
    line: int
    delivery_day: date
    tables: tuple[LineTable, ...]
    rejected_da: str
    viewer: str
    purpose: str
    trace_id: str

    @property
    def rows(self) -> tuple[Mapping[str, Any], ...]:
        return tuple({"table": one.label_da, **dict(one.values)} for one in self.tables)

    @property
    def facts(self) -> Mapping[str, Any]:
        return {
            "file": self.file,
            "line": self.line,
            "delivery_day": self.delivery_day.isoformat(),
            "trace": self.trace_id,
            **({"rejected": self.rejected_da} if self.rejected_da else {}),
        }
