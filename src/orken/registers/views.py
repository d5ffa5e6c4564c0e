from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orken.documents.responses import private_file
from orken.registers.catalogue import Register, catalogue
from orken.registers.certificates import public_host
from orken.registers.forms import CertificateForm, SearchForm
from orken.registers.models import Certificate, Entry, EntryVersion, Standing, State
from orken.registers.publication import ROWS_AT_ONCE, TONES, Row, csv_lines, json_parts, rows
from orken.registers.queries import (
    certificate_by_reference,
    certificate_named,
    count_as_of,
    entries_as_of,
    first_day,
    last_certificate,
    version_on,
)
from orken.ui.wording import current_language, day_in_words

PAGE_LENGTH = 50


@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    counted = [(register, count_as_of(register, today, state=State.VALID)) for register in catalogue]
    return render(request, "registers/registers.html", {"registers": counted})


@require_safe
def register(request: HttpRequest, code: str) -> HttpResponse:
    shown = _register_or_404(code)
    form = SearchForm(_query(request))
    page: dict[str, object] = {"register": shown, "form": form, "today": timezone.localdate()}
    if not form.is_valid():
        return render(request, "registers/register.html", page, status=422)
    day, found = form.cleaned_data["as_of"], _found(shown, form)
    number = count_as_of(shown, day, form.cleaned_data["search"], form.cleaned_data["state"])
    open_page = Paginator(range(number), PAGE_LENGTH).get_page(request.GET.get("page"))  # of places
    first = max(open_page.start_index() - 1, 0)
    page |= {"day": day, "page": open_page, "rows": rows(shown, found[first : first + PAGE_LENGTH], day)}
    return render(request, "registers/register.html", page)


@require_safe
def register_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    shown, day, entries = _download(request, code)
    response = StreamingHttpResponse(csv_lines(shown, entries, current_language()), content_type="text/csv")
    return _named(response, f"{code}-{day}.csv")


@require_safe
def register_json(request: HttpRequest, code: str) -> HttpResponseBase:
    shown, day, entries = _download(request, code)
    response = StreamingHttpResponse(json_parts(shown, entries, day), content_type="application/json")
    return _named(response, f"{code}-{day}.json")


@require_safe
def entry(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    shown = get_object_or_404(Entry.objects.select_related("organisation"), register=code, reference=reference)
    today = timezone.localdate()
    version = version_on(shown.pk, today)
    page = {
        "register": shown.definition,
        "entry": shown,
        "row": Row(shown.definition, version, today),
        "first_day": first_day(shown.pk),
        "history": _history(shown),
        "certificates": Certificate.objects.filter(version__entry=shown),
    }
    return render(request, "registers/entry.html", page)


@require_safe
@never_cache
def verify(request: HttpRequest, name: str = "") -> HttpResponse:
    """Whether a certificate counts now. Anybody may ask, by the number on it or by the reference in its QR code."""
    form = CertificateForm(request.GET if "certificate" in request.GET else None)
    asked = name or (form.cleaned_data["certificate"] if form.is_bound and form.is_valid() else "")
    certificate = certificate_named(asked) if asked else None
    here = request.get_host()
    page: dict[str, object] = {
        "form": form if form.is_bound else CertificateForm(),
        "asked": asked,
        "host": public_host(),
        "other_host": here if here != public_host() else "",
        "now": timezone.now(),
    }
    if certificate is not None:
        page |= _verdict(certificate, timezone.localdate()) | {"by_reference": name == certificate.reference}
    return render(request, "registers/verify.html", page, status=404 if asked and certificate is None else 200)


@require_safe
def certificate_file(request: HttpRequest, reference: str) -> FileResponse:
    """The sealed original, for whoever holds the certificate and so knows the reference in its QR code."""
    certificate = certificate_by_reference(reference)
    if certificate is None:
        raise Http404
    return private_file(certificate.document)


def _register_or_404(code: str) -> Register:
    if code not in catalogue:
        raise Http404(_("There is no such register."))
    return catalogue[code]


def _query(request: HttpRequest) -> dict[str, str]:
    return {key: request.GET.get(key, "") for key in SearchForm.base_fields}


def _found(register: Register, form: SearchForm) -> QuerySet[EntryVersion]:
    asked = form.cleaned_data
    return entries_as_of(register, asked["as_of"], asked["search"], asked["state"])


def _download(request: HttpRequest, code: str) -> tuple[Register, date, Iterator[Row]]:
    shown = _register_or_404(code)
    form = SearchForm(_query(request))
    if not form.is_valid():
        raise Http404(_("The register cannot be shown like this. Open its page and correct the search."))
    day = form.cleaned_data["as_of"]
    return shown, day, rows(shown, _found(shown, form).iterator(chunk_size=ROWS_AT_ONCE), day)


def _named(response: StreamingHttpResponse, filename: str) -> StreamingHttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _verdict(certificate: Certificate, today: date) -> dict[str, object]:
    version = version_on(certificate.entry.pk, today)
    state = version.state_on(today)
    newest = last_certificate(certificate.entry.pk)
    return {
        "certificate": certificate,
        "replaced_by": newest if newest != certificate else None,
        "first_day": first_day(certificate.entry.pk),
        "printed": certificate.version,
        "version": version,
        "state": state,
        "tone": TONES[state],
        "renamed": version.name != certificate.version.name,
    }


def _history(entry: Entry) -> list[dict[str, object]]:
    """What happened to the entry, newest first."""
    versions = list(entry.versions.order_by("sequence"))
    events = [_event(version, before) for before, version in zip([None, *versions], versions, strict=False)]
    return events[::-1]


def _event(version: EntryVersion, before: EntryVersion | None) -> dict[str, object]:
    """One line of the entry's history; who recorded it stays in the journal."""
    day = {"day": day_in_words(version.valid_from)}
    match version.standing, version.sequence:
        case Standing.SUSPENDED, _any:
            title = pgettext("register entry", "Suspended from %(day)s") % day
        case Standing.REVOKED, _any:
            title = pgettext("register entry", "Revoked from %(day)s") % day
        case Standing.ACTIVE, 1:
            title = pgettext("register entry", "Entered, in force from %(day)s") % day
        case Standing.ACTIVE, _any if before and before.standing == Standing.ACTIVE:
            until = {"last_day": day_in_words(version.last_day) if version.last_day else ""}
            title = pgettext("register entry", "Extended from %(day)s, last day %(last_day)s") % (day | until)
        case _:
            title = pgettext("register entry", "In force again from %(day)s") % day
    return {"at": version.recorded_at, "title": title, "text": version.reason}
