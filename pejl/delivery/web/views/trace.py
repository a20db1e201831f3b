"""From a figure to the rows behind it; from a row to the line of the file it came in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pejl.delivery.web.access import Asked, shows
from pejl.gate.purpose import Purpose


@shows("trace", Purpose.DATA_QUALITY)
@require_GET
def trace_page(request: Asked, indicator: str, period_text: str) -> HttpResponse:
    return render(request, "web/trace.html", {})


@shows("trace.rows", Purpose.DATA_QUALITY)
@require_GET
def line_page(request: Asked, day: str, file: str, line: int) -> HttpResponse:
    return render(request, "web/line.html", {})
