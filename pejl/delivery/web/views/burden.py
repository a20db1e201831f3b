"""What registering takes, what needs it, and what a new figure would cost."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pejl.base.errors import InputError, UsageError
from pejl.delivery.web.access import Asked, shows
from pejl.delivery.web.opening import opening
from pejl.gate.burden import Burden, read_burden
from pejl.gate.purpose import Purpose


@shows("burden", Purpose.DATA_QUALITY)
@require_GET
def burden_page(request: Asked) -> HttpResponse:
    """`kolonner` are canonical columns a new figure would need, in any separators."""
    asked = request.GET.get("kolonner", "")
    wrong = ""
    burden: Burden | None = None
    try:
        burden = _read(request, tuple(asked.replace(",", " ").replace(";", " ").split()))
    except InputError as error:
        wrong = f"{error.message} {error.next_step or ''}"
        burden = _read(request, ())
    except UsageError as error:
        if error.code != "ingen-data":
            raise
    return render(request, "web/burden.html", {"burden": burden, "asked": asked, "wrong": wrong})


def _read(request: Asked, columns: tuple[str, ...]) -> Burden:
    here = opening()
    return read_burden(
        request.viewer,
        request.purpose,
        columns=columns,
        warehouse=here.warehouse(),
        trail=here.trail,
    )
