"""The bridge between two forecasts: commitment by commitment, for the months the delivery before
had still to post.

For a commitment both deliveries know, each month goes from the old to the new in three steps:
    dates      fewer days are `ended`, more are `volume`
    quantity   `volume`
    price      tariff and its unit
One only the new delivery knows is `new`, one only the old knows is `ended`. The rest of the change
in the forecast - what was booked otherwise than expected - are corrections, told by the formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from pejl.figures.counting.filters import Shape, kept
from pejl.figures.counting.kroner import Terms, days_in, expected_end, oere
from pejl.figures.counting.months import month_table
from pejl.figures.dimensions import AGE, STORED, age_band
from pejl.store.engines import EARLIER, TableNamed

CAUSES = ("price", "volume", "new", "ended")

IDENTITY = ("commitment_id", "grant_id", "citizen", "start_day", "end_day", "feed", "line")

TERMS = ("start_day", "end_day", "unit", "tariff_oere", "quantity", "may_run_on", "last_invoiced")


@dataclass(frozen=True)
class BridgeQuestion:
    """Øre by cause and cell, for every period."""

    by: tuple[str, ...]
    stored: Shape = ()
    age: Shape = ()

    def expression(self, table: TableNamed) -> Any:
        rows = self.joined(table)
        return rows.group_by("span", *self.by).agg(**{cause: rows[cause].sum() for cause in CAUSES})

    def joined(self, table: TableNamed) -> Any:
        """A row a commitment and month, with the øre it changed by each cause."""
        now = table("spine_commitment")
        then = table(f"{EARLIER}spine_commitment")
        now, then = now.filter(now.first_of_id), then.filter(then.first_of_id)
        known = self._with_age(_known_now(kept(now, self.stored), then))
        gone = self._with_age(_gone(kept(then, self.stored), now))
        columns = ("span", *IDENTITY, *dict.fromkeys([*STORED, *self.by]), *CAUSES)
        return ibis.union(known.select(*columns), gone.select(*columns))

    def _with_age(self, rows: Any) -> Any:
        if AGE in self.by or self.age:
            rows = rows.mutate(**{AGE: age_band(rows.birth_date, rows.age_day)})
        return kept(rows, self.age)


def _known_now(now: Any, then: Any) -> Any:
    """A row a commitment and month, with what it changed by each cause."""
    before = then.select(
        before_id=then.commitment_id, **{f"before_{name}": then[name] for name in TERMS}
    )
    rows = now.left_join(before, now.commitment_id == before.before_id).cross_join(month_table())
    was = _as_before(rows)
    days = days_in(
        rows.start_day, expected_end(rows, rows.posted_month), rows.month_start, rows.month_end
    )
    rows = rows.mutate(days=days, days_before=ibis.coalesce(was, 0))
    rows = rows.filter((rows.days > 0) | (rows.days_before > 0))
    old = {"tariff": rows.before_tariff_oere, "unit": rows.before_unit}
    rows = rows.mutate(
        at_first=oere(Terms(rows.days_before, rows.before_quantity, **old)),
        new_days=oere(Terms(rows.days, rows.before_quantity, **old)),
        new_quantity=oere(Terms(rows.days, rows.quantity, **old)),
        at_last=oere(Terms(rows.days, rows.quantity, rows.tariff_oere, rows.unit)),
    )
    dates = rows.new_days - rows.at_first
    both = rows.before_id.notnull()
    return rows.mutate(
        price=_only(both, rows.at_last - rows.new_quantity),
        volume=_only(both, ibis.greatest(dates, 0) + rows.new_quantity - rows.new_days),
        new=_only(~both, rows.at_last),
        ended=_only(both, ibis.least(dates, 0)),
    )


def _as_before(rows: Any) -> Any:
    """Days of the month as the delivery before knew the commitment."""
    runs_on = (
        rows.before_may_run_on
        & (rows.before_end_day < rows.posted_before)
        & ibis.coalesce(rows.before_last_invoiced >= rows.posted_before, ibis.literal(False))
    )
    end = runs_on.ifelse(rows.month_end, rows.before_end_day)
    return days_in(rows.before_start_day, end, rows.month_start, rows.month_end)


def _gone(then: Any, now: Any) -> Any:
    """A row a month of a commitment that is no longer there."""
    left = then.anti_join(now, then.commitment_id == now.commitment_id).cross_join(month_table())
    end = expected_end(left, left.posted_before)
    rows = left.mutate(days=days_in(left.start_day, end, left.month_start, left.month_end))
    rows = rows.filter(rows.days > 0)
    lost = oere(Terms(rows.days, rows.quantity, rows.tariff_oere, rows.unit))
    none = ibis.literal(0, type="int64")
    return rows.mutate(price=none, volume=none, new=none, ended=-lost)


def _only(condition: Any, number: Any) -> Any:
    return condition.ifelse(number, ibis.literal(0, type="int64"))
