"""The spine: the canonical tables joined once, so that every indicator counts on the same rows.

    spine_spell        one row a grant of the case system, and a commitment for a citizen others
                       act for that the case system has no grant for; with its effective days
    spine_ending       one row a citizen and last day: why it ended, what goes on the day after
    spine_ledger       spells of those we pay for, in order, for totals and (…_paragraph) by §
    spine_case         one row a case
    spine_cost         one row a posting, its paragraph through the commitment it refers to; told
                       when asked for, from postings, spine_reference, _citizen and _facility
    spine_booked …     postings counted ahead (see `booked`)
    spine_commitment   one row a commitment, tariffs and quantities as whole numbers
    spine_invoice      months invoiced after a temporary residence has ended on paper
    spine_billed       quarters invoiced for citizens others act for
    spine_excluded     one row a row that cannot be counted, with the reason

All of it is Ibis: DuckDB makes it once at load and stores it; Spark makes it from the canonical
tables. It goes in small steps (`part_…`, not stored), each of which is quick to turn into SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pejl.figures.spine import parts
from pejl.figures.spine.booked import booked, cost_columns, payers, turns
from pejl.figures.spine.excluded import excluded
from pejl.figures.spine.ledger import prepared
from pejl.figures.spine.making import StepEngine
from pejl.figures.spine.money import (
    COST_TABLES,
    billed,
    commitments,
    every_commitment,
    invoices,
    raw_commitments,
)
from pejl.figures.spine.spells import case_rows, endings, every_spell, raw_spells, spells
from pejl.store.engines import Engine, EngineFacts, TableNamed, expect_prepared
from pejl.store.snapshots import StoredTable, stored_table
from pejl.store.workbench import engine_storage_errors

SPINE_VERSION = 2
"""Raised when a stored table gets other columns or other rows for the same delivery. Snapshots
made before are then refused until `pejl rebuild` has made theirs anew."""

expect_prepared(SPINE_VERSION)

Step = Callable[[TableNamed, str], Any]
"""From the tables so far and our own municipality's code to a further table."""

STEPS: dict[str, Step] = {
    "part_citizen": parts.citizens,
    "part_case": parts.cases,
    "part_facility": parts.facilities,
    "part_grant": parts.grants,
    "part_reference": parts.references,
    "spine_reference": parts.stored_references,
    "spine_citizen": parts.stored_citizens,
    "spine_facility": parts.stored_facilities,
    "part_cost": cost_columns,
    "part_raw_spell": raw_spells,
    "part_every_spell": every_spell,
    "spine_spell": spells,
    "spine_turn": lambda table, _: turns(table, ()),
    "spine_turn_paragraph": lambda table, _: turns(table, ("paragraph",)),
    "spine_ending": endings,
    "part_raw_commitment": raw_commitments,
    "part_every_commitment": every_commitment,
    "spine_ledger": lambda table, _: prepared(table, ()),
    "spine_ledger_paragraph": lambda table, _: prepared(table, ("paragraph",)),
    "spine_commitment": commitments,
    "spine_booked": booked,
    "spine_payer": payers,
    "spine_case": case_rows,
    "spine_invoice": invoices,
    "spine_billed": billed,
    "spine_excluded": excluded,
}
"""Each after those it needs; what takes longest to come by stands early."""

STORED_ORDER = {
    "spine_spell": "citizen, start_day, end_day, row_id, feed, line",
    "spine_ending": "citizen, end_day, paragraph",
    "spine_ledger": "cum_end, start_day, row_id, feed, line",
    "spine_ledger_paragraph": "cum_end, start_day, row_id, feed, line",
    "spine_case": "case_id, feed, line",
    "spine_reference": "of_reference",
    "spine_citizen": "of_citizen",
    "spine_facility": "of_facility",
    "spine_booked": (
        "booked_on, function, paragraph, with_citizen, is_income, is_earlier_year, others_pay, "
        "is_refund"
    ),
    "spine_payer": "year, function, paragraph, citizen",
    "spine_turn": "booked_on, before",
    "spine_turn_paragraph": "booked_on, before, paragraph",
    "spine_commitment": "commitment_id, feed, line",
    "spine_invoice": "invoiced_grant, invoiced_month",
    "spine_billed": "billed_grant, billed_quarter",
    "spine_excluded": "kind, row_id, feed, line",
}
"""The tables that are kept, and the order of their rows: the same delivery, the same bytes."""


@dataclass(frozen=True)
class SpineStep:
    """One step as a question. `prefix` names the tables of the delivery before."""

    name: str
    own_municipality: str
    prefix: str = ""

    def expression(self, table: TableNamed) -> Any:
        return STEPS[self.name](lambda name: table(f"{self.prefix}{name}"), self.own_municipality)


def build_spine(engine: Engine, prefix: str = "") -> dict[str, Any]:
    """Define every step in the engine, in turn; the kept ones as Ibis tables. With `EARLIER` from
    the canonical tables of the delivery before, beside the engine's own."""
    own = engine.facts.own_municipality
    for name in STEPS:
        engine.define(f"{prefix}{name}", SpineStep(name, own, prefix))
    return {name: engine.table(f"{prefix}{name}") for name in STORED_ORDER}


def write_spine(
    tables: Mapping[str, Path],
    folder: Path,
    *,
    own_municipality: str,
    delivery_day: date,
    threads: int = 2,
    memory_limit: str = "2GB",
) -> dict[str, StoredTable]:
    """Make the spine of a delivery's canonical Parquet files and store it beside them.

    `tables` maps the canonical tables' names to their files. Raises StorageError when the disk is
    full; the folder then holds files nobody points at.
    """
    facts = EngineFacts(delivery_day=delivery_day, own_municipality=own_municipality)
    engine = StepEngine(
        tables,
        facts,
        steps={name: SpineStep(name, own_municipality) for name in STEPS},
        needs={"spine_cost": COST_TABLES},
        threads=threads,
        memory_limit=memory_limit,
        write_to=folder,
    )
    stored: dict[str, StoredTable] = {}

    def store(name: str) -> None:
        if name in STORED_ORDER:
            path = folder / f"{name}.parquet"
            stored[name] = stored_table(path, engine.save(name, path, order_by=STORED_ORDER[name]))

    try:
        with engine_storage_errors():
            engine.make(store)
    finally:
        engine.close()
    return {name: stored[name] for name in STORED_ORDER}
