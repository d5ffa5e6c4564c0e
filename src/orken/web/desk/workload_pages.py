"""For heads of unit: who has how much to do, and how long the steps of each procedure take against what is promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.validators import MinValueValidator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orken.cases.durations import ENOUGH, YEAR, Durations, stage_durations
from orken.cases.presentation import promised
from orken.cases.procedure.definition import Procedure, Stage
from orken.cases.queries import published_procedures
from orken.kernel.tables import BYTE_ORDER_MARK, csv_line
from orken.parties.models import Role, User
from orken.parties.permissions import has_role
from orken.parties.requests import SignedInRequest
from orken.ui.wording import current_language
from orken.web.desk.workload import FIGURES, loads

LONGEST = timedelta(days=5 * 366)
HEADINGS = {
    "open": gettext_lazy("Open"),
    "overdue": gettext_lazy("Late"),
    "soon": gettext_lazy("Due within three working days"),
    "paused": gettext_lazy("Paused"),
    "closed": gettext_lazy("Closed in 30 days"),
}


class PeriodForm(forms.Form):
    """Days on which the steps were done; the last twelve months where nothing is chosen."""

    since = forms.DateField(label=gettext_lazy("Done from"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(
        label=gettext_lazy("Done through"),
        required=False,
        validators=[MinValueValidator(date.min + YEAR)],  # without a first day, the period begins a year before
        widget=forms.DateInput({"type": "date"}),
    )

    def clean(self) -> dict[str, object]:
        since, until = self.period
        if since > until:
            self.add_error("since", _("The period ends before it begins. Choose an earlier first day."))
        elif until - since > LONGEST:
            self.add_error("since", _("The period is longer than five years. Choose a later first day."))
        return self.cleaned_data

    @property
    def period(self) -> tuple[date, date]:
        until = self.cleaned_data.get("until") or timezone.localdate()
        return self.cleaned_data.get("since") or until - YEAR, until


@dataclass(frozen=True)
class Line:
    """One step of a procedure: what is promised today and what it took."""

    procedure: Procedure
    stage: Stage
    promised: int | None
    durations: Durations


@login_required
def workload(request: SignedInRequest) -> HttpResponse:
    _only_for_heads(request)
    form = PeriodForm(request.GET or None, initial=_last_year())
    context = {
        "form": form,
        "headings": HEADINGS.values(),
        "loads": [(load.officer, [load.figures[name] for name in FIGURES]) for load in loads(request.user)],
        "lines": _lines(form, request.user),
        "enough": ENOUGH,
        "query": request.GET.urlencode(),
    }
    return render(request, "web/desk/workload.html", context, status=422 if form.errors else 200)


@login_required
def officers_csv(request: SignedInRequest) -> HttpResponse:
    _only_for_heads(request)
    lines: list[list[object]] = [
        [load.officer or _("Nobody"), *(load.figures[name] for name in FIGURES)] for load in loads(request.user)
    ]
    return _as_csv("workload", [_("Officer"), *HEADINGS.values()], lines)


@login_required
def durations_csv(request: SignedInRequest) -> HttpResponse:
    _only_for_heads(request)
    language = current_language()
    headings = [
        _("Procedure"),
        _("Stage"),
        _("Promised"),
        _("Median"),
        _("90% within"),
        _("Steps done"),
        _("In time, %"),
    ]
    lines = [
        [
            line.procedure.title.in_language(language),
            line.stage.title.in_language(language),
            _figure(line.promised),
            _figure(line.durations.median),
            _figure(line.durations.nine_tenths),
            line.durations.n,
            "" if line.durations.share_in_time is None else round(100 * line.durations.share_in_time),
        ]
        for line in _lines(PeriodForm(request.GET or None), request.user)
    ]
    return _as_csv("durations", headings, lines)


def _only_for_heads(request: SignedInRequest) -> None:
    if not has_role(request.user, Role.HEAD_OF_UNIT):
        raise PermissionDenied(_("Workload and durations are for heads of unit."))


def _last_year() -> dict[str, date]:
    today = timezone.localdate()
    return {"since": today - YEAR, "until": today}


def _lines(form: PeriodForm, reader: User) -> list[Line]:
    """The steps of all procedures in their order; none while the period cannot be read."""
    if form.is_bound and not form.is_valid():
        return []
    since, until = form.period if form.is_bound else (_last_year()["since"], _last_year()["until"])
    found, now = stage_durations(since, until, reader=reader), timezone.now()
    return [
        Line(version.definition, stage, promised(stage, now), found.get((version.code, stage.code), Durations(0)))
        for version in published_procedures()
        for stage in version.definition.stages
    ]


def _figure(value: float | None) -> object:
    return "" if value is None else value


def _as_csv(name: str, headings: Iterable[object], lines: Iterable[list[object]]) -> HttpResponse:
    """With a mark of its encoding, so that table programs read Kazakh letters; formulas are made harmless."""
    table = [csv_line(headings), *map(csv_line, lines)]
    response = HttpResponse("".join([BYTE_ORDER_MARK, *table]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate()}.csv"'
    return response
