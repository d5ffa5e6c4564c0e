"""A line for every request and job, by which a complaint is found, and in which no person is."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, override_settings
from gunicorn.config import Config
from procrastinate.contrib.django import procrastinate_app

from orken.cases.services.drafting import open_case
from orken.config import worker
from orken.config.serving import ServerLog
from orken.kernel.log_context import log_context, logged_with, note
from orken.kernel.log_lines import FIELDS, JsonLine, TextLine
from orken.kernel.masking import masked
from tests.config.test_settings import PRODUCTION, python
from tests.factories.cases import STALL, founder_with_organisation, load_rules_and_procedures
from tests.ui import specimen

IIN = "960229600023"
Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What the portal's own logging writes as JSON, from every logger."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLine())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


def of(found: list[dict[str, object]], logger: str) -> dict[str, object]:
    (line,) = [line for line in found if line["logger"] == logger]
    return line


@pytest.mark.django_db
def test_a_request_has_one_line_with_its_number_and_route(client: Client, lines: Lines) -> None:
    response = client.get("/en/", headers={"X-Request-ID": "proxy-0123456789"})
    line = of(lines(), "orken.requests")
    assert response["X-Request-ID"] == "proxy-0123456789"
    assert {name: line[name] for name in ("level", "message", "method", "route", "status", "user", "request")} == {
        "level": "info",
        "message": "GET web:home",
        "method": "GET",
        "route": "web:home",
        "status": 200,
        "user": None,
        "request": "proxy-0123456789",
    }
    assert isinstance(line["ms"], float)
    assert str(line["time"]).endswith("+00:00")
    assert "case" not in line


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "short", "a" * 65, "new\tline-0123", "<script>alert", "timur@orken.example"])
def test_a_number_that_is_not_well_formed_is_not_taken(client: Client, given: str) -> None:
    numbers = {client.get("/health/live", headers={"X-Request-ID": given})["X-Request-ID"] for _ in range(2)}
    assert given not in numbers
    assert len(numbers) == 2
    assert all(len(number) == 16 for number in numbers)


@pytest.mark.django_db
@pytest.mark.usefixtures("mail_folder")
def test_nobodys_name_address_or_personal_number_reaches_the_log(client: Client, lines: Lines) -> None:
    founder, organisation = founder_with_organisation()
    client.force_login(founder)
    typed = {"q": "Сәрсенова Айгерім", "email": "aigerim@orken.example", "iin": IIN}
    for path in ("/kk/", "/kk/organisations/", "/kk/nowhere/aigerim@orken.example/", f"/kk/{IIN}/", "/api/v1/nothing"):
        client.get(path, typed)
    client.post("/kk/accounts/login/", {"login": "aigerim@orken.example", "password": "Сәрсенова"})
    Client(enforce_csrf_checks=True).post("/kk/appearance/?name=Сәрсенова", typed)
    client.get(f"/kk/organisations/{organisation.reference}/?q=Сәрсенова")
    written = json.dumps(lines(), ensure_ascii=False)
    assert len(lines()) >= 8
    for personal in ("Сәрсенова", "aigerim", "orken.example", IIN, founder.email, founder.full_name, "nowhere"):
        assert personal not in written
    assert {line["user"] for line in lines()} >= {founder.pk, None}


@pytest.mark.django_db
def test_a_request_about_a_case_names_it(client: Client, lines: Lines) -> None:
    load_rules_and_procedures()
    founder, organisation = founder_with_organisation()
    case = open_case(STALL, applicant=organisation, actor=founder)
    client.force_login(founder)
    client.get(f"/en/cases/{case.reference}/")
    line = of(lines(), "orken.requests")
    assert (line["route"], line["case"], line["user"]) == ("cases:case", case.reference, founder.pk)


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=specimen.__name__, DEBUG=False)
def test_the_number_on_the_page_of_our_mistake_finds_its_lines(lines: Lines) -> None:
    response = Client(raise_request_exception=False).get("/en/broken/?name=aigerim@orken.example")
    number = response["X-Request-ID"]
    assert number in response.content.decode()
    error, request = of(lines(), "orken.web.views"), of(lines(), "orken.requests")
    assert (error["request"], request["request"], request["status"], request["level"]) == (number, number, 500, "error")
    assert "ZeroDivisionError" in str(error["error"])
    assert "aigerim" not in json.dumps(lines())


def test_rows_that_the_database_refused_are_not_quoted() -> None:
    refusal = (
        'IntegrityError: duplicate key value violates unique constraint "parties_user_email_key"\n'
        "DETAIL:  Failing row contains (7, Сәрсенова\nАйгерім, Алматы).\n"
        "\nThe above exception was the direct cause of the following exception:\nTraceback (most recent call last):"
    )
    assert masked(refusal) == (
        'IntegrityError: duplicate key value violates unique constraint "parties_user_email_key"\n'
        "DETAIL:  [left out]\n"
        "The above exception was the direct cause of the following exception:\nTraceback (most recent call last):"
    )
    assert masked("DETAIL:  Key (email)=(a@b.kz) already exists.") == "DETAIL:  [left out]\n"
    assert masked("550 <aigerim@orken.example>: no such user") == "550 <[e-mail]>: no such user"
    assert masked("to=aigerim@orken.example, x") == "to=[e-mail], x"


@pytest.mark.django_db
def test_a_real_refusal_of_the_database_is_masked(lines: Lines) -> None:
    from django.db import IntegrityError, transaction

    founder, _organisation = founder_with_organisation()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE parties_user SET email = upper(email) WHERE id = %s", [founder.pk])
    except IntegrityError:
        logging.getLogger("orken.tests").exception("refused")
    error = str(of(lines(), "orken.tests")["error"])
    assert "email_in_lower_case" in error
    assert founder.full_name not in error
    assert founder.email.upper() not in error


def test_a_line_as_text_ends_with_what_it_is_about() -> None:
    record = logging.LogRecord("orken.requests", logging.INFO, "x.py", 1, "%s %s", ("GET", "web:home"), None)
    setattr(record, FIELDS, {"status": 200})
    with logged_with(request="0123456789abcdef"):
        note(case="AB12CD34")
        assert (
            TextLine()
            .format(record)
            .endswith("INFO orken.requests: GET web:home request=0123456789abcdef case=AB12CD34 status=200")
        )
    assert log_context() == {}
    note(case="AB12CD34")
    assert log_context() == {}


@pytest.mark.django_db(transaction=True)
def test_a_job_has_one_line_with_its_number_and_the_case_that_it_moved(
    monkeypatch: pytest.MonkeyPatch, lines: Lines
) -> None:
    app = procrastinate_app.current_app
    monkeypatch.setattr(app, "tasks", dict(app.tasks))
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})

    @app.task(name="moves")
    def moves() -> None:
        note(case="AB12CD34")
        logging.getLogger("orken.tests").warning("on the way to timur@orken.example")

    @app.task(name="fails")
    def fails(person: str) -> None:
        raise ZeroDivisionError(person)

    numbers = [moves.defer(), fails.defer(person="timur@orken.example")]
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(worker.work_on_jobs(concurrency=1, wait=False))).result()
    of_task = {line["task"]: line for line in lines() if line["logger"] == "orken.jobs"}
    done, failed = of_task["moves"], of_task["fails"]
    assert (done["job"], done["task"], done["case"], done["outcome"], done["level"]) == (
        numbers[0], "moves", "AB12CD34", "done", "info",
    )  # fmt: skip
    assert (failed["job"], failed["outcome"], failed["level"]) == (numbers[1], "failed", "error")
    within = of(lines(), "orken.tests")
    assert (within["job"], within["case"], within["message"]) == (numbers[0], "AB12CD34", "on the way to [e-mail]")
    assert "timur@orken.example" not in json.dumps(lines())


def test_the_web_server_writes_its_own_lines_there_too_and_leaves_addresses_out(lines: Lines) -> None:
    log = ServerLog(Config())
    try:
        log.exception("Error handling request %s", "/kk/?q=Сәрсенова")  # noqa: LOG004
        log.warning("Worker (pid:%s) was sent %s!", 7, "SIGKILL")
    finally:
        log.error_log.propagate = False
    assert [(line["logger"], line["message"]) for line in lines()] == [
        ("gunicorn.error", "Error handling a request"),
        ("gunicorn.error", "Worker (pid:7) was sent SIGKILL!"),
    ]


@pytest.mark.parametrize(("given", "is_json"), [({"ORKEN_LOG": "json"}, True), ({}, False)])
def test_the_setting_chooses_how_lines_are_written(tmp_path: Path, given: dict[str, str], is_json: bool) -> None:
    code = "import django, logging; django.setup(); logging.getLogger('orken.x').info('Иә')"
    written = python(code, PRODUCTION | given, tmp_path).stderr.strip()
    if is_json:
        assert json.loads(written)["message"] == "Иә"
    else:
        assert written.endswith("INFO orken.x: Иә")
