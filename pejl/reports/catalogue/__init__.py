"""Every deliverable, one file each. A new file here is a new report: no new view, no template.

A file holds one `DELIVERABLE`. Its name must be free, also as an alias.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from pejl.base.errors import UsageError
from pejl.reports.declarations import Deliverable


@lru_cache(maxsize=1)
def deliverables() -> dict[str, Deliverable]:
    """All deliverables by id, in the order of their files' names."""
    found: dict[str, Deliverable] = {}
    names: dict[str, str] = {}
    for one in _declared():
        for name in (one.id, *one.aliases):
            if name in names:
                raise UsageError(
                    "rapport-navn-optaget",
                    f"To rapporter hedder »{name}«: {names[name]} og {one.source}.",
                    next_step="Giv den ene et andet navn.",
                )
            names[name] = one.source
        found[one.id] = one
    return found


def deliverable_named(name: str) -> Deliverable:
    """The deliverable with this id or alias."""
    wanted = name.strip().lower()
    for one in deliverables().values():
        if wanted in (one.id, *one.aliases):
            return one
    raise UsageError(
        "rapport-ukendt",
        f"Der er ingen rapport, der hedder »{name}«.",
        next_step=f"Vælg blandt: {', '.join(deliverables())}.",
    )


def _declared() -> Iterator[Deliverable]:
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        source = f"pejl/reports/catalogue/{module.name}.py"
        declared = getattr(loaded, "DELIVERABLE", None)
        if not isinstance(declared, Deliverable):
            raise UsageError(
                "rapport-fil-uden-erklaering",
                f"Filen {source} har ingen DELIVERABLE.",
                next_step="Tag udgangspunkt i en af de andre filer i mappen.",
            )
        yield replace(declared, source=source)
