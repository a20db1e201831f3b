"""The reports: on the page and as files."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from pejl.base.errors import UsageError
from pejl.base.period import Period, parse_period
from pejl.delivery.web.access import Asked, shows
from pejl.delivery.web.opening import opening
from pejl.delivery.web.periods import periods_for
from pejl.gate.purpose import Purpose
from pejl.gate.roles import can
from pejl.gate.scope import why
from pejl.reports.catalogue import deliverable_named
from pejl.reports.declarations import Deliverable
from pejl.reports.deliverable import build
from pejl.reports.document import Document

FILES = (
    ("pdf", "PDF", "file-pdf"),
    ("xlsx", "Excel", "file-excel"),
    ("json", "JSON", "file"),
)
"""Ending, label, icon."""

_CONTENT_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@shows("report", Purpose.STEERING)
@require_GET
def report_page(request: Asked, deliverable_id: str, period_text: str) -> HttpResponse:
    deliverable, period = _asked_for(deliverable_id, period_text)
    document = _built(request, deliverable, period)
    context = {
        "document": document,
        "periods": periods_for(deliverable, document.edition.delivery_day),
        "files": FILES,
        "may_trace": can(request.viewer, "trace").allowed,
        "may_see_rejects": can(request.viewer, "rejects").allowed,
        "scope_da": "" if request.viewer.scope.everything else why(request.viewer.scope),
    }
    return render(request, "web/report.html", context)


@shows("report", Purpose.STEERING)
@require_GET
def report_chosen(request: Asked, deliverable_id: str) -> HttpResponse:
    """From the period chooser to the report's own address."""
    deliverable, period = _asked_for(deliverable_id, request.GET.get("periode", ""))
    return redirect("report", deliverable.id, period.text)


@shows("report.export", Purpose.STEERING)
@require_GET
def report_file(request: Asked, deliverable_id: str, period_text: str, ending: str) -> HttpResponse:
    if ending not in _CONTENT_TYPES:
        raise UsageError(
            "filtype",
            f"Rapporten findes ikke som .{ending}.",
            next_step="Vælg PDF, Excel eller JSON.",
        )
    deliverable, period = _asked_for(deliverable_id, period_text)
    document = _built(request, deliverable, period)
    name = f"{deliverable.id}-{period.text.replace('..', '_')}.{ending}"
    data = import_string(settings.PEJL_RENDERERS)(Path(name))(document)
    response = HttpResponse(data, content_type=_CONTENT_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked_for(deliverable_id: str, period_text: str) -> tuple[Deliverable, Period]:
    return deliverable_named(deliverable_id), parse_period(period_text)


def _built(request: Asked, deliverable: Deliverable, period: Period) -> Document:
    here = opening()
    return build(
        deliverable,
        period,
        request.viewer,
        purpose=request.purpose,
        warehouse=here.warehouse(),
        trail=here.trail,
        today=request.today,
    )
