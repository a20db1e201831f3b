"""Who is active when: grants of the case system, and commitments for those others act for.

Chosen where the definitions leave it open:

* A commitment counts when its grant is not in the case system, we pay, and another municipality is
  said to act. Whether the case system has the grant is asked of all its grants, whoever pays.
* The effective end is the earliest of the end date and the citizen's death, both days included.
  (A moved payer comes as grants of their own; services for children are not in the model.)
* A row with no citizen, no start or an effective end before its start was never active: it is no
  spell, and makes no cell either. Grants that are yet to start make theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pejl.base.period import Period
from pejl.figures.request import FigureRequest
from tests.reference.asking import day_numbers
from tests.reference.places import Place, place_of_commitment, place_of_grant
from tests.reference.world import Row, World, said

POPULATIONS = ("paying", "acting", "both", "either")


@dataclass(frozen=True, eq=False)
class Spell:
    """One grant, active from `start` to `end`; None is open."""

    row: Row
    citizen: str
    start: date
    end: date | None
    place: Place

    def days(self, window: Period) -> set[int]:
        """The active days in the window; an open spell runs to its end."""
        last = window.end if self.end is None else min(self.end, window.end)
        return set(day_numbers(max(self.start, window.start), last))

    def active_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


def spells(world: World, request: FigureRequest, *, default: str = "paying") -> list[Spell]:
    """The spells of the population the request asks of."""
    return of_population(world, request.options.get("population", default))


@lru_cache(maxsize=4)
def of_population(world: World, population: str) -> list[Spell]:
    assert population in POPULATIONS, population
    grants = [row for row in world.rows("grant") if belongs(world, row, population)]
    commitments = [
        row
        for row in _for_those_others_act_for(world)
        if said(row, "paying_municipality") == world.own_municipality
        and population in ("paying", "either")
    ]
    return _spells(world, grants, commitments)


def with_others(world: World, population: str) -> list[Spell]:
    """Spells outside the population that another municipality is said to act or pay for.

    They are activity like any other: grants of the case system, and commitments for citizens others
    act for whose grant it does not have. A commitment for one we act for, without a grant, is an
    error in the data and no activity.
    """
    inside = {id(spell.row) for spell in of_population(world, population)}
    found = _spells(world, world.rows("grant"), _for_those_others_act_for(world))
    return [one for one in found if id(one.row) not in inside and _of_others(world, one.row)]


def _of_others(world: World, row: Row) -> bool:
    own = (None, world.own_municipality)
    acting, paying = said(row, "acting_municipality"), said(row, "paying_municipality")
    return acting not in own or paying not in own


def _spells(world: World, grants: Iterable[Row], commitments: Iterable[Row]) -> list[Spell]:
    placed = [(row, place_of_grant(world, row)) for row in grants]
    placed += [(row, place_of_commitment(world, row)) for row in commitments]
    found = []
    for row, place in placed:
        citizen, start = said(row, "citizen"), said(row, "start_date")
        end = effective_end(world, row)
        if citizen is not None and start is not None and (end is None or start <= end):
            found.append(Spell(row, citizen, start, end, place))
    return found


def _for_those_others_act_for(world: World) -> list[Row]:
    """Commitments that the case system has no grant for, of citizens another is said to act for."""
    return [
        row
        for row in world.rows("commitment")
        if world.grant(said(row, "grant_id")) is None
        and said(row, "acting_municipality") not in (None, world.own_municipality)
    ]


def belongs(world: World, row: Row, population: str) -> bool:
    """Whether the row's municipalities put it in the population; what is not said does not."""
    acts: bool = said(row, "acting_municipality") == world.own_municipality
    pays: bool = said(row, "paying_municipality") == world.own_municipality
    answers = {"paying": pays, "acting": acts, "both": acts and pays, "either": acts or pays}
    return answers[population]


def effective_end(world: World, row: Row) -> date | None:
    ends = (said(row, "end_date"), said(world.citizen(said(row, "citizen")), "death_date"))
    return min((end for end in ends if end is not None), default=None)


def by_citizen(found: list[Spell]) -> dict[str, list[Spell]]:
    grouped: dict[str, list[Spell]] = {}
    for spell in found:
        grouped.setdefault(spell.citizen, []).append(spell)
    return grouped


def citizen_days(found: list[Spell], window: Period) -> dict[str, set[int]]:
    """Each citizen's active days in the window: the union of the spells' days, never the sum."""
    days = {
        citizen: set().union(*(spell.days(window) for spell in own))
        for citizen, own in by_citizen(found).items()
    }
    return {citizen: active for citizen, active in days.items() if active}
