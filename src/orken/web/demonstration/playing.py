"""The acts of the demonstration, in the order of its script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from orken.cases.models import Agreement, Case, MessageTemplate
from orken.cases.services.appealing import begin_appeal
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
from orken.web.demonstration.commission import Commission
from orken.web.demonstration.experts import Readers

CERTIFICATE = "anyqtama.pdf"
SIDES = {"sign_for_applicant": "founder", "sign_for_operator": "signatory"}


@transaction.atomic
def play_demo_cases(pack: Path, password: str) -> int:
    """Play ``demo_cases.yaml`` in an installation without cases; the number of cases begun."""
    if Case.objects.exists():
        return 0
    script = read_yaml(pack / "demo_cases.yaml")
    cast = {part: User.objects.get(email=email) for part, email in script["people"].items()}
    readers = Readers.of(script["experts"], script["comments"], actor=cast["head"])
    commission = Commission.of(script["commission"], password)
    play = Play(cast, password, script["procedure"], script["answers"], readers)
    played = [(play.begin(scene), scene) for scene in script["cases"]]
    commission.decide([(case, scene["decision"]) for case, scene in played if "decision" in scene])
    commission.sit([case for case, scene in played if scene.get("on_agenda")])
    for case, scene in played:
        play.go_on(case, scene)
    for texts in script["message_templates"]:
        subject, body = (Text.from_data(texts[name]) for name in ("subject", "body"))
        keep_template(MessageTemplate(), subject=subject, body=body, actor=cast["head"])
    return len(played)


@dataclass(frozen=True)
class Play:
    """Who plays, and what all scenes share."""

    cast: Mapping[str, User]
    password: str
    procedure: str
    answers: Mapping[str, Any]
    readers: Readers

    def begin(self, scene: Mapping[str, Any]) -> Case:
        """The scene until the commission has its say."""
        organisation = Organisation.objects.get(bin=scene["organisation"])
        case = open_case(self.procedure, applicant=organisation, actor=self.cast["founder"])
        self._fill(case, {**self.answers, **scene["answers"]}, with_document=bool(scene["steps"]))
        for step in scene["steps"]:
            self._take(case, step, scene)
        return case

    def go_on(self, case: Case, scene: Mapping[str, Any]) -> None:
        case.refresh_from_db()
        for step in scene.get("afterwards", ()):
            self._take(case, step, scene)
        if "appeal" in scene:
            self._appeal(case, scene["appeal"])

    def _appeal(self, case: Case, answers: Mapping[str, Any]) -> None:
        """Object to the decision; who took part in it does not find the appeal at the desk."""
        appeal = begin_appeal(case, actor=self.cast["founder"])
        self._fill(appeal, answers, with_document=False)
        self._take(appeal, "file", {})

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
        elif step == "review":
            self.readers.review(case, scene["reads"], asked_by=officer)
        elif step in SIDES:
            text_hash = Agreement.objects.get(case=case).text_hash
            self._perform(case, step, self.cast[SIDES[step]], text_hash=text_hash, password=self.password)
        else:
            self._perform(case, step, self.cast["founder"] if step == "file" else officer)
        case.refresh_from_db()

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
