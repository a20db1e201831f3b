"""The forms. Their words are Danish; their checks are the gate's."""

from __future__ import annotations

from django import forms


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
