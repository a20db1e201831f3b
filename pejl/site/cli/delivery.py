"""Commands about deliveries: `sample`, `source check`, `load`, `rejects` and the versions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from pejl.base.display import danish_number
from pejl.base.errors import ConsistencyError, UsageError
from pejl.site.cli.common import (
    Operator,
    format_option,
    pick_format,
    progress_bar,
    show_table,
    write_out,
)

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("sample")
@click.argument("folder", metavar="MAPPE", type=FOLDER)
@click.option(
    "--citizens",
    default=1200,
    show_default=True,
    type=click.IntRange(100, 1_000_000),
    help="Antal borgere.",
)
@click.option(
    "--deliveries",
    default=2,
    show_default=True,
    type=click.IntRange(1, 60),
    help="Antal månedlige leverancer.",
)
@click.option(
    "--first", type=click.DateTime(["%Y-%m-%d"]), help="Den første leverances dag (åååå-mm-dd)."
)
@click.option("--seed", default=1, show_default=True, help="Samme frø giver samme filer.")
@click.option(
    "--faults/--no-faults", default=True, help="Med eller uden indlagte fejl (og liste over dem)."
)
def sample_command(
    folder: Path, citizens: int, deliveries: int, first: Any, seed: int, faults: bool
) -> None:
    """Skriv en opdigtet kommunes leverancer til MAPPE.

    Ingen findes i virkeligheden: alle CPR-numre er erstatningsnumre (dag + 60).
    """
    from pejl.sample import write_sample

    with progress_bar("Eksempel") as step:
        summary = write_sample(
            folder,
            citizens=citizens,
            deliveries=deliveries,
            first_delivery=first.date() if first else None,
            seed=seed,
            faults=faults,
            progress=step,
        )
    click.echo(f"Skrevet til {folder}: {danish_number(citizens)} borgere")
    for delivery in summary.deliveries:
        rows, faults_in = sum(delivery.rows.values()), sum(delivery.faults.values())
        click.echo(
            f"  {folder / delivery.day.isoformat()}  "
            f"({danish_number(rows)} rækker, {danish_number(faults_in)} indlagte fejl)"
        )


@click.group("source")
def source_group() -> None:
    """Se på leverede filer, før noget indlæses."""


@source_group.command("check")
@click.argument("folder", metavar="MAPPE", type=FOLDER)
@click.pass_obj
def check_command(operator: Operator, folder: Path) -> int:
    """Vis, hvad profilerne gør ved filerne i MAPPE. Intet indlæses eller gemmes."""
    from pejl.site.load import check, render_check

    result = check(folder, profiles=operator.home.profiles)
    click.echo(render_check(result))
    return 0 if result.ok else 4


@click.command("load")
@click.argument("folders", metavar="MAPPE…", nargs=-1, required=True, type=FOLDER)
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Leverancens dag, når mappens navn ikke er en dato.",
)
@click.option(
    "--accept",
    multiple=True,
    metavar="REGEL",
    help="Lad en regel (fx V-100) passere; kræver --reason.",
)
@click.option("--reason", help="Hvorfor reglen må passere. Gemmes med versionen.")
@click.pass_obj
def load_command(
    operator: Operator,
    folders: tuple[Path, ...],
    day: Any,
    accept: tuple[str, ...],
    reason: str | None,
) -> None:
    """Indlæs leverancer. Hver bliver en ny version, som læserne skifter til i ét hug.

    En mappe er én leverance og hedder dens dag (2026-10-31), eller den rummer sådanne mapper.
    Standser en kontrol indlæsningen, gælder den tidligere version stadig.
    """
    from pejl.figures.spine import write_spine
    from pejl.site.load import load

    if accept and not (reason or "").strip():
        raise UsageError(
            "accept-uden-grund", "--accept kræver en grund.", next_step="Tilføj --reason TEKST."
        )
    results: list[Any] = []
    operator.home.prepare()
    operator.home.check_writable()
    # A load whose log cannot be written must not begin: nobody would see what it published.
    operator.trail.append(
        "load begun",
        who=operator.viewer.name,
        purpose="operation",
        what={"folders": len(folders), "accept": list(accept)},
    )

    def published(result: Any) -> None:
        results.append(result)
        operator.trail.append(
            "delivery loaded",
            who=operator.viewer.name,
            purpose="operation",
            what={
                "version": result.version.number,
                "snapshot": result.snapshot.id,
                "accept": list(accept),
            },
        )

    try:
        with progress_bar("Indlæser") as step:
            load(
                operator.home,
                folders,
                now=dt.datetime.now(dt.UTC),
                day=day.date() if day else None,
                accept=frozenset(accept),
                accept_reason=reason or "",
                finish=write_spine,
                progress=lambda _, done, total: step(done, total),
                published=published,
            )
    finally:
        for result in results:
            _tell_loaded(result)


@click.command("rebuild")
@click.pass_obj
def rebuild_command(operator: Operator) -> None:
    """Gør leverancerne klar til tal igen efter en opgradering.

    De indlæste rækker bliver, som de er; kun det, der regnes ud ved indlæsningen, laves om. Læserne
    skifter i ét hug, og den tidligere version bliver liggende.
    """
    from pejl.figures.spine import write_spine
    from pejl.site.load import rebuild

    with progress_bar("Gør klar") as step:
        version = rebuild(
            operator.home,
            now=dt.datetime.now(dt.UTC),
            finish=write_spine,
            progress=lambda _, done, total: step(done, total),
        )
    if version is None:
        click.echo("Alt er gjort klar af denne udgave; intet er ændret.")
        return
    operator.trail.append(
        "deliveries prepared again",
        who=operator.viewer.name,
        purpose="operation",
        what={"version": version.number, "snapshots": list(version.snapshot_ids)},
    )
    click.echo(f"Version {version.number}: leverancerne er gjort klar igen.")


def _tell_loaded(result: Any) -> None:
    snapshot = result.snapshot
    read = sum(feed.rows_read for feed in snapshot.feeds)
    click.echo(
        f"Version {result.version.number}: leverancen {snapshot.delivery_day:%d-%m-%Y} er indlæst. "
        f"{danish_number(len(snapshot.feeds))} filer, {danish_number(read)} rækker læst, "
        f"{danish_number(snapshot.rows_rejected)} afvist."
    )
    for check in snapshot.checks:
        click.echo(f"  {check.rule} {check.file}: {check.message}")
    if snapshot.rows_rejected:
        click.echo("  Se de afviste rækker med: pejl rejects")


@click.command("rejects")
@click.option(
    "--delivery",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Kun leverancen fra denne dag; ellers den seneste.",
)
@click.option("--all", "all_deliveries", is_flag=True, help="Alle leverancer i versionen.")
@click.option(
    "--raw", is_flag=True, help="Vis den rå tekst uden at skjule CPR-numrenes sidste cifre."
)
@format_option()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Skriv til en fil."
)
@click.pass_obj
def rejects_command(
    operator: Operator,
    delivery: Any,
    all_deliveries: bool,
    raw: bool,
    form: str,
    output: Path | None,
) -> None:
    """Vis de rækker, der ikke kunne indlæses: fil, linje, kolonne, grund og rå tekst."""
    from pejl.gate.persons import read_rejects
    from pejl.gate.purpose import Purpose

    rejects = read_rejects(
        operator.viewer,
        Purpose.DATA_QUALITY,
        delivery_day=delivery.date() if delivery else None,
        all_deliveries=all_deliveries,
        unmasked=raw,
        warehouse=operator.warehouse,
        trail=operator.trail,
    )
    rows = [
        {
            "delivery": one.delivery_day.isoformat(),
            "file": one.file,
            "line": one.line,
            "column": one.column,
            "reason": one.reason,
            "raw": one.raw,
        }
        for one in rejects
    ]
    if form != "table" or output:
        form = "csv" if form == "table" else form
        write_out(pick_format(form, rows=rows, more={}), output)
        return
    if not rows:
        click.echo("Ingen afviste rækker.")
        return
    heads = ["Leverance", "Fil", "Linje", "Kolonne", "Grund", "Rå tekst"]
    show_table(
        heads, [["" if cell is None else str(cell) for cell in row.values()] for row in rows]
    )


@click.command("versions")
@format_option()
@click.pass_obj
def versions_command(operator: Operator, form: str) -> None:
    """Vis de udgivne versioner; den, læserne ser, er mærket."""
    from pejl.store.snapshots import version_numbers

    current = _current_or_none(operator)
    rows = [
        _version_row(operator, number, current=number == current)
        for number in version_numbers(operator.home)
    ]
    if form != "table":
        click.echo(pick_format(form, rows=rows, more={"current": current}))
        return
    if not rows:
        click.echo("Ingen versioner endnu. Indlæs en leverance med: pejl load MAPPE")
        return
    heads = ["Version", "Gælder", "Udgivet", "Leverancer", "Afviste", "Anledning"]
    show_table(heads, [_version_line(row) for row in rows])


def _version_row(operator: Operator, number: int, *, current: bool) -> dict[str, Any]:
    """A damaged version is listed as such, so that a whole one can be chosen."""
    from pejl.store.snapshots import read_version

    try:
        version = read_version(operator.home, number)
    except ConsistencyError as error:
        return {
            "version": number,
            "current": current,
            "published_at": None,
            "deliveries": [],
            "rows_rejected": None,
            "reason": f"Beskadiget: {error.message}",
        }
    return {
        "version": number,
        "current": current,
        "published_at": version.published_at,
        "deliveries": [one.delivery_day.isoformat() for one in version.snapshots],
        "rows_rejected": version.latest.rows_rejected,
        "reason": version.reason,
    }


def _version_line(row: dict[str, Any]) -> list[str]:
    days = [dt.date.fromisoformat(day) for day in row["deliveries"]]
    published = row["published_at"] and dt.datetime.fromisoformat(row["published_at"])
    return [
        str(row["version"]),
        "ja" if row["current"] else "",
        published.astimezone().strftime("%d-%m-%Y %H:%M") if published else "",
        ", ".join(f"{day:%d-%m-%Y}" for day in days),
        "" if row["rows_rejected"] is None else danish_number(row["rows_rejected"]),
        row["reason"],
    ]


@click.command("rollback")
@click.argument("number", metavar="[VERSION]", required=False, type=int)
@click.pass_obj
def rollback_command(operator: Operator, number: int | None) -> None:
    """Gå tilbage til en tidligere version (ellers den lige før). Intet slettes."""
    from pejl.store.home import write_lock
    from pejl.store.snapshots import point_at, verify_version, version_numbers

    operator.home.prepare()
    with write_lock(operator.home):
        current = _current_or_none(operator)
        earlier = [
            one for one in version_numbers(operator.home) if current is None or one < current
        ]
        if number is None and not earlier:
            raise UsageError(
                "ingen-tidligere",
                "Der er ingen tidligere version.",
                next_step="Se listen: pejl versions",
            )
        chosen = earlier[-1] if number is None else number
        verify_version(operator.home, chosen)
        # First the event, then the switch: a choice nobody can read of is not made.
        operator.trail.append(
            "version chosen",
            who=operator.viewer.name,
            purpose="operation",
            what={"from": current, "to": chosen},
        )
        point_at(operator.home, chosen)
    again = f" (før: {current}). Tilbage igen: pejl rollback {current}" if current else "."
    click.echo(f"Version {chosen} gælder nu{again}")


def _current_or_none(operator: Operator) -> int | None:
    """None, too, when CURRENT is damaged: this is the command that mends it."""
    from pejl.store.snapshots import current_number

    try:
        return current_number(operator.home)
    except ConsistencyError:
        return None


COMMANDS = (
    sample_command,
    source_group,
    load_command,
    rebuild_command,
    rejects_command,
    versions_command,
    rollback_command,
)
