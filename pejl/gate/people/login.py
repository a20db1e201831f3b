"""From a signed-in user to the viewer the gate asks for; and the way in itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth import authenticate
from django.http import HttpRequest

from pejl.gate.people import lockout
from pejl.gate.people.models import User
from pejl.gate.purpose import Purpose
from pejl.gate.viewer import Assignment, Role, Viewer
from pejl.store.trail import Trail

WRONG = "Brugernavn eller adgangskode er forkert."
LOCKED = "Der har været for mange forsøg. Vent et kvarter, og prøv igen."


@dataclass(frozen=True)
class SignIn:
    """The user, or in Danish why not. The two refusals tell nothing of whether the name exists."""

    user: User | None
    refusal_da: str = ""


def sign_in(
    request: HttpRequest, *, username: str, password: str, address: str, now: datetime, trail: Trail
) -> SignIn:
    """Check the password, count failures, log the outcome. Does not start the session."""
    if lockout.is_locked(username, address, now=now):
        trail.append("login locked", who="", purpose=Purpose.OPERATION, what={})
        return SignIn(None, LOCKED)
    user = authenticate(request, username=username.strip().lower(), password=password)
    if not isinstance(user, User):
        lockout.note_failure(username, address, now=now)
        # What was typed may be anything, a password too, so the trail does not repeat it.
        trail.append("login failed", who="", purpose=Purpose.OPERATION, what={})
        return SignIn(None, WRONG)
    lockout.forget_failures(username, address)
    lockout.sweep(now=now)
    trail.append("login", who=user.username, purpose=Purpose.OPERATION, what={})
    return SignIn(user)


def viewer_of(user: User, *, today: date) -> Viewer:
    """The roles valid today, read anew each time: a revoked role ends with the next request."""
    return Viewer(
        name=user.username,
        assignments=tuple(
            Assignment(Role(one.role), one.scope) for one in user.role_assignments.valid_on(today)
        )
        if user.is_active
        else (),
    )
