"""Minutes: one record of the session, read in three languages, signed by who presided and by the secretary."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.commission.models import (
    Item,
    ItemState,
    Membership,
    Minutes,
    MinutesSignature,
    Office,
    Session,
    SessionState,
)
from orken.commission.motions import motion_data
from orken.commission.services.agenda import locked_session
from orken.documents.signatures import signature_provider
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.hashing import content_hash
from orken.parties.models import User


@transaction.atomic
def write_minutes(session: Session, *, actor: User) -> Minutes:
    """Make the record of a closed session; nothing of it changes afterwards.

    Raises
    ------
    RuleViolation
        The session is not closed, or votes wait for their decision to be recorded.
    """
    locked = locked_session(session, SessionState.CLOSED)
    if locked.items.filter(state=ItemState.COUNTED).exists():  # how many is not said: the actor may be barred from one
        raise RuleViolation("decisions_missing", _("Record the decisions first: a vote still waits for its decision."))
    content = record_of(locked, actor)
    minutes = Minutes.objects.create(
        session=locked, content=content, content_hash=content_hash(content), written_by=actor, written_at=timezone.now()
    )
    locked.state = SessionState.MINUTED
    locked.save(update_fields=["state"])
    record("commission.minutes_written", actor=actor, subject=locked.subject, data={"hash": minutes.content_hash})
    return minutes


def record_of(session: Session, secretary: User) -> dict[str, object]:
    """What the minutes say, without a language. Names are kept as they are on this day."""
    items = session.items.exclude(state=ItemState.TAKEN_OFF, opened_at=None).select_related(
        "case__version", "case__applicant", "presiding__user", "decision"
    )
    items = items.prefetch_related("votes__member__user", "dissents__member__user")
    present = Membership.objects.filter(attendance__session=session).select_related("user")
    rules = session.rules
    assert rules is not None  # constraint rules_since_opening
    assert session.opened_at is not None
    assert session.closed_at is not None
    return {
        "session": session.reference,
        "body": session.body.name,
        "form": session.form,
        "ballot": session.body.ballot,
        "opened_at": session.opened_at.isoformat(),
        "closed_at": session.closed_at.isoformat(),
        "rules": {"citation": rules.citation, "majority": rules.majority, "quorum": _quorum_of(session)},
        "present": [{"name": str(member.user), "office": member.office} for member in present],
        "secretary": str(secretary),
        "items": [_item(number, item) for number, item in enumerate(items, 1)],
    }


def _quorum_of(session: Session) -> dict[str, object]:
    rules = session.rules
    assert rules is not None  # constraint rules_since_opening
    if rules.quorum_number is not None:
        return {"number": rules.quorum_number}
    return {
        "numerator": rules.quorum_numerator,
        "denominator": rules.quorum_denominator,
        "more_than": rules.quorum_more_than,
    }


def _item(number: int, item: Item) -> dict[str, object]:
    decision = item.decision
    return {
        "number": number,
        "item": item.reference,
        "case": item.case.reference,
        "case_number": item.case.number or "",
        "applicant": item.case.applicant.name,
        "procedure": item.case.definition.title.to_data(),
        "state": item.state,
        "postponed_for": item.postponed_for,
        "presiding": str(item.presiding.user) if item.presiding else "",
        "motion": motion_data(item) or {},
        "result": item.result,
        "votes": [{"name": str(vote.member.user), "choice": vote.choice} for vote in item.votes.all()],
        "dissents": [{"name": str(said.member.user), "text": said.text} for said in item.dissents.all()],
        "outcome": decision.outcome if decision else "",
        "reasons": decision.reasons if decision else {},
        "conditions": item.conditions,
    }


def signers_of(minutes: Minutes) -> dict[int, tuple[User, Office]]:
    """Who signs: everybody who presided over an item, and the secretary who wrote the minutes."""
    presided = minutes.session.items.exclude(presiding=None).select_related("presiding__user")
    signers = {item.presiding.user_id: (item.presiding.user, Office(item.presiding.office)) for item in presided}  # type: ignore[union-attr]  # filtered above
    return {**signers, minutes.written_by_id: (minutes.written_by, Office.SECRETARY)}


@transaction.atomic
def sign_minutes(minutes: Minutes, *, signer: User, data: Mapping[str, object]) -> MinutesSignature:
    """Sign what was shown: its hash comes with the request. With the last signature the session is done."""
    session = locked_session(minutes.session, SessionState.MINUTED)
    wanted = signers_of(minutes)
    if signer.pk not in wanted:
        raise RuleViolation("not_a_signer", _("Those who presided over an item and the secretary sign the minutes."))
    if data.get("content_hash") != minutes.content_hash:
        raise RuleViolation("other_text", _("The text changed since you opened it. Read it again, then sign."))
    if minutes.signatures.filter(signer=signer).exists():
        raise RuleViolation("already_signed", _("You have signed these minutes already."))
    signed = signature_provider().sign(signer, minutes.content_hash, data)
    signature = MinutesSignature.objects.create(
        minutes=minutes,
        signer=signer,
        signer_name=str(signer),
        office=wanted[signer.pk][1],
        method=signed.method,
        signed_hash=minutes.content_hash,
        proof=dict(signed.proof),
        signed_at=timezone.now(),
    )
    record("commission.minutes_signed", actor=signer, subject=session.subject, data={"hash": minutes.content_hash})
    if set(minutes.signatures.values_list("signer", flat=True)) >= set(wanted):
        session.state = SessionState.SIGNED
        session.save(update_fields=["state"])
    return signature
