"""Pages of experts, and those about them at the desk.

reviews/                                    mine          what is asked of the expert
reviews/<reference>/                        review        the application beside the scorecard (POST saves)
reviews/<reference>/answer/                 answer        free of conflicts, in a conflict, or declined
reviews/<reference>/file/                   file          file the scorecard, after one question
reviews/<reference>/scores/                 consensus     the others' scores and the common ones
reviews/<reference>/documents/<document>/   document      a document of the filing
desk/cases/<reference>/experts/             case_experts  the experts of a case, and asking
desk/cases/<reference>/experts/<assignment>/  assignment  replace an expert or take a review back
desk/reviews/                               bulk          readers proposed for several cases at once, and asked
desk/experts/                               experts       all experts; new/, <reference>/, statistics/
"""

from __future__ import annotations

from django.urls import path

from orken.reviews.views import answering, bulk, comparing, desk, experts, reviewing

app_name = "reviews"

urlpatterns = [
    path("reviews/", answering.mine, name="mine"),
    path("reviews/<reference:reference>/", reviewing.review, name="review"),
    path("reviews/<reference:reference>/answer/", answering.answer, name="answer"),
    path("reviews/<reference:reference>/file/", reviewing.file, name="file"),
    path("reviews/<reference:reference>/scores/", comparing.consensus, name="consensus"),
    path(
        "reviews/<reference:reference>/documents/<reference:document_reference>/", reviewing.document, name="document"
    ),
    path("desk/cases/<reference:reference>/experts/", desk.case_experts, name="case_experts"),
    path(
        "desk/cases/<reference:reference>/experts/<reference:assignment_reference>/",
        desk.assignment,
        name="assignment",
    ),
    path("desk/reviews/", bulk.bulk, name="bulk"),
    path("desk/experts/", experts.experts, name="experts"),
    path("desk/experts/new/", experts.expert, name="new_expert"),
    path("desk/experts/statistics/", experts.statistics, name="statistics"),
    path("desk/experts/<reference:reference>/", experts.expert, name="expert"),
]
