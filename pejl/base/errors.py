"""The small tree of errors meant for people.

Each tells whom it concerns and what, where it stands, and what to do next - in Danish, since
users read it. Logs get the code. A message never holds a CPR number or a name.

Example:
    raise InputError(
        "profil-kolonne-mangler",
        "Kolonnen »Startdato« findes ikke i filen.",
        where=Where(file="cura/Bevillinger.csv", line=1),
        next_step="Ret kolonnens navn i profilen, eller bed leverandøren om kolonnen.",
    )
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Where:
    """A place in a file: line and column count from 1; a column may also be a header's name."""

    file: str | None = None
    line: int | None = None
    column: int | str | None = None

    def __str__(self) -> str:
        parts = [self.file or ""]
        if self.line is not None:
            parts.append(f"linje {self.line}")
        if self.column is not None:
            parts.append(f"kolonne {self.column}")
        return ", ".join(part for part in parts if part)


class PejlError(Exception):
    """Base of every error that is shown to a person without a traceback.

    `code` is stable and may be searched for in the manual; `exit_code` is the command line's;
    `retry` says whether trying again without changing anything can help.
    """

    exit_code = 1
    retry = False

    def __init__(
        self,
        code: str,
        message: str,
        *,
        where: Where | None = None,
        next_step: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.where = where
        self.next_step = next_step

    def __str__(self) -> str:
        lines = [self.message]
        if self.where and str(self.where):
            lines.append(f"Hvor: {self.where}")
        if self.next_step:
            lines.append(f"Gør sådan: {self.next_step}")
        lines.append(f"(fejlkode {self.code})")
        return "\n".join(lines)


class UsageError(PejlError):
    """The question itself is off: an unknown indicator, period or dimension."""

    exit_code = 2


class InputError(PejlError):
    """A delivery or a profile cannot be read as it is."""

    exit_code = 3


class BlockedError(PejlError):
    """A check of severity error stopped the publication; the version before still serves."""

    exit_code = 4


class BusyError(PejlError):
    """Somebody else is writing to the data folder."""

    exit_code = 5
    retry = True


class DeniedError(PejlError):
    """The viewer may not see this. Says which right is missing, never what was there."""

    exit_code = 6


class StorageError(PejlError):
    """The disk is full or not writable; nothing was switched over."""

    exit_code = 7
    retry = True


class ConsistencyError(PejlError):
    """Numbers that must agree do not. A fault of ours or a damaged file: nothing is shown."""

    exit_code = 8
