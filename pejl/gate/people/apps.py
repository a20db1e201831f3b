from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "pejl.gate.people"
    label = "people"
    verbose_name = "Brugere"
    default_auto_field = "django.db.models.BigAutoField"
