"""Everything that goes wrong with a delivered file, each wrong by name.

A mutator takes a right file and a source of chance and gives a wrong one; the same seed gives the
same bytes. What must come of it is said by the oracle, and where the oracle alone would be too
kind, by `must`:

    "whole"     it is a right file all the same: no row may be refused
    "refused"   it is no such file: it may not be read at all, or a rule must stop it
    "noticed"   somebody must be told: refused, stopped, a rejected row, or a finding
    "judged"    the oracle alone decides
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Literal

from tests.faults.bases import Base

Must = Literal["whole", "refused", "noticed", "judged"]
Kind = Literal["text", "book"]


@dataclass(frozen=True)
class Mutated:
    """A wrong file. `rule` must be among the findings when it is named; `beside` are further files
    delivered with it; `meanwhile` happens to the file while its bytes are read, `afterwards` when
    they are, and before its rows are."""

    data: bytes
    must: Must = "judged"
    rule: str | None = None
    may_be_refused: bool = False
    beside: dict[str, bytes] = field(default_factory=dict)
    meanwhile: Callable[[Path], None] | None = None
    afterwards: Callable[[Path], None] | None = None
    same_as: bytes | None = None


Mutate = Callable[[Base, Random], Mutated]


@dataclass(frozen=True)
class Mutator:
    """A way for a file to be wrong."""

    name: str
    kind: Kind
    mutate: Mutate


MUTATORS: dict[str, Mutator] = {}


def mutator(kind: Kind) -> Callable[[Mutate], Mutate]:
    """Registers a function under its own name."""

    def register(mutate: Mutate) -> Mutate:
        name = mutate.__name__
        if kind == "book":
            name = f"book_{name.removeprefix('book_')}"
        assert name not in MUTATORS, name
        MUTATORS[name] = Mutator(name, kind, mutate)
        return mutate

    return register


def all_mutators() -> dict[str, Mutator]:
    """Every mutator by name, in a fixed order."""
    from tests.faults import (  # noqa: F401  they register themselves
        mutate_books,
        mutate_bytes,
        mutate_cells,
        mutate_rows,
    )

    return dict(sorted(MUTATORS.items()))
