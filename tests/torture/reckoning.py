"""What database, files, mail and journal say at the end, against what people were told. Each line is a mistake."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from orken.cases.models import Case, CaseState, Filing
from orken.documents.models import Document
from orken.documents.storage import SETTLED_AFTER, sweep_orphans
from orken.journal.models import Entry
from orken.journal.sealing import seal_everything, verify_journal
from orken.kernel.hashing import content_hash
from orken.notices.catcher import MailFolder
from orken.notices.models import MailState, Notice, OutgoingMail
from orken.parties.models import Role
from orken.parties.queries import people_acting_for, people_with_role
from tests.torture.applicants import Receipt


@dataclass(frozen=True)
class Told:
    """What was acknowledged: receipts of the drafts, and the journal's heads that anybody could see meanwhile."""

    drafts: frozenset[str]
    receipts: tuple[Receipt, ...]
    refused: tuple[str, ...]
    heads: Mapping[int, str]
    mail: Path


def mistakes(told: Told) -> Iterator[str]:
    for check in CHECKS:
        yield from check(told)


def everybody_got_a_receipt(told: Told) -> Iterator[str]:
    yield from told.refused
    times = Counter(receipt.case for receipt in told.receipts)
    yield from (f"{case}: {times[case]} receipts" for case in told.drafts if times[case] != 1)
    numbers = Counter(receipt.number for receipt in told.receipts)
    yield from (f"{number}: told to {count} people" for number, count in numbers.items() if count > 1)
    yield from (f"{receipt.case}: had to sign in again" for receipt in told.receipts if receipt.signed_in_again)


def what_was_acknowledged_is_filed_once(told: Told) -> Iterator[str]:
    filings = {filing.number: filing for filing in Filing.objects.select_related("case")}
    if len(filings) != len(told.receipts):
        yield f"{len(filings)} filings for {len(told.receipts)} receipts"
    for receipt in told.receipts:
        filing = filings.get(receipt.number)
        if filing is None:
            yield f"{receipt.number}: acknowledged and not there"
            continue
        named = [document["sha256"] for document in filing.content["documents"].values()]
        if filing.case.reference != receipt.case:
            yield f"{receipt.number}: is of {filing.case.reference}, not of {receipt.case}"
        if not receipt.content_hash == filing.content_hash == content_hash(filing.content):
            yield f"{receipt.number}: the checksum on the receipt is not that of what is stored"
        if named != [receipt.document]:
            yield f"{receipt.number}: names the documents {named}, the person brought {receipt.document}"


def no_case_is_half(_told: Told) -> Iterator[str]:
    cases = Case.objects.select_related("version").prefetch_related(
        "filings", "transitions", "clocks", "evidence__document"
    )
    entries: dict[str, Counter[str]] = {}
    for subject, action in Entry.objects.filter(subject__startswith="case:").values_list("subject", "action"):
        entries.setdefault(subject, Counter())[action] += 1
    for case in cases:
        for name, fine in _whole(case, entries.get(case.subject, Counter())).items():
            if not fine:
                yield f"{case.reference} ({case.number}): {name} does not agree"


def _whole(case: Case, entries: Counter[str]) -> dict[str, bool]:
    """What is written about a case in several places, each with whether it agrees with the one filing."""
    filings, evidence = list(case.filings.all()), list(case.evidence.all())
    if len(filings) != 1:
        return {f"one filing ({len(filings)})": False}
    filing, first = filings[0], case.definition.stages[0].code
    steps = [(step.sequence, step.action, step.to_stage, step.at, step.data) for step in case.transitions.all()]
    clocks = [(clock.stage, clock.paused_at, clock.stopped_at) for clock in case.clocks.all()]
    current = [attached.document.reference for attached in evidence if attached.replaced_at is None]
    said = {"filing": filing.number, "content_hash": filing.content_hash}
    return {
        "state": (case.state, case.stage, case.outcome) == (CaseState.IN_PROGRESS, first, ""),
        "filing": (filing.round, filing.number, filing.filed_at) == (1, case.number, case.filed_at),
        "transition": steps == [(1, "file", first, filing.filed_at, said)],
        "clock": clocks == [(first, None, None)],
        "journal": (entries["case.opened"], entries["case.file"]) == (1, 1),
        "journal of documents": entries["case.document_attached"] == len(evidence),
        "evidence": current == [document["reference"] for document in filing.content["documents"].values()],
        "search": bool(case.words),
    }


def everybody_is_told_once(told: Told) -> Iterator[str]:
    officers = list(people_with_role(Role.OFFICER))
    notices: dict[str, Counter[int]] = {}
    for about, person in Notice.objects.values_list("about", "recipient"):
        notices.setdefault(about, Counter())[person] += 1
    for case in Case.objects.select_related("applicant"):
        people = Counter(user.pk for user in [*people_acting_for(case.applicant), *officers])
        if notices.get(case.subject) != people:
            yield f"{case.reference}: notices went to {notices.get(case.subject)}, not to {people}"
    yield from _unsent(told.mail)


def _unsent(folder: Path) -> Iterator[str]:
    caught = {str(message["Message-ID"]) for message in MailFolder(folder).messages()}
    for notice in Notice.objects.filter(mail=None):
        yield f"notice {notice.reference} has no mail"
    for mail in OutgoingMail.objects.order_by("pk"):
        if mail.state != MailState.SENT:
            yield f"mail {mail.pk} is {mail.state} after {mail.attempts} attempts: {mail.last_failure}"
        elif mail.message_id not in caught:
            yield f"mail {mail.pk} is noted as sent and never came"
    if len(caught) != OutgoingMail.objects.count():
        yield f"{len(caught)} mails came of {OutgoingMail.objects.count()}"


def no_job_is_left(_told: Told) -> Iterator[str]:
    due = ProcrastinateJob.objects.exclude(status="todo", scheduled_at__gt=timezone.now())
    for job in due.order_by("pk"):
        yield f"job {job.pk} ({job.task_name}) is {job.status}, worker {job.worker_id}, attempts {job.attempts}"


def files_and_documents_agree(_told: Told) -> Iterator[str]:
    for document in Document.objects.order_by("pk"):
        if not default_storage.exists(document.file.name):
            yield f"document {document.reference}: its file is gone"
            continue
        with default_storage.open(document.file.name) as file:
            content = file.read()
        if (len(content), sha256(content).hexdigest()) != (document.size, document.sha256):
            yield f"document {document.reference}: its file is another"
    _let_files_settle()
    sweep_orphans()
    names = set(Document.objects.values_list("file", flat=True))
    yield from (f"file {name} belongs to no document" for name in _files() if name not in names)


def _files() -> Iterator[str]:
    root = Path(default_storage.path(""))
    return (str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def _let_files_settle() -> None:
    """As if a day had passed, after which a file without a row is nobody's."""
    then = (timezone.now() - 2 * SETTLED_AFTER).timestamp()
    for name in _files():
        os.utime(default_storage.path(name), (then, then))


def the_journal_is_whole(told: Told) -> Iterator[str]:
    seal_everything()
    findings, checked = verify_journal(told.heads.items())
    yield from (f"journal: {finding}" for finding in findings)
    if checked != Entry.objects.count():
        yield f"journal: {Entry.objects.count() - checked} entries have no seal"


CHECKS: tuple[Callable[[Told], Iterator[str]], ...] = (
    everybody_got_a_receipt,
    what_was_acknowledged_is_filed_once,
    no_case_is_half,
    everybody_is_told_once,
    no_job_is_left,
    files_and_documents_agree,
    the_journal_is_whole,
)
