"""`pejl findings`: what is wrong in the data, and what is done about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pejl.base.display import danish_number
from pejl.base.errors import UsageError
from pejl.site.cli.common import Operator, format_option, pick_format, show_table, write_out

if TYPE_CHECKING:
    from pejl.gate.handling import Action
    from pejl.gate.seen_findings import SeenFinding
    from pejl.gate.viewer import Viewer
    from pejl.store.handling import Outcome

_DAY = click.DateTime(["%Y-%m-%d"])
_IDS = click.argument("ids", metavar="ID…", nargs=-1, required=True)


@click.group("findings", invoke_without_command=True)
@click.option("--rule", "rules", multiple=True, metavar="REGEL", help="Kun denne regel, fx V-043.")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(["open", "accepted", "returned", "fixed"]),
    help="Kun denne tilstand (gentages). Ellers alle, der ikke er rettet.",
)
@click.option("--severity", "severities", multiple=True, type=click.Choice(["E", "W", "I"]),
              help="Kun denne alvor: E fejl, W advarsel, I oplysning.")  # fmt: skip
@click.option("--team", "teams", multiple=True, help="Kun dette team (gentages).")
@click.option("--owner", default="", help="Kun dem, der er hos: brugernavn, team eller initialer.")
@click.option("--new", is_flag=True, help="Kun dem, den nyeste leverance viste som nye.")
@click.option("--overdue", is_flag=True, help="Kun dem, hvis frist er overskredet.")
@click.option("--all", "every", is_flag=True, help="Også dem, en senere leverance har lukket.")
@click.option("--as-of", type=_DAY, help="Som kendt den dag; ellers nu.")
@format_option()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Skriv til en fil."
)
@click.pass_context
def findings_group(context: click.Context, /, form: str, output: Path | None, **asked: Any) -> None:
    """Vis fejl og mangler i data, og gør noget ved dem.

    Uden en kommando vises listen: regel, nøgle, alvor, tilstand, hvem der har den, hvor længe.
    """
    if context.invoked_subcommand is None:
        _show(context.obj, form, output, **asked)


def _show(operator: Operator, form: str, output: Path | None, **asked: Any) -> None:
    from pejl.gate.asking_findings import Ask, states_named
    from pejl.gate.findings import read_findings
    from pejl.gate.purpose import Purpose
    from pejl.quality.handling import State

    states = states_named(asked["states"])
    if not states and not asked["every"]:
        states = frozenset(State) - {State.FIXED}
    seen = read_findings(
        operator.viewer,
        Purpose.DATA_QUALITY,
        Ask(
            rules=frozenset(asked["rules"]),
            states=states,
            severities=frozenset(asked["severities"]),
            teams=frozenset(asked["teams"]),
            owner=asked["owner"],
            new=asked["new"],
            overdue=asked["overdue"],
            as_of=asked["as_of"].date() if asked["as_of"] else None,
        ),
        today=operator.today,
        warehouse=operator.warehouse,
        trail=operator.trail,
    )
    if form != "table":
        more = {"delivery_day": seen.delivery_day.isoformat()}
        write_out(pick_format(form, rows=[_told(one) for one in seen.rows], more=more), output)
        return
    show_table(
        ("Id", "Regel", "Alvor", "System", "Nøgle", "Tilstand", "Hos", "Set først", "Frist", "Kr."),
        (_line(one) for one in seen.rows),
        right={9},
    )
    click.echo(f"{danish_number(seen.tally.count)} fund pr. {seen.delivery_day:%d-%m-%Y}")


def _line(one: SeenFinding) -> tuple[str, ...]:
    due = one.handled.due
    return (
        one.id,
        one.row.rule,
        one.row.severity,
        one.row.system,
        one.row.key,
        one.state_da,
        one.owner or "",
        f"{one.row.first_seen:%d-%m-%Y}",
        f"{due:%d-%m-%Y}{' !' if one.handled.overdue else ''}" if due else "",
        "" if one.row.kroner is None else danish_number(one.row.kroner),
    )


def _told(one: SeenFinding) -> dict[str, Any]:
    row = one.row
    return {
        "id": one.id,
        "rule": row.rule,
        "system": row.system,
        "key": row.key,
        "severity": row.severity,
        "state": one.state.value,
        "first_seen": row.first_seen.isoformat(),
        "last_seen": row.last_seen.isoformat(),
        "closed_on": row.closed_on.isoformat() if row.closed_on else None,
        "times_returned": row.times_returned,
        "owner": one.owner,
        "due": one.handled.due.isoformat() if one.handled.due else None,
        "overdue": one.handled.overdue,
        "reason": one.reason or None,
        "until": one.until.isoformat() if one.until else None,
        "case_worker": row.case_worker,
        "team": row.team,
        "facility": row.facility_id,
        "paragraph": row.paragraph,
        "file": row.file,
        "line": row.line,
        "kroner": row.kroner,
        "facts": dict(row.facts),
    }


@findings_group.command("accept")
@_IDS
@click.option("--reason", required=True, help="Hvorfor det må stå.")
@click.option("--until", type=_DAY, help="Acceptens sidste dag; ellers til data ændres.")
@click.pass_obj
def accept_command(operator: Operator, ids: tuple[str, ...], reason: str, until: Any) -> int:
    """Accepter fund med en grund. De vender tilbage, når data ændres, eller dagen er gået."""
    from pejl.gate.handling import accepting

    action = accepting(reason, until.date() if until else None, today=operator.today)
    return _act(operator, ids, action, "accepteret")


@findings_group.command("withdraw")
@_IDS
@click.pass_obj
def withdraw_command(operator: Operator, ids: tuple[str, ...]) -> int:
    """Træk accepten af fund tilbage."""
    from pejl.gate.handling import withdrawing

    return _act(operator, ids, withdrawing(), "åbnet igen")


@findings_group.command("assign")
@_IDS
@click.option("--to", "username", metavar="BRUGERNAVN", help="Personen, der skal rette.")
@click.option("--team", help="Teamet, der skal rette.")
@click.option("--nobody", is_flag=True, help="Tag dem fra den, der har dem.")
@click.pass_obj
def assign_command(
    operator: Operator, ids: tuple[str, ...], username: str | None, team: str | None, nobody: bool
) -> int:
    """Giv fund til en person, der ser dem i forvejen, eller til et team."""
    from pejl.gate.handling import assigning

    if not (username or team or nobody):
        raise UsageError(
            "modtager-mangler", "Hvem skal have dem?", next_step="Brug --to, --team eller --nobody."
        )
    person = _viewer(operator, username) if username else None
    return _act(operator, ids, assigning(person=person, team=team), "givet videre")


@findings_group.command("due")
@_IDS
@click.option("--on", "day", required=True, type=_DAY, help="Fristen.")
@click.pass_obj
def due_command(operator: Operator, ids: tuple[str, ...], day: Any) -> int:
    """Sæt en anden frist."""
    from pejl.gate.handling import due_on

    return _act(operator, ids, due_on(day.date(), today=operator.today), "givet en ny frist")


@findings_group.command("note")
@_IDS
@click.option("--text", required=True, help="Noten.")
@click.pass_obj
def note_command(operator: Operator, ids: tuple[str, ...], text: str) -> int:
    """Skriv en note."""
    from pejl.gate.handling import noting

    return _act(operator, ids, noting(text), "fået en note")


@findings_group.command("undo")
@click.argument("number", metavar="NUMMER", type=int)
@click.pass_obj
def undo_command(operator: Operator, number: int) -> int:
    """Fortryd det, der blev gjort på én gang; nummeret blev skrevet dengang."""
    from pejl.gate.handling import undo_findings
    from pejl.gate.purpose import Purpose

    outcome = undo_findings(
        operator.viewer,
        Purpose.DATA_QUALITY,
        number,
        today=operator.today,
        warehouse=operator.warehouse,
        trail=operator.trail,
    )
    return _tell(outcome, "fortrudt", undo=False)


@findings_group.command("digest")
@click.option("--user", "username", required=True, metavar="BRUGERNAVN", help="Modtageren.")
@click.option("--format", "form", type=click.Choice(["text", "html"]), default="text",
              show_default=True, help="Mailens form.")  # fmt: skip
@click.option("--site", envvar="PEJL_SITE", default="http://127.0.0.1:8000/", show_default=True,
              help="Stedets adresse, som links begynder med.")  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Skriv til en fil."
)
@click.pass_obj
def digest_command(
    operator: Operator, username: str, form: str, site: str, output: Path | None
) -> None:
    """Vis den mail, en bruger ville få om sin arbejdsliste. Intet sendes."""
    from pejl.delivery.mail.digest import digest_mail, whole_page
    from pejl.gate.digest import read_digest
    from pejl.gate.purpose import Purpose

    digest = read_digest(
        _viewer(operator, username),
        Purpose.DATA_QUALITY,
        today=operator.today,
        warehouse=operator.warehouse,
        trail=operator.trail,
    )
    mail = digest_mail(digest, site)
    write_out(
        whole_page(mail) if form == "html" else f"Emne: {mail.subject}\n\n{mail.text}", output
    )


def _act(operator: Operator, ids: tuple[str, ...], action: Action, done_da: str) -> int:
    from pejl.gate.asking_findings import Ask
    from pejl.gate.findings import read_findings
    from pejl.gate.handling import act_on_findings
    from pejl.gate.purpose import Purpose

    common: dict[str, Any] = {
        "today": operator.today,
        "warehouse": operator.warehouse,
        "trail": operator.trail,
    }
    ask = Ask(ids=frozenset(ids))
    seen = read_findings(operator.viewer, Purpose.DATA_QUALITY, ask, **common)
    lacking = sorted(set(ids) - {one.id for one in seen.rows})
    if lacking:
        raise UsageError(
            "fund-ukendt",
            f"Fundet »{lacking[0]}« findes ikke.",
            next_step="Id'erne står i »pejl findings«.",
        )
    marks = [one.mark for one in seen.rows]
    outcome = act_on_findings(operator.viewer, Purpose.DATA_QUALITY, action, marks, **common)
    return _tell(outcome, done_da, undo=True)


def _tell(outcome: Outcome, done_da: str, *, undo: bool) -> int:
    """Say what was done and what was not; the exit code is 2 when something was left."""
    if outcome.done:
        click.echo(f"{len(outcome.done)} fund er {done_da}.")
        if undo:
            click.echo(f"Fortryd med: pejl findings undo {outcome.batch}")
    for name, reason in outcome.refused.items():
        click.echo(f"{name}: {reason}", err=True)
    if not (outcome.done or outcome.refused):
        click.echo("Der er intet med det nummer.", err=True)
    return 0 if outcome.done and not outcome.refused else 2


def _viewer(operator: Operator, username: str) -> Viewer:
    from pejl.site.web import prepare_web

    prepare_web(operator.home)
    from pejl.gate.people.accounts import user_named
    from pejl.gate.people.login import viewer_of

    return viewer_of(user_named(username), today=operator.today)


COMMANDS = (findings_group,)
