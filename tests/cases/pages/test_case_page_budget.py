"""The pages of a case ask the database as often for a long story as for a short one, wherever the case stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from orken.cases.models import Case
from orken.cases.permissions import assign_case
from orken.cases.queries import officers_by_name, officers_for
from orken.cases.services.casework import write_remark
from orken.parties.models import Role, User
from orken.parties.queries import people_with_role
from tests.factories.cases import (
    REASONS,
    filed_residency_case,
    fill,
    load_pack_with_a_decision,
    officer,
    residency_answers,
    sign,
    step,
)
from tests.factories.parties import MandateFactory, PersonFactory
from tools.bench.population import history, replaced_documents

pytestmark = pytest.mark.django_db

MOST = 15


@pytest.fixture(autouse=True)
def pack(db: None) -> None:
    load_pack_with_a_decision()


@pytest.fixture
def deciding() -> User:
    for _colleague in range(10):
        officer()
    return officer(Role.OFFICER, Role.SIGNATORY)


def life_of(case: Case, founder: User, deciding: User) -> Iterator[str]:
    """A case that is returned once, decided with two signatures and agreed; it stops wherever it stands."""
    yield "checked"
    write_remark(case, "question:project_purpose", "Толығырақ жазыңыз.", actor=deciding)
    step(case, "return_for_correction", deciding)
    yield "returned"
    fill(case, residency_answers(project_purpose="Егіннің күйі күн сайын."), actor=founder)
    step(case, "refile", founder)
    step(case, "pass_on", deciding)
    yield "passed on"
    step(case, "decide", deciding, outcome="granted", template="meets_requirements", **REASONS)
    yield "proposed"
    step(case, "countersign", officer(Role.HEAD_OF_UNIT))
    yield "offered"
    sign(case, "sign_for_applicant", founder)
    yield "signed by the applicant"
    sign(case, "sign_for_operator", deciding)
    yield "in force"


def test_pages_of_a_case_ask_at_most_fifteen_questions(
    client: Client, deciding: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    case, founder = filed_residency_case()
    history(case, 40, officer=deciding)
    replaced_documents(case, 20, author=founder)
    for stands in life_of(case, founder, deciding):
        client.force_login(founder)
        with django_assert_max_num_queries(MOST, info=f"the applicant's page, {stands}"):
            assert client.get(case.get_absolute_url()).status_code == 200
        client.force_login(deciding)
        client.get("/en/desk/?state=all")  # the page names the neighbours in the view that was open last
        with django_assert_max_num_queries(MOST, info=f"the officer's page, {stands}"):
            page = client.get(f"/en/desk/cases/{case.reference}/").content.decode()
        assert "1 of 1 in the view" in page


def test_who_may_be_assigned_is_who_the_permission_says(deciding: User) -> None:
    case, founder = filed_residency_case()
    involved, away = officer(), officer()
    MandateFactory(user=involved, organisation=case.applicant)
    away.is_active = False
    away.save()
    PersonFactory(roles=[Role.SIGNATORY])
    head = officer(Role.HEAD_OF_UNIT)
    allowed = {one for one in people_with_role(Role.OFFICER, Role.HEAD_OF_UNIT) if assign_case(one, case)}
    assert set(officers_for(case)) == set(officers_by_name(case)) == allowed
    assert head in allowed
    assert not allowed & {involved, away, founder}
