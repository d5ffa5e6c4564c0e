"""Whether the time of an answer tells who has an account: `python -m tools.sign_in_timing`, on a portal of its own.

Addresses with and without an account are tried in random order, so that a slower minute of the machine falls on both.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from statistics import median, quantiles

import requests

from tools.bench.site import new_site

TRIES = 25
PASSWORD = "kok-torgai-2026"  # noqa: S105 -- of a portal that is thrown away
KNOWN = "known@orken.example"
WAYS = {
    "login": lambda address: {"login": address, "password": "wrong wrong wrong"},
    "signup": lambda address: {"full_name": "Айгерім Сәрсенова", "email": address, "password1": PASSWORD},
    "password/reset": lambda address: {"email": address},
}


def main() -> int:
    with new_site() as site, site.serving() as server:
        _somebody()
        print(f"{'':16}{'with account':>14}{'without':>12}{'difference':>13}{'noise':>9}   (ms, {TRIES} tries of each)")
        for way in WAYS:
            measured = _measured(f"http://localhost:{server.port}/en/accounts/{way}/", way)
            known, unknown = measured[True], measured[False]
            difference = abs(median(known) - median(unknown))
            print(
                f"{way:16}{median(known):14.1f}{median(unknown):12.1f}{difference:13.1f}{_noise(known, unknown):9.1f}"
            )
    return 0


def _somebody() -> None:
    from allauth.account.models import EmailAddress

    from orken.parties.models import User

    person = User.objects.create_user(email=KNOWN, password=PASSWORD, full_name="Айгерім Сәрсенова")
    EmailAddress.objects.create(user=person, email=KNOWN, verified=True, primary=True)


def _measured(address: str, way: str) -> dict[bool, list[float]]:
    from django.core.cache import cache

    taken: dict[bool, list[float]] = {True: [], False: []}
    for number, is_known in enumerate(_in_random_order()):
        cache.clear()  # the limits are not what is measured
        browser = requests.Session()
        browser.get(address, timeout=30)
        typed = WAYS[way](KNOWN if is_known else f"nobody{number}@orken.example")
        typed["csrfmiddlewaretoken"] = browser.cookies["csrftoken"]
        began = time.perf_counter()
        answer = browser.post(address, typed, timeout=30, allow_redirects=False)
        taken[is_known].append((time.perf_counter() - began) * 1000)
        if answer.status_code not in (200, 302):
            raise RuntimeError(f"{address} answered {answer.status_code}; only 200 and 302 are attempts that count.")
    return taken


def _in_random_order() -> Iterator[bool]:
    order = [True, False] * TRIES
    random.shuffle(order)
    yield from order


def _noise(*samples: list[float]) -> float:
    """By how much two medians of so many tries differ by chance: the larger spread over the root of their number."""
    spreads = (quantiles(sample, n=4) for sample in samples)
    return float(1.25 * max(high - low for low, _middle, high in spreads) / 1.35 * (2 / TRIES) ** 0.5)


if __name__ == "__main__":
    sys.exit(main())
