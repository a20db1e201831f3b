"""Commands about people: who may sign in, in which role, for which part of the organisation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from pejl.site.cli.common import Operator, format_option, pick_format, show_table
from pejl.site.web import prepare_web


@click.group("user")
def user_group() -> None:
    """Brugere, der må logge ind, og deres roller."""


@user_group.command("add")
@click.argument("username", metavar="BRUGERNAVN")
@click.option("--name", required=True, help="Navnet, der vises.")
@click.option(
    "--role",
    required=True,
    type=click.Choice(["director", "leader", "case_worker", "facility_leader", "politician", "bi"]),
    help="Rollen.",
)
@click.option("--team", "teams", multiple=True, help="Teams, brugeren må se (gentages).")
@click.option(
    "--facility", "facilities", multiple=True, help="Tilbuds-id'er, brugeren må se (gentages)."
)
@click.option(
    "--case-worker", "case_workers", multiple=True, help="Sagsbehandlerens egne initialer."
)
@click.option(
    "--everything", is_flag=True, help="Hele kommunen (ellers kun det nævnte; intet nævnt = intet)."
)
@click.option(
    "--valid-from",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Rollens første dag (åååå-mm-dd); ellers i dag.",
)
@click.option(
    "--valid-to",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Rollens sidste dag (åååå-mm-dd); ellers indtil den tages fra.",
)
@click.password_option(
    prompt="Adgangskode", help="Adgangskoden; skrives den ikke her, spørges der om den."
)
@click.pass_obj
def add_command(
    operator: Operator,
    username: str,
    name: str,
    role: str,
    teams: tuple[str, ...],
    facilities: tuple[str, ...],
    case_workers: tuple[str, ...],
    everything: bool,
    valid_from: datetime | None,
    valid_to: datetime | None,
    password: str,
) -> None:
    """Opret en bruger med én rolle og det, brugeren må se."""
    prepare_web(operator.home)
    from pejl.gate.people.accounts import create_user

    create_user(
        username,
        display_name=name,
        password=password,
        role=role,
        everything=everything,
        teams=teams,
        facilities=facilities,
        case_workers=case_workers,
        valid_from=valid_from.date() if valid_from else date.today(),  # noqa: DTZ011 - the operator's own clock
        valid_to=valid_to.date() if valid_to else None,
    )
    operator.trail.append(
        "user created",
        who=operator.viewer.name,
        purpose="operation",
        what={"user": username, "role": role},
    )
    click.echo(f"Brugeren {username} er oprettet med rollen {role}.")


@user_group.command("password")
@click.argument("username", metavar="BRUGERNAVN")
@click.password_option(
    prompt="Midlertidig adgangskode",
    help="Adgangskoden; skrives den ikke her, spørges der om den.",
)
@click.pass_obj
def password_command(operator: Operator, username: str, password: str) -> None:
    """Giv en bruger en midlertidig adgangskode, som skal skiftes ved næste login."""
    prepare_web(operator.home)
    from pejl.gate.people.accounts import set_password, user_named

    user = user_named(username)
    set_password(user, password, must_change=True)
    operator.trail.append(
        "password given",
        who=operator.viewer.name,
        purpose="operation",
        what={"user": user.username},
    )
    click.echo(f"{user.username} har fået en midlertidig adgangskode.")


@user_group.command("list")
@format_option()
@click.pass_obj
def list_command(operator: Operator, form: str) -> None:
    """Vis brugere og roller."""
    prepare_web(operator.home)
    from pejl.gate.people.accounts import list_users

    rows: list[dict[str, Any]] = list_users()
    if form != "table":
        click.echo(pick_format(form, rows=rows, more={}))
        return
    if not rows:
        click.echo("Ingen brugere endnu. Opret en med: pejl user add BRUGERNAVN")
        return
    heads = ["Brugernavn", "Navn", "Rolle", "Ser"]
    show_table(heads, [[str(cell) for cell in row.values()] for row in rows])


COMMANDS = (user_group,)
