"""Lines of the log: as text for a reader, as JSON for a machine; neither with personal data that can be recognised."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from orken.kernel.log_context import log_context
from orken.kernel.masking import masked

FIELDS: Final = "fields"  # logger.info(…, extra={FIELDS: {"status": 200}})


class TextLine(logging.Formatter):
    """``2026-11-22 08:15:02,113 INFO orken.requests: GET cases:case status=200 request=5f2c…``."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        pairs = "".join(f" {name}={value}" for name, value in _fields(record).items())
        return super().formatMessage(record) + pairs

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class JsonLine(logging.Formatter):
    """One object a line: ``time`` in UTC, ``level``, ``logger``, ``message``, what the request or job is, ``error``."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        line |= {name: masked(value) if isinstance(value, str) else value for name, value in _fields(record).items()}
        if record.exc_info:
            line["error"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def _fields(record: logging.LogRecord) -> Mapping[str, object]:
    return {**log_context(), **getattr(record, FIELDS, {})}
