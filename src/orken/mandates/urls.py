from __future__ import annotations

from django.urls import path

from orken.mandates.views import invited, own, people, record

app_name = "mandates"

urlpatterns = [
    path("account/mandates/", own.own_mandates, name="own_mandates"),
    path("account/mandates/<reference:mandate_reference>/stop/", own.stop, name="stop"),
    path("account/invitations/<reference:invitation_reference>/", invited.invitation, name="invitation"),
    path("invitations/<slug:token>/", invited.link, name="link"),
    path("organisations/<reference:reference>/people/", people.people, name="people"),
    path("organisations/<reference:reference>/people/invite/", people.invite, name="invite"),
    path("organisations/<reference:reference>/people/<reference:mandate_reference>/end/", people.end, name="end"),
    path(
        "organisations/<reference:reference>/invitations/<reference:invitation_reference>/",
        people.change_invitation,
        name="change_invitation",
    ),
    path(
        "organisations/<reference:reference>/invitations/<reference:invitation_reference>/proof/",
        people.proof,
        name="proof",
    ),
    path("organisations/<reference:reference>/record/", record.record, name="record"),
]
