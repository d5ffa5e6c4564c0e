"""The course of the case in a decision pack: what the applicant was told, each step, the terms."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from orken.cases.decision_pack.parts import Block, Copy, Data, Part, Row, iso, lines, moment
from orken.cases.models import Transition
from orken.cases.stages.registry import words_of_steps, words_of_steps_inside
from orken.cases.timeline_paper import days_used
from orken.notices.models import Notice
from orken.parties.models import Mandate
from orken.ui.wording import current_language, working_days_in_words

SIDES = {
    "applicant": lambda: _("The applicant"),
    "operator": lambda: _("The operator"),
    "system": lambda: _("The portal"),
}


def _notices(copy: Copy) -> Data:
    """What went to people who acted for the applicant on that day, and officers' messages; nothing within the house."""
    acting = Mandate.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=OuterRef("sent_on")),
        Q(revoked_at=None) | Q(revoked_at__gt=OuterRef("created_at")),
        organisation=copy.case.applicant_id,
        user=OuterRef("recipient"),
        valid_from__lte=OuterRef("sent_on"),
    )
    sent = Notice.objects.annotate(sent_on=TruncDate("created_at"), delivery=F("mail__state"))
    told = sent.filter(Exists(acting), about=copy.case.subject).select_related("recipient")
    notices = told.order_by("created_at", "pk")
    letters = copy.case.messages.select_related("author").order_by("sent_at", "pk")
    return {
        "notices": [
            {"at": iso(one.created_at), "subject": one.subject, "to": copy.name(one.recipient), "mail": one.delivery}
            for one in notices
        ],
        "messages": [
            {"at": iso(one.sent_at), "subject": one.subject, "body": one.body, "by": copy.name(one.author)}
            for one in letters
        ],
    }


def _say_notices(_copy: Copy, data: Data) -> list[Block]:
    delivery = {"queued": _("on its way"), "sent": _("sent by e-mail"), "undeliverable": _("could not be delivered")}
    rows: list[Row] = [
        (moment(one["at"]), lines(one["subject"], one["to"], delivery.get(one["mail"] or "", "")))
        for one in data["notices"]
    ]
    rows += [(moment(one["at"]), lines(one["subject"], one["body"], one["by"])) for one in data["messages"]]
    return [Block(_("What the applicant was told"), rows)] if rows else []


def _course(copy: Copy) -> Data:
    """Steps within the operator's house are for staff."""
    steps = copy.case.transitions.select_related("actor")
    told = steps if copy.named else steps.exclude(action__in=words_of_steps_inside())
    return {
        "steps": [_step(copy, step) for step in told],
        "terms": [
            {
                "stage": clock.stage,
                "working_days": clock.working_days,
                "working_days_used": days_used(clock),
                "due_on": clock.due_on.isoformat(),
                "ended_at": iso(clock.stopped_at),
            }
            for clock in copy.case.clocks.order_by("pk")
        ],
    }


def _step(copy: Copy, step: Transition) -> Data:
    return {
        "at": iso(step.at),
        "action": step.action,
        "side": step.side,
        "by": copy.name(step.actor),
        "from_stage": step.from_stage or None,
        "to_stage": step.to_stage or None,
    }


def _say_course(copy: Copy, data: Data) -> list[Block]:
    called = words_of_steps() | words_of_steps_inside()
    steps = [
        (moment(step["at"]), lines(called[step["action"]], step["by"] or SIDES[step["side"]]()))
        for step in data["steps"]
    ]
    terms = [
        (
            copy.case.definition.stage(clock["stage"]).title.in_language(current_language()),
            _("Set: %(set)s. Used: %(used)s.")
            % {
                "set": working_days_in_words(clock["working_days"]),
                "used": working_days_in_words(clock["working_days_used"]),
            },
        )
        for clock in data["terms"]
    ]
    return [Block(_("What happened"), steps), *([Block(_("Terms"), terms)] if terms else [])]


NOTICES = Part("notices", _notices, _say_notices)
COURSE = Part("course", _course, _say_course)
