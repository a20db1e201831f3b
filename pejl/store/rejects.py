"""The rejected rows of published deliveries, with their raw text only when asked for.

What says where and why lies in the snapshot; the raw text, which may hold a CPR number, lies
encrypted in the vault and is joined on here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pejl.store.home import Home
from pejl.store.snapshots import Snapshot, Version


@dataclass(frozen=True)
class Reject:
    """One rejected row. With `raw` the reason quotes the cell; without, only its column."""

    delivery_day: date
    profile: str
    file: str
    line: int
    column: str | None
    reason: str
    raw: str | None


def read_rejects(home: Home, snapshot: Snapshot, *, with_raw: bool) -> Iterator[Reject]:
    """The snapshot's rejects by file and line. The caller masks and logs what it shows."""
    from pejl.store.vault import open_vault

    if not snapshot.rejects_id:
        return
    for row in open_vault(home).reject_texts(snapshot.rejects_id):
        yield Reject(
            delivery_day=snapshot.delivery_day,
            profile=row["profile"],
            file=row["file"],
            line=row["line"],
            column=row["column"],
            reason=row["told"] if with_raw else row["reason"],
            raw=row["raw"] if with_raw else None,
        )


def rejects(home: Home, version: Version, *, with_raw: bool = False) -> list[Reject]:
    """The rejects of every delivery of a version, oldest delivery first."""
    return [
        one
        for snapshot in version.snapshots
        for one in read_rejects(home, snapshot, with_raw=with_raw)
    ]
