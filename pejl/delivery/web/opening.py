"""The web process's one opening towards the gate: the warehouse as it is now, and the trail."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from pejl.gate.opening import Opening
from pejl.store.home import Home


def opening() -> Opening:
    """For the data folder of the settings. Connections open at first use, after the fork."""
    return _opening(settings.HOME, settings.PEOPLE_URL)


@lru_cache(maxsize=8)
def _opening(home: Home, people_url: str) -> Opening:
    return Opening(home, people_url)
