"""Who asks, and what they ask for: people of every role, with and without a mandate, and a case in every state."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.db import connection
from django.test import Client

from orken.cases.models import Case
from orken.cases.services.casework import write_remark
from orken.notices.models import Notice
from orken.parties.models import Mandate, Organisation, Role, User
from orken.registers.models import Certificate
from orken.web.desk.batches import prepare_batch
from orken.web.models import BatchKind, SavedView
from tests.factories.appeals import publish_appeals, refused_stall
from tests.factories.cases import (
    REASONS,
    filled_residency_case,
    load_rules_and_procedures,
    officer,
    sign,
    step,
)
from tests.factories.commission import council_of, item_under_way, minuted_session, publish_council_stall, waiting_case
from tests.factories.conflicts import ConflictFactory
from tests.factories.correspondence import MessageTemplateFactory
from tests.factories.mandates import invite, newest_link
from tests.factories.parties import OrganisationFactory, PersonFactory
from tests.factories.reviews import ExpertFactory, asked, case_in_review, publish_reviewed_stall, reading

VISITOR = "visitor"
ROLES = {
    "founder": [],
    "officer": [Role.OFFICER],
    "head": [Role.HEAD_OF_UNIT],
    "signatory": [Role.SIGNATORY],
    "secretary": [Role.SECRETARY],
    "administrator": [Role.ADMINISTRATOR],
}
# "own" acts for the organisation that the page is about; "other" does not (the founder acts for another one).
PEOPLE = (VISITOR, "stranger", *(f"{role}_{relation}" for role in ROLES for relation in ("other", "own")))


@dataclass
class World:
    people: dict[str, User] = field(default_factory=dict)
    subjects: dict[str, dict[str, str]] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)


def build_world() -> World:
    load_rules_and_procedures()
    world = World()
    world.people["stranger"] = PersonFactory()
    for role, roles in ROLES.items():
        for relation in ("other", "own"):
            world.people[f"{role}_{relation}"] = PersonFactory(roles=roles)
    OrganisationFactory(people=[world.people["founder_other"]])
    _add_cases(world)
    _add_mandates(world)
    _add_public_records(world)
    notice = Notice.objects.filter(recipient=world.people["founder_own"]).first()
    world.subjects |= {
        "": {},
        "procedure": {"code": "residency.admission"},
        "notice": {"reference": notice.reference},
        "broken link": {"key": "MQ:forged:key", "uidb36": "1"},
        "passkey": {"pk": "1"},
        "session": {"number": "1"},
        "provider": {"provider": "not-set-up"},
    }
    _add_desk(world)
    _add_reviews(world)
    _add_commission(world)
    _add_appeals(world)
    world.sessions = {name: _session(person) for name, person in world.people.items()}
    return world


# Rows that say who looked and how often, not what was decided.
SIGHT = ("django_session", "usersessions_usersession", "cache_entries")


@cache
def _tables() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relid FROM pg_stat_user_tables WHERE relname <> ALL(%s)", [list(SIGHT)])
        return [oid for (oid,) in cursor.fetchall()]


def written() -> dict[str, int]:
    """How many rows the transaction has written so far, by table; what it took back again is counted too."""
    # What pg_stat_xact_user_tables shows, without its look at every index: this is asked ten thousand times.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text, count FROM (SELECT oid, pg_stat_get_xact_tuples_inserted(oid) + "
            "pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid) AS count "
            "FROM unnest(%s::oid[]) AS oid) AS counted WHERE count > 0",
            [_tables()],
        )
        return dict(cursor.fetchall())


def _add_desk(world: World) -> None:
    """What people keep at the desk: a view of their own, one that a head shares, a batch, a template of messages."""
    keeper, head = world.people["officer_other"], world.people["head_other"]
    own = SavedView.objects.create(owner=keeper, name="Менікі", filters={"officer": "me"})
    shared = SavedView.objects.create(owner=head, name="Ортақ", filters={"clock": "overdue"}, shared=True)
    batch = prepare_batch(BatchKind.ASSIGN, Case.objects.filter(state="in_progress"), author=keeper)
    template = MessageTemplateFactory(changed_by=head)
    world.subjects |= {
        "view of an officer": {"reference": own.reference},
        "shared view": {"reference": shared.reference},
        "batch of an officer": {"reference": batch.reference},
        "message template": {"reference": template.reference},
    }


def _session(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _add_cases(world: World) -> None:
    founder, acting, signatory = world.people["founder_own"], officer(), officer(Role.SIGNATORY)
    cases = {name: _case(world) for name in ("draft", "filed", "returned", "to decide", "offered", "in force")}
    for name, case in cases.items():
        if name != "draft":
            step(case, "file", founder)
    write_remark(cases["returned"], "question:project_name", "Атауын нақтылаңыз.", actor=acting)
    step(cases["returned"], "return_for_correction", acting)
    for name in ("to decide", "offered", "in force"):
        step(cases[name], "pass_on", acting)
    for name in ("offered", "in force"):
        step(cases[name], "decide", acting, outcome="granted", template="meets_requirements", **REASONS)
    sign(cases["in force"], "sign_for_applicant", founder)
    sign(cases["in force"], "sign_for_operator", signatory)
    world.subjects |= {f"{name} case": _parameters(case) for name, case in cases.items()}
    conflict = ConflictFactory(case=cases["filed"], person=PersonFactory())
    world.subjects["conflict"] = {"reference": cases["filed"].reference, "number": str(conflict.pk)}
    world.subjects["organisation"] = {"reference": cases["draft"].applicant.reference}
    world.subjects["kept document"] = _document(cases["draft"])
    world.subjects["used document"] = _document(cases["in force"])


def _case(world: World) -> Case:
    own = [person for name, person in world.people.items() if name.endswith("_own")]
    organisation: Organisation = OrganisationFactory(people=own)
    return filled_residency_case(world.people["founder_own"], organisation)


def _parameters(case: Case) -> dict[str, str]:
    return {
        "reference": case.reference,
        "code": "project",
        "kind": "suspend",
        "round_": "1",
        "document_reference": case.evidence.get().document.reference,
    }


def _document(case: Case) -> dict[str, str]:
    """The case's document as its applicant keeps it."""
    document = _parameters(case)["document_reference"]
    return {"reference": case.applicant.reference, "code": "other", "document_reference": document}


def _add_reviews(world: World) -> None:
    """The stranger is an expert: asked to review a case, and reading another one; the cases are of one's own people."""
    publish_reviewed_stall(hidden=[])
    own = [person for name, person in world.people.items() if name.endswith("_own")]
    cases = [case_in_review(OrganisationFactory(people=own), world.people["founder_own"]) for _ in range(2)]
    expert = ExpertFactory(user=world.people["stranger"])
    reviews = {"asked review": asked(cases[0], expert), "accepted review": reading(cases[1], expert)}
    for name, assignment in reviews.items():
        document = assignment.case.evidence.get(kind="drawing").document
        world.subjects[name] = {"reference": assignment.reference, "document_reference": document.reference}
    world.subjects |= {
        "reviewed case": {"reference": cases[0].reference, "assignment_reference": reviews["asked review"].reference},
        "expert": {"reference": expert.reference},
    }


def _add_appeals(world: World) -> None:
    """A refusal that nobody has appealed against, of an organisation that people of every role act for."""
    publish_appeals()
    own = [person for name, person in world.people.items() if name.endswith("_own")]
    case = refused_stall(world.people["founder_own"], OrganisationFactory(people=own))
    world.subjects["refused case"] = {"reference": case.reference}


def _add_commission(world: World) -> None:
    """The stranger presides over a body and has declared; an officer is a member who has not; the founder is a member
    who acts for the applicant. One session is under way, another has its minutes."""
    publish_council_stall()
    own = [person for name, person in world.people.items() if name.endswith("_own")]
    council = council_of([world.people[name] for name in ("stranger", "officer_other", "founder_own")])
    minuted = minuted_session(council, waiting_case(OrganisationFactory(people=own), world.people["founder_own"]))
    item = item_under_way(council, waiting_case(OrganisationFactory(people=own), world.people["founder_own"]))
    world.subjects |= {
        "body": {"code": council.body.code},
        "open session": {"reference": item.session.reference},
        "minuted session": {"reference": minuted.reference},
        "agenda item": {"reference": item.reference, "document_reference": "0123456789ABCDEF"},
    }


def _add_mandates(world: World) -> None:
    """A mandate of the founder, and an invitation with a proof for the stranger."""
    founder = world.people["founder_own"]
    mandate = Mandate.objects.select_related("organisation").filter(user=founder).earliest("pk")
    reference = {"reference": mandate.organisation.reference}
    invitation = invite(mandate.organisation, founder, world.people["stranger"].email, proof=True)
    world.subjects |= {
        "mandate": reference | {"mandate_reference": mandate.reference},
        "invitation": reference | {"invitation_reference": invitation.reference},
        "invitation link": {"token": newest_link().rstrip("/").rpartition("/")[2]},
        "broken invitation link": {"token": "forged"},
    }


def _add_public_records(world: World) -> None:
    certificate = Certificate.objects.get()
    entry = certificate.entry
    world.subjects["register"] = {"code": entry.register, "reference": entry.reference}
    world.subjects["certificate"] = {
        "name": certificate.number,
        "number": certificate.number,
        "reference": certificate.reference,
        "code": entry.register,
    }
