"""What each indicator rests on: canonical columns, by the spine's tables, found by asking."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pejl.canon.model import ORIGIN, TABLES
from pejl.figures.definition import Indicator
from pejl.figures.dimensions import AGE
from pejl.figures.registry import INDICATORS
from pejl.lineage.asking import Questions, questions_of, reader_of, recorder
from pejl.lineage.reading import Reader, Reads
from pejl.store.home import storage_errors
from pejl.store.snapshots import write_whole

_FINDERS = ("asking", "figures", "reading", "summing", "unique")
_ORIGIN = frozenset(one.name for one in ORIGIN)


@dataclass(frozen=True)
class Rests:
    """What an indicator rests on, as `table.column`.

    `always` is needed for the figure itself, with some choice of its options; `by` what a
    dimension needs besides. `spine` has the spine's tables on the way: the columns used of each,
    and the canonical columns these rest on.
    """

    always: frozenset[str]
    by: Mapping[str, frozenset[str]]
    spine: Mapping[str, tuple[tuple[str, ...], frozenset[str]]]

    @property
    def every(self) -> frozenset[str]:
        return self.always.union(*self.by.values())


SHIPPED = Path(__file__).parent / "found.json"
"""What the code rests on, found when it was written; used as long as the code is the same."""


def rests_of_indicators(cache_folder: Path | None = None) -> Mapping[str, Rests]:
    """For every indicator by id. It takes seconds to find, so it is shipped with the code, under a
    mark made of the code it is found from. Other code: it is found anew, and kept in
    `cache_folder`."""
    shipped = _read(SHIPPED)
    if shipped is not None:
        return shipped
    path = cache_folder / "lineage.json" if cache_folder else None
    kept = _read(path) if path else None
    if kept is not None or path is None or cache_folder is None:
        return kept if kept is not None else _found()
    found = _found()
    with storage_errors():
        cache_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, found_text().encode())
    return found


def found_text() -> str:
    """What is shipped or kept, as text."""
    found = _read(SHIPPED) or _found()
    data = {"code": _fingerprint(), "indicators": _to_json(found)}
    return json.dumps(data, sort_keys=True, indent=1) + "\n"


def _read(path: Path) -> Mapping[str, Rests] | None:
    """None when it is not there, is damaged, or was found from other code."""
    try:
        told = path.stat()
        return _read_once(path, told.st_mtime_ns, told.st_size)
    except (OSError, ValueError, KeyError):
        return None


@lru_cache(maxsize=8)
def _read_once(path: Path, _: int, __: int) -> Mapping[str, Rests] | None:
    data = json.loads(path.read_text("utf-8"))
    return _from_json(data["indicators"]) if data["code"] == _fingerprint() else None


@cache
def _found() -> Mapping[str, Rests]:
    with recorder() as one:
        asked = {name: questions_of(one, indicator) for name, indicator in INDICATORS.items()}
        reader = reader_of(one)
        return {name: _rests(INDICATORS[name], reader, found) for name, found in asked.items()}


def _rests(indicator: Indicator, reader: Reader, asked: Questions) -> Rests:
    whole, sliced = _together(reader, asked.whole), _together(reader, asked.sliced)
    alone = {name: _together(reader, found) for name, found in asked.alone.items()}
    always, every = _canonical(whole), whole | sliced
    by = {
        name: _canonical(alone.get(name, Reads())) | _of_dimension(name, reader, sliced)
        for name in indicator.dimensions
    }
    # What no single dimension tells of belongs to slicing as such, and so to each.
    other = _canonical(sliced) - always.union(*by.values())
    for one in alone.values():
        every |= one
    return Rests(
        always,
        {name: (columns | other) - always for name, columns in by.items()},
        _spine(reader, every),
    )


def _of_dimension(dimension: str, reader: Reader, sliced: Reads) -> frozenset[str]:
    """What the dimension's own column rests on, in every table it is read from."""
    column = "birth_date" if dimension == AGE else dimension
    found = Reads()
    for table, name in sliced.through:
        if name == column:
            found |= reader.reads_of(table, [name])
    return _canonical(found) & _canonical(sliced)


def _together(reader: Reader, asked: Iterable[str]) -> Reads:
    found = Reads()
    for sql in asked:
        found |= reader.reads(sql)
    return found


def _canonical(found: Reads) -> frozenset[str]:
    return frozenset(
        f"{table}.{column}"
        for table, column in found.columns
        if table in TABLES and column and column not in _ORIGIN
    )


def _spine(reader: Reader, found: Reads) -> dict[str, tuple[tuple[str, ...], frozenset[str]]]:
    used: dict[str, set[str]] = {}
    for table, column in found.through:
        if table.startswith("spine_") and column:
            used.setdefault(table, set()).add(column)
    return {
        name: (
            tuple(sorted(columns)),
            _canonical(reader.reads_of(name, columns)) & _canonical(found),
        )
        for name, columns in sorted(used.items())
    }


@cache
def _fingerprint() -> str:
    """Of the code that decides the answer."""
    house = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(
        [
            *(house / "figures").rglob("*.py"),
            *(Path(__file__).with_name(f"{name}.py") for name in _FINDERS),
            house / "canon" / "model.py",
            house / "canon" / "tables.py",
            house / "store" / "engines.py",
        ]
    ):
        digest.update(path.relative_to(house).as_posix().encode())
        digest.update(path.read_bytes())
    for library in ("ibis-framework", "sqlglot"):
        digest.update(version(library).encode())
    return digest.hexdigest()[:16]


def _to_json(found: Mapping[str, Rests]) -> dict[str, Any]:
    return {
        name: {
            "always": sorted(one.always),
            "by": {dimension: sorted(columns) for dimension, columns in one.by.items()},
            "spine": {table: [used, sorted(on)] for table, (used, on) in one.spine.items()},
        }
        for name, one in found.items()
    }


def _from_json(data: Mapping[str, Any]) -> dict[str, Rests]:
    return {
        name: Rests(
            frozenset(one["always"]),
            {dimension: frozenset(columns) for dimension, columns in one["by"].items()},
            {table: (tuple(used), frozenset(on)) for table, (used, on) in one["spine"].items()},
        )
        for name, one in data.items()
    }
