"""Several cases at once: what is refused, what the preview says; nothing happens twice or from under anybody."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from procrastinate.contrib.django.models import ProcrastinateJob

from orken.cases.models import Case, Message
from orken.cases.services.casework import assign_case
from orken.journal.models import Entry
from orken.kernel.errors import RuleViolation
from orken.parties.models import Role, StaffRole
from orken.web.desk import batches
from orken.web.desk.batches import confirm_batch, prepare_batch, work_off
from orken.web.models import Batch, BatchItem, BatchKind
from orken.web.tasks import forget_unconfirmed_batches, work_off_batch
from tests.factories.cases import filed_residency_case, load_rules_and_procedures, officer, step
from tests.factories.correspondence import MessageTemplateFactory
from tests.factories.parties import MandateFactory
from tests.simultaneous import at_once

TEXTS = {
    f"{name}_{language}": f"{language} $case_number" for name in ("subject", "body") for language in ("kk", "ru", "en")
}


@pytest.fixture
def procedures(db):
    load_rules_and_procedures()


@pytest.fixture
def at_the_desk(client, procedures):
    person = officer()
    client.force_login(person)
    return person


def filed(number=1):
    return [filed_residency_case()[0] for _case in range(number)]


def prepared(client, cases, kind="assign", **data):
    """The address of a new batch."""
    data |= {"kind": kind, "case": [case.reference for case in cases]}
    return client.post("/en/desk/batches/", data).headers["Location"]


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def results():
    return sorted(BatchItem.objects.values_list("result", flat=True))


def test_nothing_selected_is_said_and_no_batch_is_made(client, at_the_desk):
    address = prepared(client, [])
    assert "Select at least one case" in client.get(address).content.decode()
    assert not Batch.objects.exists()


def test_more_than_a_person_can_answer_for_is_refused(at_the_desk, monkeypatch):
    monkeypatch.setattr(batches, "LARGEST", 1)
    with pytest.raises(RuleViolation, match="At most 1 cases"):
        prepare_batch(BatchKind.ASSIGN, filed(2), author=at_the_desk)


def test_cases_that_the_officer_does_not_see_cannot_be_selected(client, at_the_desk):
    [own] = filed()
    MandateFactory(user=at_the_desk, organisation=own.applicant)
    prepared(client, [own])
    assert client.post("/en/desk/batches/", {"kind": "assign", "everything": "yes", "filters": "state=all"})
    assert not Batch.objects.exists()


def test_batch_is_its_authors_alone(client, at_the_desk):
    address = prepared(client, filed())
    client.force_login(officer(Role.HEAD_OF_UNIT))
    assert client.get(address).status_code == 404
    assert client.post(address, {"officer": "none", "then": "confirm"}).status_code == 404


def test_all_that_fit_are_those_of_the_filters(client, at_the_desk):
    cases = filed(3)
    assign_case(cases[0], at_the_desk, actor=at_the_desk)
    client.post("/en/desk/batches/", {"kind": "assign", "everything": "yes", "filters": "officer=none"})
    assert set(BatchItem.objects.values_list("case", flat=True)) == {case.pk for case in cases[1:]}


def test_preview_says_what_changes_what_cannot_and_why_and_changes_nothing(client, at_the_desk):
    free, closed, involved, already, taken = filed(5)
    colleague, faster = officer(), officer()
    MandateFactory(user=colleague, organisation=involved.applicant)
    assign_case(already, colleague, actor=at_the_desk)
    address = prepared(client, [free, closed, involved, already, taken])
    step(closed, "withdraw", closed.opened_by)
    assign_case(taken, faster, actor=faster)
    page = soup(client.post(address, {"officer": colleague.pk, "then": "preview"}))
    assert "1 case changes its officer" in page.text
    assert "3 cases cannot be changed" in page.text
    assert "1 case has this officer already" in page.text
    rows = {row.select_one(".number").text: row.text for row in page.select("tbody tr")}
    assert str(colleague) in rows[free.number]
    assert "closed" in rows[closed.number]
    assert "they act for the applicant" in rows[involved.number]
    assert f"{faster} has become the officer" in rows[taken.number]
    free.refresh_from_db()
    assert free.assignee is None


def test_confirmed_batch_tells_what_became_of_each_case_and_a_second_press_does_nothing(client, at_the_desk):
    free, closed = filed(2)
    address = prepared(client, [free, closed])
    step(closed, "withdraw", closed.opened_by)
    for _press in range(2):
        assert client.post(address, {"officer": at_the_desk.pk, "then": "confirm"}).headers["Location"] == address
    client.post(address, {"officer": "none", "then": "confirm"})
    free.refresh_from_db()
    assert free.assignee == at_the_desk
    assert Entry.objects.filter(action="case.assigned").count() == 1
    page = soup(client.get(address)).text
    assert "The case is closed" in page
    assert results() == ["done", "refused"]


def test_case_taken_between_preview_and_confirmation_stays_with_who_took_it(client, at_the_desk):
    [case] = filed()
    faster, other = officer(), officer()
    address = prepared(client, [case])
    client.post(address, {"officer": other.pk, "then": "preview"})
    assign_case(case, faster, actor=faster)
    client.post(address, {"officer": other.pk, "then": "confirm"})
    case.refresh_from_db()
    assert case.assignee == faster
    assert str(faster) in BatchItem.objects.get().reason


def test_author_who_lost_the_role_meanwhile_changes_nothing(at_the_desk):
    batch = prepare_batch(BatchKind.ASSIGN, filed(), author=at_the_desk)
    StaffRole.objects.all().delete()
    confirm_batch(batch, {"officer": None})
    assert results() == ["refused"]


def test_giving_cases_to_nobody(client, at_the_desk):
    cases = [assign_case(case, at_the_desk, actor=at_the_desk) for case in filed(2)]
    address = prepared(client, cases)
    client.post(address, {"officer": "none", "then": "confirm"})
    assert set(Case.objects.values_list("assignee", flat=True)) == {None}


def test_large_batch_is_worked_off_by_the_worker_even_after_an_interruption(client, at_the_desk, monkeypatch, run_jobs):
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    cases = filed(3)
    address = prepared(client, cases)
    client.post(address, {"officer": at_the_desk.pk, "then": "confirm"})
    assert results() == ["waiting"] * 3
    assert "Under way" in client.get(address).content.decode()
    BatchItem.objects.filter(case=cases[0]).update(result="done")
    run_jobs()
    assert results() == ["done"] * 3
    assert Entry.objects.filter(action="case.assigned").count() == 2
    work_off(Batch.objects.get())
    assert Entry.objects.filter(action="case.assigned").count() == 2


def test_worker_comes_after_a_small_batch_whose_process_ended_in_the_midst(client, at_the_desk, monkeypatch):
    monkeypatch.setattr(batches, "work_off", lambda _batch: None)
    client.post(prepared(client, filed()), {"officer": at_the_desk.pk, "then": "confirm"})
    assert results() == ["waiting"]
    job = ProcrastinateJob.objects.get(task_name="orken.web.tasks.work_off_batch")
    assert job.scheduled_at is not None
    monkeypatch.undo()
    work_off_batch(**job.args)
    assert results() == ["done"]


def test_unknown_placeholder_stops_the_message_to_many(client, at_the_desk):
    address = prepared(client, filed(), kind="message")
    response = client.post(address, TEXTS | {"body_ru": "$appl", "then": "confirm"})
    assert response.status_code == 422
    assert "$appl is no placeholder" in response.content.decode()
    assert not Message.objects.exists()


def test_message_preview_shows_three_letters_and_the_count(client, at_the_desk):
    cases = filed(5)
    cases[1].opened_by.language = "ru"
    cases[1].opened_by.save()
    template = MessageTemplateFactory()
    address = prepared(client, cases, kind="message")
    step(cases[4], "withdraw", cases[4].opened_by)
    begun = soup(client.get(f"{address}?template={template.reference}"))
    assert begun.select_one("input[name=subject_kk]")["value"] == "kk $case_number: $applicant"
    page = soup(client.post(address, TEXTS | {"then": "preview"}))
    letters = [(letter["lang"], letter.h3.text) for letter in page.select(".letter")]
    assert letters == [
        ("kk", f"kk {cases[0].number}"),
        ("ru", f"ru {cases[1].number}"),
        ("kk", f"kk {cases[2].number}"),
    ]
    assert "4 messages would be sent" in page.text
    assert "1 case cannot be changed" in page.text
    assert not Message.objects.exists()


def test_message_is_sent_as_it_was_previewed_and_a_changed_text_is_previewed_first(client, at_the_desk):
    page = soup(client.post(prepared(client, filed(), kind="message"), TEXTS | {"then": "preview"}))
    sending, changing = page.select("main form[method=post]")
    assert [button["value"] for button in sending.select("button")] == ["confirm"]
    assert {field["name"]: field["value"] for field in sending.select("input[type=hidden]")}.items() >= TEXTS.items()
    assert [button["value"] for button in changing.select("button")] == ["preview"]


def test_each_applicant_gets_one_message_in_their_language(client, at_the_desk):
    cases = filed(2)
    cases[1].opened_by.language = "en"
    cases[1].opened_by.save()
    address = prepared(client, cases, kind="message")
    for _press in range(2):
        client.post(address, TEXTS | {"then": "confirm"})
    sent = set(Message.objects.values_list("case", "language", "subject"))
    assert sent == {(cases[0].pk, "kk", f"kk {cases[0].number}"), (cases[1].pk, "en", f"en {cases[1].number}")}
    assert results() == ["done", "done"]


def test_previews_that_nobody_confirmed_are_forgotten_after_a_day(at_the_desk, travel):
    travel("2026-03-02")
    forgotten, confirmed = (prepare_batch(BatchKind.ASSIGN, filed(), author=at_the_desk) for _batch in range(2))
    confirm_batch(confirmed, {"officer": None})
    travel("2026-03-03 11:00")
    kept = prepare_batch(BatchKind.ASSIGN, filed(), author=at_the_desk)
    forget_unconfirmed_batches(0)
    assert set(Batch.objects.all()) == {confirmed, kept}
    assert forgotten not in Batch.objects.all()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("kind", ["assign", "message"])
def test_pages_are_shown_in_every_language(client, at_the_desk, kind, language):
    address = prepared(client, filed(), kind=kind).replace("/en/", f"/{language}/")
    assert client.get(address).status_code == 200
    assert client.post(address, TEXTS | {"officer": "none", "then": "preview"}).status_code == 200
    assert client.post(address, TEXTS | {"officer": "none", "then": "confirm"}).status_code == 302
    assert client.get(address).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_batches_over_one_case_at_once_one_wins_and_the_other_says_who(transactional_db):
    load_rules_and_procedures()
    [case] = filed()
    people = [officer(), officer()]
    made = [prepare_batch(BatchKind.ASSIGN, [case], author=person) for person in people]
    done = at_once(
        *[
            lambda batch=batch, person=person: confirm_batch(batch, {"officer": person.pk})
            for batch, person in zip(made, people, strict=True)
        ]
    )
    assert done == [None, None]
    case.refresh_from_db()
    assert results() == ["done", "refused"]
    refused = BatchItem.objects.get(result="refused")
    assert case.assignee != refused.batch.author
    assert str(case.assignee) in refused.reason


@pytest.mark.django_db(transaction=True)
def test_confirming_twice_at_once_writes_once(transactional_db):
    load_rules_and_procedures()
    person = officer()
    batch = prepare_batch(BatchKind.MESSAGE, filed(), author=person)
    texts = {"kk": "к", "ru": "р", "en": "e"}
    at_once(*[lambda: confirm_batch(batch, {"template": None, "subject": texts, "body": texts})] * 2)
    assert Message.objects.count() == 1
    assert results() == ["done"]
