"""What is taken away counts from the next request on, and for the request that already waits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse

from orken.cases.models import Case, Decision, Filing
from orken.cases.transitions import perform
from orken.kernel.errors import RuleViolation
from orken.parties.models import Organisation, Role, Scope, User
from orken.parties.rights import read_once
from orken.parties.services.mandates import revoke_mandate
from orken.parties.services.people import close_account, withdraw_role
from tests.factories.cases import (
    REASONS,
    filed_residency_case,
    filled_residency_case,
    load_rules_and_procedures,
    officer,
    step,
)
from tests.factories.parties import OrganisationFactory, PersonFactory


@pytest.fixture
def procedures(db: None) -> None:
    load_rules_and_procedures()


def two_who_act() -> tuple[User, User, Organisation]:
    one, other = PersonFactory(), PersonFactory()
    return one, other, OrganisationFactory(people=[one, other])


def take_mandate(person: User, by: User) -> None:
    revoke_mandate(person.mandates.get(), actor=by)


def test_mandate_that_ends_in_mid_session(client: Client, procedures: None) -> None:
    one, other, organisation = two_who_act()
    case = filled_residency_case(one, organisation)
    client.force_login(one)
    form = f"/en/cases/{case.reference}/form/project/"
    assert client.get(form).status_code == 200
    take_mandate(one, other)
    assert client.get(form).status_code == 403
    assert client.post(form, {"project_name": "X", "revision": "1"}).status_code == 403
    assert client.post(f"/en/cases/{case.reference}/file/", {"key": "k"}).status_code == 403
    assert client.get(reverse("parties:organisation", args=[organisation.reference])).status_code == 404
    case.refresh_from_db()
    assert case.state == "draft"


def test_scope_that_shrinks_in_mid_session(client: Client, procedures: None) -> None:
    one, _other, organisation = two_who_act()
    case = filled_residency_case(one, organisation)
    client.force_login(one)
    assert client.get(f"/en/cases/{case.reference}/check/").status_code == 200
    one.mandates.update(scope=[Scope.PREPARE])
    assert client.post(f"/en/cases/{case.reference}/file/", {"key": "k"}).status_code == 403


def test_role_that_is_taken_away_without_ending_the_session(client: Client, procedures: None) -> None:
    """Even if the row alone is deleted: no page keeps a role from an earlier one."""
    acting = officer()
    case, _founder = filed_residency_case()
    client.force_login(acting)
    assert client.get(f"/en/desk/cases/{case.reference}/").status_code == 200
    acting.staff_roles.all().delete()
    assert client.get("/en/desk/").status_code == 403
    assert client.get(f"/en/desk/cases/{case.reference}/").status_code == 404
    assert client.post(f"/en/desk/cases/{case.reference}/pass-on/", {"key": "k"}).status_code == 404


def test_role_that_is_given_in_mid_session_asks_for_the_second_factor(client: Client, db: None, settings) -> None:
    settings.ORKEN_STAFF_SECOND_FACTOR = True
    person = PersonFactory()
    client.force_login(person)
    assert client.get("/en/organisations/").status_code == 200
    person.staff_roles.create(role=Role.OFFICER)
    assert client.get("/en/organisations/").headers["Location"] == reverse("mfa_index")


def test_password_that_is_reset_ends_every_session(db: None) -> None:
    """Whoever lost a password to a thief resets it by mail, and the thief is out."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    person, thief, owner = PersonFactory(), Client(), Client()
    thief.force_login(person)
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    form = owner.get(f"/en/accounts/password/reset/key/{key}/", follow=True).request["PATH_INFO"]
    owner.post(form, {"password1": "tauda-qar-zhauady", "password2": "tauda-qar-zhauady"})
    person.refresh_from_db()
    assert person.check_password("tauda-qar-zhauady")
    assert thief.get("/en/account/").status_code == 302


def test_account_that_is_closed_has_no_rights_left(client: Client, procedures: None) -> None:
    one, _other, organisation = two_who_act()
    case = filled_residency_case(one, organisation)
    close_account(one)
    with pytest.raises((PermissionDenied, Http404)):
        perform(case.reference, "file", actor=one, key=uuid4().hex)


class Waiting:
    """A request that waits for a row which somebody else holds, on a connection of its own."""

    def __init__(self, pool: ThreadPoolExecutor, call: Callable[[], object]) -> None:
        self.result: Future[object] = pool.submit(self._run, call)
        while not self.result.done() and not _somebody_waits():
            pass

    @staticmethod
    def _run(call: Callable[[], object]) -> object:
        try:
            return call()
        except (PermissionDenied, Http404, RuleViolation) as raised:
            return raised
        finally:
            connection.close()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def refused_while_waiting(case: Case, call: Callable[[], object], taking_away: Callable[[], object]) -> object:
    """Hold the case, let the request come as far as the case, take the right away, let go."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=case.pk)
            waiting = Waiting(pool, call)
            taking_away()
        return waiting.result.result(20)


@pytest.fixture
def committed(transactional_db: None) -> None:
    load_rules_and_procedures()


@pytest.mark.usefixtures("committed")
class TestRequestThatWaits:
    def test_files_nothing_after_its_mandate_ended(self) -> None:
        one, other, organisation = two_who_act()
        case = filled_residency_case(one, organisation)
        read_once(one)
        call = lambda: perform(case.reference, "file", actor=one, key=uuid4().hex)  # noqa: E731
        assert isinstance(refused_while_waiting(case, call, lambda: take_mandate(one, other)), PermissionDenied)
        assert not Filing.objects.exists()

    def test_decides_nothing_after_its_role_was_withdrawn(self) -> None:
        case, _founder = filed_residency_case()
        acting = officer()
        step(case, "pass_on", acting)
        read_once(acting)
        data = {"outcome": "granted", "template": "meets_requirements", **REASONS}
        call = lambda: perform(case.reference, "decide", actor=acting, key=uuid4().hex, data=data)  # noqa: E731
        taken = refused_while_waiting(case, call, lambda: withdraw_role(acting, Role.OFFICER))
        assert isinstance(taken, PermissionDenied)
        assert not Decision.objects.exists()

    def test_files_nothing_after_its_account_was_closed(self) -> None:
        one, _other, organisation = two_who_act()
        case = filled_residency_case(one, organisation)
        read_once(one)
        call = lambda: perform(case.reference, "file", actor=one, key=uuid4().hex)  # noqa: E731
        taken = refused_while_waiting(case, call, lambda: close_account(User.objects.get(pk=one.pk)))
        assert isinstance(taken, PermissionDenied)
        assert not Filing.objects.exists()
