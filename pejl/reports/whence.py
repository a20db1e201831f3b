"""The whole catalogue: what the gate tells, and the deliverables that are declared here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pejl.base.period import Period, parse_period
from pejl.gate.catalogue import NOT_TOLD, Catalogue, Item, Node, read_catalogue
from pejl.gate.purpose import PURPOSES, Purpose
from pejl.reports.catalogue import deliverables
from pejl.reports.declarations import Deliverable
from pejl.reports.questions import needs_of

if TYPE_CHECKING:
    from pejl.gate.viewer import Viewer
    from pejl.store.home import Home
    from pejl.store.trail import Trail

_ANY_PERIODS: dict[str, Period] = {
    "month": parse_period("2026-10"),
    "quarter": parse_period("2026-Q3"),
    "year": parse_period("2026"),
}
"""A deliverable asks for the same indicators in every period."""


def indicators_of(deliverable: Deliverable) -> tuple[str, ...]:
    """The indicators a deliverable shows, found among all it asks for."""
    needs = needs_of(deliverable, _ANY_PERIODS[deliverable.cadence])
    return tuple(sorted({measure.indicator for measure, _, _ in needs}))


def whole_catalogue(viewer: Viewer, purpose: Purpose, *, home: Home, trail: Trail) -> Catalogue:
    """Everything that has a name, and the graph of what needs what."""
    known = read_catalogue(viewer, purpose, home=home, trail=trail)
    return known.joined((_item(one) for one in deliverables().values()), _edges())


def _edges() -> Iterator[tuple[Node, Node]]:
    for one in deliverables().values():
        for indicator in indicators_of(one):
            yield Node("indicator", indicator), Node("deliverable", one.id)


def _item(one: Deliverable) -> Item:
    return Item(
        "deliverable",
        one.id,
        one.title_da,
        one.purpose_da,
        one.owner_da or NOT_TOLD,
        one.purpose_da or NOT_TOLD,
        PURPOSES[Purpose.STEERING].basis_da,
        (
            ("Modtagere", one.audience_da),
            ("Udkommer", one.cadence_da),
            ("Afsnit", ", ".join(chapter.title_da for chapter in one.chapters)),
        ),
    )
