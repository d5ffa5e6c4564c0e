"""A document as evidence: how it stands on a day, the dates written in it, and what officers found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.documents.models import Document, Verdict, Verification
from orken.documents.validity import EvidenceDates, EvidenceKind, evidence_kind
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.masking import without_iins
from orken.parties.models import User

WITH_VERIFICATIONS = Prefetch("verifications", Verification.objects.select_related("verified_by"))


@dataclass(frozen=True)
class Standing:
    """A document on ``day``: for a filed one the day of that filing, whose law counts, else today.

    What was filed without a date, before its kind asked for one, stays good where it was filed.
    """

    document: Document
    day: date
    is_filed: bool = False

    @cached_property
    def kind(self) -> EvidenceKind | None:
        return evidence_kind(self.document.kind)

    @cached_property
    def verification(self) -> Verification | None:
        """What was found last. All are read at once, so that lists prefetch them."""
        found = list(self.document.verifications.all())
        return found[-1] if found else None

    @cached_property
    def valid_through(self) -> date | None:
        return self.kind.valid_through(self.document.dates, self.day) if self.kind else None

    @property
    def is_expired(self) -> bool:
        return self.valid_through is not None and self.valid_through < self.day

    @property
    def has_run_out_since(self) -> bool:
        """It held on its day and does not hold today."""
        return not self.is_expired and self.valid_through is not None and self.valid_through < timezone.localdate()

    @property
    def is_undated(self) -> bool:
        needed = self.kind is not None and self.kind.needs_issue_date and not self.is_filed
        return needed and self.document.issued_on is None

    @property
    def is_accepted(self) -> bool:
        return self.verification is not None and self.verification.verdict == Verdict.ACCEPTED

    @property
    def is_rejected(self) -> bool:
        return self.verification is not None and self.verification.verdict == Verdict.REJECTED

    @property
    def may_be_used(self) -> bool:
        """Whether a case may be filed with it on the day."""
        return not (self.is_expired or self.is_undated or self.is_rejected)

    @property
    def expires_soon(self) -> bool:
        """Within the days of notice of its kind; ``False`` once it has expired."""
        if self.kind is None or self.valid_through is None:
            return False
        return 0 <= (self.valid_through - self.day).days <= self.kind.notice_days


def standing_today(document: Document) -> Standing:
    return Standing(document, timezone.localdate())


def with_verifications(documents: QuerySet[Document]) -> QuerySet[Document]:
    """For lists: what officers found, without a query for each document."""
    return documents.prefetch_related(WITH_VERIFICATIONS)


@transaction.atomic
def state_dates(document: Document, dates: EvidenceDates, *, actor: User) -> None:
    """Write down, or correct, what the document itself says of its issue and its end.

    Whether a filing rests on the dates already is the caller's question.

    Raises
    ------
    RuleViolation
        An officer has looked at the document: a correction is another document.
    """
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.dates == dates:
        return
    if locked.verifications.exists():
        raise RuleViolation(
            "verified_already", _("An officer has checked this document, so its dates stay. Upload it anew instead.")
        )
    before = locked.dates
    locked.issued_on, locked.valid_through, locked.expiry_told_at = dates.issued_on, dates.valid_through, None
    locked.save(update_fields=["issued_on", "valid_through", "expiry_told_at"])
    document.issued_on, document.valid_through = dates.issued_on, dates.valid_through
    record(
        "document.dated",
        actor=actor,
        subject=locked.subject,
        data={"before": _dates_data(before), "after": _dates_data(dates)},
        organisation_id=locked.owner_id,
    )


@transaction.atomic
def verify(document: Document, verdict: Verdict, *, reason: str, seen: int, actor: User) -> Verification:
    """Accept or reject a document for good reasons; the finding holds wherever the document is used.

    ``seen`` is the number of findings that the officer's page showed.

    Raises
    ------
    RuleViolation
        A rejection without a reason, or somebody else has found something since the page was opened.
    """
    locked = Document.objects.select_for_update().get(pk=document.pk)
    found = list(locked.verifications.select_related("verified_by"))
    if len(found) > seen:
        raise _found_meanwhile(found[-1])
    if verdict == Verdict.REJECTED and not reason.strip():
        raise RuleViolation(
            "reason_missing",
            _("Say what is wrong with the document, so that the applicant can mend it."),
            field="reason",
        )
    verification = Verification.objects.create(
        document=locked,
        verdict=verdict,
        reason=without_iins(reason.strip()),
        verified_by=actor,
        verified_at=timezone.now(),
    )
    record(
        f"document.{verdict.value}",
        actor=actor,
        subject=locked.subject,
        data={"kind": locked.kind, "reason": verification.reason},
        organisation_id=locked.owner_id,
    )
    return verification


def record_view(document: Document, *, actor: User, seen_in: str) -> None:
    """Write down that somebody of the operator read an organisation's document; ``seen_in`` is where it was used."""
    record(
        "document.viewed",
        actor=actor,
        subject=document.subject,
        data={"kind": document.kind, "seen_in": seen_in},
        organisation_id=document.owner_id,
    )


def _found_meanwhile(last: Verification) -> RuleViolation:
    message = _("%(person)s has checked this document meanwhile: %(verdict)s. Look at it again before you decide.")
    words = {"person": last.verified_by, "verdict": str(last.get_verdict_display()).lower()}
    return RuleViolation("verified_meanwhile", message % words)


def _dates_data(dates: EvidenceDates) -> dict[str, date | None]:
    return {"issued_on": dates.issued_on, "valid_through": dates.valid_through}
