"""The group of commands, its options before the command, and how errors end."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import click

import pejl
from pejl.base.errors import PejlError
from pejl.site.cli import (
    catalogue,
    delivery,
    figures,
    findings,
    people,
    quality,
    reconciliation,
    running,
)
from pejl.site.cli.common import Operator
from pejl.store.home import home_from

EPILOG = (
    "Perioder skrives 2026, 2026-Q2, 2026-06 eller 2026-01..2026-06. "
    "Datamappen vælges med --home FØR kommandoen eller med PEJL_HOME. "
    "Hjælp til en kommando: pejl KOMMANDO --help."
)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EPILOG,
    options_metavar="[VALG]",
    subcommand_metavar="KOMMANDO …",
)
@click.option("--home", metavar="MAPPE", help="Datamappen (ellers PEJL_HOME, ellers ./pejl-data).")
@click.version_option(pejl.__version__, "--version", message="pejl %(version)s")
@click.pass_context
def pejl_group(context: click.Context, home: str | None) -> None:
    """Pejl: fra fagsystemernes leverancer til tal, en kommune kan stole på."""
    context.obj = Operator(home_from(home))


for command in (
    *catalogue.COMMANDS,
    *delivery.COMMANDS,
    *figures.COMMANDS,
    *findings.COMMANDS,
    *people.COMMANDS,
    *quality.COMMANDS,
    *reconciliation.COMMANDS,
    *running.COMMANDS,
):
    pejl_group.add_command(command)

_KINDS_DA = {"text": "TEKST", "integer": "TAL", "integer range": "TAL", "datetime": "DATO"}


def _in_danish(command: click.Command) -> None:
    """The library's own words for options and kinds of values, which its translations leave out."""
    command.options_metavar = "[VALG]"
    for one in command.params:
        if one.metavar is None and isinstance(one, click.Option) and not one.is_flag:
            one.metavar = _KINDS_DA.get(one.type.name)
    if isinstance(command, click.Group):
        command.subcommand_metavar = "KOMMANDO …"
        for inner in command.commands.values():
            _in_danish(inner)


_in_danish(pejl_group)


def run(arguments: list[str] | None = None) -> int:
    """Run one command and give its exit code; errors end in Danish, without a traceback."""
    try:
        result = pejl_group.main(args=arguments, prog_name="pejl", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help())
        return 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (Exception, click.Abort) as error:
        return _told(error)
    return result if isinstance(result, int) else 0


def _told(error: Exception) -> int:
    """Say what went wrong on standard error; the exit code tells its kind."""
    if isinstance(error, PejlError):
        click.echo(f"Fejl: {error}", err=True)
        return error.exit_code
    if isinstance(error, click.Abort):
        click.echo("Afbrudt. Intet er ændret.", err=True)
        return 130
    if isinstance(error, BrokenPipeError):
        # `pejl … | head` is no fault; keep Python from complaining when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if os.environ.get("PEJL_DEBUG"):
        raise error
    # The text of an unexpected error may hold a row's content; only its kind is told.
    place = traceback.extract_tb(error.__traceback__)[-1]
    click.echo(
        f"Fejl: Noget gik galt i programmet ({type(error).__name__} i "
        f"{Path(place.filename).name} linje {place.lineno}). Intet er udgivet.\n"
        "Gør sådan: Prøv igen. Sker det igen, så kør kommandoen med PEJL_DEBUG=1 og send "
        "teksten til dem, der vedligeholder Pejl; se den igennem for personoplysninger først.\n"
        "(fejlkode uventet)",
        err=True,
    )
    return PejlError.exit_code
