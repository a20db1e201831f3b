"""Postings and commitments with their dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from pejl.figures.dimensions import PAY_ONLY, STORED, known, municipality_role
from pejl.figures.spine.parts import NO_END, effective_end, names, with_places
from pejl.store.engines import TableNamed

RUNS_ON = "SEL-107"
"""Temporary residence: known to go on past its end date while invoices go on (I-11)."""

UNITS = ("day24", "weekday", "hour")

COST_COLUMNS = (
    "posting_id", "grant_id", "citizen", "birth_date", "booked_on", "service_month", "kind",
    "amount", "others_pay", *STORED, "feed", "line",
)  # fmt: skip

COMMITMENT_COLUMNS = (
    "commitment_id", "grant_id", "citizen", "birth_date", "start_day", "end_day", "unit",
    "tariff_oere", "quantity", "runs_on_to", "goes_on_to", *STORED, "feed", "line",
)  # fmt: skip


COST_TABLES = ("spine_reference", "spine_facility", "spine_citizen")
"""What `spine_cost` looks its dimensions up in."""


@dataclass(frozen=True)
class CostRows:
    """`spine_cost`: postings with a day and an amount, and their dimensions.

    The paragraph is that of the commitment referred to; where it has none the grant's, else
    unknown. Function and facility are the posting's own. It is not stored: postings are many, and
    most questions need few of the dimensions. The looked-up tables are grouped by their key to let
    the engine see that a join it needs nothing from can be left out.
    """

    prefix: str = ""

    def expression(self, table: TableNamed) -> Any:
        posting = table(f"{self.prefix}posting")
        rows = posting.filter(posting.booked_on.notnull(), posting.amount.notnull())
        reference = _one_row_each(table(f"{self.prefix}spine_reference"), "of_reference")
        facility = _one_row_each(table(f"{self.prefix}spine_facility"), "of_facility")
        citizen = _one_row_each(table(f"{self.prefix}spine_citizen"), "of_citizen")
        joined = rows.left_join(reference, rows.grant_id == reference.of_reference)
        joined = joined.left_join(facility, joined.facility_id == facility.of_facility)
        joined = joined.left_join(citizen, joined.citizen == citizen.of_citizen)
        own = {
            "function": known(joined.function_code),
            "facility": known(joined.facility_id),
        }
        own["others_pay"] = ibis.coalesce(joined.others_pay, ibis.literal(False))
        found = {name: known(joined[name]) for name in STORED if name not in own}
        return joined.mutate(**own, **found).select(*COST_COLUMNS)


def _one_row_each(table: Any, key: str) -> Any:
    others = {name: table[name].max() for name in table.columns if name != key}
    return table.group_by(key).agg(**others)


def raw_commitments(table: TableNamed, own: str) -> Any:
    """Commitments we pay. Tariffs are øre, quantities ten-thousandths a week: whole numbers, so
    that every engine rounds alike."""
    rows, granted = table("commitment"), table("part_grant")
    mine = rows.filter(names(rows.paying_municipality, own))
    joined = mine.left_join(granted, mine.grant_id == granted.of_grant)
    return joined.select(
        "commitment_id", "grant_id", "citizen", "grant_case", "service_key", "end_date",
        "feed", "line",
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
    """All of them with their effective days. `reason` is why one cannot be projected, else empty;
    without a tariff, unit or quantity its kroner are 0."""
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
    told = ended.mutate(
        reason=reason,
        tariff_oere=ibis.coalesce(ended.tariff_oere, 0),
        quantity=ibis.coalesce(ended.quantity, 0),
        runs_on_to=_runs_on_to(ended),
    )
    # The last day it can cost anything, whether carried on or not.
    goes_on = ibis.greatest(told.end_day, ibis.coalesce(told.runs_on_to, told.end_day))
    return told.mutate(goes_on_to=goes_on).select(*COMMITMENT_COLUMNS, "reason")


def _runs_on_to(rows: Any) -> Any:
    """How far a temporary residence that has ended on paper is carried on while invoices come:
    to the citizen's death, if any. Only the commitment of a grant that ends last is."""
    order = [rows.end_day.desc(), rows.commitment_id, rows.feed, rows.line]
    place = ibis.row_number().over(group_by=rows.grant_id, order_by=order)
    last = (place == 0) & rows.grant_id.notnull() & rows.start_day.notnull()
    temporary = (rows.service_key == RUNS_ON) & (rows.end_day < NO_END)
    until = ibis.coalesce(rows.death_date, ibis.literal(NO_END))
    return (last & temporary).ifelse(until, ibis.null("date"))


def commitments(table: TableNamed, _: str) -> Any:
    """Those with a start. `first_of_id` is false for a repeated number's later lines."""
    every = table("part_every_commitment")
    rows = every.filter(every.start_day.notnull())
    place = ibis.row_number().over(group_by=rows.commitment_id, order_by=[rows.feed, rows.line])
    return rows.select(*COMMITMENT_COLUMNS, first_of_id=place == 0)


def billed(table: TableNamed, _: str) -> Any:
    """For grants of citizens others act for: the quarters some invoice is for, and when the first
    of them was booked."""
    promised, posting = table("spine_commitment"), table("posting")
    theirs = promised.filter(promised.municipality_role == PAY_ONLY, promised.grant_id.notnull())
    theirs = theirs.select(billed_grant="grant_id").distinct()
    bills = posting.filter(
        posting.kind == "invoice",
        posting.booked_on.notnull(),
        posting.amount.notnull(),
        posting.service_month.notnull(),
    )
    sent = bills.join(theirs, bills.grant_id == theirs.billed_grant)
    return sent.group_by(
        "billed_grant", billed_quarter=sent.service_month.truncate("Q").cast("date")
    ).agg(first_booked=sent.booked_on.min())


def invoices(table: TableNamed, _: str) -> Any:
    """For grants whose last commitment may be carried on: the months invoiced after it ended, and
    when each was first booked."""
    promised, posting = table("spine_commitment"), table("posting")
    ended = promised.filter(promised.runs_on_to.notnull())
    ended = ended.select(invoiced_grant="grant_id", ended_on="end_day")
    bills = posting.filter(
        posting.kind == "invoice", posting.booked_on.notnull(), posting.amount.notnull()
    )
    late = bills.join(
        ended, [bills.grant_id == ended.invoiced_grant, bills.service_month > ended.ended_on]
    )
    return late.group_by("invoiced_grant", invoiced_month="service_month").agg(
        first_booked=late.booked_on.min()
    )
