"""Asking the role matrix on the way through a door: yes with a scope, or a logged no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pejl.base.errors import DeniedError
from pejl.gate.purpose import Purpose
from pejl.gate.roles import require
from pejl.gate.scope import Scope
from pejl.gate.viewer import Viewer

if TYPE_CHECKING:
    from pejl.store.trail import Trail


def decide(viewer: Viewer, purpose: Purpose, thing: str, *, trail: Trail, asked: str = "") -> Scope:
    """The scope the answer is narrowed to. A refusal is written to the trail, then raised."""
    try:
        return require(viewer, thing, purpose)
    except DeniedError:
        trail.append(
            "denied", who=viewer.name, purpose=purpose, what={"thing": thing, "asked": asked}
        )
        raise
