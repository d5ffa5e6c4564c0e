"""The published heads of the journal: whoever keeps one can prove later that nothing before it was changed."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from orken.journal.sealing import published_heads
from orken.kernel.problems import Problem

router = Router(tags=["journal"])


class SealOut(Schema):
    """``hash`` covers the seal before it (``previous``), so it covers everything that was sealed until then."""

    number: int
    sealed_at: datetime
    count: int
    previous: str
    hash: str


class SealQuery(Schema):
    limit: int = Field(20, ge=1, le=1_000)


@router.get(
    "/journal/seals",
    response={200: list[SealOut], 422: Problem, 429: Problem},
    summary="The newest seals of the journal, the newest first",
)
def seals(request: HttpRequest, asked: Query[SealQuery]) -> list[dict[str, object]]:
    return [vars(seal) for seal in published_heads(asked.limit)]
