"""What is filed in the measurement: twelve sections of the pack's own residency, four of them with a document."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from orken.cases.models import ProcedureVersion
from orken.cases.procedure.answers import Typed
from orken.cases.procedure.definition import Section
from orken.cases.procedure.loading import read_procedure_file
from orken.cases.services.publishing import publish_procedure
from orken.rulebook.packs import pack_directory

CODE = "bench.residency"
# Left out of the newest form: single questions, and papers that only some applicants bring.
LEFT_OUT = {"plan_place", "plan_clients", "plan_offerings", "plan_significance", "registration_abroad", "authority"}
PAPERS = {"plan_kpis": "market_study", "plan_costs": "estimate"}


def publish() -> ProcedureVersion:
    """Not exclusive, so that one organisation may file again and again; rules and stages are those of the pack."""
    path = pack_directory(settings.ORKEN_PACK) / "procedures" / "residency_admission_12_sections.yaml"
    data: dict[str, Any] = read_procedure_file(path)
    form = [section for section in data["form"] if section["section"] not in LEFT_OUT]
    return publish_procedure(
        data
        | {"procedure": CODE, "number_prefix": "BENCH", "exclusive": False, "form": [_asking(part) for part in form]}
    )


def _asking(section: dict[str, Any]) -> dict[str, Any]:
    kind = PAPERS.get(section["section"])
    return (
        section | {"document": {"kind": kind, "title": section["title"], "help": section["title"]}} if kind else section
    )


def answers() -> dict[str, Typed]:
    """Whole and within the rules of today."""
    today = timezone.localdate()
    year = str(today.year)
    return {
        "project_name": "Дала барлау",
        "project_purpose": "Ауыл шаруашылығы үшін спутник суреттерін талдау. " * 20,
        "priority_activities": ["01", "13"],
        "ownership_basis": "own",
        "licence_details": "Тарту университеті, № 7",
        "intellectual_property": "Патент № 12345.",
        "developer": "Үш географ пен бағдарламашы. " * 10,
        "team": [{"name": "Сәуле Ахметова", "role": "Жетекші"}, {"name": "Ерлан Омаров", "role": "Бағдарламашы"}],
        "planned_staff": "12",
        "planned_non_residents": "0",
        "readiness_stage": "prototype",
        "start_date": (today + timedelta(days=30)).isoformat(),
        "kpis": [{"name": "Бақылаудағы егістік", "unit": "мың га", "year": year, "target": "120"}],
        "technical_description": "Суреттер күн сайын жиналып, егіннің күйі есептеледі. " * 20,
        "own_funds": "15 000 000",
        "costs": [{"year": year, "amount": "8 000 000,50", "purpose": "жалақы"}],
        "action_plan": [{"step": "Сынақ", "result": "Есеп", "due": (today + timedelta(days=90)).isoformat()}],
        "activity_place": "Астана қаласы, Мәңгілік Ел даңғылы, 55",
        "governing_law": "kz",
        "state_share": "0",
        "subsoil_user": "no",
        "zone_participant": "no",
        "excisable_goods": "no",
        "special_tax_regime": "no",
        "signs_by_proxy": "no",
        "tax_arrears": "0",
    }


def posted(section: Section, given: dict[str, Typed]) -> dict[str, str | list[str]]:
    """The fields of a section's page, filled in."""
    fields: dict[str, str | list[str]] = {}
    for question in section.questions:
        typed = given.get(question.id, "")
        if question.kind == "table":
            rows = [row for row in typed if isinstance(row, dict)]
            fields |= {f"{question.id}.{n}.{name}": cell for n, row in enumerate(rows) for name, cell in row.items()}
        else:
            fields[question.id] = typed if isinstance(typed, str) else [str(code) for code in typed]
    return fields
