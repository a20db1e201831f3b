"""What the spine is joined from: one row per key, under names that do not collide.

A key that stands twice in a source (a fault) refers to its first line; otherwise a join would
multiply rows, and so days and kroner.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis

from pejl.figures.dimensions import known, ownership
from pejl.store.engines import Engine

NO_END = date(9999, 12, 31)
"""An open end, so that dates compare without asking for empty ones. Never shown."""

CHILD_SERVICES = ("BL-",)
"""Service keys of Barnets lov begin so; those services stop at 18 (none in the list yet)."""


def first_rows(table: Any, key: str) -> Any:
    """The first line of each key; rows without one are left out."""
    here = table.filter(table[key].notnull())
    place = ibis.row_number().over(group_by=here[key], order_by=[here.feed, here.line])
    return here.mutate(place=place).filter(lambda one: one.place == 0).drop("place")


def citizens(engine: Engine) -> Any:
    """Birth, death and home of a citizen the case system knows."""
    one = first_rows(engine.table("citizen"), "citizen")
    return one.select(
        of_citizen=one.citizen,
        birth_date=one.birth_date,
        death_date=one.death_date,
        home_acting=one.acting_municipality,
        home_paying=one.paying_municipality,
    )


def cases(engine: Engine) -> Any:
    one = first_rows(engine.table("case"), "case_id")
    return one.select(
        of_case=one.case_id,
        target_group=one.target_group,
        team=one.team,
        case_worker=one.case_worker,
    )


def facilities(engine: Engine) -> Any:
    one = first_rows(engine.table("facility"), "facility_id")
    return one.select(of_facility=one.facility_id, ownership=ownership(one.ownership))


def grants(engine: Engine) -> Any:
    """What a posting or commitment that names a grant learns from it."""
    one = first_rows(engine.table("grant"), "grant_id")
    return one.select(
        of_grant=one.grant_id,
        grant_case=one.case_id,
        grant_paragraph=one.paragraph.nullif(""),
        grant_facility=one.facility_id.nullif(""),
        grant_acting=one.acting_municipality,
        grant_paying=one.paying_municipality,
    )


def commitments_by_grant(engine: Engine) -> Any:
    """What a posting learns from the commitment it refers to."""
    one = first_rows(engine.table("commitment"), "grant_id")
    return one.select(
        of_commitment_grant=one.grant_id,
        commitment_paragraph=one.paragraph.nullif(""),
        commitment_facility=one.facility_id.nullif(""),
        commitment_acting=one.acting_municipality,
    )


def functions_by_grant(engine: Engine) -> Any:
    """The function a grant is paid on; empty where its commitments name several, or none."""
    table = engine.table("commitment")
    found = (
        table.filter(table.grant_id.notnull(), table.function_code.nullif("").notnull())
        .group_by(of_function_grant="grant_id")
        .agg(first=lambda one: one.function_code.min(), last=lambda one: one.function_code.max())
    )
    return found.select(
        "of_function_grant", grant_function=(found.first == found.last).ifelse(found.first, None)
    )


def with_case(table: Any, engine: Engine, case_id: str) -> Any:
    """The case's dimensions joined on."""
    beside = cases(engine)
    joined = table.left_join(beside, table[case_id] == beside.of_case).drop("of_case")
    return joined.mutate(
        target_group=known(joined.target_group),
        team=known(joined.team),
        case_worker=known(joined.case_worker),
    )


def with_facility(table: Any, engine: Engine) -> Any:
    """The owner of the row's `facility_id` joined on, and the facility as a dimension."""
    beside = facilities(engine)
    joined = table.left_join(beside, table.facility_id == beside.of_facility).drop("of_facility")
    return joined.mutate(
        facility=known(joined.facility_id), ownership=known(joined.ownership)
    ).drop("facility_id")


def with_citizen(table: Any, engine: Engine) -> Any:
    beside = citizens(engine)
    return table.left_join(beside, table.citizen == beside.of_citizen).drop("of_citizen")


def acts(municipality: Any, own: str) -> Any:
    """Whether we act: the row says so, or says nothing - the case system holds whom we act for."""
    return ibis.coalesce(municipality.nullif(""), ibis.literal(own)) == own


def pays(municipality: Any, own: str) -> Any:
    """Whether we pay, as a case system's row says. One that says nothing is not counted."""
    return ibis.coalesce(municipality == own, ibis.literal(False))


def effective_end(end_date: Any, birth_date: Any, death_date: Any, service_key: Any) -> Any:
    """The last active day: the earliest of end date, death, and the day before 18 for children's
    services. A change of payer comes as another row."""
    child = ibis.coalesce(
        ibis.or_(*(service_key.startswith(law) for law in CHILD_SERVICES)), ibis.literal(False)
    )
    grown = child.ifelse(_day_before_18(birth_date), None)
    ends = [ibis.coalesce(one, ibis.literal(NO_END)) for one in (end_date, death_date, grown)]
    return ibis.least(*ends)


def _day_before_18(birth_date: Any) -> Any:
    first = ibis.date(birth_date.year() + 18, birth_date.month(), 1)
    day = first + (birth_date.day() - 2).as_interval("D")
    # The engines make a timestamp of date + interval while Ibis holds it to be a date already.
    return day.cast("timestamp").cast("date")
