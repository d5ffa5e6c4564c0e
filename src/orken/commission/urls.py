"""Pages of bodies that decide.

commission/                                sessions     the sessions of a member
commission/<reference>/                    session      agenda; declarations and votes on several items at once
commission/<reference>/minutes/            minutes      read and signed; minutes.pdf beside it
commission/items/<reference>/              item         a case as members read it, the vote, a dissenting opinion
commission/items/<reference>/declaration/  declaration  said before anything non-public opens
desk/commission/                           bodies       what the secretary keeps: bodies, their members and rules
desk/commission/sessions/<reference>/      keep         the secretary's page of a session
desk/commission/items/<reference>/motion/  motion       what is put to the vote in an appeal
desk/commission/items/<reference>/decide/  decide       the decision that follows a vote
"""

from __future__ import annotations

from django.urls import path

from orken.commission.views import bodies, deciding, items, keeping, member, minutes

app_name = "commission"

urlpatterns = [
    path("commission/", member.sessions, name="sessions"),
    path("commission/<reference:reference>/", member.session, name="session"),
    path("commission/<reference:reference>/minutes/", minutes.minutes, name="minutes"),
    path("commission/<reference:reference>/minutes.pdf", minutes.minutes_paper, name="minutes_pdf"),
    path("commission/items/<reference:reference>/", items.item, name="item"),
    path("commission/items/<reference:reference>/declaration/", items.declaration, name="declaration"),
    path("commission/items/<reference:reference>/vote/", items.vote, name="vote"),
    path("commission/items/<reference:reference>/dissent/", items.dissenting, name="dissent"),
    path(
        "commission/items/<reference:reference>/documents/<reference:document_reference>/",
        items.document,
        name="document",
    ),
    path("desk/commission/", bodies.bodies, name="bodies"),
    path("desk/commission/bodies/<slug:code>/", bodies.body, name="body"),
    path("desk/commission/bodies/<slug:code>/members/", bodies.members, name="members"),
    path("desk/commission/bodies/<slug:code>/rules/", bodies.rules, name="rules"),
    path("desk/commission/bodies/<slug:code>/sessions/", bodies.new_session, name="new_session"),
    path("desk/commission/sessions/<reference:reference>/", keeping.keep, name="keep"),
    path("desk/commission/items/<reference:reference>/motion/", deciding.motion, name="motion"),
    path("desk/commission/items/<reference:reference>/decide/", deciding.decide, name="decide"),
]
