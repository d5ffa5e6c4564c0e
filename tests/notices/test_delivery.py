"""Mail reaches a real SMTP server once for its reader, or stays queued; it never goes out for a change rolled back."""

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import connection, transaction
from django.utils import timezone

from orken.documents.keys import new_sealing_key
from orken.notices import delivery
from orken.notices.models import MailState, OutgoingMail

pytestmark = pytest.mark.django_db


def queue_one(subject="Растау", body="Сілтеме: https://orken.test/kk/confirm/1/"):
    send_mail(subject, body, "no-reply@orken.test", ["founder@example.kz"])
    return OutgoingMail.objects.latest("pk")


def test_mail_reaches_the_server_in_kazakh_letters(mail_folder, run_jobs):
    queue_one()
    assert run_jobs() == 1
    (message,) = mail_folder.messages()
    assert message["Subject"] == "Растау"
    assert message["To"] == "founder@example.kz"
    assert message.get_content().strip() == "Сілтеме: https://orken.test/kk/confirm/1/"
    assert OutgoingMail.objects.get().state == MailState.SENT


def test_text_with_its_links_is_erased_once_it_is_sent(mail_folder, run_jobs):
    mail = queue_one()
    assert b"Message-ID" in bytes(mail.content)
    run_jobs()
    mail.refresh_from_db()
    assert bytes(mail.content) == b""
    assert mail.finished_at is not None


def test_message_with_html_keeps_both_parts(mail_folder, run_jobs):
    message = EmailMultiAlternatives("Hello", "plain", "no-reply@orken.test", ["a@example.kz"], bcc=["b@example.kz"])
    message.attach_alternative("<p>rich</p>", "text/html")
    message.send()
    run_jobs()
    (received,) = mail_folder.messages()
    assert received.get_body(("html",)).get_content().strip() == "<p>rich</p>"
    assert received["Bcc"] is None
    assert OutgoingMail.objects.get().recipients == ["a@example.kz", "b@example.kz"]


def test_nothing_is_sent_for_a_change_that_was_rolled_back(mail_folder, run_jobs):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue_one()
        raise ZeroDivisionError
    assert run_jobs() == 0
    assert list(mail_folder.messages()) == []


def test_closed_server_postpones_and_a_later_round_delivers(mail_folder, run_jobs, settings, time_machine):
    open_server, settings.ORKEN_SMTP_URL = settings.ORKEN_SMTP_URL, "smtp://127.0.0.1:9"
    mail = queue_one()
    run_jobs()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 1)
    assert "refused" in mail.last_failure
    assert timedelta(seconds=50) < mail.next_try_at - timezone.now() <= timedelta(minutes=1)

    settings.ORKEN_SMTP_URL = open_server
    send_due()
    assert list(mail_folder.messages()) == []
    time_machine.move_to(mail.next_try_at)
    send_due()
    assert [message["Subject"] for message in mail_folder.messages()] == ["Растау"]


def test_waits_grow_to_two_hours_and_end_after_three_days(settings, time_machine):
    settings.ORKEN_SMTP_URL = "smtp://127.0.0.1:9"
    mail = queue_one()
    waits = []
    while mail.state == MailState.QUEUED:
        time_machine.move_to(mail.next_try_at, tick=False)
        delivery.send(mail.pk)
        mail.refresh_from_db()
        waits.append(mail.next_try_at - timezone.now())
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(waits) == timedelta(hours=2)
    assert mail.state == MailState.UNDELIVERABLE
    assert timedelta(days=3) < mail.finished_at - mail.queued_at < timedelta(days=3, hours=3)


def test_address_that_the_server_refuses_for_good_is_not_tried_again(mail_folder, run_jobs, monkeypatch):
    async def refuse(*_arguments):
        return "550 No such person here"

    monkeypatch.setattr(mail_folder, "handle_RCPT", refuse, raising=False)
    mail = queue_one()
    run_jobs()
    mail.refresh_from_db()
    assert mail.state == MailState.UNDELIVERABLE
    assert mail.last_failure == "founder@example.kz: 550 No such person here"


def test_worker_that_dies_between_sending_and_noting_sends_a_copy_with_the_same_message_id(
    mail_folder, run_jobs, monkeypatch
):
    mail = queue_one()
    copies = []

    class PowerCut(BaseException):
        pass

    def die(*_arguments, **_options):
        raise PowerCut

    with monkeypatch.context() as cut, pytest.raises(PowerCut):
        cut.setattr(OutgoingMail, "save", die)
        delivery.send(mail.pk)
    copies += mail_folder.messages()
    mail.refresh_from_db()
    assert mail.state == MailState.QUEUED

    send_due()
    mail.refresh_from_db()
    copies += mail_folder.messages()
    assert mail.state == MailState.SENT
    assert [copy["Message-ID"] for copy in copies] == [mail.message_id] * 2


def send_due():
    from orken.notices.tasks import send_due_mail

    send_due_mail(timestamp=0)


@pytest.mark.parametrize(
    ("answer", "state"),
    [("451 Greylisted, come back later", MailState.QUEUED), ("554 We take no such mail", MailState.UNDELIVERABLE)],
)
def test_server_that_refuses_the_text_is_asked_again_only_if_it_says_so(
    mail_folder, run_jobs, monkeypatch, answer, state
):
    async def refuse(*_arguments):
        return answer

    monkeypatch.setattr(mail_folder, "handle_DATA", refuse)
    mail = queue_one()
    run_jobs()
    mail.refresh_from_db()
    assert (mail.state, mail.last_failure) == (state, answer)


def test_server_that_knows_no_such_sign_in_is_asked_again_when_the_operator_has_mended_it(
    mail_folder, run_jobs, settings
):
    settings.ORKEN_SMTP_URL = settings.ORKEN_SMTP_URL.replace("://", "://orken:p%40ss@")
    mail = queue_one()
    run_jobs()
    mail.refresh_from_db()
    assert mail.state == MailState.QUEUED
    assert "AUTH" in mail.last_failure


def test_mail_server_of_an_unknown_kind_is_told_by_its_setting(settings):
    settings.ORKEN_SMTP_URL = "http://orken:qupiia@mail.kz"
    mail = queue_one()
    with pytest.raises(ImproperlyConfigured, match="ORKEN_SMTP_URL must look like smtp://") as told:
        delivery.send(mail.pk)
    assert "qupiia" not in str(told.value)


def test_mail_server_with_an_unknown_certificate_is_not_trusted(tmp_path, settings):
    key = new_sealing_key("mail.kz")
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        key.certificate_pem + key.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    mail = queue_one()
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        greeted = pool.submit(greet, server, context)
        settings.ORKEN_SMTP_URL = f"smtps://127.0.0.1:{server.getsockname()[1]}"
        delivery.send(mail.pk)
        assert greeted.result(timeout=20) is False
    mail.refresh_from_db()
    assert mail.state == MailState.QUEUED
    assert "CERTIFICATE_VERIFY_FAILED" in mail.last_failure


def greet(server, context):
    """Whether a client trusted the server enough to hear its greeting."""
    client, _address = server.accept()
    with client:
        try:
            with context.wrap_socket(client, server_side=True) as trusted:
                trusted.send(b"220 mail.kz ESMTP\r\n")
        except ssl.SSLError:
            return False
        return True


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_mail_once(mail_folder, run_jobs):
    """While one worker talks to the mail server, another passes the mail by."""
    mail = queue_one()
    with transaction.atomic():
        OutgoingMail.objects.select_for_update().get(pk=mail.pk)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(send_and_disconnect, mail.pk).result(timeout=20)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 0)
    run_jobs()
    assert len(list(mail_folder.messages())) == 1


def send_and_disconnect(mail_id):
    try:
        delivery.send(mail_id)
    finally:
        connection.close()
