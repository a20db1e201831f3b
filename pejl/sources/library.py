"""Finding and reading profiles: ours beside this module, the municipality's own in its folder.

An own profile with the same id as one of ours replaces it; others are added. An own
`municipality.toml` replaces ours whole.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pejl.base.errors import InputError
from pejl.sources.expressions import TAGS
from pejl.sources.profile import MunicipalityFile, Profile, check_references
from pejl.sources.toml_lines import Path_, TomlFile, read_toml

SHIPPED = Path(__file__).parent
SUFFIX = ".profile.toml"

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class LoadedProfile:
    """A profile with the file it was read from, so later checks can point into it too."""

    profile: Profile
    toml: TomlFile


@dataclass(frozen=True)
class Library:
    """Every profile that applies, in a fixed order, and the municipality they belong to."""

    profiles: tuple[LoadedProfile, ...]
    municipality: MunicipalityFile

    def profile(self, profile_id: str) -> Profile:
        return next(one.profile for one in self.profiles if one.profile.id == profile_id)


def read_library(own: Path | None = None) -> Library:
    """Our profiles with those in `own` laid over. Raises InputError for the first faulty file."""
    found: dict[str, LoadedProfile] = {}
    municipality = SHIPPED / "municipality.toml"
    for folder in (SHIPPED, own):
        if folder is None or not folder.is_dir():
            continue
        found.update({one.profile.id: one for one in _read_folder(folder)})
        if (folder / "municipality.toml").is_file():
            municipality = folder / "municipality.toml"
    ordered = sorted(found.values(), key=lambda one: one.profile.id)
    return Library(tuple(ordered), read_municipality(municipality))


def read_profile(path: Path, name: str | None = None) -> LoadedProfile:
    """One profile. Raises InputError naming the line of what is wrong."""
    toml = read_toml(path, name)
    profile = _validated(Profile, toml)
    for place, missing, _ in check_references(profile, toml):
        raise InputError(
            "profil-kolonne-ukendt",
            f"»{missing}« er ikke en af kolonnerne under [columns].{_meant(missing, profile.columns)}",
            where=toml.where(place),
            next_step="Ret navnet, eller skriv kolonnen ind under [columns].",
        )
    return LoadedProfile(profile, toml)


def read_municipality(path: Path) -> MunicipalityFile:
    return _validated(MunicipalityFile, read_toml(path))


def _read_folder(folder: Path) -> list[LoadedProfile]:
    read: dict[str, LoadedProfile] = {}
    for path in sorted(folder.rglob(f"*{SUFFIX}")):
        one = read_profile(path, path.relative_to(folder).as_posix())
        if one.profile.id in read:
            raise InputError(
                "profil-to-gange",
                f"Profilen »{one.profile.id}« findes to gange: også i "
                f"{read[one.profile.id].toml.name}.",
                where=one.toml.where(("id",)),
                next_step="Giv den ene et andet id.",
            )
        read[one.profile.id] = one
    return list(read.values())


def _validated(model: type[Model], toml: TomlFile) -> Model:
    try:
        return model.model_validate(toml.data)
    except ValidationError as error:
        raise _danish(error, model, toml) from error


def _danish(error: ValidationError, model: type[BaseModel], toml: TomlFile) -> InputError:
    """The first fault by line, and how many more there are."""
    faults = sorted(error.errors(), key=lambda one: toml.line_of(_place(one["loc"])))
    first = faults[0]
    place = _place(first["loc"])
    more = f" (og {len(faults) - 1} fejl mere i filen)" if len(faults) > 1 else ""
    return InputError(
        "profil-fejl",
        f"{_sentence(dict(first), place, model)}{more}",
        where=toml.where(place),
        next_step="Ret linjen. Alle nøgler og værdier står i docs/reference/profilformat.md.",
    )


def _place(location: Iterable[int | str]) -> Path_:
    """Pydantic's place without the names of union members, which no file has."""
    parts = list(location)
    return tuple(
        "from" if part == "from_" else part
        for at, part in enumerate(parts)
        if not (
            part in TAGS and at >= 2 and "columns" in parts[:at] and at > parts.index("columns") + 1
        )
        or part == parts[-1]
    )


def _sentence(fault: dict[str, Any], place: Path_, model: type[BaseModel]) -> str:
    name = ".".join(str(part + 1 if isinstance(part, int) else part) for part in place)
    context = fault.get("ctx") or {}
    match fault["type"]:
        case "extra_forbidden":
            known = _keys_at(model, place[:-1])
            return f"Nøglen »{place[-1]}« findes ikke.{_meant(str(place[-1]), known)}"
        case "missing":
            return f"Nøglen »{name}« mangler."
        case "literal_error":
            allowed = str(context.get("expected", "")).replace(" or ", " eller ")
            meant = _meant(str(fault["input"]), [one.strip("' ") for one in allowed.split(",")])
            return f"»{name}« er {fault['input']!r}, men skal være {allowed}.{meant}"
        case "value_error":
            return f"»{name}«: {context.get('error')}."
        case "string_pattern_mismatch":
            return f"»{name}« har ikke den rette form ({context.get('pattern')})."
        case "union_tag_not_found" | "union_tag_invalid":
            return f"»{name}« er ikke et udtryk, profilen kan læse (fx from, constant, first, month_of)."
        case "string_type":
            return f"»{name}« skal være tekst i citationstegn."
        case "bool_type":
            return f"»{name}« skal være true eller false uden citationstegn."
        case "int_type" | "greater_than_equal":
            return f"»{name}« skal være et tal, og ikke for lille."
        case "tuple_type" | "list_type":
            return f"»{name}« skal være en liste i kantede parenteser."
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"»{name}« skal være et afsnit eller stå i krøllede parenteser."
    return f"»{name}« har en værdi, den ikke må have."


def _keys_at(model: type[BaseModel], place: Path_) -> Sequence[str]:
    """The keys a section may have, found by walking the schema; empty when it is free."""
    current: Any = model
    for part in place:
        current = _child(current, part)
        if current is None:
            return ()
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [field.alias or name for name, field in current.model_fields.items()]
    return ()


def _child(current: Any, part: str | int) -> Any:
    if isinstance(current, type) and issubclass(current, BaseModel):
        field = current.model_fields.get(str(part))
        return None if field is None else field.annotation
    for one in getattr(current, "__args__", ()):
        found = one if isinstance(one, type) and issubclass(one, BaseModel) else None
        if found is not None:
            return found
    return None


def _meant(written: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(written.lower(), {one.lower(): one for one in known}, 1, 0.6)
    real = {one.lower(): one for one in known}
    return f" Mente du »{real[close[0]]}«?" if close else ""
