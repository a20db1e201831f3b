"""The rows behind a measure: what each row adds to it, and where the row came from.

Every measure is a sum over rows of the spine, so its rows with what they add sum to it exactly.
The columns are the same for every measure:

    kind          grant, commitment, posting, case or budget
    row_id        the source's number of the row
    grant_id, citizen, paragraph, facility
    first_day     the row's first day, or its booking day
    last_day      its last; NO_END is open
    contribution  what it adds: days, øre or 1
    feed, line    where it stands in the delivery
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from pejl.base.period import Period
from pejl.figures.algebra import (
    ActivityMeasure,
    Bridge,
    Budgeted,
    BudgetProfile,
    CaseMeasure,
    Committed,
    Measure,
    Owed,
    Posted,
    settled,
)
from pejl.figures.counting.accruals import OwedQuestion, ProfileQuestion
from pejl.figures.counting.bridge import STEP_INPUT, STEP_NAME, BridgeQuestion
from pejl.figures.counting.cases import CasesQuestion
from pejl.figures.counting.commitments import RestQuestion
from pejl.figures.counting.cost import CostQuestion, counts_in
from pejl.figures.counting.filters import Shape, kept
from pejl.figures.counting.months import NAME as MONTHS
from pejl.figures.counting.months import NO_MONTHS, RestOfYear, month_input
from pejl.figures.counting.spans import NAME as SPANS
from pejl.figures.counting.spans import span_table, spans_of
from pejl.figures.counting.spell_terms import ActivityQuestion, term
from pejl.figures.dimensions import known
from pejl.store.engines import EARLIER, InputTable, TableNamed

COLUMNS = (
    "kind", "row_id", "grant_id", "citizen", "paragraph", "facility", "first_day", "last_day",
    "contribution", "feed", "line",
)  # fmt: skip

COUNTED_IN_ROWS = (
    ActivityMeasure, CaseMeasure, Posted, Committed, Owed, BudgetProfile, Bridge, Budgeted,
)  # fmt: skip
"""The measures that are sums over rows."""


@dataclass(frozen=True)
class RowsQuestion:
    """Rows of one delivery that add to a measure in one period. `beside` is the delivery next to
    the engine's own, whose tables and inputs have names of their own."""

    measure: Measure
    stored: Shape = ()
    age: Shape = ()
    beside: bool = False
    scope: Shape = ()

    def expression(self, table: TableNamed) -> Any:
        return self._rows(table).select(*COLUMNS)

    def _rows(self, table: TableNamed) -> Any:
        measure = self.measure
        if isinstance(measure, ActivityMeasure):
            return self._spells(measure, table)
        if isinstance(measure, CaseMeasure):
            return self._cases(measure, table)
        if isinstance(measure, Posted):
            return self._postings(measure, table)
        if isinstance(measure, Committed | Owed | BudgetProfile):
            return self._commitments(measure, table)
        if isinstance(measure, Bridge):
            rows = BridgeQuestion((), self.stored, self.age).joined(table)
            return _by_commitment(rows, rows[measure.cause])
        if isinstance(measure, Budgeted):
            return self._budget(measure, table)
        raise TypeError(f"{measure!r} has no rows of its own")

    def _spells(self, measure: ActivityMeasure, table: TableNamed) -> Any:
        question = ActivityQuestion(
            (measure,),
            settled(measure.population),
            (),
            self.stored,
            self.age,
            self._input(SPANS),
            self.scope,
        )
        joined = question.joined(self._tables(table))
        rows = joined.mutate(contribution=term(measure, joined))
        return rows.filter(rows.contribution != 0).rename(first_day="start_day", last_day="end_day")

    def _cases(self, measure: CaseMeasure, table: TableNamed) -> Any:
        question = CasesQuestion(
            settled(measure.population), (), self.stored, self.age, self._input(SPANS)
        )
        joined = question.joined(self._tables(table))
        rows = joined.filter(joined.counts)
        rows = rows.group_by("case_id", "citizen", "opened", "closed_day").agg(
            feed=rows.feed.min(), line=rows.line.min()
        )
        unknown = ibis.null("string")
        return rows.mutate(
            kind=ibis.literal("case"),
            row_id=rows.case_id,
            grant_id=unknown,
            paragraph=unknown,
            facility=unknown,
            first_day=rows.opened,
            last_day=rows.closed_day,
            contribution=ibis.literal(1),
        )

    def _postings(self, measure: Posted, table: TableNamed) -> Any:
        question = CostQuestion(
            (measure,),
            measure.over,
            (),
            self.stored,
            self.age,
            self._prefix(measure.known_before),
            self._input(SPANS),
        )
        joined = question.joined(table)
        rows = joined.filter(counts_in(measure.which, joined))
        return rows.mutate(
            kind=ibis.literal("posting"),
            row_id=rows.posting_id,
            first_day=rows.booked_on,
            last_day=rows.booked_on,
            contribution=(rows.amount * 100).cast("int64"),
        )

    def _commitments(self, measure: Committed | Owed | BudgetProfile, table: TableNamed) -> Any:
        if not isinstance(measure, Committed):
            return self._beside_commitments(measure, table)
        question = RestQuestion(
            (), self.stored, self.age, self._prefix(measure.known_before), self._input(MONTHS)
        )
        rows = question.joined(table)
        if measure.only_past_end:
            rows = rows.filter(rows.past_end)
        return _by_commitment(rows, rows.oere)

    def _beside_commitments(self, measure: Owed | BudgetProfile, table: TableNamed) -> Any:
        prefix, months = self._prefix(measure.known_before), self._input(MONTHS)
        if isinstance(measure, Owed):
            rows = OwedQuestion((), self.stored, self.age, prefix, months).joined(table)
            return _by_commitment(rows, rows.oere)
        rows = ProfileQuestion((), self.stored, self.age, prefix, months).joined(table)
        unknown = ibis.null("string")
        return rows.filter(rows.oere != 0).mutate(
            kind=ibis.literal("budget"),
            row_id=rows.function,
            grant_id=unknown,
            citizen=unknown,
            first_day=ibis.date(rows.budget_year, 1, 1),
            last_day=ibis.date(rows.budget_year, 12, 31),
            contribution=rows.oere,
        )

    def _budget(self, measure: Budgeted, table: TableNamed) -> Any:
        budget = table(f"{self._prefix(False)}budget")
        year = span_table(self._input(SPANS))
        lines = budget.mutate(function=known(budget.function_code))
        rows = kept(lines, self.stored).join(year, lines.year == year.year_end.year())
        unknown = ibis.null("string")
        return rows.mutate(
            kind=ibis.literal("budget"),
            row_id=rows.function,
            grant_id=unknown,
            citizen=unknown,
            paragraph=unknown,
            facility=unknown,
            first_day=rows.year_start,
            last_day=rows.year_end,
            contribution=(rows[measure.version] * 100).cast("int64"),
        )

    def _tables(self, table: TableNamed) -> TableNamed:
        if not self.beside:
            return table
        return lambda name: table(f"{EARLIER}{name}")

    def _prefix(self, known_before: bool) -> str:
        return EARLIER if self.beside or known_before else ""

    def _input(self, name: str) -> str:
        return f"{EARLIER}{name}" if self.beside else name


def _by_commitment(rows: Any, amount: Any) -> Any:
    """One row a commitment, its months added up; those that come to nothing are left out."""
    summed = (
        rows.mutate(amount=amount)
        .group_by(
            "grant_id", "citizen", "paragraph", "facility", "feed", "line",
            row_id="commitment_id", first_day="start_day", last_day="end_day",
        )
        .agg(contribution=lambda one: one.amount.sum())
    )  # fmt: skip
    return summed.filter(summed.contribution != 0).mutate(kind=ibis.literal("commitment"))


@dataclass(frozen=True)
class Side:
    """One delivery's half of a question about rows: the period as that delivery knows it, the
    rest of its year, and whether it is the delivery beside the engine's own."""

    period: Period
    now: RestOfYear
    before: RestOfYear | None
    beside: bool = False

    def inputs(self, measure: Measure) -> dict[str, InputTable]:
        prefix = EARLIER if self.beside else ""
        if isinstance(measure, Bridge):
            months = month_input({0: self.before or self.now})
            return {MONTHS: months or NO_MONTHS, STEP_NAME: STEP_INPUT}
        if isinstance(measure, Committed | Owed | BudgetProfile):
            rest = self.before if measure.known_before and self.before else self.now
            months = month_input({0: rest.posted if isinstance(measure, Owed) else rest})
        else:
            return {f"{prefix}{SPANS}": self._span()}
        return {f"{prefix}{MONTHS}": months or NO_MONTHS}

    def _span(self) -> InputTable:
        """The period as a single span, also when it covers several years."""
        whole = spans_of((self.period,)).input()
        return InputTable(whole.columns, whole.rows[:1])
