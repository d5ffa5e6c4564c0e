"""One page with every component, for screenshots and for the accessibility check. No installation serves it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from orken.config.urls import urlpatterns as portal
from orken.kernel.money import Money
from orken.kernel.text import Text

ALMATY = ZoneInfo("Asia/Almaty")
REMARK = Text(
    kk="Ұзақ мерзімді көрсетіңіз: ғылыми-зерттеу жұмыстарының кестесі жоқ.",
    ru="Укажите срок: нет графика научно-исследовательских работ.",
    en="Say when: the schedule of the research is missing.",
)


class SpecimenForm(forms.Form):
    name = forms.CharField(label="Ұйымның атауы", help_text="Жарғыдағыдай: «Өңірлік ғылым» ЖШС", max_length=60)
    summary = forms.CharField(label="Жобаның қысқаша сипаттамасы", widget=forms.Textarea)
    kind = forms.ChoiceField(
        label="Компания түрі",
        choices=[("product", "Өнім жасаушы"), ("content", "Мазмұн жасаушы")],
        widget=forms.RadioSelect,
    )
    region = forms.ChoiceField(label="Өңір", choices=[("10", "Абай облысы"), ("75", "Алматы қаласы")], required=False)
    founded = forms.DateField(label="Құрылған күні", widget=forms.DateInput(attrs={"type": "date"}))
    agree = forms.BooleanField(label="Дербес деректерді өңдеуге келісемін")


def specimen(request: HttpRequest) -> HttpResponse:
    form = SpecimenForm({"name": "", "summary": "Ә ғ қ ң ө ұ ү һ і – Ә Ғ Қ Ң Ө Ұ Ү Һ І", "kind": "product"})
    messages.success(request, "Өтініш сақталды.")
    template = engines["django"].from_string((Path(__file__).parent / "templates/specimen.html").read_text())
    events = [
        SimpleNamespace(
            at=datetime(2026, 11, 20, 15, 4, tzinfo=ALMATY),
            title="Түзетуге қайтарылды",
            by="Айгүл Сейітқали",
            text=REMARK,
        ),
        SimpleNamespace(at=datetime(2026, 11, 16, 9, 30, tzinfo=ALMATY), title="Өтінім берілді", by="", text=""),
    ]
    tasks = [
        SimpleNamespace(url="#a", title="Компания туралы", tone="good", label="Дайын", icon_name="done", hint=""),
        SimpleNamespace(
            url="#b",
            title="Басым қызмет түрлері",
            tone="info",
            label="Толтырылып жатыр",
            icon_name="half",
            hint="3 сұрақтың 1-і",
        ),
        SimpleNamespace(
            url="#c", title="Жылдар бойынша шығындар", tone="warn", label="Түзету керек", icon_name="correct", hint=""
        ),
        SimpleNamespace(
            url="#d",
            title="Салық берешегі туралы анықтама",
            tone="neutral",
            label="Басталмаған",
            icon_name="circle",
            hint="",
        ),
    ]
    context = {
        "form": form,
        "events": events,
        "tasks": tasks,
        "due": date(2026, 12, 2),
        "sum": Money(Decimal("1234567.5"), "KZT"),
        "page": Paginator(range(95), 20).page(2),
        "why": REMARK,
    }
    return HttpResponse(template.render(context, request))


def blocked(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Сіз осы ұйымның атынан әрекет ете алмайсыз.")


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def without_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the connection is closed")


handler500 = "orken.web.views.server_error"
urlpatterns = [
    *i18n_patterns(
        path("specimen/", specimen),
        path("blocked/", blocked),
        path("broken/", broken),
        path("away/", without_database),
    ),
    *portal,
]
