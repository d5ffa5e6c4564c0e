"""The programming interface: one version under ``/api/v1/``, described by ``/api/v1/openapi.json``."""

from __future__ import annotations

from ninja import NinjaAPI

from orken.journal.api import router as journal
from orken.registers.api import router as registers

api = NinjaAPI(
    title="Orken",
    version="1",
    description="Public registers of the innovation cluster. Dates are days of the operator's time zone; the end of a "
    "period is the first day that no longer belongs to it. Texts in three languages are objects with kk, ru and en.",
    docs_url=None,  # its page loads scripts from another site
    urls_namespace="api",
)
api.add_router("", registers)
api.add_router("", journal)
