"""Who is looking. Frozen, passed as an argument everywhere right of the gate, never global."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pejl.gate.scope import EVERYTHING, Scope, union


class Role(StrEnum):
    """A role. The value is stored and written on the command line."""

    DIRECTOR = "director"
    LEADER = "leader"
    CASE_WORKER = "case_worker"
    FACILITY_LEADER = "facility_leader"
    POLITICIAN = "politician"
    BI = "bi"


ROLE_LABELS: dict[Role, str] = {
    Role.DIRECTOR: "Direktør",
    Role.LEADER: "Leder",
    Role.CASE_WORKER: "Sagsbehandler",
    Role.FACILITY_LEADER: "Tilbudsleder",
    Role.POLITICIAN: "Politiker",
    Role.BI: "BI-ansvarlig",
}


@dataclass(frozen=True)
class Assignment:
    """One role and the part of the municipality it is held for, valid on the day of asking."""

    role: Role
    scope: Scope


@dataclass(frozen=True)
class Viewer:
    """A signed-in person, or the operator at the command line. `name` is the user name.

    Roles and scopes stay paired: what one role may see is not widened by another role's scope.
    """

    name: str
    assignments: tuple[Assignment, ...] = ()
    is_operator: bool = False

    @classmethod
    def operator(cls, name: str) -> Viewer:
        """Who runs commands on the data folder: sees everything, and is logged doing so."""
        return cls(name=name, is_operator=True)

    @classmethod
    def of(cls, name: str, role: Role, scope: Scope = EVERYTHING) -> Viewer:
        return cls(name, (Assignment(role, scope),))

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(one.role for one in self.assignments)

    @property
    def scope(self) -> Scope:
        """All of it together; a single decision may give less (`Decision.scope`)."""
        return EVERYTHING if self.is_operator else union(one.scope for one in self.assignments)

    def scope_in(self, roles: Iterable[Role]) -> Scope:
        """The part held in these roles only."""
        wanted = frozenset(roles)
        if self.is_operator:
            return EVERYTHING
        return union(one.scope for one in self.assignments if one.role in wanted)

    @property
    def roles_da(self) -> str:
        if self.is_operator:
            return "Driftsansvarlig"
        return ", ".join(ROLE_LABELS[role] for role in Role if role in self.roles) or "Ingen rolle"
