"""Commands about the rules that try the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pejl.base.display import danish_number
from pejl.site.cli.common import Operator, format_option, pick_format, show_table, write_out


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


@rules_group.command("list")
@format_option()
@click.pass_obj
def rule_list_command(operator: Operator, form: str) -> None:
    """Vis alle regler: alvor, hvem retter, om de kan måles, og hvor meget de fandt sidst."""
    from pejl.quality.registry import all_rules
    from pejl.quality.rule_library import read_rules

    ran = _last_run(operator)
    rules = all_rules(read_rules(operator.home.rules))
    fared = {one.id: ran.get(one.id, ("" if one.active else "off", None, "")) for one in rules}
    if form == "table":
        show_table(
            ("Id", "Navn", "Alvor", "Retter", "Tilstand", "Fund"),
            (
                (
                    one.id,
                    one.name_da,
                    one.severity,
                    ", ".join(one.fixer),
                    STATES_DA.get(fared[one.id][0], ""),
                    danish_number(fared[one.id][1]) if fared[one.id][1] is not None else "",
                )
                for one in rules
            ),
            right={5},
        )
        return
    rows: list[dict[str, Any]] = [
        {
            "id": one.id,
            "name": one.name_da,
            "severity": one.severity,
            "fixer": ",".join(one.fixer) if form == "csv" else list(one.fixer),
            "state": fared[one.id][0] or None,
            "found": fared[one.id][1],
            "why": fared[one.id][2],
            "own": one.own,
        }
        for one in rules
    ]
    write_out(pick_format(form, rows=rows, more={}), None)


STATES_DA = {"measured": "målt", "not_measurable": "kan ikke måles", "off": "slået fra"}


def _last_run(operator: Operator) -> dict[str, tuple[str, int | None, str]]:
    """How each rule fared at the newest load: state, found, why not. Empty before the first."""
    from pejl.store.snapshots import current_number

    if current_number(operator.home) is None:
        return {}
    engine = operator.warehouse.engine(operator.warehouse.snapshot(None))
    rows = engine.run_sql("select rule, kind, found, why_da from rule_run")
    return {rule: (kind, found, why) for rule, kind, found, why in rows}


COMMANDS = (rules_group,)
