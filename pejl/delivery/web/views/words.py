"""Pages of words: what the figures mean, who sees what, how to read it all."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pejl.delivery.web.access import Asked, shows
from pejl.gate.definitions import definition, definitions
from pejl.gate.purpose import PURPOSES, Purpose
from pejl.gate.questions import DIMENSIONS
from pejl.gate.roles import THINGS, answer_da
from pejl.gate.scope import why
from pejl.gate.viewer import ROLE_LABELS, Role


@shows("definitions", Purpose.STEERING)
@require_GET
def definitions_page(request: Asked) -> HttpResponse:
    return render(request, "web/definitions.html", {"definitions": definitions()})


@shows("definitions", Purpose.STEERING)
@require_GET
def definition_page(request: Asked, indicator: str) -> HttpResponse:
    facts = definition(indicator.upper())
    context = {
        "facts": facts,
        "dimensions": [DIMENSIONS[name].label_da for name in facts.dimensions],
    }
    return render(request, "web/definition.html", context)


@shows("roles", Purpose.OPERATION)
@require_GET
def roles_page(request: Asked) -> HttpResponse:
    """The role matrix as it stands in the code, with the viewer's own roles marked."""
    context = {
        "roles": [(label, role in request.viewer.roles) for role, label in ROLE_LABELS.items()],
        "lines": [
            (thing, [(answer_da(thing, role), role in request.viewer.roles) for role in Role])
            for thing in THINGS.values()
        ],
        "purposes": PURPOSES.values(),
        "scope_da": why(request.viewer.scope),
    }
    return render(request, "web/roles.html", context)


@shows("help", Purpose.OPERATION)
@require_GET
def help_page(request: Asked) -> HttpResponse:
    return render(request, "web/help.html")
