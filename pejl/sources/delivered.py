"""Finding the delivered file of a profile, whatever way its name's letters are composed.

Names with æ, ø and å arrive in two Unicode forms (NFC from most systems, NFD from a Mac or some
file transfers); they are the same name.
"""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pejl.sources.profile import Profile

_CPR_LIKE = re.compile(r"(?<!\d)(\d{6})[- ]?(\d{4})(?!\d)")


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


def list_files(folder: Path) -> list[DeliveredFile]:
    """Every file under a delivery but hidden ones, by name."""
    found = [
        DeliveredFile(path, display_name(path.relative_to(folder).as_posix()))
        for path in folder.rglob("*")
        if path.is_file() and not any(p.startswith((".", "~$")) for p in path.relative_to(folder).parts)
    ]
    return sorted(found, key=lambda one: one.name)


def match_files(folder: Path, profiles: Iterable[Profile]) -> Matched:
    """The first file by name for each profile. More than one match is told, never hidden."""
    delivered = list_files(folder)
    files: dict[str, DeliveredFile] = {}
    others: dict[str, tuple[str, ...]] = {}
    claimed: set[str] = set()
    for profile in profiles:
        pattern = _composed(profile.file)
        hits = [one for one in delivered if _fits(_composed(_relative(one, folder)), pattern)]
        claimed.update(one.name for one in hits)
        if hits:
            files[profile.id] = hits[0]
        if len(hits) > 1:
            others[profile.id] = tuple(one.name for one in hits[1:])
    unclaimed = tuple(one.name for one in delivered if one.name not in claimed)
    return Matched(files, others, unclaimed)


def display_name(name: str) -> str:
    """A file's name for people: composed letters, and no CPR number even if somebody wrote one."""
    return _CPR_LIKE.sub(r"\1-xxxx", _composed(name))


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
