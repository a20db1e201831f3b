"""Slows down guessing: too many failed attempts on one user name from one address lock that door.

The lock is per name and address, so nobody can lock a colleague out from elsewhere. It opens by
itself. A second lock per name, far higher, stops a guess spread over many addresses.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from pejl.gate.people.models import FailedLogin

MOST_FAILURES = 5
MOST_FAILURES_ANYWHERE = 50
LOCKED_FOR = timedelta(minutes=15)


def is_locked(username: str, address: str, *, now: datetime) -> bool:
    """Whether an attempt is refused before its password is even looked at."""
    fresh = FailedLogin.objects.filter(last_at__gt=now - LOCKED_FOR)
    return (
        fresh.filter(door=_door(username, address), failures__gte=MOST_FAILURES).exists()
        or fresh.filter(door=_door(username, ""), failures__gte=MOST_FAILURES_ANYWHERE).exists()
    )


def note_failure(username: str, address: str, *, now: datetime) -> None:
    """Count a failed attempt; a count older than the lock starts again."""
    for door in (_door(username, address), _door(username, "")):
        with transaction.atomic():
            FailedLogin.objects.get_or_create(door=door, defaults={"last_at": now})
            FailedLogin.objects.filter(door=door, last_at__lte=now - LOCKED_FOR).update(failures=0)
            FailedLogin.objects.filter(door=door).update(failures=F("failures") + 1, last_at=now)


def forget_failures(username: str, address: str) -> None:
    """After a success from this address. The count over all addresses runs on."""
    FailedLogin.objects.filter(door=_door(username, address)).delete()


def sweep(*, now: datetime) -> None:
    """Old counts tell nothing and need not be kept."""
    FailedLogin.objects.filter(last_at__lte=now - timedelta(days=1)).delete()


def _door(username: str, address: str) -> str:
    text = f"{username.strip().lower()}\n{address}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
