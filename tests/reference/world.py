"""A small municipality as plain rows: all that the judge knows of it.

Rows are mappings with the columns of `pejl.canon.tables`; a column that is missing, None or empty
text is what the source does not say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

Row = Mapping[str, Any]


def said(row: Row | None, column: str) -> Any:
    """The value of a column; None for what is not said, also when there is no row at all."""
    value = row.get(column) if row is not None else None
    return None if value == "" else value


@dataclass(frozen=True, eq=False)
class World:
    """One delivery's tables, and the delivery before it where there is one.

    "As known then" is asked by passing the world as it was then.
    """

    tables: Mapping[str, Sequence[Row]]
    own_municipality: str
    delivery_day: date
    earlier: World | None = None

    def rows(self, table: str) -> Sequence[Row]:
        return self.tables.get(table, ())

    def citizen(self, key: str | None) -> Row | None:
        return self._citizens.get(key) if key else None

    def case(self, case_id: str | None) -> Row | None:
        return self._cases.get(case_id) if case_id else None

    def facility(self, facility_id: str | None) -> Row | None:
        return self._facilities.get(facility_id) if facility_id else None

    def grant(self, grant_id: str | None) -> Row | None:
        return self._grants.get(grant_id) if grant_id else None

    def commitment(self, grant_id: str | None) -> Row | None:
        """The commitment that refers to the grant; of several the one with the lowest id."""
        return self._commitments.get(grant_id) if grant_id else None

    @cached_property
    def _citizens(self) -> dict[str, Row]:
        return {row["citizen"]: row for row in self.rows("citizen")}

    @cached_property
    def _cases(self) -> dict[str, Row]:
        return {row["case_id"]: row for row in self.rows("case")}

    @cached_property
    def _facilities(self) -> dict[str, Row]:
        return {row["facility_id"]: row for row in self.rows("facility")}

    @cached_property
    def _grants(self) -> dict[str, Row]:
        return {row["grant_id"]: row for row in self.rows("grant")}

    @cached_property
    def _commitments(self) -> dict[str, Row]:
        found: dict[str, Row] = {}
        for row in sorted(self.rows("commitment"), key=lambda row: str(row["commitment_id"])):
            if said(row, "grant_id") is not None:
                found.setdefault(row["grant_id"], row)
        return found
