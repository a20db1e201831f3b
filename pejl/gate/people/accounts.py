"""Managing users: for the command line and the BI operator's page. Danish errors, no passwords told."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from pejl.base.errors import UsageError
from pejl.gate.people.models import RoleAssignment, User
from pejl.gate.viewer import ROLE_LABELS, Role


@dataclass(frozen=True)
class DemoUser:
    """A fictional user of the demo, password and all."""

    username: str
    display_name: str
    role: Role
    password: str
    teams: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    case_workers: tuple[str, ...] = ()

    @property
    def role_da(self) -> str:
        return ROLE_LABELS[self.role]

    @property
    def everything(self) -> bool:
        return not (self.teams or self.facilities or self.case_workers)


def create_user(
    username: str,
    *,
    display_name: str,
    password: str,
    role: str,
    valid_from: date,
    everything: bool = False,
    teams: Iterable[str] = (),
    facilities: Iterable[str] = (),
    case_workers: Iterable[str] = (),
    must_change_password: bool = False,
) -> User:
    """A user with one role. UsageError when the name is taken or the password too weak."""
    name = username.strip().lower()
    if User.objects.filter(username=name).exists():
        raise UsageError(
            "bruger-findes", f"Brugeren »{name}« findes allerede.", next_step="Vælg et andet navn."
        )
    user = User(
        username=name,
        display_name=display_name.strip(),
        must_change_password=must_change_password,
    )
    with _danish_errors(), transaction.atomic():
        validate_password(password, user)
        user.set_password(password)
        user.full_clean()
        user.save()
        give_role(
            user,
            role,
            valid_from=valid_from,
            everything=everything,
            teams=teams,
            facilities=facilities,
            case_workers=case_workers,
        )
    return user


def give_role(
    user: User,
    role: str,
    *,
    valid_from: date,
    valid_to: date | None = None,
    everything: bool = False,
    teams: Iterable[str] = (),
    facilities: Iterable[str] = (),
    case_workers: Iterable[str] = (),
) -> RoleAssignment:
    """A role with its scope. With no part named and not `everything`, it shows nothing."""
    assignment = RoleAssignment(
        user=user,
        role=role_named(role),
        everything=everything,
        teams=_clean(teams),
        facilities=_clean(facilities),
        case_workers=_clean(case_workers),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    with _danish_errors():
        assignment.full_clean()
    assignment.save()
    return assignment


def end_role(assignment: RoleAssignment, *, today: date) -> None:
    """From now on the role gives nothing. It is kept, so that the past can be told."""
    last_day = date.fromordinal(today.toordinal() - 1)
    if assignment.valid_from > last_day:
        assignment.delete()
        return
    assignment.valid_to = last_day
    assignment.save(update_fields=["valid_to"])


def set_password(user: User, password: str, *, must_change: bool) -> None:
    """A new password; open sessions of the user end, since they are bound to the old one."""
    with _danish_errors():
        validate_password(password, user)
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])


def set_active(user: User, active: bool) -> None:
    """A user who has left is closed, not deleted: the trail still names her."""
    user.is_active = active
    user.save(update_fields=["is_active"])


def user_named(username: str) -> User:
    try:
        return User.objects.get_by_natural_key(username)
    except User.DoesNotExist as error:
        raise UsageError(
            "bruger-ukendt",
            f"Brugeren »{username}« findes ikke.",
            next_step="Se listen med »pejl user list«.",
        ) from error


def list_users() -> list[dict[str, Any]]:
    """One line per user and role; a user without roles has one line, too."""
    lines = []
    for user in User.objects.prefetch_related("role_assignments"):
        for one in list(user.role_assignments.all()) or [None]:
            lines.append(
                {
                    "username": user.username,
                    "name": user.display_name,
                    "role": ROLE_LABELS[Role(one.role)] if one else "",
                    "sees": scope_da(one) if one else "intet",
                }
            )
    return lines


def scope_da(assignment: RoleAssignment) -> str:
    """The scope in few words: »hele kommunen«, »team: A, B«, »intet«; closed roles say so."""
    if assignment.everything:
        text = "hele kommunen"
    else:
        parts = (
            ("team", assignment.teams),
            ("tilbud", assignment.facilities),
            ("sagsbehandler", assignment.case_workers),
        )
        text = "; ".join(f"{name}: {', '.join(v)}" for name, v in parts if v) or "intet"
    return f"{text} (til {assignment.valid_to:%d-%m-%Y})" if assignment.valid_to else text


def role_named(role: str) -> str:
    try:
        return Role(role).value
    except ValueError as error:
        raise UsageError(
            "rolle-ukendt",
            f"Rollen »{role}« findes ikke.",
            next_step=f"Vælg blandt: {', '.join(one.value for one in Role)}.",
        ) from error


DEMO_PASSWORD = "pejl-demo-2026"  # noqa: S105 - printed in the README, for fictional data only

DEMO_USERS = (
    DemoUser("direktoer", "Dorthe Direktør", Role.DIRECTOR, DEMO_PASSWORD),
    DemoUser("leder", "Lise Leder", Role.LEADER, DEMO_PASSWORD),
    DemoUser("teamleder", "Thomas Teamleder", Role.LEADER, DEMO_PASSWORD, teams=("Team Handicap",)),
    DemoUser(
        "sagsbehandler",
        "Sara Sagsbehandler",
        Role.CASE_WORKER,
        DEMO_PASSWORD,
        case_workers=("SB01",),
    ),
    DemoUser(
        "tilbudsleder",
        "Tine Tilbudsleder",
        Role.FACILITY_LEADER,
        DEMO_PASSWORD,
        facilities=("T001",),
    ),
    DemoUser("politiker", "Palle Politiker", Role.POLITICIAN, DEMO_PASSWORD),
    DemoUser("bi", "Bente BI", Role.BI, DEMO_PASSWORD),
)


def demo_users() -> tuple[DemoUser, ...]:
    """Make the demo's fictional users where they are missing. Only when PEJL_DEMO is on."""
    if os.environ.get("PEJL_DEMO") != "1":
        raise UsageError(
            "ikke-demo",
            "Demobrugere oprettes kun i demoen, for deres adgangskoder er kendt af alle.",
            next_step="Opret rigtige brugere med »pejl user add«.",
        )
    for one in DEMO_USERS:
        if not User.objects.filter(username=one.username).exists():
            create_user(
                one.username,
                display_name=one.display_name,
                password=one.password,
                role=one.role,
                valid_from=date(2026, 1, 1),
                everything=one.everything,
                teams=one.teams,
                facilities=one.facilities,
                case_workers=one.case_workers,
            )
    return DEMO_USERS


def _clean(values: Iterable[str]) -> list[str]:
    return sorted({value.strip() for value in values if value.strip()})


@contextmanager
def _danish_errors() -> Iterator[None]:
    """The framework's validation errors as ours."""
    try:
        yield
    except ValidationError as error:
        raise UsageError(
            "bruger-ugyldig", " ".join(error.messages), next_step="Ret det, og prøv igen."
        ) from error
