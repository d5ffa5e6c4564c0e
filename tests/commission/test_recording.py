"""Many decisions are recorded by the worker: what is refused, a worker that dies, two at once."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from orken.cases.models import ConflictKind, Declaration
from orken.cases.services.conflicts import declare
from orken.commission.models import ItemState, Recording, Session
from orken.commission.services import recording as recordings
from orken.commission.services.agenda import note_attendance
from orken.commission.services.balloting import open_items, open_session
from orken.commission.services.counting import close_session
from orken.commission.services.deciding import record_decision
from orken.commission.services.recording import ask_to_record, go_on
from orken.commission.tasks import record_decisions
from orken.journal.models import Entry
from orken.kernel.errors import RuleViolation
from tests.factories.commission import (
    Council,
    a_council,
    a_session,
    declare_all,
    load_council_stall,
    vote,
    waiting_case,
)
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def council(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Council:
    monkeypatch.setattr(recordings, "HERE", 2)
    load_council_stall()
    return a_council()


def voted_session(council: Council) -> Session:
    """Three items, each with votes that wait for their decision."""
    session = a_session(council, [waiting_case() for _ in range(3)])
    declare_all(council, session)
    note_attendance(session, [member.pk for member in council.members], actor=council.secretary)
    open_session(session, actor=council.secretary)
    for item in open_items(session, list(session.items.all()), actor=council.secretary).items:
        for person in council.people[:3]:
            vote(item, person)
    return close_session(session, actor=council.secretary)


def states(session: Session) -> list[str]:
    return [item.state for item in session.items.all()]


def the_page(council: Council, session: Session) -> Any:
    client = Client()
    client.force_login(council.secretary)
    page = BeautifulSoup(client.get(f"/en/desk/commission/sessions/{session.reference}/").content, "html.parser").main
    assert page is not None
    return page


def test_the_worker_records_what_the_secretary_asked_for_once(council: Council) -> None:
    session, client = voted_session(council), Client()
    client.force_login(council.secretary)
    for _press in range(2):
        client.post(f"/en/desk/commission/sessions/{session.reference}/", {"then": "record"})
    assert states(session) == [ItemState.COUNTED] * 3
    page = the_page(council, session)
    assert "Decisions are being recorded: 0 of 3" in page.text
    assert not page.select("button[value=record]")
    job = ProcrastinateJob.objects.get(task_name="orken.commission.tasks.record_decisions")
    record_decisions(**job.args)
    assert states(session) == [ItemState.DECIDED] * 3
    page = the_page(council, session)
    assert "recorded" not in page.text
    assert page.select("button[value=minutes]")


def test_a_worker_killed_in_the_midst_goes_on_where_it_stood(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    session = voted_session(council)
    asked = ask_to_record(session, actor=council.secretary)

    def dying(item, data, *, actor):
        if ItemState.DECIDED in states(session):
            raise SystemExit
        return record_decision(item, data, actor=actor)

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(recordings, "record_decision", dying)
        go_on(asked)
    assert states(session).count(ItemState.DECIDED) == 1
    assert "Decisions are being recorded: 1 of 3" in the_page(council, session).text
    record_decisions(asked.pk)
    assert states(session) == [ItemState.DECIDED] * 3
    assert Entry.objects.filter(action="case.record_decision").count() == 3
    assert Recording.objects.get().ended_at is not None


def test_two_presses_and_two_workers_at_once_record_each_decision_once(council: Council) -> None:
    session = voted_session(council)
    asked, again = at_once(*[lambda: ask_to_record(session, actor=council.secretary)] * 2)
    assert asked == again
    assert at_once(*[lambda: record_decisions(asked.pk)] * 2) == [None, None]
    assert [item.case.decisions.count() for item in session.items.all()] == [1, 1, 1]
    assert Recording.objects.get().refused == {}
    Session.objects.filter(pk=session.pk).update(state="minuted")
    with pytest.raises(RuleViolation):
        ask_to_record(session, actor=council.secretary)


def test_what_is_refused_is_told_and_holds_up_no_other(council: Council) -> None:
    session = voted_session(council)
    asked = ask_to_record(session, actor=council.secretary)
    held, barred, _free = session.items.all()
    declare(held.case, person=council.people[2], task=Declaration.Task.COMMISSION, kind=ConflictKind.FAMILY)
    declare(barred.case, person=council.secretary, task=Declaration.Task.COMMISSION, kind=ConflictKind.FAMILY)
    record_decisions(asked.pk)
    assert states(session) == [ItemState.COUNTED, ItemState.COUNTED, ItemState.DECIDED]
    page = the_page(council, session)
    assert "1 decision could not be recorded" in page.text
    assert held.case.number in page.select_one(".notice").text
    assert barred.case.number not in page.text
    assert page.select("button[value=record]")


def test_who_is_secretary_no_more_records_nothing(council: Council) -> None:
    session = voted_session(council)
    asked = ask_to_record(session, actor=council.secretary)
    council.secretary.staff_roles.all().delete()
    record_decisions(asked.pk)
    assert states(session) == [ItemState.COUNTED] * 3
    assert len(Recording.objects.get().refused) == 3
