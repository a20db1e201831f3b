"""The door for rows: decision, scope, trail, rows. The trail is written before a row leaves.

    seen = read_rows(viewer, Purpose.DATA_QUALITY, request, warehouse=warehouse, trail=trail)

Rows carry keys (`c_7f3a…`), never CPR numbers. The vault is opened here and at intake, nowhere
else: for the raw text of rejected rows, and for a case worker's own citizens, both only for those
the role matrix lets see them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from pejl.base.errors import DeniedError, UsageError
from pejl.figures.request import FigureRequest
from pejl.gate.decide import decide
from pejl.gate.labels import facility_names, word_for
from pejl.gate.numbers import told
from pejl.gate.purpose import Purpose
from pejl.gate.roles import can
from pejl.gate.scope import Scope, filters
from pejl.gate.traces import LineTable, SeenLine, SeenPart, SeenRow, SeenTrace
from pejl.gate.viewer import Viewer
from pejl.store.rejects import Reject
from pejl.store.rejects import read_rejects as stored_rejects

if TYPE_CHECKING:
    from pejl.figures.lineage import LineagePart
    from pejl.store.engines import DuckEngine, Engine, Warehouse
    from pejl.store.snapshots import Snapshot
    from pejl.store.trail import Trail
    from pejl.store.vault import Person

_CPR_TAIL = re.compile(r"(?<!\d)(\d{5,6})[- ]?\d{4}(?!\d)")
"""Also a number that has lost its leading zero on the way through a spreadsheet."""


def read_rows(
    viewer: Viewer,
    purpose: Purpose,
    request: FigureRequest,
    *,
    field: str = "value",
    limit: int = 100,
    offset: int = 0,
    warehouse: Warehouse,
    trail: Trail,
) -> SeenTrace:
    """The rows behind one number of one cell, within the viewer's scope, a page at a time."""
    scope = decide(viewer, purpose, "trace.rows", trail=trail, asked=request.indicator)
    return _trace(
        viewer,
        purpose,
        request,
        scope=scope,
        field=field,
        page=(limit, offset),
        warehouse=warehouse,
        trail=trail,
    )


def read_counts(
    viewer: Viewer,
    purpose: Purpose,
    request: FigureRequest,
    *,
    field: str = "value",
    warehouse: Warehouse,
    trail: Trail,
) -> SeenTrace:
    """How many rows are behind one number and what they add up to, without the rows."""
    scope = decide(viewer, purpose, "trace", trail=trail, asked=request.indicator)
    return _trace(
        viewer,
        purpose,
        request,
        scope=scope,
        field=field,
        page=(0, 0),
        warehouse=warehouse,
        trail=trail,
    )


def _trace(
    viewer: Viewer,
    purpose: Purpose,
    request: FigureRequest,
    *,
    scope: Scope,
    field: str,
    page: tuple[int, int],
    warehouse: Warehouse,
    trail: Trail,
) -> SeenTrace:
    from pejl.figures.lineage import rows_behind

    narrowed = replace(request, scope=filters(scope))
    snapshot = warehouse.snapshot(request.as_of)
    engine = warehouse.engine(snapshot)
    limit, offset = page
    found = rows_behind(engine, narrowed, field=field, limit=limit, offset=offset)
    files = _files(snapshot)
    event = trail.append(
        "rows" if limit else "counts",
        who=viewer.name,
        purpose=purpose,
        what={
            **told(narrowed),
            "field": field,
            "snapshot": snapshot.id,
            "rows": [[files.get(row.feed, row.feed), row.line] for row in _rows_of(found.parts)],
        },
    )
    return SeenTrace(
        indicator=found.indicator,
        field=found.field,
        period=found.period,
        parts=tuple(_seen(part, files) for part in found.parts),
        delivery_day=snapshot.delivery_day,
        version=warehouse.version.number,
        viewer=viewer.name,
        purpose=purpose,
        trace_id=str(event),
        facilities=facility_names(engine),
    )


def _rows_of(parts: Iterable[LineagePart]) -> Iterable[Any]:
    return (row for part in parts for row in part.rows)


def _seen(part: LineagePart, files: Mapping[str, str]) -> SeenPart:
    return SeenPart(
        name_da=part.name_da,
        unit=part.unit,
        period=part.period,
        count=part.count,
        total=part.total,
        rows=tuple(
            SeenRow(
                kind=row.kind,
                row_id=row.row_id,
                grant=row.grant_id,
                citizen=row.citizen,
                paragraph=row.paragraph,
                facility=row.facility,
                first_day=row.first_day,
                last_day=row.last_day,
                adds=row.contribution,
                file=files.get(row.feed, row.feed),
                line=row.line,
            )
            for row in part.rows
        ),
    )


def _files(snapshot: Snapshot) -> dict[str, str]:
    """From a profile's id to the file it read in this delivery."""
    return {feed.profile: feed.file for feed in snapshot.feeds}


def read_line(
    viewer: Viewer,
    purpose: Purpose,
    *,
    file: str,
    line: int,
    delivery_day: date | None = None,
    warehouse: Warehouse,
    trail: Trail,
) -> SeenLine:
    """What one line of a delivered file became; DeniedError when it is outside the scope."""
    scope = decide(viewer, purpose, "trace.rows", trail=trail, asked=f"{file}:{line}")
    (snapshot,) = _deliveries(warehouse, delivery_day, all_deliveries=False)
    profile = _profile_of(snapshot, file)
    engine = warehouse.engine(snapshot)
    if not _line_in_scope(engine, scope, profile, line):
        what = {"thing": "trace.rows", "asked": f"{file}:{line}", "snapshot": snapshot.id}
        trail.append("denied", who=viewer.name, purpose=purpose, what=what)
        raise DeniedError(
            "uden-for-omraadet",
            "Linjen hører ikke til det område, du ser.",
            next_step="Spørg den BI-ansvarlige, hvis det burde være dit område.",
        )
    event = trail.append(
        "line",
        who=viewer.name,
        purpose=purpose,
        what={"file": file, "line": line, "snapshot": snapshot.id},
    )
    return SeenLine(
        file=file,
        line=line,
        delivery_day=snapshot.delivery_day,
        tables=_tables_of(engine, profile, line),
        rejected_da=_rejection(warehouse, snapshot, file, line),
        viewer=viewer.name,
        purpose=purpose,
        trace_id=str(event),
    )


def _profile_of(snapshot: Snapshot, file: str) -> str:
    for feed in snapshot.feeds:
        if feed.file == file:
            return feed.profile
    raise UsageError(
        "fil-ukendt",
        f"Leverancen fra den {snapshot.delivery_day:%d-%m-%Y} har ikke filen »{file}«.",
        next_step="Filerne står under »Versioner« og i »pejl versions«.",
    )


_SCOPED = ("spine_spell", "spine_commitment", "spine_cost", "spine_case")
"""Where a line's place in the organisation is known. A line in none of them is in nobody's part."""


def _line_in_scope(engine: DuckEngine, scope: Scope, profile: str, line: int) -> bool:
    if scope.everything:
        return True
    for name in _SCOPED:
        rows = _in_scope(engine.table(name), scope)
        if engine.run(rows.filter((rows.feed == profile) & (rows.line == line)).limit(1)):
            return True
    return _finding_in_scope(engine, scope, profile, line)


def _finding_in_scope(engine: DuckEngine, scope: Scope, profile: str, line: int) -> bool:
    """A line that no figure counts, but that the viewer's work list points at."""
    from pejl.gate.findings import places
    from pejl.quality.listing import is_at

    return is_at(engine, profile, line, places(scope) or {})


def _in_scope(rows: Any, scope: Scope) -> Any:
    """The rows of the scope, by those of its dimensions that the table has."""
    import ibis

    if scope.everything:
        return rows
    held = {
        "team": scope.teams,
        "facility": scope.facilities,
        "case_worker": scope.case_workers,
    }
    tests = [
        rows[name].isin(sorted(values))
        for name, values in held.items()
        if values and name in rows.columns
    ]
    return rows.filter(ibis.or_(*tests) if tests else ibis.literal(False))


def _tables_of(engine: Engine, profile: str, line: int) -> tuple[LineTable, ...]:
    from pejl.canon import tables  # noqa: F401 - declares the tables
    from pejl.canon.model import TABLES

    found = []
    for name, table in TABLES.items():
        rows = engine.table(name)
        mine = rows.filter((rows.feed == profile) & (rows.line == line))
        # A version published by an earlier Pejl may lack a column that has come since.
        columns = [column for column in table.all_columns() if column.name in rows.columns]
        for row in engine.run(mine.select(*(column.name for column in columns))):
            values = tuple(
                (column.label_da, word_for(column.name, value))
                for column, value in zip(columns, row, strict=True)
                if value is not None
            )
            found.append(LineTable(table.label_da, values))
    return tuple(found)


def _rejection(warehouse: Warehouse, snapshot: Snapshot, file: str, line: int) -> str:
    for one in stored_rejects(warehouse.home, snapshot, with_raw=False):
        if (one.file, one.line) == (file, line):
            return _masked(one).reason
    return ""


def read_persons(
    viewer: Viewer,
    purpose: Purpose,
    keys: Iterable[str],
    *,
    warehouse: Warehouse,
    trail: Trail,
) -> dict[str, Person]:
    """CPR numbers and names of the keys that are the case worker's own citizens; others are left
    out. Logged with the keys before the vault is opened."""
    from pejl.store.vault import open_vault

    scope = decide(viewer, purpose, "identity", trail=trail)
    engine = warehouse.engine(warehouse.snapshot())
    own = {
        key
        for name in ("spine_case", "spine_spell")
        for (key,) in engine.run(_in_scope(engine.table(name), scope).select("citizen").distinct())
    }
    allowed = sorted(own.intersection(keys))
    trail.append("persons", who=viewer.name, purpose=purpose, what={"keys": allowed})
    return open_vault(warehouse.home).persons(allowed)


def read_rejects(
    viewer: Viewer,
    purpose: Purpose,
    *,
    delivery_day: date | None = None,
    all_deliveries: bool = False,
    file: str = "",
    with_raw: bool = True,
    unmasked: bool = False,
    warehouse: Warehouse,
    trail: Trail,
) -> tuple[Reject, ...]:
    """The rows that could not be loaded: of the newest delivery, of one day, or of all.

    The raw text comes only to those who may see it, with the last digits of CPR numbers hidden
    unless `unmasked`. `file` keeps to one delivered file.
    """
    decide(viewer, purpose, "rejects", trail=trail)
    raw = with_raw and can(viewer, "rejects.raw", purpose).allowed
    snapshots = _deliveries(warehouse, delivery_day, all_deliveries)
    found = [
        one
        for snapshot in snapshots
        for one in stored_rejects(warehouse.home, snapshot, with_raw=raw)
        if not file or one.file == file
    ]
    trail.append(
        "rejects",
        who=viewer.name,
        purpose=purpose,
        what={
            "deliveries": [one.id for one in snapshots],
            "file": file,
            "rows": len(found),
            "raw": raw,
            "unmasked": raw and unmasked,
        },
    )
    return tuple(found) if unmasked else tuple(_masked(one) for one in found)


def _deliveries(
    warehouse: Warehouse, delivery_day: date | None, all_deliveries: bool
) -> tuple[Snapshot, ...]:
    snapshots = warehouse.version.snapshots
    if all_deliveries:
        return snapshots
    if delivery_day is None:
        return snapshots[-1:]
    chosen = tuple(one for one in snapshots if one.delivery_day == delivery_day)
    if not chosen:
        days = ", ".join(f"{one.delivery_day:%d-%m-%Y}" for one in snapshots)
        raise UsageError(
            "leverance-ukendt",
            f"Der er ingen leverance fra den {delivery_day:%d-%m-%Y}.",
            next_step=f"Vælg blandt: {days}.",
        )
    return chosen


def _masked(one: Reject) -> Reject:
    def hide(text: str) -> str:
        return _CPR_TAIL.sub(r"\1-xxxx", text)

    return replace(one, reason=hide(one.reason), raw=None if one.raw is None else hide(one.raw))
