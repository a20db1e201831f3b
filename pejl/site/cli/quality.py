"""Commands about the rules that try the data."""

from __future__ import annotations

from pathlib import Path

import click


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


COMMANDS = (rules_group,)
