"""The bridge between two forecasts: commitment by commitment, for the months the delivery before
had still to post.

A commitment both deliveries know goes from its old terms to its new in three steps:
    dates      the old price of fewer days is `ended`, of more days `volume`
    quantity   `volume`
    price      tariff and unit
One only the new delivery knows is `new`, one only the old knows is `ended`. It stands where the
newer delivery that knows it places it. The rest of the change in the forecast - what was booked
otherwise than expected, or carried on past its end - are corrections, told by the formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from pejl.figures.counting.filters import Shape, kept
from pejl.figures.counting.kroner import days_in, with_oere
from pejl.figures.counting.months import month_table
from pejl.figures.dimensions import AGE, STORED, age_band
from pejl.store.engines import EARLIER, InputTable, TableNamed

CAUSES = ("price", "volume", "new", "ended")

TERMS = ("start_day", "end_day", "unit", "tariff_oere", "quantity")
IDENTITY = ("commitment_id", "grant_id", "citizen", "birth_date", "feed", "line")

STEPS = ("old_terms", "new_dates", "new_quantity", "new_terms")
"""How much of the new terms each step has taken over."""

STEP_NAME = "request_step"
STEP_INPUT = InputTable((("step", "string"),), tuple((step,) for step in STEPS))


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
        """A row a changed commitment and period, with the øre it changed by each cause."""
        changed = kept(table("changed_commitment"), self.stored)
        steps = ibis.table({"step": "string"}, name=STEP_NAME)
        rows = changed.cross_join(month_table()).cross_join(steps)
        rows = with_oere(_at_step(rows))
        keys = ["span", "age_day", *IDENTITY, *STORED, "start_day", "end_day", "is_new", "is_gone"]
        sums = {step: rows.oere.sum(where=rows.step == step) for step in STEPS}
        rows = _by_cause(rows.group_by(*keys).agg(**sums))
        if AGE in self.by or self.age:
            rows = kept(rows.mutate(**{AGE: age_band(rows.birth_date, rows.age_day)}), self.age)
        return rows


@dataclass(frozen=True)
class ChangedCommitments:
    """Commitments whose terms are not the same in both deliveries, where the newer places them."""

    def expression(self, table: TableNamed) -> Any:
        now, then = table("spine_commitment"), table(f"{EARLIER}spine_commitment")
        now, then = now.filter(now.first_of_id), then.filter(then.first_of_id)
        changed = _numbers_of_changed(now, then)
        now = now.semi_join(changed, now.commitment_id == changed.changed_id)
        then = then.semi_join(changed, then.commitment_id == changed.changed_id)
        told = (*IDENTITY, *STORED, *TERMS)
        before = then.select(**{f"before_{name}": then[name] for name in told})
        rows = now.outer_join(before, now.commitment_id == before.before_commitment_id)
        gone = rows.commitment_id.isnull()
        return rows.select(
            **{name: gone.ifelse(rows[f"before_{name}"], rows[name]) for name in told},
            **{f"before_{name}": rows[f"before_{name}"] for name in TERMS},
            is_new=rows.before_commitment_id.isnull(),
            is_gone=gone,
        )


def _numbers_of_changed(now: Any, then: Any) -> Any:
    """Most are the same: a look at the terms alone finds those worth placing."""
    terms = ("commitment_id", *TERMS)
    before = then.select(**{f"before_{name}": then[name] for name in terms})
    both = now.select(*terms).outer_join(before, now.commitment_id == before.before_commitment_id)
    same = ibis.and_(*(both[name] == both[f"before_{name}"] for name in terms))
    differing = both.filter(~ibis.coalesce(same, ibis.literal(False)))
    number = ibis.coalesce(differing.commitment_id, differing.before_commitment_id)
    return differing.select(changed_id=number)


def _at_step(rows: Any) -> Any:
    """The terms at each step: those of the delivery before where the step has not come to."""
    old_dates = rows.step == STEPS[0]
    old_quantity = rows.step.isin(STEPS[:2])
    old_price = rows.step != STEPS[3]
    return rows.mutate(
        days=days_in(
            old_dates.ifelse(rows.before_start_day, rows.start_day),
            old_dates.ifelse(rows.before_end_day, rows.end_day),
            rows.month_start,
            rows.month_end,
        ),
        quantity=old_quantity.ifelse(rows.before_quantity, rows.quantity),
        tariff_oere=old_price.ifelse(rows.before_tariff_oere, rows.tariff_oere),
        unit=old_price.ifelse(rows.before_unit, rows.unit),
    )


def _by_cause(rows: Any) -> Any:
    none = ibis.literal(0, type="int64")
    both = ~rows.is_new & ~rows.is_gone
    dates = rows.new_dates - rows.old_terms
    volume = ibis.greatest(dates, none) + rows.new_quantity - rows.new_dates
    return rows.mutate(
        price=both.ifelse(rows.new_terms - rows.new_quantity, none),
        volume=both.ifelse(volume, none),
        new=rows.is_new.ifelse(rows.new_terms, none),
        ended=ibis.cases(
            (rows.is_gone, -rows.old_terms), (both, ibis.least(dates, none)), else_=none
        ),
    )
