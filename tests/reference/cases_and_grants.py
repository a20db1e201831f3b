"""I-03 Open cases on the period's last day, with the grants and citizens active that day.

Chosen where the definition leaves it open:

* A case is in the population by its citizen's municipalities in the citizen table: cases themselves
  do not say who acts and pays.
* The active grants a case is told by are those of the population asked of.
* By paragraph, facility, function, ownership or role a case has a cell for each of its grants at
  any time, and one of UNKNOWN_LABEL, where it is counted while it has no active grant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pejl.base.tables import Value
from pejl.figures.request import FigureRequest
from tests.reference.asking import Answer, Answers, counted_period, in_cells
from tests.reference.places import Place, place_of_case
from tests.reference.spells import Spell, belongs, spells
from tests.reference.world import Row, World, said


@dataclass(frozen=True, eq=False)
class PlacedCase:
    """A case as one of its grants places it; `spell` None is as placed without any."""

    row: Row
    spells: tuple[Spell, ...]
    spell: Spell | None
    place: Place

    def counts_on(self, day: date) -> bool:
        opened, closed = said(self.row, "opened"), said(self.row, "closed")
        if opened is None or opened > day or (closed is not None and closed <= day):
            return False
        if self.spell is not None:
            return self.spell.active_on(day)
        return not any(spell.active_on(day) for spell in self.spells)


def answer(world: World, request: FigureRequest) -> Answers:
    found = spells(world, request, default="acting")
    cases = _placed_cases(world, request, found)
    answers: Answers = {}
    for asked in request.periods:
        period = counted_period(world, asked)
        by_case = in_cells(cases, request, period)
        by_spell = in_cells(found, request, period)
        for dims in by_case.keys() | by_spell.keys():
            open_cases = [one for one in by_case.get(dims, []) if one.counts_on(period.end)]
            active = [one for one in by_spell.get(dims, []) if one.active_on(period.end)]
            answers[asked, dims] = _of_cell(open_cases, active)
    return answers


def _of_cell(cases: list[PlacedCase], active: list[Spell]) -> Answer:
    citizens = len({spell.citizen for spell in active})
    ratio: Value | None = Fraction(len(active), citizens) if citizens else None
    return Answer(
        value=len({one.row["case_id"] for one in cases}),
        fields={"grants": len(active), "citizens": citizens, "grants_per_citizen": ratio},
        persons=len({one.row["citizen"] for one in cases}),
    )


def _placed_cases(world: World, request: FigureRequest, found: list[Spell]) -> list[PlacedCase]:
    population = request.options.get("population", "acting")
    by_case: dict[str | None, list[Spell]] = {}
    for spell in found:
        by_case.setdefault(said(spell.row, "case_id"), []).append(spell)
    placed = []
    for row in world.rows("case"):
        citizen = world.citizen(said(row, "citizen"))
        if citizen is None or not belongs(world, citizen, population):
            continue
        own = tuple(by_case.get(row["case_id"], []))
        for through in (None, *own):
            place = place_of_case(world, row, through.place if through else None)
            placed.append(PlacedCase(row, own, through, place))
    return placed
