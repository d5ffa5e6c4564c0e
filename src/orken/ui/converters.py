"""Parts of addresses: what cannot be a reference or a code never reaches the database."""

from __future__ import annotations

from django.urls.converters import StringConverter

from orken.kernel.identifiers import REFERENCE_PATTERN


class ReferenceConverter(StringConverter):
    regex = REFERENCE_PATTERN


class CodeConverter(StringConverter):
    regex = r"[a-z0-9_.]{1,80}"
