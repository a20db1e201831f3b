"""The exact reader of delimited text: records with the physical line they begin on.

The rule in words: a field that begins with a quote ends at the next quote that is not doubled,
and after it comes a delimiter or the end of the record. Any other quote is an ordinary letter.
A newline inside quotes belongs to the field. When a record breaks the rule - text after the
closing quote, a quote that is never closed - its *first physical line* alone is refused and
reading goes on at the next line, so one lost quote costs one row and never the rest of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_RECORD = 1024 * 1024
"""Letters in one record, newlines and all. More is refused: it is a lost quote, not a row."""

TRAILING = "der står tekst efter et lukkende citationstegn"
UNCLOSED = "et citationstegn lukkes aldrig"
TOO_LONG = "rækken er for lang til at være en række (over 1 MiB)"
NUL = "rækken indeholder NUL-tegn"


@dataclass(frozen=True)
class Record:
    """A record that could be split. `line` counts from 1; `lines` is how many it spans."""

    line: int
    fields: list[str]
    raw: str
    lines: int = 1


@dataclass(frozen=True)
class BrokenRecord:
    """A physical line that is no record, with the reason in Danish."""

    line: int
    reason: str
    raw: str


class UnclosedQuoteError(Exception):
    """The text ends inside quotes: there may be more on the next line."""


class TextAfterQuoteError(Exception):
    """Text after a closing quote."""


def split_record(text: str, delimiter: str, quote: str) -> list[str]:
    """The fields of one record without its line ending.

    Raises UnclosedQuoteError or TextAfterQuoteError.
    """
    fields: list[str] = []
    position = 0
    while True:
        if text.startswith(quote, position):
            field, position = _quoted(text, position + 1, quote)
            fields.append(field)
            if position == len(text):
                return fields
            if text[position] != delimiter:
                raise TextAfterQuoteError
            position += 1
            continue
        end = text.find(delimiter, position)
        if end < 0:
            fields.append(text[position:])
            return fields
        fields.append(text[position:end])
        position = end + 1


def _quoted(text: str, start: int, quote: str) -> tuple[str, int]:
    """The field inside quotes and the place after the closing one."""
    parts: list[str] = []
    position = start
    while True:
        end = text.find(quote, position)
        if end < 0:
            raise UnclosedQuoteError
        parts.append(text[position:end])
        if text[end + 1 : end + 2] != quote:
            return quote.join(parts), end + 1
        position = end + 2


def read_records(
    lines: Iterable[str], *, delimiter: str, quote: str, first_line: int = 1
) -> Iterator[Record | BrokenRecord]:
    """Records of physical lines (each with its line ending, if it has one).

    Memory is bounded by MAX_RECORD whatever the file holds. A blank line is a record with one
    empty field; the caller decides what that means.
    """
    source = _Lines(lines, first_line)
    while (line := source.next()) is not None:
        yield _one(line, source, delimiter, quote)


class _Lines:
    """Physical lines with their numbers, with a way to put some back."""

    def __init__(self, lines: Iterable[str], first_line: int) -> None:
        self._lines = iter(lines)
        self._back: list[str] = []
        self.number = first_line - 1

    def next(self) -> str | None:
        line = self._back.pop() if self._back else next(self._lines, None)
        if line is not None:
            self.number += 1
        return line

    def put_back(self, lines: list[str]) -> None:
        self._back.extend(reversed(lines))
        self.number -= len(lines)


def _one(line: str, source: _Lines, delimiter: str, quote: str) -> Record | BrokenRecord:
    number, taken, text = source.number, [line], line
    while True:
        body = _without_ending(text)
        try:
            if len(text) > MAX_RECORD:
                return _refused(number, taken, source, TOO_LONG)
            if quote not in body:
                fields = body.split(delimiter)
            else:
                fields = split_record(body, delimiter, quote)
        except TextAfterQuoteError:
            return _refused(number, taken, source, TRAILING)
        except UnclosedQuoteError:
            more = _until_quote(source, taken, len(text), quote)
            if more is None:
                return _refused(number, taken, source, UNCLOSED)
            text += more
            continue
        if "\0" in body:
            return BrokenRecord(number, NUL, body)
        return Record(number, fields, body, len(taken))


def _until_quote(source: _Lines, taken: list[str], length: int, quote: str) -> str | None:
    """The following lines up to one that has a quote; None when none comes in reach.

    What was taken is in `taken` either way, so that it can be put back.
    """
    more: list[str] = []
    while length <= MAX_RECORD:
        following = source.next()
        if following is None:
            return None
        taken.append(following)
        more.append(following)
        length += len(following)
        if quote in following:
            return "".join(more)
    return None


def _refused(number: int, taken: list[str], source: _Lines, reason: str) -> BrokenRecord:
    source.put_back(taken[1:])
    return BrokenRecord(number, reason, _without_ending(taken[0]))


def _without_ending(text: str) -> str:
    if text.endswith("\r\n"):
        return text[:-2]
    return text[:-1] if text.endswith(("\n", "\r")) else text
