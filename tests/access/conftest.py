"""The site on a small loaded town, asked through the framework's own client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client

from pejl.gate.viewer import Role
from pejl.store.home import Home

PASSWORD = "helt-andre-ord-26"


@pytest.fixture
def people_engine() -> str:
    """What is asked here does not depend on the database; the gate's own tests run on both."""
    return "sqlite"


@pytest.fixture
def site(small_home: Home, people_db: str, settings: object) -> Iterator[None]:
    """The settings of a running site: this data folder, this people database."""
    from pejl.delivery.web.opening import close_openings

    settings.HOME = small_home  # type: ignore[attr-defined]
    settings.PEOPLE_URL = people_db  # type: ignore[attr-defined]
    settings.ALLOWED_HOSTS = ["testserver"]  # type: ignore[attr-defined]
    settings.PASSWORD_HASHERS = [  # type: ignore[attr-defined]
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]
    yield
    close_openings()


@pytest.fixture
def sign_in(site: None) -> Callable[..., Client]:
    """A client signed in with a role for the whole, or for the part given; None is anonymous."""

    def signed_in(role: Role | None, **part: object) -> Client:
        from pejl.gate.people.accounts import create_user

        client = Client(raise_request_exception=False)
        if role is not None:
            user = create_user(
                f"prøve-{role.value}",
                display_name=f"Prøve {role.value}",
                password=PASSWORD,
                role=role.value,
                valid_from=date(2026, 1, 1),
                **(part or {"everything": True}),  # type: ignore[arg-type]
            )
            client.force_login(user)
        return client

    return signed_in
