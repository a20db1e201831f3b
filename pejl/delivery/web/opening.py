"""The web process's one opening towards the gate: the warehouse as it is now, and the trail."""

from __future__ import annotations

import threading

from django.conf import settings

from pejl.gate.opening import Opening
from pejl.store.home import Home


def opening() -> Opening:
    """For the data folder of the settings. Connections open at first use, after the fork."""
    key = (settings.HOME, settings.PEOPLE_URL)
    with _opening_up:
        if key not in _opened:
            _opened[key] = Opening(*key)
        return _opened[key]


_opened: dict[tuple[Home, str], Opening] = {}
_opening_up = threading.Lock()


def close_openings() -> None:
    """Let go of connections: for tests, and for a process that is about to fork."""
    with _opening_up:
        for one in _opened.values():
            one.close()
        _opened.clear()
