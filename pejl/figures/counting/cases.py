"""Open cases on the period's last day.

A case has its own target group, team and case worker. The §, facility, owner, function and role
it has through its grants that are active that day: often several at a time, so these lines do not
add up. A case without an active grant stands under the unknown.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import ibis

from pejl.base.tables import UNKNOWN_LABEL
from pejl.figures.algebra import CaseMeasure, OpenCases, Population, settled
from pejl.figures.counting.counted import Ask, Counted
from pejl.figures.counting.filters import Shape, kept
from pejl.figures.counting.spans import NAME, span_table, spans_of
from pejl.figures.dimensions import AGE, age_band
from pejl.figures.spine.ledger import population_rows
from pejl.store.engines import Engine, TableNamed

OF_GRANTS = ("paragraph", "facility", "ownership", "function", "municipality_role")
"""Dimensions a case has through its grants."""

OF_CASES = (
    "case_id", "citizen", "birth_date", "opened", "closed_day", "target_group", "team",
    "case_worker", "feed", "line", "span", "span_end", "age_day",
)  # fmt: skip


@dataclass(frozen=True)
class CasesQuestion:
    """Distinct open cases and their citizens, by cell, for every span; 0 where there are none."""

    population: Population
    by: tuple[str, ...]
    stored: Shape = ()
    age: Shape = ()
    span_name: str = NAME

    def expression(self, table: TableNamed) -> Any:
        cases = self.joined(table)
        return cases.group_by("span", *self.by).agg(
            cases=cases.case_id.nunique(where=cases.counts),
            citizens=cases.citizen.nunique(where=cases.counts),
        )

    def joined(self, table: TableNamed) -> Any:
        """A row a case, span and grant where grants are asked about; `counts` is whether it is
        open and the grant active."""
        spans = span_table(self.span_name)
        cases = population_rows(table("spine_case"), self.population).cross_join(spans)
        cases = cases.select(*OF_CASES)
        is_open = (cases.opened <= cases.span_end) & (cases.closed_day > cases.span_end)
        cases = cases.mutate(counts=is_open)
        asked = {dimension for shape in self.stored for _, dimension in shape}
        if asked.union(self.by).intersection(OF_GRANTS):
            spells = population_rows(table("spine_spell"), self.population)
            cases = _with_grants(cases, spells)
        if AGE in self.by or self.age:
            cases = cases.mutate(**{AGE: age_band(cases.birth_date, cases.age_day)})
        return kept(kept(cases, self.stored), self.age)


def _with_grants(cases: Any, spells: Any) -> Any:
    """A row for each grant of the case, which counts while it is active; and one that counts
    while none is."""
    spells = spells.filter(spells.case_id.notnull()).select(
        *OF_GRANTS, spell_case="case_id", first_day="start_day", last_day="end_day"
    )
    joined = cases.join(spells, cases.case_id == spells.spell_case)
    active = (joined.first_day <= joined.span_end) & (joined.last_day >= joined.span_end)
    granted = joined.mutate(counts=joined.counts & active).select(*cases.columns, *OF_GRANTS)
    busy = granted.filter(granted.counts).select(busy_case="case_id", busy_span="span").distinct()
    alone = cases.left_join(busy, [cases.case_id == busy.busy_case, cases.span == busy.busy_span])
    alone = alone.mutate(
        counts=alone.counts & alone.busy_case.isnull(),
        **{name: ibis.literal(UNKNOWN_LABEL) for name in OF_GRANTS},
    )
    return ibis.union(granted, alone.select(*granted.columns))


def count_cases(engine: Engine, ask: Ask) -> Counted:
    counted = Counted(cells=[set() for _ in ask.periods])
    groups: dict[Population, list[CaseMeasure]] = defaultdict(list)
    for measure in ask.measures_of_type(CaseMeasure):
        groups[settled(measure.population)].append(measure)
    spans = spans_of(ask.periods).input()
    for population, measures in groups.items():
        question = CasesQuestion(population, ask.by, ask.filters.stored, ask.filters.age)
        for span, *cell, cases, citizens in engine.ask(
            question, {NAME: spans, **ask.filters.input()}
        ):
            if span >= len(ask.periods):
                continue
            counted.cells[span].add(tuple(cell))
            for measure in measures:
                number = cases if isinstance(measure, OpenCases) else citizens
                counted.numbers.setdefault((measure, span), {})[tuple(cell)] = int(number)
    return counted
