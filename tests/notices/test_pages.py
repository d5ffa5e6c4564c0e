"""A person reads their own messages and nobody else's; caught mail is shown in the demonstration only."""

import pytest
from django.core.mail import send_mail
from django.utils import timezone

from orken.notices.models import Notice
from tests.factories.parties import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory(language="en")


def notice_for(person, subject="Your application was returned"):
    return Notice.objects.create(
        recipient=person, about="case:AB12", language="en", subject=subject, body="See http://localhost:8000/en/x/\n"
    )


def test_visitor_is_sent_to_sign_in(client, person):
    notice = notice_for(person)
    for url in ("/en/notices/", f"/en/notices/{notice.reference}/"):
        assert client.get(url)["Location"] == f"/en/accounts/login/?next={url}"


def test_message_of_another_person_does_not_exist(client, person):
    notice = notice_for(PersonFactory())
    client.force_login(person)
    assert client.get(notice.get_absolute_url()).status_code == 404
    assert notice.subject not in client.get("/en/notices/").content.decode()
    notice.refresh_from_db()
    assert notice.read_at is None


def test_opening_a_message_marks_it_as_read_once(client, person, time_machine):
    notice = notice_for(person)
    client.force_login(person)
    time_machine.move_to("2026-03-18T05:00Z", tick=False)
    page = client.get(notice.get_absolute_url()).content.decode()
    assert '<a href="http://localhost:8000/en/x/" rel="nofollow">' in page
    time_machine.move_to("2026-03-19T05:00Z", tick=False)
    client.get(notice.get_absolute_url())
    notice.refresh_from_db()
    assert notice.read_at.isoformat() == "2026-03-18T05:00:00+00:00"


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_few_questions_for_any_number(client, person, count, django_assert_num_queries):
    for number in range(count):
        notice_for(person, subject=f"Message {number}")
    client.force_login(person)
    client.get("/en/notices/")
    with django_assert_num_queries(5):
        page = client.get("/en/notices/").content.decode()
    assert [f"Message {number}" in page for number in range(3)] == [number < count for number in range(3)]


def test_script_in_a_message_stays_text(client, person):
    notice = notice_for(person, subject="<script>alert(1)</script>")
    client.force_login(person)
    for url in ("/en/notices/", notice.get_absolute_url()):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_demo_page_shows_caught_mail_with_its_links(client, settings, mail_folder, run_jobs):
    settings.ORKEN_DEMO, settings.ORKEN_VAR = True, mail_folder.folder.parent
    send_mail("First", "Open http://localhost:8000/en/confirm/1/", None, ["a@orken.example"])
    run_jobs()
    page = client.get("/en/demo/outbox/").content.decode()
    assert '<a href="http://localhost:8000/en/confirm/1/"' in page
    assert "a@orken.example" in page


def test_page_of_caught_mail_does_not_exist_outside_the_demonstration(client, settings, mail_folder, run_jobs):
    settings.ORKEN_VAR = mail_folder.folder.parent
    send_mail("First", "secret", None, ["a@orken.example"])
    run_jobs()
    assert client.get("/en/demo/outbox/").status_code == 404


def test_notice_is_dated_when_it_is_made(person, travel):
    travel("2026-03-18 18:30")
    assert timezone.localtime(notice_for(person).created_at).isoformat() == "2026-03-18T18:30:00+05:00"
