"""Routes of the engine: the catalogue and the applicant's pages first, the officer's pages under ``desk/``.

procedures/                          procedures        catalogue of what can be asked for
procedures/<code>/                   procedure         what it is, the steps with their days, what is asked
procedures/<code>/start/             start             choose the organisation, begin a draft
cases/                               cases             own cases
cases/<reference>/                   case              where it stands, what next, days left, everything that happened
cases/<reference>/form/              form              task list of a draft or a returned case
cases/<reference>/form/<section>/    section           one section (GET; POST saves and uploads, also for autosave)
cases/<reference>/check/             check             check the answers
cases/<reference>/file/              file              submit, also after correction (POST, idempotency key)
cases/<reference>/receipt/<round>/   receipt           with receipt.pdf beside it (receipt_pdf)
cases/<reference>/agreement/         agreement         read and sign (POST sign), agreement.pdf (agreement_pdf)
cases/<reference>/withdraw/          withdraw          (POST, after one question)
cases/<reference>/documents/<document>/  document      a private file of the case
desk/cases/<reference>/              desk_case         the case as the officer sees it
desk/cases/<reference>/…             desk_…            remarks, return, pass on, decide, assign, sign
"""

from __future__ import annotations

from django.urls import URLPattern, path

from orken.cases.views import application, cases, catalogue, review

app_name = "cases"

applicant: list[URLPattern] = [
    path("procedures/", catalogue.procedures, name="procedures"),
    path("procedures/<str:code>/", catalogue.procedure, name="procedure"),
    path("procedures/<str:code>/start/", catalogue.start, name="start"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:reference>/", cases.case, name="case"),
    path("cases/<str:reference>/form/", application.form, name="form"),
    path("cases/<str:reference>/form/<str:code>/", application.section, name="section"),
    path("cases/<str:reference>/check/", application.check, name="check"),
    path("cases/<str:reference>/file/", application.file, name="file"),
    path("cases/<str:reference>/receipt/<int:round_>/", application.receipt, name="receipt"),
    path("cases/<str:reference>/receipt/<int:round_>/receipt.pdf", application.receipt_pdf, name="receipt_pdf"),
    path("cases/<str:reference>/agreement/", cases.agreement, name="agreement"),
    path("cases/<str:reference>/agreement/agreement.pdf", cases.agreement_pdf, name="agreement_pdf"),
    path("cases/<str:reference>/withdraw/", cases.withdraw, name="withdraw"),
    path("cases/<str:reference>/documents/<str:document_reference>/", cases.document, name="document"),
]

desk: list[URLPattern] = [
    path("desk/cases/<str:reference>/", review.desk_case, name="desk_case"),
    path("desk/cases/<str:reference>/assign/", review.desk_assign, name="desk_assign"),
    path("desk/cases/<str:reference>/return/", review.desk_return, name="desk_return"),
    path("desk/cases/<str:reference>/pass-on/", review.desk_pass_on, name="desk_pass_on"),
    path("desk/cases/<str:reference>/decide/", review.desk_decide, name="desk_decide"),
    path("desk/cases/<str:reference>/countersign/", review.desk_countersign, name="desk_countersign"),
    path("desk/cases/<str:reference>/sign/", review.desk_sign, name="desk_sign"),
]

urlpatterns = [*applicant, *desk]
