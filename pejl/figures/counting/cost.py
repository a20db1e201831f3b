"""Measures on postings: kroner and citizens in a window of booking dates.

Few days have postings (months are booked on their last), so the spans are joined to the distinct
booking days first, and the postings to those by equality. What is asked by function and paragraph
alone is told from tables counted ahead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import ibis

from pejl.base.period import Period
from pejl.figures.algebra import CostMeasure, Measure, Posted, PostedCitizens, Postings, Window
from pejl.figures.counting.cells import add_cells
from pejl.figures.counting.counted import Ask, Counted
from pejl.figures.counting.filters import Shape, dimensions_of, kept
from pejl.figures.counting.spans import NAME, bounds, span_table, spans_of
from pejl.figures.dimensions import AGE, age_band
from pejl.figures.spine.booked import CELLS, is_earlier_year, is_income, is_refund
from pejl.store.engines import EARLIER, Engine, Question, TableNamed


@dataclass(frozen=True)
class CostQuestion:
    """Measures of one delivery and window, by cell, for every span."""

    measures: tuple[CostMeasure, ...]
    over: Window
    by: tuple[str, ...]
    stored: Shape = ()
    age: Shape = ()
    prefix: str = ""
    span_name: str = NAME

    def expression(self, table: TableNamed) -> Any:
        joined = self.joined(table)
        numbers = {
            f"m{place}": _number(measure, joined) for place, measure in enumerate(self.measures)
        }
        return joined.group_by("span", *self.by).agg(**numbers)

    def joined(self, table: TableNamed) -> Any:
        """A row a posting and span whose window it is booked in."""
        cost = kept(table(f"{self.prefix}spine_cost"), self.stored)
        spans = span_table(self.span_name)
        first, last = bounds(self.over, spans)
        days = table(f"{self.prefix}spine_booked").select(day="booked_on").distinct()
        when = days.join(spans, [days.day >= first, days.day <= last])
        joined = cost.join(when, cost.booked_on == when.day)
        if AGE in self.by or self.age:
            joined = joined.mutate(**{AGE: age_band(joined.birth_date, joined.age_day)})
        return kept(joined, self.age)


def _number(measure: CostMeasure, at: Any) -> Any:
    counts = counts_in(measure.which, at)
    if isinstance(measure, PostedCitizens):
        return at.citizen.nunique(where=counts)
    return at.amount.sum(where=counts)


def counts_in(which: Postings, at: Any) -> Any:
    """Whether a posting counts."""
    told = SimpleNamespace(
        with_citizen=at.citizen.notnull(),
        others_pay=at.others_pay,
        is_earlier_year=is_earlier_year(at),
        is_income=is_income(at),
        is_refund=is_refund(at),
    )
    return _counts(told)[which]


def _counts(at: Any) -> dict[Postings, Any]:
    """Each kind as a condition on what a posting is."""
    ours = ~at.is_refund
    return {
        Postings.ALL: ours,
        Postings.STATE_REFUND: at.is_refund,
        Postings.WITH_REFUND: ibis.literal(True),
        Postings.OF_PAYING: ours & at.with_citizen & ~at.others_pay,
        Postings.OTHERS_PAY: ours & at.with_citizen & at.others_pay,
        Postings.WITHOUT_CITIZEN: ours & ~at.with_citizen,
        Postings.EARLIER_YEARS: ours & at.is_earlier_year,
        Postings.INCOME: ours & at.is_income,
        Postings.EXPENSE: ours & ~at.is_income,
    }


@dataclass(frozen=True)
class BookedQuestion:
    """Kroner from those counted ahead."""

    measures: tuple[CostMeasure, ...]
    over: Window
    by: tuple[str, ...]
    stored: Shape = ()
    prefix: str = ""

    def expression(self, table: TableNamed) -> Any:
        booked = kept(table(f"{self.prefix}spine_booked"), self.stored)
        spans = span_table()
        first, last = bounds(self.over, spans)
        at = booked.join(spans, [booked.booked_on >= first, booked.booked_on <= last])
        counts = _counts(at)
        numbers = {
            f"m{place}": at.amount.sum(where=counts[measure.which])
            for place, measure in enumerate(self.measures)
        }
        return at.group_by("span", *self.by).agg(**numbers)


@dataclass(frozen=True)
class TurnQuestion:
    """Citizens with a booking in a period: those whose last one before is before the period."""

    over: Window
    by: tuple[str, ...]

    def expression(self, table: TableNamed) -> Any:
        turn = table("_".join(["spine_turn", *self.by]))
        spans = span_table()
        first, last = bounds(self.over, spans)
        at = turn.join(
            spans, [turn.booked_on >= first, turn.booked_on <= last, turn.before < first]
        )
        return at.group_by("span", *self.by).agg(m0=at.citizens.sum())


@dataclass(frozen=True)
class PayerQuestion:
    """Citizens with a booking in a year to date."""

    by: tuple[str, ...]
    stored: Shape = ()

    def expression(self, table: TableNamed) -> Any:
        at = payers_to_date(kept(table("spine_payer"), self.stored))
        return at.group_by("span", *self.by).agg(m0=at.citizen.nunique())


def payers_to_date(payer: Any) -> Any:
    """A row a payer, function, paragraph and span in whose year to date there is a booking."""
    spans = span_table()
    return payer.join(
        spans, [payer.year == spans.span_end.year(), payer.first_booked <= spans.span_end]
    )


def by_cells_counted_ahead(by: tuple[str, ...], stored: Shape, age: Shape) -> bool:
    """Whether a question asks for nothing finer than the tables counted ahead know."""
    return not age and {*by, *dimensions_of(stored)} <= set(CELLS)


@dataclass(frozen=True)
class _Part:
    """Measures that one question answers, in its order."""

    question: Question
    measures: tuple[CostMeasure, ...]


def _parts(ask: Ask, measures: Iterable[CostMeasure], over: Window, prefix: str) -> Iterable[_Part]:
    by, stored, age = ask.by, ask.filters.stored, ask.filters.age
    kroner = tuple(one for one in measures if isinstance(one, Posted))
    citizens = tuple(one for one in measures if isinstance(one, PostedCitizens))
    ahead = by_cells_counted_ahead(by, stored, age)
    if kroner and ahead:
        yield _Part(BookedQuestion(kroner, over, by, stored, prefix), kroner)
        kroner = ()
    every_posting = all(one.which is Postings.ALL for one in citizens)
    if citizens and every_posting and ahead and not prefix:
        if not stored and by in ((), ("paragraph",)):
            yield from (_Part(TurnQuestion(over, by), (one,)) for one in citizens)
            citizens = ()
        elif over is Window.YEAR_TO_DATE or all(one.is_year_to_date for one in ask.periods):
            yield from (_Part(PayerQuestion(by, stored), (one,)) for one in citizens)
            citizens = ()
    rest = (*kroner, *citizens)
    if rest:
        yield _Part(CostQuestion(rest, over, by, stored, age, prefix), rest)


NOTHING_BEFORE = "Der er ingen tidligere leverance at sammenligne med."


def count_cost(engine: Engine, ask: Ask) -> Counted:
    counted = Counted(cells=[set() for _ in ask.periods])
    groups: dict[tuple[Window, bool], list[CostMeasure]] = {}
    for measure in ask.measures_of_type(CostMeasure):
        before = isinstance(measure, Posted) and measure.known_before
        groups.setdefault((measure.over, before), []).append(measure)
    for (over, before), measures in groups.items():
        periods = dict(enumerate(ask.periods))
        if before:
            if engine.facts.earlier_day is None:
                for place in periods:
                    counted.lacking |= {(measure, place): NOTHING_BEFORE for measure in measures}
                continue
            periods = periods_known_before(engine.facts.earlier_day, ask.periods)
        for part in _parts(ask, measures, over, EARLIER if before else ""):
            _collect(engine, ask, part, periods, counted)
        ahead = by_cells_counted_ahead(ask.by, ask.filters.stored, ask.filters.age)
        prefix = EARLIER if before else ""
        add_cells(counted, engine, f"{prefix}{'spine_booked' if ahead else 'spine_cost'}", ask)
    return counted


def _collect(
    engine: Engine, ask: Ask, part: _Part, periods: dict[int, Period], counted: Counted
) -> None:
    if not periods:
        return
    places = list(periods)
    # Ages are told on the period's own last day, also where the delivery before ended sooner.
    spans = spans_of(tuple(periods.values()), [ask.periods[place].end for place in places])
    width = 1 + len(ask.by)
    for row in engine.ask(part.question, {NAME: spans.input(), **ask.filters.input()}):
        if row[0] >= len(places):
            continue
        place, cell = places[row[0]], row[1:width]
        for measure, number in zip(part.measures, row[width:], strict=True):
            key: tuple[Measure, int] = (measure, place)
            counted.numbers.setdefault(key, {})[cell] = (
                int(number) if isinstance(measure, PostedCitizens) else Decimal(number or 0)
            )


def periods_known_before(day: date, periods: Iterable[Period]) -> dict[int, Period]:
    """The year to date of each period as the delivery of `day` could tell it, by place. A year
    that had not begun by then has none: nothing was posted in it."""
    known = {}
    for place, period in enumerate(periods):
        year_start = date(period.end.year, 1, 1)
        if year_start <= day:
            known[place] = Period(year_start, min(period.end, day))
    return known
