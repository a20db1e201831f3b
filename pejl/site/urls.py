"""The site's addresses."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("pejl.delivery.web.urls"))]

handler400 = "pejl.delivery.web.views.errors.bad_request"
handler403 = "pejl.delivery.web.views.errors.forbidden"
handler404 = "pejl.delivery.web.views.errors.not_found"
handler500 = "pejl.delivery.web.views.errors.server_error"
