"""What is stored about those who sign in: the user, the roles with dates, failed attempts."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from pejl.gate.scope import Scope
from pejl.gate.viewer import ROLE_LABELS, Role

USERNAME_SHAPE = RegexValidator(
    r"\A[a-zæøå][a-zæøå0-9._-]{1,49}\Z",
    "Brugernavnet skal begynde med et lille bogstav og må kun have små bogstaver, tal, punktum, "
    "bindestreg og understregning (2 til 50 tegn).",
)


class UserManager(BaseUserManager["User"]):
    """Finds users by name in any case; new ones are made by `accounts.create_user`."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who may sign in. The user name is what the trail stores; it is never reused."""

    username = models.CharField(
        "brugernavn", max_length=50, unique=True, validators=[USERNAME_SHAPE]
    )
    display_name = models.CharField("navn", max_length=100)
    is_active = models.BooleanField("aktiv", default=True)
    must_change_password = models.BooleanField("skal skifte adgangskode", default=False)
    created_at = models.DateTimeField("oprettet", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        ordering: ClassVar[list[str]] = ["username"]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def valid_on(self, day: date) -> RoleAssignmentQuerySet:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class RoleAssignment(models.Model):
    """A role held from a day, eventually to a day, both included, for a part of the municipality.

    No part given is nothing, never everything.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(
        "rolle", max_length=20, choices=[(role.value, label) for role, label in ROLE_LABELS.items()]
    )
    everything = models.BooleanField("hele kommunen", default=False)
    teams = models.JSONField("teams", default=list, blank=True)
    facilities = models.JSONField("tilbud", default=list, blank=True)
    case_workers = models.JSONField("sagsbehandlere", default=list, blank=True)
    valid_from = models.DateField("gælder fra")
    valid_to = models.DateField("gælder til", null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["user_id", "valid_from", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="people_role_known", condition=Q(role__in=[role.value for role in Role])
            ),
            models.CheckConstraint(
                name="people_role_dates",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"

    @property
    def scope(self) -> Scope:
        return Scope(
            everything=self.everything,
            teams=frozenset(self.teams),
            facilities=frozenset(self.facilities),
            case_workers=frozenset(self.case_workers),
        )


class FailedLogin(models.Model):
    """Failed attempts of one user name from one address.

    `door` is a keyed hash of both: people type all kinds of things into a user name's field.
    """

    door = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures}"
