"""The rows that could not be loaded: on the page, and as a file for who mends the source."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pejl.delivery.web.access import Asked, shows
from pejl.delivery.web.addresses import day_of
from pejl.delivery.web.opening import opening
from pejl.delivery.web.sheets import csv_bytes
from pejl.gate.deliveries import read_versions
from pejl.gate.persons import read_rejects
from pejl.gate.purpose import Purpose
from pejl.gate.roles import can

PAGE = 100


@shows("rejects", Purpose.DATA_QUALITY)
@require_GET
def rejects_page(request: Asked) -> HttpResponse:
    """The newest delivery's rejects, or those of the day chosen; raw text never on the page."""
    here = opening()
    day, file = _chosen(request)
    rows = read_rejects(
        request.viewer,
        request.purpose,
        delivery_day=day,
        with_raw=False,
        warehouse=here.warehouse(),
        trail=here.trail,
    )
    published = read_versions(
        request.viewer, request.purpose, warehouse=here.warehouse(), trail=here.trail
    )
    days = [one.delivery_day for one in published.current.deliveries]
    files = sorted({one.file for one in rows})
    shown = [one for one in rows if not file or one.file == file]
    context = {
        "page": Paginator(shown, PAGE).get_page(request.GET.get("side")),
        "count": len(shown),
        "files": files,
        "file": file,
        "days": days,
        "day": day or days[-1],
        "may_download": can(request.viewer, "rejects.raw").allowed,
    }
    return render(request, "web/rejects.html", context)


@shows("rejects.raw", Purpose.DATA_QUALITY)
@require_GET
def rejects_file(request: Asked) -> HttpResponse:
    """The same with the raw text, the last digits of CPR numbers hidden. Logged as such."""
    here = opening()
    day, file = _chosen(request)
    rows = read_rejects(
        request.viewer,
        request.purpose,
        delivery_day=day,
        file=file,
        warehouse=here.warehouse(),
        trail=here.trail,
    )
    data = csv_bytes(
        ("Leverance", "Fil", "Linje", "Kolonne", "Grund", "Rå tekst"),
        (
            (one.delivery_day.isoformat(), one.file, one.line, one.column, one.reason, one.raw)
            for one in rows
        ),
    )
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="afviste-raekker.csv"'
    return response


def _chosen(request: Asked) -> tuple[date | None, str]:
    return day_of(request.GET.get("leverance")), request.GET.get("fil", "")
