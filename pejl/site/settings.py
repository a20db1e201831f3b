"""Settings of the web framework, all from the environment. Importing them touches no database.

PEJL_HOME             the data folder (else `pejl-data`)
PEJL_DATABASE_URL     postgresql://user:password@host:port/name, else SQLite in the data folder
PEJL_SECRET_KEY       else a key is made once and kept in the data folder, readable to its owner
PEJL_ALLOWED_HOSTS    names the site answers to, separated by commas (else this machine only)
PEJL_TLS              1 when the site is behind https: cookies and redirects then demand it
PEJL_PROXY            1 when a proxy we trust sets X-Forwarded-For and X-Forwarded-Proto
PEJL_DEBUG            1 shows the framework's debug pages; never with real data
PEJL_DEMO             1 says on every page that the data are fictional
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pejl.site.people_db import people_url
from pejl.store.home import home_from


def _on(name: str) -> bool:
    return os.environ.get(name, "") == "1"


def _secret_key(folder: Path) -> str:
    """From the environment, else the data folder, else (no folder yet) one for this process."""
    if given := os.environ.get("PEJL_SECRET_KEY"):
        return given
    if not folder.is_dir():
        return secrets.token_urlsafe(48)
    path = folder / "secret-key"
    if not path.exists():
        _make_key(path)
    return path.read_text("ascii").strip()


def _make_key(path: Path) -> None:
    """Written aside, then linked: of two processes starting at once, one key wins, whole."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        os.link(aside, path)
    aside.unlink()


def database(url: str) -> dict[str, Any]:
    """The framework's database from its address; SQLite waits for locks, and takes them early."""
    if url.startswith("sqlite"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url.partition("///")[2],
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


HOME = home_from(None)
DEMO = _on("PEJL_DEMO")
DEBUG = _on("PEJL_DEBUG")
TLS = _on("PEJL_TLS")
BEHIND_PROXY = _on("PEJL_PROXY")
SECRET_KEY = _secret_key(HOME.path)
ALLOWED_HOSTS = [
    name.strip()
    for name in os.environ.get("PEJL_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
    if name.strip()
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "pejl.gate.people",
    "pejl.delivery.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pejl.delivery.web.middleware.SecureHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pejl.delivery.web.middleware.ToldErrors",
    "pejl.delivery.web.middleware.ClosedByDefault",
]

ROOT_URLCONF = "pejl.site.urls"
WSGI_APPLICATION = "pejl.site.wsgi.application"
ASGI_APPLICATION = "pejl.site.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "pejl.delivery.web.context.frame",
            ],
        },
    }
]

PEOPLE_URL = people_url(HOME)
DATABASES = {"default": database(PEOPLE_URL)}
PEJL_RENDERERS = "pejl.site.rendering.renderer_for"
PEJL_DIGEST_MAIL = "pejl.site.mailing.digest_mail"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "start"

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = TLS
CSRF_FAILURE_VIEW = "pejl.delivery.web.views.errors.csrf_failed"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk")]
TIME_ZONE = "Europe/Copenhagen"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATICFILES_DIRS: list[str] = []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
SILENCED_SYSTEM_CHECKS: list[str] = []

# Messages carry ids, never what somebody typed or a row's values.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
