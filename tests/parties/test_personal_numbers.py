"""Personal numbers (IIN) are nowhere kept: no field for them, and one that is typed leaves no trace."""

from __future__ import annotations

import json
import logging

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from orken.cases.models import Message
from orken.cases.procedure.loading import read_procedure_file
from orken.cases.services.casework import write_remark
from orken.cases.services.correspondence import Letter, send_message
from orken.cases.services.drafting import open_case, save_section
from orken.cases.services.filing import check_draft
from orken.documents.evidence import verify
from orken.documents.models import Verdict
from orken.documents.services import store_upload
from orken.journal.models import Entry
from orken.journal.services import record
from orken.kernel.identifiers import parse_iin
from orken.kernel.log_lines import JsonLine, TextLine
from orken.kernel.masking import MARK, without_iins
from orken.kernel.text import Text
from orken.parties.models import Organisation
from orken.residency.models import ChangeKind, StatusChange
from orken.rulebook.lists import pack_directory
from tests.factories.cases import (
    REASONS,
    filed_residency_case,
    founder_with_organisation,
    load_rules_and_procedures,
    officer,
    publish_stall,
    step,
)
from tests.factories.documents import pdf_file
from tests.factories.parties import PersonFactory
from tests.factories.residency import ordered, resident

IIN = "960229600023"
WORDS_FOR_IT = ("iin", "жсн", "иин", "personal_number", "individual_identification")


def words(text: str) -> set[str]:
    return set("".join(sign if sign.isalnum() else " " for sign in text.lower()).split())


def test_number_of_these_tests_is_one_that_a_person_may_hold():
    assert parse_iin(IIN)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (IIN, MARK),
        (f"тел. 960229 600023, {IIN}.", f"тел. {MARK}, {MARK}."),
        ("9602-2960-0023", MARK),
        ("960229600024", "960229600024"),
        (f"1{IIN}", f"1{IIN}"),
        ("БСН 491240999015", "БСН 491240999015"),
        ("KZ86125KZT5004100100", "KZ86125KZT5004100100"),
        ("", ""),
    ],
)
def test_mark_stands_in_the_place_of_a_personal_number_and_of_nothing_else(typed, kept):
    assert without_iins(typed) == kept


def test_no_table_has_a_field_for_it():
    fields = {f"{model.__name__}.{field.name}" for model in apps.get_models() for field in model._meta.get_fields()}
    assert {name for name in fields if words(name.replace("_", " ")) & set(WORDS_FOR_IT)} == set()


def test_no_procedure_asks_for_it():
    for path in (pack_directory(settings.ORKEN_PACK) / "procedures").glob("*.yaml"):
        for section in read_procedure_file(path).get("form", []):
            for question in section.get("questions", []):
                asked = json.dumps([question["id"], question["label"]], ensure_ascii=False)
                assert not words(asked.replace("_", " ")) & set(WORDS_FOR_IT), f"{path.name}: {asked}"


@pytest.mark.django_db
@pytest.mark.parametrize("number", [IIN, "9602 2960 0023", "980715500012"])
def test_number_typed_as_a_bin_is_refused_and_leaves_no_trace(client, caplog, number):
    client.force_login(PersonFactory())
    with caplog.at_level(logging.DEBUG):
        response = client.post("/en/organisations/new/", {"bin": number, "name": "«Көк» ЖШС"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "looks like a person&#x27;s IIN" in page
    bare = number.replace(" ", "")
    assert number not in page
    assert bare not in page.replace(" ", "")
    lines = "\n".join(TextLine().format(line) for line in caplog.records if line.name != "django.db.backends")
    assert bare not in lines
    assert not Organisation.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["name", "address"])
def test_number_in_a_name_or_an_address_is_refused(client, field):
    client.force_login(PersonFactory())
    response = client.post("/en/organisations/new/", {field: f"Сәрсенова {IIN}"})
    assert "personal number" in " ".join(response.context["form"].errors[field])


def test_log_has_no_personal_number_even_in_a_traceback():
    formatter = logging.Formatter
    assert settings.LOGGING["formatters"]["line"] == {"()": f"{TextLine.__module__}.{TextLine.__name__}"}
    try:
        raise ValueError(f"no such person: {IIN}")
    except ValueError:
        line = logging.getLogger("orken").makeRecord(
            "orken", logging.ERROR, __file__, 1, "asked for %s", (IIN,), __import__("sys").exc_info()
        )
    assert IIN in formatter().format(line)
    assert IIN not in TextLine().format(line)
    assert IIN not in JsonLine().format(line)


@pytest.mark.django_db
def test_journal_has_no_personal_number():
    record("case.opened", actor=None, subject="case:X", data={"note": f"ИИН {IIN}", "rows": [{"who": IIN}], "sum": 5})
    assert Entry.objects.get().data == {"note": f"ИИН {MARK}", "rows": [{"who": MARK}], "sum": 5}


@pytest.mark.django_db
def test_draft_keeps_what_was_typed_without_the_number_and_says_so():
    publish_stall(
        form=[
            {
                "section": "stall",
                "title": {"kk": "Орын", "ru": "Место", "en": "Stall"},
                "questions": [
                    question("who", "text"),
                    question("visitors", "number"),
                    question("people", "table") | {"columns": [question("name", "text")]},
                ],
            }
        ]
    )
    founder, organisation = founder_with_organisation()
    case = open_case("events.open_day_stall", applicant=organisation, actor=founder)
    typed = {"who": f"Әсел, {IIN}", "visitors": IIN, "people": [{"name": IIN}]}
    save_section(case, case.definition.section("stall"), typed, seen_revision=0, actor=founder)
    kept = case.draft_sections.get().typed
    assert kept == {"who": f"Әсел, {MARK}", "visitors": IIN, "people": [{"name": MARK}]}
    problems = {problem.question_id: problem.code for problem in check_draft(case).sections[0].problems}
    assert problems["who"] == "personal_number"
    again = save_section(case, case.definition.section("stall"), typed, seen_revision=1, actor=founder)
    assert again.draft.revision == 1


def question(name: str, kind: str) -> dict[str, object]:
    return {"id": name, "kind": kind, "label": {"kk": name, "ru": name, "en": name}}


@pytest.mark.django_db
def test_name_of_a_file_is_kept_without_the_number():
    founder, organisation = founder_with_organisation()
    file = SimpleUploadedFile(f"ЖСН {IIN} анықтама.pdf", pdf_file())
    document = store_upload(file, owner=organisation, kind="other", actor=founder)
    with connection.cursor() as cursor:
        cursor.execute("SELECT filename FROM documents_document WHERE id = %s", [document.pk])
        assert IIN not in cursor.fetchone()[0]
    assert document.filename == f"ЖСН {MARK} анықтама.pdf"


@pytest.mark.django_db
def test_what_staff_write_keeps_a_mark_instead_of_it():
    load_rules_and_procedures()
    with_it = f"Директор {IIN}"
    case, _founder = filed_residency_case()
    acting = officer()
    document = case.evidence.get().document
    write_remark(case, "question:project_name", with_it, actor=acting)
    send_message(case, Letter(with_it, with_it, "kk"), actor=acting, key="one")
    verify(document, Verdict.REJECTED, reason=with_it, seen=0, actor=acting)
    step(case, "return_for_correction", acting)
    decided, _applying = filed_residency_case()
    step(decided, "pass_on", acting)
    step(
        decided, "decide", acting, outcome="granted", template="meets_requirements", **REASONS | {"reasons_ru": with_it}
    )
    ordered(resident(), ChangeKind.SUSPEND, explanation=Text(with_it, with_it, with_it))
    marked = f"Директор {MARK}"
    assert (case.remarks.get().text, document.verifications.get().reason) == (marked, marked)
    message = Message.objects.get()
    assert (message.subject, message.body) == (marked, marked)
    assert decided.decisions.get().reasons["ru"] == marked
    assert StatusChange.objects.latest("pk").explanation["kk"] == marked
    for model in apps.get_models():
        assert IIN not in str(list(model.objects.values_list())), model
