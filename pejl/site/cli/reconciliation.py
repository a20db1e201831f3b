"""`pejl reconcile`: activity against cost, every krone matched, explained or open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pejl.base.display import danish_number
from pejl.site.cli.common import Operator, format_option, pick_format, show_table, write_out

if TYPE_CHECKING:
    from pejl.gate.reconciliation import SeenDifference, SeenTotals, Total

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("reconcile")
@click.option("--year", type=click.IntRange(1990, 2100), help="Kun det regnskabsår; ellers alle.")
@click.option("--by", default="class", show_default=True, help="Delt på hvad.",
              type=click.Choice(["class", "function", "paragraph", "month", "year",
                                 "explanation"]))  # fmt: skip
@click.option(
    "--open", "differences", is_flag=True, help="Vis de åbne forskelle, de dyreste først."
)
@click.option("--as-of", type=_DAY, help="Som kendt den dag; ellers nu.")
@format_option()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Skriv til en fil."
)
@click.pass_obj
def reconcile_command(
    operator: Operator,
    year: int | None,
    by: str,
    differences: bool,
    as_of: Any,
    form: str,
    output: Path | None,
) -> None:
    """Afstem aktivitet og udgift: matchet, forklaret og åbent, i kroner og dage."""
    from pejl.gate.purpose import Purpose
    from pejl.gate.reconciliation import Choice, read_differences, read_totals

    choice = Choice(year=year, as_of=as_of.date() if as_of else None)
    doors: dict[str, Any] = {
        "today": operator.today,
        "warehouse": operator.warehouse,
        "trail": operator.trail,
    }
    if differences:
        seen = read_differences(operator.viewer, Purpose.DATA_QUALITY, choice, **doors)
        rows = [_difference(one) for one in seen.rows]
        more: dict[str, Any] = {"delivery_day": seen.delivery_day.isoformat()}
    else:
        sums = read_totals(operator.viewer, Purpose.DATA_QUALITY, (by,), choice, **doors)
        rows = [_row(by, labels, one) for labels, one in sums.rows]
        more = {
            "delivery_day": sums.delivery_day.isoformat(),
            "by": by,
            "year": year,
            "identity": _identity(sums.whole),
        }
    if form != "table":
        write_out(pick_format(form, rows=rows, more=more), output)
    elif differences:
        _show_differences(seen.rows)
    else:
        _show_totals(sums)


def _row(by: str, labels: tuple[str, ...], one: Total) -> dict[str, Any]:
    key: Any = int(one.keys[0]) if by in ("class", "year") else one.keys[0]
    return {by: key, "label": labels[0], **_sums(one)}


def _sums(one: Total) -> dict[str, Any]:
    return {
        "count": one.cost_rows + one.activity_rows,
        "cost_rows": one.cost_rows,
        "postings": one.postings,
        "kroner": one.posted,
        "matched": one.matched,
        "explained": one.explained,
        "open": one.open,
        "activity_rows": one.activity_rows,
        "expected": one.expected,
        "expected_matched": one.met,
        "expected_explained": one.met_explained,
        "expected_open": one.missing,
        "days": one.days,
        "days_matched": one.days_matched,
        "days_explained": one.days_explained,
        "days_open": one.days_open,
    }


def _identity(one: Total) -> dict[str, Any]:
    """What must hold: the ledger's kroner, and the activity's days, are told to the last."""
    return {
        **_sums(one),
        "share_explained": None if one.share is None else round(one.share, 6),
        "holds": one.holds,
    }


def _difference(one: SeenDifference) -> dict[str, Any]:
    return {
        "id": one.address,
        "key": one.first.grant_id,
        "class": one.first.class_,
        "paragraph": one.paragraph,
        "function": one.first.function_code,
        "facility": one.first.facility_id,
        "from": f"{one.months[0].month:%Y-%m}",
        "to": f"{one.months[-1].month:%Y-%m}",
        "months": len(one.months),
        "too_much": one.too_much,
        "too_little": one.too_little,
        "kroner": one.kroner,
        "rule": one.cause or None,
        "state": one.handled.state.value,
        "owner": one.handled.person or one.handled.team,
        "first_seen": one.first.first_seen.isoformat(),
    }


def _show_totals(seen: SeenTotals) -> None:
    def line(label: str, one: Total) -> tuple[str, ...]:
        sums = (one.posted, one.matched, one.explained, one.open, one.missing)
        return (
            label,
            danish_number(one.cost_rows + one.activity_rows),
            *(danish_number(kroner, 2) for kroner in sums),
            danish_number(one.days),
            danish_number(one.days_open),
        )

    heads = {
        "class": "Klasse",
        "function": "Funktion",
        "paragraph": "Paragraf",
        "month": "Måned",
        "year": "År",
        "explanation": "Forklaring",
    }
    show_table(
        (heads[seen.by[0]], "Rækker", "Bogført", "Matchet", "Forklaret", "Åbent", "Mangler",
         "Dage", "Åbne dage"),
        [*(line(_numbered(seen.by[0], labels[0], one), one) for labels, one in seen.rows),
         line("I alt", seen.whole)],
        right=set(range(1, 9)),
    )  # fmt: skip
    one = seen.whole
    click.echo(
        f"Bogført {danish_number(one.posted, 2)} = matchet {danish_number(one.matched, 2)} "
        f"+ forklaret {danish_number(one.explained, 2)} + åbent {danish_number(one.open, 2)} kr."
    )
    click.echo(
        f"Dage {danish_number(one.days)} = matchet {danish_number(one.days_matched)} "
        f"+ forklaret {danish_number(one.days_explained)} + åbne {danish_number(one.days_open)}"
    )


def _numbered(by: str, label: str, one: Total) -> str:
    return f"{one.keys[0]} {label}" if by == "class" else label


def _show_differences(rows: tuple[SeenDifference, ...]) -> None:
    show_table(
        ("Nøgle", "Paragraf", "Fra", "Til", "For meget", "For lidt", "Årsag"),
        (
            (
                one.key,
                one.paragraph,
                f"{one.months[0].month:%m-%Y}",
                f"{one.months[-1].month:%m-%Y}",
                danish_number(one.too_much, 2),
                danish_number(one.too_little, 2),
                f"{one.cause} {one.cause_da}".strip(),
            )
            for one in rows
        ),
        right={4, 5},
    )
    click.echo(f"{danish_number(len(rows))} forskelle")


COMMANDS = (reconcile_command,)
