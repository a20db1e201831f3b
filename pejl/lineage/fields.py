"""What each field of a source becomes: the canonical columns its profile makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from pejl.canon.citizens import FROM_NUMBER
from pejl.sources.expressions import ColumnType
from pejl.sources.library import Library
from pejl.sources.profile import Profile, Target

_FROM_ANY_NUMBER = tuple(f"citizen.{name}" for name in ("citizen", *FROM_NUMBER, "known_by"))


@dataclass(frozen=True)
class SourceField:
    """A column of a delivered file. `feeds` are the canonical columns (`grant.end_date`) that rest
    on it; `load_da` is what taking the file in needs it for, apart from those, and `rules` the
    rules of deliveries that look at it for that."""

    id: str
    profile: str
    column: str
    type: ColumnType
    feeds: frozenset[str]
    load_da: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def file_name(profile: Profile) -> str:
    """The delivered file without folder signs and ending: `cura/Bevillinger`."""
    path = PurePosixPath(profile.file.translate({ord(sign): None for sign in "*?[]"}))
    return (path.parent / path.stem).as_posix()


def source_fields(library: Library) -> tuple[SourceField, ...]:
    """Every field of every profile that applies, in the profiles' order."""
    return tuple(
        SourceField(
            id=f"{file_name(one.profile)}:{name}",
            profile=one.profile.id,
            column=name,
            type=spec.type,
            feeds=frozenset(_feeds(one.profile, name)),
            load_da=tuple(text for text, _ in _load_needs(one.profile, name)),
            rules=tuple(rule for _, rule in _load_needs(one.profile, name) if rule),
        )
        for one in library.profiles
        for name, spec in one.profile.columns.items()
    )


def _feeds(profile: Profile, field: str) -> Iterator[str]:
    for target in profile.target:
        yield from (f"{target.table}.{name}" for name in _filled_by(target, field))
    if profile.columns[field].type == "cpr":
        yield from _FROM_ANY_NUMBER


def _filled_by(target: Target, field: str) -> Iterable[str]:
    """The target's columns that change when the field does."""
    every = [*target.columns, *_unpivoted(target)]
    if target.where and field in (target.where.filled, target.where.column):
        return every
    if target.unpivot and field in target.unpivot.columns:
        return every  # an empty cell makes no row
    return [
        name
        for name, expression in target.columns.items()
        if any(read == field for read, _ in expression.columns_read)
    ]


def _unpivoted(target: Target) -> tuple[str, ...]:
    return (target.unpivot.label, target.unpivot.value) if target.unpivot else ()


def _load_needs(profile: Profile, field: str) -> Iterator[tuple[str, str]]:
    """In words, and the rule of deliveries there is for it, if any."""
    if field in profile.key:
        yield "Rækkens nøgle: dubletter findes på den.", "V-106"
    if profile.history and field == profile.history.closed_by:
        yield "Afgør, om rækken er lukket, så den ikke må ændre sig stille.", "V-108"
    if profile.columns[field].type == "cpr":
        yield "Gør rækken til en borgers.", "V-105"
    if profile.columns[field].type == "name":
        yield "Ligger i boksen og vises kun for sagsbehandleren i egne sager.", ""
