"""Figures for Prometheus at ``/metrics``: requests as the web processes count them, everything else from the database.

Who may read them is set (``ORKEN_METRICS_TOKEN``, ``ORKEN_METRICS_FROM``); for others, and where nothing is set,
the address does not exist. Labels are names of routes, procedures and states: no person and no case.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hmac import compare_digest
from ipaddress import ip_address
from typing import Final

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, Metric, generate_latest
from prometheus_client import REGISTRY as OF_THIS_PROCESS
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from orken.config.figures import FIGURES
from orken.config.serving import COUNTS_FOLDER

METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_REQUESTS: Final = Counter("orken_requests", "Requests that were answered.", ["method", "route", "status"])
_SECONDS: Final = Histogram("orken_request_seconds", "Time to the answer.", ["method", "route"], buckets=BUCKETS)


def is_wanted() -> bool:
    return bool(settings.ORKEN_METRICS_TOKEN or settings.ORKEN_METRICS_FROM)


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    method = method if method in METHODS else "other"
    _REQUESTS.labels(method, route, str(status)).inc()
    _SECONDS.labels(method, route).observe(seconds)


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not _may_read(request):
        raise Http404
    registry = CollectorRegistry()
    shared = COUNTS_FOLDER in os.environ
    registry.register(MultiProcessCollector(registry) if shared else OF_THIS_PROCESS)  # type: ignore[no-untyped-call]
    registry.register(_Database())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    token, given = settings.ORKEN_METRICS_TOKEN, request.headers.get("Authorization", "")
    if token and compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    address = _address_of(request)
    return any(address and ip_address(address) in network for network in settings.ORKEN_METRICS_FROM)


def _address_of(request: HttpRequest) -> str:
    """Who asks; empty where somebody between us and them is not to be believed."""
    forwarded = request.headers.get("X-Forwarded-For")
    if forwarded is None:
        return str(request.META.get("REMOTE_ADDR", ""))
    last = forwarded.rpartition(",")[2].strip()
    try:
        return str(ip_address(last)) if settings.ORKEN_BEHIND_PROXY else ""
    except ValueError:
        return ""


class _Database(Collector):
    def collect(self) -> Iterator[Metric]:
        with connection.cursor() as cursor:
            for figure in FIGURES:
                family = GaugeMetricFamily(figure.name, figure.meaning, labels=figure.labels)
                cursor.execute(figure.query)
                for *values, number in cursor.fetchall():
                    if number is not None:
                        family.add_metric(values, float(number))
                yield family
