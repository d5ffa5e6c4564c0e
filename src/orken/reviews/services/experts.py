"""Making people experts, and changing what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.permissions import DESK_ROLES
from orken.journal.services import record
from orken.kernel.errors import RuleViolation
from orken.parties.models import Language, Organisation, User
from orken.parties.permissions import has_role
from orken.reviews.models import AwayPeriod, Expert
from orken.reviews.models.expert import FIELDS
from orken.rulebook.lists import code_list


@dataclass(frozen=True)
class Profile:
    """What is known of an expert; ``away`` are pairs of a first and a last day."""

    fields: Sequence[str]
    languages: Sequence[str]
    capacity: int
    employer: Organisation | None = None
    employer_name: str = ""
    away: Sequence[tuple[date, date]] = ()


@transaction.atomic
def make_expert(user: User, profile: Profile, *, actor: User) -> Expert:
    """From now on the person may be asked to review.

    Raises
    ------
    RuleViolation
        They are an expert already, work at the desk, or the profile names what is not there.
    """
    _refuse_desk(user)
    _check(profile)
    if user == actor:
        raise RuleViolation("own_expert", _("Somebody else makes you an expert."))
    try:
        with transaction.atomic():
            expert = Expert(user=user, made_by=actor, made_at=timezone.now())
            _keep(expert, profile)
    except IntegrityError:
        raise RuleViolation("expert_already", _("%(person)s is an expert already.") % {"person": user}) from None
    _record("expert.made", expert, actor)
    return expert


@transaction.atomic
def change_expert(expert: Expert, profile: Profile, *, actor: User) -> Expert:
    _check(profile)
    locked = Expert.objects.select_for_update().get(pk=expert.pk)
    _keep(locked, profile)
    _record("expert.changed", locked, actor)
    return locked


@transaction.atomic
def end_expert(expert: Expert, *, actor: User) -> Expert:
    """Nothing new is asked of them; what they read now stays theirs until it is taken back."""
    locked = Expert.objects.select_for_update().get(pk=expert.pk)
    if locked.ended_at is None:
        locked.ended_at = timezone.now()
        locked.save(update_fields=["ended_at"])
        _record("expert.ended", locked, actor)
    return locked


@transaction.atomic
def resume_expert(expert: Expert, *, actor: User) -> Expert:
    locked = Expert.objects.select_for_update().get(pk=expert.pk)
    _refuse_desk(locked.user)
    if locked.ended_at is not None:
        locked.ended_at = None
        locked.save(update_fields=["ended_at"])
        _record("expert.resumed", locked, actor)
    return locked


def sees_the_desk(user: User) -> bool:
    """Whether the person sees cases as an officer does, so that no review of theirs would be blind or free."""
    return has_role(user, *DESK_ROLES)


def _refuse_desk(user: User) -> None:
    if sees_the_desk(user):
        message = _("%(person)s works at the desk and sees every case there, so they do not review as an expert.")
        raise RuleViolation("works_at_the_desk", message % {"person": user})


def _check(profile: Profile) -> None:
    known = code_list(FIELDS)
    if not profile.fields or any(code not in known for code in profile.fields):
        raise RuleViolation("no_fields", _("Choose at least one field of expertise from the list."), field="fields")
    if not set(profile.languages) <= set(Language.values) or not profile.languages:
        raise RuleViolation("no_languages", _("Choose at least one language."), field="languages")
    if any(first > last for first, last in profile.away):
        raise RuleViolation("away_backwards", _("The last day away must not be before the first."), field="away")


def _keep(expert: Expert, profile: Profile) -> None:
    expert.fields, expert.languages = sorted(set(profile.fields)), sorted(set(profile.languages))
    expert.capacity = profile.capacity
    expert.employer, expert.employer_name = profile.employer, profile.employer_name.strip()
    expert.save()
    expert.away.all().delete()
    AwayPeriod.objects.bulk_create(
        AwayPeriod(expert=expert, first_day=first, last_day=last) for first, last in sorted(set(profile.away))
    )


def _record(action: str, expert: Expert, actor: User) -> None:
    data = {"fields": expert.fields, "languages": expert.languages, "capacity": expert.capacity}
    record(action, actor=actor, subject=expert.subject, data=data | {"person": expert.user_id})
