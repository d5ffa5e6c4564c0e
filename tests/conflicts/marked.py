"""A world with cases that nobody in conflict may learn of: unique words stand in everything that they consist of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orken.cases.models import Case, ConflictKind, Declaration
from orken.cases.services.casework import assign_case, write_remark
from orken.cases.services.conflicts import declare
from orken.cases.services.correspondence import Letter, send_message
from orken.notices.models import Notice
from orken.parties.models import Organisation, Role, User
from orken.registers.models import Certificate
from orken.web.desk.batches import prepare_batch
from orken.web.models import BatchKind, SavedView
from tests.factories.cases import filled_residency_case, grant, officer, sign, step
from tests.factories.parties import OrganisationFactory, PersonFactory

PROJECT, APPLICANT = "Жасырынғажайып", "«Құпиятасбақа» ЖШС"
ROLES = {
    "officer": [Role.OFFICER],
    "head": [Role.HEAD_OF_UNIT],
    "secretary": [Role.SECRETARY],
    "signatory": [Role.SIGNATORY],
    "administrator": [Role.ADMINISTRATOR],
    "everything": list(Role),
    "expert": [],
}


@dataclass
class Marked:
    """One hidden case: where its parts are found, and the words that may appear nowhere."""

    case: Case
    parameters: Mapping[str, str]
    marks: Mapping[str, str]


class World:
    """People who will be in conflict, their views, an applicant, and one case of somebody else; no marked case yet."""

    def __init__(self) -> None:
        self.barred: dict[str, User] = {role: PersonFactory(roles=roles) for role, roles in ROLES.items()}
        self.founder = PersonFactory()
        self.applicants: list[Organisation] = [
            OrganisationFactory(name=f"{APPLICANT} {number}", people=[self.founder]) for number in (1, 2)
        ]
        self.acting, self.signatory = officer(), officer(Role.SIGNATORY)
        other = filled_residency_case(self.founder, OrganisationFactory(people=[self.founder]))
        step(other, "file", self.founder)
        self.other = other
        self.views = {name: _view(person) for name, person in self.barred.items()}
        self.batches: dict[str, str] = {}
        self.marked: list[Marked] = []

    def add_marked_cases(self) -> None:
        """One is under examination, assigned and written about; one is granted, with a residency in force."""
        examined, in_force = (self._filed(applicant) for applicant in self.applicants)
        write_remark(examined, "question:project_name", PROJECT, actor=self.acting)
        assign_case(examined, self.barred["officer"], actor=self.acting)
        send_message(examined, Letter(PROJECT, PROJECT, "kk"), actor=self.acting, key="m")
        step(in_force, "pass_on", self.acting)
        grant(in_force, self.acting)
        sign(in_force, "sign_for_applicant", self.founder)
        sign(in_force, "sign_for_operator", self.signatory)
        cases = Case.objects.filter(pk__in=[examined.pk, in_force.pk, self.other.pk])
        for name in ("officer", "head", "everything"):
            for kind in BatchKind:
                self.batches[f"{name} {kind}"] = prepare_batch(kind, cases, author=self.barred[name]).reference
        for case in (examined, in_force):
            for person in self.barred.values():
                declare(case, person=person, task=Declaration.Task.REVIEW, kind=ConflictKind.FAMILY, text=PROJECT)
            self.marked.append(_marked(case))

    def _filed(self, applicant: Organisation) -> Case:
        case = filled_residency_case(self.founder, applicant, project_name=PROJECT)
        step(case, "file", self.founder)
        return case

    def notices_about_marked_cases(self, person: User) -> list[str]:
        subjects = [marked.case.subject for marked in self.marked]
        return list(Notice.objects.filter(recipient=person, about__in=subjects).values_list("reference", flat=True))


def _view(person: User) -> str:
    return SavedView.objects.create(owner=person, name="Барлығы", filters={"state": "all"}).reference


def _marked(case: Case) -> Marked:
    evidence, certificate = case.evidence.get(), Certificate.objects.get() if case.outcome else None
    parameters = {
        "reference": case.reference,
        "code": "project",
        "round_": "1",
        "kind": "suspend",
        "document_reference": evidence.document.reference,
        "number": str(case.conflicts.earliest("pk").pk),
        "applicant": case.applicant.reference,
        "mandate_reference": case.applicant.mandates.get().reference,
        "invitation_reference": "0123456789ABCDEF",
        "certificate": certificate.number if certificate else "",
        "certificate_reference": certificate.reference if certificate else "",
        "entry": certificate.entry.reference if certificate else "",
    }
    marks = {
        "project": PROJECT,
        "applicant": "Құпиятасбақа",
        "number": str(case.number),
        "reference": case.reference,
        "document": evidence.document.reference,
    }
    return Marked(case, parameters, marks)
