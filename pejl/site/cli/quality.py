"""Commands about the data's quality: `findings` and `rules`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pejl.base.display import danish_number
from pejl.site.cli.common import Operator, format_option, pick_format, show_table, write_out

if TYPE_CHECKING:
    from pejl.quality.listing import FindingRow


@click.command("findings")
@click.option("--rule", "rules", multiple=True, metavar="REGEL", help="Kun denne regel, fx V-043.")
@click.option("--all", "every", is_flag=True, help="Også dem, en senere leverance har lukket.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Som kendt den dag; ellers nu.")
@format_option()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Skriv til en fil."
)
@click.pass_obj
def findings_command(
    operator: Operator,
    rules: tuple[str, ...],
    every: bool,
    as_of: Any,
    form: str,
    output: Path | None,
) -> None:
    """Vis fejl og mangler i data: regel, nøgle, alvor, hvem retter, hvor længe."""
    from pejl.gate.findings import read_findings
    from pejl.gate.purpose import Purpose

    seen = read_findings(
        operator.viewer,
        Purpose.DATA_QUALITY,
        as_of=as_of.date() if as_of else None,
        rules=frozenset(rules),
        only_open=not every,
        warehouse=operator.warehouse,
        trail=operator.trail,
    )
    rows = [_told(one) for one in seen.rows]
    if form != "table":
        more = {"delivery_day": seen.delivery_day.isoformat()}
        write_out(pick_format(form, rows=rows, more=more), output)
        return
    show_table(
        ("Regel", "Alvor", "System", "Nøgle", "Retter", "Set først", "Kr."),
        (
            (
                one["rule"],
                one["severity"],
                one["system"],
                one["key"],
                one["owner"] or "",
                f"{found.first_seen:%d-%m-%Y}",
                "" if found.kroner is None else danish_number(found.kroner),
            )
            for one, found in zip(rows, seen.rows, strict=True)
        ),
        right={6},
    )
    click.echo(f"{danish_number(len(rows))} fund pr. {seen.delivery_day:%d-%m-%Y}")


def _told(one: FindingRow) -> dict[str, Any]:
    return {
        "id": one.finding_id,
        "rule": one.rule,
        "system": one.system,
        "key": one.key,
        "severity": one.severity,
        "state": "open" if one.is_open else "fixed",
        "first_seen": one.first_seen.isoformat(),
        "last_seen": one.last_seen.isoformat(),
        "closed_on": one.closed_on.isoformat() if one.closed_on else None,
        "times_returned": one.times_returned,
        "owner": one.case_worker,
        "team": one.team,
        "facility": one.facility_id,
        "paragraph": one.paragraph,
        "file": one.file,
        "line": one.line,
        "kroner": one.kroner,
        "facts": dict(one.facts),
    }


@click.group("rules")
def rules_group() -> None:
    """Reglerne, der prøver data."""


@rules_group.command("check")
@click.argument("file", metavar="FIL", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def rule_check_command(file: Path) -> int:
    """Prøv en regels fil: form, forespørgsel og dens egne eksempler. Intet gemmes."""
    from pejl.quality.examples import run_examples
    from pejl.quality.rule_library import read_rule

    rule = read_rule(file)
    failed = 0
    for number, one in enumerate(run_examples(rule), 1):
        mark = "ok" if one.holds else "FEJL"
        click.echo(f"{mark}  eksempel {number}: {one.example.told_da}")
        if not one.holds:
            failed += 1
            click.echo(f"      skal finde: {', '.join(one.wanted) or 'intet'}")
            click.echo(f"      finder:     {', '.join(one.found) or 'intet'}")
    click.echo(f"{rule.id} {rule.file.name_da}: {'i orden' if not failed else 'skal rettes'}")
    return 4 if failed else 0


COMMANDS = (findings_command, rules_group)
