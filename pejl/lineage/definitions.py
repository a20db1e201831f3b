"""The graph of one data folder, with the definitions it is read off; kept until a file changes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pejl.canon.model import TABLES
from pejl.lineage.fields import SourceField, source_fields
from pejl.lineage.figures import Rests, rests_of_indicators
from pejl.lineage.graph import Graph, lineage_graph
from pejl.quality.rule_library import RuleLibrary, read_rules
from pejl.sources.library import Library, read_library
from pejl.store.home import Home


@dataclass(frozen=True)
class Definitions:
    """What applies in a data folder: profiles, rules, what indicators rest on, and the graph."""

    library: Library
    rules: RuleLibrary
    fields: tuple[SourceField, ...]
    rests: Mapping[str, Rests]
    graph: Graph


_Stamp = tuple[tuple[str, int, int], ...]
_kept: dict[Path, tuple[_Stamp, Definitions]] = {}
_lock = threading.Lock()


def read_definitions(home: Home) -> Definitions:
    """Raises InputError for the first profile or rule that cannot be read."""
    stamp = tuple(_stamp(home))
    with _lock:
        found = _kept.get(home.path)
        if found is None or found[0] != stamp:
            found = _kept[home.path] = (stamp, _read(home))
    return found[1]


def canonical_columns() -> tuple[str, ...]:
    """Every canonical column but the rows' origin, as `grant.end_date`."""
    return tuple(f"{name}.{one.name}" for name, table in TABLES.items() for one in table.columns)


def _read(home: Home) -> Definitions:
    library, rules = read_library(home.profiles), read_rules(home.rules)
    fields = source_fields(library)
    rests = rests_of_indicators(home.cache if home.path.is_dir() else None)
    graph = lineage_graph(fields, canonical_columns(), rests, rules)
    return Definitions(library, rules, fields, rests, graph)


def _stamp(home: Home) -> Iterator[tuple[str, int, int]]:
    for folder in (home.profiles, home.rules):
        if folder.is_dir():
            for path in sorted(folder.rglob("*.toml")):
                told = path.stat()
                yield str(path), told.st_mtime_ns, told.st_size
