"""Rows that are in the delivery and cannot be counted, each with the reason."""

from __future__ import annotations

from typing import Any

import ibis

from pejl.figures.spine.money import every_commitment
from pejl.figures.spine.spells import every_spell
from pejl.store.engines import Engine

REASONS_DA = {
    "no_citizen": "uden borger",
    "no_start": "uden startdato",
    "end_before_start": "slutter før den begynder (V-010)",
    "never_active": "begynder efter dødsdagen eller efter det fyldte 18. år",
    "no_tariff": "uden takst eller takstenhed; kan ikke fremskrives",
    "no_quantity": "uden timer pr. uge; kan ikke fremskrives",
    "no_day": "uden bogføringsdato",
    "no_amount": "uden beløb",
    "no_opened": "uden oprettelsesdato",
}


def excluded(engine: Engine) -> Any:
    """`kind`, `row_id`, `reason`, origin. A commitment may stand twice: as spell and as cost."""
    spell = every_spell(engine).filter(lambda one: one.reason != "")
    promised = every_commitment(engine).filter(lambda one: one.reason != "")
    posting = engine.table("posting")
    unposted = posting.filter(posting.booked_on.isnull() | posting.amount.isnull())
    case = engine.table("case").filter(lambda one: one.opened.isnull())
    return ibis.union(
        spell.select("kind", "row_id", "reason", "feed", "line"),
        promised.select(
            kind=ibis.literal("projection"),
            row_id=promised.commitment_id,
            reason=promised.reason,
            feed=promised.feed,
            line=promised.line,
        ),
        unposted.select(
            kind=ibis.literal("posting"),
            row_id=unposted.posting_id,
            reason=unposted.booked_on.isnull().ifelse("no_day", "no_amount"),
            feed=unposted.feed,
            line=unposted.line,
        ),
        case.select(
            kind=ibis.literal("case"),
            row_id=case.case_id,
            reason=ibis.literal("no_opened"),
            feed=case.feed,
            line=case.line,
        ),
    )
