"""Every indicator, found where it is defined: a new indicator is a new file, and nothing else."""

from __future__ import annotations

import importlib
import pkgutil

from pejl.base.errors import UsageError
from pejl.figures import activity, economy
from pejl.figures.definition import Indicator


def _discovered() -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for package in (activity, economy):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            indicator = importlib.import_module(module.name).INDICATOR
            if indicator.id in found:
                raise TypeError(f"{indicator.id} is defined twice")
            found[indicator.id] = indicator
    return dict(sorted(found.items()))


INDICATORS: dict[str, Indicator] = _discovered()


def indicator_named(text: str) -> Indicator:
    """By id or code name, in any case. Raises UsageError naming those there are."""
    wanted = text.strip().lower()
    for indicator in INDICATORS.values():
        if wanted in (indicator.id.lower(), indicator.name):
            return indicator
    raise UsageError(
        "indikator-ukendt",
        f"»{text}« er ikke en indikator, jeg kender.",
        next_step=f"Vælg blandt: {', '.join(INDICATORS)}.",
    )
