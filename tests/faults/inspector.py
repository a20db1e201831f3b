"""What is looked at after a kill: what is served is whole, and no person lies in clear text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pejl.store.home import Home
from tests.faults.towns import leftovers, wrong_with


def inspect(home: Home, temporary: Path, secrets: frozenset[bytes]) -> list[str]:
    """Everything wrong with a data folder whose load was killed."""
    found = wrong_with(home)
    left = [home.path / name for name in leftovers(home)]
    found += clear_text([*left, home.vault, temporary], secrets)
    return found


def clear_text(places: Iterable[Path], secrets: frozenset[bytes]) -> list[str]:
    """Files that hold a secret as bytes, or in a column of a Parquet file that can be opened."""
    pattern = re.compile(b"|".join(re.escape(one) for one in sorted(secrets)))
    return [
        f"a person stands in clear text in {path.name}"
        for path in _files(places)
        if any(pattern.search(part) for part in _readable(path))
    ]


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        for folder, _, names in os.walk(place):  # a reader's own folder may vanish meanwhile
            yield from (Path(folder) / name for name in names)
        if place.is_file():
            yield place


def _readable(path: Path) -> Iterator[bytes]:
    try:
        yield path.read_bytes()
    except FileNotFoundError:
        return
    if path.suffix != ".parquet":
        return
    try:
        table = pq.read_table(path)
    except pa.ArrowInvalid:
        return  # half-written: what there is was searched as bytes
    for column in table.columns:
        if pa.types.is_string(column.type):
            yield "\n".join(text or "" for text in column.to_pylist()).encode()
