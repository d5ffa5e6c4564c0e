"""Applications of the demonstration, played through the engine by the cast: nothing is put into the tables directly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from orken.cases.grounds import reasons_from
from orken.cases.models import Agreement, Case, MessageTemplate
from orken.cases.services.attaching import attach_document
from orken.cases.services.casework import assign_case, write_remark
from orken.cases.services.correspondence import keep_template
from orken.cases.services.drafting import open_case, save_section
from orken.cases.services.filing import sections_of
from orken.cases.transitions import perform
from orken.documents import pdf
from orken.documents.validity import EvidenceDates
from orken.kernel.text import Text
from orken.kernel.yaml_files import read_yaml
from orken.parties.models import Organisation, User

CERTIFICATE = "anyqtama.pdf"
SIDES = {"sign_for_applicant": "founder", "sign_for_operator": "signatory"}


@transaction.atomic
def play_demo_cases(pack: Path, password: str) -> int:
    """Play ``demo_cases.yaml`` in an installation without cases; the number of cases begun."""
    if Case.objects.exists():
        return 0
    script = read_yaml(pack / "demo_cases.yaml")
    cast = {part: User.objects.get(email=email) for part, email in script["people"].items()}
    play = Play(cast, password, script["procedure"], script["answers"], script["decisions"])
    for scene in script["cases"]:
        play.act(scene)
    for texts in script["message_templates"]:
        subject, body = (Text.from_data(texts[name]) for name in ("subject", "body"))
        keep_template(MessageTemplate(), subject=subject, body=body, actor=cast["head"])
    return len(script["cases"])


@dataclass(frozen=True)
class Play:
    """Who plays, and what all scenes share."""

    cast: Mapping[str, User]
    password: str
    procedure: str
    answers: Mapping[str, Any]
    templates: Mapping[str, str]

    def act(self, scene: Mapping[str, Any]) -> None:
        organisation = Organisation.objects.get(bin=scene["organisation"])
        case = open_case(self.procedure, applicant=organisation, actor=self.cast["founder"])
        self._fill(case, {**self.answers, **scene["answers"]}, with_document=bool(scene["steps"]))
        for step in scene["steps"]:
            self._take(case, step, scene)
            case.refresh_from_db()

    def _fill(self, case: Case, answers: Mapping[str, Any], *, with_document: bool) -> None:
        founder, today = self.cast["founder"], timezone.localdate()
        for section in sections_of(case):
            typed = {question.id: answers[question.id] for question in section.questions if question.id in answers}
            dated = {name: _dated(answer, today) for name, answer in typed.items()}
            save_section(case, section, dated, seen_revision=0, actor=founder)
            if section.document and with_document:
                names = {"applicant": case.applicant.name, "number": case.applicant.official_number}
                upload = SimpleUploadedFile(CERTIFICATE, pdf.render("specimen", names))
                attach_document(case, section, upload, actor=founder, dates=EvidenceDates(issued_on=today))

    def _take(self, case: Case, step: str, scene: Mapping[str, Any]) -> None:
        officer = self.cast["officer"]
        if step == "take":
            assign_case(case, officer, actor=officer)
        elif step == "return":
            for target, text in scene["remarks"].items():
                write_remark(case, target, text, actor=officer)
            self._perform(case, "return_for_correction", officer)
        elif step in self.templates:
            self._decide(case, step, officer)
            self._perform(case, "countersign", self.cast["head"])
        elif step in SIDES:
            text_hash = Agreement.objects.get(case=case).text_hash
            self._perform(case, step, self.cast[SIDES[step]], text_hash=text_hash, password=self.password)
        else:
            self._perform(case, step, self.cast["founder"] if step == "file" else officer)

    def _decide(self, case: Case, step: str, officer: User) -> None:
        stage = case.definition.stage(case.stage)
        template = next(reason for reason in stage.reasons if reason.code == self.templates[step])
        reasons = reasons_from([template], case).to_data()
        texts = {f"reasons_{language}": text for language, text in reasons.items()}
        self._perform(case, "decide", officer, outcome=template.outcome, template=template.code, **texts)

    def _perform(self, case: Case, action: str, actor: User, **data: object) -> None:
        perform(case.reference, action, actor=actor, key=f"demo:{action}", data=data)


def _dated(answer: Any, today: date) -> Any:
    """Made-up answers are of the day on which they are played; rows of a table of this year and those after it."""
    if isinstance(answer, list) and answer and isinstance(answer[0], dict):
        return [
            {"year": str(today.year + i), **{name: _dated(cell, today) for name, cell in row.items()}}
            for i, row in enumerate(answer)
        ]
    return today.isoformat() if answer == "today" else answer
