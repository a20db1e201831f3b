"""Users and roles, for the BI operator: see, make, give and end roles, new passwords, close."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pejl.base.errors import UsageError
from pejl.delivery.web.access import Asked, shows
from pejl.delivery.web.forms import NewPasswordForm, RoleForm, UserForm
from pejl.delivery.web.opening import opening
from pejl.gate.deliveries import read_parts
from pejl.gate.people import accounts
from pejl.gate.people.models import RoleAssignment, User
from pejl.gate.purpose import Purpose
from pejl.gate.versions import Parts


@shows("people", Purpose.OPERATION)
@require_GET
def people_page(request: Asked) -> HttpResponse:
    users = User.objects.prefetch_related("role_assignments")
    lines = [
        (user, [(one, accounts.scope_da(one)) for one in user.role_assignments.all()])
        for user in users
    ]
    return render(request, "web/people.html", {"lines": lines, "today": request.today})


@shows("people", Purpose.OPERATION)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def person_new(request: Asked) -> HttpResponse:
    """A new user with a first role and a password to be changed at the first sign-in."""
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            user = accounts.create_user(
                told["username"],
                display_name=told["display_name"],
                password=told["password"],
                must_change_password=True,
                **form.role_given(today=request.today),
            )
        except UsageError as error:
            form.add_error(None, error.message)
        else:
            _log(request, "user created", user, role=told["role"])
            messages.success(request, f"{user.display_name} er oprettet.")
            return redirect("people")
    context = {"form": form, "title": "Ny bruger", "parts": _parts(request)}
    return render(request, "web/person_form.html", context)


@shows("people", Purpose.OPERATION)
@require_http_methods(["GET", "POST"])
def role_new(request: Asked, username: str) -> HttpResponse:
    user = get_object_or_404(User, username=username)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.give_role(user, **form.role_given(today=request.today))
        except UsageError as error:
            form.add_error(None, error.message)
        else:
            _log(request, "role given", user, role=form.cleaned_data["role"])
            messages.success(request, f"{user.display_name} har fået rollen.")
            return redirect("people")
    title = f"Ny rolle til {user.display_name}"
    context = {"form": form, "title": title, "parts": _parts(request)}
    return render(request, "web/person_form.html", context)


@shows("people", Purpose.OPERATION)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def person_password(request: Asked, username: str) -> HttpResponse:
    """A new temporary password for a user who has forgotten hers; her open sessions end."""
    user = get_object_or_404(User, username=username)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.set_password(user, form.cleaned_data["password"], must_change=True)
        except UsageError as error:
            form.add_error("password", error.message)
        else:
            _log(request, "password given", user)
            messages.success(request, f"{user.display_name} har fået en midlertidig adgangskode.")
            return redirect("people")
    return render(
        request,
        "web/person_form.html",
        {"form": form, "title": f"Ny adgangskode til {user.display_name}"},
    )


@shows("people", Purpose.OPERATION)
@require_POST
def role_end(request: Asked, number: int) -> HttpResponse:
    assignment = get_object_or_404(RoleAssignment.objects.select_related("user"), pk=number)
    accounts.end_role(assignment, today=request.today)
    _log(request, "role ended", assignment.user, role=assignment.role)
    messages.success(request, f"Rollen er taget fra {assignment.user.display_name}.")
    return redirect("people")


@shows("people", Purpose.OPERATION)
@require_POST
def person_active(request: Asked, username: str) -> HttpResponse:
    """Close an account, or open it again. Nobody closes her own."""
    user = get_object_or_404(User, username=username)
    if user.username == request.viewer.name:
        messages.error(request, "Du kan ikke lukke din egen konto.")
        return redirect("people")
    accounts.set_active(user, not user.is_active)
    _log(request, "user opened" if user.is_active else "user closed", user)
    word = "åbnet" if user.is_active else "lukket"
    messages.success(request, f"Kontoen for {user.display_name} er {word}.")
    return redirect("people")


def _parts(request: Asked) -> Parts | None:
    """What a role can be given for; None before the first delivery, when users are made too."""
    here = opening()
    try:
        warehouse = here.warehouse()
    except UsageError as error:
        if error.code == "ingen-data":
            return None
        raise
    return read_parts(request.viewer, request.purpose, warehouse=warehouse, trail=here.trail)


def _log(request: Asked, kind: str, user: User, **more: str) -> None:
    opening().trail.append(
        kind, who=request.viewer.name, purpose=request.purpose, what={"user": user.username, **more}
    )
