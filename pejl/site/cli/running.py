"""Commands that run the product: `serve` and `demo`."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys
from pathlib import Path

import click

from pejl.base.errors import UsageError
from pejl.site.cli.common import Operator, progress_bar
from pejl.site.web import prepare_web
from pejl.store.home import Home

REPORT = "maanedsopfoelgning-myndighed"


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Adressen, der lyttes på.")
@click.option("--port", default=8000, show_default=True, help="Porten.")
@click.option("--workers", default=2, show_default=True, help="Antal processer.")
@click.pass_obj
def serve_command(operator: Operator, host: str, port: int, workers: int) -> None:
    """Vis websiden. Stop med Ctrl-C."""
    _serve(operator.home, host=host, port=port, workers=workers)


def _check_port_is_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UsageError(
                "port-optaget",
                f"Websiden kan ikke vises på {host}, port {port}: {error.strerror}.",
                next_step="Vælg en anden port med --port, eller stop det, der bruger den.",
            ) from error


def _serve(home: Home, *, host: str, port: int, workers: int) -> None:
    _check_port_is_free(host, port)
    prepare_web(home)
    click.echo(f"Pejl kører på http://{host}:{port}/  (stop med Ctrl-C)")
    sys.stdout.flush()
    arguments = ["--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4"]
    os.execv(  # noqa: S606 - our own interpreter and server, no shell
        sys.executable,
        [
            sys.executable,
            "-m",
            "gunicorn",
            *arguments,
            "--no-control-socket",
            "pejl.site.wsgi:application",
        ],
    )


@click.command("demo")
@click.option(
    "--citizens",
    default=1200,
    show_default=True,
    type=click.IntRange(100, 1_000_000),
    help="Antal borgere.",
)
@click.option("--seed", default=1, show_default=True, help="Samme frø giver samme kommune.")
@click.option("--port", default=8000, show_default=True, help="Porten, websiden vises på.")
@click.option("--serve/--no-serve", default=True, help="Vis websiden til sidst, eller lad være.")
@click.pass_obj
def demo_command(operator: Operator, citizens: int, seed: int, port: int, serve: bool) -> None:
    """Prøv Pejl: en opdigtet kommune, to leverancer og månedsopfølgningen.

    Skriver eksemplet i datamappen, indlæser det, opretter demobrugere, skriver rapporten som
    PDF og Excel og åbner websiden. Kan køres igen: det, der er gjort, gøres ikke om.
    """
    os.environ["PEJL_DEMO"] = "1"
    home = operator.home
    home.prepare()
    deliveries = home.path / "leverancer"
    days = _sample_and_load(operator, deliveries, citizens=citizens, seed=seed)
    period = days[-1][:7]
    _write_reports(
        operator,
        period,
        [home.path / f"maanedsopfoelgning-{period}{suffix}" for suffix in (".pdf", ".xlsx")],
    )
    prepare_web(home)
    from pejl.gate.deliveries import read_parts
    from pejl.gate.people.demo import demo_users
    from pejl.gate.purpose import Purpose

    parts = read_parts(
        operator.viewer, Purpose.OPERATION, warehouse=operator.warehouse, trail=operator.trail
    )
    click.echo("\nDemobrugere (alle opdigtede):")
    for user in demo_users(parts):
        click.echo(f"  {user.username:<12} {user.password:<24} {user.role_da}")
    if not serve:
        click.echo(f"\nVis websiden med: pejl --home {home.path} serve --port {port}")
        return
    click.echo("\nLog ind som »leder« og åbn Månedsopfølgning, myndighed.")
    if os.environ.get("DISPLAY") or sys.platform in ("darwin", "win32"):
        address = f"http://127.0.0.1:{port}/rapporter/{REPORT}/{period}/"
        subprocess.Popen([sys.executable, "-m", "pejl.site.browser", address])  # noqa: S603
    _serve(home, host="127.0.0.1", port=port, workers=2)


def _sample_and_load(operator: Operator, folder: Path, *, citizens: int, seed: int) -> list[str]:
    """The delivery days; writes and loads them unless an earlier run has."""
    from pejl.figures.spine import write_spine
    from pejl.sample import write_sample
    from pejl.site.load import load
    from pejl.store.snapshots import current_number, current_version

    if current_number(operator.home) is None:
        with progress_bar("Eksempel") as step:
            write_sample(folder, citizens=citizens, deliveries=2, seed=seed, progress=step)
        with progress_bar("Indlæser") as step:
            load(
                operator.home,
                [folder],
                now=dt.datetime.now(dt.UTC),
                finish=write_spine,
                progress=lambda _, done, total: step(done, total),
            )
    version = current_version(operator.home)
    for snapshot in version.snapshots:
        read = sum(feed.rows_read for feed in snapshot.feeds)
        click.echo(
            f"Leverance {snapshot.delivery_day:%d-%m-%Y}: {read} rækker læst, "
            f"{snapshot.rows_rejected} afvist med grund."
        )
    return [one.delivery_day.isoformat() for one in version.snapshots]


def _write_reports(operator: Operator, period: str, outputs: list[Path]) -> None:
    """One computation, several files."""
    from pejl.base.period import parse_period
    from pejl.gate.purpose import Purpose
    from pejl.reports.catalogue import deliverable_named
    from pejl.reports.deliverable import build
    from pejl.site.rendering import renderer_for

    document = build(
        deliverable_named(REPORT),
        parse_period(period),
        operator.viewer,
        purpose=Purpose.STEERING,
        warehouse=operator.warehouse,
        trail=operator.trail,
    )
    for output in outputs:
        output.write_bytes(renderer_for(output)(document))
        click.echo(f"Rapport: {output}")


COMMANDS = (serve_command, demo_command)
