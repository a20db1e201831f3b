"""What every page's frame shows: who is signed in, where she may go, whether it is the demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from pejl.gate.roles import can
from pejl.gate.viewer import Viewer


@dataclass(frozen=True)
class Way:
    """A link of the main menu."""

    label_da: str
    address: str
    current: bool


_WAYS = (
    ("start", "start", "Overblik"),
    ("findings", "worklist", "Arbejdsliste"),
    ("reconciliation", "reconciliation", "Afstemning"),
    ("quality.trend", "quality", "Datakvalitet"),
    ("rejects", "rejects", "Afviste rækker"),
    ("versions", "versions", "Versioner"),
    ("definitions", "definitions", "Indikatorer"),
    ("catalogue", "catalogue", "Katalog"),
    ("people", "people", "Brugere"),
    ("help", "help", "Vejledning"),
)
"""The thing of the role matrix, the route, the label. Who may not see the thing gets no link."""


def frame(request: HttpRequest) -> dict[str, Any]:
    viewer = getattr(request, "viewer", None)
    return {
        "demo": settings.DEMO,
        "viewer": viewer,
        "ways": _ways(viewer, request) if isinstance(viewer, Viewer) else (),
    }


def _ways(viewer: Viewer, request: HttpRequest) -> tuple[Way, ...]:
    here = request.path
    return tuple(
        Way(label, address, here == address or (route != "start" and here.startswith(address)))
        for thing, route, label in _WAYS
        if can(viewer, thing).allowed
        for address in (reverse(route),)
    )
