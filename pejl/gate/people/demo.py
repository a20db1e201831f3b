"""The demo's fictional users: one for each role, with a password everybody knows."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date

from pejl.base.errors import UsageError
from pejl.gate.people.accounts import create_user
from pejl.gate.people.models import User
from pejl.gate.versions import Parts
from pejl.gate.viewer import ROLE_LABELS, Role

DEMO_PASSWORD = "pejl-demo-2026"  # noqa: S105 - printed for all to read, for fictional data only
_SINCE = date(2026, 1, 1)


@dataclass(frozen=True)
class DemoUser:
    """A fictional user, password and all. With no part named she sees the whole municipality."""

    username: str
    display_name: str
    role: Role
    teams: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    case_workers: tuple[str, ...] = ()

    @property
    def password(self) -> str:
        return DEMO_PASSWORD

    @property
    def role_da(self) -> str:
        return ROLE_LABELS[self.role]

    @property
    def everything(self) -> bool:
        return not (self.teams or self.facilities or self.case_workers)


def demo_users(parts: Parts | None = None) -> tuple[DemoUser, ...]:
    """Make the demo's users where they are missing. Only when PEJL_DEMO is on.

    With the loaded data's `parts` there are also users who see a part only: a team, a facility,
    a case worker's own cases.
    """
    if os.environ.get("PEJL_DEMO") != "1":
        raise UsageError(
            "ikke-demo",
            "Demobrugere oprettes kun i demoen, for deres adgangskode er kendt af alle.",
            next_step="Opret rigtige brugere med »pejl user add«.",
        )
    users = (*_WHOLE, *(_partly(parts) if parts else ()))
    for one in users:
        if not User.objects.filter(username=one.username).exists():
            create_user(
                one.username,
                display_name=one.display_name,
                password=one.password,
                role=one.role,
                valid_from=_SINCE,
                everything=one.everything,
                teams=one.teams,
                facilities=one.facilities,
                case_workers=one.case_workers,
            )
    return users


_WHOLE = (
    DemoUser("leder", "Lise Leder", Role.LEADER),
    DemoUser("direktoer", "Dorthe Direktør", Role.DIRECTOR),
    DemoUser("politiker", "Palle Politiker", Role.POLITICIAN),
    DemoUser("bi", "Bente BI", Role.BI),
)


def _partly(parts: Parts) -> tuple[DemoUser, ...]:
    team = parts.teams[:1]
    own = [key for key, _, is_own in parts.facilities if is_own][:1]
    worker = [initials for initials, held in parts.case_workers if (held,) == team][:1]
    found = (
        DemoUser("teamleder", "Thomas Teamleder", Role.LEADER, teams=team),
        DemoUser("tilbudsleder", "Tine Tilbudsleder", Role.FACILITY_LEADER, facilities=tuple(own)),
        DemoUser(
            "sagsbehandler", "Sara Sagsbehandler", Role.CASE_WORKER, case_workers=tuple(worker)
        ),
    )
    return tuple(one for one in found if not one.everything)
