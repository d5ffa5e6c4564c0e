"""What the audit says of each answer that it can get."""

from __future__ import annotations

import json

import pytest

from tools import audit

FLAW = {"id": "PYSEC-2026-1", "fix_versions": ["5.2.20"], "aliases": [], "description": "…"}


def answer(*packages: dict[str, object]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


@pytest.mark.parametrize("text", ["", "\n", answer(), answer({"name": "django", "skip_reason": "not found on PyPI"})])
def test_nothing_is_claimed_where_nothing_was_learnt(text: str) -> None:
    assert audit.told(text) == (audit.NOT_REACHED, False)


def test_a_known_vulnerability_fails_and_names_the_version_that_mends_it() -> None:
    packages = ({"name": "django", "version": "5.2.19", "vulns": [FLAW]}, {"name": "x", "skip_reason": "not found"})
    assert audit.told(answer(*packages)) == (
        "django 5.2.19: PYSEC-2026-1, mended in 5.2.20\n1 of 2 packages audited, 1 known vulnerabilities", True,
    )  # fmt: skip


def test_packages_without_any_pass() -> None:
    text, failed = audit.told(answer({"name": "django", "version": "5.2.20", "vulns": []}))
    assert (text, failed) == ("1 of 1 packages audited, 0 known vulnerabilities", False)
