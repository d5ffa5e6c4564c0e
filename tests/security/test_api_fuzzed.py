"""The programming interface under requests made up from its own description, right ones and wrong ones."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.openapi import from_wsgi

from orken.config.api import api
from orken.registers.catalogue import catalogue
from tests.factories.registers import TESTERS, certified_tester

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_one_connection")]


def _asks_something(method: str, path: str) -> bool:
    return any(parameter["in"] == "query" for parameter in PATHS[path][method].get("parameters", ()))


PATHS = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
OPERATIONS = sorted((method, path) for path, methods in PATHS.items() for method in methods)
# A wrong question needs something that can be wrong; in an address any text is allowed.
CASES = [
    (*operation, mode)
    for operation in OPERATIONS
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or _asks_something(*operation)
]
TODAY = timezone.localdate().isoformat()
fuzzed = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> st.SearchStrategy[str]:
    """What stands in addresses: what exists, and what nearly exists. Anything else schemathesis makes up."""
    monkeypatch.setitem(catalogue._registers, TESTERS.code, TESTERS)
    certificate = certified_tester(valid_from=date(2026, 1, 1))
    known = [certificate.number, certificate.reference, certificate.entry.register]
    return st.sampled_from([*known, *(name.lower() for name in known), *(f"{name}\u202e" for name in known)])


@pytest.mark.parametrize(("method", "path", "mode"), CASES)
def test_every_answer_is_one_that_the_description_promises(
    method: str, path: str, mode: GenerationMode, names: st.SearchStrategy[str]
) -> None:
    operation = from_wsgi("/api/v1/openapi.json", get_wsgi_application())[path][method.upper()]

    @fuzzed
    @given(case=operation.as_strategy(generation_mode=mode), name=st.none() | names)
    def ask(case: Case, name: str | None) -> None:
        for parameter in case.path_parameters if name else ():
            case.path_parameters[parameter] = name
        # A day to come is well formed and refused all the same, which a schema cannot say.
        if mode is GenerationMode.POSITIVE and case.query and str(case.query.get("as_of", "")) > TODAY:
            case.query["as_of"] = TODAY
        case.call_and_validate()

    ask()
