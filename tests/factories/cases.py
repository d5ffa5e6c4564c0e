"""Cases for tests, made by the engine's own services: nothing here writes a state by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from orken.cases.models import Agreement, Case, CaseState, ProcedureVersion, Transition
from orken.cases.procedure.answers import Typed
from orken.cases.procedure.loading import read_procedure_file
from orken.cases.services.attaching import attach_document
from orken.cases.services.drafting import open_case, save_section
from orken.cases.services.filing import sections_of
from orken.cases.services.publishing import publish_pack, publish_procedure, retire_version
from orken.cases.transitions import perform
from orken.documents.validity import EvidenceDates
from orken.parties.models import Organisation, Role, User
from orken.rulebook.lists import pack_directory
from orken.rulebook.services import load_parameters, load_transfers
from tests.factories.documents import pdf_file
from tests.factories.kept import loaded_once
from tests.factories.parties import PASSWORD, OrganisationFactory, PersonFactory

STALL_FILE = Path(__file__).parents[1] / "cases" / "procedures" / "open_day_stall.yaml"
RESIDENCY = "residency.admission"
STALL = "events.open_day_stall"

SHORT_FORM = {
    "project": ["project_name", "project_purpose", "readiness_stage", "priority_activities", "start_date"],
    "resources": ["planned_staff", "own_funds", "costs"],
    "tax_standing": ["tax_arrears"],
}
SHORT_RULES = ("not_a_resident_yet", "certificate_is_recent", "arrears_within_limit")
AGREEMENT = "$date, $case_number: $applicant, $applicant_number, $applicant_address, «$answer_project_name»"

REASONS = {
    "reasons_kk": "Талаптар сақталған.",
    "reasons_ru": "Требования соблюдены.",
    "reasons_en": "Requirements met.",
}


@loaded_once
def load_rules_and_procedures() -> None:
    """The pack's parameters and procedures, then a short residency as its newest version, and a second procedure."""
    _load_pack()
    publish_procedure(short_residency())
    publish_stall()


@loaded_once
def load_pack_alone() -> None:
    """What an operator runs: the pack's own procedures and nothing of the tests."""
    _load_pack()


def _load_pack() -> None:
    pack = pack_directory(settings.ORKEN_PACK)
    load_parameters(pack)
    load_transfers(pack)
    publish_pack(pack)


def load_pack_with_a_decision() -> None:
    """The pack with its residency of 12 sections as the newest: an officer decides and the head of unit signs as well.

    For what is about that stage; in the newest version of the pack experts read and a commission decides.
    """
    load_pack_alone()
    retire_version(RESIDENCY, ProcedureVersion.objects.filter(code=RESIDENCY).latest("number").number)


def short_residency() -> dict[str, Any]:
    """The pack's residency with three sections and one signature: what tests of the engine need, and no more."""
    path = pack_directory(settings.ORKEN_PACK) / "procedures" / "residency_admission.yaml"
    data: dict[str, Any] = read_procedure_file(path)
    asked = {question["id"]: question for section in data["form"] for question in section.get("questions", [])}
    sections = {section["section"]: section for section in data["form"]}
    data["form"] = [
        {key: value for key, value in sections[code].items() if key != "part"}
        | {"questions": [asked[name] for name in names]}
        for code, names in SHORT_FORM.items()
    ]
    data["rules"] = [rule for rule in data["rules"] if rule["id"] in SHORT_RULES]
    for stage in data["stages"]:
        stage.pop("countersign", None)
        if "agreement" in stage:
            stage["agreement"] = dict.fromkeys(stage["agreement"], AGREEMENT)
    return data


def publish_stall(**changes: object) -> ProcedureVersion:
    return publish_procedure(read_procedure_file(STALL_FILE) | changes)


def founder_with_organisation(**fields: object) -> tuple[User, Organisation]:
    founder = PersonFactory()
    return founder, OrganisationFactory(people=[founder], **fields)


def officer(*roles: Role) -> User:
    return PersonFactory(roles=list(roles) or [Role.OFFICER])


def residency_answers(**changes: Typed) -> dict[str, Typed]:
    """Answers that can be filed today; ``changes`` by question id."""
    today = timezone.localdate()
    answers: dict[str, Typed] = {
        "project_name": "Дала барлау",
        "project_purpose": "Ауыл шаруашылығы үшін спутник суреттерін талдау.",
        "readiness_stage": "prototype",
        "priority_activities": ["01", "13"],
        "start_date": (today + timedelta(days=30)).isoformat(),
        "project_location": "Астана қаласы",
        "ownership_basis": "own",
        "licence_details": "Тарту университеті, № 7",
        "developer": "Үш географ пен бағдарламашы.",
        "technical_description": "Суреттер күн сайын жиналып, егіннің күйі есептеледі.",
        "justification": "Су мен тыңайтқыш дәл мөлшерленеді.",
        "kpis": [{"name": "Бақылаудағы егістік", "unit": "мың га", "year": str(today.year), "target": "120"}],
        "action_plan": [{"step": "Сынақ", "result": "Есеп", "due": (today + timedelta(days=90)).isoformat()}],
        "team": [{"name": "Сәуле Ахметова", "role": "Жетекші"}],
        "sales_method": "Жылдық жазылым.",
        "clients": "Астық өсіретін шаруашылықтар.",
        "offerings": [{"kind": "services", "name": "Жазылым", "year": str(today.year), "amount": "1 000 000"}],
        "planned_non_residents": "0",
        "activity_place": "Астана қаласы, Мәңгілік Ел даңғылы, 55",
        "governing_law": "kz",
        "state_share": "0",
        "subsoil_user": "no",
        "zone_participant": "no",
        "excisable_goods": "no",
        "special_tax_regime": "no",
        "signs_by_proxy": "no",
        "planned_staff": "12",
        "own_funds": "15 000 000",
        "costs": [{"year": str(today.year), "amount": "8 000 000,50", "purpose": "жалақы"}],
        "certificate_issued_on": today.isoformat(),
        "tax_arrears": "0",
    }
    return answers | changes


def fill(case: Case, answers: Mapping[str, Typed], *, actor: User) -> None:
    """Answer the sections of the case and attach a certificate where one is asked for."""
    for section in sections_of(case):
        typed = {question.id: answers[question.id] for question in section.questions if question.id in answers}
        revision = case.draft_sections.filter(section=section.code).values_list("revision", flat=True).first() or 0
        save_section(case, section, typed, seen_revision=revision, actor=actor)
        if section.document and not case.evidence.filter(kind=section.document.kind, replaced_at=None).exists():
            upload = SimpleUploadedFile("anyqtama.pdf", pdf_file())
            attach_document(case, section, upload, actor=actor, dates=issued(answers))


def issued(answers: Mapping[str, Typed]) -> EvidenceDates:
    """The certificate's date where one is answered, else today."""
    typed = str(answers.get("certificate_issued_on", ""))
    return EvidenceDates(date.fromisoformat(typed) if typed else timezone.localdate())


def case_to_decide(founder: User, organisation: Organisation, deciding: User) -> Case:
    """A residency that was begun when the version of 12 sections was the newest; it waits for an officer's decision."""
    case = open_case(RESIDENCY, applicant=organisation, actor=founder)
    deciding_alone = ProcedureVersion.objects.filter(code=RESIDENCY).order_by("-number")
    case.version = next(one for one in deciding_alone if one.definition.stages[1].kind == "decision")
    case.save(update_fields=["version"])
    fill(case, residency_answers(), actor=founder)
    step(case, "file", founder)
    step(case, "pass_on", deciding)
    return case


def filled_residency_case(founder: User, organisation: Organisation, **changes: Typed) -> Case:
    case = open_case(RESIDENCY, applicant=organisation, actor=founder)
    fill(case, residency_answers(**changes), actor=founder)
    return case


def step(case: Case, action: str, actor: User | None, **data: object) -> Transition:
    """Perform an action under a key of its own, then read the case again."""
    transition = perform(case.reference, action, actor=actor, key=uuid4().hex, data=data)
    case.refresh_from_db()
    return transition


def filed_residency_case(**changes: Typed) -> tuple[Case, User]:
    founder, organisation = founder_with_organisation()
    case = filled_residency_case(founder, organisation, **changes)
    step(case, "file", founder)
    return case, founder


def offered_residency_case() -> tuple[Case, User, User]:
    """A case whose agreement waits for both signatures; with its founder and the officer who granted it."""
    case, founder = filed_residency_case()
    deciding = officer()
    step(case, "pass_on", deciding)
    grant(case, deciding)
    return case, founder, deciding


def grant(case: Case, deciding: User) -> None:
    """Decide in favour, with the head's signature where the procedure wants one."""
    step(case, "decide", deciding, outcome="granted", template="meets_requirements", **REASONS)
    if case.state == CaseState.IN_PROGRESS and case.stage == "decision":
        step(case, "countersign", officer(Role.HEAD_OF_UNIT))


def sign(case: Case, action: str, signer: User) -> Transition:
    text_hash = Agreement.objects.get(case=case).text_hash
    return step(case, action, signer, text_hash=text_hash, password=PASSWORD)
