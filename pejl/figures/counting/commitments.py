"""Measures on commitments: the rest of the year, and what moved it since the delivery before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis

from pejl.figures.algebra import (
    Bridge,
    BudgetProfile,
    CommitmentMeasure,
    Committed,
    CommittedCitizens,
    Measure,
    Owed,
    Window,
)
from pejl.figures.counting.accruals import OwedQuestion, ProfileQuestion
from pejl.figures.counting.bridge import CAUSES, STEP_INPUT, STEP_NAME, BridgeQuestion
from pejl.figures.counting.cells import add_cells, kept_answer
from pejl.figures.counting.cost import (
    NOTHING_BEFORE,
    CostQuestion,
    by_cells_counted_ahead,
    payers_to_date,
    periods_known_before,
)
from pejl.figures.counting.counted import Ask, CellKey, Counted
from pejl.figures.counting.filters import Shape, kept
from pejl.figures.counting.kroner import days_in, with_oere
from pejl.figures.counting.months import (
    NAME,
    NO_MONTHS,
    RestOfYear,
    booking_days,
    month_input,
    month_table,
    rest_of_year,
)
from pejl.figures.counting.spans import NAME as SPANS
from pejl.figures.counting.spans import spans_of
from pejl.figures.dimensions import AGE, age_band
from pejl.figures.spine.booked import CELLS, is_refund
from pejl.store.engines import EARLIER, Engine, TableNamed


@dataclass(frozen=True)
class RestQuestion:
    """Øre committed for the months still to be posted, by cell: all of it, and past its end."""

    by: tuple[str, ...]
    stored: Shape = ()
    age: Shape = ()
    prefix: str = ""
    month_name: str = NAME

    def expression(self, table: TableNamed) -> Any:
        rows = self.joined(table)
        return rows.group_by("span", *self.by).agg(
            oere=rows.oere.sum(), past_end=rows.oere.sum(where=rows.past_end)
        )

    def joined(self, table: TableNamed) -> Any:
        """A row a commitment and month still to be posted in which it costs, with its øre."""
        rows = kept(table(f"{self.prefix}spine_commitment"), self.stored)
        months = month_table(self.month_name)
        rows = rows.join(
            months, [rows.start_day <= months.month_end, rows.goes_on_to >= months.month_start]
        )
        invoices = table(f"{self.prefix}spine_invoice")
        rows = rows.left_join(
            invoices,
            [
                rows.runs_on_to.notnull(),
                rows.end_day < rows.posted_month,
                rows.grant_id == invoices.invoiced_grant,
                rows.posted_month == invoices.invoiced_month,
                rows.known_day >= invoices.first_booked,
            ],
        )
        past_end = rows.invoiced_grant.notnull()
        rows = rows.mutate(
            days=days_in(
                rows.start_day,
                past_end.ifelse(rows.runs_on_to, rows.end_day),
                rows.month_start,
                rows.month_end,
            ),
            past_end=past_end,
        )
        rows = rows.filter(rows.days > 0)
        if AGE in self.by or self.age:
            rows = kept(rows.mutate(**{AGE: age_band(rows.birth_date, rows.age_day)}), self.age)
        rows = with_oere(rows)
        return rows.filter(rows.oere != 0)


@dataclass(frozen=True)
class CitizensQuestion:
    """Distinct citizens with a posting in the year to date or a commitment in the rest of it."""

    by: tuple[str, ...]
    stored: Shape = ()
    age: Shape = ()

    def expression(self, table: TableNamed) -> Any:
        stored_by = [name for name in self.by if name != AGE]
        columns = ["span", "citizen", *stored_by]
        if self.age or AGE in self.by:
            columns += ["birth_date", "age_day"]
        promised = RestQuestion(tuple(stored_by), self.stored).joined(table)
        both = ibis.union(self._posted(table).select(*columns), promised.select(*columns))
        if self.age or AGE in self.by:
            both = kept(both.mutate(**{AGE: age_band(both.birth_date, both.age_day)}), self.age)
        return both.group_by("span", *self.by).agg(citizens=both.citizen.nunique())

    def _posted(self, table: TableNamed) -> Any:
        if by_cells_counted_ahead(self.by, self.stored, self.age):
            return payers_to_date(kept(table("spine_payer"), self.stored))
        posted = CostQuestion((), Window.YEAR_TO_DATE, (), self.stored).joined(table)
        return posted.filter(~is_refund(posted))


@dataclass
class Rests:
    """The rest of the year of each period, as known now and at the delivery before."""

    now: dict[int, RestOfYear]
    before: dict[int, RestOfYear] | None

    @classmethod
    def of(cls, engine: Engine, ask: Ask) -> Rests:
        days = booking_days(engine)
        now = {place: rest_of_year(days, one, one.end) for place, one in enumerate(ask.periods)}
        earlier = engine.facts.earlier_day
        if earlier is None:
            return cls(now, None)
        known = periods_known_before(earlier, ask.periods)
        then = booking_days(engine, EARLIER)
        before = {
            place: rest_of_year(then if place in known else [], known.get(place, one), one.end)
            for place, one in enumerate(ask.periods)
        }
        return cls(now, before)


def count_commitments(engine: Engine, ask: Ask) -> Counted:
    counted = Counted(cells=[set() for _ in ask.periods])
    rests = Rests.of(engine, ask)
    measures = ask.measures_of_type(CommitmentMeasure)
    for before in (False, True):
        known = [one for one in measures if isinstance(one, Committed)]
        rest = [one for one in known if one.known_before == before]
        _answer_rest(engine, ask, rests.before if before else rests.now, rest, counted)
    for one in measures:
        if isinstance(one, Owed | BudgetProfile):
            _answer_beside(
                engine, ask, rests.before if one.known_before else rests.now, one, counted
            )
    _answer_bridge(
        engine, ask, rests, [one for one in measures if isinstance(one, Bridge)], counted
    )
    citizens = [one for one in measures if isinstance(one, CommittedCitizens)]
    _answer_citizens(engine, ask, rests, citizens, counted)
    tables = ["spine_commitment"]
    if rests.before and any(isinstance(one, Committed) and one.known_before for one in measures):
        tables.append(f"{EARLIER}spine_commitment")
    for table in tables:
        add_cells(counted, engine, table, ask)
    return counted


def _answer_rest(
    engine: Engine,
    ask: Ask,
    rests: dict[int, RestOfYear] | None,
    measures: list[Committed],
    counted: Counted,
) -> None:
    if not measures:
        return None
    if rests is None:
        return _nothing_before(measures, ask, counted)
    prefix = EARLIER if measures[0].known_before else ""
    for (span, cell), (whole, past_end) in _rest_by_cell(engine, ask, rests, prefix).items():
        counted.cells[span].add(cell)
        for measure in measures:
            amount = past_end if measure.only_past_end else whole
            counted.numbers.setdefault((measure, span), {})[cell] = kroner(amount)
    return None


def _answer_beside(
    engine: Engine,
    ask: Ask,
    rests: dict[int, RestOfYear] | None,
    measure: Owed | BudgetProfile,
    counted: Counted,
) -> None:
    """What is neither posted nor committed for."""
    if rests is None:
        return _nothing_before([measure], ask, counted)
    prefix = EARLIER if measure.known_before else ""
    question: OwedQuestion | ProfileQuestion
    if isinstance(measure, Owed):
        question = OwedQuestion(ask.by, ask.filters.stored, ask.filters.age, prefix)
        months = month_input({place: rest.posted for place, rest in rests.items()})
    else:
        question = ProfileQuestion(ask.by, ask.filters.stored, ask.filters.age, prefix)
        months = month_input(rests)
    inputs = {NAME: months, **ask.filters.input()} if months else {}
    for span, *cell, oere in kept_answer(engine, question, inputs) if months else []:
        counted.cells[span].add(tuple(cell))
        counted.numbers.setdefault((measure, span), {})[tuple(cell)] = kroner(oere)
    return None


def _rest_by_cell(
    engine: Engine, ask: Ask, rests: dict[int, RestOfYear], prefix: str
) -> dict[tuple[int, CellKey], tuple[int, int]]:
    """Øre by span and cell, all of it and past its end. Øre add up: totals and lines of function
    and paragraph are asked for once, by both, and added here."""
    filters = ask.filters
    fine = by_cells_counted_ahead(ask.by, filters.stored, filters.age)
    by = CELLS if fine else ask.by
    question = RestQuestion(by, filters.stored, filters.age, prefix)
    months = month_input(rests)
    rows = kept_answer(engine, question, {NAME: months, **filters.input()}) if months else []
    found: dict[tuple[int, CellKey], tuple[int, int]] = {}
    for span, *values, whole, past_end in rows:
        place = dict(zip(by, values, strict=True))
        key = (span, tuple(place[name] for name in ask.by))
        before = found.get(key, (0, 0))
        found[key] = (before[0] + int(whole), before[1] + int(past_end or 0))
    return found


def _answer_bridge(
    engine: Engine, ask: Ask, rests: Rests, measures: list[Bridge], counted: Counted
) -> None:
    if not measures:
        return None
    if rests.before is None:
        return _nothing_before(measures, ask, counted)
    question = BridgeQuestion(ask.by, ask.filters.stored, ask.filters.age)
    months = month_input(rests.before)
    inputs = {NAME: months or NO_MONTHS, STEP_NAME: STEP_INPUT, **ask.filters.input()}
    for span, *rest in engine.ask(question, inputs):
        cell, amounts = tuple(rest[: len(ask.by)]), rest[len(ask.by) :]
        counted.cells[span].add(cell)
        by_cause = dict(zip(CAUSES, amounts, strict=True))
        for measure in measures:
            amount = kroner(by_cause[measure.cause])
            counted.numbers.setdefault((measure, span), {})[cell] = amount
    return None


def _answer_citizens(
    engine: Engine, ask: Ask, rests: Rests, measures: list[CommittedCitizens], counted: Counted
) -> None:
    if not measures:
        return
    question = CitizensQuestion(ask.by, ask.filters.stored, ask.filters.age)
    inputs = {
        SPANS: spans_of(ask.periods).input(),
        NAME: month_input(rests.now) or NO_MONTHS,
        **ask.filters.input(),
    }
    for span, *cell, citizens in engine.ask(question, inputs):
        if span < len(ask.periods):
            for measure in measures:
                counted.numbers.setdefault((measure, span), {})[tuple(cell)] = int(citizens)


def _nothing_before(measures: Sequence[Measure], ask: Ask, counted: Counted) -> None:
    counted.lacking |= {
        (measure, place): NOTHING_BEFORE
        for measure in measures
        for place in range(len(ask.periods))
    }


def kroner(oere: int | Decimal | None) -> Decimal:
    """Whole øre as kroner with two decimals."""
    return Decimal(int(oere or 0)).scaleb(-2)
