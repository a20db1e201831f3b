"""Where a row stands in the dimensions, and whether a filter lets it through.

Chosen where the definitions leave it open:

* Paragraph, facility and function are the codes and texts as delivered, whether or not they are
  found in a list; empty is UNKNOWN_LABEL.
* A grant's function is that of the commitment which refers to it; without one it is not guessed.
* A posting's paragraph is that of the commitment it refers to, else that of the grant (as I-10's
  definition says); its function and facility are its own; its team, case worker and target group
  are those of the referred grant's case.
* A commitment for a citizen others act for has no case of ours: its team, case worker and target
  group are unknown.
* The municipality's role is told only when both municipalities are said. A posting has the role of
  the commitment it refers to, else of the grant.
* Age is that of the birthdays reached on the last day of the period; born on 29 February one is a
  year older on 1 March in the years without that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pejl.base.period import Period
from pejl.base.tables import UNKNOWN_LABEL
from pejl.figures.request import FigureRequest, RowFilter
from tests.reference.world import Row, World, said

OWNERSHIP = {"own": "Egne", "public": "Købte", "private": "Købte"}
ROLES = {
    (True, True): "Handler og betaler",
    (True, False): "Handler, en anden betaler",
    (False, True): "Betaler, en anden handler",
    (False, False): "Hverken handler eller betaler",
}
BANDS = ((0, 17, "Under 18"), (18, 24, "18-24"), (25, 39, "25-39"), (40, 66, "40-66"))
OLDEST_BAND = "67+"
THROUGH_GRANTS = ("paragraph", "facility", "function", "ownership", "municipality_role")

Dims = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Place:
    """A row's value in every dimension but age, and the day of birth that age follows from."""

    values: dict[str, str]
    birth_date: date | None

    def value(self, dimension: str, period: Period) -> str:
        if dimension == "age_band":
            return age_band(self.birth_date, period.end)
        return self.values[dimension]

    def dims(self, by: tuple[str, ...], period: Period) -> Dims:
        return frozenset((name, self.value(name, period)) for name in by)

    def passes(self, request: FigureRequest, period: Period) -> bool:
        """All filters hold, and the row is within the scope."""
        return self.is_within(request.scope, period) and self.is_within(request.filters, period)

    def is_within(self, filters: tuple[RowFilter, ...], period: Period) -> bool:
        return all(self._passes_one(one, period) for one in filters)

    def _passes_one(self, one: RowFilter, period: Period) -> bool:
        if self.value(one.dimension, period) in one.values:
            return True
        return any(self._passes_one(other, period) for other in one.or_else)


def age_band(born: date | None, day: date) -> str:
    if born is None:
        return UNKNOWN_LABEL
    age = day.year - born.year
    if (day.month, day.day) < (born.month, born.day):
        age -= 1
    for youngest, oldest, label in BANDS:
        if youngest <= age <= oldest:
            return label
    return OLDEST_BAND if age > BANDS[-1][1] else BANDS[0][2]


def place_of_grant(world: World, grant: Row) -> Place:
    case = world.case(said(grant, "case_id"))
    commitment = world.commitment(said(grant, "grant_id"))
    return _place(
        world,
        citizen=said(grant, "citizen"),
        paragraph=said(grant, "paragraph"),
        facility=said(grant, "facility_id"),
        function=said(commitment, "function_code"),
        case=case,
        role=grant,
    )


def place_of_commitment(world: World, commitment: Row) -> Place:
    return _place(
        world,
        citizen=said(commitment, "citizen"),
        paragraph=said(commitment, "paragraph"),
        facility=said(commitment, "facility_id"),
        function=said(commitment, "function_code"),
        case=_case_of(world, commitment),
        role=commitment,
    )


def place_of_posting(world: World, posting: Row) -> Place:
    commitment = world.commitment(said(posting, "grant_id"))
    grant = world.grant(said(posting, "grant_id"))
    return _place(
        world,
        citizen=said(posting, "citizen"),
        paragraph=said(commitment, "paragraph") or said(grant, "paragraph"),
        facility=said(posting, "facility_id"),
        function=said(posting, "function_code"),
        case=_case_of(world, posting),
        role=commitment or grant,
    )


def only_function(function: str) -> Place:
    """Of a line of the budget nothing but its function is known."""
    others = ("target_group", "team", "case_worker", *THROUGH_GRANTS)
    return Place(dict.fromkeys(others, UNKNOWN_LABEL) | {"function": function}, None)


def place_of_case(world: World, case: Row, spell: Place | None) -> Place:
    """A case has its own group, team and worker; the rest through one of its active grants."""
    none = dict.fromkeys(THROUGH_GRANTS, UNKNOWN_LABEL)
    through = {name: spell.values[name] for name in THROUGH_GRANTS} if spell else none
    return Place(through | _of_case(case), said(world.citizen(said(case, "citizen")), "birth_date"))


def _case_of(world: World, row: Row) -> Row | None:
    return world.case(said(world.grant(said(row, "grant_id")), "case_id"))


def _place(
    world: World,
    *,
    citizen: str | None,
    paragraph: str | None,
    facility: str | None,
    function: str | None,
    case: Row | None,
    role: Row | None,
) -> Place:
    owner = said(world.facility(facility), "ownership")
    values = {
        "paragraph": paragraph or UNKNOWN_LABEL,
        "facility": facility or UNKNOWN_LABEL,
        "function": function or UNKNOWN_LABEL,
        "ownership": OWNERSHIP.get(owner, UNKNOWN_LABEL),
        "municipality_role": _role(world, role),
    }
    return Place(values | _of_case(case), said(world.citizen(citizen), "birth_date"))


def _of_case(case: Row | None) -> dict[str, str]:
    return {
        name: said(case, name) or UNKNOWN_LABEL for name in ("target_group", "team", "case_worker")
    }


def _role(world: World, row: Row | None) -> str:
    acting, paying = said(row, "acting_municipality"), said(row, "paying_municipality")
    if acting is None or paying is None:
        return UNKNOWN_LABEL
    return ROLES[acting == world.own_municipality, paying == world.own_municipality]
