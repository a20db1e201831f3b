"""Deliveries whose figures betray a mix: two files that always have the same number of rows.

Delivery `k` has 30 + k commitments and 30 + k postings of 1,000 + k kroner. So whoever sees another
number of the one than of the other, or another sum, has seen two deliveries at once.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from unittest import mock

from pejl.figures.spine import write_spine
from pejl.site.load import LoadResult, Progress, load
from pejl.sources import csv_reader, excel_reader, library
from pejl.store.home import Home
from tests.faults.bases import BEFORE, DAY, ROWS, Base, bases
from tests.faults.plain import SHIPPED, plain_profiles
from tests.faults.towns import NOW

READERS = (csv_reader, excel_reader)
"""Imported with this module, so that a forked process need not."""

COMMITMENTS, POSTINGS, CITIZENS = "calibra-dispositioner", "calibra-posteringer", "cura-borgere"
FILES = (COMMITMENTS, POSTINGS, CITIZENS)
VARIANTS = 6

LINKED = (
    "select (select count(*) from commitment)",
    "select count(*), sum(amount) from posting",
)
"""The two figures, asked one after the other."""


@contextmanager
def few_profiles(place: Path) -> Iterator[None]:
    """A library of three profiles, so that a load is short and many can be killed."""
    place.mkdir(parents=True)
    for name in FILES:
        shutil.copy(plain_profiles()[name].path, place)
    shutil.copy(SHIPPED / "municipality.toml", place)
    with mock.patch.object(library, "SHIPPED", place):
        yield


def agree(commitments: int, postings: int, amount: Decimal) -> bool:
    """Do the two figures come from one delivery?"""
    each = 1_000 + commitments - ROWS
    return commitments == postings and amount == commitments * each


def deliver_variant(folder: Path, number: int) -> Path:
    for name in FILES:
        path = folder / bases()[name].name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_variant(bases()[name], number).bytes())
    return folder


def _variant(base: Base, number: int) -> Base:
    if base.profile.id == CITIZENS:
        return base
    rows = [list(base.rows[place % len(base.rows)]) for place in range(ROWS + number)]
    for place, row in enumerate(rows):
        row[0] = f"N{place:04}"
        if base.profile.id == POSTINGS:
            row[base.header.index("Beløb")] = f"{1_000 + number},00"
    return base.with_rows(rows)


def load_variant(home: Home, folder: Path, progress: Progress | None = None) -> LoadResult:
    """As `pejl load` does it. Closed months differ between the variants, and that is accepted."""
    accepted = frozenset({"V-100", "V-103", "V-108"})
    loaded = load(
        home, [folder], now=NOW, accept=accepted, accept_reason="øvelse", finish=write_spine,
        progress=progress,
    )  # fmt: skip
    return loaded[0]


def make_linked_home(place: Path) -> tuple[Home, list[Path]]:
    """A data folder with two deliveries published, and the deliveries of every variant."""
    home = Home(place / "home")
    load_variant(home, deliver_variant(place / BEFORE, 0))
    deliveries = [deliver_variant(place / str(n) / DAY, n) for n in range(1, VARIANTS)]
    load_variant(home, deliveries[0])
    return home, deliveries


def secrets() -> frozenset[bytes]:
    """What must lie nowhere in clear text: every CPR number, with and without its hyphen, and
    every name, in the encodings the systems use."""
    found: set[bytes] = set()
    for name in FILES:
        base = bases()[name]
        for place in base.profile.of_type("cpr", "name"):
            for row in base.rows:
                found |= set(_written(row[place]))
    return frozenset(found)


def _written(text: str) -> Sequence[bytes]:
    bare = text.replace("-", "")
    if re.fullmatch("[0-9]{10}", bare):
        return (bare.encode(), f"{bare[:6]}-{bare[6:]}".encode())
    return (text.encode("utf-8"), text.encode("cp1252")) if text else ()
