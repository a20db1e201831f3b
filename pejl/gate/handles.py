"""Handles that those right of the gate pass on and never open: for their type annotations."""

from __future__ import annotations

from pejl.store.engines import Warehouse

__all__ = ["Warehouse"]
