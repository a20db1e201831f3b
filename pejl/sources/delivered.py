"""Finding the delivered file of a profile, whatever way its name's letters are composed.

Names with æ, ø and å arrive in two Unicode forms (NFC from most systems, NFD from a Mac or some
file transfers); they are the same name.
"""

from __future__ import annotations

import fnmatch
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from pejl.base.errors import InputError, UsageError, Where
from pejl.sources.profile import Profile

_CPR_LIKE = re.compile(r"(?<!\d)(\d{6})[-_ .]?(\d{4})(?!\d)")


HIDDEN = (".", "~$")
"""How the names of files and folders begin that nobody delivered on purpose."""


@dataclass(frozen=True)
class DeliveredFile:
    """A file of a delivery. `name` is its path within the delivery, as people see it."""

    path: Path
    name: str


@dataclass(frozen=True)
class Matched:
    """Which file each profile got, which other files it matched, and files nobody claims."""

    files: dict[str, DeliveredFile]
    others: dict[str, tuple[str, ...]]
    unclaimed: tuple[str, ...]


@dataclass(frozen=True)
class Delivery:
    """A folder of delivered files and the day they were delivered: their knowledge time."""

    folder: Path
    day: date


def find_deliveries(folders: Sequence[Path], day: date | None = None) -> list[Delivery]:
    """Deliveries, oldest first. A folder is one, named by its day; or it holds such folders.

    `day` names the day of the one folder given. Raises UsageError when it cannot be told, or when
    a day comes twice.
    """
    if day is not None and len(folders) != 1:
        raise UsageError(
            "dag-til-flere",
            "En dag kan kun gives til én mappe ad gangen.",
            next_step="Indlæs mapperne hver for sig med --day, eller lad dem hedde deres dag.",
        )
    found = [one for folder in folders for one in _deliveries_in(folder, day)]
    ordered = sorted(found, key=lambda one: one.day)
    for one, following in pairwise(ordered):
        if one.day == following.day:
            raise UsageError(
                "dag-to-gange",
                f"To af mapperne er leverancen fra den {one.day:%d-%m-%Y}.",
                next_step="Indlæs kun den, der gælder.",
            )
    return ordered


def _deliveries_in(folder: Path, day: date | None) -> list[Delivery]:
    if not folder.is_dir():
        raise UsageError(
            "mappe-ukendt",
            f"Mappen »{display_name(folder.name)}« findes ikke.",
            next_step="Skriv stien til en leverances mappe.",
        )
    own = day or _named_day(folder)
    if own:
        return [Delivery(folder, own)]
    try:
        inner = [(one, _named_day(one)) for one in sorted(folder.iterdir()) if one.is_dir()]
    except OSError as error:
        raise _closed_folder(folder.name) from error
    dated = [Delivery(one, named) for one, named in inner if named]
    if not dated:
        raise UsageError(
            "leverance-uden-dag",
            f"Mappen »{display_name(folder.name)}« hedder ikke en dag og rummer ingen, der gør.",
            next_step="Kald mappen fx 2026-10-31, eller giv dagen med --day 2026-10-31.",
        )
    return dated


def _named_day(folder: Path) -> date | None:
    name = folder.resolve().name
    try:
        return date.fromisoformat(name) if re.fullmatch(r"\d{4}-\d\d-\d\d", name) else None
    except ValueError:
        return None


def list_files(folder: Path) -> list[DeliveredFile]:
    """Every file under a delivery but hidden ones, by name.

    Raises InputError for a folder we may not look into: its files would be told as missing.
    """

    def closed(error: OSError) -> None:
        raise _closed_folder(Path(error.filename or folder).name) from error

    found = []
    for place, inner, names in os.walk(folder, onerror=closed):
        inner[:] = [one for one in inner if not one.startswith(HIDDEN)]
        paths = [Path(place, one) for one in names if not one.startswith(HIDDEN)]
        found += [
            DeliveredFile(path, display_name(path.relative_to(folder).as_posix()))
            for path in paths
            if path.is_file()
        ]
    return sorted(found, key=lambda one: one.name)


def _closed_folder(name: str) -> InputError:
    return InputError(
        "mappe-laast",
        "Mappen kan ikke læses af den bruger, kommandoen kører som.",
        where=Where(file=display_name(name)),
        next_step="Ret rettighederne til mappen, og indlæs igen.",
    )


def match_files(folder: Path, profiles: Iterable[Profile]) -> Matched:
    """The first file by name for each profile. More than one match is told, never hidden.

    Raises InputError when it is a link out of the delivery: who may put files there must not
    thereby choose what else of the machine is read.
    """
    delivered = list_files(folder)
    files: dict[str, DeliveredFile] = {}
    others: dict[str, tuple[str, ...]] = {}
    claimed: set[str] = set()
    for profile in profiles:
        pattern = _composed(profile.file)
        hits = [one for one in delivered if _fits(_composed(_relative(one, folder)), pattern)]
        claimed.update(one.name for one in hits)
        if hits:
            files[profile.id] = _inside(hits[0], folder)
        if len(hits) > 1:
            others[profile.id] = tuple(one.name for one in hits[1:])
    unclaimed = tuple(one.name for one in delivered if one.name not in claimed)
    return Matched(files, others, unclaimed)


def _inside(file: DeliveredFile, folder: Path) -> DeliveredFile:
    if file.path.resolve().is_relative_to(folder.resolve()):
        return file
    raise InputError(
        "fil-udenfor",
        "Filen er et link, der peger ud af leverancen.",
        where=Where(file=file.name),
        next_step="Læg selve filen i leverancens mappe, og indlæs igen.",
    )


@contextmanager
def readable(file: DeliveredFile) -> Iterator[BinaryIO]:
    """The file opened for its bytes. Raises InputError when we may not read it."""
    try:
        source = file.path.open("rb")
    except OSError as error:
        raise InputError(
            "fil-laast",
            "Filen kan ikke læses af den bruger, kommandoen kører som.",
            where=Where(file=file.name),
            next_step="Ret rettighederne til filen, og indlæs igen.",
        ) from error
    with source:
        yield source


def display_name(name: str) -> str:
    """A file's name for people: composed letters, and no CPR number even if somebody wrote one.

    Signs that steer a terminal, and bytes that are no letters, are shown as the sign for that.
    """
    masked = _CPR_LIKE.sub(r"\1-xxxx", _composed(name))
    return "".join(
        sign
        if sign.isprintable() or unicodedata.category(sign) == "Zs"
        else "\N{REPLACEMENT CHARACTER}"
        for sign in masked
    )


def _relative(file: DeliveredFile, folder: Path) -> str:
    return file.path.relative_to(folder).as_posix()


def _fits(name: str, pattern: str) -> bool:
    """Folder by folder, so a `*` never reaches into another folder."""
    name_parts, pattern_parts = name.split("/"), pattern.split("/")
    return len(name_parts) == len(pattern_parts) and all(
        fnmatch.fnmatchcase(part.lower(), wanted.lower())
        for part, wanted in zip(name_parts, pattern_parts, strict=True)
    )


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
