"""Commands about definitions: `catalogue`, `lineage` and `burden`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pejl.base.display import danish_number, danish_percent
from pejl.site.cli.common import Operator, format_option, pick_format, show_table, write_out

if TYPE_CHECKING:
    from pejl.gate.burden import FieldBurden
    from pejl.gate.catalogue import Catalogue, Item

OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Skriv til en fil."
)


def _catalogue(operator: Operator) -> Catalogue:
    from pejl.gate.purpose import Purpose
    from pejl.reports.whence import whole_catalogue

    return whole_catalogue(
        operator.viewer, Purpose.OPERATION, home=operator.home, trail=operator.trail
    )


@click.command("catalogue")
@click.argument("words", metavar="ORD", nargs=-1)
@click.option(
    "--kind",
    type=click.Choice(["indicator", "deliverable", "rule", "worklist", "table", "column", "field"]),
    help="Kun denne slags.",
)
@format_option()
@OUTPUT
@click.pass_obj
def catalogue_command(
    operator: Operator, words: tuple[str, ...], kind: str | None, form: str, output: Path | None
) -> None:
    """Søg i kataloget: indikatorer, leverancer, regler, tabeller, kolonner og kildefelter."""
    found = _catalogue(operator).search(" ".join(words), kind or "")
    if form != "table":
        write_out(pick_format(form, rows=[_told(one) for one in found], more={}), output)
        return
    show_table(
        ("Slags", "Id", "Navn", "Ejer"),
        ((one.kind_da, one.id, one.title_da, one.owner_da) for one in found),
    )
    click.echo(f"{danish_number(len(found))} i kataloget")


def _told(one: Item) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "id": one.id,
        "title": one.title_da,
        "definition": one.text_da,
        "owner": one.owner_da,
        "purpose": one.purpose_da,
        "legal_basis": one.basis_da,
        "facts": dict(one.facts),
    }


@click.command("lineage")
@click.argument("name", metavar="NAVN")
@format_option()
@OUTPUT
@click.pass_obj
def lineage_command(operator: Operator, name: str, form: str, output: Path | None) -> None:
    """Vis, hvad noget hviler på, og hvad der bruger det.

    NAVN er et id i kataloget: I-12, V-043, grant.end_date eller "cura/Bevillinger:Slutdato".
    """
    from pejl.gate.catalogue import Node

    catalogue = _catalogue(operator)
    item = catalogue.named(name)
    node = Node(item.kind, item.id)  # type: ignore[arg-type]
    ways = (
        ("rests_on", "Hviler på", catalogue.graph.all_under(node)),
        ("used_by", "Bruges af", catalogue.graph.all_serving(node)),
    )
    rows = [
        {"way": way, "kind": one.kind, "id": one.id, "title": one.title_da}
        for way, _, nodes in ways
        for one in catalogue.of(nodes)
    ]
    if form != "table":
        write_out(pick_format(form, rows=rows, more={"of": _told(item)}), output)
        return
    click.echo(f"{item.kind_da} {item.id}: {item.title_da}\n")
    show_table(
        ("Vej", "Slags", "Id", "Navn"),
        (
            (label, one.kind_da, one.id, one.title_da)
            for _, label, nodes in ways
            for one in catalogue.of(nodes)
        ),
    )


@click.command("burden")
@click.option("--unused", is_flag=True, help="Kun felter, som intet bruger.")
@click.option(
    "--needs",
    multiple=True,
    metavar="TABEL.KOLONNE",
    help="Hvad et nyt tal ville kræve (gentages); så vises det i stedet.",
)
@click.option(
    "--rule",
    "draft",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="En regel under arbejde: de kolonner, den læser.",
)
@format_option()
@OUTPUT
@click.pass_obj
def burden_command(
    operator: Operator,
    unused: bool,
    needs: tuple[str, ...],
    draft: Path | None,
    form: str,
    output: Path | None,
) -> None:
    """Vis, hvad hvert felt tager at registrere, og hvad der bruger det."""
    from pejl.gate.burden import columns_of_draft, read_burden
    from pejl.gate.purpose import Purpose

    columns = (*needs, *(columns_of_draft(draft) if draft else ()))
    found = read_burden(
        operator.viewer,
        Purpose.OPERATION,
        columns=columns,
        warehouse=operator.warehouse,
        trail=operator.trail,
    )
    if columns:
        extra = [
            {
                "column": one.column,
                "fields": [each.field for each in one.fields],
                "minutes_per_month": one.minutes,
                "told": one.told_da,
            }
            for one in found.extra
        ]
        if form != "table":
            whole = {"minutes_per_month": found.extra_minutes}
            write_out(pick_format(form, rows=extra, more=whole), output)
            return
        show_table(
            ("Kolonne", "Felter", "Min./md.", "Hvad det betyder"),
            (
                (one.column, ", ".join(each.field for each in one.fields) or "ingen",
                 danish_number(one.minutes), one.told_da)
                for one in found.extra
            ),
            right={2},
        )  # fmt: skip
        return
    fields = found.unused if unused else found.fields
    if form != "table":
        lacking = [
            {"kind": one.kind_da, "name": one.name_da, "why": one.why_da, "columns": one.columns}
            for one in found.lacking
        ]
        more = {
            "delivery_day": found.delivery_day.isoformat(),
            "unsure": found.unsure_da,
            "lacking": lacking,
        }
        write_out(pick_format(form, rows=[_burden(one) for one in fields], more=more), output)
        return
    show_table(
        ("Felt", "Udfyldt", "Nye/ændrede", "Min./md.", "Bruges af"),
        (
            (one.field, danish_percent(one.filled_share), danish_number(one.registered),
             danish_number(one.minutes), ", ".join((*one.indicators, *one.rules)) or _other(one))
            for one in fields
        ),
        right={1, 2, 3},
    )  # fmt: skip
    click.echo(found.unsure_da)


def _other(one: FieldBurden) -> str:
    return one.law_da or ("indlæsningen" if one.load_da else "intet")


def _burden(one: FieldBurden) -> dict[str, Any]:
    return {
        "field": one.field,
        "system": one.system_da,
        "rows": one.rows,
        "filled_share": one.filled_share,
        "registered": one.registered,
        "estimated": one.estimated,
        "seconds": one.seconds,
        "minutes_per_month": one.minutes,
        "indicators": one.indicators,
        "rules": one.rules,
        "worklists": one.worklists,
        "law": one.law_da,
        "load": one.load_da,
        "used": one.is_used,
    }


COMMANDS = (catalogue_command, lineage_command, burden_command)
