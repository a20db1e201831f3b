"""The plain splitting of text into records: physical lines, quotes, and what breaks their rules.

A field that begins with a quote ends at the next one that is not doubled, and after it comes a
delimiter or the end of the record; any other quote is a letter. A record that breaks the rule
costs its first line, and reading goes on at the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.faults.plain import PlainProfile

LONGEST = 1024 * 1024
"""Letters of one record; a longer one is refused."""

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A record by the physical line it begins on. `cells` is None when it cannot be split."""

    number: int
    raw: str
    cells: Cells | None


class _OpenQuoteError(Exception):
    """The text ends inside quotes."""


def lines_of(text: str) -> list[str]:
    """Physical lines, each with its ending. Old files end lines in a carriage return only."""
    ending = "\n" if "\n" in text or "\r" not in text else "\r"
    parts = text.split(ending)
    lines = [part + ending for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines


def records_of(lines: list[str], profile: PlainProfile) -> Iterator[Line]:
    """Records, numbered by the line they begin on, the first line being 1."""
    at = 0
    while at < len(lines):
        raw, cells, used = _record(lines, at, profile)
        if len(raw) > LONGEST:
            raw, cells, used = _bare(lines[at]), None, 1
        yield Line(at + 1, raw, None if "\0" in raw else cells)
        at += used


def split_text(text: str, profile: PlainProfile) -> Cells | None:
    """The cells of one record, newlines in quotes and all; None when it is none."""
    return _record(lines_of(text) if "\n" in text else [text], 0, profile)[1]


def _record(lines: list[str], at: int, profile: PlainProfile) -> tuple[str, Cells | None, int]:
    """(raw, cells, lines used) of the record that begins here; no cells if its quotes are wrong."""
    taken = lines[at]
    used = 1
    while True:
        try:
            return _bare(taken), _cells(_bare(taken), profile), used
        except ValueError:
            return _bare(lines[at]), None, 1
        except _OpenQuoteError:
            more = _to_next_quote(lines, at + used, profile.quote, LONGEST - len(taken))
        if not more:
            return _bare(lines[at]), None, 1
        taken += "".join(more)
        used += len(more)


def _to_next_quote(lines: list[str], start: int, quote: str, room: int) -> list[str]:
    """The lines up to one that has a quote; none when none has, or it is too far away."""
    for end in range(start, len(lines)):
        room -= len(lines[end])
        if quote in lines[end]:
            return lines[start : end + 1]
        if room < 0:
            break
    return []


def _cells(text: str, profile: PlainProfile) -> Cells:
    """Raises ValueError for text after a closing quote, _OpenQuoteError when one is not closed."""
    cells = []
    place = 0
    while True:
        if text.startswith(profile.quote, place):
            found = _quoted(profile.quote).match(text, place)
            if not found:
                raise _OpenQuoteError
            cells.append(found[1].replace(profile.quote * 2, profile.quote))
            place = found.end()
        else:
            end = text.find(profile.delimiter, place)
            end = len(text) if end < 0 else end
            cells.append(text[place:end])
            place = end
        if place == len(text):
            return tuple(cells)
        if text[place] != profile.delimiter:
            raise ValueError
        place += 1


@cache
def _quoted(quote: str) -> re.Pattern[str]:
    """A quoted cell, never giving back a doubled quote it has taken."""
    return re.compile(f"{quote}((?:[^{quote}]|{quote}{quote})*+){quote}")


def _bare(line: str) -> str:
    """Without its ending."""
    for ending in ("\r\n", "\n", "\r"):
        if line.endswith(ending):
            return line[: -len(ending)]
    return line
