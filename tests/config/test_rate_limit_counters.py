"""What rate limits count is not forgotten because many others are counted at the same time."""

import pytest
from django.core.cache import cache

pytestmark = pytest.mark.django_db

MANY = 310  # Django's own limit is 300


def test_no_counter_is_forgotten_when_many_sign_in():
    cache.set("a", [1.0, 2.0], 300)
    for number in range(MANY):
        cache.set(f"z{number}", [1.0], 300)
    assert cache.get("a") == [1.0, 2.0]
