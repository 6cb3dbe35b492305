"""The log: a JSON object a line, with the request's or session's id and no word about persons."""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

from streamlit.runtime.scriptrunner import get_script_run_ctx

request_id: ContextVar[str] = ContextVar("request_id", default="")


class AsJson(logging.Formatter):
    """Time (UTC), level, logger, message; where known, request, session and the error's trace."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, str] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := request_id.get():
            told["request"] = request
        if run := get_script_run_ctx(suppress_warning=True):
            told["session"] = run.session_id[:8]
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def configure() -> None:
    """Write our own log to standard error; twice is once."""
    log = logging.getLogger("district")
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(AsJson())
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False
