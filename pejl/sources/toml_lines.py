"""TOML with the line of every key, so that an error can point at it.

The standard library parses TOML but forgets where things stood. A second, much simpler walk over
the text finds the lines; it only has to be right for files the standard parser has accepted.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pejl.base.errors import InputError, Where

Path_ = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*\[(\[?)(.+?)\]\]?\s*(?:#.*)?$")
_KEY_PART = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*""")


@dataclass(frozen=True)
class TomlFile:
    """A parsed file. `name` is how errors call it."""

    name: str
    data: dict[str, Any]
    lines: dict[Path_, int]

    def line_of(self, path: Path_) -> int:
        """The line of a key, or of the nearest thing around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def where(self, path: Path_ = ()) -> Where:
        return Where(file=self.name, line=self.line_of(path))


def read_toml(path: Path, name: str | None = None) -> TomlFile:
    """Raises InputError with the line when the file is not TOML or not UTF-8."""
    name = name or path.name
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise InputError(
            "profil-ikke-utf8",
            "Filen er ikke gemt som UTF-8.",
            where=Where(file=name),
            next_step="Gem den igen som UTF-8 i tekstredigeringsprogrammet.",
        ) from error
    except OSError as error:
        raise InputError(
            "fil-laast",
            "Filen kan ikke læses af den bruger, kommandoen kører som.",
            where=Where(file=name),
            next_step="Ret rettighederne til filen.",
        ) from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(error, text, name) from error
    return TomlFile(name=name, data=data, lines=_lines_of(text))


def _syntax_error(error: tomllib.TOMLDecodeError, text: str, name: str) -> InputError:
    found = re.search(r"line (\d+), column (\d+)", str(error))
    line = int(found[1]) if found else text.count("\n") + 1
    written = text.splitlines()[line - 1].strip() if line <= len(text.splitlines()) else ""
    return InputError(
        "profil-syntaks",
        f"Linjen kan ikke læses som TOML: {written}" if written else "Filen slutter midt i noget.",
        where=Where(file=name, line=line, column=int(found[2]) if found else None),
        next_step='Mangler der et citationstegn eller en parentes? Skriv fx id = "navn".',
    )


def _lines_of(text: str) -> dict[Path_, int]:
    lines: dict[Path_, int] = {}
    arrays: dict[Path_, int] = {}
    here: Path_ = ()
    inside = _Inside()
    for number, line in enumerate(text.split("\n"), 1):
        if inside.continues(line):
            continue
        header = _HEADER.match(line)
        if header and "=" not in _without_strings(line):
            here = _enter(_split_key(header[2]), bool(header[1]), arrays)
            lines.setdefault(here, number)
            if header[1]:
                lines.setdefault(here[:-1], number)
            continue
        key = _key_before_equals(line)
        if key:
            _note(lines, (*here, *key), number)
            _note_inline(lines, (*here, *key), line, number)
        inside.opened_by(line)
    return lines


class _Inside:
    """Are we inside a multi-line array or string? Then lines hold no keys of their own."""

    def __init__(self) -> None:
        self.depth = 0
        self.string = ""

    def continues(self, line: str) -> bool:
        if self.string:
            if self.string in line:
                self.string = ""
            return True
        if self.depth > 0:
            self.depth += _balance(line)
            return True
        return False

    def opened_by(self, line: str) -> None:
        for mark in ('"""', "'''"):
            if line.count(mark) % 2:
                self.string = mark
                return
        self.depth = max(0, _balance(line))


def _balance(line: str) -> int:
    plain = _without_strings(line)
    return plain.count("[") + plain.count("{") - plain.count("]") - plain.count("}")


def _without_strings(line: str) -> str:
    plain = re.sub(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', '""', line)
    return plain.split("#", 1)[0]


def _enter(key: list[str], is_array: bool, arrays: dict[Path_, int]) -> Path_:
    """The path of a table header; keys that name arrays of tables get the latest element."""
    path: Path_ = ()
    for position, part in enumerate(key):
        path = (*path, part)
        last = position == len(key) - 1
        if last and is_array:
            arrays[path] = arrays.get(path, -1) + 1
            path = (*path, arrays[path])
        elif path in arrays:
            path = (*path, arrays[path])
    return path


def _split_key(text: str) -> list[str]:
    parts: list[str] = []
    position = 0
    while found := _KEY_PART.match(text, position):
        parts.append(next(group for group in found.groups() if group is not None))
        position = found.end()
        if text[position : position + 1] != ".":
            break
        position += 1
    return parts


def _key_before_equals(line: str) -> list[str]:
    parts: list[str] = []
    position = 0
    while found := _KEY_PART.match(line, position):
        parts.append(next(group for group in found.groups() if group is not None))
        position = found.end()
        following = line[position : position + 1]
        if following == "=":
            return parts
        if following != ".":
            return []
        position += 1
    return []


def _note(lines: dict[Path_, int], path: Path_, number: int) -> None:
    for length in range(1, len(path) + 1):
        lines.setdefault(path[:length], number)


def _note_inline(lines: dict[Path_, int], path: Path_, line: str, number: int) -> None:
    """Keys of an inline table stand on its line; which level they are at does not matter."""
    for found in re.finditer(r"[{,]\s*(?:\"([^\"]*)\"|([A-Za-z0-9_-]+))\s*=", line):
        lines.setdefault((*path, found[1] or found[2]), number)
