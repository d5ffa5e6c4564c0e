from __future__ import annotations

import re
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from orken.kernel.text import search_form
from orken.registers.catalogue import Register
from orken.registers.models import Certificate, Entry, EntryVersion, Standing, State

NAME = re.compile(r"(?P<number>[A-Z0-9]+(?:-[A-Z0-9]+)+)|(?:.*/)?(?P<reference>[0-9A-Z]{16})/?")
IN_A_NUMBER = re.compile(r"[A-Z0-9-]+")
# Crockford's base 32 reads these letters as the digits that they look like.
LOOKALIKES = str.maketrans("OIL", "011")


def entries_as_of(
    register: Register, day: date, search: str = "", state: State | None = None
) -> QuerySet[EntryVersion]:
    """Each entry that had begun by ``day``, in the version that holds on it, former members included, by name.

    Every version comes with the number of its entry's last certificate as ``certificate_number``, and with the day on
    which the entry began as ``first_day``.
    """
    # Versions follow each other in order (trigger): one holds until the next begins. Asked like this, a page is read
    # along the index of the names, and the whole register is not sorted for it.
    following = EntryVersion.objects.filter(
        entry=OuterRef("entry"), sequence=OuterRef("sequence") + 1, valid_from__lte=day
    )
    begun = EntryVersion.objects.filter(entry__register=register.code, valid_from__lte=day)
    versions = begun.filter(~Exists(following)).select_related("entry")
    versions = versions.annotate(certificate_number=_last_certificate_number(), first_day=_first_day())
    for word in search_form(search).split():
        versions = versions.filter(Q(search_form__contains=word) | _certified_as(word.upper()))
    if state is not None:
        versions = versions.filter(in_state(state, day))
    return versions.order_by("sort_key", "pk")


def count_as_of(register: Register, day: date, search: str = "", state: State | None = None) -> int:
    """How many entries `entries_as_of` finds; counted without looking at their versions where nothing narrows them."""
    if search_form(search) or state is not None:
        return entries_as_of(register, day, search, state).count()
    later = EntryVersion.objects.filter(entry__register=register.code, sequence=1, valid_from__gt=day)
    return Entry.objects.filter(register=register.code).count() - later.count()


def in_state(state: State, day: date) -> Q:
    """The condition for `EntryVersion.state_on` to be ``state``, among versions that hold on ``day``."""
    running = Q(valid_to=None) | Q(valid_to__gt=day)
    match state:
        case State.VALID:
            return Q(standing=Standing.ACTIVE) & running
        case State.SUSPENDED:
            return Q(standing=Standing.SUSPENDED) & running
        case State.REVOKED:
            return Q(standing=Standing.REVOKED)
        case State.EXPIRED:
            return ~Q(standing=Standing.REVOKED) & Q(valid_to__lte=day)
        case State.NOT_YET:
            return Q(valid_from__gt=day)


def _certified_as(word: str) -> Q:
    """The condition for the number of an entry's last certificate to hold ``word``, where a number could."""
    if not IN_A_NUMBER.fullmatch(word):
        return Q(pk__in=[])
    later = Certificate.objects.filter(
        Q(issued_at__gt=OuterRef("issued_at")) | Q(issued_at=OuterRef("issued_at"), pk__gt=OuterRef("pk")),
        version__entry=OuterRef("version__entry"),
    )
    return Q(entry__in=Certificate.objects.filter(~Exists(later), number__contains=word).values("version__entry"))


def _last_certificate_number() -> Subquery:
    issued = Certificate.objects.filter(version__entry=OuterRef("entry")).order_by("-issued_at", "-pk")
    return Subquery(issued.values("number")[:1])


def _first_day() -> Subquery:
    first = EntryVersion.objects.filter(entry=OuterRef("entry"), sequence=1)
    return Subquery(first.values("valid_from")[:1])


def first_day(entry_id: int) -> date:
    """The day on which the entry began, whatever has changed of it since."""
    return EntryVersion.objects.get(entry_id=entry_id, sequence=1).valid_from


def last_certificate(entry_id: int) -> Certificate | None:
    """The certificate issued last; the earlier ones are replaced by it."""
    return Certificate.objects.filter(version__entry_id=entry_id).order_by("-issued_at", "-pk").first()


def version_on(entry_id: int, day: date) -> EntryVersion:
    """The version that holds on ``day``; before the first one begins, the first."""
    versions = EntryVersion.objects.filter(entry_id=entry_id).order_by("-sequence")
    return versions.filter(valid_from__lte=day).first() or versions.reverse()[0]


def certificate_named(name: str) -> Certificate | None:
    """The certificate with this number or reference, as people type it or paste it from the address bar."""
    found = NAME.fullmatch("".join(name.split()).upper())
    if found is None:
        return None
    certificates = Certificate.objects.select_related("version__entry", "document")
    if found["number"]:
        return certificates.filter(number=found["number"]).first()
    return certificates.filter(reference=found["reference"].translate(LOOKALIKES)).first()


def certificate_by_reference(reference: str) -> Certificate | None:
    return Certificate.objects.select_related("document").filter(reference=reference).first()


def state_now(certificate: Certificate) -> State:
    """The state of the certificate at this moment, in the register's own time zone."""
    today = timezone.localdate()
    return version_on(certificate.entry.pk, today).state_on(today)
