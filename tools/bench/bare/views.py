from __future__ import annotations

import hashlib
import json
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone

from tools.bench.bare.models import (
    Case,
    Clock,
    Document,
    Entry,
    Evidence,
    Filing,
    Job,
    Mail,
    Notice,
    Section,
    Transition,
)

TOLD = 5  # as many people as the portal tells of a filing


def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


@login_required
@transaction.atomic
def save(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    case = _own_case(request, reference)
    Section.objects.update_or_create(case=case, code=code, defaults={"typed": dict(request.POST.lists())})
    return redirect("/")


@login_required
@transaction.atomic
def upload(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    case = _own_case(request, reference)
    file = request.FILES["document"]
    content = file.read()
    digest = hashlib.sha256(content).hexdigest()
    file.seek(0)
    document = Document.objects.create(file=file, sha256=digest, size=len(content))
    Evidence.objects.create(case=case, document=document)
    _record(request, case, {"sha256": digest})
    return redirect("/")


@login_required
@transaction.atomic
def submit(request: HttpRequest, reference: str) -> HttpResponse:
    case = _own_case(request, reference)
    content = {
        "answers": {section.code: section.typed for section in case.sections.all()},
        "documents": [attached.document.sha256 for attached in case.evidence.select_related("document")],
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    Transition.objects.create(case=case, key=request.POST["key"])
    Filing.objects.create(case=case, content=content, content_hash=digest)
    case.state, case.number, case.words = "filed", f"BARE-{case.pk}", reference
    case.save()
    Clock.objects.create(case=case, due_on=timezone.localdate() + timedelta(days=10))
    _record(request, case, {"hash": digest})
    for person in range(TOLD):
        mail = Mail.objects.create(content=digest.encode() * 20)
        Job.objects.create(arguments={"mail": mail.pk})
        Notice.objects.create(recipient=f"{person}@bench.example", subject="filed", body=digest * 20, mail=mail)
    return redirect("/")


def _own_case(request: HttpRequest, reference: str) -> Case:
    assert isinstance(request.user, User)
    return get_object_or_404(Case.objects.select_for_update(), reference=reference, owner=request.user)


def _record(request: HttpRequest, case: Case, data: dict[str, str]) -> None:
    assert isinstance(request.user, User)
    Entry.objects.create(subject=f"case:{case.reference}", actor=request.user, data=data)


urlpatterns = [
    path("health/live", live),
    path("cases/<reference>/sections/<code>/", save),
    path("cases/<reference>/documents/<code>/", upload),
    path("cases/<reference>/file/", submit),
]
