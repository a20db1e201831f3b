"""Rows that are in the delivery and cannot be counted, each with the reason."""

from __future__ import annotations

from typing import Any

import ibis

from pejl.store.engines import TableNamed

REASONS_DA = {
    "no_citizen": "uden borger",
    "no_start": "uden startdato",
    "end_before_start": "slutter, før den begynder (V-010)",
    "never_active": "begynder efter dødsdagen eller det fyldte 18. år",
    "no_tariff": "uden takst eller takstenhed; kan ikke fremskrives",
    "no_quantity": "uden timer pr. uge; kan ikke fremskrives",
    "no_day": "uden bogføringsdato",
    "no_amount": "uden beløb",
    "no_opened": "uden oprettelsesdato",
}


def excluded(table: TableNamed, _: str) -> Any:
    """`kind`, `row_id`, `reason`, origin. A commitment may stand twice: as spell (`commitment`)
    and as kroner to come (`projection`)."""
    spell, promised = table("part_every_spell"), table("part_every_commitment")
    posting, case = table("posting"), table("case")
    no_day = posting.booked_on.isnull()
    return ibis.union(
        spell.filter(spell.reason != "").select("kind", "row_id", "reason", "feed", "line"),
        _named(promised.filter(promised.reason != ""), "projection", "commitment_id"),
        _named(
            posting.filter(no_day | posting.amount.isnull()).mutate(
                reason=no_day.ifelse("no_day", "no_amount")
            ),
            "posting",
            "posting_id",
        ),
        _named(
            case.filter(case.opened.isnull()).mutate(reason=ibis.literal("no_opened")),
            "case",
            "case_id",
        ),
    )


def _named(rows: Any, kind: str, row_id: str) -> Any:
    return rows.select("reason", "feed", "line", kind=ibis.literal(kind), row_id=row_id).select(
        "kind", "row_id", "reason", "feed", "line"
    )
