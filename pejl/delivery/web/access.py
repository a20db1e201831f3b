"""Every view says who may see it. One that says nothing is never run.

    @shows("rejects", Purpose.DATA_QUALITY)      those the role matrix lets see rejects
    @public                                      everybody, signed in or not

`middleware.ClosedByDefault` reads the marks; `tests/access` sweeps all routes for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase

from pejl.gate.purpose import Purpose
from pejl.gate.roles import THINGS
from pejl.gate.viewer import Viewer

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Asked(HttpRequest):
    """A request that came through ClosedByDefault: it knows who asks, why, and which day it is."""

    viewer: Viewer
    purpose: Purpose
    today: date


@dataclass(frozen=True)
class Mark:
    """What a view says of itself. `thing` is empty for public views."""

    thing: str
    purpose: Purpose | None


_ATTRIBUTE = "pejl_mark"


def public(view: View) -> View:
    """Open to everybody. To be seen in review: a view that shows data must not carry it."""
    setattr(view, _ATTRIBUTE, Mark("", None))
    return view


def shows(thing: str, purpose: Purpose) -> Callable[[View], View]:
    """Open to those the role matrix lets see the thing, for this purpose."""
    if thing not in THINGS:
        raise LookupError(f"{thing} is not in the role matrix")

    def marked(view: View) -> View:
        setattr(view, _ATTRIBUTE, Mark(thing, purpose))
        return view

    return marked


def mark_of(view: Any) -> Mark | None:
    found = getattr(view, _ATTRIBUTE, None)
    return found if isinstance(found, Mark) else None
