"""Bodies, sessions and cases that wait for a commission, made by the portal's own services."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone

from orken.cases.models import Case, Declaration
from orken.cases.procedure.loading import read_procedure_file
from orken.cases.services.conflicts import declare
from orken.cases.services.drafting import open_case
from orken.cases.services.publishing import publish_procedure
from orken.commission.models import Ballot, Body, Form, Item, Membership, Office, Session
from orken.commission.services.agenda import note_attendance, prepare_session, put_on_agenda
from orken.commission.services.balloting import cast_vote, open_items, open_session
from orken.commission.services.bodies import Term, appoint, create_body, set_rules
from orken.commission.services.counting import close_items, close_session
from orken.commission.services.deciding import record_plain_decisions
from orken.commission.services.minutes import write_minutes
from orken.commission.voting import MORE_THAN_HALF, Choice, Majority, Rules
from orken.kernel.identifiers import new_reference
from orken.kernel.text import Text
from orken.kernel.yaml_files import read_yaml
from orken.parties.models import Organisation, Role, User
from orken.rulebook.lists import pack_directory
from orken.rulebook.services import load_parameters
from tests.factories.cases import STALL, STALL_FILE, fill, founder_with_organisation, step
from tests.factories.kept import loaded_once
from tests.factories.parties import ForeignOrganisationFactory, PersonFactory

STAGES_FILE = Path(__file__).parents[1] / "cases" / "procedures" / "reviewed_stall.yaml"
HALF = Rules(MORE_THAN_HALF, Majority.SIMPLE, casting_vote=True)
CITATION = Text(
    kk="Демо-оператордың өз регламенті", ru="Собственный регламент демо-оператора", en="The demo operator's own rules"
)
COUNCIL = Text(kk="Кеңес", ru="Совет", en="Council")
OFFICES = (Office.CHAIR, Office.DEPUTY, Office.MEMBER, Office.MEMBER, Office.MEMBER)


@dataclass
class Council:
    """A body of five with its secretary."""

    body: Body
    secretary: User
    people: list[User]

    @property
    def members(self) -> list[Membership]:
        return [Membership.objects.get(body=self.body, user=person) for person in self.people]


def a_council(rules: Rules = HALF, *, ballot: Ballot = Ballot.OPEN, code: str = "council") -> Council:
    return council_of([PersonFactory() for _ in OFFICES], rules, ballot=ballot, code=code)


def council_of(
    people: list[User], rules: Rules = HALF, *, ballot: Ballot = Ballot.OPEN, code: str = "council"
) -> Council:
    """The first one presides, the second is the deputy."""
    secretary = PersonFactory(roles=[Role.SECRETARY])
    body = create_body(code, COUNCIL, ballot, actor=secretary)
    first_day = timezone.localdate() - timedelta(days=30)
    for person, office in zip(people, OFFICES, strict=False):
        appoint(body, person, office, Term(first_day), actor=secretary)
    set_rules(body, rules, first_day, CITATION, actor=secretary)
    return Council(body, secretary, people)


def publish_council_stall(**changes: object) -> None:
    """A stall that the council alone decides on; ``changes`` replace parts of the procedure."""
    load_parameters(pack_directory(settings.ORKEN_PACK))
    stages = [stage for stage in read_yaml(STAGES_FILE)["stages"] if stage["kind"] == "commission"]
    founded = {"basis": CITATION.to_data(), "certainty": "operator"}
    for stage in stages:
        stage["reasons"] = [reason | (founded if reason["outcome"] == "refused" else {}) for reason in stage["reasons"]]
    publish_procedure({**read_procedure_file(STALL_FILE), "stages": stages, **changes})


@loaded_once
def load_council_stall() -> None:
    publish_council_stall()


def waiting_case(organisation: Organisation | None = None, founder: User | None = None) -> Case:
    """A stall that waits for the council, of an organisation and one of its people, or of new ones."""
    if organisation is None or founder is None:
        founder, organisation = founder_with_organisation()
    case = open_case(STALL, applicant=organisation, actor=founder)
    fill(case, {"visitors": "300", "needs_power": "no"}, actor=founder)
    step(case, "file", founder)
    return case


def a_session(council: Council, cases: Iterable[Case], form: Form = Form.IN_PERSON, **times: object) -> Session:
    begins = timezone.now()
    ends = begins + timedelta(days=1) if form is Form.CORRESPONDENCE else None
    session = prepare_session(council.body, form, begins, ends, actor=council.secretary)
    put_on_agenda(session, list(cases), actor=council.secretary)
    return session


def declare_all(council: Council, session: Session) -> None:
    for item in session.items.select_related("case"):
        for person in council.people:
            declare(item.case, person=person, task=Declaration.Task.COMMISSION, kind=None)


def voting_item(council: Council, *, form: Form = Form.IN_PERSON, declared: bool = True) -> Item:
    """One case, everybody there and declared, voting begun."""
    session = a_session(council, [waiting_case()], form)
    if declared:
        declare_all(council, session)
    note_attendance(session, [member.pk for member in council.members], actor=council.secretary)
    open_session(session, actor=council.secretary)
    if form is not Form.CORRESPONDENCE:
        open_items(session, list(session.items.all()), actor=council.secretary)
    return session.items.get()


class Begun(NamedTuple):
    """A body and an item that it votes on."""

    council: Council
    item: Item


def voting_begins(rules: Rules = HALF, *, ballot: Ballot = Ballot.OPEN, declared: bool = True) -> Begun:
    load_council_stall()
    council = a_council(rules, ballot=ballot)
    return Begun(council, voting_item(council, declared=declared))


def vote(item: Item, person: User, choice: Choice = Choice.FOR, key: str = "") -> None:
    cast_vote(item, person=person, choice=choice, key=key or new_reference())


def item_under_way(council: Council, case: Case) -> Item:
    """Everybody is there, the chair alone has declared, voting has begun."""
    session = a_session(council, [case])
    item = session.items.get()
    declare(case, person=council.people[0], task=Declaration.Task.COMMISSION, kind=None)
    note_attendance(session, [member.pk for member in council.members], actor=council.secretary)
    open_session(session, actor=council.secretary)
    open_items(session, [item], actor=council.secretary)
    item.refresh_from_db()
    return item


def minuted_session(council: Council, case: Case) -> Session:
    """A session whose one item was decided; its minutes wait for signatures."""
    item = item_under_way(council, case)
    declare(case, person=council.people[1], task=Declaration.Task.COMMISSION, kind=None)
    for person in council.people[:2]:
        vote(item, person)
    session = close_session(item.session, actor=council.secretary)
    record_plain_decisions(session, actor=council.secretary)
    write_minutes(session, actor=council.secretary)
    return session


CHAIR, KEEPER = "maral@orken.example", "aigul@orken.example"


def _foreign_case() -> Case:
    """Of an organisation abroad: the demonstration has taken the numbers that tests give to others."""
    founder = PersonFactory()
    return waiting_case(ForeignOrganisationFactory(name="Steppe Robotics GmbH", people=[founder]), founder)


def council_at_work() -> dict[str, str]:
    """A body with one session under way and one with its minutes; references of what its pages show."""
    publish_council_stall()
    people = [PersonFactory(full_name=name) for name in ("Марал Сейітқызы", "Ерлан Оразов", "Жанар Әлиева")]
    User.objects.filter(pk=people[0].pk).update(email=CHAIR)
    EmailAddress.objects.filter(user=people[0]).update(email=CHAIR)
    council = council_of(people)
    User.objects.filter(pk=council.secretary.pk).update(email=KEEPER, full_name="Айгүл Хатшы")
    EmailAddress.objects.filter(user=council.secretary).update(email=KEEPER)
    minuted = minuted_session(council, _foreign_case())
    item = item_under_way(council, _foreign_case())
    put_on_agenda(item.session, [_foreign_case(), refused := _foreign_case()], actor=council.secretary)
    counted = item.session.items.get(case=refused)
    for person in people:
        declare(refused, person=person, task=Declaration.Task.COMMISSION, kind=None)
    open_items(item.session, [counted], actor=council.secretary)
    for person in people:
        vote(counted, person, Choice.AGAINST)
    close_items(counted.session, [counted], actor=council.secretary)
    _foreign_case()
    undeclared = item.session.items.filter(state="listed").get()
    return {
        "session": item.session.reference,
        "item": item.reference,
        "counted": counted.reference,
        "undeclared": undeclared.reference,
        "minuted": minuted.reference,
        "decided": minuted.items.get().reference,
    }
