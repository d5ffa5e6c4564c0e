"""One line of the log for every request and every job, and a number by which a person's complaint finds it.

What is written: the route's name and never the address, the account's number, the case. Addresses, their query strings
and what was typed may carry names, so nothing here reads them.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Final

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from procrastinate import JobContext
from procrastinate.worker import Worker

from orken.config import metrics
from orken.kernel.log_context import logged_with, note
from orken.kernel.log_lines import FIELDS

requests: Final = logging.getLogger("orken.requests")
jobs: Final = logging.getLogger("orken.jobs")

HEADER: Final = "X-Request-ID"
_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
_OF_A_CASE: Final = re.compile(r"(^|/)cases/<reference:reference>/")


class RequestLog:
    """The outermost of all, so that the time is the whole time and what fails inside has its number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        began = perf_counter()
        with logged_with(request=number):
            response = self.get_response(request)
            response[HEADER] = number
            _write(request, response, began)
        return response


def _write(request: HttpRequest, response: HttpResponse, began: float) -> None:
    route = route_of(request)
    fields = {
        "method": request.method,
        "route": route,
        "status": response.status_code,
        "ms": _ms_since(began),
        "user": _account(request),
    }
    note(**_case(request))
    if metrics.is_wanted():
        metrics.count_request(request.method or "", route, response.status_code, perf_counter() - began)
    level = logging.ERROR if response.status_code >= 500 else logging.INFO
    requests.log(level, "%s %s", request.method, route, extra={FIELDS: fields})


def route_of(request: HttpRequest) -> str:
    """``cases:case``; what matches no route, such as a static file, is ``none``."""
    return (request.resolver_match and request.resolver_match.view_name) or "none"


def _account(request: HttpRequest) -> int | None:
    """The number of the account, if the page asked who it is: a session is not read for the log."""
    session = getattr(request, "session", None)  # not there where an outer middleware has answered
    if session is None or not session.accessed:
        return None
    number = session.get(SESSION_KEY)
    return int(number) if number else None


def _case(request: HttpRequest) -> dict[str, object]:
    match = request.resolver_match
    return {"case": match.kwargs["reference"]} if match and _OF_A_CASE.search(match.route) else {}


async def log_job(run: Callable[[], Awaitable[object]], context: JobContext, worker: Worker) -> object:
    """Around every job that the worker runs."""
    task, began = context.job.task_name, perf_counter()
    outcome = "failed"
    with logged_with(job=context.job.id, task=task):
        try:
            result = await run()
            outcome = "done"
            return result
        finally:
            fields = {
                "outcome": outcome,
                "attempt": context.job.attempts,
                "ms": _ms_since(began),
            }
            level = logging.INFO if outcome == "done" else logging.ERROR
            jobs.log(level, "%s %s", task, outcome, extra={FIELDS: fields})


def _ms_since(began: float) -> float:
    return round((perf_counter() - began) * 1000, 1)
