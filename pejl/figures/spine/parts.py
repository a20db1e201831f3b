"""What the spine is joined from: small tables of one row per key, under names that do not collide.

A key that stands twice in a source (a fault) refers to its first line; otherwise a join would
multiply rows, and so days and kroner.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis

from pejl.figures.dimensions import known, municipality_role, ownership
from pejl.store.engines import TableNamed

NO_END = date(9999, 12, 31)
"""An open end, so that dates compare without asking for empty ones. Never shown."""

CHILD_SERVICES = ("BL-",)
"""Service keys of Barnets lov begin so; those services stop at 18 (none in the list yet)."""


def first_rows(table: Any, key: str, *order: str) -> Any:
    """The first line of each key, or the first by other columns; rows without one are left out."""
    here = table.filter(table[key].notnull())
    columns = [here[name] for name in (*order, "feed", "line")]
    place = ibis.row_number().over(group_by=here[key], order_by=columns)
    return here.mutate(place=place).filter(lambda one: one.place == 0)


def citizens(table: TableNamed, own: str) -> Any:
    """Birth and death of a citizen the case system knows, and whether we act and pay."""
    one = first_rows(table("citizen"), "citizen")
    return one.select(
        of_citizen=one.citizen,
        birth_date=one.birth_date,
        death_date=one.death_date,
        home_acting=names(one.acting_municipality, own),
        home_paying=names(one.paying_municipality, own),
    )


def cases(table: TableNamed, _: str) -> Any:
    one = first_rows(table("case"), "case_id")
    return one.select(
        of_case=one.case_id,
        target_group=known(one.target_group),
        team=known(one.team),
        case_worker=known(one.case_worker),
    )


def facilities(table: TableNamed, _: str) -> Any:
    one = first_rows(table("facility"), "facility_id")
    return one.select(of_facility=one.facility_id, ownership=ownership(one.ownership))


def grants(table: TableNamed, _: str) -> Any:
    """What a posting or commitment that names a grant learns from it."""
    one = first_rows(table("grant"), "grant_id")
    return one.select(
        of_grant=one.grant_id,
        grant_case=one.case_id,
        grant_paragraph=one.paragraph,
        grant_acting=one.acting_municipality,
        grant_paying=one.paying_municipality,
    )


def references(table: TableNamed, own: str) -> Any:
    """What a posting learns from the commitment it refers to, where there is none from the grant;
    of several commitments from the one with the lowest number. One row a grant id.

    Who pays is what the case system's grant says, where it has one: by that the citizen's days are
    counted, and kroner must have the same population.
    """
    one = first_rows(table("commitment"), "grant_id", "commitment_id")
    promised = one.select(
        of_commitment=one.grant_id,
        commitment_paragraph=one.paragraph,
        function=one.function_code,
        commitment_acting=one.acting_municipality,
        commitment_paying=one.paying_municipality,
    )
    both = promised.outer_join(
        table("part_grant"), promised.of_commitment == table("part_grant").of_grant
    )
    alone = both.of_commitment.isnull()
    acting = alone.ifelse(both.grant_acting, both.commitment_acting)
    paying = alone.ifelse(both.grant_paying, both.commitment_paying)
    payer = both.of_grant.isnull().ifelse(both.commitment_paying, both.grant_paying)
    return both.select(
        others_pay=~names(payer, own),
        of_reference=ibis.coalesce(both.of_commitment, both.of_grant),
        paragraph=known(ibis.coalesce(both.commitment_paragraph.nullif(""), both.grant_paragraph)),
        reference_function=known(both.function),
        municipality_role=municipality_role(acting, paying, own),
        reference_case=both.grant_case,
    )


def stored_references(table: TableNamed, _: str) -> Any:
    """The same with the case's dimensions, as it is kept for postings to look up."""
    reference, case = table("part_reference"), table("part_case")
    both = reference.left_join(case, reference.reference_case == case.of_case)
    unknown = ("target_group", "team", "case_worker")
    return both.select(
        "of_reference",
        "others_pay",
        "paragraph",
        "municipality_role",
        **{name: known(both[name]) for name in unknown},
    )


def stored_citizens(table: TableNamed, _: str) -> Any:
    return table("part_citizen").select("of_citizen", "birth_date")


def stored_facilities(table: TableNamed, _: str) -> Any:
    return table("part_facility").select("of_facility", "ownership")


def with_places(rows: Any, table: TableNamed, case_id: str) -> Any:
    """Adds citizen, facility and case: their facts, and their values as dimensions."""
    citizen, facility, case = table("part_citizen"), table("part_facility"), table("part_case")
    joined = rows.left_join(citizen, rows.citizen == citizen.of_citizen)
    joined = joined.left_join(facility, joined.facility_id == facility.of_facility)
    joined = joined.left_join(case, joined[case_id] == case.of_case)
    unknown = ("ownership", "target_group", "team", "case_worker")
    return joined.mutate(
        facility=known(joined.facility_id), **{name: known(joined[name]) for name in unknown}
    )


def names(municipality: Any, own: str) -> Any:
    """Whether the row names us. One that names nobody does not."""
    return ibis.coalesce(municipality == own, ibis.literal(False))


def names_another(municipality: Any, own: str) -> Any:
    """Whether the row names a municipality that is not us."""
    return ibis.coalesce(municipality.nullif("") != own, ibis.literal(False))


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
