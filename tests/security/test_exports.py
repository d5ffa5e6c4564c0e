"""Every table that leaves the portal. A new one fails here until it is listed, and written by ``csv_line``."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from orken.cases.services.casework import assign_case
from orken.kernel.tables import NUMBER
from orken.parties.models import Role
from orken.registers.catalogue import catalogue
from tests.factories.cases import filed_residency_case, load_rules_and_procedures, officer
from tests.factories.parties import OrganisationFactory
from tests.factories.registers import TESTERS, new_tester
from tests.permissions.test_matrix import ROWS, address
from tests.permissions.world import PEOPLE, VISITOR, World

pytestmark = pytest.mark.django_db

FORMULA = '=HYPERLINK("http://evil.example";"x");@SUM(1)'


def of_a_register(client: Client, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(catalogue._registers, TESTERS.code, TESTERS)
    organisation = OrganisationFactory(name=FORMULA)
    new_tester(organisation=organisation, data={"field": FORMULA, "place": dict.fromkeys(("kk", "ru", "en"), FORMULA)})
    return "/en/registers/testers.csv"


def of_the_workload(client: Client, monkeypatch: pytest.MonkeyPatch) -> str:
    load_rules_and_procedures()
    case, _founder = filed_residency_case()
    clerk = officer()
    clerk.full_name = FORMULA
    clerk.save()
    assign_case(case, clerk, actor=clerk)
    client.force_login(officer(Role.HEAD_OF_UNIT))
    return "/en/desk/workload/officers.csv"


# How to fill each with what somebody could have typed; the durations show nothing that people type.
EXPORTS: dict[str, Callable[[Client, pytest.MonkeyPatch], str] | None] = {
    "registers/<code>.csv": of_a_register,
    "desk/workload/officers.csv": of_the_workload,
    "desk/workload/durations.csv": None,
}
PAPERS = ("application/pdf", "application/json", "application/x-pem-file", "text/html", "text/plain")


def test_every_table_is_listed(world: World) -> None:
    """What all pages answer to whoever may read them: pages, papers, data, and the tables listed above."""
    tables = {row.route for row, kind in answers(world) if kind not in PAPERS}
    assert tables == set(EXPORTS)


def answers(world: World) -> Iterator[tuple[Any, str]]:
    for row in ROWS:
        able = [name for name in PEOPLE if row.expected[name] == "200"]
        if row.method == "GET" and able:
            client = Client()
            if able[0] != VISITOR:
                client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[able[0]]
            answer = client.get(address(world, row))
            if answer.streaming:
                assert b"".join(answer)
            yield row, answer.headers["Content-Type"].partition(";")[0]


@pytest.mark.parametrize("fill", [fill for fill in EXPORTS.values() if fill], ids=lambda fill: fill.__name__)
def test_no_cell_can_run(client: Client, monkeypatch: pytest.MonkeyPatch, fill: Callable[..., str]) -> None:
    answer = client.get(fill(client, monkeypatch))
    text = answer.getvalue().decode("utf-8-sig")
    assert "HYPERLINK" in text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for separator in ",;\t":
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            for cell in row:
                assert NUMBER.fullmatch(cell) or not cell.strip().startswith(("=", "+", "-", "@"))
