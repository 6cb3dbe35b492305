"""What has happened since the server started, counted for ``/metrics``."""

from __future__ import annotations

import threading
from enum import StrEnum


class Count(StrEnum):
    """Named as Prometheus has it; one that ends in ``total`` only grows."""

    SESSIONS_OPEN = "district_sessions_open"
    SESSIONS = "district_sessions_total"
    RUNS = "district_page_runs_total"
    FAILURES = "district_page_failures_total"
    UPLOADS = "district_uploads_total"
    UPLOADED = "district_uploaded_bytes_total"
    REFUSALS = "district_refused_requests_total"

    @property
    def kind(self) -> str:
        return "counter" if self.value.endswith("_total") else "gauge"


_counts = dict.fromkeys(Count, 0)
_changing = threading.Lock()


def add(count: Count, amount: int = 1) -> None:
    """Pages run in threads of their own, so one at a time."""
    with _changing:
        _counts[count] += amount


def all_counts() -> dict[Count, int]:
    with _changing:
        return dict(_counts)
