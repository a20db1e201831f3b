from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "pejl.delivery.web"
    label = "web"
    verbose_name = "Websider"
