"""Experts and cases under review for tests, brought there by the portal's own services."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import factory
from django.utils import timezone

from orken.cases.models import Case, ProcedureVersion
from orken.cases.procedure.loading import read_procedure_file
from orken.cases.services.drafting import open_case
from orken.cases.services.publishing import publish_procedure
from orken.parties.models import Organisation, User
from orken.reviews.models import Assignment, Expert
from orken.reviews.services.answering import accept
from orken.reviews.services.assigning import assign
from orken.reviews.services.scorecards import file_scorecard, save_scorecard
from tests.factories.cases import (
    STALL,
    STALL_FILE,
    fill,
    founder_with_organisation,
    load_pack_alone,
    officer,
    step,
)
from tests.factories.kept import loaded_once
from tests.factories.parties import PersonFactory

TERMS_FILE = Path(__file__).parents[1] / "cases" / "procedures" / "reviewed_stall.yaml"
APPLICANT = "«Жасырын атау» ЖШС"
SECRET = "Құпия жәдігер"
ANSWERS: dict[str, Any] = {
    "visitors": "120",
    "needs_power": "yes",
    "exhibits": [{"name": SECRET, "size": "small"}],
    "activities": ["01"],
}
HIGH = {"score-novelty": "4", "score-team": "5"}
LOW = {"score-novelty": "0", "score-team": "1"}


def words(text: str) -> dict[str, str]:
    return dict.fromkeys(("kk", "ru", "en"), text)


def reviewed_stall(**review: object) -> dict[str, Any]:
    """A stall whose exhibits and licence experts do not see; two reads, then the decision. ``review`` changes terms."""
    data: dict[str, Any] = read_procedure_file(STALL_FILE)
    stage = read_procedure_file(TERMS_FILE)["stages"][0]
    stage["review"] = {**stage["review"], "hidden": ["exhibits", "document:licence"], **review}
    asked = {
        "id": "activities",
        "kind": "multiple_choice",
        "code_list": "priority_activities",
        "label": words("Fields"),
    }
    kinds = ("drawing", "licence")
    papers = [{"section": it, "title": words(it), "document": {"kind": it, "title": words(it)}} for it in kinds]
    form = [{**data["form"][0], "questions": [*data["form"][0]["questions"], asked]}, *papers]
    return {**data, "form": form, "stages": [stage, *data["stages"]]}


def publish_reviewed_stall(**review: object) -> ProcedureVersion:
    return publish_procedure(reviewed_stall(**review))


@loaded_once
def load_pack_and_reviewed_stall() -> None:
    load_pack_alone()
    publish_reviewed_stall()


class ExpertFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Expert

    user = factory.SubFactory(PersonFactory, language="en")
    fields = factory.LazyFunction(lambda: ["01"])
    languages = factory.LazyFunction(lambda: ["kk", "ru"])
    capacity = 3
    made_by = factory.SubFactory(PersonFactory)
    made_at = factory.LazyFunction(timezone.now)


def case_in_review(organisation: Organisation | None = None, founder: User | None = None) -> Case:
    """A filed case that waits for experts, under whatever procedure is the newest of the stalls."""
    if organisation is None or founder is None:
        founder, organisation = founder_with_organisation(name=APPLICANT)
    case = open_case(STALL, applicant=organisation, actor=founder)
    fill(case, ANSWERS, actor=founder)
    step(case, "file", founder)
    return case


def asked(case: Case, expert: Expert | None = None, *, by: User | None = None) -> Assignment:
    return assign(case.reference, expert or ExpertFactory(), actor=by or officer())


def reading(case: Case, expert: Expert | None = None) -> Assignment:
    """An assignment whose expert has declared to be free of conflicts."""
    assignment = asked(case, expert)
    return accept(assignment.reference, actor=assignment.expert.user)


def commented(scores: Mapping[str, str]) -> dict[str, str]:
    """A complete scorecard with these scores."""
    return {**scores, "comment-novelty": "Жаңа.", "comment-team": "Тәжірибелі.", "overall": "Жақсы."}


def filed(assignment: Assignment, scores: Mapping[str, str] = HIGH) -> Assignment:
    person = assignment.expert.user
    save_scorecard(assignment.reference, commented(scores), seen_revision=1000, actor=person)
    return file_scorecard(assignment.reference, actor=person)


def review_begins() -> Case:
    """All rules, and a case that nobody has read."""
    load_pack_and_reviewed_stall()
    return case_in_review()


def two_reviews_begin() -> list[Case]:
    return [review_begins(), case_in_review()]


def scores_lie_apart() -> tuple[Case, Assignment, Assignment]:
    """All rules, and a case whose two scorecards lie far apart; the first one's scores are the higher ones."""
    case = review_begins()
    return case, filed(reading(case), HIGH), filed(reading(case), LOW)


def read_by_two_experts(case: Case) -> None:
    """Two experts give the best scores of whatever criteria the case's procedure has."""
    for _expert in range(2):
        assignment = reading(case)
        criteria = assignment.terms.criteria
        scores = {f"score-{one.code}": str(one.highest) for one in criteria}
        comments = {f"comment-{one.code}": "Дәлелденген." for one in criteria}
        person = assignment.expert.user
        save_scorecard(assignment.reference, scores | comments, seen_revision=0, actor=person)
        file_scorecard(assignment.reference, actor=person)
    case.refresh_from_db()


def reviews_at_every_step(expert: Expert, clerk: User, *, applicant: Organisation, founder: User) -> dict[str, str]:
    """References of reviews of one expert: asked, being read, filed far from the other one's; and of their cases."""
    cases = [case_in_review(applicant, founder) for _ in range(3)]
    other = ExpertFactory(user__full_name="Сәуле Әбенова", fields=["01", "03"], employer_name="«Тұран» университеті")
    requested = asked(cases[0], expert, by=clerk)
    begun = reading(cases[1], expert)
    save_scorecard(begun.reference, {**HIGH, "comment-novelty": "Аймақ үшін жаңа."}, seen_revision=0, actor=expert.user)
    filed(reading(cases[2], other), LOW)
    apart = filed(reading(cases[2], expert), HIGH)
    return {
        "asked_review": requested.reference,
        "begun_review": begun.reference,
        "apart_review": apart.reference,
        "asked_case": cases[0].reference,
        "apart_case": cases[2].reference,
        "expert": other.reference,
    }
