"""Rows in bulk, past the services, for pages that have to be quick over many of them. Tests use it with a few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count, cycle, islice
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchVector
from django.db.models import Model, Value
from django.db.models.functions import Concat
from django.utils import timezone

from orken.cases.models import Case, CaseState, Clock, Evidence, Filing, Message, Outcome, ProcedureVersion
from orken.cases.search import CONFIGURATION
from orken.documents.models import Document
from orken.journal.models import Entry as JournalEntry
from orken.kernel.hashing import content_hash
from orken.kernel.identifiers import check_digit, new_reference
from orken.kernel.text import alphabet_key, search_form
from orken.parties.models import Capacity, CompanyKind, Mandate, Organisation, Role, Scope, StaffRole, User
from orken.registers.catalogue import Register
from orken.registers.models import Certificate, Entry, EntryVersion, Standing
from orken.rulebook.queries import working_calendar

M = TypeVar("M", bound=Model)

ROWS_AT_ONCE = 2000
NAMES = ("Әсем", "Дала", "Ғарыш", "Қыран", "Орда", "Өркен", "Парасат", "Сұңқар", "Тұлпар", "Үміт", "Шаңырақ")
REGIONS = ("KZ-71", "KZ-75", "KZ-10", "KZ-35")
EXAMPLE = b"an example"


def people(number: int, *, roles: Sequence[Role] = (), language: str = "kk") -> list[User]:
    first = User.objects.count()
    made = _insert(
        User(email=f"person{n}@bench.example", full_name=f"Әсел Үлгібаева {n}", language=language)
        for n in range(first, first + number)
    )
    _insert(StaffRole(user=person, role=role) for person in made for role in roles)
    return made


def organisations(number: int, *, founders: Sequence[User] = ()) -> list[Organisation]:
    """Each with one of ``founders`` in turn, who may do everything for it."""
    first = Organisation.objects.count()
    made = _insert(
        Organisation(
            name=f"«{NAMES[n % len(NAMES)]} {n}» ЖШС",
            bin=_bin(n),
            legal_form="llp",
            region=REGIONS[n % len(REGIONS)],
            address="Астана қ., Мәңгілік Ел даңғылы, 55",
            activity="62011",
            kind=CompanyKind.PRODUCT,
        )
        for n in range(first, first + number)
    )
    if founders:
        _insert(
            Mandate(user=founder, organisation=organisation, capacity=Capacity.HEAD, scope=list(Scope.values))
            for organisation, founder in zip(made, cycle(founders), strict=False)
        )
    return made


def _bin(n: int) -> str:
    """A valid number of December 2049, which nobody has; some begin with digits that no check digit goes with."""
    begun = (f"4912{entity}0{n:05d}" for entity in "456")
    return next(f"{first}{digit}" for first in begun if (digit := check_digit(first)) is not None)


def filed_cases(
    number: int, version: ProcedureVersion, *, applicants: Sequence[Organisation], officers: Sequence[User]
) -> list[Case]:
    """Cases spread over stages, states, officers and days of the year past, each with a filing and a running clock."""
    first = Case.objects.count()
    author = User.objects.order_by("pk")[0]
    made = _insert(
        _case(n, version, applicant, [*officers, None][n % (len(officers) + 1)], author)
        for n, applicant in zip(range(first, first + number), cycle(applicants), strict=False)
    )
    _insert(_filing(case, author) for case in made)
    calendar = working_calendar().version
    _insert(_clock(case, calendar) for case in made if case.state != CaseState.CLOSED)
    words = Concat("number", Value(" "), Value(search_form(str(author))))
    Case.objects.filter(pk__in=[case.pk for case in made]).update(words=SearchVector(words, config=CONFIGURATION))
    return made


def _case(n: int, version: ProcedureVersion, applicant: Organisation, officer: User | None, author: User) -> Case:
    filed = timezone.now() - timedelta(days=n % 360, minutes=n % 1440)
    stages = [stage.code for stage in version.definition.stages]
    closed, returned = n % 3 == 0, n % 10 == 1
    return Case(
        number=f"BENCH-{n:07d}",
        version=version,
        procedure=version.code,
        applicant=applicant,
        exclusive=False,
        state=CaseState.CLOSED if closed else CaseState.RETURNED if returned else CaseState.IN_PROGRESS,
        stage=stages[0] if returned else stages[n % len(stages)],
        outcome=Outcome.REFUSED if closed else Outcome.NONE,
        assignee=officer,
        opened_by=author,
        opened_at=filed - timedelta(days=1),
        filed_at=filed,
        closed_at=filed + timedelta(hours=1) if closed else None,
    )


def _filing(case: Case, author: User) -> Filing:
    assert case.number  # cases here are filed
    assert case.filed_at
    content: dict[str, Any] = {"number": case.number, "answers": {}, "documents": {}}
    return Filing(
        case=case, round=1, number=case.number, content=content, content_hash=content_hash(content), trace=[],
        filed_by=author, filed_at=case.filed_at,
    )  # fmt: skip


def _clock(case: Case, calendar: str) -> Clock:
    assert case.filed_at is not None
    since = timezone.localdate(case.filed_at)
    return Clock(
        case=case,
        stage=case.stage,
        working_days=10,
        running_since=since,
        due_on=timezone.localdate() + timedelta(days=case.filed_at.minute - 20),
        calendar_version=calendar,
        paused_at=case.filed_at if case.state == CaseState.RETURNED else None,
    )


def history(case: Case, events: int, *, officer: User) -> None:
    """Events in the journal of a case that was filed, every tenth of them a message to the applicant."""
    begun = timezone.now() - timedelta(days=events)
    moments = list(islice((begun + timedelta(days=n) for n in count()), events))
    _insert(_event(case, n, at, officer) for n, at in enumerate(moments))
    _insert(
        Message(
            case=case, language="kk", subject=f"Хат {n}", body="Құжатты қайта жіберіңіз.", author=officer, sent_at=at,
            key=new_reference(),
        )
        for n, at in enumerate(moments[::10])
    )  # fmt: skip


def _event(case: Case, n: int, at: datetime, officer: User) -> JournalEntry:
    actions: dict[str, dict[str, str]] = {
        "case.assigned": {}, "case.document_attached": {}, "case.message_sent": {"subject": f"Хат {n}"},
        "case.return_for_correction": {}, "case.refile": {"filing": f"{case.number}/{n}"},
    }  # fmt: skip
    action = list(actions)[n % len(actions)]
    return JournalEntry(
        recorded_at=at, action=action, actor=officer, subject=case.subject, organisation_id=case.applicant_id,
        data=actions[action],
    )  # fmt: skip


def replaced_documents(case: Case, number: int, *, author: User) -> None:
    """Documents that were attached one after another and replaced; the case keeps all of them."""
    now = timezone.now()
    made = _insert(_document(f"құжат {n}.pdf", case.applicant) for n in range(number))
    _insert(
        Evidence(case=case, kind="replaced", document=document, attached_by=author, attached_at=now, replaced_at=now)
        for document in made
    )


def register_entries(number: int, register: Register, *, members: Sequence[Organisation]) -> None:
    """Entries with a certificate each; every fifth was suspended since, every seventh has run out."""
    first = Entry.objects.count()
    today = timezone.localdate()
    entries = _insert(Entry(register=register.code, organisation=member) for member in islice(cycle(members), number))
    begun = [today - timedelta(days=30 + n % 1000) for n in range(number)]
    versions = _insert(
        _version(entry, n, 1, day, day + timedelta(days=365 * (1 if n % 7 == 0 else 5)))
        for n, (entry, day) in enumerate(zip(entries, begun, strict=True), start=first)
    )
    _insert(
        _version(entry, n, 2, today - timedelta(days=3), None)
        for n, entry in enumerate(entries, start=first)
        if n % 5 == 0
    )
    papers = _insert(_document(f"KZ-B-{n:07d}.pdf", None) for n in range(first, first + number))
    _insert(
        Certificate(number=f"KZ-B-{n:07d}", version=version, document=paper)
        for n, (version, paper) in enumerate(zip(versions, papers, strict=True), start=first)
    )


def _version(entry: Entry, n: int, sequence: int, valid_from: date, valid_to: date | None) -> EntryVersion:
    name = f"«{NAMES[n % len(NAMES)]} {n}» ЖШС"
    data: dict[str, Any] = {
        "country": {"kk": "Қазақстан", "ru": "Казахстан", "en": "Kazakhstan"},
        "region": {"kk": "Астана қаласы", "ru": "город Астана", "en": "Astana"},
        "activity": "62011",
    }
    return EntryVersion(
        entry=entry,
        sequence=sequence,
        standing=Standing.ACTIVE if sequence == 1 else Standing.SUSPENDED,
        data=data,
        name=name,
        official_number=f"{n:012d}",
        valid_from=valid_from,
        valid_to=valid_to,
        sort_key=alphabet_key(name.lstrip("«")),
        search_form=search_form(f"{name} {n:012d} Астана қаласы город Астана Astana 62011"),
    )


def _document(filename: str, owner: Organisation | None) -> Document:
    """A row alone: no file lies behind it, and no page of these opens one."""
    return Document(
        owner=owner, kind="bench", filename=filename, content_type="application/pdf", size=len(EXAMPLE),
        sha256=sha256(EXAMPLE).hexdigest(), file="bench",
    )  # fmt: skip


def _insert(rows: Iterator[M]) -> list[M]:
    """Whatever rows there are; the database's constraints and triggers hold for them as for any other."""
    made = list(rows)
    return type(made[0]).objects.bulk_create(made, batch_size=ROWS_AT_ONCE) if made else made  # type: ignore[attr-defined]
