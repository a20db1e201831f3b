"""What the commands share: the operator, formats, progress, tables on a terminal."""

from __future__ import annotations

import csv
import getpass
import io
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
import simplejson

from pejl.base.errors import UsageError
from pejl.store.home import Home

if TYPE_CHECKING:
    from pejl.gate.viewer import Viewer
    from pejl.store.engines import Warehouse
    from pejl.store.trail import Trail

FORMATS = click.Choice(["table", "json", "csv"])


@dataclass
class Operator:
    """Who runs the command, on which data folder. Opens things when they are first needed."""

    home: Home

    @cached_property
    def viewer(self) -> Viewer:
        from pejl.gate.viewer import Viewer

        return Viewer.operator(getpass.getuser())

    @cached_property
    def today(self) -> date:
        """The day in Denmark, whatever the machine's clock is set to."""
        return datetime.now(ZoneInfo("Europe/Copenhagen")).date()

    @cached_property
    def trail(self) -> Trail:
        from pejl.site.people_db import people_url
        from pejl.store.trail import Trail

        self.home.prepare()
        return Trail(people_url(self.home))

    @cached_property
    def warehouse(self) -> Warehouse:
        # Which prepared tables this program reads is told by the spine.
        import pejl.figures.spine  # noqa: F401
        from pejl.store.engines import open_warehouse

        return open_warehouse(self.home)


def format_option(default: str = "table") -> Callable[[Any], Any]:
    return click.option(
        "--format",
        "form",
        type=FORMATS,
        default=default,
        show_default=True,
        help="Udskriftens form.",
    )


def pick_format(form: str, *, rows: Sequence[Mapping[str, Any]], more: Mapping[str, Any]) -> str:
    """Rows of one shape as JSON (with `more` beside `rows`) or CSV."""
    if form == "json":
        return to_json({**more, "rows": rows})
    return to_csv(rows)


def to_json(data: Any) -> str:
    """Exact decimals as JSON numbers; Danish letters as they are."""
    return simplejson.dumps(_plain(data), ensure_ascii=False, indent=1, use_decimal=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def to_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Semicolons and decimal comma, as Danish Excel opens it; a cell never starts a formula."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_csv_cell(row.get(name)) for name in columns])
    return out.getvalue()


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Fraction):
        value = float(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value).replace(".", ",")
    if isinstance(value, Mapping | list | tuple):
        value = to_json(value)
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def show_table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], right: Collection[int] = ()
) -> None:
    """A plain table on the terminal; the columns in `right` are right-aligned."""
    lines = [tuple(heads), *(tuple(row) for row in rows)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(heads))]
    for number, line in enumerate(lines):
        cells = [_pad(cell, widths[i], i in right) for i, cell in enumerate(line)]
        click.echo("  ".join(cells).rstrip())
        if number == 0:
            click.echo("  ".join("─" * width for width in widths))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def write_out(text: str, output: Path | None) -> None:
    """To the file named, else to the terminal."""
    if output is None:
        click.echo(text.rstrip("\n"))
    else:
        output.write_text(text, "utf-8")
        click.echo(f"Skrevet: {output}", err=True)


def key_values(pairs: Sequence[str], option: str) -> dict[str, str]:
    """`("paragraph=§ 107",)` as a dict; anything without `=` is a UsageError."""
    found: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise UsageError(
                "navn-vaerdi",
                f"»{pair}« efter {option} skal være NAVN=VÆRDI.",
                next_step=f'Skriv fx {option} "paragraph=§ 107".',
            )
        found[key.strip()] = value.strip()
    return found


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, silence elsewhere; the caller says (done, total)."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with click.progressbar(length=1000, label=label, file=sys.stderr) as bar:

        def step(done: int, total: int) -> None:
            bar.update(max(0, int(1000 * done / max(total, 1)) - bar.pos))

        yield step
