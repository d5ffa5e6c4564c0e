"""People are told in their own language, in their list and by mail, with the change or not at all."""

import pytest
from django.db import transaction

from orken.notices.models import Notice, OutgoingMail
from orken.notices.services import notify
from tests.factories.parties import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def texts(tmp_path, settings):
    folder = tmp_path / "notices"
    folder.mkdir()
    (folder / "returned.subject.txt").write_text(
        "{% load i18n %}{% translate 'Messages' %}:\n  {{ number }}{# one line, whatever the template looks like #}\n"
    )
    (folder / "returned.body.txt").write_text(
        "{% load i18n %}{% get_current_language as language %}{{ public_url }}/{{ language }}/{{ number }}"
    )
    [backend] = settings.TEMPLATES
    settings.TEMPLATES = [{**backend, "DIRS": [tmp_path]}]


def test_each_is_told_in_their_own_language(mail_folder, run_jobs):
    people = [PersonFactory(language=language) for language in ("kk", "ru", "en")]
    notify(people, "returned", {"number": "R-1"}, subject_of="case:AB12")
    assert [(notice.subject, notice.body, notice.language) for notice in Notice.objects.order_by("pk")] == [
        ("Хабарламалар: R-1", "http://localhost:8000/kk/R-1\n", "kk"),
        ("Сообщения: R-1", "http://localhost:8000/ru/R-1\n", "ru"),
        ("Messages: R-1", "http://localhost:8000/en/R-1\n", "en"),
    ]
    assert run_jobs() == 3
    received = {message["To"]: message for message in mail_folder.messages()}
    assert set(received) == {person.email for person in people}
    kazakh = received[people[0].email]
    assert (kazakh["Subject"], kazakh["Content-Language"]) == ("Хабарламалар: R-1", "kk")
    assert kazakh.get_content().splitlines() == ["http://localhost:8000/kk/R-1"]


def test_telling_many_asks_the_database_no_more_often(run_jobs, django_assert_num_queries):
    people = [PersonFactory(language=language) for language in ("kk", "ru", "en") * 4]
    with django_assert_num_queries(3):  # mails, jobs and notices
        notices = notify(people, "returned", {"number": "R-1"}, subject_of="case:AB12")
    assert [notice.recipient for notice in notices] == people
    assert [notice.mail.recipients for notice in notices] == [[person.email] for person in people]
    assert run_jobs() == len(people)


def test_telling_nobody_stores_nothing():
    assert notify([], "returned", {"number": "R-1"}, subject_of="case:AB12") == []
    assert not OutgoingMail.objects.exists()


def test_nobody_is_told_of_a_change_that_failed(run_jobs):
    person = PersonFactory()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        notify([person], "returned", {"number": "R-1"}, subject_of="case:AB12")
        raise ZeroDivisionError
    assert not Notice.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert run_jobs() == 0


def test_a_missing_text_tells_nobody():
    people = [PersonFactory(), PersonFactory()]
    with pytest.raises(Exception, match="notices/forgotten"):
        notify(people, "forgotten", {}, subject_of="case:AB12")
    assert not Notice.objects.exists()
