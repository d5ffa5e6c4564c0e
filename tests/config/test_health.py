import pytest


@pytest.mark.django_db
def test_ready(client):
    assert client.get("/health/ready").json() == {"status": "ok"}
