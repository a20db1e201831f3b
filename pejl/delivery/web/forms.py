"""The forms. Their words are Danish; their checks are the gate's."""

from __future__ import annotations

from typing import Any

from django import forms

from pejl.gate.viewer import ROLE_LABELS


def _text(autocomplete: str) -> forms.TextInput:
    return forms.TextInput(
        attrs={"class": "form-input", "autocomplete": autocomplete, "autocapitalize": "none"}
    )


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
        widget=forms.PasswordInput(
            attrs={"class": "form-input", "autocomplete": "current-password"}
        ),
    )


class RoleForm(forms.Form):
    """A role and the part of the municipality it is for."""

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

    def role_given(self) -> dict[str, Any]:
        """The fields as `accounts.give_role` takes them."""
        names = ("role", "everything", "teams", "facilities", "case_workers")
        return {name: self.cleaned_data[name] for name in names}


class UserForm(RoleForm):
    """A new user. The password is handed over by the operator and changed at the first sign-in."""

    username = forms.CharField(label="Brugernavn", max_length=50, widget=_text("off"))
    display_name = forms.CharField(label="Navn", max_length=100, widget=_text("off"))
    password = forms.CharField(
        label="Midlertidig adgangskode",
        strip=False,
        max_length=1024,
        help_text="Mindst 12 tegn. Skal skiftes første gang.",
        widget=forms.PasswordInput(attrs={"class": "form-input", "autocomplete": "new-password"}),
    )
    field_order = ("username", "display_name", "password")
