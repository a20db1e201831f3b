"""Do the profiles fit the canonical model? Asked before anything is read, with file and line."""

from __future__ import annotations

from collections.abc import Iterable

from pejl.base.errors import InputError
from pejl.canon import tables  # noqa: F401  the tables register themselves
from pejl.canon.model import TABLES, Column, Type
from pejl.sources.expressions import (
    Capture,
    ColumnType,
    Constant,
    First,
    Mapped,
    Match,
    MonthIn,
    MonthOf,
    SourceColumn,
)
from pejl.sources.file_sql import Maps
from pejl.sources.library import Library, LoadedProfile
from pejl.sources.profile import Profile, Target
from pejl.sources.profile_faults import did_you_mean
from pejl.sources.toml_lines import Path_

FITS: dict[ColumnType, frozenset[Type]] = {
    "text": frozenset({"text"}),
    "date": frozenset({"date"}),
    "integer": frozenset({"integer", "quantity", "money"}),
    "money": frozenset({"money"}),
    "number": frozenset({"quantity"}),
    "boolean": frozenset({"boolean"}),
    "cpr": frozenset({"text"}),
    "name": frozenset(),
}
"""Which canonical types a source column's type may fill. A name fills none: the vault has it."""


def check_targets(library: Library, maps: Maps) -> None:
    """Raises InputError for the first thing in a profile that the canonical model does not have."""
    for loaded in library.profiles:
        for number, target in enumerate(loaded.profile.target):
            _check(loaded, target, ("target", number), maps)


def _check(loaded: LoadedProfile, target: Target, place: Path_, maps: Maps) -> None:
    if target.table not in TABLES:
        raise _fault(
            loaded,
            (*place, "table"),
            f"Tabellen »{target.table}« findes ikke.",
            target.table,
            TABLES,
        )
    table = TABLES[target.table]
    columns = {column.name: column for column in table.columns}
    for name, expression in target.columns.items():
        where = (*place, "columns", name)
        if name not in columns:
            raise _fault(
                loaded, where, f"Tabellen {target.table} har ingen kolonne »{name}«.", name, columns
            )
        _check_type(loaded, columns[name], expression, where, maps)
    if target.unpivot:
        for name in (target.unpivot.label, target.unpivot.value):
            if name not in columns:
                raise _fault(
                    loaded,
                    (*place, "unpivot"),
                    f"Tabellen {target.table} har ingen kolonne »{name}«.",
                    name,
                    columns,
                )
    filled = {
        *target.columns,
        *((target.unpivot.label, target.unpivot.value) if target.unpivot else ()),
    }
    lacking = [
        column.name for column in table.columns if column.required and column.name not in filled
    ]
    if lacking:
        raise _fault(
            loaded,
            (*place, "columns"),
            f"Tabellen {target.table} kræver »{lacking[0]}«, men profilen fylder den ikke.",
        )


def _check_type(
    loaded: LoadedProfile, column: Column, expression: object, where: Path_, maps: Maps
) -> None:
    match expression:
        case Mapped(map=str(name)) if name not in maps:
            raise _fault(loaded, where, f"Oversættelsen »{name}« findes ikke.", name, maps)
        case Mapped(values=dict(values)):
            _check_values(loaded, column, values.values(), where)
        case Constant(constant=value):
            _check_values(loaded, column, [value], where)
    kind = result_type(loaded.profile, expression)
    if kind is not None and column.type not in FITS[kind]:
        raise _fault(
            loaded,
            where,
            f"Kolonnen {column.name} er {column.type}, men udtrykket giver {kind}.",
        )


def _check_values(
    loaded: LoadedProfile, column: Column, values: Iterable[object], where: Path_
) -> None:
    for value in values:
        fits = {
            "integer": str(value).lstrip("-").isdigit(),
            "boolean": isinstance(value, bool),
            "text": isinstance(value, str),
        }.get(column.type, False)
        if not fits:
            raise _fault(
                loaded,
                where,
                f"Kolonnen {column.name} er {column.type}; {value!r} passer ikke i den.",
            )


def result_type(profile: Profile, expression: object) -> ColumnType | None:
    """What an expression yields; None when it is checked by its values instead."""
    match expression:
        case SourceColumn(column=name):
            return profile.columns[name].type
        case First(first=names):
            kinds = {profile.columns[name].type for name in names}
            return kinds.pop() if len(kinds) == 1 else "name"
        case MonthOf() | MonthIn():
            return "date"
        case Match() | Capture():
            return "text"
    return None


def _fault(
    loaded: LoadedProfile, place: Path_, message: str, written: str = "", known: Iterable[str] = ()
) -> InputError:
    return InputError(
        "profil-tabel",
        message + did_you_mean(written, known),
        where=loaded.toml.where(place),
        next_step="Se tabeller og kolonner i docs/reference/faelles-model.md.",
    )
