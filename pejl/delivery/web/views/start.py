"""The first page: what there is for me, how new it is, how good it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pejl.base.errors import UsageError
from pejl.base.period import Period
from pejl.delivery.web.access import Asked, shows
from pejl.delivery.web.opening import opening
from pejl.delivery.web.periods import periods_for
from pejl.gate.deliveries import read_quality
from pejl.gate.purpose import Purpose
from pejl.gate.quality import QualityFacts
from pejl.gate.roles import can, report_thing
from pejl.gate.scope import why
from pejl.reports.catalogue import deliverables
from pejl.reports.declarations import Deliverable


@dataclass(frozen=True)
class Offer:
    """A report on the first page: allowed with periods, or not, with the reason."""

    deliverable: Deliverable
    allowed: bool
    reason_da: str
    periods: tuple[Period, ...]

    @property
    def newest(self) -> Period | None:
        return self.periods[0] if self.periods else None


@shows("start", Purpose.STEERING)
@require_GET
def start_page(request: Asked) -> HttpResponse:
    quality = _quality(request)
    context = {
        "quality": quality,
        "loaded": _is_loaded(),
        "offers": [_offer(request, one, quality) for one in deliverables().values()],
        "scope_da": why(request.viewer.scope) if can(request.viewer, "figures").allowed else "",
        "may_see_rejects": can(request.viewer, "rejects").allowed,
        "may_see_versions": can(request.viewer, "versions").allowed,
    }
    return render(request, "web/start.html", context)


def _quality(request: Asked) -> QualityFacts | None:
    """None when nothing is loaded, or it is not for the viewer."""
    if not _is_loaded() or not can(request.viewer, "quality").allowed:
        return None
    here = opening()
    return read_quality(
        request.viewer, request.purpose, warehouse=here.warehouse(), trail=here.trail
    )


def _is_loaded() -> bool:
    try:
        opening().warehouse()
    except UsageError as error:
        if error.code == "ingen-data":
            return False
        raise
    return True


def _offer(request: Asked, one: Deliverable, quality: QualityFacts | None) -> Offer:
    decision = can(request.viewer, report_thing(one.id))
    periods = periods_for(one, quality.delivery_day)[:6] if quality and decision.allowed else ()
    return Offer(one, decision.allowed, decision.reason_da, periods)
