"""Our own addresses, beside those of the pages, and where their answers are."""

from __future__ import annotations

from starlette.routing import Route

from pages.ui.page_list import PAGES
from server.later import answering_later, later

ROUTES = (
    Route("/health", later("server.routes:health")),
    Route("/ready", later("server.routes:ready")),
    Route("/metrics", later("server.routes:metrics")),
    Route(f"/{PAGES[0][1]}", later("server.routes:first_page")),
    Route(
        "/briefings/{name}.{form}",
        answering_later("server.briefings:briefing"),
        methods=["GET", "POST"],
    ),
)
