"""What people call things: names for codes. No figures and no persons."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pejl.store.home import Home


def municipality_name(home: Home, code: str) -> str:
    """»Nordvig Kommune« for its code; the code itself where the name is not known."""
    name = _municipalities(home.profiles).get(code)
    return f"{name} Kommune" if name else f"Kommune {code}"


@lru_cache(maxsize=4)
def _municipalities(profiles: Path) -> dict[str, str]:
    from pejl.canon.services import municipality_names
    from pejl.sources.library import read_library

    return municipality_names(read_library(profiles if profiles.is_dir() else None).municipality)
