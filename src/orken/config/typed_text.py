"""What was typed into a form, before anything reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict


class TypedText:
    """Leaves out the sign NUL, which no database keeps and nobody can type, and writes line breaks as one sign.

    Browsers send line breaks as two signs and count them as one, so a text that fits its field would be too long. The
    innermost of all: whoever is sent away before has no form read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            request.POST = _as_kept(request.POST)  # type: ignore[assignment]  # Django means it to be set
        return self.get_response(request)


def _as_kept(sent: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        kept.setlist(name, [str(value).replace("\x00", "").replace("\r\n", "\n") for value in values])
    return kept
