"""Views of the queue that people keep: their own, and those that a head of unit shares with everybody at the desk."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from orken.kernel.errors import RuleViolation
from orken.parties.models import Role, User
from orken.parties.permissions import has_role
from orken.web.models import DefaultView, SavedView


def views_seen_by(user: User) -> QuerySet[SavedView]:
    return SavedView.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner")


def get_view(reference: str, *, user: User) -> SavedView:
    """A view that the person sees; for everybody else it does not exist."""
    view = views_seen_by(user).filter(reference=reference).first()
    if view is None:
        raise Http404
    return view


def may_share(user: User) -> bool:
    return has_role(user, Role.HEAD_OF_UNIT)


def default_view(user: User) -> SavedView | None:
    """The view to open the desk with; one that is no longer shared with the person is none."""
    return views_seen_by(user).filter(pk__in=DefaultView.objects.filter(person=user).values("view")).first()


def keep_view(view: SavedView, *, name: str, shared: bool, actor: User) -> SavedView:
    """Save a new view, or another name and reach of one.

    Raises
    ------
    RuleViolation
        It is somebody else's, the name is taken among the person's own views, or a view is shared by who is no head.
    """
    if view.owner != actor:
        raise RuleViolation("not_yours", _("This view is kept by %(person)s.") % {"person": view.owner})
    if shared and not view.shared and not may_share(actor):
        raise RuleViolation("heads_share", _("Heads of unit share views with the desk."), field="shared")
    view.name, view.shared = name, shared
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise RuleViolation(
            "name_taken", _("You have a view of this name. Choose another one."), field="name"
        ) from None
    return view


def delete_view(view: SavedView, *, actor: User) -> None:
    if view.owner != actor:
        raise RuleViolation("not_yours", _("This view is kept by %(person)s.") % {"person": view.owner})
    view.delete()


def open_desk_with(view: SavedView | None, *, person: User) -> None:
    """Make ``view`` the one that the person finds on opening the desk; ``None`` for all open cases."""
    if view is None:
        DefaultView.objects.filter(person=person).delete()
    else:
        DefaultView.objects.update_or_create(person=person, defaults={"view": view})
