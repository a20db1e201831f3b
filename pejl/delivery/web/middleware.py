"""What every request passes: safe headers, closed by default, errors told in Danish."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from pejl.base.errors import PejlError
from pejl.delivery.web.access import mark_of
from pejl.delivery.web.opening import opening
from pejl.delivery.web.views.errors import error_page
from pejl.gate.decide import decide
from pejl.gate.people.login import viewer_of
from pejl.gate.people.models import User

LOG = logging.getLogger("pejl.web")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""No inline script or style, no evaluation, nothing from elsewhere."""

FEATURES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

_FORCED_CHANGE_MAY_SEE = {"password", "logout"}

Next = Callable[[HttpRequest], HttpResponseBase]


class SecureHeaders:
    """Content policy on everything; nobody keeps a copy of a page, unless it says so itself."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", FEATURES)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cache-Control", "no-store")
        return response


class ClosedByDefault:
    """Sign-in and the role matrix before every view, except those marked @public.

    The viewer is read from the database each time, so a role that has ended is gone at once.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Any, _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        mark = mark_of(view)
        if mark is None:
            raise ImproperlyConfigured(f"{view} does not say who may see it (@shows or @public)")
        if mark.purpose is None:
            return None
        user = request.user
        if not isinstance(user, User):
            return redirect_to_login(request.get_full_path())
        if user.must_change_password and request.resolver_match.url_name not in (
            _FORCED_CHANGE_MAY_SEE
        ):
            return redirect("password")
        request.today = timezone.localdate()
        request.viewer = viewer_of(user, today=request.today)
        request.purpose = mark.purpose
        try:
            decide(
                request.viewer,
                mark.purpose,
                mark.thing,
                trail=opening().trail,
                asked=request.resolver_match.view_name,
            )
        except PejlError as error:
            return error_page(request, error)
        return None


class ToldErrors:
    """The product's own errors become a page in Danish; others are the framework's 500 page."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, PejlError):
            LOG.info("told error %s", error.code)
            return error_page(request, error)
        return None
