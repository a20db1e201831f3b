"""A citizen's life as it truly was, with the day each thing became known.

Systems show what was registered; the truth is kept apart from it so that a delivery can show what
was known that day, and so that faults are laid over the truth, never into it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pejl.sample.catalogue import Service


@dataclass(frozen=True, slots=True)
class Facility:
    key: str
    name: str
    service: Service
    owner: str
    tariff: int  # øre
    own: bool


class Version(NamedTuple):
    """What is registered about a grant or a commitment from a day on."""

    known: int
    start: int
    end: int
    tariff: int


class Observation(NamedTuple):
    key: str
    day: int
    status: str
    score: int


@dataclass(frozen=True, slots=True)
class Goal:
    key: str
    theme: str
    observations: tuple[Observation, ...]
    closed: int


@dataclass(frozen=True, slots=True)
class Assessment:
    key: str
    day: int
    level: str
    themes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    number: str  # the digits shared by B, D, V and I
    service: Service
    facility: Facility
    start: int
    end: int
    quantity: int
    versions: tuple[Version, ...]
    follow_ups_held: int
    goals: tuple[Goal, ...]
    first_of_kind: bool
    last_of_kind: bool

    @property
    def key(self) -> str:
        return f"B{self.number}"

    @property
    def known(self) -> int:
        return self.versions[0].known

    def as_known(self, day: int) -> Version | None:
        """The newest version known that day; nothing before the grant is registered."""
        return newest(self.versions, day)


def newest(versions: tuple[Version, ...], day: int) -> Version | None:
    found = None
    for version in versions:
        if version.known > day:
            break
        found = version
    return found


@dataclass(frozen=True, slots=True)
class Application:
    key: str
    service: Service
    received: int
    decided: int
    decision: str
    assessment: Assessment | None
    grant: Grant | None


@dataclass(frozen=True, slots=True)
class Complaint:
    key: str
    service: Service
    received: int
    decided: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Audit:
    quarter: int
    case: str
    team: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideCase:
    """A course in Fasit or a family case in SBSYS."""

    key: str
    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Life:
    number: int
    case: str
    cpr: str
    name: str
    death: int  # OPEN while alive
    acting: str
    paying: str
    target_group: str
    worker: str
    team: str
    applications: tuple[Application, ...]
    complaints: tuple[Complaint, ...]
    audits: tuple[Audit, ...]
    benefit: SideCase | None
    family: SideCase | None

    @property
    def grants(self) -> list[Grant]:
        return [application.grant for application in self.applications if application.grant]

    @property
    def opened(self) -> int:
        return self.applications[0].received
