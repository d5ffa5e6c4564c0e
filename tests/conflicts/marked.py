"""A world with cases that nobody in conflict may learn of: unique words stand in everything that they consist of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orken.cases.models import Case, ConflictKind, Declaration
from orken.cases.services.appealing import begin_appeal
from orken.cases.services.casework import assign_case, write_remark
from orken.cases.services.conflicts import declare
from orken.cases.services.correspondence import Letter, send_message
from orken.cases.services.drafting import open_case
from orken.commission.models import Item, Session
from orken.commission.services.agenda import invite, note_attendance, put_on_agenda
from orken.commission.services.balloting import open_items, open_session
from orken.commission.services.counting import close_session
from orken.commission.services.deciding import record_plain_decisions
from orken.commission.services.minutes import write_minutes
from orken.journal.services import record
from orken.notices.models import Notice
from orken.parties.models import Organisation, Role, User
from orken.registers.models import Certificate
from orken.reviews.models import Assignment
from orken.reviews.services.answering import accept
from orken.web.desk.batches import prepare_batch
from orken.web.models import BatchKind, SavedView
from tests.factories.appeals import publish_appeals, refused_stall
from tests.factories.cases import fill, filled_residency_case, grant, officer, sign, step
from tests.factories.commission import a_session, council_of, declare_all, publish_council_stall, vote
from tests.factories.parties import OrganisationFactory, PersonFactory
from tests.factories.reviews import SECRET, ExpertFactory, asked, case_in_review, publish_reviewed_stall

NOTHING = "0123456789ABCDEF"  # a reference that nothing has
PROJECT, APPLICANT = "Жасырынғажайып", "«Құпиятасбақа» ЖШС"
ROLES = {
    "officer": [Role.OFFICER],
    "head": [Role.HEAD_OF_UNIT],
    "secretary": [Role.SECRETARY],
    "signatory": [Role.SIGNATORY],
    "administrator": [Role.ADMINISTRATOR],
    "everything": list(Role),
    "expert": [],
    "chair": [],
    "deputy": [],
    "member": [],
    "keeper": [Role.SECRETARY],  # of the body
}
COUNCIL_STALL = "events.council_stall"


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
        publish_appeals()
        self.appealed = refused_stall(self.founder, OrganisationFactory(people=[self.founder]))
        self._bring_in_experts_and_a_body()
        self._assign_to_all(self.appealed)
        self.views = {name: _view(person) for name, person in self.barred.items()}
        self.batches: dict[str, str] = {}
        self.marked: dict[str, Marked] = {}

    def _assign_to_all(self, case: Case) -> None:
        """To one after the other: they took part in it and know it; nobody may learn of an appeal against it."""
        for person in self.barred.values():
            record("case.assigned", actor=self.acting, subject=case.subject, data={"assignee": person.pk})

    def _appeal(self) -> Case:
        appeal = begin_appeal(self.appealed, actor=self.founder)
        fill(appeal, {"grounds": PROJECT}, actor=self.founder)
        step(appeal, "file", self.founder)
        return appeal

    def _bring_in_experts_and_a_body(self) -> None:
        """An expert with one review and a body with one case on its agenda, both open to everybody."""
        publish_reviewed_stall()
        publish_council_stall(procedure=COUNCIL_STALL, number_prefix="COUNCIL")
        self.expert = ExpertFactory(user=self.barred["expert"])
        seen = case_in_review(OrganisationFactory(people=[self.founder]), self.founder)
        accept(asked(seen, self.expert, by=self.acting).reference, actor=self.expert.user)
        self.council = council_of([self.barred[name] for name in ("chair", "deputy", "member")])
        self.barred["keeper"] = self.council.secretary
        self.session = a_session(self.council, [self._for_council(OrganisationFactory(people=[self.founder]))])
        invite(self.session, actor=self.council.secretary)
        self.standing = {
            "expert": {"reference": self.expert.reference},
            "session": {"reference": self.session.reference},
            "body": {"code": self.council.body.code},
        }

    def _for_council(self, applicant: Organisation) -> Case:
        case = open_case(COUNCIL_STALL, applicant=applicant, actor=self.founder)
        fill(case, {"visitors": "300", "needs_power": "no"}, actor=self.founder)
        step(case, "file", self.founder)
        return case

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
        reviewed = case_in_review(self.applicants[0], self.founder)
        accept(asked(reviewed, self.expert, by=self.acting).reference, actor=self.expert.user)
        decided = self._for_council(self.applicants[0])
        put_on_agenda(self.session, [decided], actor=self.council.secretary)
        waiting = self._for_council(self.applicants[1])
        added = {"examined": examined, "in force": in_force, "read": reviewed, "decided": decided, "waiting": waiting}
        for name, case in added.items():
            for person in self.barred.values():
                declare(case, person=person, task=Declaration.Task.REVIEW, kind=ConflictKind.FAMILY, text=PROJECT)
            self.marked[name] = _marked(case)
        self.marked["appeal"] = _marked(self._appeal())

    def decided_session(self) -> tuple[Session, Item]:
        """Minutes of two cases; in one of them all members and the secretary are barred since it was decided."""
        cases = [self._for_council(one) for one in (self.applicants[0], OrganisationFactory(people=[self.founder]))]
        session = a_session(self.council, cases)
        declare_all(self.council, session)
        note_attendance(session, [member.pk for member in self.council.members], actor=self.council.secretary)
        open_session(session, actor=self.council.secretary)
        for item in open_items(session, list(session.items.all()), actor=self.council.secretary).items:
            for person in self.council.people:
                vote(item, person)
        close_session(session, actor=self.council.secretary)
        record_plain_decisions(session, actor=self.council.secretary)
        write_minutes(session, actor=self.council.secretary)
        for person in (*self.council.people, self.council.secretary):
            declare(cases[0], person=person, task=Declaration.Task.COMMISSION, kind=ConflictKind.FAMILY, text=PROJECT)
        return session, Item.objects.select_related("case").get(case=cases[0])

    def _filed(self, applicant: Organisation) -> Case:
        case = filled_residency_case(self.founder, applicant, project_name=PROJECT)
        step(case, "file", self.founder)
        return case

    def notices_about_marked_cases(self, person: User) -> list[str]:
        subjects = [marked.case.subject for marked in self.marked.values()]
        return list(Notice.objects.filter(recipient=person, about__in=subjects).values_list("reference", flat=True))


def _view(person: User) -> str:
    return SavedView.objects.create(owner=person, name="Барлығы", filters={"state": "all"}).reference


def _marked(case: Case) -> Marked:
    evidence, certificate = case.evidence.first(), Certificate.objects.get() if case.outcome else None
    review, item = Assignment.objects.filter(case=case).first(), Item.objects.filter(case=case).first()
    document = evidence.document.reference if evidence else NOTHING
    parameters = {
        "reference": case.reference,
        "code": "project",
        "round_": "1",
        "kind": "suspend",
        "document_reference": document,
        "assignment_reference": review.reference if review else NOTHING,
        "item": item.reference if item else "",
        "number": str(case.conflicts.earliest("pk").pk),
        "applicant": case.applicant.reference,
        "mandate_reference": case.applicant.mandates.get().reference,
        "invitation_reference": NOTHING,
        "certificate": certificate.number if certificate else "",
        "certificate_reference": certificate.reference if certificate else "",
        "entry": certificate.entry.reference if certificate else "",
    }
    marks = {
        "project": PROJECT,
        "applicant": "Құпиятасбақа",
        "number": str(case.number),
        "reference": case.reference,
        "document": document,
        "exhibit": SECRET,
        "review": review.reference if review else NOTHING,
        "item": item.reference if item else NOTHING,
    }
    return Marked(case, parameters, marks)
