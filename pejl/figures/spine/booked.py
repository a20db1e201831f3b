"""Postings counted ahead, by booking day, function and paragraph: what reports ask every time.

Postings are by far the most rows. These tables are a few thousand rows each and give what the same
question asked of all postings gives; a test compares the two.

    spine_booked             kroner by booking day, function, paragraph and kind of amount
    spine_payer              the first booking day of each citizen in a year, by function and §
    spine_turn, …_paragraph  how many citizens have a booking on a day, by the day of their last
                             one before it: those are new in every period that begins in between
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis

from pejl.store.engines import TableNamed

CELLS = ("function", "paragraph")
"""The dimensions they can be sliced and filtered by."""

KINDS = ("is_income", "is_earlier_year", "others_pay", "is_refund")
"""What tells one kind of amount from another."""

NO_BOOKING_BEFORE = date(1000, 1, 1)


def cost_columns(table: TableNamed, _: str) -> Any:
    """The columns they are made of, once; citizens as numbers, which sort faster."""
    cost = table("spine_cost")
    people = cost.filter(cost.citizen.notnull()).select(of="citizen").distinct()
    people = people.mutate(person=ibis.row_number().over(order_by=people.of))
    joined = cost.left_join(people, cost.citizen == people.of)
    return joined.select(
        "booked_on",
        *CELLS,
        "amount",
        "citizen",
        "person",
        is_income=is_income(joined),
        is_earlier_year=is_earlier_year(joined),
        others_pay=joined.others_pay,
        is_refund=is_refund(joined),
    )


def booked(table: TableNamed, _: str) -> Any:
    rows = table("part_cost")
    return (
        rows.mutate(with_citizen=rows.citizen.notnull())
        .group_by("booked_on", *CELLS, "with_citizen", *KINDS)
        .agg(amount=lambda one: one.amount.sum().cast("decimal(38, 2)"))
    )


def payers(table: TableNamed, _: str) -> Any:
    rows = table("part_cost")
    named = rows.filter(rows.citizen.notnull(), ~rows.is_refund)
    return named.group_by("citizen", *CELLS, year=named.booked_on.year()).agg(
        first_booked=lambda one: one.booked_on.min()
    )


def turns(table: TableNamed, cell: tuple[str, ...]) -> Any:
    rows = table("part_cost")
    named = rows.filter(rows.person.notnull(), ~rows.is_refund)
    before = named.booked_on.lag().over(group_by=["person", *cell], order_by=["booked_on"])
    told = named.mutate(before=ibis.coalesce(before, ibis.literal(NO_BOOKING_BEFORE)))
    told = told.filter(told.before < told.booked_on)
    return told.group_by("booked_on", "before", *cell).agg(citizens=lambda one: one.count())


def is_income(rows: Any) -> Any:
    """A regulation downwards lessens an expense; only what else is negative is income."""
    regulation = ibis.coalesce(rows.kind == "regulation", ibis.literal(False))
    return (rows.amount < 0) & ~regulation


def is_refund(rows: Any) -> Any:
    """The state's refund (dranst 2), as the profile tells it; never part of what we run for."""
    return ibis.coalesce(rows.kind == "state_refund", ibis.literal(False))


def is_earlier_year(rows: Any) -> Any:
    """Booked on a citizen we pay for, for a service in an earlier year."""
    earlier = rows.service_month.year() < rows.booked_on.year()
    of_paying = rows.citizen.notnull() & ~rows.others_pay
    return ibis.coalesce(earlier, ibis.literal(False)) & of_paying
