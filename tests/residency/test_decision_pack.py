"""The decision pack of a case that experts read, a commission refused, and an appeal overturned."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pypdf import PdfReader

from orken.cases.decision_pack.parts import lines
from orken.cases.models import Case, ConflictKind, Declaration
from orken.cases.services.appealing import begin_appeal
from orken.cases.services.casework import write_remark
from orken.cases.services.conflicts import declare
from orken.commission.models import Ballot
from orken.commission.services.agenda import note_attendance
from orken.commission.services.balloting import dissent, open_items, open_session
from orken.commission.services.counting import close_session
from orken.commission.services.deciding import record_plain_decisions
from orken.commission.services.minutes import write_minutes
from orken.commission.voting import Choice
from orken.documents.keys import published_certificate
from orken.documents.sealing import verify
from orken.journal.models import Entry
from orken.kernel.hashing import content_hash
from orken.parties.models import Role, User
from orken.reviews.services.scorecards import file_scorecard, save_scorecard
from tests.factories.cases import REASONS, filed_residency_case, fill, load_pack_alone, officer, step
from tests.factories.commission import (
    HALF,
    Council,
    a_council,
    a_session,
    declare_all,
    publish_council_stall,
    vote,
    waiting_case,
)
from tests.factories.parties import PersonFactory
from tests.factories.reviews import reading
from tests.residency.test_appeal import refuse
from tests.residency.test_two_versions import council_with

pytestmark = pytest.mark.django_db

MOST = 25  # questions of the data of a case with two scorecards and five votes
COMMENT, DISSENT, REMARK = "Дәлелдері толық, Асан айтты.", "Мен қарсымын, себебі жаңалығы бар.", "Атауын нақтылаңыз."


@dataclass
class Played:
    """A case through everything, the people of its way, and the appeal that overturned it."""

    case: Case
    appeal: Case
    founder: User
    clerk: User
    council: Council
    experts: list[User]
    barred: User
    head: User

    @property
    def unnamed(self) -> list[str]:
        """Whom the applicant's copy does not name."""
        people = [self.clerk, self.head, self.council.secretary, *self.council.people, *self.experts, self.barred]
        return [str(person) for person in people]


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[Played]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield play()
        transaction.set_rollback(True)


def play() -> Played:
    load_pack_alone()
    clerk, head = officer(), officer(Role.HEAD_OF_UNIT)
    case, founder = filed_residency_case()
    write_remark(case, "question:project_name", REMARK, actor=clerk)
    step(case, "return_for_correction", clerk)
    fill(case, {"project_name": "Анықталған атау"}, actor=founder)
    step(case, "refile", founder)
    step(case, "pass_on", clerk)
    experts = [expert_files(case) for _reader in range(2)]
    case.refresh_from_db()
    barred = officer()
    declare(case, person=barred, task=Declaration.Task.CASEWORK, kind=ConflictKind.FAMILY, text="")
    council, session = council_with(case)
    refuse(case, council, session)

    write_minutes(session, actor=council.secretary)

    appeal = begin_appeal(case, actor=founder)
    fill(appeal, {"appeal_grounds": "Шешім өзіміздікі.", "appeal_asked": "change"}, actor=founder)
    step(appeal, "file", founder)
    step(appeal, "decide", officer(), outcome="changed", template="requirements_are_met", **REASONS)
    step(appeal, "countersign", head)
    case.refresh_from_db()
    return Played(case, appeal, founder, clerk, council, experts, barred, head)


def expert_files(case: Case) -> User:
    assignment = reading(case)
    scores = {f"score-{one.code}": str(one.highest) for one in assignment.terms.criteria}
    comments = {f"comment-{one.code}": COMMENT for one in assignment.terms.criteria}
    person = assignment.expert.user
    save_scorecard(assignment.reference, scores | comments, seen_revision=0, actor=person)
    file_scorecard(assignment.reference, actor=person)
    return person


def test_a_score_of_nothing_is_a_score() -> None:
    assert lines(0, "", None, "Дәлелі жоқ.") == "0\nДәлелі жоқ."


def of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def data_of(person: User, case: Case, *, desk: bool) -> Any:
    answer = of(person).get(f"/en/{'desk/' if desk else ''}cases/{case.reference}/pack.json")
    assert answer.status_code == 200
    return json.loads(answer.content)


def paper_of(person: User, case: Case, language: str, *, desk: bool) -> bytes:
    answer = of(person).get(f"/{language}/{'desk/' if desk else ''}cases/{case.reference}/pack.pdf")
    assert answer.status_code == 200
    return answer.content


def words(paper: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages).split())


def test_whoever_is_barred_does_not_learn_that_there_is_one(played: Played) -> None:
    for person in (played.barred, played.experts[0], played.council.people[1]):
        for path in ("desk/cases", "cases"):
            for form in ("pdf", "json"):
                assert of(person).get(f"/en/{path}/{played.case.reference}/pack.{form}").status_code == 404


def test_nothing_of_an_appeal_for_who_is_barred_from_it(played: Played) -> None:
    seen = data_of(played.clerk, played.case, desk=True)
    assert seen["appeals"]["received"] == []
    assert str(played.appeal.number) not in json.dumps(seen)
    assert of(played.clerk).get(f"/en/desk/cases/{played.appeal.reference}/pack.json").status_code == 404


def test_applicants_copy_names_nobody_and_quotes_nobody(played: Played) -> None:
    data = json.dumps(data_of(played.founder, played.case, desk=False), ensure_ascii=False)
    papers = [words(paper_of(played.founder, played.case, language, desk=False)) for language in ("kk", "ru", "en")]
    for text in (data, *papers):
        assert not [name for name in played.unnamed if name in text]
        assert COMMENT not in text
        assert REMARK in text
    assert "Took no part" not in papers[2]
    assert "1 person took no part because of a conflict of interest." in papers[2]
    assert "family" not in data


def test_staff_read_everything_with_names(played: Played) -> None:
    reader = officer()
    seen = data_of(reader, played.case, desk=True)
    newest = played.case.filings.get(round=2)
    assert seen["filing"]["number"] == newest.number
    assert seen["filing"]["content_hash"] == newest.content_hash == content_hash(seen["filing"]["content"])
    assert seen["rules"] == newest.trace
    assert [(one["text"], one["answered_by"]) for one in seen["checks"]["remarks"]] == [(REMARK, newest.number)]
    assert [one["name"] for one in seen["review"]["experts"]] == [str(expert) for expert in played.experts]
    assert {score["reason"] for one in seen["review"]["experts"] for score in one["scores"]} == {COMMENT}
    assert [one["total"] for one in seen["review"]["experts"]] == ["100.00", "100.00"]
    assert (seen["recusals"]["count"], seen["recusals"]["conflicts"][0]["name"]) == (1, str(played.barred))
    (session,) = seen["sessions"]
    assert [(one["name"], one["choice"]) for one in session["votes"]] == [
        (str(person), "against") for person in played.council.people[:3]
    ]
    assert (session["count"]["against"], session["count"]["verdict"]) == (3, "rejected")
    assert session["minutes"]["content_hash"] == played.council.body.sessions.get().minutes.content_hash
    refusal = seen["decisions"][0]
    assert (refusal["outcome"], refusal["by"]) == ("refused", str(played.council.secretary))
    assert refusal["replaced_at"] == seen["decisions"][1]["decided_at"]
    assert [(one["number"], one["outcome"]) for one in seen["appeals"]["received"]] == [
        (played.appeal.number, "changed")
    ]
    assert seen["residency"]["state"] == "awaiting_agreement"
    assert all(one["to"] == str(played.founder) for one in seen["notices"]["notices"])
    assert [one["action"] for one in seen["course"]["steps"]][:3] == ["file", "return_for_correction", "refile"]
    appealed = data_of(reader, played.appeal, desk=True)
    assert appealed["appeals"]["against"]["number"] == played.case.number


def test_paper_says_the_same_in_three_languages_under_the_seal(played: Played) -> None:
    reader = officer()
    told = {
        "kk": ["Шешімнің құжаттар топтамасы", "Сарапшы:", "Дауыстар"],
        "ru": ["Комплект документов по решению", "Эксперт:", "Голоса"],
        "en": ["Decision pack", "Expert:", "Votes"],
    }
    data = data_of(reader, played.case, desk=True)
    for language, expected in told.items():
        made = paper_of(reader, played.case, language, desk=True)
        assert verify(made, published_certificate()).intact
        text = words(made)
        for part in [*expected, COMMENT, REMARK, *map(str, played.experts), played.case.filings.get(round=2).number]:
            assert part in text
        assert content_hash(data)[:32] in text


def test_every_look_of_staff_is_in_the_journal_and_the_applicants_own_is_not(played: Played) -> None:
    looks = Entry.objects.filter(action="case.pack_taken", subject=played.case.subject)
    reader, before = officer(), looks.count()
    data_of(reader, played.case, desk=True)
    paper_of(reader, played.case, "en", desk=True)
    data_of(played.founder, played.case, desk=False)
    newest = looks.order_by("pk")[before:]
    assert [(one.actor, one.data) for one in newest] == [(reader, {"form": "json"}), (reader, {"form": "pdf"})]


def test_equal_cases_give_equal_bytes_in_few_questions(
    played: Played, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = of(officer())
    path = f"/en/desk/cases/{played.case.reference}/pack.json"
    first = client.get(path)  # the process reads calendars once
    with django_assert_max_num_queries(MOST):
        client.get(path)
    assert first.content == client.get(path.replace("/en/", "/kk/")).content


def test_pages_of_the_case_lead_to_it(played: Played) -> None:
    case = played.case
    own = of(played.founder).get(f"/en/cases/{case.reference}/").content.decode()
    desk = of(officer()).get(f"/en/desk/cases/{case.reference}/").content.decode()
    for form in ("pdf", "json"):
        assert f"/en/cases/{case.reference}/pack.{form}" in own
        assert f"/en/desk/cases/{case.reference}/pack.{form}" in desk


def decided(council: Council, choices: list[Choice]) -> Case:
    """Decided by these votes of the first members; a voter who was outvoted dissents where the ballot is open."""
    publish_council_stall()
    case = waiting_case()
    session = a_session(council, [case])
    declare_all(council, session)
    note_attendance(session, [member.pk for member in council.members], actor=council.secretary)
    session = open_session(session, actor=council.secretary)
    open_items(session, list(session.items.all()), actor=council.secretary)
    for person, choice in zip(council.people, choices, strict=False):
        vote(session.items.get(), person, choice)
    close_session(session, actor=council.secretary)
    if not council.body.is_secret:
        dissent(session.items.get(), person=council.people[2], text=DISSENT)
    record_plain_decisions(session, actor=council.secretary)
    case.refresh_from_db()
    return case


CHOICES = [Choice.FOR, Choice.FOR, Choice.AGAINST]


def test_of_a_secret_ballot_staff_read_counts_alone() -> None:
    council = a_council(replace(HALF, casting_vote=False), ballot=Ballot.SECRET)
    case, reader = decided(council, CHOICES), officer()
    (session,) = data_of(reader, case, desk=True)["sessions"]
    assert session["votes"] == []
    assert (session["count"]["for"], session["count"]["against"]) == (2, 1)
    text = words(paper_of(reader, case, "en", desk=True))
    assert "For 2, against 1, abstained 0." in text
    assert not [str(person) for person in council.people[1:] if str(person) in text]  # the first one presided


def test_a_dissenting_opinion_is_for_staff_and_its_number_for_the_applicant() -> None:
    council = a_council()
    case = decided(council, CHOICES)
    founder = case.opened_by
    (session,) = data_of(officer(), case, desk=True)["sessions"]
    assert session["dissenting_opinions"] == [{"name": str(council.people[2]), "text": DISSENT}]
    (own,) = data_of(founder, case, desk=False)["sessions"]
    assert (own["dissents"], own["dissenting_opinions"], own["votes"], own["session"]) == (1, [], [], None)
    assert DISSENT not in words(paper_of(founder, case, "en", desk=False))


def test_nothing_before_a_decision_and_something_after_a_withdrawal() -> None:
    load_pack_alone()
    case, founder = filed_residency_case()
    for person, path in ((founder, "cases"), (officer(), "desk/cases")):
        assert of(person).get(f"/en/{path}/{case.reference}/pack.json").status_code == 404
    assert of(founder).get(f"/en/desk/cases/{case.reference}/pack.json").status_code == 403
    assert of(officer()).get(f"/en/cases/{case.reference}/pack.json").status_code == 403
    assert of(PersonFactory()).get(f"/en/cases/{case.reference}/pack.json").status_code == 404
    step(case, "withdraw", founder)
    seen = data_of(founder, case, desk=False)
    assert (seen["case"]["outcome"], seen["decisions"], seen["sessions"], seen["review"]) == (
        "withdrawn",
        [],
        None,
        None,
    )
