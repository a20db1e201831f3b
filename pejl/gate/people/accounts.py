"""Managing users: for the command line and the BI operator's page. No password is ever told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from pejl.base.errors import UsageError
from pejl.gate.people.models import RoleAssignment, User
from pejl.gate.viewer import ROLE_LABELS, Role


def create_user(
    username: str,
    *,
    display_name: str,
    password: str,
    role: str,
    valid_from: date,
    valid_to: date | None = None,
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
            valid_to=valid_to,
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
        held = [(ROLE_LABELS[Role(one.role)], scope_da(one)) for one in user.role_assignments.all()]
        for role, sees in held or [("", "intet")]:
            lines.append(
                {
                    "username": user.username,
                    "name": user.display_name,
                    "role": role,
                    "sees": sees,
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
