"""A sheet written from the top down: formats, widths and the one place that writes cells.

Every text goes through `write_string`: a cell that begins with `=`, `+` or `@` stays a text. Every
number goes in as a number. Excel holds 15 digits; a number that needs more is written as text, as
it is displayed, instead of being changed in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pejl.base.display import NONE_MARK
from pejl.reports.document import Figure

EXACT_BELOW = 10**15
_LONGEST_TEXT = 32_000
_LABEL_WIDTH = 34
_NUMBER_WIDTH = 16
_TEXT_WIDTH = 60

INK = "#1d2733"
MUTED = "#5b6672"
ACCENT = "#00588f"
HAIR = "#d5dbe1"

Look = tuple[tuple[str, Any], ...]


class Formats:
    """The workbook's formats, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[Look, Any] = {}

    def get(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            base = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
            self._made[key] = self._workbook.add_format({**base, **look})
        return self._made[key]


@dataclass
class Writer:
    """Writes rows into one sheet and remembers how wide its columns must be."""

    sheet: Any
    formats: Formats
    row: int = 0
    widths: dict[int, float] = field(default_factory=dict)

    def text(self, column: int, text: str, **look: Any) -> None:
        self.sheet.write_string(self.row, column, text[:_LONGEST_TEXT], self.formats.get(**look))

    def line(self, text: str, **look: Any) -> None:
        """A text on a row of its own, running on over the columns to the right."""
        self.text(0, text, **look)
        self.row += 1

    def figure(self, column: int, figure: Figure, *, signed: bool = False, **look: Any) -> None:
        """A number as a number; a dash where there is none."""
        value = figure.value
        if value is None:
            self.text(column, NONE_MARK, align="right", font_color=MUTED, **_less(look))
        elif not -EXACT_BELOW < value < EXACT_BELOW:
            self.text(column, figure.signed if signed else figure.display, align="right", **look)
        else:
            form = self.formats.get(num_format=number_format(figure, signed=signed), **look)
            self.sheet.write_number(self.row, column, float(value), form)

    def head(self, texts: Sequence[str]) -> None:
        """A table's head, wrapped, with a rule under it."""
        for column, text in enumerate(texts):
            self.text(
                column, text, bold=True, text_wrap=True, bottom=1, bottom_color=MUTED,
                align="right" if column else "left", valign="bottom",
            )  # fmt: skip
        self.row += 1

    def widen(self, column: int, *, text: str | None = None) -> None:
        """A column is as wide as its numbers need, or its longest text up to a limit."""
        wanted = _NUMBER_WIDTH if text is None else min(len(text) + 2, _TEXT_WIDTH)
        self.widths[column] = max(self.widths.get(column, 0), wanted)

    def set_widths(self) -> None:
        self.sheet.set_column(0, 0, max(self.widths.pop(0, 0), _LABEL_WIDTH))
        for column, width in self.widths.items():
            self.sheet.set_column(column, column, width)


def number_format(figure: Figure, *, signed: bool = False) -> str:
    """Excel's own notation; a Danish Excel shows it with Danish marks."""
    decimals = "." + "0" * figure.unit.decimals if figure.unit.decimals else ""
    if figure.unit.kind == "share":
        form = f"0{decimals}%"
    else:
        form = f"#,##0{decimals}"
    return f"+{form};-{form};{form}" if signed else form


def _less(look: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in look.items() if key not in ("align", "font_color")}
