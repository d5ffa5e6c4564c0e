"""How often one address may read what is open to all: a harvester waits, a ministry behind one address does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from time import time

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext as _

from orken.parties.views.limits import too_often

OPEN = ("api/", "registers/", "verify/", "procedures/")
MINUTE = 60


class LimitedReading:
    """Counted in the memory of each web process, since a count in the database would cost more than most answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.minute, self.counted = 0, Counter[str]()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info.removeprefix(f"/{get_language_from_path(request.path_info)}").removeprefix("/")
        if settings.ORKEN_READS_A_MINUTE and path.startswith(OPEN) and self._is_too_often(request):
            return _refused_to_a_program() if path.startswith("api/") else too_often(request)
        return self.get_response(request)

    def _is_too_often(self, request: HttpRequest) -> bool:
        if self.minute != (now := int(time() // MINUTE)):
            self.minute, self.counted = now, Counter()
        address = truncate_ip(get_adapter().get_client_ip(request))
        self.counted[address] += 1
        return self.counted[address] > settings.ORKEN_READS_A_MINUTE


def _refused_to_a_program() -> JsonResponse:
    detail = _("At most %(number)s questions a minute are answered to one address. Wait a minute and go on.")
    answer = JsonResponse({"detail": detail % {"number": settings.ORKEN_READS_A_MINUTE}}, status=429)
    answer.headers["Retry-After"] = str(MINUTE)
    return answer
