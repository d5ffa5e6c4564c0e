"""Routes of the engine: the catalogue and the applicant's pages first, the officer's pages under ``desk/``.

procedures/                          procedures        catalogue of what can be asked for
procedures/<code>/                   procedure         what it is, the steps with their days, what is asked
procedures/<code>/start/             start             choose the organisation, begin a draft
cases/                               cases             own cases
cases/<reference>/                   case              where it stands, what next, days left, everything that happened
cases/<reference>/form/              form              task list of a draft or a returned case
cases/<reference>/form/<section>/    section           one section (GET; POST saves, also for autosave)
cases/<reference>/form/<section>/document/  attach     upload (POST)
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

from django.urls import URLPattern

app_name = "cases"
urlpatterns: list[URLPattern] = []
