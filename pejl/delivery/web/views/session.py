"""In, out, and a new password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pejl.delivery.web.access import Asked, public, shows
from pejl.delivery.web.forms import LoginForm, OwnPasswordForm
from pejl.delivery.web.opening import opening
from pejl.gate.people.login import sign_in
from pejl.gate.people.models import User
from pejl.gate.purpose import Purpose


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def login_page(request: HttpRequest) -> HttpResponse:
    """The way in. On success the session is made anew, so an old id is worth nothing."""
    form = LoginForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        outcome = sign_in(
            request,
            username=form.cleaned_data["username"],
            password=form.cleaned_data["password"],
            address=address_of(request),
            now=timezone.now(),
            trail=opening().trail,
        )
        if outcome.user is not None:
            login(request, outcome.user)
            return redirect(_next(request))
        refusal = outcome.refusal_da
    elif request.user.is_authenticated:
        return redirect(_next(request))
    context = {"form": form, "refusal": refusal, "next": _next(request)}
    return render(request, "web/login.html", context, status=200 if not refusal else 401)


@public
@require_POST
def logout_page(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        opening().trail.append(
            "logout", who=request.user.username, purpose=Purpose.OPERATION, what={}
        )
    logout(request)
    messages.success(request, "Du er logget ud.")
    return redirect("login")


@shows("account", Purpose.OPERATION)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_page(request: Asked) -> HttpResponse:
    """Change one's own password; other sessions of the user end."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - ClosedByDefault let nobody else in
    form = OwnPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user.must_change_password = False
        form.save()
        user.save(update_fields=["must_change_password"])
        update_session_auth_hash(request, user)
        opening().trail.append(
            "password changed", who=user.username, purpose=Purpose.OPERATION, what={}
        )
        messages.success(request, "Din adgangskode er skiftet.")
        return redirect("start")
    return render(request, "web/password.html", {"form": form, "must": user.must_change_password})


@public
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """For the one who watches over the server: 200 while the people database answers."""
    try:
        User.objects.exists()
    except Exception:
        return HttpResponse("fejl\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def address_of(request: HttpRequest) -> str:
    """The visitor's address; the proxy's word for it counts only where a proxy is trusted.

    The last address is the one our own proxy added; those before it anybody may have written.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.BEHIND_PROXY and forwarded:
        return str(forwarded).rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _next(request: HttpRequest) -> str:
    """Where the visitor was going, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else settings.LOGIN_REDIRECT_URL
