"""Pages about a residency, under the reference of the case that brought it.

residencies/<reference>/                   residency       the resident's own page
desk/residencies/                          desk            the list of staff
desk/residencies/<reference>/              desk_residency  one of them with its history and what can be done
desk/residencies/<reference>/pending/      desk_pending    a change that waits: signed or taken back
desk/residencies/<reference>/<kind>/       desk_change     order a change
"""

from __future__ import annotations

from django.urls import path

from orken.residency.views import desk, resident

app_name = "residency"

urlpatterns = [
    path("residencies/<reference:reference>/", resident.residency, name="residency"),
    path("desk/residencies/", desk.residencies, name="desk"),
    path("desk/residencies/<reference:reference>/", desk.residency, name="desk_residency"),
    path("desk/residencies/<reference:reference>/pending/", desk.pending, name="desk_pending"),
    path("desk/residencies/<reference:reference>/<slug:kind>/", desk.change, name="desk_change"),
]
