"""Bodies, their members and the rules by which they decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.services.conflicts import look_for_all
from orken.commission.models import Ballot, Body, BodyRules, Item, Membership, Office, Session, SessionState
from orken.commission.models.body import VOTING_OFFICES
from orken.commission.models.session import LIVE
from orken.commission.services.agenda import lock_members
from orken.commission.voting import Rules, Share
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.kernel.text import Text
from orken.parties.models import User


@dataclass(frozen=True)
class Term:
    """From a day through a day, or without an end."""

    valid_from: date
    valid_to: date | None = None


@transaction.atomic
def create_body(code: str, name: Text, ballot: Ballot, *, actor: User) -> Body:
    """A new body; who makes it becomes its secretary."""
    if Body.objects.filter(code=code).exists():
        message = _("There is a body with the code “%(code)s” already. Choose another code.")
        raise RuleViolation("code_taken", message % {"code": code}, field="code")
    body = Body.objects.create(code=code, name=name.to_data(), ballot=ballot, created_by=actor)
    record("commission.body_created", actor=actor, subject=body.subject, data={"ballot": ballot})
    appoint(body, actor, Office.SECRETARY, Term(body.created_at.date()), actor=actor)
    return body


def appoint(body: Body, user: User, office: Office, term: Term, *, actor: User) -> Membership:
    """Make somebody a member for a term; conflicts of interest with what is on the agenda are looked for.

    Raises
    ------
    RuleViolation
        The person is a member then already, or the body has another chair (constraints of the database); somebody
        gives a vote to themselves, or would change who votes in a session that is under way.
    """
    if user == actor and office in VOTING_OFFICES:
        raise RuleViolation("own_vote", _("Somebody else appoints you to an office that votes."), field="office")
    try:
        with transaction.atomic():
            _demand_same_voters(body, term)
            membership = Membership.objects.create(
                body=body,
                user=user,
                office=office,
                valid_from=term.valid_from,
                valid_to=term.valid_to,
                appointed_by=actor,
            )
            data = {"person": user.pk, "office": office, "from": term.valid_from, "to": term.valid_to}
            record("commission.member_appointed", actor=actor, subject=body.subject, data=data)
            if membership.votes:
                _look_for_conflicts(body, user)
    except IntegrityError as error:
        raise _in_words(error, user) from error
    return membership


def _look_for_conflicts(body: Body, user: User) -> None:
    """In the cases that are on an agenda already; for others it is done when they are put on one."""
    listed = Item.objects.filter(session__body=body, state__in=LIVE).select_related("case")
    look_for_all({item.case: [user] for item in listed})


def _demand_same_voters(body: Body, changed: Term) -> None:
    """Who votes stays as it is while a session is under way. The lock keeps sessions from being opened meanwhile."""
    lock_members(body)
    days = {timezone.localdate(one.starts_at) for one in Session.objects.filter(body=body, state=SessionState.OPEN)}
    if any(changed.valid_from <= day <= (changed.valid_to or date.max) for day in days):
        message = _("A session of that time is under way. Close it first: who votes in it does not change any more.")
        raise RuleViolation("session_under_way", message)


def _in_words(error: IntegrityError, user: User) -> Exception:
    if "one_membership_of_a_person_at_a_time" in str(error):
        message = _("%(person)s is a member in that time already. End that membership first.") % {"person": user}
        return RuleViolation("member_already", message, field="user")
    if "one_chair_at_a_time" in str(error):
        message = _("The body has a chair in that time already. End that membership first, or appoint a deputy.")
        return RuleViolation("chair_already", message, field="office")
    return error


@transaction.atomic
def end_membership(membership: Membership, last_day: date, *, actor: User) -> Membership:
    locked = Membership.objects.select_for_update().select_related("body").get(pk=membership.pk)
    if locked.valid_to is not None and locked.valid_to <= last_day:
        raise RuleViolation("ended", _("This membership has ended already."))
    if last_day < locked.valid_from:
        message = _("The last day cannot be before the first. Choose a day from the first one on.")
        raise RuleViolation("before_it_began", message, field="valid_to")
    _demand_same_voters(locked.body, Term(last_day + timedelta(days=1), locked.valid_to))
    locked.valid_to = last_day
    locked.save(update_fields=["valid_to"])
    data = {"person": locked.user_id, "office": locked.office, "to": last_day}
    record("commission.membership_ended", actor=actor, subject=locked.body.subject, data=data)
    return locked


@transaction.atomic
def set_rules(body: Body, rules: Rules, valid_from: date, citation: Text, *, actor: User) -> BodyRules:
    """Rules from a day on; those that held until then get a last day.

    Raises
    ------
    RuleViolation
        Rules from that day or a later one are set already, or the chair of a secret ballot would decide ties.
    """
    locked = Body.objects.select_for_update().get(pk=body.pk)
    if rules.casting_vote and locked.is_secret:
        message = _("In a secret ballot nobody knows the vote of the chair, so it cannot decide a tie.")
        raise RuleViolation("casting_vote_is_secret", message, field="casting_vote")
    newest = locked.rules.first()
    if newest is not None and newest.valid_from >= valid_from:
        message = _("Rules are set from %(day)s already. Choose a later day.")
        raise RuleViolation("rules_already", message % {"day": newest.valid_from.isoformat()}, field="valid_from")
    if newest is not None and newest.valid_to is None:
        newest.valid_to = valid_from - timedelta(days=1)
        newest.save(update_fields=["valid_to"])
    made = _stored(locked, rules, valid_from, citation, actor)
    record("commission.rules_set", actor=actor, subject=locked.subject, data={"from": valid_from})
    return made


def _stored(body: Body, rules: Rules, valid_from: date, citation: Text, actor: User) -> BodyRules:
    share = rules.quorum if isinstance(rules.quorum, Share) else None
    return BodyRules.objects.create(
        body=body,
        valid_from=valid_from,
        quorum_number=None if isinstance(rules.quorum, Share) else rules.quorum,
        quorum_numerator=share.numerator if share else None,
        quorum_denominator=share.denominator if share else None,
        quorum_more_than=share.more_than if share else False,
        majority=rules.majority.value,
        casting_vote=rules.casting_vote,
        abstention=rules.abstention,
        recused_leave_base=rules.recused_leave_base,
        citation=citation.to_data(),
        set_by=actor,
    )
