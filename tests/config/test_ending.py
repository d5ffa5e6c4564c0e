"""Web and worker that are asked to end: what is under way is finished, nothing new is begun, a second word ends it."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from threading import Event
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import psutil
import pytest
from django.core.mail import EmailMessage
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from orken.config import children
from orken.notices import services
from orken.notices.catcher import MailServer
from orken.notices.models import MailState, OutgoingMail
from tests.working import free_port

pytestmark = pytest.mark.django_db(transaction=True)

ENDS_SECONDS = 60  # of a slow machine
TOKEN = "k" * 32


def until(true, what):
    deadline = time.monotonic() + ENDS_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"not within {ENDS_SECONDS} s: {what}"
        time.sleep(0.05)


@contextmanager
def orken(*arguments, **environment):
    """A command of the portal on the database of this test; killed at the end, if it still runs."""
    at = connection.settings_dict
    url = f"postgresql://{at['USER']}@/{at['NAME']}?host={quote(at['HOST'])}"
    process = subprocess.Popen(
        [sys.executable, "-m", "orken.cli", *arguments],
        env=os.environ | {"ORKEN_DATABASE_URL": os.environ.get("ORKEN_TEST_DATABASE_URL", url)} | environment,
    )
    family = [psutil.Process(process.pid)]
    try:
        yield process
    finally:
        with suppress(psutil.NoSuchProcess):
            family += family[0].children(recursive=True)
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        process.wait()


def lives(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5):
            return True
    except (URLError, OSError):
        return False


class SlowUpload:
    """Half of a form with a file; ``finish`` sends the other half and reads the answer."""

    def __init__(self, port):
        token = b'--edge\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n%b\r\n' % TOKEN.encode()
        file = b'--edge\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n' + b"x" * 300_000
        body = token + file + b"\r\n--edge--\r\n"
        head = (
            f"POST /en/accounts/login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken={TOKEN}\r\n"
            f"Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        half = len(body) // 2
        self.rest = body[half:]
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=ENDS_SECONDS)
        self.socket.sendall(head.encode() + body[:half])

    def finish(self):
        self.socket.sendall(self.rest)
        with self.socket, self.socket.makefile("rb") as answer:
            return answer.read()


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def web(port):
    with orken(
        "serve", "--bind", f"127.0.0.1:{port}", "--processes", "1", ORKEN_HOSTS="localhost,127.0.0.1"
    ) as process:
        until(lambda: lives(port), "the web server lives")
        yield process


def test_upload_under_way_gets_its_answer_and_nothing_new_is_accepted(web, port):
    upload = SlowUpload(port)
    assert lives(port)  # the upload is in the queue before this request, so it is under way now
    web.terminate()
    until(lambda: not lives(port), "no connection is accepted any more")
    assert web.poll() is None
    answer = upload.finish()
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b"</html>" in answer
    assert web.wait(ENDS_SECONDS) == 0


def test_second_word_ends_the_web_server_at_once(web, port):
    upload = SlowUpload(port)
    assert lives(port)
    web.terminate()
    until(lambda: not lives(port), "no connection is accepted any more")
    asked = time.monotonic()
    web.terminate()
    web.wait(ENDS_SECONDS)
    assert time.monotonic() - asked < children.AT_ONCE_SECONDS
    upload.socket.close()


def test_port_is_free_although_a_killed_server_left_a_request_under_way(web, port):
    upload = SlowUpload(port)
    assert lives(port)
    web.kill()
    until(lambda: not lives(port), "what is left gives the port up")
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))
        again.listen()
    assert upload.finish().startswith(b"HTTP/1.1 200 OK")


class SlowMailServer:
    """Takes a message when it is told to."""

    def __init__(self):
        self.asked, self.may_answer = Event(), Event()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- named by aiosmtpd
        self.asked.set()
        await asyncio.to_thread(self.may_answer.wait, ENDS_SECONDS)
        return "250 Kept"


@pytest.fixture
def mail_server(port):
    handler = SlowMailServer()
    server = MailServer(handler, port)
    server.start()
    yield handler
    handler.may_answer.set()
    server.stop()


@pytest.fixture
def worker(mail_server, port):
    """A worker that is busy with the one mail that waits."""
    services.queue(EmailMessage("one", "text", to=["a@orken.example"]))
    with orken("worker", "--concurrency", "1", ORKEN_SMTP_URL=f"smtp://127.0.0.1:{port}") as process:
        assert mail_server.asked.wait(ENDS_SECONDS)
        yield process


def states_of_mail():
    return {mail.subject: mail.state for mail in OutgoingMail.objects.all()}


def jobs_of_mail():
    jobs = ProcrastinateJob.objects.filter(task_name="orken.notices.tasks.send_mail").order_by("pk")
    return [job.status for job in jobs]


def test_job_under_way_is_finished_and_no_other_begun(worker, mail_server):
    services.queue(EmailMessage("two", "text", to=["a@orken.example"]))
    worker.terminate()
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(1)  # the job is waited for
    mail_server.may_answer.set()
    assert worker.wait(ENDS_SECONDS) == 0
    assert states_of_mail() == {"one": MailState.SENT, "two": MailState.QUEUED}
    assert jobs_of_mail() == ["todo"]


def test_second_word_ends_the_worker_at_once_and_its_job_waits_for_another(worker):
    worker.terminate()
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(1)
    worker.terminate()
    assert worker.wait(children.AT_ONCE_SECONDS) == 1
    assert states_of_mail() == {"one": MailState.QUEUED}
    assert jobs_of_mail() == ["doing"]


STUBBORN = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: {}); print(flush=True); {} signal.pause()"


@pytest.mark.parametrize(
    ("at_first", "code"),
    [
        ("signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))", 7),
        ("None", -signal.SIGKILL),
    ],
    ids=["heeds the second word", "heeds nothing"],
)
def test_who_does_not_end_is_asked_again_and_then_killed(monkeypatch, at_first, code):
    monkeypatch.setattr(children, "STOP_SECONDS", 0.2)
    monkeypatch.setattr(children, "AT_ONCE_SECONDS", 1)
    child = children.Child("stubborn", (), {})
    program = STUBBORN.format(at_first, "[signal.pause() for _ in range(9)];")
    child.process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    with child.process.stdout as ready:
        ready.readline()
        children.stop(child)
    assert child.process.returncode == code
