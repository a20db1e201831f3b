"""From a file's ending to the channel that writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pejl.base.errors import UsageError
from pejl.reports.document import Document

Renderer = Callable[[Document], bytes]


def renderer_for(output: Path) -> Renderer:
    """The renderer for `.pdf`, `.xlsx`, `.html` or `.json`; others are a UsageError."""
    suffix = output.suffix.lower()
    if suffix == ".pdf":
        from pejl.delivery.pdf.render import render_pdf

        return render_pdf
    if suffix == ".xlsx":
        from pejl.delivery.excel.render import render_xlsx

        return render_xlsx
    if suffix == ".html":
        from pejl.delivery.html.render import render_html

        return render_html
    if suffix == ".json":
        from pejl.delivery.json.render import render_json

        return render_json
    raise UsageError(
        "filtype",
        f"Jeg kan ikke skrive »{output.name}«.",
        next_step="Slut filnavnet med .pdf, .xlsx, .html eller .json.",
    )
