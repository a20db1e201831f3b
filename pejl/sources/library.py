"""Finding and reading profiles: ours beside this module, the municipality's own in its folder.

An own profile with the same id as one of ours replaces it; others are added. An own
`municipality.toml` replaces ours whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pejl.base.errors import InputError
from pejl.sources.profile import MunicipalityFile, Profile, Reference, references
from pejl.sources.profile_faults import did_you_mean, profile_fault
from pejl.sources.toml_lines import TomlFile, read_toml

SHIPPED = Path(__file__).parent
SUFFIX = ".profile.toml"
MUNICIPALITY = "municipality.toml"

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
    for folder in (SHIPPED, own):
        if folder is None or not folder.is_dir():
            continue
        found.update({one.profile.id: one for one in _read_folder(folder)})
    ordered = sorted(found.values(), key=lambda one: one.profile.id)
    return Library(tuple(ordered), read_municipality(municipality_path(own)))


def municipality_path(own: Path | None) -> Path:
    """The municipality's own `municipality.toml` if there is one, else ours."""
    if own and (own / MUNICIPALITY).is_file():
        return own / MUNICIPALITY
    return SHIPPED / MUNICIPALITY


def read_profile(path: Path, name: str | None = None) -> LoadedProfile:
    """One profile. Raises InputError naming the line of what is wrong."""
    toml = read_toml(path, name)
    profile = _validated(Profile, toml)
    for one in references(profile):
        _check_reference(one, profile, toml)
    return LoadedProfile(profile, toml)


def _check_reference(one: Reference, profile: Profile, toml: TomlFile) -> None:
    spec = profile.columns.get(one.column)
    if spec is None:
        raise InputError(
            "profil-kolonne-ukendt",
            f"»{one.column}« er ikke en af kolonnerne under [columns]."
            + did_you_mean(one.column, profile.columns),
            where=toml.where(one.place),
            next_step="Ret navnet, eller skriv kolonnen ind under [columns].",
        )
    if one.types and spec.type not in one.types:
        raise InputError(
            "profil-kolonne-art",
            f'Kolonnen »{one.column}« har type = "{spec.type}", men her skal den være '
            f"{' eller '.join(one.types)}.",
            where=toml.where(one.place),
            next_step="Ret kolonnens type under [columns], eller vælg en anden kolonne.",
        )


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
        raise profile_fault(error, model, toml) from error
