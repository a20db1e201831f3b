"""The rules at a load: asked of the canonical tables as they lie on the disk, before anything is
published. What they find is stored with the snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb

from pejl.canon.arrival import Arrival
from pejl.canon.knowledge import write_rows
from pejl.quality.findings import Stored, find_all
from pejl.quality.ground import Delivered, filled_columns, municipality_table
from pejl.quality.rule_library import RuleLibrary
from pejl.sources.intake import REJECTS
from pejl.sources.library import Library
from pejl.sources.typing import literal
from pejl.store.snapshots import Snapshot

REJECT = "reject"
"""The rejected rows without their text: feed, file, line, column_name, column_type, reason."""


def write_rejects(
    connection: duckdb.DuckDBPyConnection, arrival: Arrival, folder: Path
) -> dict[str, int]:
    """Store the rejected rows' places and reasons; their text lies in the vault alone."""
    types = " union all ".join(
        f"select {literal(profile_id)} as feed, {literal(name)} as name, "
        f"{literal(spec.type)} as type"
        for profile_id, file in arrival.taken.items()
        for name, spec in file.profile.columns.items()
    )
    known = types or "select '' as feed, '' as name, '' as type where false"
    rows = write_rows(
        connection,
        f"""select r.profile as feed, r.file, r.line, r.column_name,
                k.type as column_type, r.reason
            from {REJECTS} r left join ({known}) k on k.feed = r.profile and k.name = r.column_name
            order by r.profile, r.line, r.column_name""",
        folder / f"{REJECT}.parquet",
    )
    return {REJECT: rows}


def find_at_load(
    rules: RuleLibrary,
    library: Library,
    snapshot: Snapshot,
    folder: Path,
    *,
    before: Mapping[str, Path],
    earlier_day: date | None,
    spill: Path,
    memory_limit: str,
) -> Stored:
    """Ask every rule of the snapshot in `folder`; `before` are the files of the delivery before."""
    delivered = Delivered(
        day=snapshot.delivery_day,
        own_municipality=snapshot.own_municipality,
        tables={name: folder / table.file for name, table in snapshot.tables.items()},
        before=before,
        earlier_day=earlier_day,
        feeds=snapshot.feeds,
        systems={one.profile.id: one.profile.system for one in library.profiles},
        functions=snapshot.functions,
        municipalities=municipality_table(library.municipality),
        filled=filled_columns(library),
        checks=snapshot.checks,
        patterns={one.profile.file: one.profile.id for one in library.profiles},
    )
    return find_all(rules, delivered, folder, spill=spill, memory_limit=memory_limit)
