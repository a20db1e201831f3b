"""Pages for what went wrong or is refused: Danish, with what to do next, never what was there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from pejl.base.errors import (
    BlockedError,
    BusyError,
    DeniedError,
    InputError,
    PejlError,
    StorageError,
    UsageError,
)
from pejl.delivery.web.access import public
from pejl.gate.people.login import viewer_of
from pejl.gate.people.models import User

_STATUS: tuple[tuple[type[PejlError], int, str], ...] = (
    (DeniedError, 403, "Det må du ikke se"),
    (UsageError, 404, "Det findes ikke"),
    (InputError, 400, "Det kan ikke læses"),
    (BlockedError, 409, "Standset af en kontrol"),
    (BusyError, 503, "Optaget lige nu"),
    (StorageError, 503, "Kan ikke gemmes lige nu"),
)

NO_DATA = "ingen-data"
"""Nobody has done anything wrong: the page is there, and waits for the first delivery."""


def error_page(request: HttpRequest, error: PejlError) -> HttpResponse:
    """A told error as a page with its own status; what is not in the table is our fault: 500."""
    status, title = next(
        ((code, text) for kind, code, text in _STATUS if isinstance(error, kind)),
        (500, "Noget stemmer ikke"),
    )
    waiting = error.code == NO_DATA
    title = "Ingen leverance endnu" if waiting else title
    context = {"title": title, "error": error, "status": status, "waiting": waiting}
    return render(request, "web/error.html", context, status=status)


def _known(request: HttpRequest) -> HttpRequest:
    """With the viewer, so that a lost visitor keeps her menu; she may not be signed in."""
    user = getattr(request, "user", None)
    if isinstance(user, User) and not hasattr(request, "viewer"):
        request.viewer = viewer_of(user, today=timezone.localdate())  # type: ignore[attr-defined]
    return request


@public
def not_found(request: HttpRequest, exception: object = None) -> HttpResponse:
    return _page(
        _known(request), 404, "Siden findes ikke", "Adressen er forkert, eller siden er flyttet."
    )


@public
def forbidden(request: HttpRequest, exception: object = None) -> HttpResponse:
    return _page(_known(request), 403, "Det må du ikke se", "Du har ikke adgang til siden.")


@public
def bad_request(request: HttpRequest, exception: object = None) -> HttpResponse:
    return _page(request, 400, "Det kan ikke læses", "Forespørgslen var ikke til at forstå.")


@public
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        "Formularen er udløbet",
        "Gå tilbage, genindlæs siden, og prøv igen. Browseren skal tillade cookies.",
    )


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """Made without the database or the user: they may be what failed."""
    return render(
        request,
        "web/plain_error.html",
        {
            "title": "Der er en fejl hos os",
            "text": "Intet er gået tabt. Prøv igen om lidt. "
            "Bliver det ved, så giv den BI-ansvarlige besked om tidspunktet.",
        },
        status=500,
    )


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    context = {"title": title, "text": text, "status": status}
    return render(request, "web/plain_error.html", context, status=status)
