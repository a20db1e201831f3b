"""Postings and commitments with their dimensions."""

from __future__ import annotations

from typing import Any

import ibis

from pejl.base.tables import UNKNOWN_LABEL
from pejl.figures.dimensions import ACT_AND_PAY, PAY_ONLY, STORED, known
from pejl.figures.spine.parts import (
    acts,
    commitments_by_grant,
    effective_end,
    grants,
    with_case,
    with_citizen,
    with_facility,
)
from pejl.store.engines import Engine

UNITS = ("day24", "weekday", "hour")

COST_COLUMNS = (
    "posting_id", "grant_id", "citizen", "birth_date", "booked_on", "service_month", "kind",
    "amount", *STORED, "feed", "line",
)  # fmt: skip


def costs(engine: Engine) -> Any:
    """Postings with a day and an amount. The paragraph is that of the commitment referred to;
    where there is none the grant's; else unknown."""
    posting = engine.table("posting")
    counted = posting.filter(posting.booked_on.notnull(), posting.amount.notnull())
    paid, granted = commitments_by_grant(engine), grants(engine)
    joined = counted.left_join(paid, counted.grant_id == paid.of_commitment_grant)
    joined = joined.left_join(granted, joined.grant_id == granted.of_grant)
    acting = ibis.coalesce(joined.commitment_acting.nullif(""), joined.grant_acting.nullif(""))
    one = joined.mutate(
        paragraph=known(ibis.coalesce(joined.commitment_paragraph, joined.grant_paragraph)),
        function=known(joined.function_code),
        facility_id=ibis.coalesce(
            joined.facility_id.nullif(""), joined.commitment_facility, joined.grant_facility
        ),
        municipality_role=_payer_role(acting, engine.facts.own_municipality),
    )
    placed = with_case(with_facility(with_citizen(one, engine), engine), engine, "grant_case")
    return placed.select(*COST_COLUMNS)


def _payer_role(acting: Any, own: str) -> Any:
    """What is posted we pay; whether we act too is what the commitment or grant says."""
    return ibis.cases(
        (acting.isnull(), UNKNOWN_LABEL), (acting == own, ACT_AND_PAY), else_=PAY_ONLY
    )


COMMITMENT_COLUMNS = (
    "commitment_id", "grant_id", "citizen", "birth_date", "start_day", "end_day", "unit",
    "tariff_oere", "quantity", *STORED, "feed", "line",
)  # fmt: skip


def every_commitment(engine: Engine) -> Any:
    """Commitments we pay; `reason` is why one cannot be projected. Tariffs are øre, quantities
    ten-thousandths a week: whole numbers, so that every engine rounds alike."""
    own = engine.facts.own_municipality
    table = engine.table("commitment")
    mine = table.filter(acts(table.paying_municipality, own))
    granted = grants(engine)
    joined = mine.left_join(granted, mine.grant_id == granted.of_grant)
    acting = joined.acting_municipality.nullif("")
    one = joined.mutate(
        paragraph=known(ibis.coalesce(joined.paragraph.nullif(""), joined.grant_paragraph)),
        function=known(joined.function_code),
        facility_id=ibis.coalesce(joined.facility_id.nullif(""), joined.grant_facility),
        municipality_role=_payer_role(acting, own),
        unit=ibis.coalesce(joined.tariff_unit, ibis.literal("")),
        tariff_oere=(joined.tariff * 100).cast("int64"),
        quantity=(joined.quantity_per_week * 10_000).cast("int64"),
    )
    placed = with_case(with_facility(with_citizen(one, engine), engine), engine, "grant_case")
    ended = placed.mutate(
        start_day=placed.start_date,
        end_day=effective_end(
            placed.end_date, placed.birth_date, placed.death_date, placed.service_key
        ),
    )
    reason = ibis.cases(
        (ended.start_day.isnull(), "no_start"),
        (ended.end_day < ended.start_day, "end_before_start"),
        (ended.tariff_oere.isnull(), "no_tariff"),
        (~ended.unit.isin(UNITS), "no_tariff"),
        ((ended.unit == "hour") & ended.quantity.isnull(), "no_quantity"),
        else_="",
    )
    return ended.mutate(reason=reason, quantity=ibis.coalesce(ended.quantity, 0))


def commitments(engine: Engine) -> Any:
    """Those that can be projected."""
    return every_commitment(engine).filter(lambda one: one.reason == "").select(*COMMITMENT_COLUMNS)
