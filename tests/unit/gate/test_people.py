"""Users, roles with dates, passwords and the lock after failed attempts - on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import HttpRequest

from pejl.base.errors import UsageError
from pejl.gate.people import accounts, lockout
from pejl.gate.people.demo import demo_users
from pejl.gate.people.login import LOCKED, WRONG, sign_in, viewer_of
from pejl.gate.people.models import FailedLogin, RoleAssignment, User
from pejl.gate.scope import EVERYTHING, NOTHING, Scope
from pejl.gate.versions import Parts
from pejl.gate.viewer import Role
from pejl.store.trail import Trail

pytestmark = pytest.mark.usefixtures("people_db")

GOOD = "lang-nok-kode-26"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HERE = "192.0.2.7"


def alice(**more: object) -> User:
    given = {"everything": False, "teams": ("Team Nord",), **more}
    return accounts.create_user(
        "alice", display_name="Alice Nord", password=GOOD, role="leader", valid_from=TODAY, **given
    )


def attempt(trail: Trail, password: str, *, now: datetime = NOW, address: str = HERE):  # type: ignore[no-untyped-def]
    return sign_in(
        HttpRequest(), username="Alice", password=password, address=address, now=now, trail=trail
    )


@pytest.fixture
def trail(people_db: str):  # type: ignore[no-untyped-def]
    opened = Trail(people_db)
    yield opened
    opened.close()


def test_the_password_is_stored_as_argon2() -> None:
    assert alice().password.startswith("argon2$argon2id$")


def test_a_user_has_the_role_and_scope_given() -> None:
    viewer = viewer_of(alice(), today=TODAY)
    assert viewer.name == "alice"
    assert viewer.roles == {Role.LEADER}
    assert viewer.scope == Scope(teams=frozenset({"Team Nord"}))


def test_a_role_without_a_part_shows_nothing() -> None:
    assert viewer_of(alice(teams=()), today=TODAY).scope == NOTHING


def test_a_role_for_the_whole_shows_everything() -> None:
    assert viewer_of(alice(everything=True), today=TODAY).scope == EVERYTHING


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2026, 9, 30), False),
        (date(2026, 10, 1), True),
        (date(2026, 10, 31), True),
        (date(2026, 11, 1), False),
    ],
)
def test_a_role_holds_from_its_first_day_to_its_last(day: date, held: bool) -> None:
    user = alice()
    user.role_assignments.all().delete()
    accounts.give_role(
        user,
        "director",
        everything=True,
        valid_from=date(2026, 10, 1),
        valid_to=date(2026, 10, 31),
    )
    assert (viewer_of(user, today=day).roles == {Role.DIRECTOR}) == held


def test_an_ended_role_is_gone_at_once_and_kept_for_the_record() -> None:
    user = alice()
    yesterday = RoleAssignment.objects.get()
    yesterday.valid_from = TODAY - timedelta(days=30)
    yesterday.save()
    accounts.end_role(yesterday, today=TODAY)
    assert viewer_of(user, today=TODAY).roles == frozenset()
    assert viewer_of(user, today=TODAY - timedelta(days=1)).roles == {Role.LEADER}


def test_a_role_ended_on_its_first_day_never_was() -> None:
    user = alice()
    accounts.end_role(RoleAssignment.objects.get(), today=TODAY)
    assert not user.role_assignments.exists()


def test_a_closed_account_has_no_roles_and_no_way_in(trail: Trail) -> None:
    user = alice()
    accounts.set_active(user, False)
    assert viewer_of(user, today=TODAY).roles == frozenset()
    assert attempt(trail, GOOD).user is None


@pytest.mark.parametrize(
    "password", ["kat7", "123456789012345", "password1234", "alice nord alice"]
)
def test_a_weak_password_is_refused_in_danish(password: str) -> None:
    with pytest.raises(UsageError) as caught:
        accounts.create_user(
            "alice", display_name="Alice Nord", password=password, role="leader", valid_from=TODAY
        )
    assert "dgangskode" in str(caught.value) or "kodeord" in str(caught.value).lower()
    assert password not in str(caught.value)
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["al ice", "1alice", "", "7001701234", "a"])
def test_a_user_name_has_a_shape(name: str) -> None:
    with pytest.raises(UsageError):
        accounts.create_user(
            name, display_name="Alice", password=GOOD, role="leader", valid_from=TODAY
        )


def test_a_name_is_taken_in_any_case() -> None:
    alice()
    with pytest.raises(UsageError, match="findes allerede"):
        accounts.create_user(
            "ALICE", display_name="En anden", password=GOOD, role="bi", valid_from=TODAY
        )


def test_an_unknown_role_is_refused_and_nothing_is_made() -> None:
    with pytest.raises(UsageError, match="Rollen »king« findes ikke"):
        accounts.create_user(
            "alice", display_name="Alice", password=GOOD, role="king", valid_from=TODAY
        )
    assert not User.objects.exists()


def test_the_way_in_is_open_in_any_case_of_the_name(trail: Trail) -> None:
    user = alice()
    assert attempt(trail, GOOD).user == user
    assert trail.latest(1)[0].who == "alice"


def test_a_wrong_name_and_a_wrong_password_are_told_apart_by_nobody(trail: Trail) -> None:
    alice()
    wrong_password = attempt(trail, "noget helt andet")
    unknown = sign_in(
        HttpRequest(), username="bob", password=GOOD, address=HERE, now=NOW, trail=trail
    )
    assert wrong_password.refusal_da == unknown.refusal_da == WRONG


def test_what_was_typed_is_not_kept_anywhere(trail: Trail) -> None:
    sign_in(
        HttpRequest(),
        username="min-hemmelige-kode",
        password="x",
        address=HERE,
        now=NOW,
        trail=trail,
    )
    kept = [str(row) for row in FailedLogin.objects.values_list()]
    told = [f"{event.kind} {event.who} {event.what}" for event in trail.latest()]
    assert kept
    assert not any("hemmelige" in text or HERE in text for text in [*kept, *told])


def test_five_failures_lock_that_name_from_that_address_for_a_quarter(trail: Trail) -> None:
    alice()
    for _ in range(lockout.MOST_FAILURES):
        assert attempt(trail, "forkert").refusal_da == WRONG
    assert attempt(trail, GOOD).refusal_da == LOCKED
    assert attempt(trail, GOOD, address="192.0.2.8").user is not None
    later = NOW + lockout.LOCKED_FOR + timedelta(seconds=1)
    assert attempt(trail, GOOD, now=later).user is not None


def test_a_success_forgets_the_failures_before_it(trail: Trail) -> None:
    alice()
    for _ in range(lockout.MOST_FAILURES - 1):
        attempt(trail, "forkert")
    assert attempt(trail, GOOD).user is not None
    for _ in range(lockout.MOST_FAILURES - 1):
        attempt(trail, "forkert")
    assert attempt(trail, GOOD).user is not None


def test_an_old_count_starts_again(trail: Trail) -> None:
    alice()
    for _ in range(lockout.MOST_FAILURES - 1):
        attempt(trail, "forkert")
    later = NOW + lockout.LOCKED_FOR + timedelta(seconds=1)
    attempt(trail, "forkert", now=later)
    assert attempt(trail, GOOD, now=later).user is not None


def test_guessing_from_many_addresses_locks_the_name(trail: Trail) -> None:
    alice()
    for number in range(lockout.MOST_FAILURES_ANYWHERE):
        lockout.note_failure("alice", f"198.51.100.{number}", now=NOW)
    assert attempt(trail, GOOD, address="203.0.113.1").refusal_da == LOCKED


def test_demo_users_are_made_once_and_only_in_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = Parts(("Team Nord",), (("T001", "Huset", True),), (("AB01", "Team Nord"),))
    monkeypatch.delenv("PEJL_DEMO", raising=False)
    with pytest.raises(UsageError, match="kun i demoen"):
        demo_users(parts)
    monkeypatch.setenv("PEJL_DEMO", "1")
    first = demo_users(parts)
    assert demo_users(parts) == first
    assert {one.role for one in first} == set(Role)
    assert User.objects.count() == len(first)
    assert viewer_of(User.objects.get(username="teamleder"), today=TODAY).scope == Scope(
        teams=frozenset({"Team Nord"})
    )


def test_without_parts_nobody_gets_the_whole_by_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEJL_DEMO", "1")
    nothing = Parts((), (), ())
    assert {one.role for one in demo_users(nothing)} == {one.role for one in demo_users()}
    assert Role.CASE_WORKER not in {one.role for one in demo_users(nothing)}


def test_users_are_listed_with_what_they_see() -> None:
    user = alice()
    accounts.give_role(user, "bi", everything=True, valid_from=TODAY, valid_to=date(2026, 12, 31))
    assert accounts.list_users() == [
        {"username": "alice", "name": "Alice Nord", "role": "Leder", "sees": "team: Team Nord"},
        {
            "username": "alice",
            "name": "Alice Nord",
            "role": "BI-ansvarlig",
            "sees": "hele kommunen (til 31-12-2026)",
        },
    ]
