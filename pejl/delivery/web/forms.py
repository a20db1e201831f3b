"""The forms. Their words are Danish; their checks are the gate's."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm

from pejl.gate.viewer import ROLE_LABELS


def _text(autocomplete: str) -> forms.TextInput:
    return forms.TextInput(
        attrs={"class": "form-input", "autocomplete": autocomplete, "autocapitalize": "none"}
    )


def _password(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"class": "form-input", "autocomplete": autocomplete})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"class": "form-input", "type": "date"}, format="%Y-%m-%d")


class NamesField(forms.CharField):
    """Several names, one a line."""

    widget = forms.Textarea(attrs={"class": "form-input", "rows": 3})

    def to_python(self, value: Any) -> Any:
        return tuple(line.strip() for line in (value or "").splitlines() if line.strip())


class LoginForm(forms.Form):
    username = forms.CharField(
        label="Brugernavn",
        max_length=150,
        widget=forms.TextInput(
            attrs={
                "class": "form-input",
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    password = forms.CharField(
        label="Adgangskode",
        max_length=1024,
        strip=False,
        widget=_password("current-password"),
    )


class OwnPasswordForm(PasswordChangeForm):
    """One's own new password, asked for twice."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in ("old_password", "new_password1", "new_password2"):
            self.fields[name].widget.attrs["class"] = "form-input"
        self.fields["old_password"].label = "Nuværende adgangskode"
        self.fields["new_password1"].help_text = (
            "Mindst 12 tegn. Den må ikke ligne dit navn, være lutter tal eller stå på listen over "
            "de mest brugte. Brug gerne flere ord, som ikke hører sammen."
        )
        self.fields["new_password2"].label = "Ny adgangskode igen"
        self.fields["new_password2"].help_text = ""


class NewPasswordForm(forms.Form):
    """A password for somebody else, who must choose her own at the next sign-in."""

    password = forms.CharField(
        label="Midlertidig adgangskode",
        strip=False,
        max_length=1024,
        help_text="Mindst 12 tegn. Skal skiftes ved næste login.",
        widget=_password("new-password"),
    )


class RoleForm(forms.Form):
    """A role, the part of the municipality it is for, and the days it holds."""

    role = forms.ChoiceField(
        label="Rolle",
        choices=[(role.value, label) for role, label in ROLE_LABELS.items()],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    everything = forms.BooleanField(
        label="Hele kommunen",
        required=False,
        help_text="Ellers kun det, der nævnes nedenfor. Nævnes intet, vises intet.",
        widget=forms.CheckboxInput(attrs={"class": "plain-check"}),
    )
    teams = NamesField(label="Teams", required=False, help_text="Et på hver linje.")
    facilities = NamesField(
        label="Tilbud", required=False, help_text="Tilbuds-id, et på hver linje."
    )
    case_workers = NamesField(
        label="Sagsbehandlere", required=False, help_text="Initialer, en på hver linje."
    )

    valid_from = forms.DateField(
        label="Gælder fra",
        required=False,
        help_text="Rollens første dag. Tom: fra i dag.",
        widget=_day(),
    )
    valid_to = forms.DateField(
        label="Gælder til",
        required=False,
        help_text="Rollens sidste dag. Tom: indtil den tages fra.",
        widget=_day(),
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("valid_from"), told.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "Den sidste dag ligger før den første.")
        return told

    def role_given(self, *, today: date) -> dict[str, Any]:
        """The fields as `accounts.give_role` takes them."""
        names = ("role", "everything", "teams", "facilities", "case_workers", "valid_to")
        first = self.cleaned_data["valid_from"] or today
        return {"valid_from": first, **{name: self.cleaned_data[name] for name in names}}


class UserForm(RoleForm):
    """A new user. The password is handed over by the operator and changed at the first sign-in."""

    username = forms.CharField(label="Brugernavn", max_length=50, widget=_text("off"))
    display_name = forms.CharField(label="Navn", max_length=100, widget=_text("off"))
    password = forms.CharField(
        label="Midlertidig adgangskode",
        strip=False,
        max_length=1024,
        help_text="Mindst 12 tegn. Skal skiftes første gang.",
        widget=_password("new-password"),
    )
    field_order = ("username", "display_name", "password")
