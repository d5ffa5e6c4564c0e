"""What a page says of a case: its answers in words, the steps of its way, what comes next, what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.clock import live_clock, term_of
from orken.cases.durations import Durations
from orken.cases.extension import stage_kind
from orken.cases.models import Case, CaseState, Clock, Outcome, Remark, Side, Signature
from orken.cases.procedure.definition import Stage
from orken.cases.stages.registry import lapses, words_of_steps
from orken.cases.wording import OUTCOMES, Words, state_words
from orken.journal.models import Entry
from orken.journal.queries import entries_about
from orken.kernel.text import Text
from orken.statements import Given, Statement
from orken.ui.wording import current_language

STATE_SIGNS: Mapping[str, tuple[str, str]] = {
    CaseState.DRAFT: ("neutral", "half"),
    CaseState.IN_PROGRESS: ("info", "half"),
    CaseState.RETURNED: ("warn", "correct"),
    Outcome.GRANTED: ("good", "done"),
    Outcome.REFUSED: ("bad", "refused"),
    Outcome.LAPSED: ("neutral", "minus"),
    Outcome.WITHDRAWN: ("neutral", "minus"),
    Outcome.UPHELD: ("neutral", "done"),
    Outcome.CHANGED: ("good", "done"),
    Outcome.SENT_BACK: ("info", "done"),
}


def state_sign(case: Case) -> tuple[str, str]:
    """Tone and icon of the state badge."""
    return STATE_SIGNS[case.outcome if case.state == CaseState.CLOSED else case.state]


def state_label(case: Case) -> Text | Words:
    """The stage of a case under way, else its state or outcome."""
    stage = case.current_stage
    return stage.title if case.state == CaseState.IN_PROGRESS and stage else state_words(case)


def running_clock(case: Case) -> Clock | None:
    """The clock that came with the case (``queries.with_clocks``), else read now."""
    if case.state in (CaseState.DRAFT, CaseState.CLOSED):
        return None
    came: Clock | None = vars(case).get("live_clock")
    return came or live_clock(case)


@dataclass(frozen=True)
class RouteStep:
    """A step of the procedure on the page of a case, or in the catalogue where nothing has passed yet."""

    title: object
    css: str
    days: int | None
    clock: Clock | None = None
    real: Durations | None = None


def promised(stage: Stage, at: datetime) -> int | None:
    """Working days that the procedure promises; ``None`` where the operator has set none."""
    return term_of(stage.working_days, at)


def route_of(case: Case) -> list[RouteStep]:
    """The stages of the case: passed, the one where it stands, and those to come; none to come after an early end."""
    stages, at = case.definition.stages, case.filed_at or timezone.now()
    position = next((index for index, stage in enumerate(stages) if stage == case.current_stage), -1)
    if case.state == CaseState.CLOSED:
        passed = position + 1 if case.outcome == Outcome.GRANTED else position
        return [RouteStep(stage.title, "passed", promised(stage, at)) for stage in stages[:passed]]
    clock = running_clock(case)
    before = [RouteStep(stage.title, "passed", promised(stage, at)) for stage in stages[: max(position, 0)]]
    here = [RouteStep(stage.title, "current", promised(stage, at), clock) for stage in stages[position : position + 1]]
    coming = [RouteStep(stage.title, "", promised(stage, at)) for stage in stages[position + 1 :]]
    return before + (here if position >= 0 else []) + coming


@dataclass(frozen=True)
class NextStep:
    """What happens next, in a sentence, and the one button where it is the applicant's turn."""

    text: str
    url: str = ""
    label: str = ""


def next_step(case: Case) -> NextStep:
    if case.state == CaseState.DRAFT:
        text = _("Fill in the form and submit it. Nobody but your organisation sees a draft.")
        return NextStep(text, reverse("cases:form", args=[case.reference]), _("Go on with the form"))
    if case.state == CaseState.RETURNED:
        text = _("The officer asks you to correct what is listed below. The clock waits for you.")
        return NextStep(text, reverse("cases:form", args=[case.reference]), _("Correct and submit again"))
    if case.state == CaseState.CLOSED:
        return NextStep(_closing_words(case))
    stage = case.current_stage
    assert stage is not None  # only drafts have no stage
    if stage.kind == "agreement":
        return _next_in_agreement(case)
    if case.definition.decides_appeals:
        words = _("People who took no part in the decision examine the appeal. You need not do anything now.")
        return NextStep(words)
    return NextStep(str(stage_kind[stage.kind].meanwhile))


def _next_in_agreement(case: Case) -> NextStep:
    if Signature.objects.filter(agreement__case=case, side=Side.APPLICANT).exists():
        return NextStep(_("You have signed. The operator signs next; then the status is in force."))
    text = _("The application is approved. Read the agreement and sign it, then the operator signs.")
    return NextStep(text, reverse("cases:agreement", args=[case.reference]), _("Read and sign the agreement"))


def _closing_words(case: Case) -> str:
    return {
        Outcome.GRANTED: _("Everything is done: the agreement is signed and the status is in force."),
        Outcome.REFUSED: _("The application is refused. The reasons are below; you may apply again."),
        Outcome.LAPSED: _("The agreement was not signed in time, so the offer has lapsed. You may apply again."),
        Outcome.WITHDRAWN: _("You withdrew the application. You may apply again at any time."),
        Outcome.UPHELD: _("The appeal was examined and the decision stands. The reasons are below."),
        Outcome.CHANGED: _("The appeal was examined and the decision is changed. The first application goes on."),
        Outcome.SENT_BACK: _("The appeal was examined. The first application is decided anew by others."),
    }[Outcome(case.outcome)]


def remarks_with_titles(case: Case, remarks: Iterable[Remark]) -> list[tuple[Text, Remark, str]]:
    """Each remark with the name of what it is about and the address of the section where it is corrected."""
    named: dict[str, tuple[Text, str]] = {}
    for section in case.definition.sections:
        url = reverse("cases:section", args=[case.reference, section.code])
        named |= {
            f"question:{question.id}": (question.label, f"{url}#q-{question.id}") for question in section.questions
        }
        if section.document:
            named[f"document:{section.document.kind}"] = (section.document.title, f"{url}#document")
    return [(named[remark.target][0], remark, named[remark.target][1]) for remark in remarks]


@dataclass(frozen=True)
class Paper:
    """Something that the case has brought, kept in another room: a certificate, or the page of a status."""

    title: object
    url: str
    is_page: bool = False


# Rooms above add what they keep about a case; the engine knows none of them.
outcome_papers: list[Callable[[Case], Iterable[Paper]]] = []


def papers_of(case: Case) -> list[Paper]:
    return [paper for papers in outcome_papers for paper in papers(case)]


NEWEST = 10  # events on the page of a case


@dataclass(frozen=True)
class Event:
    """A line of the timeline."""

    at: datetime
    title: Words
    by: str
    text: str = ""


def timeline_of(case: Case) -> list[Event]:
    """Everything that happened, newest first, from the journal."""
    return _events(_told_of(case.subject))


def newest_events(case: Case) -> tuple[list[Event], bool]:
    """What the page of a case shows of them, and whether there are earlier ones: these have a page of their own."""
    events = _events(_NEWEST_OF.ask(subject=case.subject))
    return events[:NEWEST], len(events) > NEWEST


def _titles() -> Mapping[str, Words]:
    beside = {
        "opened": _("Draft begun"),
        "document_attached": _("Document attached"),
        "assigned": _("Officer of the case chosen"),
        "message_sent": _("Message to the applicant"),
    }
    return words_of_steps() | beside


def _told_of(subject: str | Given) -> QuerySet[Entry]:
    return entries_about(subject).filter(action__in=[f"case.{step}" for step in _titles()]).order_by("-pk")


_NEWEST_OF = Statement(lambda: _told_of(Given("subject"))[: NEWEST + 1])


def _events(entries: Iterable[Entry]) -> list[Event]:
    titles = _titles()
    return [
        Event(entry.recorded_at, titles[entry.action.removeprefix("case.")], _by(entry), _event_text(entry))
        for entry in entries
    ]


def _by(entry: Entry) -> str:
    """Who did it; a body's decision is the body's, whoever recorded it."""
    if "decider" in entry.data:
        return Text.from_data(entry.data["decider"]).in_language(current_language())
    return str(entry.actor) if entry.actor else _by_itself(entry.action)


def _by_itself(action: str) -> str:
    """What moved the case on, where it was nobody by name; experts are not named."""
    return _("The portal, because a time limit passed") if action.removeprefix("case.") in lapses() else _("The portal")


def _event_text(entry: Entry) -> str:
    if "outcome" in entry.data:
        return str(OUTCOMES[entry.data["outcome"]])
    if "filing" in entry.data:
        return str(entry.data["filing"])
    if "subject" in entry.data:
        return str(entry.data["subject"])
    return ""
