"""What is missing from a forecast that is only posted kroner and commitments.

*Accruals*: other municipalities send their invoices by the quarter, and late. The months already
posted of a commitment for a citizen others act for are owed for as long as no invoice of the grant
is for any month of their quarter.

*Budget profile*: a function in which nothing stands on a citizen - no commitment, no posting - is
paid after its budget. Of that the months still to be posted are expected, a twelfth each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from pejl.base.tables import UNKNOWN_LABEL
from pejl.figures.counting.filters import Shape, kept
from pejl.figures.counting.kroner import days_in, half_even, with_oere
from pejl.figures.counting.months import NAME, month_table
from pejl.figures.dimensions import AGE, PAY_ONLY, STORED, age_band, known
from pejl.store.engines import TableNamed


@dataclass(frozen=True)
class OwedQuestion:
    """Øre owed for the year's posted months, by cell."""

    by: tuple[str, ...]
    stored: Shape = ()
    age: Shape = ()
    prefix: str = ""
    month_name: str = NAME

    def expression(self, table: TableNamed) -> Any:
        rows = self.joined(table)
        return rows.group_by("span", *self.by).agg(oere=rows.oere.sum())

    def joined(self, table: TableNamed) -> Any:
        """A row a commitment and posted month without an invoice, with its øre."""
        rows = table(f"{self.prefix}spine_commitment")
        rows = rows.filter(rows.municipality_role == PAY_ONLY, rows.grant_id.notnull())
        rows, months = kept(rows, self.stored), month_table(self.month_name)
        rows = rows.join(
            months, [rows.start_day <= months.month_end, rows.end_day >= months.month_start]
        )
        billed = table(f"{self.prefix}spine_billed")
        rows = rows.anti_join(
            billed,
            [
                rows.grant_id == billed.billed_grant,
                rows.month_start.truncate("Q").cast("date") == billed.billed_quarter,
                rows.known_day >= billed.first_booked,
            ],
        )
        rows = rows.mutate(
            days=days_in(rows.start_day, rows.end_day, rows.month_start, rows.month_end)
        )
        if AGE in self.by or self.age:
            rows = kept(rows.mutate(**{AGE: age_band(rows.birth_date, rows.age_day)}), self.age)
        rows = with_oere(rows)
        return rows.filter(rows.oere != 0)


@dataclass(frozen=True)
class ProfileQuestion:
    """Øre of the budget for the months still to be posted, by cell."""

    by: tuple[str, ...]
    stored: Shape = ()
    age: Shape = ()
    prefix: str = ""
    month_name: str = NAME

    def expression(self, table: TableNamed) -> Any:
        rows = self.joined(table)
        return rows.group_by("span", *self.by).agg(oere=rows.oere.sum())

    def joined(self, table: TableNamed) -> Any:
        """A row a budget line and period. Of a line only the function is known."""
        months = month_table(self.month_name)
        left = months.group_by("span", budget_year=months.month_start.year()).agg(
            left=lambda one: one.count()
        )
        lines = _of_no_citizen(table(f"{self.prefix}budget"), table, self.prefix)
        rows = kept(kept(lines, self.stored), self.age)
        rows = rows.join(left, rows.year == left.budget_year)
        twelfths = (rows.revised * 100).cast("int64") * rows.left
        rows = half_even(rows.mutate(number=twelfths), 12)
        return rows.mutate(oere=rows.rounded).drop("number", "double", "rounded")


def _of_no_citizen(budget: Any, table: TableNamed, prefix: str) -> Any:
    promised = table(f"{prefix}spine_commitment").select(of_citizens="function")
    posted = table(f"{prefix}spine_booked")
    posted = posted.filter(posted.with_citizen).select(of_citizens="function")
    functions = ibis.union(promised, posted, distinct=True)
    others = {name: ibis.literal(UNKNOWN_LABEL) for name in (*STORED, AGE) if name != "function"}
    lines = budget.filter(budget.revised.notnull())
    lines = lines.mutate(**others, function=known(lines.function_code))
    return lines.anti_join(functions, lines.function == functions.of_citizens)
