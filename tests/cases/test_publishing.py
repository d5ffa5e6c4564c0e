from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from orken.cases.models import ProcedureVersion
from orken.cases.procedure.reading import ProcedureMistake
from orken.cases.services.drafting import open_case
from tests.factories.cases import STALL, founder_with_organisation, publish_stall, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]

TITLE = {"kk": "Жаңа атау", "ru": "Новое название", "en": "New title"}


def test_same_content_is_published_once() -> None:
    assert publish_stall() == publish_stall()
    assert ProcedureVersion.objects.filter(code=STALL).count() == 1


def test_changed_content_is_a_new_version_and_running_cases_keep_theirs() -> None:
    founder, organisation = founder_with_organisation()
    case = open_case(STALL, applicant=organisation, actor=founder)
    second = publish_stall(title=TITLE)
    case.refresh_from_db()
    assert (second.number, second.definition.title.en) == (2, "New title")
    assert (case.version.number, case.definition.title.en) == (1, "A stall at the open day")
    assert open_case(STALL, applicant=organisation, actor=founder).version == second


@pytest.mark.parametrize(
    "statement", ["update cases_procedureversion set content = '{}'", "delete from cases_procedureversion"]
)
def test_database_refuses_to_change_a_published_version(statement: str) -> None:
    from django.db import connection

    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_names_that_nobody_provides_are_listed() -> None:
    stages = [
        {
            "stage": "only",
            "kind": "completeness",
            "role": "wizard",
            "working_days": "days_of_nobody",
            "title": TITLE,
            "effects": {"passed": ["magic.happens"]},
        }
    ]
    rules = [
        {"id": "unknown_name", "title": TITLE, "condition": "moon_is_full == true", "message": TITLE, "basis": TITLE},
    ]
    with pytest.raises(ProcedureMistake) as caught:
        publish_stall(facts=["moon.is_full"], stages=stages, rules=rules)
    text = str(caught.value)
    assert "fact 'moon.is_full' is not registered" in text
    assert "effect 'magic.happens' is not registered" in text
    assert "role 'wizard' is unknown; roles are officer" in text
    assert "the parameter 'days_of_nobody' does not exist" in text
    assert ProcedureVersion.objects.filter(code=STALL).count() == 1


def test_second_procedure_runs_from_data_alone() -> None:
    from orken.parties.models import Role
    from tests.factories.cases import REASONS, fill, officer

    founder, organisation = founder_with_organisation()
    case = open_case(STALL, applicant=organisation, actor=founder)
    other = open_case(STALL, applicant=organisation, actor=founder)
    exhibits = [{"name": "Дрон", "size": "large"}]
    fill(case, {"visitors": "120", "needs_power": "yes", "exhibits": exhibits}, actor=founder)
    step(case, "file", founder)
    head, clerk = officer(Role.HEAD_OF_UNIT), officer()
    assert (case.state, case.stage) == ("in_progress", "approval")
    step(case, "decide", head, outcome="granted", template="fits", **REASONS)
    assert case.stage == "handover"
    step(case, "pass_on", clerk)
    assert (case.state, case.outcome) == ("closed", "granted")
    assert case.number is not None
    assert case.number.startswith("STALL-")
    assert other.state == "draft"
