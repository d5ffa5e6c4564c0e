from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.documents import pdf
from orken.documents.sealing import seal
from orken.documents.services import store_generated
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.identifiers import new_reference
from orken.kernel.text import Text, alphabet_key, search_form
from orken.parties.models import Organisation, User
from orken.registers.catalogue import EntryData, Register
from orken.registers.certificates import certificate_content
from orken.registers.models import Certificate, Entry, EntryVersion, Standing, State
from orken.registers.queries import version_on

OPENING_MARKS = "«„“\"' "


@transaction.atomic
def open_entry(
    register: Register,
    *,
    organisation: Organisation,
    data: EntryData,
    valid_from: date,
    valid_to: date | None,
    actor: User | None,
) -> Entry:
    """Enter ``organisation`` in the register; from the end of the transaction on the entry is public.

    Whether it may be entered, and whether it stands there already, the domain has decided before.
    """
    entry = Entry.objects.create(register=register.code, organisation=organisation)
    EntryVersion.objects.create(
        entry=entry,
        sequence=1,
        standing=Standing.ACTIVE,
        data=data,
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_by=actor,
        **_identity(organisation.name, organisation.official_number, data),
    )
    _record("registers.opened_entry", entry, actor, {"valid_from": valid_from, "valid_to": valid_to})
    return entry


@dataclass(frozen=True)
class _Move:
    """What holds of an entry from ``day`` on; without ``valid_to`` its end stays where it was."""

    standing: Standing
    day: date
    reason: Text
    valid_to: date | None = None


def suspend_entry(entry: Entry, *, day: date, reason: Text, actor: User) -> EntryVersion:
    return _move(entry, {State.VALID}, _Move(Standing.SUSPENDED, day, reason), actor=actor)


def reinstate_entry(entry: Entry, *, day: date, reason: Text, actor: User) -> EntryVersion:
    return _move(entry, {State.SUSPENDED}, _Move(Standing.ACTIVE, day, reason), actor=actor)


def revoke_entry(entry: Entry, *, day: date, reason: Text, actor: User) -> EntryVersion:
    """End the entry before its time. It stays in the register as revoked, and so do its certificates."""
    return _move(entry, {State.VALID, State.SUSPENDED}, _Move(Standing.REVOKED, day, reason), actor=actor)


def extend_entry(entry: Entry, *, day: date, valid_to: date, reason: Text, actor: User) -> EntryVersion:
    """Move the end of the entry; a certificate that says so has to be issued anew."""
    return _move(entry, {State.VALID}, _Move(Standing.ACTIVE, day, reason, valid_to), actor=actor)


@transaction.atomic
def _move(entry: Entry, allowed: set[State], move: _Move, *, actor: User) -> EntryVersion:
    """Add the version that holds from the move's day on.

    Raises
    ------
    RuleViolation
        With code ``wrong_state`` or ``before_last_change``: the register is not rewritten backwards past a change.
    """
    Entry.objects.select_for_update().get(pk=entry.pk)
    last = EntryVersion.objects.filter(entry=entry).order_by("-sequence")[0]
    if move.day < last.valid_from:
        message = _("The last change of this entry holds from %(last)s. Give that day or a later one.")
        raise RuleViolation("before_last_change", message % {"last": last.valid_from.isoformat()}, field="day")
    state = last.state_on(move.day)
    if state not in allowed:
        message = _("The entry is in the state “%(state)s” on that day, so this cannot be done with it.")
        raise RuleViolation("wrong_state", message % {"state": state.label})
    version = EntryVersion.objects.create(
        entry=entry,
        sequence=last.sequence + 1,
        standing=move.standing,
        data=last.data,
        reason=move.reason.to_data(),
        valid_from=move.day,
        valid_to=None if move.standing == Standing.REVOKED else move.valid_to or last.valid_to,
        recorded_by=actor,
        **_identity(last.name, last.official_number, last.data),
    )
    said: dict[str, object] = {"from": move.day, "until": version.valid_to, "reason": move.reason.to_data()}
    _record(f"registers.entry_{move.standing.value}", entry, actor, said)
    return version


@transaction.atomic
def issue_certificate(entry: Entry, *, actor: User | None) -> Certificate:
    """Make, seal and keep the certificate of the entry as it is today.

    The number is the next of its year. The series stays locked until the transaction ends, so no number is given
    twice and none is lost, and two certificates are not issued at one moment.
    """
    today = timezone.localdate()
    version = version_on(entry.pk, today)
    number = _next_number(entry.definition, today.year)
    reference = new_reference()
    content = certificate_content(version, number=number, reference=reference, issued_on=today)
    document = store_generated(
        seal(pdf.render(entry.definition.certificate, content)),
        owner=entry.organisation,
        kind="certificate",
        filename=f"{number}.pdf",
    )
    certificate = Certificate.objects.create(number=number, reference=reference, version=version, document=document)
    _record("registers.issued_certificate", entry, actor, {"number": number, "sha256": document.sha256})
    return certificate


def _next_number(register: Register, year: int) -> str:
    code = f"{register.certificate_prefix}-{year}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registers_numberseries AS series (code, last) VALUES (%s, 1)"
            " ON CONFLICT (code) DO UPDATE SET last = series.last + 1 RETURNING last",
            [code],
        )
        [number] = cursor.fetchone()
    return f"{code}-{number:06}"


def _identity(name: str, official_number: str, data: EntryData) -> dict[str, str]:
    """Who the entry is about, as known at that time, and the forms in which it is sorted and found."""
    wordings = [word for value in data.values() for word in ([value] if isinstance(value, str) else value.values())]
    return {
        "name": name,
        "official_number": official_number,
        "sort_key": alphabet_key(name.lstrip(OPENING_MARKS)),
        "search_form": search_form(" ".join([name, official_number, *wordings])),
    }


def _record(action: str, entry: Entry, actor: User | None, data: dict[str, object]) -> None:
    record(
        action,
        actor=actor,
        subject=f"register_entry:{entry.reference}",
        data={"register": entry.register, **data},
        organisation_id=entry.organisation_id,
    )
