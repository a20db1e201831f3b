"""The published versions: what was loaded, what the checks said, which one readers see."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pejl.delivery.web.access import Asked, shows
from pejl.delivery.web.opening import opening
from pejl.gate.deliveries import read_versions
from pejl.gate.purpose import Purpose


@shows("versions", Purpose.DATA_QUALITY)
@require_GET
def versions_page(request: Asked) -> HttpResponse:
    here = opening()
    published = read_versions(
        request.viewer, request.purpose, warehouse=here.warehouse(), trail=here.trail
    )
    return render(request, "web/versions.html", {"published": published})
