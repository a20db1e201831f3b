"""A wrong file in a whole delivery, loaded as an operator does into a data folder in use.

A load that is refused or stopped leaves what is published as it was, byte for byte, and nothing
behind but sealed files in the vault, which the next load sweeps. One that succeeds has counted the
file's rows as the oracle has, in the ledger of feeds and in the table they went to.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq

from pejl.base.errors import PejlError
from pejl.sources.library import read_library
from pejl.sources.profile import Target
from pejl.store.home import Home
from pejl.store.snapshots import Snapshot, table_path
from pejl.store.vault import open_vault
from tests.faults.bases import DAY, Base
from tests.faults.mutations import Mutated
from tests.faults.oracle import Reading, Unreadable
from tests.faults.towns import deliver, leftovers, load_one, published, wrong_with


class Town:
    """A data folder with a published version, copied afresh for each load."""

    def __init__(self, place: Path, template: Home) -> None:
        place.mkdir(exist_ok=True)
        self._place = place
        self._template = template
        self._profiles = {one.profile.id: one.profile for one in read_library().profiles}

    def load(
        self, base: Base, case: Mutated, plain: Reading | Unreadable
    ) -> tuple[str, str, list[str]]:
        """(outcome, code, complaints)."""
        home = Home(self._place / "case")
        shutil.copytree(self._template.path, home.path)
        folder = deliver(self._place / DAY, {base.name: case.data, **case.beside})
        before = published(home)
        try:
            snapshot = load_one(home, folder).snapshot
            outcome, code = "rejects" if snapshot.rows_rejected else "whole", ""
            found = [*self._against_oracle(home, snapshot, base, plain)]
        except PejlError as error:
            outcome, code, found = "refused", error.code, []
            if published(home) != before:
                found.append(f"{code}: the load is refused, but what is published has changed")
        found += wrong_with(home)
        found += [f"left behind: {one}" for one in leftovers(home) if not one.startswith("vault/")]
        shutil.rmtree(home.path)
        shutil.rmtree(folder)
        if case.must == "refused" and outcome != "refused":
            found.append(f"must be refused, is {outcome}")
        return outcome, code, found

    def _against_oracle(
        self, home: Home, snapshot: Snapshot, base: Base, plain: Reading | Unreadable
    ) -> list[str]:
        if isinstance(plain, Unreadable):
            return [f"published although the file {plain.why}"]
        feed = next(one for one in snapshot.feeds if one.profile == base.profile.id)
        superseded = len(plain.superseded(base.profile))
        right = (
            len(plain.rows) + len(plain.broken),
            len(plain.accepted),
            len(plain.rejected),
            superseded,
        )
        counted = (feed.rows_read, feed.rows_loaded, feed.rows_rejected, feed.rows_superseded)
        found = []
        if counted != right:
            found.append(f"read, loaded, rejected, superseded are {counted}, should be {right}")
        found += self._against_table(home, snapshot, base, right[1] - superseded)
        kept = list(open_vault(home).reject_texts(snapshot.rejects_id)) if right[2] else []
        if sorted(one["line"] for one in kept) != sorted(plain.rejected):
            found.append("the vault keeps other rejects")
        return found

    def _against_table(
        self, home: Home, snapshot: Snapshot, base: Base, expected: int
    ) -> list[str]:
        target = next((one for one in self._profiles[base.profile.id].target if _plain(one)), None)
        if target is None or target.table == "citizen":
            return []
        feeds = pq.read_table(table_path(home, snapshot, target.table), columns=["feed"])
        rows = feeds.column("feed").to_pylist().count(base.profile.id)
        return [] if rows == expected else [f"{rows} rows in {target.table}, should be {expected}"]


def _plain(target: Target) -> bool:
    """Every loaded row becomes one row of it."""
    return target.where is None and target.unpivot is None
