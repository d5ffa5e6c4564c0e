"""Routes of the engine: the catalogue and the applicant's pages first, the officer's pages under ``desk/``.

procedures/                          procedures        catalogue of what can be asked for
procedures/<code>/                   procedure         what it is, the steps with their days, what is asked
procedures/<code>/eligibility/       eligibility       may one apply: the rules judged before anything is filed
procedures/<code>/start/             start             choose the organisation, begin a draft
cases/                               cases             own cases
cases/<reference>/                   case              where it stands, what next, days left, everything that happened
cases/<reference>/form/              form              task list of a draft or a returned case
cases/<reference>/form/<section>/    section           one section (GET; POST saves and uploads, also for autosave)
cases/<reference>/newer/             newer             what changed in a newer form; move the draft to it
cases/<reference>/copy/              copy              a new draft with the answers of a closed case (POST)
cases/<reference>/check/             check             check the answers
cases/<reference>/ask/               ask               tell those who may submit (POST)
cases/<reference>/file/              file              submit, also after correction (POST, idempotency key)
cases/<reference>/receipt/<round>/   receipt           with receipt.pdf beside it (receipt_pdf)
cases/<reference>/agreement/         agreement         read and sign (POST sign), agreement.pdf (agreement_pdf)
cases/<reference>/decision.pdf       decision_pdf      the decision taken last, sealed, in three languages
cases/<reference>/timeline/          timeline          everything that happened; the page of the case has the newest
cases/<reference>/timeline.pdf       timeline_pdf      everything that happened, sealed
cases/<reference>/pack.pdf           pack_pdf          what led to the decision, naming nobody; pack.json (pack_json)
cases/<reference>/withdraw/          withdraw          (POST, after one question)
cases/<reference>/appeal/            appeal            how to object to its decision; begin an appeal (POST)
cases/<reference>/documents/<document>/  document      a private file of the case
desk/cases/<reference>/              desk_case         the case as the officer sees it
organisations/<reference>/documents/ vault             what the organisation keeps as evidence; new/<kind>/, <document>/
desk/cases/<reference>/…             desk_…            remarks, return, pass on, decide, assign, sign, write
desk/cases/<reference>/pack.pdf      desk_pack_pdf     the same for staff, with names; pack.json (desk_pack_json)
desk/conflicts/                      conflicts         conflicts of interest that wait for a secretary or a head
desk/cases/<reference>/conflicts/<n>/ desk_conflict    resolve one of another person
desk/cases/<reference>/conflict/     own_conflict      declare one's own
desk/templates/…                     message_templates texts that messages to applicants begin with
"""

from __future__ import annotations

from django.urls import URLPattern, path

from orken.cases.views import (
    appealing,
    application,
    asking,
    cases,
    catalogue,
    conflicts,
    correspondence,
    deciding,
    decision_pack,
    eligibility,
    moving,
    review,
    vault,
    verifying,
)

app_name = "cases"

applicant: list[URLPattern] = [
    path("procedures/", catalogue.procedures, name="procedures"),
    path("procedures/<code:code>/", catalogue.procedure, name="procedure"),
    path("procedures/<code:code>/eligibility/", eligibility.eligibility, name="eligibility"),
    path("procedures/<code:code>/start/", catalogue.start, name="start"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<reference:reference>/", cases.case, name="case"),
    path("cases/<reference:reference>/form/", application.form, name="form"),
    path("cases/<reference:reference>/form/<code:code>/", application.section, name="section"),
    path("cases/<reference:reference>/newer/", moving.newer, name="newer"),
    path("cases/<reference:reference>/copy/", moving.copy, name="copy"),
    path("cases/<reference:reference>/check/", application.check, name="check"),
    path("cases/<reference:reference>/ask/", asking.ask, name="ask"),
    path("cases/<reference:reference>/file/", application.file, name="file"),
    path("cases/<reference:reference>/receipt/<int:round_>/", application.receipt, name="receipt"),
    path("cases/<reference:reference>/receipt/<int:round_>/receipt.pdf", application.receipt_pdf, name="receipt_pdf"),
    path("cases/<reference:reference>/agreement/", cases.agreement, name="agreement"),
    path("cases/<reference:reference>/agreement/agreement.pdf", cases.agreement_pdf, name="agreement_pdf"),
    path("cases/<reference:reference>/decision.pdf", cases.decision_pdf, name="decision_pdf"),
    path("cases/<reference:reference>/timeline/", cases.timeline, name="timeline"),
    path("cases/<reference:reference>/timeline.pdf", cases.timeline_pdf, name="timeline_pdf"),
    path("cases/<reference:reference>/pack.pdf", decision_pack.own_pack_pdf, name="pack_pdf"),
    path("cases/<reference:reference>/pack.json", decision_pack.own_pack_json, name="pack_json"),
    path("cases/<reference:reference>/withdraw/", cases.withdraw, name="withdraw"),
    path("cases/<reference:reference>/appeal/", appealing.appeal, name="appeal"),
    path("cases/<reference:reference>/documents/<reference:document_reference>/", cases.document, name="document"),
]

desk: list[URLPattern] = [
    path("desk/cases/<reference:reference>/", review.desk_case, name="desk_case"),
    path(
        "desk/cases/<reference:reference>/documents/<reference:document_reference>/",
        verifying.desk_document,
        name="desk_document",
    ),
    path("desk/cases/<reference:reference>/assign/", review.desk_assign, name="desk_assign"),
    path("desk/cases/<reference:reference>/write/", correspondence.desk_write, name="desk_write"),
    path("desk/cases/<reference:reference>/return/", review.desk_return, name="desk_return"),
    path("desk/cases/<reference:reference>/pass-on/", review.desk_pass_on, name="desk_pass_on"),
    path("desk/cases/<reference:reference>/decide/", deciding.desk_decide, name="desk_decide"),
    path("desk/cases/<reference:reference>/countersign/", deciding.desk_countersign, name="desk_countersign"),
    path("desk/cases/<reference:reference>/sign/", review.desk_sign, name="desk_sign"),
    path("desk/cases/<reference:reference>/pack.pdf", decision_pack.desk_pack_pdf, name="desk_pack_pdf"),
    path("desk/cases/<reference:reference>/pack.json", decision_pack.desk_pack_json, name="desk_pack_json"),
    path("desk/cases/<reference:reference>/conflict/", conflicts.own_conflict, name="own_conflict"),
    path("desk/cases/<reference:reference>/conflicts/<int:number>/", conflicts.desk_conflict, name="desk_conflict"),
    path("desk/conflicts/", conflicts.conflicts, name="conflicts"),
]

# Under the organisation, because there its people look for them; here, because cases are what uses them.
documents: list[URLPattern] = [
    path("organisations/<reference:reference>/documents/", vault.vault, name="vault"),
    path("organisations/<reference:reference>/documents/new/<code:code>/", vault.vault_upload, name="vault_upload"),
    path(
        "organisations/<reference:reference>/documents/<reference:document_reference>/",
        vault.vault_document,
        name="vault_document",
    ),
    path(
        "organisations/<reference:reference>/documents/<reference:document_reference>/file/",
        vault.vault_file,
        name="vault_file",
    ),
]

templates: list[URLPattern] = [
    path("desk/templates/", correspondence.message_templates, name="message_templates"),
    path("desk/templates/new/", correspondence.message_template, name="new_message_template"),
    path("desk/templates/<reference:reference>/", correspondence.message_template, name="message_template"),
]

urlpatterns = [*applicant, *desk, *documents, *templates]
