"""Who acts for which body: roles are granted, inherited down the tree, and taken away."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from bawaba.directory import queries, services
from bawaba.directory.errors import AccountNotFound, BodyNotFound, RoleUnknown
from bawaba.directory.models import Body, Membership
from bawaba.directory.tests.factories import SYSTEM, make_account, make_person, make_tree
from bawaba.kernel.actors import ANONYMOUS
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.models import Account, AuditEntry

pytestmark = pytest.mark.django_db


def test_an_account_acts_with_the_roles_it_holds(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_tree()
    account = make_account()
    services.grant_membership(actor=SYSTEM, account_id=account.pk, role="editor", body="agency")
    services.grant_membership(actor=SYSTEM, account_id=account.pk, role="supervisor")
    with django_assert_num_queries(1):
        actor = queries.actor_for(account=account)
    assert actor.roles == {("editor", "agency"), ("supervisor", "*")}
    assert (actor.kind, actor.key, actor.account_id) == ("person", f"account:{account.pk}", account.pk)


def test_nobody_acts_as_nobody_without_a_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert queries.actor_for(account=AnonymousUser()) is ANONYMOUS


def test_a_closed_account_acts_as_nobody() -> None:
    account = make_account(is_active=False, is_superuser=True)
    assert queries.actor_for(account=account) is ANONYMOUS


def test_a_superuser_is_an_administrator_everywhere() -> None:
    actor = queries.actor_for(account=make_account(is_superuser=True))
    assert actor.is_administrator
    assert queries.acts_for(actor=actor, role="publisher", body="anything")


@pytest.mark.parametrize(
    ("role", "body", "acts"),
    [
        ("editor", "ministry", False),
        ("editor", "agency", True),
        ("editor", "office", True),
        ("editor", "other", False),
        ("publisher", "office", True),
        ("supervisor", "office", False),
        ("editor", "unknown", False),
    ],
)
def test_a_publisher_edits_and_publishes_down_the_tree(role: str, body: str, acts: bool) -> None:
    make_tree()
    actor = make_person(("publisher", "agency"))
    assert queries.acts_for(actor=actor, role=role, body=body) is acts  # type: ignore[arg-type]


def test_asking_for_a_right_costs_one_query_at_most(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_tree()
    with django_assert_num_queries(1):
        queries.acts_for(actor=make_person(("editor", "ministry")), role="editor", body="office")
    with django_assert_num_queries(0):
        assert not queries.acts_for(actor=ANONYMOUS, role="editor", body="office")
        assert queries.acts_for(actor=SYSTEM, role="editor", body="office")


def test_granting_twice_grants_once() -> None:
    make_tree()
    account = make_account()
    first = services.grant_membership(actor=SYSTEM, account_id=account.pk, role="editor", body="agency")
    again = services.grant_membership(actor=SYSTEM, account_id=account.pk, role="editor", body="agency")
    assert (first, again) == (True, False)
    assert AuditEntry.objects.filter(verb="directory.membership-granted").count() == 1


def test_a_role_is_taken_away_once() -> None:
    make_tree()
    account = make_account()
    services.grant_membership(actor=SYSTEM, account_id=account.pk, role="editor", body="agency")
    gone = [
        services.revoke_membership(actor=SYSTEM, account_id=account.pk, role="editor", body="agency")
        for _ in range(2)
    ]
    assert gone == [True, False]
    assert queries.actor_for(account=account).roles == frozenset()
    assert AuditEntry.objects.filter(verb="directory.membership-revoked").count() == 1


def test_an_administrator_of_a_body_grants_below_it_only() -> None:
    make_tree()
    account = make_account()
    administrator = make_person(("administrator", "agency"))
    assert services.grant_membership(actor=administrator, account_id=account.pk, role="editor", body="office")
    for body in ("ministry", "other", ""):
        with pytest.raises(PermissionDenied):
            services.grant_membership(actor=administrator, account_id=account.pk, role="editor", body=body)


@pytest.mark.parametrize("role", ["publisher", "editor", "supervisor"])
def test_lesser_roles_grant_nothing(role: str) -> None:
    make_tree()
    account = make_account()
    with pytest.raises(PermissionDenied):
        services.grant_membership(
            actor=make_person((role, "agency")), account_id=account.pk, role="editor", body="agency"
        )


def test_unknown_roles_accounts_and_bodies_are_refused() -> None:
    make_tree()
    account = make_account()
    with pytest.raises(RoleUnknown):
        services.grant_membership(actor=SYSTEM, account_id=account.pk, role="king", body="agency")
    with pytest.raises(AccountNotFound):
        services.grant_membership(actor=SYSTEM, account_id=0, role="editor", body="agency")
    with pytest.raises(BodyNotFound):
        services.grant_membership(actor=SYSTEM, account_id=account.pk, role="editor", body="unknown")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("everywhere", [True, False])
def test_the_database_itself_holds_each_membership_once_and_knows_the_roles(everywhere: bool) -> None:
    make_tree()
    account = make_account()
    body_id = None if everywhere else Body.objects.get(key="agency").pk
    Membership.objects.create(account=account, body_id=body_id, role="editor")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(account=account, body_id=body_id, role="editor")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(account=account, body_id=body_id, role="king")


def test_members_of_a_body_are_those_who_hold_the_role_there_or_above(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_tree()
    held = {"near": ("agent", "office"), "above": ("supervisor", "ministry"), "beside": ("agent", "other"),
            "editor": ("editor", "office"), "manager": ("administrator", "office")}  # fmt: skip
    for name, (role, body) in held.items():
        account = Account.objects.create_user(username=name)
        services.grant_membership(actor=SYSTEM, account_id=account.pk, role=role, body=body)
    with django_assert_num_queries(2):
        members = queries.list_members(role="agent", body="office")
    assert [(member.name, member.roles) for member in members] == [
        ("above", {"supervisor"}),
        ("near", {"agent"}),
    ]


def test_accounts_are_called_by_their_full_name_or_their_user_name() -> None:
    named = Account.objects.create_user(username="a", first_name="Lalla", last_name="Essai")
    plain = Account.objects.create_user(username="b")
    keys = [f"account:{named.pk}", f"account:{plain.pk}", "system:import", "account:0"]
    assert queries.account_names(keys=keys) == {keys[0]: "Lalla Essai", keys[1]: "b"}
