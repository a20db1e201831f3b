"""Small profiles and small files, taken in by the real intake over a real engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pejl.sources.delivered import DeliveredFile
from pejl.sources.intake import Intake, RejectedRow, TypedFile
from pejl.sources.profile import Profile
from pejl.sources.reader import Reading
from pejl.store.workbench import open_workbench

MAPS = {"unit": {"døgn": "day24", "time": "hour"}}


def small_profile(columns: Mapping[str, Any] | None = None, **more: Any) -> Profile:
    """A profile of a file `fil.csv`; `columns` are name = type or name = whole specification."""
    specs = {
        name: {"type": spec} if isinstance(spec, str) else spec
        for name, spec in (columns or {"A": "text", "B": "text"}).items()
    }
    data = {"id": "lille", "title_da": "Lille fil", "system": "test", "file": "fil.csv"}
    return Profile.model_validate({**data, "columns": specs, **more})


@dataclass(frozen=True)
class Taken:
    """What the intake made of a file: rows as (line, *values), and the rejected rows."""

    file: TypedFile
    rows: list[tuple[Any, ...]]
    rejects: list[RejectedRow]

    @property
    def values(self) -> list[tuple[Any, ...]]:
        return [row[1:] for row in self.rows]


def take(folder: Path, content: bytes | str, profile: Profile, name: str = "fil.csv") -> Taken:
    """Write the content as a file and take it in. A CPR number's key is `c:` and the number."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with open_workbench(None) as connection:
        intake = Intake(connection, MAPS, key_of=lambda number: f"c:{number}")
        reading = Reading(connection, intake.next_tables())
        file = intake.take(DeliveredFile(path, name), profile, reading)
        rows = connection.execute(
            f"select * exclude (bad) from {file.table} where not bad order by line"
        ).fetchall()
        return Taken(file, rows, list(intake.rejected_rows()))
