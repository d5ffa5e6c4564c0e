from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.models import Case
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.parties.models import User
from orken.registers import services as registers
from orken.residency import messages
from orken.residency.models import Residency, ResidencyState
from orken.residency.queries import (
    end_of_term,
    reminder_days,
    residencies_past_their_term,
    residencies_to_remind_of,
)
from orken.residency.register import RESIDENTS, published_data


@transaction.atomic
def offer_residency(case: Case, *, actor: User | None) -> Residency:
    """Make the residency that the decision grants; it awaits the agreement.

    Raises
    ------
    RuleViolation
        With code ``already_resident``: another live residency exists (also held by constraint ``one_live_residency``).
    """
    expire_residencies(timezone.localdate())
    try:
        with transaction.atomic():
            residency = Residency.objects.create(case=case, organisation=case.applicant)
    except IntegrityError as error:
        if "one_live_residency" not in str(error):
            raise
        message = _("%(name)s holds residency already, or an offer of it. It must end before a new one begins.")
        raise RuleViolation("already_resident", message % {"name": case.applicant.name}) from error
    _record("residency.offered", residency, actor)
    return residency


@transaction.atomic
def bring_into_force(case: Case, *, actor: User | None) -> Residency:
    """Both sides have signed: the residency begins today, is public in the register, and its certificate is issued."""
    residency = _locked(case)
    residency.valid_from = timezone.localdate()
    residency.valid_to = end_of_term(residency.valid_from)
    residency.entry = registers.open_entry(
        RESIDENTS,
        organisation=residency.organisation,
        data=published_data(residency.organisation),
        valid_from=residency.valid_from,
        valid_to=residency.valid_to,
        actor=actor,
    )
    residency.state = ResidencyState.IN_FORCE
    residency.save(update_fields=["state", "valid_from", "valid_to", "entry"])
    registers.issue_certificate(residency.entry, actor=actor)
    _record("residency.in_force", residency, actor)
    return residency


@transaction.atomic
def lapse_offer(case: Case, *, actor: User | None) -> Residency:
    residency = _locked(case)
    residency.state = ResidencyState.LAPSED
    residency.save(update_fields=["state"])
    _record("residency.lapsed", residency, actor)
    return residency


@transaction.atomic
def expire_residencies(day: date) -> int:
    """Note the end of residencies whose term has passed. The register needs no change: it reads the dates."""
    ended = list(residencies_past_their_term(day).select_for_update(skip_locked=True))
    for residency in ended:
        residency.state = ResidencyState.EXPIRED
        residency.save(update_fields=["state"])
        _record("residency.expired", residency, None)
        messages.tell_of_end(residency, "residency_expired")
    return len(ended)


@transaction.atomic
def remind_of_ends(day: date) -> int:
    """Tell organisations once, some days before, that their residency ends; how many were told."""
    ending = list(residencies_to_remind_of(day + timedelta(days=reminder_days())).select_for_update(skip_locked=True))
    for residency in ending:
        residency.reminded_of = residency.valid_to
        residency.save(update_fields=["reminded_of"])
        messages.tell_of_end(residency, "residency_ends_soon")
    return len(ending)


def _locked(case: Case) -> Residency:
    residency = Residency.objects.select_for_update(of=("self",)).select_related("organisation", "case").get(case=case)
    if residency.state != ResidencyState.AWAITING_AGREEMENT:
        message = _("The residency is in the state “%(state)s”; its agreement is settled.")
        raise RuleViolation("agreement_settled", message % {"state": residency.get_state_display()})
    return residency


def _record(action: str, residency: Residency, actor: User | None) -> None:
    record(
        action,
        actor=actor,
        subject=residency.case.subject,
        data={"state": residency.state, "valid_from": residency.valid_from, "valid_to": residency.valid_to},
        organisation_id=residency.organisation_id,
    )
