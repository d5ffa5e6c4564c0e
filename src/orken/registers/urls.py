"""Public pages: registers under ``registers/``, the check of a certificate under ``verify/``.

Both also answer without a language in front; the reader's own is then added, and the rest of the address kept.
"""

from __future__ import annotations

from django.urls import path, re_path

from orken.kernel.identifiers import REFERENCE_PATTERN
from orken.registers import views

app_name = "registers"

urlpatterns = [
    path("registers/", views.registers, name="registers"),
    path("registers/<slug:code>/", views.register, name="register"),
    path("registers/<slug:code>.csv", views.register_csv, name="csv"),
    path("registers/<slug:code>.json", views.register_json, name="json"),
    re_path(rf"^registers/(?P<code>[-\w]+)/(?P<reference>{REFERENCE_PATTERN})/$", views.entry, name="entry"),
    path("verify/", views.verify, name="verify"),
    re_path(
        rf"^verify/(?P<reference>{REFERENCE_PATTERN})/certificate\.pdf$",
        views.certificate_file,
        name="certificate_file",
    ),
    path("verify/<str:name>/", views.verify, name="certificate"),
]
