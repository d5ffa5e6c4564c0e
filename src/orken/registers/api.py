"""Public data for programs: registers, certificates, the published sealing key. Read only, without sign-in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import BeforeValidator

from orken.documents.keys import published_certificate, sealing_key
from orken.kernel.problems import Problem
from orken.registers.catalogue import Register, catalogue
from orken.registers.models import Certificate, State
from orken.registers.publication import rows
from orken.registers.queries import certificate_named, count_as_of, entries_as_of, first_day, state_now

router = Router(tags=["registers"])

LARGEST_PAGE = 500
# Of itself the library would read a number as seconds since 1970.
Day = Annotated[date, BeforeValidator(date.fromisoformat)]
PEM_FILE = {"description": "OK", "content": {"application/x-pem-file": {"schema": {"type": "string"}}}}


class RegisterQuery(Schema):
    """``as_of`` is a past day, today if it is not given."""

    as_of: Day | None = None
    search: str = Field("", max_length=200, pattern=r"^[^\x00]*$")
    state: State | None = None
    limit: int = Field(100, ge=1, le=LARGEST_PAGE)
    offset: int = Field(0, ge=0, le=1_000_000)


class Wording(Schema):
    kk: str
    ru: str
    en: str


class EntryOut(Schema):
    reference: str
    name: str
    official_number: str
    certificate: str | None
    state: State
    valid_from: date
    valid_to: date | None
    data: dict[str, Wording | str | None]


class RegisterOut(Schema):
    code: str
    as_of: date
    total: int
    entries: list[EntryOut]


class CertificateOut(Schema):
    """``state`` is the state at the moment ``checked_at``; ``valid_to`` is the first day without force."""

    number: str
    state: State
    checked_at: datetime
    name: str
    official_number: str
    valid_from: date
    valid_to: date | None
    issued_at: datetime
    sha256: str


class KeyOut(Schema):
    fingerprint_sha256: str
    subject: str
    not_before: datetime
    not_after: datetime
    pem: str


@router.get(
    "/registers/{code}",
    response={200: RegisterOut, 404: Problem, 422: Problem, 429: Problem},
    summary="Entries of a register on a day",
)
def register(request: HttpRequest, code: str, asked: Query[RegisterQuery]) -> dict[str, object]:
    shown, day = _register(code), _day(asked.as_of)
    found = entries_as_of(shown, day, asked.search, asked.state)
    page = rows(shown, found[asked.offset : asked.offset + asked.limit], day)
    total = count_as_of(shown, day, asked.search, asked.state)
    return {"code": code, "as_of": day, "total": total, "entries": [row.published() for row in page]}


@router.get(
    "/certificates/{name}",
    response={200: CertificateOut, 404: Problem, 429: Problem},
    summary="A certificate by number or reference",
)
def certificate(request: HttpRequest, response: HttpResponse, name: str) -> dict[str, object]:
    found = certificate_named(name)
    if found is None:
        raise HttpError(404, f"No certificate {name!r} was issued. Give the number as printed, or the QR reference.")
    response["Cache-Control"] = "no-store"
    return _certificate(found)


@router.get("/keys", response={200: list[KeyOut], 429: Problem}, summary="Certificates with which sealed files verify")
def keys(request: HttpRequest) -> list[dict[str, object]]:
    return [_key(one) for one in x509.load_pem_x509_certificates(_published())]


@router.get(
    "/keys.pem",
    response={429: Problem},
    openapi_extra={"responses": {200: PEM_FILE}},
    summary="The same as one file for orken verify --key",
)
def keys_file(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        _published(),
        content_type="application/x-pem-file",
        headers={"Content-Disposition": 'attachment; filename="keys.pem"'},
    )


def _register(code: str) -> Register:
    if code not in catalogue:
        raise HttpError(404, f"There is no register {code!r}; there are: {', '.join(one.code for one in catalogue)}.")
    return catalogue[code]


def _day(as_of: date | None) -> date:
    today = timezone.localdate()
    if as_of is not None and as_of > today:
        raise HttpError(422, f"as_of must be a past day or today ({today}), it is {as_of}.")
    return as_of or today


def _certificate(found: Certificate) -> dict[str, object]:
    printed = found.version
    return {
        "number": found.number,
        "state": state_now(found),
        "checked_at": timezone.now(),
        "name": printed.name,
        "official_number": printed.official_number,
        "valid_from": first_day(found.entry.pk),
        "valid_to": printed.valid_to,
        "issued_at": found.issued_at,
        "sha256": found.document.sha256,
    }


def _published() -> bytes:
    """Asked for before anything was ever sealed, the key is made now, so that the answer never changes."""
    sealing_key()
    return published_certificate()


def _key(one: x509.Certificate) -> dict[str, object]:
    return {
        "fingerprint_sha256": one.fingerprint(hashes.SHA256()).hex(),
        "subject": one.subject.rfc4514_string(),
        "not_before": one.not_valid_before_utc,
        "not_after": one.not_valid_after_utc,
        "pem": one.public_bytes(Encoding.PEM).decode("ascii"),
    }
