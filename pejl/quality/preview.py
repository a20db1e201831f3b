"""What the profiles make of a delivery, before anything is loaded: `pejl source check`.

Nothing is written and no key is made: a CPR number is shown as ddmmyy-xxxx, a name not at all.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from pejl.canon.arrival import Arrival, Desk, take_files
from pejl.canon.services import shared_maps
from pejl.canon.targets import check_targets
from pejl.quality.delivery import Judged, judge
from pejl.quality.rule import DeliveryFacts
from pejl.sources.delivered import display_name, match_files
from pejl.sources.intake import RejectedRow, TypedFile
from pejl.sources.library import read_library
from pejl.sources.profile import Profile
from pejl.store.workbench import engine_storage_errors, open_workbench

SAMPLE_ROWS = 5
REJECTS_SHOWN = 20
HIDDEN_NAME = "(navn)"


@dataclass(frozen=True)
class FileCheck:
    """What a profile makes of its file. `file` is None when it was not found.

    `sample` holds the first typed rows as text, the line first; `rejects` the first rejected rows.
    """

    profile: str
    title_da: str
    pattern: str
    required: bool
    file: str | None
    unread: str | None = None
    columns: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    rows_read: int = 0
    rows_rejected: int = 0
    sample: tuple[tuple[str, ...], ...] = ()
    rejects: tuple[RejectedRow, ...] = ()


@dataclass(frozen=True)
class CheckResult:
    """A delivery looked at. `ok` says that nothing in it would stop a first load."""

    folder: str
    files: tuple[FileCheck, ...]
    findings: tuple[Judged, ...]
    unclaimed: tuple[str, ...]

    @property
    def ok(self) -> bool:
        unread = any(one.unread for one in self.files)
        return not unread and not any(one.blocking for one in self.findings)


def check(folder: Path, *, profiles: Path | None = None) -> CheckResult:
    """Look at a delivery with the shipped profiles and the municipality's own in `profiles`.

    Raises InputError for a faulty profile; what is wrong with the files is in the result.
    """
    library = read_library(profiles)
    maps = shared_maps(library.municipality)
    check_targets(library, maps)
    every = tuple(one.profile for one in library.profiles)
    matched = match_files(folder, every)
    with (
        tempfile.TemporaryDirectory(prefix="pejl-check-") as spill,
        engine_storage_errors(),
        open_workbench(Path(spill)) as connection,
    ):
        desk = Desk(connection, maps, key_of=lambda number: f"{number[:6]}-xxxx")
        arrival = take_files(desk, every, matched)
        facts = DeliveryFacts(
            day=date.min,
            profiles=every,
            matched=matched,
            taken=arrival.taken,
            unread=arrival.unread,
            superseded=arrival.superseded,
        )
        rejects = list(arrival.intake.rejected_rows())
        files = tuple(
            _file_check(connection, profile, arrival, rejects, _name(matched.files.get(profile.id)))
            for profile in every
        )
        return CheckResult(
            folder=display_name(folder.name),
            files=files,
            findings=judge(facts, frozenset()),
            unclaimed=matched.unclaimed,
        )


def _name(file: object) -> str | None:
    name = getattr(file, "name", None)
    return name if isinstance(name, str) else None


def _file_check(
    connection: duckdb.DuckDBPyConnection,
    profile: Profile,
    arrival: Arrival,
    rejects: Sequence[RejectedRow],
    name: str | None,
) -> FileCheck:
    plain = FileCheck(profile.id, profile.title_da, profile.file, profile.required, name)
    if profile.id in arrival.unread:
        return FileCheck(**{**vars(plain), "unread": str(arrival.unread[profile.id])})
    if profile.id not in arrival.taken:
        return plain
    file = arrival.taken[profile.id]
    own = tuple(one for one in rejects if one.profile == profile.id)
    return FileCheck(
        **{
            **vars(plain),
            "columns": profile.names,
            "matched": tuple(file.header.places),
            "missing": file.header.missing,
            "new": file.header.new,
            "rows_read": file.rows_read,
            "rows_rejected": file.rows_rejected,
            "sample": _sample(connection, file),
            "rejects": own[:REJECTS_SHOWN],
        }
    )


def _sample(connection: duckdb.DuckDBPyConnection, file: TypedFile) -> tuple[tuple[str, ...], ...]:
    rows = connection.execute(
        f"select * exclude (bad) from {file.table} where not bad order by line limit {SAMPLE_ROWS}"
    ).fetchall()
    types = [file.profile.columns[name].type for name in file.profile.names]
    return tuple(
        (str(row[0]), *(_shown(cell, kind) for cell, kind in zip(row[1:], types, strict=True)))
        for row in rows
    )


def _shown(cell: object, kind: str) -> str:
    match cell:
        case None:
            return "–"
        case bool():
            return "Ja" if cell else "Nej"
        case date():
            return f"{cell:%d-%m-%Y}"
        case Decimal():
            return f"{cell:f}".replace(".", ",")
    return HIDDEN_NAME if kind == "name" else str(cell)


def render_check(result: CheckResult) -> str:
    """The result as plain Danish text."""
    lines = [f"Leverancen i {result.folder}"]
    for one in result.files:
        lines += ["", *_render_file(one)]
    if result.findings:
        lines += ["", "Kontroller"]
        lines += [f"  {_render_finding(one)}" for one in result.findings]
    verdict = (
        "Leverancen kan indlæses." if result.ok else "Leverancen kan ikke indlæses, som den er."
    )
    return "\n".join([*lines, "", verdict])


def _render_finding(one: Judged) -> str:
    stop = " (standser)" if one.blocking else ""
    lines = ", ".join(str(line) for line in one.finding.lines[:5])
    place = one.finding.file + (f", linje {lines}" if lines else "")
    return f"{one.rule.id}{stop} {place}: {one.finding.message}"


def _render_file(one: FileCheck) -> list[str]:
    head = f"{one.title_da} ({one.profile})"
    if one.file is None:
        return [
            head,
            f"  Fil: ingen passer på {one.pattern}" + ("" if one.required else " (valgfri)"),
        ]
    if one.unread is not None:
        return [head, f"  Fil: {one.file}", *(f"  {line}" for line in one.unread.splitlines())]
    lines = [
        head,
        f"  Fil: {one.file}",
        f"  Kolonner: {len(one.matched)} af {len(one.columns)} genkendt",
        *(f"    mangler: {name}" for name in one.missing),
        *(f"    ny: {name}" for name in one.new),
        f"  Rækker: {one.rows_read} læst, {one.rows_rejected} afvist",
    ]
    if one.sample:
        lines += ["  De første rækker:", f"    linje | {' | '.join(one.columns)}"]
        lines += [f"    {' | '.join(row)}" for row in one.sample]
    if one.rejects:
        lines.append("  Afviste rækker:")
        lines += [f"    linje {row.line}: {row.told}" for row in one.rejects]
    if one.rows_rejected > len(one.rejects):
        lines.append(f"    … og {one.rows_rejected - len(one.rejects)} til")
    return lines
