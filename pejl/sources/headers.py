"""Comparing a delivered header with the profile: what is found, missing, new, perhaps renamed."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from pejl.base.errors import Where
from pejl.sources.profile import Profile

SHOWN = 60
"""Letters of a column's name that a message shows."""


@dataclass(frozen=True)
class HeaderMatch:
    """`places` is where each of the profile's columns stands in the file, from 0.

    `missing` are columns the profile requires to be there, `absent` optional ones that are not;
    `new` are delivered columns the profile does not know. `renamed` guesses which new one is
    which missing one. `width` is how many columns were delivered.
    """

    places: Mapping[str, int]
    missing: tuple[str, ...]
    absent: tuple[str, ...]
    new: tuple[str, ...]
    renamed: Mapping[str, str]
    where: Where
    width: int

    @property
    def fits(self) -> bool:
        return not self.missing and not self.new


def match_header(columns: tuple[str, ...], profile: Profile, where: Where) -> HeaderMatch:
    """Names are compared as composed Unicode, exactly; order does not matter."""
    delivered = {composed(name): place for place, name in enumerate(columns)}
    places = {
        name: delivered[composed(name)] for name in profile.columns if composed(name) in delivered
    }
    known = {composed(name) for name in profile.columns}
    lacking = [name for name in profile.columns if name not in places]
    new = tuple(
        shown(name) or f"(kolonne {place + 1} uden navn)"
        for place, name in enumerate(columns)
        if composed(name) not in known
    )
    missing = tuple(name for name in lacking if not profile.columns[name].optional)
    return HeaderMatch(
        places=places,
        missing=missing,
        absent=tuple(name for name in lacking if profile.columns[name].optional),
        new=new,
        renamed=_guesses(missing, new),
        where=where,
        width=len(columns),
    )


def shown(name: str) -> str:
    """A column's name for people: one that is no name can be of any length."""
    return name if len(name) <= SHOWN else f"{name[:SHOWN]}…"


def composed(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip())


def _guesses(missing: tuple[str, ...], new: tuple[str, ...]) -> dict[str, str]:
    guesses: dict[str, str] = {}
    lower = {name.lower(): name for name in new}
    for name in missing:
        close = difflib.get_close_matches(name.lower(), lower, 1, 0.6)
        if close:
            guesses[name] = lower[close[0]]
    return guesses
