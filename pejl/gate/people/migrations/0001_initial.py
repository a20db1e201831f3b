"""The tables of people: users, roles with dates, failed attempts."""

from __future__ import annotations

from typing import Any, ClassVar

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar[list[Any]] = []

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "username",
                    models.CharField(
                        max_length=50,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-zæøå][a-zæøå0-9._-]{1,49}\\Z",
                                "Brugernavnet skal begynde med et lille bogstav "
                                "og må kun have små "
                                "bogstaver, tal, punktum, bindestreg og "
                                "understregning (2 til 50 tegn).",
                            )
                        ],
                        verbose_name="brugernavn",
                    ),
                ),
                ("display_name", models.CharField(max_length=100, verbose_name="navn")),
                ("is_active", models.BooleanField(default=True, verbose_name="aktiv")),
                (
                    "must_change_password",
                    models.BooleanField(default=False, verbose_name="skal skifte adgangskode"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="oprettet")),
            ],
            options={
                "ordering": ["username"],
            },
        ),
        migrations.CreateModel(
            name="FailedLogin",
            fields=[
                ("door", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RoleAssignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("director", "Direktør"),
                            ("leader", "Leder"),
                            ("case_worker", "Sagsbehandler"),
                            ("facility_leader", "Tilbudsleder"),
                            ("politician", "Politiker"),
                            ("bi", "BI-ansvarlig"),
                        ],
                        max_length=20,
                        verbose_name="rolle",
                    ),
                ),
                ("everything", models.BooleanField(default=False, verbose_name="hele kommunen")),
                ("teams", models.JSONField(blank=True, default=list, verbose_name="teams")),
                ("facilities", models.JSONField(blank=True, default=list, verbose_name="tilbud")),
                (
                    "case_workers",
                    models.JSONField(blank=True, default=list, verbose_name="sagsbehandlere"),
                ),
                ("valid_from", models.DateField(verbose_name="gælder fra")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="gælder til")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="role_assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["user_id", "valid_from", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "director",
                                    "leader",
                                    "case_worker",
                                    "facility_leader",
                                    "politician",
                                    "bi",
                                ],
                            )
                        ),
                        name="people_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="people_role_dates",
                    ),
                ],
            },
        ),
    ]
