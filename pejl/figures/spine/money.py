"""Postings and commitments with their dimensions."""

from __future__ import annotations

from typing import Any

import ibis

from pejl.figures.dimensions import STORED, known, municipality_role
from pejl.figures.spine.parts import effective_end, names, with_places
from pejl.store.engines import TableNamed

RUNS_ON = "SEL-107"
"""Temporary residence: known to go on past its end date while invoices go on (I-11)."""

UNITS = ("day24", "weekday", "hour")

COST_COLUMNS = (
    "posting_id", "grant_id", "citizen", "birth_date", "booked_on", "service_month", "kind",
    "amount", *STORED, "feed", "line",
)  # fmt: skip

COMMITMENT_COLUMNS = (
    "commitment_id", "grant_id", "citizen", "birth_date", "start_day", "end_day", "unit",
    "tariff_oere", "quantity", "may_run_on", "last_invoiced", *STORED, "feed", "line",
)  # fmt: skip


def costs(table: TableNamed, _: str) -> Any:
    """Postings with a day and an amount. Paragraph and role are those of the commitment referred
    to, where there is none the grant's, else unknown; function and facility are its own."""
    posting, reference = table("posting"), table("part_reference")
    counted = posting.filter(posting.booked_on.notnull(), posting.amount.notnull())
    joined = counted.left_join(reference, counted.grant_id == reference.of_reference)
    one = joined.mutate(
        paragraph=known(joined.paragraph),
        function=known(joined.function_code),
        municipality_role=known(joined.municipality_role),
    )
    return with_places(one, table, "reference_case").select(*COST_COLUMNS)


def raw_commitments(table: TableNamed, own: str) -> Any:
    """Commitments we pay. Tariffs are øre, quantities ten-thousandths a week: whole numbers, so
    that every engine rounds alike."""
    rows, granted, invoiced = table("commitment"), table("part_grant"), table("part_invoiced")
    mine = rows.filter(names(rows.paying_municipality, own))
    joined = mine.left_join(granted, mine.grant_id == granted.of_grant)
    joined = joined.left_join(invoiced, joined.grant_id == invoiced.of_invoiced)
    return joined.select(
        "commitment_id", "grant_id", "citizen", "grant_case", "service_key", "end_date",
        "last_invoiced", "feed", "line",
        start_day=joined.start_date,
        paragraph=known(joined.paragraph),
        function=known(joined.function_code),
        facility_id=joined.facility_id,
        municipality_role=municipality_role(
            joined.acting_municipality, joined.paying_municipality, own
        ),
        unit=ibis.coalesce(joined.tariff_unit, ibis.literal("")),
        tariff_oere=(joined.tariff * 100).cast("int64"),
        quantity=(joined.quantity_per_week * 10_000).cast("int64"),
    )  # fmt: skip


def every_commitment(table: TableNamed, _: str) -> Any:
    """All of them with their effective days; `reason` is why one cannot be projected, else
    empty."""
    placed = with_places(table("part_raw_commitment"), table, "grant_case")
    ended = placed.mutate(
        end_day=effective_end(
            placed.end_date, placed.birth_date, placed.death_date, placed.service_key
        )
    )
    reason = ibis.cases(
        (ended.start_day.isnull(), "no_start"),
        (ended.end_day < ended.start_day, "end_before_start"),
        (ended.tariff_oere.isnull() | ~ended.unit.isin(UNITS), "no_tariff"),
        ((ended.unit == "hour") & ended.quantity.isnull(), "no_quantity"),
        else_="",
    )
    runs_on = (ended.service_key == RUNS_ON) & (ended.end_day == ended.end_date)
    return ended.mutate(
        reason=reason,
        quantity=ibis.coalesce(ended.quantity, 0),
        may_run_on=ibis.coalesce(runs_on, ibis.literal(False)),
    ).select(*COMMITMENT_COLUMNS, "reason")


def commitments(table: TableNamed, _: str) -> Any:
    """Those that can be projected. `first_of_id` is false for a repeated number's later lines."""
    every = table("part_every_commitment")
    rows = every.filter(every.reason == "")
    place = ibis.row_number().over(group_by=rows.commitment_id, order_by=[rows.feed, rows.line])
    return rows.select(*COMMITMENT_COLUMNS, first_of_id=place == 0)
