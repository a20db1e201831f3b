"""Two deliveries of the same past, told apart grant by grant. For `pejl.gate.news` alone.

Days are those of grants the municipality pays for, inside a span of days; kroner are what is
booked inside it. Both deliveries' rows are laid under each other and counted once, so a row that
is new, gone or different shows as a difference, whatever changed in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import ibis

from pejl.figures.counting.filters import Shape, kept
from pejl.store.engines import EARLIER, TableNamed

By = Literal["all", "paragraph"]

_KEYS: dict[By, tuple[str, ...]] = {"all": (), "paragraph": ("paragraph",)}


@dataclass(frozen=True)
class Span:
    """Days, both included; `first` None is since ever."""

    first: date | None
    last: date


@dataclass(frozen=True)
class ChangedDays:
    """How many grants' days changed, and by how many days. Columns: the `by` columns, then
    added, changed, removed, days.
    """

    span: Span
    by: By
    shape: Shape

    def expression(self, table: TableNamed) -> Any:
        keys = _KEYS[self.by]
        grants = changed_grants(table, self.span, self.shape, ("kind", "row_id", *keys))
        told = {
            "added": (grants.then == 0).ifelse(1, 0).sum(),
            "changed": ((grants.then > 0) & (grants.now > 0)).ifelse(1, 0).sum(),
            "removed": (grants.now == 0).ifelse(1, 0).sum(),
            "days": (grants.now - grants.then).sum(),
        }
        return grants.group_by(*keys).agg(**told) if keys else grants.aggregate(**told)


@dataclass(frozen=True)
class LateBookings:
    """Kroner booked after the earlier delivery for months it already covered.

    Columns: the `by` columns, then kroner. Closed months are not rewritten; what becomes known
    late is booked as a regulation.
    """

    then: date
    by: By
    shape: Shape

    def expression(self, table: TableNamed) -> Any:
        cost = kept(table("spine_cost"), self.shape)
        late = cost.filter(cost.booked_on > self.then, cost.service_month <= self.then)
        keys = _KEYS[self.by]
        told = {"kroner": late.amount.sum()}
        return late.group_by(*keys).agg(**told) if keys else late.aggregate(**told)


def changed_grants(table: TableNamed, span: Span, shape: Shape, keys: tuple[str, ...]) -> Any:
    """Grants whose days in the span differ: the keys, `then` and `now`."""
    now = _days(table("spine_spell"), span, shape)
    then = _days(table(f"{EARLIER}spine_spell"), span, shape)
    both = ibis.union(
        now.select(*keys, then=ibis.literal(0, "int64"), now=now.days),
        then.select(*keys, then=then.days, now=ibis.literal(0, "int64")),
    )
    rows = both.group_by(*keys).agg(
        then=both.then.sum().cast("int64"), now=both.now.sum().cast("int64")
    )
    return rows.filter(rows.then != rows.now)


def _days(spell: Any, span: Span, shape: Shape) -> Any:
    """The spells we pay for with their days inside the span."""
    first = spell.start_day
    if span.first is not None:
        first = ibis.greatest(first, ibis.literal(span.first))
    last = ibis.least(spell.end_day, ibis.literal(span.last))
    mine = spell.mutate(days=last.delta(first, unit="day").cast("int64") + 1)
    return kept(mine.filter(mine.paying, mine.days > 0), shape)
