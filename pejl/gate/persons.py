"""The door for rows: decision, scope, trail, rows. The trail is written before a row leaves.

    seen = read_rows(viewer, Purpose.DATA_QUALITY, request, warehouse=warehouse, trail=trail)

Rows carry keys (`c_7f3a…`), never CPR numbers. The vault is opened here and at intake, nowhere
else: for the raw text of rejected rows, and only for those the role matrix lets see it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from pejl.base.errors import UsageError
from pejl.gate.decide import decide
from pejl.gate.purpose import Purpose
from pejl.gate.roles import can
from pejl.gate.viewer import Viewer
from pejl.store.rejects import Reject
from pejl.store.rejects import read_rejects as stored_rejects

if TYPE_CHECKING:
    from pejl.store.engines import Warehouse
    from pejl.store.snapshots import Snapshot
    from pejl.store.trail import Trail

_CPR_TAIL = re.compile(r"(?<!\d)(\d{5,6})[- ]?\d{4}(?!\d)")
"""Also a number that has lost its leading zero on the way through a spreadsheet."""


@dataclass(frozen=True)
class SeenRows:
    """Rows a named viewer has seen, for a named purpose. `facts` tell of them as a whole."""

    rows: tuple[Mapping[str, Any], ...]
    facts: Mapping[str, Any]
    viewer: str
    purpose: str
    trace_id: str


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
