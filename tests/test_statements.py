"""A statement that is written once gives what the query gives that it was written from, for any values."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orken.cases.models import Case
from orken.cases.queries import officers_by_name, officers_for
from orken.parties.models import Mandate, Organisation, User
from orken.statements import Given, OneOf, Statement
from tests.factories.cases import filed_residency_case, load_pack_alone, officer
from tests.factories.parties import MandateFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_the_same_objects_as_of_the_query() -> None:
    load_pack_alone()
    written = []

    def with_clock(reference: str | Given) -> QuerySet[Case]:
        written.append(reference)
        running = FilteredRelation("clocks", condition=Q(clocks__stopped_at=None))
        found = Case.objects.filter(reference=reference).annotate(live_clock=running, since=F("opened_at"))
        return found.select_related("applicant", "version", "assignee", "live_clock").defer("version__content")

    statement = Statement(lambda: with_clock(Given("reference")))
    for case, _founder in (filed_residency_case(), filed_residency_case()):
        (expected,) = with_clock(case.reference)
        with CaptureQueriesContext(connection) as asked:
            (found,) = statement.ask(reference=case.reference)
            assert model_to_dict(found) == model_to_dict(expected)
            assert found.applicant == expected.applicant
            assert found.assignee is None
            assert found.live_clock.due_on == expected.live_clock.due_on
            assert found.since == expected.opened_at
            assert found.version.get_deferred_fields() == {"content"}
        assert len(asked) == 1
    assert sum(isinstance(reference, Given) for reference in written) == 1
    assert statement.ask(reference="nobody's") == []


def test_an_array_of_any_length() -> None:
    organisations = OrganisationFactory.create_batch(3)
    statement = Statement(lambda: Organisation.objects.filter(OneOf(F("pk"), Given("keys"))).order_by("pk"))
    for some in ([], organisations[:1], organisations):
        assert statement.ask(keys=[one.pk for one in some]) == some


def test_a_value_that_is_missing_is_named() -> None:
    statement = Statement(lambda: User.objects.filter(email=Given("email")))
    with pytest.raises(KeyError, match="email"):
        statement.ask(name="Айгерім")
    person = PersonFactory(email="aigerim@example.kz")
    assert statement.ask(email="aigerim@example.kz") == [person]
    assert statement.ask(email="' OR true --") == []


def test_what_was_written_on_one_day_is_asked_on_another() -> None:
    load_pack_alone()
    case, _founder = filed_residency_case()
    clerk = officer()
    today = timezone.localdate()
    MandateFactory(user=clerk, organisation=case.applicant, valid_from=today, valid_to=today + timedelta(days=3))
    assert Mandate.objects.standing().filter(user=clerk).exists()
    assert clerk not in officers_by_name(case)
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        assert clerk in officers_by_name(case)
        assert officers_by_name(case) == list(officers_for(case))
